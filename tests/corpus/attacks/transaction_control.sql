-- name: commit
-- expect: refused statement_not_allowed
COMMIT
-- ---
-- name: commit_and_chain
-- expect: refused statement_not_allowed
COMMIT AND CHAIN
-- ---
-- name: end_transaction
-- expect: refused statement_not_allowed
END
-- ---
-- name: rollback
-- expect: refused statement_not_allowed
ROLLBACK
-- ---
-- name: abort_work
-- expect: refused statement_not_allowed
ABORT WORK
-- ---
-- name: begin
-- expect: refused statement_not_allowed
BEGIN
-- ---
-- name: begin_read_write
-- expect: refused statement_not_allowed
BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE
-- ---
-- name: start_transaction_read_write
-- expect: refused statement_not_allowed
START TRANSACTION READ WRITE
-- ---
-- name: savepoint
-- expect: refused statement_not_allowed
SAVEPOINT a
-- ---
-- name: release_savepoint
-- expect: refused statement_not_allowed
RELEASE SAVEPOINT a
-- ---
-- name: rollback_to_savepoint
-- expect: refused statement_not_allowed
ROLLBACK TO SAVEPOINT a
-- ---
-- name: prepare_transaction
-- expect: refused statement_not_allowed
PREPARE TRANSACTION 'gate'
-- ---
-- name: commit_prepared
-- expect: refused statement_not_allowed
COMMIT PREPARED 'gate'
-- ---
-- name: set_transaction_read_write
-- expect: refused statement_not_allowed
SET TRANSACTION READ WRITE
-- ---
-- name: set_session_characteristics
-- expect: refused statement_not_allowed
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
-- ---
-- name: set_transaction_read_only_off
-- expect: refused statement_not_allowed
SET transaction_read_only = off
-- ---
-- name: set_local_transaction_read_only
-- expect: refused statement_not_allowed
SET LOCAL transaction_read_only TO 'off'
-- ---
-- name: set_default_transaction_read_only
-- expect: refused statement_not_allowed
SET default_transaction_read_only = off
-- ---
-- name: set_transaction_snapshot
-- expect: refused statement_not_allowed
SET TRANSACTION SNAPSHOT '00000003-0000001B-1'
-- ---
-- name: commit_with_leading_comment
-- expect: refused statement_not_allowed
/* only a read */ COMMIT
-- ---
-- name: commit_mixed_case_and_lines
-- expect: refused statement_not_allowed

 cOmMiT /* now */
  wOrK
-- ---
-- name: commit_after_line_comment
-- expect: refused statement_not_allowed
-- a comment
COMMIT;
