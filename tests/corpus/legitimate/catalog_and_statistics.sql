-- name: catalog_tables
-- expect: rows
SELECT schemaname, tablename, tableowner FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
-- ---
-- name: catalog_views
-- expect: rows
SELECT schemaname, viewname, definition FROM pg_views WHERE schemaname = 'public'
-- ---
-- name: catalog_materialized_views
-- expect: rows
SELECT matviewname, ispopulated FROM pg_matviews
-- ---
-- name: catalog_indexes
-- expect: rows
SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2
-- ---
-- name: catalog_sequences
-- expect: rows
SELECT schemaname, sequencename, last_value FROM pg_sequences
-- ---
-- name: catalog_class
-- expect: rows
SELECT relname, relkind, reltuples, relpages, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relpages DESC LIMIT 10
-- ---
-- name: catalog_class_quoted_char
-- expect: rows
SELECT count(*) FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relkind <> 'i'::"char"
-- ---
-- name: catalog_columns
-- expect: rows
SELECT a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = 'public.customers'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1
-- ---
-- name: catalog_describe_like_psql
-- expect: rows
SELECT n.nspname AS "Schema", c.relname AS "Name", CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'p' THEN 'partitioned table' END AS "Type", pg_catalog.pg_get_userbyid(c.relowner) AS "Owner" FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','v','m') AND n.nspname !~ '^pg_toast' AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 1, 2
-- ---
-- name: catalog_match_like_psql
-- expect: rows
SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relname OPERATOR(pg_catalog.~) '^(customers)$' COLLATE pg_catalog.default AND pg_catalog.pg_table_is_visible(c.oid) ORDER BY 2, 3
-- ---
-- name: catalog_constraints
-- expect: rows
SELECT conrelid::regclass, conname, contype, pg_get_constraintdef(oid, true) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
-- ---
-- name: catalog_foreign_keys
-- expect: rows
SELECT conrelid::regclass AS child, confrelid::regclass AS parent, a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) WHERE contype = 'f'
-- ---
-- name: catalog_view_definition
-- expect: rows
SELECT pg_get_viewdef('public.best_customers'::regclass, true)
-- ---
-- name: catalog_view_definition_oid
-- expect: rows
SELECT viewname, pg_get_viewdef(format('%I.%I', schemaname, viewname)::regclass) FROM pg_views WHERE schemaname = 'governance'
-- ---
-- name: catalog_index_definition
-- expect: rows
SELECT pg_get_indexdef(indexrelid), indisunique, indisvalid FROM pg_index WHERE indrelid = 'orders'::regclass
-- ---
-- name: catalog_function_definition
-- expect: rows
SELECT pg_get_functiondef('public.order_total(bigint)'::regprocedure)
-- ---
-- name: catalog_functions
-- expect: rows
SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), pg_get_function_result(p.oid), p.provolatile, l.lanname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang WHERE n.nspname = 'governance'
-- ---
-- name: catalog_function_arguments
-- expect: rows
SELECT proname, pg_get_function_arguments(oid), proargnames, proargtypes::regtype[], obj_description(oid, 'pg_proc') FROM pg_proc WHERE proname = 'order_total'
-- ---
-- name: catalog_volatile_functions
-- expect: rows
SELECT proname FROM pg_proc WHERE provolatile = 'v' AND pronamespace = 'pg_catalog'::regnamespace ORDER BY 1 LIMIT 20
-- ---
-- name: catalog_triggers
-- expect: rows
SELECT tgrelid::regclass, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
-- ---
-- name: catalog_rules
-- expect: rows
SELECT schemaname, tablename, rulename FROM pg_rules WHERE schemaname = 'public'
-- ---
-- name: catalog_rule_definition
-- expect: rows
SELECT ev_class::regclass, pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = 'customer_totals'::regclass
-- ---
-- name: catalog_policies
-- expect: rows
SELECT schemaname, tablename, policyname, cmd, roles, qual FROM pg_policies
-- ---
-- name: catalog_policy_expressions
-- expect: rows
SELECT polname, pg_get_expr(polqual, polrelid) FROM pg_policy
-- ---
-- name: catalog_enums
-- expect: rows
SELECT t.typname, e.enumlabel, e.enumsortorder FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid ORDER BY 1, 3
-- ---
-- name: catalog_types
-- expect: rows
SELECT typname, typtype, format_type(oid, NULL), typbasetype::regtype FROM pg_type WHERE typtype IN ('d', 'e') ORDER BY 1
-- ---
-- name: catalog_domains_checks
-- expect: rows
SELECT typname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_type t ON t.oid = c.contypid
-- ---
-- name: catalog_roles
-- expect: rows
SELECT rolname, rolsuper, rolcanlogin, rolconnlimit, rolvaliduntil FROM pg_roles ORDER BY 1
-- ---
-- name: catalog_memberships
-- expect: rows
SELECT r.rolname, m.rolname AS member FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
-- ---
-- name: catalog_users_groups
-- expect: rows
SELECT usename, usesuper FROM pg_user UNION ALL SELECT groname, NULL FROM pg_group
-- ---
-- name: catalog_databases
-- expect: rows
SELECT datname, pg_encoding_to_char(encoding), datcollate, datallowconn, datacl FROM pg_database ORDER BY 1
-- ---
-- name: catalog_schemas
-- expect: rows
SELECT nspname, pg_get_userbyid(nspowner), nspacl FROM pg_namespace ORDER BY 1
-- ---
-- name: catalog_extensions
-- expect: rows
SELECT extname, extversion, extnamespace::regnamespace FROM pg_extension
-- ---
-- name: catalog_available_extensions
-- expect: rows
SELECT name, default_version, installed_version FROM pg_available_extensions ORDER BY 1 LIMIT 5
-- ---
-- name: catalog_settings
-- expect: rows
SELECT name, setting, unit, short_desc FROM pg_settings WHERE name LIKE 'work%' OR name = 'statement_timeout'
-- ---
-- name: catalog_partitions
-- expect: rows
SELECT inhrelid::regclass, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE inhparent = 'orders'::regclass
-- ---
-- name: catalog_partition_tree
-- expect: rows
SELECT relid, parentrelid, isleaf, level FROM pg_partition_tree('orders')
-- ---
-- name: catalog_partition_functions
-- expect: rows
SELECT pg_partition_root('orders_2026_01'), pg_get_partkeydef('orders'::regclass), pg_get_partition_constraintdef('orders_2026_01'::regclass)
-- ---
-- name: catalog_partition_ancestors
-- expect: rows
SELECT * FROM pg_partition_ancestors('orders_2026_01')
-- ---
-- name: catalog_dependencies
-- expect: rows
SELECT pg_describe_object(classid, objid, objsubid), deptype FROM pg_depend WHERE refobjid = 'customers'::regclass LIMIT 10
-- ---
-- name: catalog_identify_object
-- expect: rows
SELECT type, identity FROM pg_identify_object('pg_class'::regclass, 'customers'::regclass, 0)
-- ---
-- name: catalog_descriptions
-- expect: rows
SELECT obj_description('public.order_total(bigint)'::regprocedure, 'pg_proc'), col_description('customers'::regclass, 1), shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()
-- ---
-- name: catalog_description_table
-- expect: rows
SELECT objoid::regclass, description FROM pg_description WHERE classoid = 'pg_class'::regclass AND objsubid = 0 LIMIT 5
-- ---
-- name: catalog_planner_statistics
-- expect: rows
SELECT tablename, attname, n_distinct, null_frac, most_common_vals, histogram_bounds FROM pg_stats WHERE schemaname = 'public' LIMIT 5
-- ---
-- name: catalog_extended_statistics
-- expect: rows
SELECT * FROM pg_stats_ext LIMIT 5
-- ---
-- name: catalog_operators
-- expect: rows
SELECT oprname, oprleft::regtype, oprright::regtype, oprcode FROM pg_operator WHERE oprname = '@>'
-- ---
-- name: catalog_casts
-- expect: rows
SELECT castsource::regtype, casttarget::regtype, castcontext FROM pg_cast LIMIT 5
-- ---
-- name: catalog_aggregates
-- expect: rows
SELECT aggfnoid, aggtransfn, aggkind FROM pg_aggregate LIMIT 5
-- ---
-- name: catalog_collations
-- expect: rows
SELECT collname, collprovider FROM pg_collation LIMIT 5
-- ---
-- name: catalog_text_search
-- expect: rows
SELECT cfgname, cfgparser FROM pg_ts_config ORDER BY 1
-- ---
-- name: catalog_tablespaces
-- expect: rows
SELECT spcname, pg_tablespace_location(oid) FROM pg_tablespace
-- ---
-- name: catalog_foreign_servers
-- expect: rows
SELECT srvname, srvoptions FROM pg_foreign_server
-- ---
-- name: catalog_foreign_tables
-- expect: rows
SELECT ftrelid::regclass, ftoptions FROM pg_foreign_table
-- ---
-- name: catalog_publications
-- expect: rows
SELECT * FROM pg_publication_tables UNION ALL SELECT * FROM pg_publication_tables
-- ---
-- name: catalog_keywords
-- expect: rows
SELECT word, catdesc FROM pg_get_keywords() WHERE catcode = 'R' LIMIT 5
-- ---
-- name: catalog_time_zones
-- expect: rows
SELECT name, utc_offset FROM pg_timezone_names WHERE name LIKE 'Asia/H%' ORDER BY 1
-- ---
-- name: catalog_time_zone_abbreviations
-- expect: rows
SELECT * FROM pg_timezone_abbrevs LIMIT 5
-- ---
-- name: catalog_large_objects
-- expect: rows
SELECT oid FROM pg_largeobject_metadata LIMIT 5
-- ---
-- name: catalog_default_privileges
-- expect: rows
SELECT defaclrole::regrole, defaclobjtype, defaclacl FROM pg_default_acl
-- ---
-- name: catalog_privileges_exploded
-- expect: rows
SELECT c.relname, a.grantee::regrole, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a WHERE c.relname = 'customers'
-- ---
-- name: catalog_event_triggers
-- expect: rows
SELECT evtname, evtevent FROM pg_event_trigger
-- ---
-- name: catalog_inherited_columns
-- expect: rows
SELECT attrelid::regclass, attname FROM pg_attribute WHERE attinhcount > 0 LIMIT 5
-- ---
-- name: catalog_unlogged_tables
-- expect: rows
SELECT relname FROM pg_class WHERE relpersistence = 'u'
-- ---
-- name: catalog_to_functions
-- expect: rows
SELECT to_regclass('customers'), to_regclass('nowhere'), to_regtype('int4'), to_regproc('now'), to_regrole('postgres'), to_regnamespace('public')
-- ---
-- name: catalog_type_functions
-- expect: rows
SELECT pg_typeof(1), pg_typeof('a'::text), pg_typeof(NULL), format_type('numeric'::regtype, 655366), pg_column_size('abc'), pg_column_compression(body) FROM documents LIMIT 1
-- ---
-- name: catalog_parse_ident
-- expect: rows
SELECT parse_ident('"A b".c'), pg_get_serial_sequence('directus_fields', 'id'), pg_index_column_has_property('orders_customer_id'::regclass, 1, 'asc'), pg_encoding_max_length(6)
-- ---
-- name: catalog_tables_without_primary_key
-- expect: rows
SELECT c.oid::regclass FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')
-- ---
-- name: privilege_checks
-- expect: rows
SELECT has_table_privilege('customers', 'SELECT'), has_table_privilege('query_pg_ro', 'customers', 'INSERT'), has_column_privilege('directus_users', 'password', 'SELECT'), has_schema_privilege('governance', 'USAGE'), has_database_privilege(current_database(), 'CONNECT'), has_function_privilege('now()', 'EXECUTE'), pg_has_role('pg_read_all_data', 'MEMBER'), has_any_column_privilege('customers', 'UPDATE'), has_sequence_privilege('governance.case_number', 'SELECT'), row_security_active('governance.restricted_note')
-- ---
-- name: privilege_checks_all_tables
-- expect: rows
SELECT relname, has_table_privilege(oid, 'SELECT') FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
-- ---
-- name: privilege_acl_functions
-- expect: rows
SELECT acldefault('r', 10), makeaclitem(10, 10, 'SELECT', false)
-- ---
-- name: size_pretty
-- expect: rows
SELECT pg_size_pretty(pg_total_relation_size('customers')), pg_size_pretty(pg_relation_size('orders_2026_01', 'main')), pg_size_pretty(pg_table_size('documents')), pg_size_pretty(pg_indexes_size('documents'))
-- ---
-- name: size_all_tables
-- expect: rows
SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) AS size FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY pg_total_relation_size(oid) DESC LIMIT 10
-- ---
-- name: size_database
-- expect: rows
SELECT pg_size_pretty(pg_database_size(current_database())), pg_size_bytes('10 MB')
-- ---
-- name: size_databases
-- expect: rows
SELECT datname, pg_size_pretty(pg_database_size(datname)) FROM pg_database WHERE has_database_privilege(datname, 'CONNECT')
-- ---
-- name: size_tablespace
-- expect: rows
-- role-may-lack: it needs CREATE on the tablespace
SELECT pg_tablespace_size('pg_global')
-- ---
-- name: size_partitions
-- expect: rows
SELECT relid::regclass, pg_total_relation_size(relid) FROM pg_partition_tree('orders')
-- ---
-- name: size_of_columns
-- expect: rows
SELECT id, pg_column_size(body), octet_length(body) FROM documents ORDER BY 2 DESC LIMIT 3
-- ---
-- name: size_bloat_estimate
-- expect: rows
SELECT relname, n_live_tup, n_dead_tup, round(100.0 * n_dead_tup / nullif(n_live_tup + n_dead_tup, 0), 1) AS dead_percent FROM pg_stat_user_tables ORDER BY n_dead_tup DESC LIMIT 10
-- ---
-- name: file_path_of_relation
-- expect: rows
SELECT pg_relation_filepath('customers'), pg_relation_filenode('customers'), pg_filenode_relation(0, pg_relation_filenode('customers'))
-- ---
-- name: stat_activity
-- expect: rows
SELECT pid, usename, state, wait_event_type, wait_event, query_start, left(query, 50) FROM pg_stat_activity WHERE datname = current_database() ORDER BY query_start
-- ---
-- name: stat_activity_by_state
-- expect: rows
SELECT state, count(*), max(now() - state_change) FROM pg_stat_activity GROUP BY state
-- ---
-- name: stat_locks
-- expect: rows
SELECT locktype, relation::regclass, mode, granted, pid FROM pg_locks WHERE relation IS NOT NULL
-- ---
-- name: stat_locks_blocking
-- expect: rows
SELECT blocked.pid, blocked.query, blocking.pid FROM pg_stat_activity blocked JOIN pg_stat_activity blocking ON blocking.pid = ANY (pg_blocking_pids(blocked.pid))
-- ---
-- name: stat_locks_self_join
-- expect: rows
SELECT l1.pid, l2.pid FROM pg_locks l1 JOIN pg_locks l2 ON l1.relation = l2.relation AND l1.pid <> l2.pid AND NOT l1.granted
-- ---
-- name: stat_user_tables
-- expect: rows
SELECT relname, seq_scan, idx_scan, n_tup_ins, last_autovacuum, last_analyze FROM pg_stat_user_tables ORDER BY seq_scan DESC
-- ---
-- name: stat_all_tables
-- expect: rows
SELECT count(*) FROM pg_stat_all_tables UNION ALL SELECT count(*) FROM pg_stat_sys_tables
-- ---
-- name: stat_user_indexes
-- expect: rows
SELECT relname, indexrelname, idx_scan FROM pg_stat_user_indexes WHERE idx_scan = 0
-- ---
-- name: stat_io_tables
-- expect: rows
SELECT relname, heap_blks_read, heap_blks_hit, round(100.0 * heap_blks_hit / nullif(heap_blks_hit + heap_blks_read, 0), 2) FROM pg_statio_user_tables
-- ---
-- name: stat_io_indexes
-- expect: rows
SELECT indexrelname, idx_blks_hit FROM pg_statio_user_indexes, (SELECT count(*) FROM pg_statio_user_sequences) s LIMIT 5
-- ---
-- name: stat_database
-- expect: rows
SELECT datname, xact_commit, xact_rollback, blks_hit, deadlocks, temp_bytes FROM pg_stat_database
-- ---
-- name: stat_database_conflicts
-- expect: rows
SELECT * FROM pg_stat_database_conflicts
-- ---
-- name: stat_background_writer
-- expect: rows
SELECT * FROM pg_stat_bgwriter
-- ---
-- name: stat_wal_writer
-- expect: rows
SELECT wal_records, wal_bytes FROM pg_stat_wal
-- ---
-- name: stat_archiver
-- expect: rows
SELECT archived_count, failed_count FROM pg_stat_archiver
-- ---
-- name: stat_replication
-- expect: rows
SELECT application_name, state, sync_state, replay_lag FROM pg_stat_replication
-- ---
-- name: stat_wal_receiver
-- expect: rows
SELECT status, received_tli FROM pg_stat_wal_receiver
-- ---
-- name: stat_replication_slots
-- expect: rows
SELECT slot_name, active, restart_lsn FROM pg_replication_slots
-- ---
-- name: stat_slots_spill
-- expect: rows
SELECT slot_name, spill_txns FROM pg_stat_replication_slots
-- ---
-- name: stat_subscription
-- expect: rows
SELECT subname, received_lsn FROM pg_stat_subscription
-- ---
-- name: stat_subscription_errors
-- expect: rows
SELECT * FROM pg_stat_subscription_stats
-- ---
-- name: stat_simple_caches
-- expect: rows
SELECT name, blks_hit FROM pg_stat_slru
-- ---
-- name: stat_connections_security
-- expect: rows
SELECT pid, ssl, version, cipher FROM pg_stat_ssl
-- ---
-- name: stat_gssapi
-- expect: rows
SELECT pid, gss_authenticated FROM pg_stat_gssapi
-- ---
-- name: stat_progress
-- expect: rows
SELECT pid, phase FROM pg_stat_progress_vacuum UNION ALL SELECT pid, phase FROM pg_stat_progress_create_index UNION ALL SELECT pid, phase FROM pg_stat_progress_analyze
-- ---
-- name: stat_progress_other
-- expect: rows
SELECT pid, bytes_processed FROM pg_stat_progress_copy UNION ALL SELECT pid, backup_streamed FROM pg_stat_progress_basebackup UNION ALL SELECT pid, heap_tuples_scanned FROM pg_stat_progress_cluster
-- ---
-- name: stat_user_functions
-- expect: rows
SELECT funcname, calls, total_time FROM pg_stat_user_functions
-- ---
-- name: stat_transaction_tables
-- expect: rows
SELECT relname, seq_scan FROM pg_stat_xact_user_tables LIMIT 5
-- ---
-- name: stat_prepared_transactions
-- expect: rows
SELECT gid, prepared FROM pg_prepared_xacts
-- ---
-- name: stat_prepared_statements
-- expect: rows
SELECT name, statement FROM pg_prepared_statements
-- ---
-- name: stat_cursors
-- expect: rows
SELECT name, statement FROM pg_cursors
-- ---
-- name: stat_recovery_conflicts_prefetch
-- expect: rows
SELECT prefetch, hit FROM pg_stat_recovery_prefetch
-- ---
-- name: stat_server_state
-- expect: rows
SELECT pg_is_in_recovery(), pg_postmaster_start_time(), now() - pg_postmaster_start_time() AS uptime, pg_conf_load_time()
-- ---
-- name: stat_recovery_functions
-- expect: rows
SELECT pg_is_in_recovery(), pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn(), pg_last_xact_replay_timestamp()
-- ---
-- name: stat_wal_position
-- expect: rows
SELECT pg_current_wal_lsn(), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'), pg_walfile_name(pg_current_wal_lsn()), pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn()
-- ---
-- name: stat_replication_lag
-- expect: rows
SELECT slot_name, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) FROM pg_replication_slots
-- ---
-- name: stat_snapshot_functions
-- expect: rows
SELECT pg_current_snapshot(), txid_current_snapshot(), pg_snapshot_xmin(pg_current_snapshot()), txid_current_if_assigned(), pg_current_xact_id_if_assigned()
-- ---
-- name: stat_transaction_ages
-- expect: rows
SELECT datname, age(datfrozenxid), mxid_age(datminmxid) FROM pg_database ORDER BY 2 DESC
-- ---
-- name: stat_transaction_age_tables
-- expect: rows
SELECT oid::regclass, age(relfrozenxid) FROM pg_class WHERE relkind = 'r' ORDER BY 2 DESC LIMIT 5
-- ---
-- name: stat_notification_queue
-- expect: rows
SELECT pg_notification_queue_usage()
-- ---
-- name: stat_table_counters
-- expect: rows
SELECT pg_stat_get_live_tuples('customers'::regclass), pg_stat_get_last_analyze_time('customers'::regclass), pg_stat_get_numscans('customers'::regclass)
-- ---
-- name: stat_control_data
-- expect: rows
SELECT pg_control_version, system_identifier FROM pg_control_system()
-- ---
-- name: stat_control_checkpoint
-- expect: rows
SELECT checkpoint_lsn, redo_lsn, timeline_id FROM pg_control_checkpoint()
-- ---
-- name: information_tables
-- expect: rows
SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 2
-- ---
-- name: information_columns
-- expect: rows
SELECT column_name, data_type, is_nullable, column_default, character_maximum_length FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'customers' ORDER BY ordinal_position
-- ---
-- name: information_columns_count
-- expect: rows
SELECT table_name, count(*) FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema') GROUP BY 1 HAVING count(*) > 5
-- ---
-- name: information_foreign_keys
-- expect: rows
SELECT tc.table_name, kcu.column_name, ccu.table_name AS parent FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage kcu USING (constraint_schema, constraint_name) JOIN information_schema.constraint_column_usage ccu USING (constraint_schema, constraint_name) WHERE tc.constraint_type = 'FOREIGN KEY'
-- ---
-- name: information_views
-- expect: rows
SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = 'public'
-- ---
-- name: information_routines
-- expect: rows
SELECT routine_name, data_type, routine_definition FROM information_schema.routines WHERE routine_schema = 'governance'
-- ---
-- name: information_schemata
-- expect: rows
SELECT schema_name FROM information_schema.schemata
-- ---
-- name: information_privileges
-- expect: rows
SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants WHERE table_schema = 'public' LIMIT 5
-- ---
-- name: information_checks
-- expect: rows
SELECT constraint_name, check_clause FROM information_schema.check_constraints LIMIT 5
-- ---
-- name: information_sequences
-- expect: rows
SELECT sequence_name, start_value FROM information_schema.sequences
-- ---
-- name: information_domains_types
-- expect: rows
SELECT domain_name, data_type FROM information_schema.domains UNION ALL SELECT user_defined_type_name, 'composite' FROM information_schema.user_defined_types
-- ---
-- name: information_triggers
-- expect: rows
SELECT trigger_name, event_object_table FROM information_schema.triggers
-- ---
-- name: information_element_types
-- expect: rows
SELECT object_name, data_type FROM information_schema.element_types LIMIT 5
-- ---
-- name: information_referential
-- expect: rows
SELECT constraint_name, update_rule, delete_rule FROM information_schema.referential_constraints
-- ---
-- name: information_features
-- expect: rows
SELECT feature_name, is_supported FROM information_schema.sql_features LIMIT 5
-- ---
-- name: information_parameters
-- expect: rows
SELECT specific_name, parameter_name, data_type FROM information_schema.parameters LIMIT 5
-- ---
-- name: information_catalog_name
-- expect: rows
TABLE information_schema.information_schema_catalog_name
-- ---
-- name: table_bloat_estimate
-- expect: rows
SELECT current_database(), schemaname, tblname, bs*tblpages AS real_size, (tblpages-est_tblpages)*bs AS extra_size, CASE WHEN tblpages > 0 AND tblpages - est_tblpages > 0 THEN 100 * (tblpages - est_tblpages)/tblpages::float ELSE 0 END AS extra_pct, fillfactor, CASE WHEN tblpages - est_tblpages_ff > 0 THEN (tblpages-est_tblpages_ff)*bs ELSE 0 END AS bloat_size, is_na FROM (SELECT ceil( reltuples / ( (bs-page_hdr)/tpl_size ) ) + ceil( toasttuples / 4 ) AS est_tblpages, ceil( reltuples / ( (bs-page_hdr)*fillfactor/(tpl_size*100) ) ) + ceil( toasttuples / 4 ) AS est_tblpages_ff, tblpages, fillfactor, bs, tblid, schemaname, tblname, heappages, toastpages, is_na FROM ( SELECT ( 4 + tpl_hdr_size + tpl_data_size + (2*ma) - CASE WHEN tpl_hdr_size%ma = 0 THEN ma ELSE tpl_hdr_size%ma END - CASE WHEN ceil(tpl_data_size)::int%ma = 0 THEN ma ELSE ceil(tpl_data_size)::int%ma END ) AS tpl_size, bs - page_hdr AS size_per_block, (heappages + toastpages) AS tblpages, heappages, toastpages, reltuples, toasttuples, bs, page_hdr, tblid, schemaname, tblname, fillfactor, is_na FROM ( SELECT tbl.oid AS tblid, ns.nspname AS schemaname, tbl.relname AS tblname, tbl.reltuples, tbl.relpages AS heappages, coalesce(toast.relpages, 0) AS toastpages, coalesce(toast.reltuples, 0) AS toasttuples, coalesce(substring( array_to_string(tbl.reloptions, ' ') FROM 'fillfactor=([0-9]+)')::smallint, 100) AS fillfactor, current_setting('block_size')::numeric AS bs, CASE WHEN version()~'mingw32' OR version()~'64-bit|x86_64|ppc64|ia64|amd64' THEN 8 ELSE 4 END AS ma, 24 AS page_hdr, 23 + CASE WHEN MAX(coalesce(s.null_frac,0)) > 0 THEN ( 7 + count(s.attname) ) / 8 ELSE 0::int END + CASE WHEN bool_or(att.attname = 'oid' and att.attnum < 0) THEN 4 ELSE 0 END AS tpl_hdr_size, sum( (1-coalesce(s.null_frac, 0)) * coalesce(s.avg_width, 0) ) AS tpl_data_size, bool_or(att.atttypid = 'pg_catalog.name'::regtype) OR sum(CASE WHEN att.attnum > 0 THEN 1 ELSE 0 END) <> count(s.attname) AS is_na FROM pg_attribute AS att JOIN pg_class AS tbl ON att.attrelid = tbl.oid JOIN pg_namespace AS ns ON ns.oid = tbl.relnamespace LEFT JOIN pg_stats AS s ON s.schemaname=ns.nspname AND s.tablename = tbl.relname AND s.inherited=false AND s.attname=att.attname LEFT JOIN pg_class AS toast ON tbl.reltoastrelid = toast.oid WHERE NOT att.attisdropped AND tbl.relkind in ('r','m') GROUP BY 1,2,3,4,5,6,7,8,9,10 ORDER BY 2,3 ) AS s ) AS s2 ) AS s3 ORDER BY schemaname, tblname
-- ---
-- name: index_bloat_estimate
-- expect: rows
SELECT nspname, tblname, idxname, bs*(relpages)::bigint AS real_size, bs*(relpages-est_pages)::bigint AS extra_size, 100 * (relpages-est_pages)::float / relpages AS extra_pct, fillfactor FROM (SELECT coalesce(1 + ceil(reltuples/floor((bs-pageopqdata-pagehdr)/(4+nulldatahdrwidth)::float)), 0) AS est_pages, bs, nspname, tblname, idxname, relpages, fillfactor FROM (SELECT maxalign, bs, nspname, tblname, idxname, reltuples, relpages, fillfactor, ( index_tuple_hdr_bm + maxalign - CASE WHEN index_tuple_hdr_bm%maxalign = 0 THEN maxalign ELSE index_tuple_hdr_bm%maxalign END + nulldatawidth + maxalign - CASE WHEN nulldatawidth = 0 THEN 0 WHEN nulldatawidth::integer%maxalign = 0 THEN maxalign ELSE nulldatawidth::integer%maxalign END )::numeric AS nulldatahdrwidth, pagehdr, pageopqdata FROM (SELECT n.nspname, i.tblname, i.idxname, i.reltuples, i.relpages, i.fillfactor, current_setting('block_size')::numeric AS bs, 8 AS maxalign, 24 AS pagehdr, 16 AS pageopqdata, CASE WHEN max(coalesce(s.null_frac,0)) = 0 THEN 8 ELSE 8 + (( 32 + 8 - 1 ) / 8) END AS index_tuple_hdr_bm, sum((1-coalesce(s.null_frac, 0)) * coalesce(s.avg_width, 1024)) AS nulldatawidth FROM (SELECT ct.relname AS tblname, ct.relnamespace, ic.idxname, ic.attpos, ic.indkey, ic.indkey[ic.attpos], ic.reltuples, ic.relpages, ic.idxoid, ic.fillfactor, coalesce(a1.attnum, a2.attnum) AS attnum, coalesce(a1.attname, a2.attname) AS attname FROM (SELECT idxname, reltuples, relpages, tbloid, idxoid, fillfactor, indkey, pg_catalog.generate_series(1,indnatts) AS attpos FROM (SELECT ci.relname AS idxname, ci.reltuples, ci.relpages, i.indrelid AS tbloid, i.indexrelid AS idxoid, coalesce(substring(array_to_string(ci.reloptions, ' ') from 'fillfactor=([0-9]+)')::smallint, 90) AS fillfactor, i.indnatts, pg_catalog.string_to_array(pg_catalog.textin(pg_catalog.int2vectorout(i.indkey)),' ')::int[] AS indkey FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ci ON ci.oid = i.indexrelid WHERE ci.relam=(SELECT oid FROM pg_am WHERE amname = 'btree') AND ci.relpages > 0) AS idx_data) AS ic JOIN pg_catalog.pg_class ct ON ct.oid = ic.tbloid LEFT JOIN pg_catalog.pg_attribute a1 ON ic.indkey[ic.attpos] <> 0 AND a1.attrelid = ic.tbloid AND a1.attnum = ic.indkey[ic.attpos] LEFT JOIN pg_catalog.pg_attribute a2 ON ic.indkey[ic.attpos] = 0 AND a2.attrelid = ic.idxoid AND a2.attnum = ic.attpos) i JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = i.tblname AND s.attname = i.attname GROUP BY 1,2,3,4,5,6,7,8,9,10) AS rows_data_stats) AS rows_hdr_pdg_stats) AS relation_stats ORDER BY nspname, tblname, idxname
-- ---
-- name: blocking_sessions_side_by_side
-- expect: rows
SELECT blocked_locks.pid AS blocked_pid, blocked_activity.usename AS blocked_user, blocking_locks.pid AS blocking_pid, blocked_activity.query AS blocked_statement FROM pg_catalog.pg_locks blocked_locks JOIN pg_catalog.pg_stat_activity blocked_activity ON blocked_activity.pid = blocked_locks.pid JOIN pg_catalog.pg_locks blocking_locks ON blocking_locks.locktype = blocked_locks.locktype AND blocking_locks.database IS NOT DISTINCT FROM blocked_locks.database AND blocking_locks.relation IS NOT DISTINCT FROM blocked_locks.relation AND blocking_locks.transactionid IS NOT DISTINCT FROM blocked_locks.transactionid AND blocking_locks.pid != blocked_locks.pid JOIN pg_catalog.pg_stat_activity blocking_activity ON blocking_activity.pid = blocking_locks.pid WHERE NOT blocked_locks.granted
-- ---
-- name: unused_indexes_with_sizes
-- expect: rows
SELECT s.schemaname, s.relname, s.indexrelname, s.idx_scan, pg_size_pretty(pg_relation_size(s.indexrelid)) AS size FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid WHERE s.idx_scan = 0 AND NOT i.indisunique AND 0 <> ALL (i.indkey) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = s.indexrelid) ORDER BY pg_relation_size(s.indexrelid) DESC, 3
-- ---
-- name: wraparound_distance
-- expect: rows
SELECT datname, age(datfrozenxid), current_setting('autovacuum_freeze_max_age')::int - age(datfrozenxid) AS left, mxid_age(datminmxid) FROM pg_database ORDER BY 2 DESC, 1
-- ---
-- name: psql_list_databases
-- expect: rows
SELECT d.datname as "Name", pg_catalog.pg_get_userbyid(d.datdba) as "Owner", pg_catalog.pg_encoding_to_char(d.encoding) as "Encoding", d.datcollate as "Collate", d.datctype as "Ctype", d.daticulocale as "ICU Locale", CASE d.datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS "Locale Provider", pg_catalog.array_to_string(d.datacl, E'\n') AS "Access privileges" FROM pg_catalog.pg_database d ORDER BY 1
-- ---
-- name: psql_list_policies
-- expect: rows
SELECT pol.polname, pol.polpermissive, CASE WHEN pol.polroles = '{0}' THEN NULL ELSE pg_catalog.array_to_string(array(select rolname from pg_catalog.pg_roles where oid = any (pol.polroles) order by 1),',') END, pg_catalog.pg_get_expr(pol.polqual, pol.polrelid), pg_catalog.pg_get_expr(pol.polwithcheck, pol.polrelid), CASE pol.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' END AS cmd FROM pg_catalog.pg_policy pol ORDER BY 1
-- ---
-- name: psql_list_extended_statistics
-- expect: rows
SELECT oid, stxrelid::pg_catalog.regclass, stxnamespace::pg_catalog.regnamespace::pg_catalog.text AS nsp, stxname, pg_catalog.pg_get_statisticsobjdef_columns(oid) AS columns, 'd' = any(stxkind) AS ndist_enabled, 'f' = any(stxkind) AS deps_enabled, 'm' = any(stxkind) AS mcv_enabled, stxstattarget FROM pg_catalog.pg_statistic_ext ORDER BY nsp, stxname
-- ---
-- name: driver_primary_keys_of_every_table
-- expect: rows
SELECT NULL::text AS PKTABLE_CAT, pkn.nspname AS PKTABLE_SCHEM, pkc.relname AS PKTABLE_NAME, pka.attname AS PKCOLUMN_NAME, fkn.nspname AS FKTABLE_SCHEM, fkc.relname AS FKTABLE_NAME, fka.attname AS FKCOLUMN_NAME, pos.n AS KEY_SEQ, CASE con.confupdtype WHEN 'c' THEN 0 WHEN 'n' THEN 2 WHEN 'd' THEN 4 WHEN 'r' THEN 1 WHEN 'p' THEN 1 WHEN 'a' THEN 3 ELSE NULL END AS UPDATE_RULE FROM pg_catalog.pg_namespace pkn, pg_catalog.pg_class pkc, pg_catalog.pg_attribute pka, pg_catalog.pg_namespace fkn, pg_catalog.pg_class fkc, pg_catalog.pg_attribute fka, pg_catalog.pg_constraint con, pg_catalog.generate_series(1, 32) pos(n), pg_catalog.pg_class pkic WHERE pkn.oid = pkc.relnamespace AND pkc.oid = pka.attrelid AND pka.attnum = con.confkey[pos.n] AND con.confrelid = pkc.oid AND fkn.oid = fkc.relnamespace AND fkc.oid = fka.attrelid AND fka.attnum = con.conkey[pos.n] AND con.conrelid = fkc.oid AND con.contype = 'f' AND (pkic.relkind = 'i' OR pkic.relkind = 'I') AND pkic.oid = con.conindid ORDER BY fkn.nspname,fkc.relname,con.conname,pos.n
-- ---
-- name: driver_imported_keys
-- expect: rows
SELECT "directus_collections"."collection", "directus_collections".* FROM "directus_collections" ORDER BY "directus_collections"."collection" asc LIMIT 100
-- ---
-- name: orm_domains_with_checks
-- expect: rows
SELECT t.typname as "name", pg_catalog.format_type(t.typbasetype, t.typtypmod) as "attype", not t.typnotnull as "nullable", t.typdefault as "default", pg_catalog.pg_type_is_visible(t.oid) as "visible", n.nspname as "schema", domain_constraints.condefs, domain_constraints.connames, pgc.collname FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_catalog.pg_collation pgc ON t.typcollation = pgc.oid LEFT JOIN (SELECT contypid, array_agg(pg_get_constraintdef(oid, true)) condefs, array_agg(conname::text) connames FROM pg_constraint WHERE contypid <> 0 GROUP BY contypid) domain_constraints ON t.oid = domain_constraints.contypid WHERE t.typtype = 'd' ORDER BY 6,1
-- ---
-- name: admin_dashboard_of_sessions
-- expect: rows
SELECT 'session_stats' AS chart_name, pg_catalog.row_to_json(t) AS chart_data FROM (SELECT (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = (SELECT datname FROM pg_catalog.pg_database WHERE oid = 5)) AS "Total", (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE state = 'active' AND datname = 'nope') AS "Active") t UNION ALL SELECT 'tps_stats' AS chart_name, pg_catalog.row_to_json(t) AS chart_data FROM (SELECT 1 AS "Transactions") t
