-- Which database this is, how it stores text, and which roles its objects need; columns by name, since versions differ.
SELECT pg_catalog.json_build_object(
  'database', d.datname,
  'oid', d.oid::pg_catalog.int8,
  'system_identifier', (SELECT s.system_identifier::text FROM pg_catalog.pg_control_system() s),
  'version_number', pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
  'role', CURRENT_USER,
  'encoding', pg_catalog.pg_encoding_to_char(d.encoding),
  'collate', d.datcollate,
  'ctype', d.datctype,
  'provider', COALESCE(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c'),
  'locale', COALESCE(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale'),
  'large_objects', (SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata),
  -- The bootstrap superuser (10) is needed without being noted anywhere.
  'roles', (SELECT pg_catalog.json_agg(r.rolname ORDER BY r.rolname) FROM pg_catalog.pg_roles r
            WHERE r.rolname !~ '^pg_' AND (r.oid = 10 OR r.oid IN (
              SELECT s.refobjid FROM pg_catalog.pg_shdepend s
              WHERE s.dbid = d.oid AND s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass)))
)::text
FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
