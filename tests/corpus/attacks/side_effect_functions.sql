-- name: sleep
-- expect: refused function_not_allowed
SELECT pg_sleep(3)
-- ---
-- name: sleep_for
-- expect: refused function_not_allowed
SELECT pg_sleep_for('3 seconds')
-- ---
-- name: sleep_until
-- expect: refused function_not_allowed
SELECT pg_sleep_until(now() + interval '3 seconds')
-- ---
-- name: sleep_qualified
-- expect: refused function_not_allowed
SELECT pg_catalog.pg_sleep(3)
-- ---
-- name: sleep_in_where
-- expect: refused function_not_allowed
SELECT 1 FROM generate_series(1, 3) WHERE pg_sleep(1) IS NOT NULL
-- ---
-- name: sleep_in_case
-- expect: refused function_not_allowed
SELECT CASE WHEN true THEN pg_sleep(3)::text ELSE 'x' END
-- ---
-- name: sleep_in_from
-- expect: refused function_not_allowed
SELECT * FROM pg_sleep(3)
-- ---
-- name: sleep_in_having
-- expect: refused function_not_allowed
SELECT count(*) FROM pg_class HAVING pg_sleep(3)::text = ''
-- ---
-- name: advisory_lock
-- expect: refused function_not_allowed
SELECT pg_advisory_lock(1)
-- ---
-- name: advisory_lock_two_keys
-- expect: refused function_not_allowed
SELECT pg_advisory_lock(1, 2)
-- ---
-- name: advisory_lock_shared
-- expect: refused function_not_allowed
SELECT pg_advisory_lock_shared(1)
-- ---
-- name: try_advisory_lock
-- expect: refused function_not_allowed
SELECT pg_try_advisory_lock(1)
-- ---
-- name: try_advisory_lock_shared
-- expect: refused function_not_allowed
SELECT pg_try_advisory_lock_shared(1, 2)
-- ---
-- name: advisory_xact_lock
-- expect: refused function_not_allowed
SELECT pg_advisory_xact_lock(1)
-- ---
-- name: try_advisory_xact_lock
-- expect: refused function_not_allowed
SELECT pg_try_advisory_xact_lock(1)
-- ---
-- name: advisory_unlock
-- expect: refused function_not_allowed
SELECT pg_advisory_unlock(1)
-- ---
-- name: advisory_unlock_all
-- expect: refused function_not_allowed
SELECT pg_advisory_unlock_all()
-- ---
-- name: advisory_lock_per_row
-- expect: refused function_not_allowed
SELECT pg_try_advisory_lock(oid::bigint) FROM pg_class
-- ---
-- name: set_config_session
-- expect: refused function_not_allowed
SELECT set_config('statement_timeout', '0', false)
-- ---
-- name: set_config_local
-- expect: refused function_not_allowed
SELECT set_config('search_path', 'trap', true)
-- ---
-- name: set_config_in_from
-- expect: refused function_not_allowed
SELECT * FROM set_config('role', 'postgres', false)
-- ---
-- name: set_config_dynamic
-- expect: refused function_not_allowed
SELECT set_config(name, setting, false) FROM pg_settings WHERE name = 'work_mem'
-- ---
-- name: set_config_read_write
-- expect: refused function_not_allowed
SELECT set_config('transaction_read_only', 'off', true)
-- ---
-- name: setseed
-- expect: refused function_not_allowed
SELECT setseed(0.5)
-- ---
-- name: notify_function
-- expect: refused function_not_allowed
SELECT pg_notify('channel', 'payload')
-- ---
-- name: notify_per_row
-- expect: refused function_not_allowed
SELECT count(pg_notify('channel', relname)::text) FROM pg_class
-- ---
-- name: logical_message
-- expect: refused function_not_allowed
SELECT pg_logical_emit_message(false, 'prefix', 'content')
-- ---
-- name: logical_message_bytea
-- expect: refused function_not_allowed
SELECT pg_logical_emit_message(true, 'prefix', '\x00'::bytea)
-- ---
-- name: export_snapshot
-- expect: refused function_not_allowed
SELECT pg_export_snapshot()
-- ---
-- name: txid_current
-- expect: refused function_not_allowed
SELECT txid_current()
-- ---
-- name: current_xact_id
-- expect: refused function_not_allowed
SELECT pg_current_xact_id()
-- ---
-- name: txid_current_in_where
-- expect: refused function_not_allowed
SELECT 1 WHERE txid_current() > 0
-- ---
-- name: nextval_literal
-- expect: refused function_not_allowed
SELECT nextval('trap.numbers')
-- ---
-- name: nextval_regclass
-- expect: refused function_not_allowed
SELECT nextval('trap.numbers'::regclass)
-- ---
-- name: nextval_in_series
-- expect: refused function_not_allowed
SELECT nextval('trap.numbers') FROM generate_series(1, 10)
-- ---
-- name: setval
-- expect: refused function_not_allowed
SELECT setval('trap.numbers', 1000)
-- ---
-- name: setval_three_arguments
-- expect: refused function_not_allowed
SELECT setval('trap.numbers', 1000, false)
-- ---
-- name: terminate_backend
-- expect: refused function_not_allowed
SELECT pg_terminate_backend(0)
-- ---
-- name: terminate_every_backend
-- expect: refused function_not_allowed
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND false
-- ---
-- name: terminate_with_timeout
-- expect: refused function_not_allowed
SELECT pg_terminate_backend(0, 100)
-- ---
-- name: cancel_backend
-- expect: refused function_not_allowed
SELECT pg_cancel_backend(0)
-- ---
-- name: reload_conf
-- expect: refused function_not_allowed
SELECT pg_reload_conf()
-- ---
-- name: rotate_logfile
-- expect: refused function_not_allowed
SELECT pg_rotate_logfile()
-- ---
-- name: promote
-- expect: refused function_not_allowed
SELECT pg_promote(false)
-- ---
-- name: switch_wal
-- expect: refused function_not_allowed
SELECT pg_switch_wal()
-- ---
-- name: create_restore_point
-- expect: refused function_not_allowed
SELECT pg_create_restore_point('x')
-- ---
-- name: backup_start
-- expect: refused function_not_allowed
SELECT pg_backup_start('x')
-- ---
-- name: backup_stop
-- expect: refused function_not_allowed
SELECT * FROM pg_backup_stop()
-- ---
-- name: wal_replay_pause
-- expect: refused function_not_allowed
SELECT pg_wal_replay_pause()
-- ---
-- name: wal_replay_resume
-- expect: refused function_not_allowed
SELECT pg_wal_replay_resume()
-- ---
-- name: stat_reset
-- expect: refused function_not_allowed
SELECT pg_stat_reset()
-- ---
-- name: stat_reset_shared
-- expect: refused function_not_allowed
SELECT pg_stat_reset_shared('bgwriter')
-- ---
-- name: stat_reset_table
-- expect: refused function_not_allowed
SELECT pg_stat_reset_single_table_counters('pg_class'::regclass)
-- ---
-- name: stat_reset_function
-- expect: refused function_not_allowed
SELECT pg_stat_reset_single_function_counters(1)
-- ---
-- name: stat_reset_slru
-- expect: refused function_not_allowed
SELECT pg_stat_reset_slru(NULL)
-- ---
-- name: stat_reset_replication_slot
-- expect: refused function_not_allowed
SELECT pg_stat_reset_replication_slot(NULL)
-- ---
-- name: stat_reset_subscription
-- expect: refused function_not_allowed
SELECT pg_stat_reset_subscription_stats(NULL)
-- ---
-- name: stat_force_next_flush
-- expect: refused function_not_allowed
SELECT pg_stat_force_next_flush()
-- ---
-- name: log_memory_contexts
-- expect: refused function_not_allowed
SELECT pg_log_backend_memory_contexts(pg_backend_pid())
-- ---
-- name: create_physical_slot
-- expect: refused function_not_allowed
SELECT pg_create_physical_replication_slot('s')
-- ---
-- name: create_logical_slot
-- expect: refused function_not_allowed
SELECT pg_create_logical_replication_slot('s', 'test_decoding')
-- ---
-- name: drop_slot
-- expect: refused function_not_allowed
SELECT pg_drop_replication_slot('s')
-- ---
-- name: copy_slot
-- expect: refused function_not_allowed
SELECT pg_copy_physical_replication_slot('s', 't')
-- ---
-- name: advance_slot
-- expect: refused function_not_allowed
SELECT pg_replication_slot_advance('s', '0/0')
-- ---
-- name: slot_get_changes
-- expect: refused function_not_allowed
SELECT * FROM pg_logical_slot_get_changes('s', NULL, NULL)
-- ---
-- name: slot_peek_changes
-- expect: refused function_not_allowed
SELECT * FROM pg_logical_slot_peek_changes('s', NULL, NULL)
-- ---
-- name: slot_get_binary_changes
-- expect: refused function_not_allowed
SELECT * FROM pg_logical_slot_get_binary_changes('s', NULL, NULL)
-- ---
-- name: origin_create
-- expect: refused function_not_allowed
SELECT pg_replication_origin_create('o')
-- ---
-- name: origin_drop
-- expect: refused function_not_allowed
SELECT pg_replication_origin_drop('o')
-- ---
-- name: origin_session_setup
-- expect: refused function_not_allowed
SELECT pg_replication_origin_session_setup('o')
-- ---
-- name: origin_session_reset
-- expect: refused function_not_allowed
SELECT pg_replication_origin_session_reset()
-- ---
-- name: origin_xact_setup
-- expect: refused function_not_allowed
SELECT pg_replication_origin_xact_setup('0/1', now())
-- ---
-- name: origin_advance
-- expect: refused function_not_allowed
SELECT pg_replication_origin_advance('o', '0/1')
-- ---
-- name: gin_clean_pending_list
-- expect: refused function_not_allowed
SELECT gin_clean_pending_list('pg_class_oid_index'::regclass)
-- ---
-- name: brin_summarize
-- expect: refused function_not_allowed
SELECT brin_summarize_new_values('pg_class_oid_index'::regclass)
-- ---
-- name: brin_summarize_range
-- expect: refused function_not_allowed
SELECT brin_summarize_range('pg_class_oid_index'::regclass, 0)
-- ---
-- name: brin_desummarize_range
-- expect: refused function_not_allowed
SELECT brin_desummarize_range('pg_class_oid_index'::regclass, 0)
-- ---
-- name: import_system_collations
-- expect: refused function_not_allowed
SELECT pg_import_system_collations('pg_catalog')
-- ---
-- name: nextoid
-- expect: refused function_not_allowed
SELECT pg_nextoid('pg_class'::regclass, 'oid', 'pg_class_oid_index'::regclass)
-- ---
-- name: stop_making_pinned_objects
-- expect: refused function_not_allowed
SELECT pg_stop_making_pinned_objects()
-- ---
-- name: binary_upgrade_function
-- expect: refused function_not_allowed
SELECT binary_upgrade_set_next_pg_type_oid(100000)
-- ---
-- name: binary_upgrade_read_only
-- expect: refused function_not_allowed
SELECT binary_upgrade_set_record_init_privs(true)
-- ---
-- name: extension_config_dump
-- expect: refused function_not_allowed
SELECT pg_extension_config_dump('pg_class'::regclass, '')
-- ---
-- name: void_result_hidden_by_count
-- expect: refused function_not_allowed
SELECT count(*) FROM (SELECT pg_sleep(3)) s
-- ---
-- name: side_effect_in_unused_column
-- expect: refused function_not_allowed
SELECT 1 FROM (SELECT 1 AS a, pg_sleep(3) AS b OFFSET 0) s
-- ---
-- name: side_effect_in_unused_cte
-- expect: refused function_not_allowed
WITH a AS (SELECT pg_sleep(3)) SELECT 1
-- ---
-- name: side_effect_in_offset
-- expect: refused function_not_allowed
SELECT 1 OFFSET (SELECT count(*) FROM pg_sleep(3)) - 1
-- ---
-- name: side_effect_in_window_order
-- expect: refused function_not_allowed
SELECT row_number() OVER (ORDER BY pg_sleep(1)::text) FROM generate_series(1, 2)
-- ---
-- name: side_effect_in_window_partition
-- expect: refused function_not_allowed
SELECT row_number() OVER (PARTITION BY pg_sleep(1)::text) FROM generate_series(1, 2)
-- ---
-- name: side_effect_in_named_window
-- expect: refused function_not_allowed
SELECT row_number() OVER w FROM generate_series(1, 2) WINDOW w AS (ORDER BY pg_sleep(1)::text)
-- ---
-- name: side_effect_in_frame_offset
-- expect: refused function_not_allowed
SELECT sum(1) OVER (ORDER BY 1 ROWS pg_advisory_unlock(1)::int PRECEDING)
-- ---
-- name: side_effect_in_filter
-- expect: refused function_not_allowed
SELECT count(*) FILTER (WHERE pg_try_advisory_lock(7)) FROM generate_series(1, 2)
-- ---
-- name: side_effect_in_distinct_on
-- expect: refused function_not_allowed
SELECT DISTINCT ON (pg_try_advisory_lock(7)) 1
-- ---
-- name: side_effect_in_group_by
-- expect: refused function_not_allowed
SELECT count(*) FROM generate_series(1, 2) g GROUP BY pg_try_advisory_lock(g)
-- ---
-- name: side_effect_in_join
-- expect: refused function_not_allowed
SELECT 1 FROM pg_class a JOIN pg_class b ON pg_try_advisory_lock(a.oid::bigint) LIMIT 1
-- ---
-- name: side_effect_in_tablesample
-- expect: refused function_not_allowed
SELECT 1 FROM pg_catalog.pg_class TABLESAMPLE SYSTEM (pg_advisory_unlock(1)::int::float4)
-- ---
-- name: side_effect_in_tablesample_repeatable
-- expect: refused function_not_allowed
SELECT 1 FROM pg_catalog.pg_class TABLESAMPLE BERNOULLI (1) REPEATABLE (pg_advisory_unlock(1)::int)
-- ---
-- name: side_effect_in_array_subscript
-- expect: refused function_not_allowed
SELECT (ARRAY[1, 2])[1 + pg_try_advisory_lock(7)::int]
-- ---
-- name: side_effect_in_array_slice
-- expect: refused function_not_allowed
SELECT (ARRAY[1, 2])[1:pg_try_advisory_lock(7)::int]
-- ---
-- name: side_effect_in_row
-- expect: refused function_not_allowed
SELECT ROW(pg_try_advisory_lock(7))
-- ---
-- name: side_effect_in_array
-- expect: refused function_not_allowed
SELECT ARRAY[pg_try_advisory_lock(7)]
-- ---
-- name: side_effect_in_coalesce
-- expect: refused function_not_allowed
SELECT coalesce(NULL, pg_try_advisory_lock(7))
-- ---
-- name: side_effect_in_nullif
-- expect: refused function_not_allowed
SELECT nullif(true, pg_try_advisory_lock(7))
-- ---
-- name: side_effect_in_greatest
-- expect: refused function_not_allowed
SELECT greatest(true, pg_try_advisory_lock(7))
-- ---
-- name: side_effect_in_between
-- expect: refused function_not_allowed
SELECT 1 BETWEEN pg_try_advisory_lock(7)::int AND 2
-- ---
-- name: side_effect_in_in_list
-- expect: refused function_not_allowed
SELECT 1 IN (0, pg_try_advisory_lock(7)::int)
-- ---
-- name: side_effect_in_any_array
-- expect: refused function_not_allowed
SELECT 1 = ANY (ARRAY[pg_try_advisory_lock(7)::int])
-- ---
-- name: side_effect_in_is_true
-- expect: refused function_not_allowed
SELECT pg_try_advisory_lock(7) IS TRUE
-- ---
-- name: side_effect_in_extract
-- expect: refused function_not_allowed
SELECT extract(epoch FROM to_timestamp(pg_try_advisory_lock(7)::int))
-- ---
-- name: side_effect_in_like_escape
-- expect: refused function_not_allowed
SELECT 'a' LIKE 'b' ESCAPE left(pg_try_advisory_lock(7)::text, 1)
-- ---
-- name: side_effect_in_at_time_zone
-- expect: refused function_not_allowed
SELECT now() AT TIME ZONE set_config('TimeZone', 'UTC', false)
-- ---
-- name: side_effect_in_collate
-- expect: refused function_not_allowed
SELECT set_config('work_mem', '1MB', false) COLLATE "C"
-- ---
-- name: side_effect_in_xmlelement
-- expect: refused function_not_allowed
SELECT xmlelement(name a, xmlattributes(pg_try_advisory_lock(7) AS b))
-- ---
-- name: side_effect_in_xmltable
-- expect: refused function_not_allowed
SELECT * FROM xmltable('/a' PASSING (('<a>' || pg_try_advisory_lock(7) || '</a>')::xml) COLUMNS b text PATH '.')
-- ---
-- name: side_effect_in_xmltable_default
-- expect: refused function_not_allowed
SELECT * FROM xmltable('/a' PASSING ('<a/>'::xml) COLUMNS b text PATH 'b' DEFAULT set_config('work_mem', '1MB', false))
-- ---
-- name: side_effect_in_within_group
-- expect: refused function_not_allowed
SELECT percentile_cont(pg_try_advisory_lock(7)::int) WITHIN GROUP (ORDER BY 1.0)
-- ---
-- name: side_effect_in_aggregate_order
-- expect: refused function_not_allowed
SELECT array_agg(g ORDER BY pg_try_advisory_lock(g)) FROM generate_series(1, 2) g
-- ---
-- name: side_effect_in_rollup
-- expect: refused function_not_allowed
SELECT 1 FROM generate_series(1, 2) g GROUP BY ROLLUP (pg_try_advisory_lock(g))
-- ---
-- name: side_effect_in_values
-- expect: refused function_not_allowed
VALUES (pg_try_advisory_lock(7))
-- ---
-- name: side_effect_in_fetch_first
-- expect: refused function_not_allowed
SELECT 1 FETCH FIRST (pg_try_advisory_lock(7)::int) ROWS ONLY
-- ---
-- name: side_effect_in_overlaps
-- expect: refused function_not_allowed
SELECT (now(), now()) OVERLAPS (now(), to_timestamp(pg_try_advisory_lock(7)::int))
-- ---
-- name: side_effect_in_recursive_cte
-- expect: refused function_not_allowed
WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + pg_try_advisory_lock(7)::int FROM a WHERE n < 3) SELECT * FROM a
-- ---
-- name: side_effect_in_named_argument
-- expect: refused function_not_allowed
SELECT make_interval(secs => pg_try_advisory_lock(7)::int)
-- ---
-- name: side_effect_in_variadic
-- expect: refused function_not_allowed
SELECT concat(VARIADIC ARRAY[set_config('work_mem', '1MB', false)])
-- ---
-- name: side_effect_in_cast_function_style
-- expect: refused function_not_allowed
SELECT text(pg_try_advisory_lock(7))
-- ---
-- name: side_effect_in_intersect_branch
-- expect: refused function_not_allowed
SELECT true INTERSECT SELECT pg_try_advisory_lock(7)
