-- name: cte_insert_returning
-- expect: refused data_modifying_cte
WITH a AS (INSERT INTO trap.effect (cause) VALUES ('cte') RETURNING id) SELECT * FROM a
-- ---
-- name: cte_update_returning
-- expect: refused data_modifying_cte
WITH a AS (UPDATE trap.account SET balance = 0 RETURNING *) SELECT * FROM a
-- ---
-- name: cte_delete_returning
-- expect: refused data_modifying_cte
WITH a AS (DELETE FROM trap.account RETURNING *) SELECT count(*) FROM a
-- ---
-- name: cte_insert_unreferenced
-- expect: refused data_modifying_cte
WITH a AS (INSERT INTO trap.effect (cause) VALUES ('cte')) SELECT 1
-- ---
-- name: cte_delete_unreferenced
-- expect: refused data_modifying_cte
WITH a AS (DELETE FROM trap.account) SELECT 1
-- ---
-- name: cte_second_of_three
-- expect: refused data_modifying_cte
WITH a AS (SELECT 1), b AS (DELETE FROM trap.account RETURNING id), c AS (SELECT 2) SELECT * FROM c
-- ---
-- name: cte_materialized_delete
-- expect: refused data_modifying_cte
WITH a AS MATERIALIZED (DELETE FROM trap.account RETURNING id) SELECT id FROM a
-- ---
-- name: cte_not_materialized_update
-- expect: refused data_modifying_cte
WITH a AS NOT MATERIALIZED (UPDATE trap.account SET balance = 0 RETURNING id) SELECT id FROM a
-- ---
-- name: cte_recursive_keyword
-- expect: refused data_modifying_cte
WITH RECURSIVE a AS (DELETE FROM trap.account RETURNING id) SELECT id FROM a
-- ---
-- name: cte_with_column_list
-- expect: refused data_modifying_cte
WITH a (x) AS (DELETE FROM trap.account RETURNING id) SELECT x FROM a
-- ---
-- name: cte_inside_cte
-- expect: refused data_modifying_cte,sql_error
-- note: PostgreSQL refuses it below the top level too
WITH outermost AS (WITH a AS (DELETE FROM trap.account RETURNING id) SELECT id FROM a) SELECT * FROM outermost
-- ---
-- name: cte_inside_subselect
-- expect: refused data_modifying_cte,sql_error
-- note: PostgreSQL refuses it below the top level too
SELECT * FROM (WITH a AS (DELETE FROM trap.account RETURNING id) SELECT id FROM a) s
-- ---
-- name: cte_inside_scalar_subselect
-- expect: refused data_modifying_cte,sql_error
-- note: PostgreSQL refuses it below the top level too
SELECT (WITH a AS (UPDATE trap.account SET balance = 0 RETURNING id) SELECT min(id) FROM a)
-- ---
-- name: cte_inside_exists
-- expect: refused data_modifying_cte,sql_error
-- note: PostgreSQL refuses it below the top level too
SELECT 1 WHERE EXISTS (WITH a AS (DELETE FROM trap.account RETURNING id) SELECT 1 FROM a)
-- ---
-- name: cte_before_values
-- expect: refused data_modifying_cte
WITH a AS (DELETE FROM trap.account RETURNING id) VALUES (1)
-- ---
-- name: cte_before_table
-- expect: refused data_modifying_cte
WITH a AS (DELETE FROM trap.account RETURNING id) TABLE a
-- ---
-- name: cte_before_union
-- expect: refused data_modifying_cte
WITH a AS (DELETE FROM trap.account RETURNING id) SELECT 1 UNION ALL SELECT id FROM a
-- ---
-- name: cte_in_union_branch
-- expect: refused data_modifying_cte,sql_error
-- note: PostgreSQL refuses it below the top level too
(SELECT 1) UNION ALL (WITH a AS (DELETE FROM trap.account RETURNING id) SELECT id FROM a)
-- ---
-- name: cte_insert_on_conflict
-- expect: refused data_modifying_cte
WITH a AS (INSERT INTO trap.account VALUES (1, 'x', 0) ON CONFLICT DO NOTHING RETURNING id) SELECT id FROM a
-- ---
-- name: cte_lowercase_and_comments
-- expect: refused data_modifying_cte
with/**/a/**/as/**/(/**/delete/**/from trap.account returning id) select * from a
-- ---
-- name: cte_with_with_in_insert
-- expect: refused data_modifying_cte
WITH a AS (WITH b AS (SELECT 1) INSERT INTO trap.effect (cause) SELECT 'x' FROM b RETURNING id) SELECT * FROM a
-- ---
-- name: cte_in_lateral
-- expect: refused data_modifying_cte,sql_error
-- note: PostgreSQL refuses it below the top level too
SELECT * FROM trap.account t, LATERAL (WITH a AS (UPDATE trap.account SET balance = 0 WHERE id = t.id RETURNING id) SELECT id FROM a) s
-- ---
-- name: cte_in_array
-- expect: refused data_modifying_cte,sql_error
-- note: PostgreSQL refuses it below the top level too
SELECT ARRAY(WITH a AS (DELETE FROM trap.account RETURNING id) SELECT id FROM a)
-- ---
-- name: cte_named_like_keyword
-- expect: refused data_modifying_cte
WITH "select" AS (DELETE FROM trap.account RETURNING id) SELECT * FROM "select"
-- ---
-- name: cte_merge
-- expect: refused
-- note: syntax: PostgreSQL 15 refuses MERGE in WITH, a later one runs it
WITH a AS (MERGE INTO trap.account t USING (VALUES (1)) s(id) ON t.id = s.id WHEN MATCHED THEN DELETE) SELECT 1
