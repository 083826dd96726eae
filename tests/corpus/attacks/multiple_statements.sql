-- name: select_commit_drop
-- expect: refused multiple_statements
SELECT 1; COMMIT; DROP TABLE trap.account
-- ---
-- name: select_then_drop
-- expect: refused multiple_statements
SELECT 1; DROP TABLE trap.account
-- ---
-- name: two_selects
-- expect: refused multiple_statements
SELECT 1; SELECT 2
-- ---
-- name: two_selects_one_line
-- expect: refused multiple_statements
SELECT 1;SELECT 2
-- ---
-- name: second_statement_after_comment
-- expect: refused multiple_statements
SELECT 1; -- done
DELETE FROM trap.account
-- ---
-- name: second_statement_after_block_comment
-- expect: refused multiple_statements
SELECT 1 /* ; */ ; /* ; */ DELETE FROM trap.account
-- ---
-- name: second_statement_after_nested_comment
-- expect: refused multiple_statements
SELECT 1 /* a /* b */ c */; DELETE FROM trap.account
-- ---
-- name: first_statement_empty
-- expect: refused multiple_statements
;;;SELECT 1; TRUNCATE trap.account
-- ---
-- name: semicolon_after_string
-- expect: refused multiple_statements
SELECT ';'; DELETE FROM trap.account
-- ---
-- name: semicolon_after_dollar_string
-- expect: refused multiple_statements
SELECT $a$ ; $b$ ; $a$; DELETE FROM trap.account
-- ---
-- name: semicolon_after_backslash_string
-- expect: refused multiple_statements
SELECT '\'; DELETE FROM trap.account; --'
-- ---
-- name: semicolon_after_escape_string
-- expect: refused multiple_statements
SELECT E'\''; DELETE FROM trap.account
-- ---
-- name: semicolon_after_quoted_identifier
-- expect: refused multiple_statements
SELECT 1 AS ";"; DELETE FROM trap.account
-- ---
-- name: semicolon_after_doubled_quotes
-- expect: refused multiple_statements
SELECT 'it''s'; DELETE FROM trap.account
-- ---
-- name: semicolon_after_dollar_without_tag
-- expect: refused multiple_statements
SELECT $$'$$; DELETE FROM trap.account --'
-- ---
-- name: semicolon_after_identifier_with_dollar
-- expect: refused multiple_statements
SELECT 1 AS a$b$; DELETE FROM trap.account; --$b$
-- ---
-- name: carriage_return_ends_a_comment
-- expect: refused multiple_statements
-- escapes: on
SELECT 1; -- hidden\u{d}DELETE FROM trap.account
-- ---
-- name: mysql_comment_is_a_comment
-- expect: refused multiple_statements
SELECT 1 /*! ; */; DELETE FROM trap.account
-- ---
-- name: set_then_select
-- expect: refused multiple_statements,statement_not_allowed
SET statement_timeout = 0; SELECT 1
-- ---
-- name: begin_then_select
-- expect: refused multiple_statements,statement_not_allowed
BEGIN READ WRITE; SELECT 1
-- ---
-- name: set_transaction_then_select
-- expect: refused multiple_statements,statement_not_allowed
SET TRANSACTION READ WRITE; SELECT 1
-- ---
-- name: commit_then_update
-- expect: refused multiple_statements,statement_not_allowed
COMMIT; UPDATE trap.account SET balance = 0
-- ---
-- name: rollback_then_insert
-- expect: refused multiple_statements,statement_not_allowed
ROLLBACK; INSERT INTO trap.effect (cause) VALUES ('x')
-- ---
-- name: prepare_then_execute
-- expect: refused multiple_statements,statement_not_allowed
PREPARE p AS DELETE FROM trap.account; EXECUTE p
-- ---
-- name: with_then_drop
-- expect: refused multiple_statements
WITH a AS (SELECT 1) SELECT * FROM a; DROP SCHEMA trap CASCADE
-- ---
-- name: values_then_delete
-- expect: refused multiple_statements
VALUES (1); DELETE FROM trap.account
-- ---
-- name: table_then_delete
-- expect: refused multiple_statements
TABLE trap.account; DELETE FROM trap.account
-- ---
-- name: union_then_delete
-- expect: refused multiple_statements
SELECT 1 UNION SELECT 2; DELETE FROM trap.account
-- ---
-- name: begin_atomic_like_text
-- expect: refused multiple_statements
SELECT 'BEGIN ATOMIC'; SELECT 1; END
-- ---
-- name: many_statements
-- expect: refused multiple_statements
-- repeats: on
{{500*SELECT 1; }}SELECT 1
-- ---
-- name: unicode_string_with_escape_clause
-- expect: refused multiple_statements
SELECT U&'!003b' UESCAPE '!'; DELETE FROM trap.account
-- ---
-- name: continued_string
-- expect: refused multiple_statements
SELECT 'a'
  ';'; DELETE FROM trap.account
