-- name: do_block
-- expect: refused statement_not_allowed
DO $$BEGIN INSERT INTO trap.effect (cause) VALUES ('do'); END$$
-- ---
-- name: do_language
-- expect: refused statement_not_allowed
DO LANGUAGE plpgsql 'BEGIN PERFORM 1; END'
-- ---
-- name: call_procedure
-- expect: refused statement_not_allowed
CALL trap.touch_procedure()
-- ---
-- name: copy_to_program
-- expect: refused statement_not_allowed
COPY (SELECT 1) TO PROGRAM 'id'
-- ---
-- name: copy_from_program
-- expect: refused statement_not_allowed
COPY trap.effect (cause) FROM PROGRAM 'id'
-- ---
-- name: copy_to_file
-- expect: refused statement_not_allowed
COPY trap.account TO '/srv/out/account.csv'
-- ---
-- name: copy_from_file
-- expect: refused statement_not_allowed
COPY trap.effect (cause) FROM '/etc/passwd'
-- ---
-- name: copy_to_stdout
-- expect: refused statement_not_allowed
COPY trap.account TO STDOUT
-- ---
-- name: copy_query_to_stdout
-- expect: refused statement_not_allowed
COPY (SELECT * FROM trap.account) TO STDOUT WITH (FORMAT csv)
-- ---
-- name: copy_from_stdin
-- expect: refused statement_not_allowed
COPY trap.account FROM STDIN
-- ---
-- name: analyze_all
-- expect: refused statement_not_allowed
ANALYZE
-- ---
-- name: analyze_table
-- expect: refused statement_not_allowed
ANALYZE trap.account
-- ---
-- name: vacuum
-- expect: refused statement_not_allowed
VACUUM
-- ---
-- name: vacuum_full_table
-- expect: refused statement_not_allowed
VACUUM FULL trap.account
-- ---
-- name: vacuum_with_options
-- expect: refused statement_not_allowed
VACUUM (ANALYZE, VERBOSE) trap.account
-- ---
-- name: lock_table
-- expect: refused statement_not_allowed
LOCK TABLE trap.account
-- ---
-- name: lock_mode
-- expect: refused statement_not_allowed
LOCK trap.account IN ACCESS EXCLUSIVE MODE NOWAIT
-- ---
-- name: load_library
-- expect: refused statement_not_allowed
LOAD 'auto_explain'
-- ---
-- name: listen
-- expect: refused statement_not_allowed
LISTEN channel
-- ---
-- name: unlisten
-- expect: refused statement_not_allowed
UNLISTEN *
-- ---
-- name: notify
-- expect: refused statement_not_allowed
NOTIFY channel
-- ---
-- name: notify_payload
-- expect: refused statement_not_allowed
NOTIFY channel, 'payload'
-- ---
-- name: set_variable
-- expect: refused statement_not_allowed
SET work_mem = '1GB'
-- ---
-- name: set_local
-- expect: refused statement_not_allowed
SET LOCAL statement_timeout = 0
-- ---
-- name: set_session_timeout
-- expect: refused statement_not_allowed
SET SESSION statement_timeout TO 0
-- ---
-- name: set_role
-- expect: refused statement_not_allowed
SET ROLE postgres
-- ---
-- name: set_local_role
-- expect: refused statement_not_allowed
SET LOCAL ROLE postgres
-- ---
-- name: set_session_authorization
-- expect: refused statement_not_allowed
SET SESSION AUTHORIZATION postgres
-- ---
-- name: set_time_zone
-- expect: refused statement_not_allowed
SET TIME ZONE 'UTC'
-- ---
-- name: set_search_path
-- expect: refused statement_not_allowed
SET search_path = trap, pg_catalog
-- ---
-- name: set_names
-- expect: refused statement_not_allowed
SET NAMES 'LATIN1'
-- ---
-- name: set_constraints
-- expect: refused statement_not_allowed
SET CONSTRAINTS ALL DEFERRED
-- ---
-- name: reset_all
-- expect: refused statement_not_allowed
RESET ALL
-- ---
-- name: reset_role
-- expect: refused statement_not_allowed
RESET ROLE
-- ---
-- name: reset_session_authorization
-- expect: refused statement_not_allowed
RESET SESSION AUTHORIZATION
-- ---
-- name: discard_all
-- expect: refused statement_not_allowed
DISCARD ALL
-- ---
-- name: discard_plans
-- expect: refused statement_not_allowed
DISCARD PLANS
-- ---
-- name: deallocate_all
-- expect: refused statement_not_allowed
DEALLOCATE ALL
-- ---
-- name: prepare_select
-- expect: refused statement_not_allowed
PREPARE p AS SELECT 1
-- ---
-- name: prepare_delete
-- expect: refused statement_not_allowed
PREPARE p AS DELETE FROM trap.account
-- ---
-- name: execute_prepared
-- expect: refused statement_not_allowed
EXECUTE p
-- ---
-- name: declare_cursor
-- expect: refused statement_not_allowed
DECLARE c CURSOR FOR SELECT 1
-- ---
-- name: declare_cursor_with_hold
-- expect: refused statement_not_allowed
DECLARE c CURSOR WITH HOLD FOR SELECT trap.touch()
-- ---
-- name: fetch_cursor
-- expect: refused statement_not_allowed
FETCH ALL FROM c
-- ---
-- name: move_cursor
-- expect: refused statement_not_allowed
MOVE FORWARD 5 IN c
-- ---
-- name: close_cursor
-- expect: refused statement_not_allowed
CLOSE ALL
-- ---
-- name: explain_analyze_delete
-- expect: refused statement_not_allowed
EXPLAIN ANALYZE DELETE FROM trap.account
-- ---
-- name: explain_analyze_select
-- expect: refused statement_not_allowed
EXPLAIN ANALYZE SELECT trap.touch()
-- ---
-- name: explain_analyze_option
-- expect: refused statement_not_allowed
EXPLAIN (ANALYZE true, BUFFERS) SELECT 1
-- ---
-- name: explain_select
-- expect: refused statement_not_allowed
EXPLAIN SELECT 1
-- ---
-- name: show_variable
-- expect: refused statement_not_allowed
SHOW data_directory
-- ---
-- name: show_all
-- expect: refused statement_not_allowed
SHOW ALL
-- ---
-- name: checkpoint
-- expect: refused statement_not_allowed
CHECKPOINT
-- ---
-- name: cluster
-- expect: refused statement_not_allowed
CLUSTER
-- ---
-- name: reindex_database
-- expect: refused statement_not_allowed
REINDEX DATABASE directus
-- ---
-- name: reindex_concurrently
-- expect: refused statement_not_allowed
REINDEX TABLE CONCURRENTLY trap.account
-- ---
-- name: refresh_materialized_view
-- expect: refused statement_not_allowed
REFRESH MATERIALIZED VIEW trap.honest_view
-- ---
-- name: create_table
-- expect: refused statement_not_allowed
CREATE TABLE t (a integer)
-- ---
-- name: create_table_as
-- expect: refused statement_not_allowed
CREATE TABLE t AS SELECT 1
-- ---
-- name: create_table_as_execute
-- expect: refused statement_not_allowed
CREATE TABLE t AS EXECUTE p
-- ---
-- name: create_temporary_table
-- expect: refused statement_not_allowed
CREATE TEMPORARY TABLE t AS SELECT * FROM trap.account
-- ---
-- name: create_unlogged_table
-- expect: refused statement_not_allowed
CREATE UNLOGGED TABLE t ()
-- ---
-- name: create_view
-- expect: refused statement_not_allowed
CREATE VIEW v AS SELECT 1
-- ---
-- name: create_or_replace_temp_view
-- expect: refused statement_not_allowed
CREATE OR REPLACE TEMP VIEW v AS SELECT 1
-- ---
-- name: create_materialized_view
-- expect: refused statement_not_allowed
CREATE MATERIALIZED VIEW m AS SELECT 1
-- ---
-- name: create_function
-- expect: refused statement_not_allowed
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'
-- ---
-- name: create_or_replace_function
-- expect: refused statement_not_allowed
CREATE OR REPLACE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'
-- ---
-- name: create_procedure
-- expect: refused statement_not_allowed,multiple_statements
CREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC DELETE FROM trap.account; END
-- ---
-- name: create_index
-- expect: refused statement_not_allowed
CREATE INDEX ON trap.account (holder)
-- ---
-- name: create_index_concurrently
-- expect: refused statement_not_allowed
CREATE INDEX CONCURRENTLY ON trap.account (holder)
-- ---
-- name: create_role
-- expect: refused statement_not_allowed
CREATE ROLE intruder SUPERUSER LOGIN
-- ---
-- name: create_user
-- expect: refused statement_not_allowed
CREATE USER intruder PASSWORD 'x'
-- ---
-- name: create_database
-- expect: refused statement_not_allowed
CREATE DATABASE other
-- ---
-- name: create_schema
-- expect: refused statement_not_allowed
CREATE SCHEMA other
-- ---
-- name: create_extension
-- expect: refused statement_not_allowed
CREATE EXTENSION IF NOT EXISTS dblink
-- ---
-- name: create_trigger
-- expect: refused statement_not_allowed
CREATE TRIGGER t AFTER INSERT ON trap.account EXECUTE FUNCTION suppress_redundant_updates_trigger()
-- ---
-- name: create_event_trigger
-- expect: refused statement_not_allowed
CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION trap.touch()
-- ---
-- name: create_rule
-- expect: refused statement_not_allowed
CREATE RULE r AS ON INSERT TO trap.account DO INSTEAD NOTHING
-- ---
-- name: create_policy
-- expect: refused statement_not_allowed
CREATE POLICY p ON trap.account USING (true)
-- ---
-- name: create_sequence
-- expect: refused statement_not_allowed
CREATE SEQUENCE s
-- ---
-- name: create_type
-- expect: refused statement_not_allowed
CREATE TYPE t AS ENUM ('a')
-- ---
-- name: create_domain
-- expect: refused statement_not_allowed
CREATE DOMAIN d AS integer
-- ---
-- name: create_cast
-- expect: refused statement_not_allowed
CREATE CAST (integer AS trap.mood) WITH INOUT AS IMPLICIT
-- ---
-- name: create_operator
-- expect: refused statement_not_allowed
CREATE OPERATOR public.<=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq)
-- ---
-- name: create_publication
-- expect: refused statement_not_allowed
CREATE PUBLICATION p FOR ALL TABLES
-- ---
-- name: create_subscription
-- expect: refused statement_not_allowed
CREATE SUBSCRIPTION s CONNECTION 'host=example.org' PUBLICATION p
-- ---
-- name: create_server
-- expect: refused statement_not_allowed
CREATE SERVER s FOREIGN DATA WRAPPER trap_wrapper
-- ---
-- name: create_user_mapping
-- expect: refused statement_not_allowed
CREATE USER MAPPING FOR PUBLIC SERVER trap_server
-- ---
-- name: create_tablespace
-- expect: refused statement_not_allowed
CREATE TABLESPACE s LOCATION '/srv/out/space'
-- ---
-- name: create_statistics
-- expect: refused statement_not_allowed
CREATE STATISTICS s ON id, holder FROM trap.account
-- ---
-- name: create_collation
-- expect: refused statement_not_allowed
CREATE COLLATION c FROM "C"
-- ---
-- name: create_language
-- expect: refused statement_not_allowed
CREATE LANGUAGE plpython3u
-- ---
-- name: import_foreign_schema
-- expect: refused statement_not_allowed
IMPORT FOREIGN SCHEMA public FROM SERVER trap_server INTO trap
-- ---
-- name: alter_table
-- expect: refused statement_not_allowed
ALTER TABLE trap.account ADD COLUMN extra text
-- ---
-- name: alter_role
-- expect: refused statement_not_allowed
ALTER ROLE CURRENT_USER SUPERUSER
-- ---
-- name: alter_role_set
-- expect: refused statement_not_allowed
ALTER ROLE CURRENT_USER SET default_transaction_read_only = off
-- ---
-- name: alter_system
-- expect: refused statement_not_allowed
ALTER SYSTEM SET max_connections = 1
-- ---
-- name: alter_database
-- expect: refused statement_not_allowed
ALTER DATABASE directus SET default_transaction_read_only = off
-- ---
-- name: alter_default_privileges
-- expect: refused statement_not_allowed
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC
-- ---
-- name: alter_function
-- expect: refused statement_not_allowed
ALTER FUNCTION trap.touch() STABLE
-- ---
-- name: alter_view_owner
-- expect: refused statement_not_allowed
ALTER VIEW trap.honest_view OWNER TO postgres
-- ---
-- name: alter_large_object
-- expect: refused statement_not_allowed
ALTER LARGE OBJECT 1 OWNER TO postgres
-- ---
-- name: drop_table
-- expect: refused statement_not_allowed
DROP TABLE trap.account
-- ---
-- name: drop_table_if_exists
-- expect: refused statement_not_allowed
DROP TABLE IF EXISTS trap.account CASCADE
-- ---
-- name: drop_database
-- expect: refused statement_not_allowed
DROP DATABASE IF EXISTS workflow WITH (FORCE)
-- ---
-- name: drop_schema
-- expect: refused statement_not_allowed
DROP SCHEMA trap CASCADE
-- ---
-- name: drop_owned
-- expect: refused statement_not_allowed
DROP OWNED BY CURRENT_USER
-- ---
-- name: drop_role
-- expect: refused statement_not_allowed
DROP ROLE IF EXISTS nobody_at_all
-- ---
-- name: drop_function
-- expect: refused statement_not_allowed
DROP FUNCTION trap.touch()
-- ---
-- name: reassign_owned
-- expect: refused statement_not_allowed
REASSIGN OWNED BY CURRENT_USER TO postgres
-- ---
-- name: grant_table
-- expect: refused statement_not_allowed
GRANT ALL ON trap.account TO PUBLIC
-- ---
-- name: grant_role
-- expect: refused statement_not_allowed
GRANT pg_write_all_data TO CURRENT_USER
-- ---
-- name: revoke
-- expect: refused statement_not_allowed
REVOKE SELECT ON trap.account FROM PUBLIC
-- ---
-- name: comment_on
-- expect: refused statement_not_allowed
COMMENT ON TABLE trap.account IS 'x'
-- ---
-- name: security_label
-- expect: refused statement_not_allowed
SECURITY LABEL ON TABLE trap.account IS 'x'
-- ---
-- name: truncate
-- expect: refused statement_not_allowed
TRUNCATE trap.account
-- ---
-- name: truncate_table_cascade
-- expect: refused statement_not_allowed
TRUNCATE TABLE ONLY trap.account RESTART IDENTITY CASCADE
-- ---
-- name: utility_in_mixed_case
-- expect: refused statement_not_allowed
vAcUuM
-- ---
-- name: utility_after_comments
-- expect: refused statement_not_allowed
/* 1 */ -- 2
 /* 3 /* 4 */ */ CHECKPOINT
-- ---
-- name: utility_with_semicolons
-- expect: refused statement_not_allowed
CHECKPOINT;;;
