-- name: dblink
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM dblink('host=127.0.0.1', 'DELETE FROM account') AS t(a int)
-- ---
-- name: dblink_in_public
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM public.dblink('dbname=directus', 'SELECT 1') AS t(a int)
-- ---
-- name: dblink_connect
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT dblink_connect('c', 'dbname=workflow')
-- ---
-- name: dblink_exec
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT dblink_exec('dbname=workflow', 'DROP TABLE t')
-- ---
-- name: dblink_send_query
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT dblink_send_query('c', 'SELECT 1')
-- ---
-- name: dblink_open
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT dblink_open('c', 'SELECT 1')
-- ---
-- name: dblink_get_result
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM dblink_get_result('c') AS t(a int)
-- ---
-- name: dblink_build_statement
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT dblink_build_sql_delete('trap.account', '1', 1, '{1}')
-- ---
-- name: crosstab
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM crosstab('SELECT 1, 2, pg_sleep(3)') AS t(a int, b int)
-- ---
-- name: crosstab_two_queries
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM crosstab('SELECT 1, 2, 3', 'SELECT 2') AS t(a int, b int)
-- ---
-- name: crosstab_n
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM crosstab2('SELECT ''a''::text, ''b''::text, ''c''::text')
-- ---
-- name: connectby
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM connectby('trap.account', 'id', 'balance', '1', 0) AS t(a text, b text, c int)
-- ---
-- name: xpath_table
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM xpath_table('id', 'secret', 'trap.account', '/a', 'true') AS t(id int, a text)
-- ---
-- name: cron_schedule
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT cron.schedule('* * * * *', 'DELETE FROM trap.account')
-- ---
-- name: cron_unschedule
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT cron.unschedule(1)
-- ---
-- name: repack_apply
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT repack.repack_apply('a', 'b', 'c', 'd', 'e', 1)
-- ---
-- name: timescale_drop_chunks
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT drop_chunks('metrics', interval '1 day')
-- ---
-- name: timescale_add_job
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT add_job('trap.touch', '1h')
-- ---
-- name: page_inspect_raw
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT get_raw_page('pg_class', 0)
-- ---
-- name: page_inspect_heap_items
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM heap_page_items(get_raw_page('pg_authid', 0))
-- ---
-- name: admin_file_write
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT pg_file_write('/srv/out/written', 'x', false)
-- ---
-- name: admin_file_unlink
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT pg_file_unlink('/srv/out/written')
-- ---
-- name: admin_file_rename
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT pg_file_rename('a', 'b')
-- ---
-- name: admin_file_sync
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT pg_file_sync('PG_VERSION')
-- ---
-- name: prewarm
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT pg_prewarm('pg_class')
-- ---
-- name: surgery_force_kill
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT heap_force_kill('trap.account'::regclass, ARRAY['(0,1)']::tid[])
-- ---
-- name: truncate_visibility_map
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT pg_truncate_visibility_map('trap.account'::regclass)
-- ---
-- name: statements_reset
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT pg_stat_statements_reset()
-- ---
-- name: tuple_lock_listing
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM pgrowlocks('trap.account')
-- ---
-- name: http_get
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT * FROM http_get('http://169.254.169.254/latest/meta-data/')
-- ---
-- name: net_http_post
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT net.http_post('http://example.org', '{}'::jsonb)
-- ---
-- name: aws_s3_export
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT aws_s3.query_export_to_s3('SELECT * FROM trap.account', 'bucket', 'key', 'region')
-- ---
-- name: pljava_like_eval
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT sqlj.install_jar('file:///x.jar', 'x', true)
-- ---
-- name: postgres_fdw_disconnect
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT postgres_fdw_disconnect_all()
-- ---
-- name: foreign_change_notification
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT pg_partman.run_maintenance()
-- ---
-- name: unlisted_name_anywhere
-- expect: refused function_not_allowed,sql_error
-- note: the function exists only where its extension is installed
SELECT some_schema.some_function_nobody_listed(1)
-- ---
-- name: sample_by_time_extension
-- expect: bounded
-- note: tsm_system_time must be installed
SELECT count(*) FROM trap.account TABLESAMPLE system_time (5000)
