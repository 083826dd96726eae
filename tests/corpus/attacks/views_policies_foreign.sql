-- name: view_calls_function
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.touching_view
-- ---
-- name: view_calls_function_unused_column
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.touching_view
-- ---
-- name: view_over_view_calls_function
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.view_over_touching_view
-- ---
-- name: view_as_table_command
-- expect: refused function_not_allowed
-- database: directus
TABLE trap.touching_view
-- ---
-- name: view_in_union_table
-- expect: refused function_not_allowed
-- database: directus
SELECT 1, 2 UNION ALL TABLE trap.touching_view
-- ---
-- name: view_in_cte_table
-- expect: refused function_not_allowed
-- database: directus
WITH a AS (TABLE trap.touching_view) SELECT * FROM a
-- ---
-- name: view_from_only
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM ONLY trap.touching_view
-- ---
-- name: view_from_only_parentheses
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM ONLY (trap.touching_view)
-- ---
-- name: view_with_star
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.touching_view *
-- ---
-- name: view_count
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FROM trap.view_over_touching_view
-- ---
-- name: view_exists
-- expect: refused function_not_allowed
-- database: directus
SELECT EXISTS (SELECT 1 FROM trap.view_over_touching_view)
-- ---
-- name: view_quoted_unicode
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.U&"touching\005fview"
-- ---
-- name: view_sleeps
-- expect: refused function_not_allowed
-- database: directus
SELECT slept FROM trap.sleeping_view
-- ---
-- name: view_sleeps_in_join
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 FROM trap.account CROSS JOIN trap.sleeping_view
-- ---
-- name: policy_calls_function
-- expect: refused function_not_allowed
-- database: directus
-- needs-role: ordinary
-- note: policies do not apply to a superuser
SELECT * FROM trap.guarded
-- ---
-- name: policy_calls_function_count
-- expect: refused function_not_allowed
-- database: directus
-- needs-role: ordinary
-- note: policies do not apply to a superuser
SELECT count(*) FROM trap.guarded
-- ---
-- name: policy_through_invoker_view
-- expect: refused function_not_allowed
-- database: directus
-- needs-role: ordinary
-- note: policies do not apply to a superuser
SELECT id FROM trap.guarded_view
-- ---
-- name: policy_in_exists
-- expect: refused function_not_allowed
-- database: directus
-- needs-role: ordinary
-- note: policies do not apply to a superuser
SELECT 1 WHERE EXISTS (SELECT FROM trap.guarded)
-- ---
-- name: foreign_table
-- expect: refused foreign_table
-- database: directus
SELECT * FROM trap.far
-- ---
-- name: foreign_table_through_view
-- expect: refused foreign_table
-- database: directus
SELECT * FROM trap.far_view
-- ---
-- name: foreign_table_count
-- expect: refused foreign_table
-- database: directus
SELECT count(*) FROM trap.far
-- ---
-- name: foreign_table_table_command
-- expect: refused foreign_table
-- database: directus
TABLE trap.far
-- ---
-- name: foreign_table_union_table
-- expect: refused foreign_table
-- database: directus
SELECT 1, 'a' UNION ALL TABLE trap.far
-- ---
-- name: foreign_table_only
-- expect: refused foreign_table
-- database: directus
SELECT * FROM ONLY trap.far
-- ---
-- name: foreign_table_in_subselect
-- expect: refused foreign_table
-- database: directus
SELECT 1 WHERE 1 IN (SELECT id FROM trap.far)
-- ---
-- name: foreign_table_in_join
-- expect: refused foreign_table
-- database: directus
SELECT a.id FROM trap.account a LEFT JOIN trap.far f USING (id)
-- ---
-- name: foreign_table_in_cte
-- expect: refused foreign_table
-- database: directus
WITH f AS (SELECT * FROM trap.far) SELECT count(*) FROM f
-- ---
-- name: foreign_table_direct_partition
-- expect: refused foreign_table
-- database: directus
SELECT * FROM trap.parted_far
-- ---
-- name: foreign_table_behind_partitioned_parent
-- expect: refused foreign_table
-- database: directus
-- note: the tree names only the parent
SELECT * FROM trap.parted
-- ---
-- name: foreign_table_behind_partitioned_parent_pruned
-- expect: refused foreign_table
-- database: directus
-- note: the tree names only the parent
SELECT note FROM trap.parted WHERE id = 150
