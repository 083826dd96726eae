-- name: read_file
-- expect: refused function_not_allowed
SELECT pg_read_file('/etc/passwd')
-- ---
-- name: read_file_range
-- expect: refused function_not_allowed
SELECT pg_read_file('postgresql.conf', 0, 100)
-- ---
-- name: read_file_missing_ok
-- expect: refused function_not_allowed
SELECT pg_read_file('/etc/shadow', 0, 100, true)
-- ---
-- name: read_file_in_from
-- expect: refused function_not_allowed
SELECT * FROM pg_read_file('PG_VERSION')
-- ---
-- name: read_file_in_lateral
-- expect: refused function_not_allowed
SELECT f FROM pg_ls_dir('.') d, LATERAL pg_read_file(d) f
-- ---
-- name: read_binary_file
-- expect: refused function_not_allowed
SELECT pg_read_binary_file('PG_VERSION')
-- ---
-- name: read_binary_file_converted
-- expect: refused function_not_allowed
SELECT convert_from(pg_read_binary_file('PG_VERSION'), 'UTF8')
-- ---
-- name: list_directory
-- expect: refused function_not_allowed
SELECT pg_ls_dir('/')
-- ---
-- name: list_directory_in_from
-- expect: refused function_not_allowed
SELECT * FROM pg_ls_dir('.', true, true)
-- ---
-- name: list_log_directory
-- expect: refused function_not_allowed
SELECT * FROM pg_ls_logdir()
-- ---
-- name: list_wal_directory
-- expect: refused function_not_allowed
SELECT * FROM pg_ls_waldir()
-- ---
-- name: list_archive_status
-- expect: refused function_not_allowed
SELECT * FROM pg_ls_archive_statusdir()
-- ---
-- name: list_temporary_directory
-- expect: refused function_not_allowed
SELECT * FROM pg_ls_tmpdir()
-- ---
-- name: list_replication_directories
-- expect: refused function_not_allowed
SELECT * FROM pg_ls_logicalsnapdir(), pg_ls_logicalmapdir()
-- ---
-- name: stat_file
-- expect: refused function_not_allowed
SELECT * FROM pg_stat_file('PG_VERSION')
-- ---
-- name: large_object_create
-- expect: refused function_not_allowed
SELECT lo_create(0)
-- ---
-- name: large_object_creat
-- expect: refused function_not_allowed
SELECT lo_creat(-1)
-- ---
-- name: large_object_from_bytea
-- expect: refused function_not_allowed
SELECT lo_from_bytea(0, '\x00')
-- ---
-- name: large_object_import
-- expect: refused function_not_allowed
SELECT lo_import('/etc/passwd')
-- ---
-- name: large_object_import_with_oid
-- expect: refused function_not_allowed
SELECT lo_import('/etc/passwd', 12345)
-- ---
-- name: large_object_export
-- expect: refused function_not_allowed
SELECT lo_export(1, '/srv/out/exported')
-- ---
-- name: large_object_put
-- expect: refused function_not_allowed
SELECT lo_put(1, 0, '\x00')
-- ---
-- name: large_object_unlink
-- expect: refused function_not_allowed
SELECT lo_unlink(1)
-- ---
-- name: large_object_open
-- expect: refused function_not_allowed
SELECT lo_open(1, 131072)
-- ---
-- name: large_object_write
-- expect: refused function_not_allowed
SELECT lowrite(0, '\x00')
-- ---
-- name: large_object_read
-- expect: refused function_not_allowed
SELECT loread(lo_open(1, 262144), 100)
-- ---
-- name: large_object_truncate
-- expect: refused function_not_allowed
SELECT lo_truncate(0, 0)
-- ---
-- name: large_object_truncate_64
-- expect: refused function_not_allowed
SELECT lo_truncate64(0, 0)
-- ---
-- name: large_object_seek
-- expect: refused function_not_allowed
SELECT lo_lseek(0, 0, 0)
-- ---
-- name: large_object_close
-- expect: refused function_not_allowed
SELECT lo_close(0)
-- ---
-- name: large_object_unlink_all
-- expect: refused function_not_allowed
SELECT lo_unlink(oid) FROM pg_largeobject_metadata
-- ---
-- name: all_file_settings
-- expect: refused function_not_allowed,permission_denied
-- needs-role: ordinary
SELECT * FROM pg_show_all_file_settings()
-- ---
-- name: host_based_authentication_rules
-- expect: refused function_not_allowed,permission_denied
-- needs-role: ordinary
SELECT * FROM pg_hba_file_rules()
-- ---
-- name: current_logfile
-- expect: refused function_not_allowed,permission_denied
-- needs-role: ordinary
SELECT pg_current_logfile()
