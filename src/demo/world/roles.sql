-- Roles and databases of the demo world. Names match the constants in `demo/mod.rs`.

CREATE ROLE query_pg_ro LOGIN CONNECTION LIMIT 60;
COMMENT ON ROLE query_pg_ro IS 'Reads production for agents; can write nowhere';
CREATE ROLE gatepost_auditor LOGIN BYPASSRLS CONNECTION LIMIT 20;
GRANT pg_read_all_data, pg_read_all_settings, pg_read_all_stats TO gatepost_auditor;
COMMENT ON ROLE gatepost_auditor IS 'Reads everything, for gates alone; can write nowhere';
CREATE ROLE directus_app LOGIN;
COMMENT ON ROLE directus_app IS 'The application: owns production databases and their tables';
CREATE ROLE workflow_admin LOGIN;
COMMENT ON ROLE workflow_admin IS 'Owns the governance clone; has no business in production';
CREATE ROLE clone_reader LOGIN BYPASSRLS;
GRANT pg_read_all_data, pg_read_all_settings, pg_read_all_stats TO clone_reader;
COMMENT ON ROLE clone_reader IS 'Reads the governance clone, for agents and gates; can write nowhere';

-- Lets gatepost keep query trees out of the server's log (PostgreSQL 15 and later can grant this).
SELECT current_setting('server_version_num')::int >= 150000 AS can_grant_settings
\gset
\if :can_grant_settings
GRANT SET ON PARAMETER log_min_messages TO query_pg_ro, gatepost_auditor, clone_reader;
\endif

CREATE DATABASE directus OWNER directus_app;
CREATE DATABASE incomex_metadata OWNER directus_app;
CREATE DATABASE workflow OWNER directus_app;
CREATE DATABASE directus_gov_test_20260602 OWNER workflow_admin;

COMMENT ON DATABASE directus IS 'Production: content, shop and governance';
COMMENT ON DATABASE incomex_metadata IS 'Production: data catalogue';
COMMENT ON DATABASE workflow IS 'Production: workflows and their runs';
COMMENT ON DATABASE directus_gov_test_20260602 IS
    'TEST_CLONE of directus for governance rehearsals, 2026-06-02; never on the allowlist; drop with DROP DATABASE';

-- PUBLIC holds CONNECT and TEMP by default. Here it holds nothing, so the reader cannot reach the clone,
-- and the clone's owner cannot reach production.
REVOKE ALL ON DATABASE directus, incomex_metadata, workflow, directus_gov_test_20260602, postgres, template1
    FROM PUBLIC;
GRANT CONNECT ON DATABASE directus, incomex_metadata, workflow TO query_pg_ro, gatepost_auditor;
GRANT CONNECT ON DATABASE directus_gov_test_20260602 TO clone_reader;

-- The marker without which the clone channel uses no database, and with which the production channel serves none.
ALTER DATABASE directus_gov_test_20260602 SET gatepost.clone = 'directus_gov_test_20260602';
