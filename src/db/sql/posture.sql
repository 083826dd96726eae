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
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_(toast_)?temp_[0-9]+$' -- sessions' own; a superuser makes any other
    -- Nobody but a superuser can write to what initdb made there, whatever is granted, but through its views that take writes.
    AND (c.oid >= 16384 OR n.nspname <> 'pg_catalog' OR c.relname IN ('pg_group', 'pg_stat_database_conflicts'))
  UNION ALL
  SELECT n.oid, 'SCHEMA', n.nspowner, pg_catalog.quote_ident(n.nspname)
  FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_(toast_)?temp_[0-9]+$'
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
         ('TABLE', 'TRIGGER', 'table_privilege', true), -- its function runs as whoever writes
         ('SEQUENCE', 'UPDATE', 'sequence_privilege', true),
         ('SEQUENCE', 'USAGE', 'sequence_usage', false), -- only READ ONLY stops nextval then
         ('DATABASE', 'TEMPORARY', 'temporary_tables', false), ('DATABASE', 'CREATE', 'create_schema', false),
         ('SCHEMA', 'CREATE', 'create_in_schema', false)
), holding AS MATERIALIZED ( -- any of the privileges below: most hold none, and to ask for each takes four times as long
  SELECT o.oid, o.name, o.kind, h.oid AS holder, h.rolname, h.shown, h.way_out
  FROM object o CROSS JOIN holder h
  WHERE CASE WHEN o.owner = h.oid THEN false -- told once, as ownership
             WHEN o.kind = 'TABLE' THEN pg_catalog.has_table_privilege(h.rolname, o.oid, 'DELETE, TRUNCATE, TRIGGER')
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
), other AS ( -- what is owned besides; a user mapping and default privileges only name the role that they are for
  SELECT d.refobjid AS owner, d.classid, pg_catalog.pg_describe_object(d.classid, d.objid, 0) AS name
  FROM pg_catalog.pg_shdepend d JOIN pg_catalog.pg_database this ON this.datname = pg_catalog.current_database()
  WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND d.refobjid IN (SELECT me.oid FROM me) AND d.deptype = 'o'
    AND d.classid NOT IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_namespace'::pg_catalog.regclass,
                          'pg_catalog.pg_database'::pg_catalog.regclass, 'pg_catalog.pg_user_mapping'::pg_catalog.regclass,
                          'pg_catalog.pg_default_acl'::pg_catalog.regclass)
    AND (d.dbid = this.oid
         OR d.classid = 'pg_catalog.pg_tablespace'::pg_catalog.regclass
         OR d.objid IN (SELECT s.oid FROM pg_catalog.pg_subscription s WHERE s.subdbid = this.oid)
            AND d.classid = 'pg_catalog.pg_subscription'::pg_catalog.regclass)
), writer AS ( -- functions that initdb keeps from PUBLIC, and that write past READ ONLY
  SELECT p.oid::pg_catalog.regprocedure::text AS name, p.proname ~ '^(lo_|pg_replication_origin_)' AS refused, a.grantee, me.way_out,
         CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.format('role %I', me.rolname) END AS shown,
         CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(me.rolname) END AS quoted
  FROM pg_catalog.unnest('{lo_import,lo_export,pg_replication_origin_create,pg_replication_origin_drop,pg_replication_origin_advance,
                           pg_replication_origin_session_setup,pg_replication_origin_session_reset,pg_replication_origin_xact_setup,
                           pg_replication_origin_xact_reset,pg_reload_conf,pg_rotate_logfile,pg_promote,pg_switch_wal,
                           pg_create_restore_point,pg_start_backup,pg_stop_backup,pg_backup_start,pg_backup_stop,pg_wal_replay_pause,
                           pg_wal_replay_resume,pg_log_standby_snapshot,pg_stat_reset,pg_stat_reset_shared,pg_stat_reset_slru,
                           pg_stat_reset_single_table_counters,pg_stat_reset_single_function_counters,
                           pg_stat_reset_replication_slot,pg_stat_reset_subscription_stats,pg_stat_reset_backend_stats}'::pg_catalog.name[]) f(name)
  -- OFFSET 0: by the index on names, as the planner would read all functions.
  CROSS JOIN LATERAL (SELECT o.oid, o.proname, o.proacl FROM pg_catalog.pg_proc o
                      WHERE o.proname = f.name AND o.pronamespace = 'pg_catalog'::pg_catalog.regnamespace OFFSET 0) p
  CROSS JOIN LATERAL pg_catalog.aclexplode(p.proacl) a
  LEFT JOIN me ON me.oid = a.grantee AND NOT me.rolsuper
  WHERE a.grantee = 0 OR me.oid IS NOT NULL
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
  SELECT 'owns_objects', true,
         pg_catalog.format('role %I owns %s other object(s), for example %s', m.rolname, count(*), min(o.name COLLATE "C")),
         CASE WHEN m.way_out IS NOT NULL THEN m.way_out
              ELSE pg_catalog.format('REASSIGN OWNED BY %I TO %I;', m.rolname,
                (SELECT r.rolname FROM pg_catalog.pg_roles r JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
                 WHERE r.oid IN (10, d.datdba) AND r.oid <> m.oid
                 -- What only a superuser may own goes to the one that initdb made.
                 ORDER BY (r.oid = 10) <> bool_or(o.classid IN ('pg_catalog.pg_event_trigger'::pg_catalog.regclass,
                                                              'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass)) LIMIT 1)) END, 2
  FROM other o JOIN me m ON m.oid = o.owner GROUP BY m.oid, m.rolname, m.way_out
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
  SELECT 'membership', false, pg_catalog.format('role %I is a member of %I', current_user, rolname), way_out, 6
  FROM me WHERE rolname = 'pg_checkpoint' AND way_out IS NOT NULL
  UNION ALL
  SELECT 'admin_option', true, pg_catalog.format('role %I may grant role %I to others', me.rolname, r.rolname),
         COALESCE(me.way_out, pg_catalog.format('REVOKE ADMIN OPTION FOR %I FROM %I;', r.rolname, me.rolname)), 4
  FROM pg_catalog.pg_auth_members a JOIN me ON me.oid = a.member JOIN pg_catalog.pg_roles r ON r.oid = a.roleid
  WHERE a.admin_option AND NOT me.rolsuper
  UNION ALL
  SELECT 'function_privilege', w.refused,
         pg_catalog.format('%s may execute %s', w.shown, pg_catalog.string_agg(w.name, ', ' ORDER BY w.name COLLATE "C")),
         COALESCE(w.way_out, pg_catalog.format('REVOKE EXECUTE ON FUNCTION %s FROM %s;', pg_catalog.string_agg(w.name, ', ' ORDER BY w.name COLLATE "C"), w.quoted)),
         CASE WHEN w.refused THEN 3 ELSE 6 END
  FROM writer w GROUP BY w.refused, w.grantee, w.shown, w.quoted, w.way_out
  UNION ALL
  SELECT 'bypassrls', false, what || ': it is not bound by row-level security', mend, 5 FROM attribute WHERE name = 'BYPASSRLS'
)
SELECT code, refused, what, mend FROM finding ORDER BY place, code, what COLLATE "C"
