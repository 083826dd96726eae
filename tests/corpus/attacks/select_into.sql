-- name: into_table
-- expect: refused select_into,statement_not_allowed
SELECT * INTO t FROM trap.account
-- ---
-- name: into_after_columns
-- expect: refused select_into,statement_not_allowed
SELECT id, holder INTO TABLE t FROM trap.account
-- ---
-- name: into_temporary
-- expect: refused select_into,statement_not_allowed
SELECT 1 AS a INTO TEMPORARY t
-- ---
-- name: into_temp_table
-- expect: refused select_into,statement_not_allowed
SELECT 1 AS a INTO TEMP TABLE t
-- ---
-- name: into_unlogged
-- expect: refused select_into,statement_not_allowed
SELECT 1 AS a INTO UNLOGGED t
-- ---
-- name: into_qualified
-- expect: refused select_into,statement_not_allowed
SELECT 1 AS a INTO public.t
-- ---
-- name: into_pg_temp
-- expect: refused select_into,statement_not_allowed
SELECT 1 AS a INTO pg_temp.t
-- ---
-- name: into_quoted
-- expect: refused select_into,statement_not_allowed
SELECT 1 AS a INTO "T t"
-- ---
-- name: into_without_columns
-- expect: refused select_into,statement_not_allowed
SELECT INTO t FROM trap.account
-- ---
-- name: into_without_columns_or_from
-- expect: refused select_into,statement_not_allowed
SELECT INTO t
-- ---
-- name: into_table_without_columns
-- expect: refused select_into,statement_not_allowed
SELECT INTO TABLE t FROM trap.account
-- ---
-- name: into_distinct
-- expect: refused select_into,statement_not_allowed
SELECT DISTINCT holder INTO t FROM trap.account
-- ---
-- name: into_with_query
-- expect: refused select_into,statement_not_allowed
WITH a AS (SELECT 1 AS x) SELECT x INTO t FROM a
-- ---
-- name: into_first_branch_of_union
-- expect: refused select_into,statement_not_allowed
SELECT 1 AS a INTO t UNION ALL SELECT 2
-- ---
-- name: into_in_parentheses
-- expect: refused select_into,statement_not_allowed
(SELECT 1 AS a INTO t)
-- ---
-- name: into_in_mixed_case
-- expect: refused select_into,statement_not_allowed
select 1 as a InTo t
-- ---
-- name: into_comments
-- expect: refused select_into,statement_not_allowed
SELECT 1 AS a/**/INTO/**/t
-- ---
-- name: into_order_limit
-- expect: refused select_into,statement_not_allowed
SELECT id INTO t FROM trap.account ORDER BY id LIMIT 1
-- ---
-- name: into_in_subselect
-- expect: refused
-- note: syntax: PostgreSQL refuses INTO below the top level
SELECT * FROM (SELECT 1 AS a INTO t) s
-- ---
-- name: into_in_cte
-- expect: refused
-- note: syntax: PostgreSQL refuses INTO below the top level
WITH a AS (SELECT 1 AS a INTO t) SELECT * FROM a
-- ---
-- name: into_second_branch_of_union
-- expect: refused
-- note: syntax: PostgreSQL refuses INTO in a later branch
SELECT 1 AS a UNION ALL SELECT 2 INTO t
-- ---
-- name: into_variable
-- expect: refused
-- note: syntax: another system's form
SELECT 1 INTO @t
-- ---
-- name: into_outfile
-- expect: refused
-- note: syntax: another system's form
SELECT * FROM trap.account INTO OUTFILE '/srv/out/account'
-- ---
-- name: into_strict
-- expect: refused
-- note: syntax: PL/pgSQL's form
SELECT 1 INTO STRICT t FROM trap.account
