-- name: insert_values
-- expect: refused statement_not_allowed
INSERT INTO trap.effect (cause) VALUES ('insert')
-- ---
-- name: insert_returning
-- expect: refused statement_not_allowed
INSERT INTO trap.effect (cause) VALUES ('insert') RETURNING id
-- ---
-- name: insert_select
-- expect: refused statement_not_allowed
INSERT INTO trap.effect (cause) SELECT holder FROM trap.account
-- ---
-- name: insert_default_values
-- expect: refused statement_not_allowed
INSERT INTO trap.effect DEFAULT VALUES
-- ---
-- name: insert_on_conflict
-- expect: refused statement_not_allowed
INSERT INTO trap.account VALUES (1, 'x', 0) ON CONFLICT (id) DO UPDATE SET balance = 0
-- ---
-- name: insert_with_query
-- expect: refused statement_not_allowed
WITH a AS (SELECT 'x' AS cause) INSERT INTO trap.effect (cause) SELECT cause FROM a
-- ---
-- name: update_rows
-- expect: refused statement_not_allowed
UPDATE trap.account SET balance = 0
-- ---
-- name: update_from_returning
-- expect: refused statement_not_allowed
UPDATE trap.account a SET balance = b.balance FROM trap.account b WHERE a.id = b.id RETURNING a.*
-- ---
-- name: update_only
-- expect: refused statement_not_allowed
UPDATE ONLY trap.account SET balance = balance + 1 WHERE id = 1
-- ---
-- name: update_with_query
-- expect: refused statement_not_allowed
WITH a AS (SELECT 1 AS id) UPDATE trap.account SET balance = 0 FROM a WHERE a.id = account.id
-- ---
-- name: delete_rows
-- expect: refused statement_not_allowed
DELETE FROM trap.account
-- ---
-- name: delete_using
-- expect: refused statement_not_allowed
DELETE FROM trap.account USING trap.moods WHERE account.id = moods.id RETURNING *
-- ---
-- name: delete_with_query
-- expect: refused statement_not_allowed
WITH a AS (SELECT 1 AS id) DELETE FROM trap.account WHERE id IN (SELECT id FROM a)
-- ---
-- name: merge_into
-- expect: refused statement_not_allowed
MERGE INTO trap.account a USING (VALUES (1)) AS s(id) ON a.id = s.id WHEN MATCHED THEN DELETE
-- ---
-- name: merge_insert
-- expect: refused statement_not_allowed
MERGE INTO trap.account a USING (SELECT 9 AS id) s ON a.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'x', 0, NULL)
-- ---
-- name: update_in_mixed_case
-- expect: refused statement_not_allowed
UpDaTe trap.account SET balance = 0
-- ---
-- name: delete_after_comment
-- expect: refused statement_not_allowed
/* SELECT */ DELETE /* FROM nothing */ FROM trap.account
-- ---
-- name: insert_whitespace
-- expect: refused statement_not_allowed
-- escapes: on
\u{9}\u{a}INSERT\u{9}INTO\u{a}trap.effect(cause)VALUES('x')
-- ---
-- name: update_system_catalog
-- expect: refused statement_not_allowed
UPDATE pg_catalog.pg_class SET relname = 'x' WHERE false
-- ---
-- name: insert_into_view
-- expect: refused statement_not_allowed
INSERT INTO trap.honest_view VALUES (9, 'x')
