-- Every rule returns no row. scoped: scoped tables; outside: the closed list of the others;
-- grants: what the site's role may do, "table:right" each; links: "table.column" of every link
-- to a scoped table; definers: functions that may run as their owner; functions and bodies: those of
-- schema app; walls: "table:condition" of tables with a wall of their own.
WITH t AS (
    SELECT c.oid, c.relname, c.relrowsecurity AS walled, c.relforcerowsecurity AS forced,
           (SELECT attnum FROM pg_attribute a WHERE attrelid = c.oid AND attname = 'county_id') AS county,
           c.relname = ANY (%(scoped)s) AS scoped
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
), s AS (SELECT * FROM t WHERE scoped)
SELECT 'R0 neither scoped nor on the closed list: ' || relname FROM t
    WHERE NOT scoped AND relname <> ALL (%(outside)s)
UNION ALL SELECT 'R0 where no rule looks: ' || n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname !~ '^(pg_|information_schema$)' AND (n.nspname, c.relname) <> ('app', 'pad')
      AND (n.nspname <> 'public' OR c.relkind = 'f')
UNION ALL SELECT 'R1 no row-level security: ' || relname FROM s WHERE NOT walled
UNION ALL SELECT 'R1 FORCE breaks backups: ' || relname FROM s WHERE forced
UNION ALL SELECT 'R2 not exactly the policy county_id = app.county(): ' || relname FROM s
    WHERE (SELECT array_agg(pg_get_expr(polqual, polrelid)) FROM pg_policy WHERE polrelid = s.oid AND polcmd = '*'
           AND polpermissive AND polwithcheck IS NULL) IS DISTINCT FROM ARRAY['(county_id = app.county())']
       OR (SELECT count(*) FROM pg_policy WHERE polrelid = s.oid AND polpermissive) <> 1
UNION ALL SELECT 'R2 walls of its own are not those its model says: ' || relname FROM s
    WHERE coalesce((SELECT array_agg(relname || ':' || pg_get_expr(polqual, polrelid)) FROM pg_policy
                    WHERE polrelid = s.oid AND NOT polpermissive AND polcmd = '*' AND polwithcheck IS NULL), '{}')
          IS DISTINCT FROM (SELECT coalesce(array_agg(x), '{}') FROM unnest(%(walls)s::text[]) x WHERE starts_with(x, relname || ':'))
       OR (SELECT count(*) FROM pg_policy WHERE polrelid = s.oid AND NOT polpermissive AND (polcmd <> '*' OR polwithcheck IS NOT NULL)) > 0
UNION ALL SELECT 'R3 county_id may be null: ' || relname FROM s
    WHERE NOT (SELECT attnotnull FROM pg_attribute WHERE attrelid = s.oid AND attnum = s.county)
UNION ALL SELECT 'R4 index does not begin with county_id: ' || i.indexrelid::regclass FROM pg_index i JOIN s ON s.oid = i.indrelid
    WHERE indkey[0] <> county
UNION ALL SELECT 'R5 link without its county: ' || c.conname FROM pg_constraint c JOIN s b ON b.oid = c.confrelid JOIN t a ON a.oid = c.conrelid
    WHERE contype = 'f' AND NOT EXISTS (SELECT FROM unnest(conkey, confkey) k(x, y) WHERE x = a.county AND y = b.county)
UNION ALL SELECT 'R6 fulian_app stands too high' FROM pg_roles WHERE rolname = 'fulian_app'
    AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
         OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid) OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = pg_roles.oid))
UNION ALL SELECT 'R7 fulian_app may ' || p || ' on ' || relname FROM t, unnest(ARRAY['TRUNCATE','REFERENCES','TRIGGER','MAINTAIN']) p
    WHERE has_table_privilege('fulian_app', oid, p)
UNION ALL SELECT 'R8 view without security_invoker: ' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^(pg_|information_schema$)' AND relkind = 'v' AND has_table_privilege('fulian_app', c.oid, 'SELECT')
      AND coalesce(reloptions::text !~ 'security_invoker=(true|on|1)', true)
UNION ALL SELECT 'R9 materialized view: ' || relname FROM pg_class WHERE relkind = 'm' AND has_table_privilege('fulian_app', oid, 'SELECT')
UNION ALL SELECT 'R10 SECURITY DEFINER not on the list: ' || p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname <> 'pg_catalog' AND prosecdef AND has_function_privilege('fulian_app', p.oid, 'EXECUTE') AND p.oid::regprocedure::text <> ALL (%(definers)s)
UNION ALL SELECT 'R11 constraint never validated: ' || conname FROM pg_constraint WHERE NOT convalidated
UNION ALL SELECT 'R12 fulian_app may create in schema ' || nspname FROM pg_namespace WHERE has_schema_privilege('fulian_app', oid, 'CREATE') AND nspname !~ '^pg_(temp|toast)'
UNION ALL SELECT 'R13 fulian_app may make temporary tables' WHERE has_database_privilege('fulian_app', current_database(), 'TEMP')
UNION ALL SELECT 'R14 fulian_app may ' || p || ' the signing key' FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) p
    WHERE has_table_privilege('fulian_app', 'app.pad', p) OR (p IN ('SELECT','INSERT','UPDATE') AND has_any_column_privilege('fulian_app', 'app.pad', p))
UNION ALL SELECT 'R15 scoped model without a table: ' || x FROM unnest(%(scoped)s::text[]) x WHERE x NOT IN (SELECT relname FROM s)
UNION ALL SELECT 'R16 link of a scoped model without a key in the database: ' || x FROM unnest(%(links)s::text[]) x
    WHERE x NOT IN (SELECT conrelid::regclass || '.' || attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[2]
                    WHERE contype = 'f' AND cardinality(conkey) = 2 AND convalidated)
UNION ALL SELECT 'R17 fulian_app may ' || p || ' on ' || relname || ' beside its grants' FROM t, unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE']) p
    WHERE (has_table_privilege('fulian_app', oid, p) OR (p <> 'DELETE' AND has_any_column_privilege('fulian_app', oid, p))) <> (relname || ':' || p = ANY (%(grants)s))
UNION ALL SELECT 'R18 fulian_app may ' || p || ' sequence ' || relname FROM pg_class, unnest(ARRAY['SELECT','UPDATE']) p
    WHERE relkind = 'S' AND has_sequence_privilege('fulian_app', oid, p)
UNION ALL SELECT 'R19 app.' || name || '() is not the function of context.sql'
    FROM unnest(%(functions)s::text[], %(bodies)s::text[]) AS said(name, body) WHERE NOT EXISTS (SELECT FROM pg_proc
    WHERE oid = to_regprocedure('app.' || name || CASE name WHEN 'glass' THEN '(text)' ELSE '()' END) AND prosecdef = (name = 'county') AND prosrc = body AND proconfig = ARRAY['search_path=pg_catalog'])
ORDER BY 1
