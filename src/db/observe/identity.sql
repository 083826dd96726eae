-- Who is asked, by whom, and at which moment: the transaction's snapshot included.
SELECT s.system_identifier::text,
       pg_catalog.current_database()::text,
       (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()),
       current_user::text,
       c.timeline_id,
       pg_catalog.current_setting('server_version_num')::int4 / 10000,
       pg_catalog.current_setting('server_version'),
       pg_catalog.pg_is_in_recovery(),
       -- A crash of one process starts all others anew and empties unlogged tables under the same postmaster; it shows by
       -- the shared statistics, which are thrown away then.
       GREATEST(pg_catalog.pg_postmaster_start_time(), (SELECT b.stats_reset FROM pg_catalog.pg_stat_bgwriter b))::text,
       (SELECT stats_reset::text FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database()),
       pg_catalog.pg_current_snapshot()::text,
       CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
            ELSE pg_catalog.pg_current_wal_insert_lsn() END::text,
       pg_catalog.has_function_privilege('pg_catalog.pg_export_snapshot()', 'EXECUTE'),
       c.checkpoint_lsn::text
FROM pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c
