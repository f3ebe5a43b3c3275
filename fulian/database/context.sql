-- The context a transaction carries, and the function that believes it only when it is signed,
-- not stale, and set in this very transaction.
CREATE SCHEMA IF NOT EXISTS app;
GRANT USAGE ON SCHEMA app TO fulian_app;
CREATE TABLE IF NOT EXISTS app.pad (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
REVOKE ALL ON app.pad FROM PUBLIC, fulian_app;
CREATE OR REPLACE FUNCTION app.county() RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    said text := nullif(current_setting('app.ctx', true), '');
    pad record;
BEGIN
    IF said IS NULL OR current_setting('app.at', true) IS DISTINCT FROM transaction_timestamp()::text THEN
        RAISE EXCEPTION 'no county in this transaction' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO STRICT pad FROM app.pad;
    IF encode(sha256(pad.outer_pad || sha256(pad.inner_pad || convert_to(said, 'UTF8'))), 'hex')
       IS DISTINCT FROM current_setting('app.sig', true) THEN
        RAISE EXCEPTION 'forged county context' USING ERRCODE = '42501';
    END IF;
    IF to_timestamp(split_part(said, '|', 3)::bigint) < transaction_timestamp() THEN
        RAISE EXCEPTION 'stale county context' USING ERRCODE = '42501';
    END IF;
    RETURN split_part(said, '|', 1)::bigint;
END $$;
-- Who acts, and which single row is opened in an emergency: for tables with a wall of their own.
CREATE OR REPLACE FUNCTION app.actor() RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
BEGIN
    PERFORM app.county();
    RETURN split_part(current_setting('app.ctx'), '|', 2)::bigint;
END $$;
-- The context names its table besides its key: a row of one table opens none of another's.
CREATE OR REPLACE FUNCTION app.glass(name text) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    said text := split_part(current_setting('app.ctx'), '|', 4);
BEGIN
    PERFORM app.county();
    RETURN CASE WHEN split_part(said, ':', 1) = name THEN split_part(said, ':', 2)::bigint END;
END $$;
REVOKE ALL ON FUNCTION app.county(), app.actor(), app.glass(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.county(), app.actor(), app.glass(text) TO fulian_app;
