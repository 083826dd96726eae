-- Where a session on the clone channel is, and what it could reach. $1: the roles of production's process; $2: the
-- names of production's databases. Asked before anything else is sent.
WITH self AS (
  SELECT d.oid, d.datname, d.datdba, d.datacl FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
), me AS (
  SELECT r.oid, r.rolname, r.rolsuper, r.rolcreaterole FROM pg_catalog.pg_roles r WHERE r.rolname IN (session_user, current_user)
), grantee AS ( -- by whom CONNECT is held; a default ACL gives it to PUBLIC
  SELECT a.grantee FROM self CROSS JOIN LATERAL pg_catalog.aclexplode(COALESCE(self.datacl, pg_catalog.acldefault('d', self.datdba))) a
  WHERE a.privilege_type = 'CONNECT'
), intruder AS ( -- production's roles that may connect, by each way that lets them
  SELECT r.rolname,
         CASE WHEN r.rolsuper THEN pg_catalog.format('%I is a superuser', r.rolname)
              WHEN g.grantee = 0 THEN pg_catalog.format('%I by PUBLIC', r.rolname)
              WHEN g.grantee = r.oid THEN pg_catalog.format('%I by its own grant', r.rolname)
              ELSE pg_catalog.format('%I as a member of %s', r.rolname, g.grantee::pg_catalog.regrole) END AS how,
         CASE WHEN r.rolsuper THEN pg_catalog.format('ALTER ROLE %I NOSUPERUSER;', r.rolname)
              WHEN g.grantee = 0 THEN pg_catalog.format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC;', self.datname)
              ELSE pg_catalog.format('REVOKE CONNECT ON DATABASE %I FROM %s;', self.datname, g.grantee::pg_catalog.regrole) END AS mend
  FROM pg_catalog.pg_roles r CROSS JOIN self
  LEFT JOIN grantee g ON NOT r.rolsuper AND (g.grantee = 0 OR pg_catalog.pg_has_role(r.oid, g.grantee, 'USAGE'))
  WHERE r.rolname = ANY ($1) AND pg_catalog.has_database_privilege(r.oid, self.oid, 'CONNECT')
), power AS ( -- what reaches past the database: PostgreSQL manual, section 22.5
  SELECT pg_catalog.format('%I is a superuser', me.rolname) AS how, pg_catalog.format('ALTER ROLE %I NOSUPERUSER;', me.rolname) AS mend
  FROM me WHERE me.rolsuper
  UNION ALL
  SELECT pg_catalog.format('%I may give itself any role (CREATEROLE)', me.rolname), pg_catalog.format('ALTER ROLE %I NOCREATEROLE;', me.rolname)
  FROM me WHERE me.rolcreaterole AND NOT me.rolsuper
  UNION ALL
  SELECT pg_catalog.format('%I is a member of %I', me.rolname, r.rolname), pg_catalog.format('REVOKE %I FROM %I;', r.rolname, me.rolname)
  FROM me JOIN pg_catalog.pg_roles r
    ON (r.rolname IN ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files') OR r.rolname = ANY ($1) OR r.rolsuper)
   AND r.oid <> me.oid
  WHERE NOT me.rolsuper AND pg_catalog.pg_has_role(me.oid, r.oid, 'MEMBER')
)
SELECT pg_catalog.current_database()::text,
       session_user::text,
       pg_catalog.pg_backend_pid(),
       -- Not the session's own setting, which whoever connects could give itself.
       (SELECT pg_catalog.string_agg(pg_catalog.substr(c, pg_catalog.length('gatepost.clone=') + 1), ', ')
        FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c
        WHERE s.setdatabase = self.oid AND s.setrole = 0 AND pg_catalog.starts_with(c, 'gatepost.clone=')),
       COALESCE((SELECT pg_catalog.array_agg(DISTINCT how) FROM intruder), '{}'),
       COALESCE((SELECT pg_catalog.string_agg(DISTINCT mend, ' ') FROM intruder), ''),
       COALESCE((SELECT pg_catalog.array_agg(r.rolname::text ORDER BY r.rolname) FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1)), '{}'),
       COALESCE((SELECT pg_catalog.array_agg(DISTINCT how) FROM power), '{}'),
       COALESCE((SELECT pg_catalog.string_agg(DISTINCT mend, ' ') FROM power), ''),
       COALESCE((SELECT pg_catalog.array_agg(d.datname::text ORDER BY d.datname) FROM pg_catalog.pg_database d
                 WHERE d.datname = ANY ($2) AND pg_catalog.has_database_privilege(session_user, d.oid, 'CONNECT')), '{}'),
       (SELECT s.system_identifier::text FROM pg_catalog.pg_control_system() s) || '/' || self.oid,
       pg_catalog.pg_is_in_recovery(),
       COALESCE(pg_catalog.current_setting('gatepost.pinned', true), '') = 'yes'
FROM self
