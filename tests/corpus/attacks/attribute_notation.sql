-- name: attribute_calls_function
-- expect: refused function_not_allowed
-- database: directus
SELECT a.grab FROM trap.account a
-- ---
-- name: attribute_in_parentheses
-- expect: refused function_not_allowed
-- database: directus
SELECT (a).grab FROM trap.account a
-- ---
-- name: attribute_of_table_name
-- expect: refused function_not_allowed
-- database: directus
SELECT account.grab FROM trap.account
-- ---
-- name: attribute_set_returning
-- expect: refused function_not_allowed
-- database: directus
SELECT a.grab_rows FROM trap.account a
-- ---
-- name: attribute_any_element
-- expect: refused function_not_allowed
-- database: directus
SELECT a.any_grab FROM trap.account a
-- ---
-- name: attribute_in_where
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account a WHERE a.grab = 'alpha'
-- ---
-- name: attribute_in_order_by
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account a ORDER BY a.grab
-- ---
-- name: attribute_in_group_by
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FROM trap.account a GROUP BY a.grab
-- ---
-- name: attribute_in_join
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 FROM trap.account a JOIN trap.account b ON a.grab = b.holder
-- ---
-- name: attribute_of_subselect_row
-- expect: refused function_not_allowed
-- database: directus
SELECT (s.r).grab FROM (SELECT a AS r FROM trap.account a) s
-- ---
-- name: attribute_of_cast_row
-- expect: refused function_not_allowed
-- database: directus
SELECT (ROW(1, 'x', 2, 'y')::trap.account).grab
-- ---
-- name: attribute_of_array_element
-- expect: refused function_not_allowed
-- database: directus
SELECT ((array_agg(a))[1]).grab FROM trap.account a
-- ---
-- name: attribute_quoted
-- expect: refused function_not_allowed
-- database: directus
SELECT a."grab" FROM trap.account a
-- ---
-- name: attribute_unicode
-- expect: refused function_not_allowed
-- database: directus
SELECT a.U&"gr\0061b" FROM trap.account a
-- ---
-- name: attribute_in_case
-- expect: refused function_not_allowed
-- database: directus
SELECT CASE WHEN a.id = 1 THEN a.grab END FROM trap.account a
-- ---
-- name: attribute_in_filter
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FILTER (WHERE a.grab IS NULL) FROM trap.account a
-- ---
-- name: attribute_in_lateral
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.account a, LATERAL (SELECT a.grab) s
-- ---
-- name: attribute_as_function_notation
-- expect: refused function_not_allowed
-- database: directus
SELECT grab(a) FROM trap.account a
-- ---
-- name: attribute_in_aggregate
-- expect: refused function_not_allowed
-- database: directus
SELECT string_agg(a.grab, ',') FROM trap.account a
-- ---
-- name: attribute_qualified_by_search_path
-- expect: bounded
-- database: directus
-- note: a built-in that takes any row: a read of the whole row
SELECT a.to_json FROM trap.account a
