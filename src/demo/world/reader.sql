-- What query_pg_ro may do in this database: read every user relation, also those made later. Run as superuser.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;

SELECT format('GRANT USAGE ON SCHEMA %1$I TO query_pg_ro;'
              'GRANT SELECT ON ALL TABLES IN SCHEMA %1$I TO query_pg_ro;'
              'GRANT SELECT ON ALL SEQUENCES IN SCHEMA %1$I TO query_pg_ro', nspname)
FROM pg_namespace
WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
\gexec

ALTER DEFAULT PRIVILEGES FOR ROLE directus_app, postgres GRANT USAGE ON SCHEMAS TO query_pg_ro;
ALTER DEFAULT PRIVILEGES FOR ROLE directus_app, postgres GRANT SELECT ON TABLES TO query_pg_ro;
ALTER DEFAULT PRIVILEGES FOR ROLE directus_app, postgres GRANT SELECT ON SEQUENCES TO query_pg_ro;

-- Large objects are a way to write that READ ONLY does not close on every version (lo_create, lo_from_bytea).
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure)
FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite'))
\gexec

-- As `gatepost role-sql --auditor` has it: what the server's files say, loaded or not.
GRANT EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings() TO gatepost_auditor;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO gatepost_auditor;
SELECT format('GRANT EXECUTE ON FUNCTION %s TO gatepost_auditor', oid::regprocedure)
FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = 'pg_ident_file_mappings'
\gexec

ANALYZE;
