-- The two roles and their database. Run by the server's administrator; may be run again.
-- Passwords come from the environment, so that no process list and no log shows them.
SET log_min_error_statement = panic;
\getenv owner_password FULIAN_OWNER_PASSWORD
\getenv app_password FULIAN_APP_PASSWORD
SELECT 'CREATE ROLE fulian_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fulian_owner') \gexec
SELECT 'CREATE ROLE fulian_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fulian_app') \gexec
-- The owner migrates, backs up, restores, and builds the test database.
ALTER ROLE fulian_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
-- What the site's role is refused is logged without the statement and its values: they hold names.
ALTER ROLE fulian_app SET log_min_error_statement = 'panic';
ALTER ROLE fulian_app SET log_error_verbosity = 'terse';
-- The site's role owns nothing and may nothing that the migrations do not grant.
ALTER ROLE fulian_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'app_password';
SELECT 'CREATE DATABASE fulian OWNER fulian_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'fulian') \gexec
REVOKE ALL ON DATABASE fulian FROM PUBLIC;
GRANT CONNECT ON DATABASE fulian TO fulian_app;
