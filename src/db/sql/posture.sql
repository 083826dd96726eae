-- What the current role could do besides reading, itself or as any role it is a member of (SET ROLE needs no inheritance).
-- One row a finding: code, whether it refuses service, what was seen, the SQL that mends it.
WITH me AS (
  SELECT oid, rolname FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(current_user, oid, 'MEMBER')
), attribute AS (
  SELECT r.rolname, a.name, a.held
  FROM pg_catalog.pg_roles r JOIN me USING (oid)
  CROSS JOIN LATERAL (VALUES ('SUPERUSER', r.rolsuper), ('CREATEROLE', r.rolcreaterole), ('CREATEDB', r.rolcreatedb),
                             ('REPLICATION', r.rolreplication)) AS a(name, held)
), user_relation AS (
  SELECT c.oid, c.relkind, c.relowner, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), writable AS (
  SELECT u.name, u.relkind, m.rolname, p.privilege
  FROM user_relation u CROSS JOIN me m
  CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p(privilege)
  WHERE m.rolname !~ '^pg_' -- predefined roles are reported as memberships
    AND CASE
    WHEN u.relowner = m.oid THEN false -- reported once, as ownership
    WHEN u.relkind = 'S' THEN p.privilege = 'UPDATE' AND pg_catalog.has_sequence_privilege(m.oid, u.oid, 'UPDATE')
    WHEN p.privilege IN ('INSERT', 'UPDATE') THEN pg_catalog.has_any_column_privilege(m.oid, u.oid, p.privilege)
    ELSE pg_catalog.has_table_privilege(m.oid, u.oid, p.privilege)
  END
), finding(code, refused, what, mend, place) AS (
  SELECT 'role_attribute', true, pg_catalog.format('role %I is %s', rolname, name),
         CASE WHEN rolname = current_user THEN pg_catalog.format('ALTER ROLE %I NO%s;', rolname, name)
              ELSE pg_catalog.format('REVOKE %I FROM %I;', rolname, current_user) END, 1
  FROM attribute WHERE held
  UNION ALL
  SELECT 'owns_relations', true,
         pg_catalog.format('role %I owns %s relation(s), for example %s', m.rolname, count(*), min(u.name COLLATE "C")),
         pg_catalog.format('REASSIGN OWNED BY %I TO some_other_role;', m.rolname), 2
  FROM user_relation u JOIN me m ON m.oid = u.relowner GROUP BY m.rolname
  UNION ALL
  SELECT 'owns_database', true, pg_catalog.format('role %I owns the database', m.rolname),
         pg_catalog.format('ALTER DATABASE %I OWNER TO some_other_role;', d.datname), 3
  FROM pg_catalog.pg_database d JOIN me m ON m.oid = d.datdba WHERE d.datname = pg_catalog.current_database()
  UNION ALL
  SELECT 'owns_schema', true, pg_catalog.format('role %I owns schema %I', m.rolname, n.nspname),
         pg_catalog.format('ALTER SCHEMA %I OWNER TO some_other_role;', n.nspname), 4
  FROM pg_catalog.pg_namespace n JOIN me m ON m.oid = n.nspowner WHERE n.nspname !~ '^pg_' AND m.rolname <> 'pg_database_owner'
  UNION ALL
  SELECT 'table_privilege', true,
         pg_catalog.format('role %I has %s on %s table(s) or view(s), for example %s', rolname, privilege, count(*), min(name COLLATE "C")),
         CASE WHEN rolname = current_user
              THEN pg_catalog.format('REVOKE %s ON %s FROM %I, PUBLIC;', privilege,
                                     pg_catalog.string_agg(name, ', ' ORDER BY name COLLATE "C"), rolname)
              ELSE pg_catalog.format('REVOKE %I FROM %I;', rolname, current_user) END, 5
  FROM writable WHERE relkind <> 'S' GROUP BY rolname, privilege
  UNION ALL
  SELECT 'sequence_privilege', true,
         pg_catalog.format('role %I has UPDATE on %s sequence(s), for example %s', rolname, count(*), min(name COLLATE "C")),
         CASE WHEN rolname = current_user
              THEN pg_catalog.format('REVOKE UPDATE ON SEQUENCE %s FROM %I, PUBLIC;',
                                     pg_catalog.string_agg(name, ', ' ORDER BY name COLLATE "C"), rolname)
              ELSE pg_catalog.format('REVOKE %I FROM %I;', rolname, current_user) END, 6
  FROM writable WHERE relkind = 'S' GROUP BY rolname
  UNION ALL
  SELECT 'membership', true, pg_catalog.format('role %I is a member of %I', current_user, rolname),
         pg_catalog.format('REVOKE %I FROM %I;', rolname, current_user), 7
  FROM me WHERE rolname IN ('pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files', 'pg_signal_backend',
                            'pg_maintain', 'pg_create_subscription')
    AND NOT EXISTS (SELECT FROM attribute WHERE name = 'SUPERUSER' AND held)
  UNION ALL
  SELECT 'bypassrls', false, pg_catalog.format('role %I is not bound by row-level security (BYPASSRLS)', rolname),
         pg_catalog.format('ALTER ROLE %I NOBYPASSRLS;', rolname), 8
  FROM pg_catalog.pg_roles JOIN me USING (oid, rolname) WHERE rolbypassrls
  UNION ALL
  SELECT 'temporary_tables', false, 'the role may create temporary tables in the database',
         pg_catalog.format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC;', pg_catalog.current_database()), 9
  WHERE pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY')
  UNION ALL
  SELECT 'create_schema', false, 'the role may create schemas in the database',
         pg_catalog.format('REVOKE CREATE ON DATABASE %I FROM %I;', pg_catalog.current_database(), current_user), 10
  WHERE pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
  UNION ALL
  SELECT 'create_in_schema', false, pg_catalog.format('the role may create objects in schema %I', nspname),
         pg_catalog.format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC, %I;', nspname, current_user), 11
  FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND pg_catalog.has_schema_privilege(oid, 'CREATE')
  UNION ALL
  SELECT 'sequence_usage', false,
         pg_catalog.format('the role has USAGE on %s sequence(s), for example %s; only READ ONLY stops nextval', count(*), min(name COLLATE "C")),
         pg_catalog.format('REVOKE USAGE ON SEQUENCE %s FROM %I;', pg_catalog.string_agg(name, ', ' ORDER BY name COLLATE "C"), current_user), 12
  FROM user_relation
  WHERE relkind = 'S' AND CASE WHEN relkind = 'S' THEN pg_catalog.has_sequence_privilege(oid, 'USAGE')
                                                   AND NOT pg_catalog.has_sequence_privilege(oid, 'UPDATE') END
  HAVING count(*) > 0
)
SELECT code, refused, what, mend FROM finding ORDER BY place, what COLLATE "C"
