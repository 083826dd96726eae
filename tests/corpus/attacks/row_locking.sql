-- name: for_update
-- expect: refused row_locking
SELECT * FROM trap.account FOR UPDATE
-- ---
-- name: for_no_key_update
-- expect: refused row_locking
SELECT * FROM trap.account FOR NO KEY UPDATE
-- ---
-- name: for_share
-- expect: refused row_locking
SELECT * FROM trap.account FOR SHARE
-- ---
-- name: for_key_share
-- expect: refused row_locking
SELECT * FROM trap.account FOR KEY SHARE
-- ---
-- name: for_update_nowait
-- expect: refused row_locking
SELECT * FROM trap.account FOR UPDATE NOWAIT
-- ---
-- name: for_update_skip_locked
-- expect: refused row_locking
SELECT * FROM trap.account FOR UPDATE SKIP LOCKED
-- ---
-- name: for_update_of
-- expect: refused row_locking
SELECT * FROM trap.account a JOIN trap.moods m USING (id) FOR UPDATE OF m
-- ---
-- name: for_two_clauses
-- expect: refused row_locking
SELECT * FROM trap.account a, trap.moods m FOR SHARE OF a FOR UPDATE OF m
-- ---
-- name: for_update_before_limit
-- expect: refused row_locking
SELECT * FROM trap.account FOR UPDATE LIMIT 1
-- ---
-- name: for_update_after_limit
-- expect: refused row_locking
SELECT * FROM trap.account ORDER BY id LIMIT 1 FOR UPDATE
-- ---
-- name: for_update_in_subselect
-- expect: refused row_locking
SELECT * FROM (SELECT * FROM trap.account FOR UPDATE) s
-- ---
-- name: for_update_in_scalar_subselect
-- expect: refused row_locking
SELECT (SELECT id FROM trap.account LIMIT 1 FOR UPDATE)
-- ---
-- name: for_update_in_cte
-- expect: refused row_locking
WITH a AS (SELECT * FROM trap.account FOR UPDATE) SELECT * FROM a
-- ---
-- name: for_share_in_exists
-- expect: refused row_locking
SELECT 1 WHERE EXISTS (SELECT 1 FROM trap.account FOR SHARE)
-- ---
-- name: for_update_in_array
-- expect: refused row_locking
SELECT ARRAY(SELECT id FROM trap.account FOR UPDATE)
-- ---
-- name: for_update_in_lateral
-- expect: refused row_locking
SELECT * FROM trap.moods m, LATERAL (SELECT * FROM trap.account a WHERE a.id = m.id FOR UPDATE) s
-- ---
-- name: for_update_in_union_branch
-- expect: refused row_locking,sql_error
-- note: PostgreSQL refuses it with UNION too
(SELECT id FROM trap.account FOR UPDATE) UNION ALL SELECT 1
-- ---
-- name: for_update_through_view
-- expect: refused row_locking
SELECT * FROM trap.honest_view FOR UPDATE
-- ---
-- name: for_update_of_subselect
-- expect: refused row_locking
SELECT * FROM (SELECT * FROM trap.account) s FOR UPDATE OF s
-- ---
-- name: for_update_on_catalog
-- expect: refused row_locking
SELECT * FROM pg_catalog.pg_class FOR UPDATE
-- ---
-- name: for_update_in_parentheses
-- expect: refused row_locking
(SELECT * FROM trap.account FOR UPDATE)
-- ---
-- name: for_update_mixed_case
-- expect: refused row_locking
SELECT * FROM trap.account fOr/**/uPdAtE
-- ---
-- name: for_update_new_line
-- expect: refused row_locking
SELECT * FROM trap.account FOR
-- not locked
UPDATE
-- ---
-- name: for_update_of_only
-- expect: refused row_locking
SELECT * FROM ONLY trap.account FOR UPDATE
-- ---
-- name: table_for_update
-- expect: refused row_locking
TABLE trap.account FOR UPDATE
-- ---
-- name: for_share_in_case
-- expect: refused row_locking
SELECT CASE WHEN (SELECT count(*) FROM (SELECT 1 FROM trap.account FOR SHARE) s) > 0 THEN 1 END
-- ---
-- name: for_update_in_limit
-- expect: refused row_locking
SELECT 1 LIMIT (SELECT 1 FROM trap.account LIMIT 1 FOR UPDATE)
-- ---
-- name: for_update_in_order_by
-- expect: refused row_locking
SELECT id FROM trap.account ORDER BY (SELECT id FROM trap.moods LIMIT 1 FOR UPDATE)
