-- The server's own configuration and what replicates from it. Settings as the configuration file or the command line gives
-- them: a role's or a database's are listed as such, and a session's are nobody else's. Run with search_path = pg_catalog.
SELECT 'server setting' AS kind, s.name,
       concat_ws(E'\n',
         -- An extension's setting may be a secret, and these two are.
         'value=' || CASE WHEN s.name LIKE '%.%' OR s.name IN ('primary_conninfo', 'ssl_passphrase_command')
                          THEN encode(sha256(convert_to(concat_ws(E'\n', c.system_identifier, s.name, s.reset_val), 'UTF8')), 'hex') ELSE s.reset_val END,
         -- What the command line sets also waits for ever, as the file says something else.
         CASE WHEN s.pending_restart AND s.source <> 'command line' THEN 'another value waits for a restart' END) AS definition
FROM pg_settings s, pg_control_system() c
WHERE s.source IN ('configuration file', 'command line', 'environment variable', 'global') OR s.pending_restart
   -- What the session that asks has set for its transaction: what it would come back to is the server's, where it is no role's
   -- and no database's.
   OR s.name IN ('search_path', 'row_security', 'quote_all_identifiers', 'lc_monetary', 'jit', 'plan_cache_mode')
      AND s.source = 'session' AND s.reset_val IS DISTINCT FROM s.boot_val
      AND NOT EXISTS (SELECT FROM pg_db_role_setting d, unnest(d.setconfig) AS t(setting)
                      WHERE d.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                        AND d.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user))
                        AND split_part(t.setting, '=', 1) = s.name)
UNION ALL
SELECT 'replication slot', s.slot_name::text,
       concat_ws(E'\n', 'type=' || s.slot_type, 'plugin=' || s.plugin, 'database=' || s.database, 'two_phase=' || s.two_phase,
         'reserves=' || (s.restart_lsn IS NOT NULL))
FROM pg_replication_slots s WHERE NOT s.temporary
UNION ALL
SELECT 'replication origin', o.roname, '' FROM pg_replication_origin o
UNION ALL
-- As `Object::not_visible` has it. Subscriptions have origins.
SELECT 'not visible', 'how far replication slots and origins have come: they move by themselves', ''
WHERE EXISTS (SELECT FROM pg_replication_slots s WHERE NOT s.temporary) OR EXISTS (SELECT FROM pg_replication_origin)
