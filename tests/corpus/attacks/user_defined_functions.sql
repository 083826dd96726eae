-- name: user_function_by_name
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch()
-- ---
-- name: user_function_with_argument
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch(1)
-- ---
-- name: user_function_in_from
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.touch()
-- ---
-- name: user_function_in_from_with_alias
-- expect: refused function_not_allowed
-- database: directus
SELECT t.n FROM trap.touch(1) AS t(n)
-- ---
-- name: user_function_set_in_target_list
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_rows(2)
-- ---
-- name: user_function_set_in_from
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.touch_rows(2)
-- ---
-- name: user_function_table_returning
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.touch_table()
-- ---
-- name: user_function_record_with_definition
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.touch_record() AS t(a integer, b text)
-- ---
-- name: user_function_record_without_alias
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.touch_record() AS (a integer, b text)
-- ---
-- name: user_function_lateral
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.account a, LATERAL trap.touch(a.id) t
-- ---
-- name: user_function_implicit_lateral
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.account a CROSS JOIN trap.touch(a.id)
-- ---
-- name: user_function_lateral_subselect
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.account a, LATERAL (SELECT trap.touch(a.id)) t
-- ---
-- name: user_function_rows_from
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM ROWS FROM (trap.touch_rows(2), generate_series(1, 3)) AS t(a, b)
-- ---
-- name: user_function_rows_from_definition
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM ROWS FROM (trap.touch_record() AS (a integer, b text), generate_series(1, 3)) t
-- ---
-- name: user_function_with_ordinality
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.touch_rows(2) WITH ORDINALITY AS t(a, position)
-- ---
-- name: user_function_in_filter
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FILTER (WHERE trap.touch_boolean()) FROM trap.account
-- ---
-- name: user_function_in_order_by
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account ORDER BY trap.touch(id)
-- ---
-- name: user_function_in_order_by_using
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account ORDER BY trap.touch(id) USING >
-- ---
-- name: user_function_in_group_by
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FROM trap.account GROUP BY trap.touch(id)
-- ---
-- name: user_function_in_having
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FROM trap.account HAVING trap.touch_boolean()
-- ---
-- name: user_function_in_limit
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account LIMIT trap.touch(1)
-- ---
-- name: user_function_in_offset
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account OFFSET trap.touch(1)
-- ---
-- name: user_function_in_fetch
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account FETCH FIRST (trap.touch(1)) ROWS ONLY
-- ---
-- name: user_function_in_values
-- expect: refused function_not_allowed
-- database: directus
VALUES (trap.touch(1)), (2)
-- ---
-- name: user_function_in_values_from
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM (VALUES (1, trap.touch(1))) v(a, b)
-- ---
-- name: user_function_in_join_condition
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 FROM trap.account a JOIN trap.moods m ON trap.touch(a.id) = m.id
-- ---
-- name: user_function_in_left_join_condition
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 FROM trap.account a LEFT JOIN trap.moods m ON a.id = m.id AND trap.touch_boolean()
-- ---
-- name: user_function_in_where
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 FROM trap.account WHERE trap.touch_boolean()
-- ---
-- name: user_function_in_case_condition
-- expect: refused function_not_allowed
-- database: directus
SELECT CASE WHEN trap.touch_boolean() THEN 1 ELSE 2 END
-- ---
-- name: user_function_in_case_result
-- expect: refused function_not_allowed
-- database: directus
SELECT CASE 1 WHEN 1 THEN trap.touch(1) END
-- ---
-- name: user_function_in_case_operand
-- expect: refused function_not_allowed
-- database: directus
SELECT CASE trap.touch(1) WHEN 1 THEN 1 END
-- ---
-- name: user_function_in_coalesce
-- expect: refused function_not_allowed
-- database: directus
SELECT coalesce(NULL, trap.touch(1))
-- ---
-- name: user_function_in_nullif
-- expect: refused function_not_allowed
-- database: directus
SELECT nullif(trap.touch(1), 2)
-- ---
-- name: user_function_in_greatest
-- expect: refused function_not_allowed
-- database: directus
SELECT greatest(1, trap.touch(2))
-- ---
-- name: user_function_in_scalar_subselect
-- expect: refused function_not_allowed
-- database: directus
SELECT (SELECT trap.touch(1))
-- ---
-- name: user_function_in_exists
-- expect: refused function_not_allowed
-- database: directus
SELECT EXISTS (SELECT trap.touch(1) OFFSET 0)
-- ---
-- name: user_function_in_in_subselect
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 WHERE 1 IN (SELECT trap.touch(1))
-- ---
-- name: user_function_in_any_subselect
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 = ANY (SELECT trap.touch_rows(3))
-- ---
-- name: user_function_in_array_subselect
-- expect: refused function_not_allowed
-- database: directus
SELECT ARRAY(SELECT trap.touch_rows(2))
-- ---
-- name: user_function_in_cte
-- expect: refused function_not_allowed
-- database: directus
WITH a AS (SELECT trap.touch(1) AS n) SELECT n FROM a
-- ---
-- name: user_function_in_recursive_term
-- expect: refused function_not_allowed
-- database: directus
WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT trap.touch(n + 1) FROM a WHERE n < 3) SELECT n FROM a
-- ---
-- name: user_function_in_union_branch
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 UNION SELECT trap.touch(2)
-- ---
-- name: user_function_in_grouping_set
-- expect: refused function_not_allowed
-- database: directus
SELECT count(*) FROM trap.account GROUP BY GROUPING SETS ((trap.touch(id)), ())
-- ---
-- name: user_function_beside_grouping
-- expect: refused function_not_allowed
-- database: directus
SELECT grouping(id), trap.touch(id) FROM trap.account GROUP BY CUBE (id)
-- ---
-- name: user_function_in_window_partition
-- expect: refused function_not_allowed
-- database: directus
SELECT rank() OVER (PARTITION BY trap.touch(id) ORDER BY id) FROM trap.account
-- ---
-- name: user_function_in_window_order
-- expect: refused function_not_allowed
-- database: directus
SELECT rank() OVER (ORDER BY trap.touch(id)) FROM trap.account
-- ---
-- name: user_function_in_frame_start
-- expect: refused function_not_allowed
-- database: directus
SELECT sum(id) OVER (ORDER BY id ROWS trap.touch(1) PRECEDING) FROM trap.account
-- ---
-- name: user_function_in_frame_end
-- expect: refused function_not_allowed
-- database: directus
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND trap.touch(1) FOLLOWING EXCLUDE TIES) FROM trap.account
-- ---
-- name: user_function_in_aggregate_argument
-- expect: refused function_not_allowed
-- database: directus
SELECT sum(trap.touch(id)) FROM trap.account
-- ---
-- name: user_function_in_aggregate_order
-- expect: refused function_not_allowed
-- database: directus
SELECT string_agg(holder, ',' ORDER BY trap.touch(id)) FROM trap.account
-- ---
-- name: user_function_in_within_group
-- expect: refused function_not_allowed
-- database: directus
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY trap.touch(id)) FROM trap.account
-- ---
-- name: user_function_in_distinct_on
-- expect: refused function_not_allowed
-- database: directus
SELECT DISTINCT ON (trap.touch(id)) id FROM trap.account
-- ---
-- name: user_function_in_tablesample
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account TABLESAMPLE SYSTEM (trap.touch(50))
-- ---
-- name: user_function_in_named_argument
-- expect: refused function_not_allowed
-- database: directus
SELECT make_interval(days => trap.touch(1))
-- ---
-- name: user_function_named_notation
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_named(second_value => 1, first_value => 2)
-- ---
-- name: user_function_old_named_notation
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_named(1, second_value := 2)
-- ---
-- name: user_function_default_argument
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_named(1)
-- ---
-- name: user_function_variadic_call
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_variadic(1, 2, 3)
-- ---
-- name: user_function_variadic_array
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_variadic(VARIADIC ARRAY[1, 2])
-- ---
-- name: user_function_quoted_name
-- expect: refused function_not_allowed
-- database: directus
SELECT trap."Touch Quoted"()
-- ---
-- name: user_function_non_ascii_name
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.đụng()
-- ---
-- name: user_function_security_definer
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_definer()
-- ---
-- name: user_function_row_expansion
-- expect: refused function_not_allowed
-- database: directus
SELECT (trap.touch_table()).*
-- ---
-- name: user_function_field_of_result
-- expect: refused function_not_allowed
-- database: directus
SELECT (trap.touch_table()).label
-- ---
-- name: user_function_in_array_subscript
-- expect: refused function_not_allowed
-- database: directus
SELECT (ARRAY[1, 2, 3])[trap.touch(1)]
-- ---
-- name: user_function_in_row_comparison
-- expect: refused function_not_allowed
-- database: directus
SELECT (1, trap.touch(2)) < (1, 3)
-- ---
-- name: user_function_in_is_distinct
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch(1) IS DISTINCT FROM 1
-- ---
-- name: user_function_in_between_symmetric
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 BETWEEN SYMMETRIC trap.touch(3) AND 0
-- ---
-- name: user_function_in_extract
-- expect: refused function_not_allowed
-- database: directus
SELECT extract(year FROM make_date(trap.touch(2000), 1, 1))
-- ---
-- name: user_function_in_overlay
-- expect: refused function_not_allowed
-- database: directus
SELECT overlay('abc' PLACING 'x' FROM trap.touch(1) FOR 1)
-- ---
-- name: user_function_in_position
-- expect: refused function_not_allowed
-- database: directus
SELECT position(trap.touch(1)::text IN '123')
-- ---
-- name: user_function_in_substring
-- expect: refused function_not_allowed
-- database: directus
SELECT substring('abc' FROM trap.touch(1) FOR 2)
-- ---
-- name: user_function_in_trim
-- expect: refused function_not_allowed
-- database: directus
SELECT trim(BOTH trap.touch(1)::text FROM '121')
-- ---
-- name: user_function_in_similar
-- expect: refused function_not_allowed
-- database: directus
SELECT 'a' SIMILAR TO trap.touch(1)::text ESCAPE '!'
-- ---
-- name: user_function_in_xmltable_path
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM xmltable('/r' PASSING xmlelement(name r, trap.touch(1)) COLUMNS a integer PATH '.')
-- ---
-- name: user_function_in_json_path_variables
-- expect: refused function_not_allowed
-- database: directus
SELECT jsonb_path_query('{}', '$.a', jsonb_build_object('x', trap.touch(1)))
-- ---
-- name: user_function_as_sequence_argument
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM generate_series(1, trap.touch(2))
-- ---
-- name: user_function_deep_in_subselects
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT trap.touch(1) OFFSET 0) a) b) c
-- ---
-- name: user_function_in_natural_join
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.account NATURAL JOIN (SELECT trap.touch(1) AS id) s
-- ---
-- name: user_function_in_using_join
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.account JOIN (SELECT trap.touch_rows(2) AS id) s USING (id)
-- ---
-- name: user_aggregate_step
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_sum(id) FROM trap.account
-- ---
-- name: user_aggregate_as_window
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_sum(id) OVER (ORDER BY id) FROM trap.account
-- ---
-- name: user_aggregate_filter
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_sum(id) FILTER (WHERE id > 1) FROM trap.account
-- ---
-- name: user_aggregate_distinct
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_sum(DISTINCT id) FROM trap.account
-- ---
-- name: user_aggregate_final
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.touch_final_sum(id) FROM trap.account
-- ---
-- name: user_aggregate_final_in_having
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 FROM trap.account HAVING trap.touch_final_sum(id) > 0
-- ---
-- name: user_aggregate_in_order_by
-- expect: refused function_not_allowed
-- database: directus
SELECT holder FROM trap.account GROUP BY holder ORDER BY trap.touch_sum(id)
-- ---
-- name: builtin_name_in_other_schema
-- expect: refused function_not_allowed
-- database: directus
SELECT trap.lower('A')
-- ---
-- name: builtin_name_better_match_on_search_path
-- expect: refused function_not_allowed
-- database: directus
SELECT length(5)
-- ---
-- name: builtin_name_better_match_in_where
-- expect: refused function_not_allowed
-- database: directus
SELECT id FROM trap.account WHERE length(id) = 1
-- ---
-- name: builtin_name_public_qualified
-- expect: refused function_not_allowed
-- database: directus
SELECT public.length(5)
-- ---
-- name: procedure_called_as_function
-- expect: refused
-- database: directus
-- note: syntax: PostgreSQL refuses a procedure in an expression
SELECT trap.touch_procedure()
-- ---
-- name: planner_adds_volatile_default
-- expect: refused function_not_allowed
-- database: directus
-- note: the default argument is added by the planner and is in no rewritten tree
SELECT trap.stable_with_default()
-- ---
-- name: planner_adds_volatile_default_in_from
-- expect: refused function_not_allowed
-- database: directus
-- note: the default argument is added by the planner and is in no rewritten tree
SELECT * FROM trap.stable_with_default() AS t(n)
-- ---
-- name: planner_adds_volatile_default_in_where
-- expect: refused function_not_allowed
-- database: directus
-- note: the default argument is added by the planner and is in no rewritten tree
SELECT id FROM trap.account WHERE id = trap.stable_with_default()
-- ---
-- name: function_that_says_stable
-- expect: bounded
-- database: directus
-- note: a false declaration: only the transaction and the role stop the write
SELECT trap.says_stable()
-- ---
-- name: function_that_says_immutable_definer
-- expect: bounded
-- database: directus
-- note: a false declaration, folded while planning: only the transaction stops the write
SELECT trap.says_immutable_definer()
