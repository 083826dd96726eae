-- Everything an attack could change, as lines of text: rows by content, definitions, sequences, roles, locks and files.
SELECT 'rows', c.oid::regclass, pg_catalog.md5((xpath('string(/)', query_to_xml(format(
         'SELECT coalesce(md5(string_agg(md5(t::text), '''' ORDER BY md5(t::text))), '''') FROM ONLY %s t', c.oid::regclass), false, true, '')))[1]::text)
FROM pg_class c WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
ORDER BY 2;
SELECT 'relation', c.oid::regclass, c.relkind, c.relowner::regrole, c.relacl, c.relrowsecurity, c.reloptions
FROM pg_class c WHERE c.relnamespace::regnamespace::text !~ '^(pg_toast|pg_temp|pg_catalog|information_schema)' ORDER BY 2;
SELECT 'function', p.oid::regprocedure, p.provolatile, p.proacl, md5(p.prosrc)
FROM pg_proc p WHERE p.pronamespace::regnamespace::text !~ '^(pg_catalog|information_schema)' ORDER BY 2;
SELECT 'sequence', schemaname, sequencename, last_value FROM pg_sequences ORDER BY 2, 3;
SELECT 'schema', nspname, nspacl FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp' ORDER BY 2;
SELECT 'large objects', count(*) FROM pg_largeobject_metadata;
SELECT 'role', rolname, rolsuper, rolcanlogin, rolconfig FROM pg_roles ORDER BY 2;
SELECT 'setting', setdatabase, setrole, setconfig FROM pg_db_role_setting WHERE setdatabase = 0 ORDER BY 2, 3;
SELECT 'slots', count(*) FROM pg_replication_slots;
SELECT 'prepared', count(*) FROM pg_prepared_xacts WHERE database = current_database();
SELECT 'advisory', count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
WHERE l.locktype = 'advisory' AND d.datname = current_database();
