-- name: world_log_access
-- expect: refused function_not_allowed
-- database: directus
SELECT governance.log_access('x')
-- ---
-- name: world_log_access_in_where
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FROM system_issues WHERE governance.log_access(source)
-- ---
-- name: world_touch_issue
-- expect: refused function_not_allowed
-- database: directus
SELECT governance.touch_issue(1)
-- ---
-- name: world_touch_issues_in_from
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM governance.touch_issues(1, 3)
-- ---
-- name: world_touch_issues_row_star
-- expect: refused function_not_allowed
-- database: directus
SELECT (governance.touch_issues(1, 2)).*
-- ---
-- name: world_approve_all_definer
-- expect: refused function_not_allowed
-- database: directus
SELECT governance.approve_all()
-- ---
-- name: world_approve_all_in_cte
-- expect: refused function_not_allowed
-- database: directus
WITH a AS MATERIALIZED (SELECT governance.approve_all() AS n) SELECT n FROM a
-- ---
-- name: world_roll_dice_unknown
-- expect: refused function_not_allowed
-- database: directus
SELECT governance.roll_dice()
-- ---
-- name: world_purge_procedure
-- expect: refused statement_not_allowed
-- database: directus
CALL governance.purge_issues()
-- ---
-- name: world_misdeclared
-- expect: bounded
-- database: directus
-- note: declared stable: only the transaction stops the write
SELECT governance.misdeclared('x')
-- ---
-- name: world_attribute
-- expect: refused function_not_allowed
-- database: directus
SELECT a.touched FROM apr_approvals a
-- ---
-- name: world_attribute_parentheses
-- expect: refused function_not_allowed
-- database: directus
SELECT (a).touched FROM public.apr_approvals AS a LIMIT 1
-- ---
-- name: world_attribute_in_filter
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FILTER (WHERE a.touched) FROM apr_approvals a
-- ---
-- name: world_view
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM governance.issue_touched
-- ---
-- name: world_view_on_view
-- expect: refused function_not_allowed
-- database: directus
SELECT subject FROM governance.issue_touched_report
-- ---
-- name: world_view_table_command
-- expect: refused function_not_allowed
-- database: directus
TABLE governance.issue_touched_report
-- ---
-- name: world_policy
-- expect: refused function_not_allowed
-- database: directus
-- needs-role: ordinary
-- note: policies do not apply to a superuser
SELECT * FROM governance.watched_note
-- ---
-- name: world_policy_exists
-- expect: refused function_not_allowed
-- database: directus
-- needs-role: ordinary
-- note: policies do not apply to a superuser
SELECT EXISTS (SELECT FROM governance.watched_note)
-- ---
-- name: world_domain
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 'x'::governance.logged_text
-- ---
-- name: world_domain_array
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT ARRAY['x']::governance.logged_text[]
-- ---
-- name: world_domain_typed_literal
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT governance.logged_text 'x'
-- ---
-- name: world_operator
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 <!> 2
-- ---
-- name: world_operator_any
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM products WHERE id <!> ANY (ARRAY[1, 2])
-- ---
-- name: world_cast
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT ROW(1)::governance.issue_reference::text
-- ---
-- name: world_cast_call
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT CAST('(1)'::governance.issue_reference AS text)
-- ---
-- name: world_cast_to_json
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT level FROM governance.alarm
-- ---
-- name: world_cast_to_json_array
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT past FROM governance.alarm
-- ---
-- name: world_cast_to_json_row
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT alarm FROM governance.alarm
-- ---
-- name: world_aggregate
-- expect: refused function_not_allowed
-- database: directus
SELECT governance.logged_sum(id) FROM products
-- ---
-- name: world_aggregate_window
-- expect: refused function_not_allowed
-- database: directus
SELECT governance.logged_sum(id) OVER (ORDER BY id) FROM products
-- ---
-- name: world_nextval
-- expect: refused function_not_allowed
-- database: directus
SELECT nextval('governance.case_number')
-- ---
-- name: world_setval
-- expect: refused function_not_allowed
-- database: directus
SELECT setval('governance.case_number', 1)
-- ---
-- name: world_remote_table
-- expect: refused foreign_table
-- database: directus
SELECT entry FROM remote_ledger
-- ---
-- name: world_remote_view
-- expect: refused foreign_table
-- database: directus
SELECT count(*) FROM remote_entries
-- ---
-- name: world_update_issues
-- expect: refused statement_not_allowed
-- database: directus
UPDATE system_issues SET status = 'resolved' WHERE status = 'open'
-- ---
-- name: world_approve_in_cte
-- expect: refused data_modifying_cte
-- database: directus
WITH done AS (UPDATE apr_approvals SET decision = 'approved' WHERE decision = 'pending' RETURNING id) SELECT count(*) FROM done
-- ---
-- name: world_lock_approvals
-- expect: refused row_locking
-- database: directus
SELECT id FROM apr_approvals WHERE decision = 'pending' FOR UPDATE SKIP LOCKED
-- ---
-- name: world_copy_issues
-- expect: refused select_into,statement_not_allowed
-- database: directus
SELECT * INTO issues_copy FROM system_issues
