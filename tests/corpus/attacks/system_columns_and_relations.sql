-- name: password_hashes
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT rolname, rolpassword FROM pg_authid
-- ---
-- name: password_hashes_table_command
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
TABLE pg_authid
-- ---
-- name: password_hashes_shadow
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT usename, passwd FROM pg_shadow
-- ---
-- name: password_hashes_in_union
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT rolname FROM pg_roles UNION ALL SELECT rolpassword FROM pg_authid
-- ---
-- name: password_hashes_only
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM ONLY pg_authid
-- ---
-- name: user_mapping_options
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT umoptions FROM pg_user_mapping
-- ---
-- name: statistics_of_every_table
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT stavalues1 FROM pg_statistic
-- ---
-- name: extended_statistics_data
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM pg_statistic_ext_data
-- ---
-- name: subscription_connection_strings
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT subconninfo FROM pg_subscription
-- ---
-- name: large_object_pages
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT data FROM pg_largeobject
-- ---
-- name: host_based_authentication_view
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM pg_hba_file_rules
-- ---
-- name: identification_mapping_view
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM pg_ident_file_mappings
-- ---
-- name: configuration_files_view
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM pg_file_settings
-- ---
-- name: shared_memory_view
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM pg_shmem_allocations
-- ---
-- name: backend_memory_view
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM pg_backend_memory_contexts
-- ---
-- name: replication_origin_status
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM pg_replication_origin_status
-- ---
-- name: build_configuration_view
-- expect: refused
-- needs-role: ordinary
-- note: an ordinary role may not read these, and gatepost passes PostgreSQL's refusal on
SELECT * FROM pg_config
