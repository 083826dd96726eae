-- name: operator_qualified
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 OPERATOR(trap.===) 1
-- ---
-- name: operator_on_search_path
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 === 1
-- ---
-- name: operator_prefix
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT OPERATOR(trap.@#) 5
-- ---
-- name: operator_named_like_builtin
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 OPERATOR(trap.=) 1
-- ---
-- name: operator_in_where
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT id FROM trap.account WHERE id OPERATOR(trap.===) 1
-- ---
-- name: operator_any_array
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 OPERATOR(trap.===) ANY (ARRAY[1, 2])
-- ---
-- name: operator_all_subselect
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 OPERATOR(trap.===) ALL (SELECT id FROM trap.account)
-- ---
-- name: operator_any_subselect
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT id FROM trap.account WHERE id === ANY (SELECT id FROM trap.moods)
-- ---
-- name: operator_in_join
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 FROM trap.account a JOIN trap.moods m ON a.id === m.id
-- ---
-- name: operator_in_order_by
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT id FROM trap.account ORDER BY id OPERATOR(trap.===) 1
-- ---
-- name: operator_with_comment_between
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 OPERATOR ( /* x */ trap . /**/ === ) 1
-- ---
-- name: operator_quoted_schema
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 OPERATOR("trap".===) 1
-- ---
-- name: operator_unicode_schema
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 OPERATOR(U&"tr\0061p".===) 1
-- ---
-- name: cast_to_user_type_with_function
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 'calm'::trap.mood::integer
-- ---
-- name: cast_call_syntax
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT CAST('calm'::trap.mood AS integer)
-- ---
-- name: cast_implicit_in_addition
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT mood + 1 FROM trap.moods
-- ---
-- name: cast_implicit_in_argument
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT abs(mood) FROM trap.moods
-- ---
-- name: cast_implicit_in_comparison
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1 FROM trap.moods WHERE mood = 1
-- ---
-- name: cast_array_elements
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT history::integer[] FROM trap.moods
-- ---
-- name: cast_to_json_by_result
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT mood FROM trap.moods
-- ---
-- name: cast_to_json_literal
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 'calm'::trap.mood
-- ---
-- name: cast_to_json_array_result
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT history FROM trap.moods
-- ---
-- name: cast_to_json_whole_row
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT m FROM trap.moods m
-- ---
-- name: cast_to_json_row_to_json
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT row_to_json(m) FROM trap.moods m
-- ---
-- name: cast_to_json_to_json
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT to_json(mood) FROM trap.moods
-- ---
-- name: cast_to_json_to_jsonb
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT to_jsonb(m) FROM trap.moods m
-- ---
-- name: cast_to_json_agg
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT json_agg(mood) FROM trap.moods
-- ---
-- name: cast_to_json_object_agg
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT jsonb_object_agg(id, mood) FROM trap.moods
-- ---
-- name: cast_to_json_build
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT json_build_array(mood) FROM trap.moods
-- ---
-- name: cast_to_json_array_to_json
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT array_to_json(history) FROM trap.moods
-- ---
-- name: cast_to_json_explicit
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT mood::json FROM trap.moods
-- ---
-- name: domain_cast
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1::trap.checked
-- ---
-- name: domain_cast_call
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT CAST(1 AS trap.checked)
-- ---
-- name: domain_typed_literal
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT trap.checked '1'
-- ---
-- name: domain_over_domain
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT 1::trap.checked_over_checked
-- ---
-- name: domain_array
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT ARRAY[1, 2]::trap.checked[]
-- ---
-- name: domain_array_literal
-- expect: refused function_not_allowed,type_not_allowed,statement_not_allowed
-- database: directus
SELECT '{1,2}'::trap.checked[]
-- ---
-- name: domain_in_composite_literal
-- expect: refused function_not_allowed,type_not_allowed,statement_not_allowed
-- database: directus
SELECT '(1,2)'::trap.holds_checked
-- ---
-- name: domain_in_composite_row
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT ROW(1, 2)::trap.holds_checked
-- ---
-- name: domain_in_composite_array
-- expect: refused function_not_allowed,type_not_allowed,statement_not_allowed
-- database: directus
SELECT '{"(1,2)"}'::trap.holds_checked[]
-- ---
-- name: domain_in_json_populate
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT * FROM json_populate_record(NULL::trap.holds_checked, '{"plain": 1, "checked": 2}')
-- ---
-- name: domain_in_jsonb_populate_of_table
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT jsonb_populate_record(NULL::trap.holds, '{"held": {"checked": 2}}')
-- ---
-- name: domain_in_json_to_record
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT * FROM json_to_record('{"a": 1}') AS t(a trap.checked)
-- ---
-- name: domain_in_jsonb_to_recordset
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT * FROM jsonb_to_recordset('[{"a": 1}]') AS t(a trap.checked)
-- ---
-- name: domain_in_xmltable_column
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT * FROM xmltable('/r' PASSING ('<r>1</r>'::xml) COLUMNS a trap.checked PATH '.')
-- ---
-- name: domain_in_xmlcast_like_parse
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT (xpath('/r/text()', '<r>1</r>'))[1]::text::integer::trap.checked
-- ---
-- name: domain_in_values
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
VALUES (1::trap.checked)
-- ---
-- name: domain_of_null
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT NULL::trap.checked
-- ---
-- name: domain_in_function_argument_cast
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT abs(1::trap.checked)
-- ---
-- name: domain_in_case
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT CASE WHEN true THEN 1::trap.checked END
-- ---
-- name: domain_in_order_by
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
SELECT id FROM trap.account ORDER BY id::trap.checked
-- ---
-- name: operator_class_in_order_by
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT id FROM trap.pairs ORDER BY pair
-- ---
-- name: operator_class_in_distinct
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT DISTINCT pair FROM trap.pairs
-- ---
-- name: operator_class_in_group_by
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT count(*) FROM trap.pairs GROUP BY pair
-- ---
-- name: operator_class_in_union
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT pair FROM trap.pairs UNION SELECT pair FROM trap.pairs
-- ---
-- name: operator_class_in_window
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT rank() OVER (ORDER BY pair) FROM trap.pairs
-- ---
-- name: operator_class_in_array_comparison
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT 1 FROM trap.pairs WHERE ARRAY[pair] < ARRAY[pair]
-- ---
-- name: operator_class_in_record_comparison
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT 1 FROM trap.pairs p, trap.pairs q WHERE p < q
-- ---
-- name: operator_class_in_greatest
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT greatest(pair, '(9,9)') FROM trap.pairs
-- ---
-- name: operator_class_in_aggregate_order
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT array_agg(pair ORDER BY pair) FROM trap.pairs
-- ---
-- name: operator_class_in_count_distinct
-- expect: refused function_not_allowed,type_not_allowed
-- database: directus
-- note: the comparison function of an operator class is in no query tree
SELECT count(DISTINCT pair) FROM trap.pairs
