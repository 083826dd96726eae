-- What the current role could do besides reading, itself, as any role it is a member of (SET ROLE needs no inheritance), or
-- as everybody. One row a finding: code, whether it refuses service, what was seen, the SQL that mends it.
WITH RECURSIVE membership (role, first) AS ( -- the roles reached, each with the memberships of its own that lead there
  SELECT m.roleid, m.roleid
  FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles self ON self.oid = m.member AND self.rolname = current_user
  UNION
  SELECT m.roleid, membership.first FROM pg_catalog.pg_auth_members m JOIN membership ON membership.role = m.member
), way_out AS (
  SELECT membership.role, pg_catalog.string_agg(pg_catalog.format('REVOKE %I FROM %I;', r.rolname, current_user), ' ' ORDER BY r.rolname) AS mend
  FROM membership JOIN pg_catalog.pg_roles r ON r.oid = membership.first GROUP BY membership.role
), me AS ( -- way_out is null for the role itself
  SELECT r.oid, r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls, way_out.mend AS way_out
  FROM pg_catalog.pg_roles r LEFT JOIN way_out ON way_out.role = r.oid
  WHERE r.rolname = current_user OR way_out.role IS NOT NULL
), attribute AS (
  SELECT me.*, a.name, pg_catalog.format('role %I is %s', me.rolname, a.name) AS what,
         CASE WHEN me.way_out IS NOT NULL THEN me.way_out
              -- The role that initdb made cannot lose it (BOOTSTRAP_SUPERUSERID).
              WHEN me.oid = 10 THEN '-- use another role: gatepost role-sql prints the SQL that makes one'
              ELSE pg_catalog.format('ALTER ROLE %I NO%s;', me.rolname, a.name) END AS mend
  FROM me CROSS JOIN LATERAL (VALUES ('SUPERUSER', me.rolsuper), ('CREATEROLE', me.rolcreaterole AND NOT me.rolsuper),
                                     ('CREATEDB', me.rolcreatedb AND NOT me.rolsuper),
                                     ('REPLICATION', me.rolreplication AND NOT me.rolsuper),
                                     ('BYPASSRLS', me.rolbypassrls AND NOT me.rolsuper)) AS a(name, held)
  WHERE a.held
), object AS (
  SELECT c.oid, CASE WHEN c.relkind = 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.relowner AS owner,
         pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_'
  UNION ALL
  SELECT n.oid, 'SCHEMA', n.nspowner, pg_catalog.quote_ident(n.nspname)
  FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_'
  UNION ALL
  SELECT d.oid, 'DATABASE', d.datdba, pg_catalog.quote_ident(d.datname)
  FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
), holder AS ( -- a superuser holds everything
  SELECT me.oid, me.rolname, pg_catalog.format('role %I', me.rolname) AS shown, me.way_out
  FROM me WHERE NOT me.rolsuper
  UNION ALL
  SELECT 0::oid, 'public', 'PUBLIC', NULL
), privilege (kind, privilege, code, refused) AS (
  VALUES ('TABLE', 'INSERT', 'table_privilege', true), ('TABLE', 'UPDATE', 'table_privilege', true),
         ('TABLE', 'DELETE', 'table_privilege', true), ('TABLE', 'TRUNCATE', 'table_privilege', true),
         ('SEQUENCE', 'UPDATE', 'sequence_privilege', true),
         ('SEQUENCE', 'USAGE', 'sequence_usage', false), -- only READ ONLY stops nextval then
         ('DATABASE', 'TEMPORARY', 'temporary_tables', false), ('DATABASE', 'CREATE', 'create_schema', false),
         ('SCHEMA', 'CREATE', 'create_in_schema', false)
), holding AS MATERIALIZED ( -- any of the privileges below: most hold none, and to ask for each takes four times as long
  SELECT o.oid, o.name, o.kind, h.oid AS holder, h.rolname, h.shown, h.way_out
  FROM object o CROSS JOIN holder h
  WHERE CASE WHEN o.owner = h.oid THEN false -- told once, as ownership
             WHEN o.kind = 'TABLE' THEN pg_catalog.has_table_privilege(h.rolname, o.oid, 'DELETE, TRUNCATE')
                                     OR pg_catalog.has_any_column_privilege(h.rolname, o.oid, 'INSERT, UPDATE')
             ELSE true END
), held AS (
  SELECT h.oid, h.name, p.*, h.holder, h.rolname AS holder_name, h.shown, h.way_out
  FROM holding h JOIN privilege p USING (kind)
  WHERE CASE WHEN kind = 'TABLE' AND p.privilege IN ('INSERT', 'UPDATE') THEN pg_catalog.has_any_column_privilege(h.rolname, h.oid, p.privilege)
             WHEN kind = 'TABLE' THEN pg_catalog.has_table_privilege(h.rolname, h.oid, p.privilege)
             WHEN kind = 'SEQUENCE' THEN pg_catalog.has_sequence_privilege(h.rolname, h.oid, p.privilege)
             WHEN kind = 'SCHEMA' THEN pg_catalog.has_schema_privilege(h.rolname, h.oid, p.privilege)
             ELSE pg_catalog.has_database_privilege(h.rolname, h.oid, p.privilege) END
), first_hand AS ( -- not those that a role has only because PUBLIC or another role of these has it
  SELECT held.* FROM held
  WHERE held.holder = 0 OR NOT EXISTS (
    SELECT FROM held v
    WHERE v.kind = held.kind AND v.oid = held.oid AND v.privilege = held.privilege AND v.holder <> held.holder
      AND CASE WHEN v.holder = 0 THEN true ELSE pg_catalog.pg_has_role(held.holder, v.holder, 'MEMBER') END)
), finding (code, refused, what, mend, place) AS (
  SELECT 'role_attribute', true, what, mend, 1 FROM attribute WHERE name <> 'BYPASSRLS'
  UNION ALL
  SELECT CASE o.kind WHEN 'DATABASE' THEN 'owns_database' WHEN 'SCHEMA' THEN 'owns_schema' ELSE 'owns_relations' END, true,
         CASE o.kind WHEN 'DATABASE' THEN pg_catalog.format('role %I owns the database', m.rolname)
                     WHEN 'SCHEMA' THEN pg_catalog.format('role %I owns %s schema(s), for example %s', m.rolname, count(*), min(o.name COLLATE "C"))
                     ELSE pg_catalog.format('role %I owns %s relation(s), for example %s', m.rolname, count(*), min(o.name COLLATE "C")) END,
         CASE WHEN m.way_out IS NOT NULL THEN m.way_out
              WHEN m.oid = 10 THEN '-- use another role: gatepost role-sql prints the SQL that makes one'
              -- The owner of the database, unless that is the role itself: then the role that initdb made.
              ELSE pg_catalog.string_agg(DISTINCT pg_catalog.format(
                CASE o.kind WHEN 'DATABASE' THEN 'ALTER DATABASE %2$s OWNER TO %3$I;' WHEN 'SCHEMA' THEN 'ALTER SCHEMA %2$s OWNER TO %3$I;'
                            ELSE 'REASSIGN OWNED BY %1$I TO %3$I;' END,
                m.rolname, o.name,
                (SELECT r.rolname FROM pg_catalog.pg_roles r JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
                 WHERE r.oid IN (10, d.datdba) AND r.oid <> m.oid ORDER BY r.oid = 10 LIMIT 1)), ' ') END, 2
  FROM (SELECT CASE object.kind WHEN 'SEQUENCE' THEN 'TABLE' ELSE object.kind END AS kind, object.owner, object.name FROM object) o
  JOIN me m ON m.oid = o.owner
  -- In the name of the role that initdb made stands what PostgreSQL itself brings.
  WHERE NOT (m.rolsuper AND m.oid = 10) GROUP BY o.kind, m.oid, m.rolname, m.way_out
  UNION ALL
  SELECT f.code, f.refused,
         CASE WHEN f.kind IN ('DATABASE', 'SCHEMA')
              THEN pg_catalog.format('%s has %s on %s %s', f.shown, f.privilege, pg_catalog.lower(f.kind), pg_catalog.string_agg(f.name, ', ' ORDER BY f.name COLLATE "C"))
              ELSE pg_catalog.format('%s has %s on %s %s, for example %s', f.shown, f.privilege, count(*),
                                     CASE f.kind WHEN 'TABLE' THEN 'table(s) or view(s)' ELSE 'sequence(s)' END, min(f.name COLLATE "C")) END,
         CASE WHEN f.way_out IS NOT NULL THEN f.way_out
              ELSE pg_catalog.format('REVOKE %s ON %s %s FROM PUBLIC, %I;', f.privilege, f.kind,
                                     pg_catalog.string_agg(f.name, ', ' ORDER BY f.name COLLATE "C"), current_user) END,
         CASE WHEN f.refused THEN 3 ELSE 6 END
  FROM first_hand f WHERE f.holder_name <> 'pg_write_all_data' -- told once, as membership
  GROUP BY f.code, f.refused, f.kind, f.privilege, f.holder, f.shown, f.way_out
  UNION ALL
  SELECT 'membership', true, pg_catalog.format('role %I is a member of %I', current_user, rolname), way_out, 4
  FROM me WHERE rolname IN ('pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files', 'pg_signal_backend',
                            'pg_maintain', 'pg_create_subscription')
  UNION ALL
  SELECT 'bypassrls', false, what || ': it is not bound by row-level security', mend, 5 FROM attribute WHERE name = 'BYPASSRLS'
)
SELECT code, refused, what, mend FROM finding ORDER BY place, code, what COLLATE "C"
