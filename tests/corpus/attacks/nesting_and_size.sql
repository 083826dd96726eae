-- name: parentheses_ten_thousand
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{10000*(}}1{{10000*)}}
-- ---
-- name: parentheses_forty_thousand
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{40000*(}}1{{40000*)}}
-- ---
-- name: parentheses_unclosed
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{40000*(}}1
-- ---
-- name: parentheses_query
-- expect: refused too_deep,sql_error
-- repeats: on
{{10000*(}}SELECT 1{{10000*)}}
-- ---
-- name: parentheses_in_from
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT * FROM {{5000*(}}pg_class a CROSS JOIN pg_class b{{5000*)}}
-- ---
-- name: subselects_nested
-- expect: refused too_deep,sql_error
-- repeats: on
{{5000*SELECT * FROM (}}SELECT 1 AS a{{5000*) s}}
-- ---
-- name: scalar_subselects_nested
-- expect: refused too_deep,sql_error
-- repeats: on
{{6000*SELECT (}}SELECT 1{{6000*)}}
-- ---
-- name: function_calls_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{10000*abs(}}1{{10000*)}}
-- ---
-- name: case_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{3000*CASE WHEN true THEN }}1{{3000* END}}
-- ---
-- name: arrays_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{10000*ARRAY[}}1{{10000*]}}
-- ---
-- name: rows_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{10000*ROW(}}1{{10000*)}}
-- ---
-- name: not_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{20000*NOT }}true
-- ---
-- name: casts_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{5000*CAST(}}1{{5000* AS int)}}
-- ---
-- name: coalesce_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{8000*coalesce(}}1{{8000*)}}
-- ---
-- name: with_nested
-- expect: refused too_deep,sql_error
-- repeats: on
{{3000*WITH a AS (}}SELECT 1{{3000*) SELECT * FROM a}}
-- ---
-- name: exists_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT {{4000*EXISTS (SELECT }}1{{4000*)}}
-- ---
-- name: joins_nested
-- expect: refused too_deep,sql_error
-- repeats: on
SELECT 1 FROM {{2000*(pg_class p{i} NATURAL JOIN }}pg_class{{2000*)}}
-- ---
-- name: set_operations_nested
-- expect: refused too_deep,sql_error
-- repeats: on
{{4000*(SELECT 1 UNION }}SELECT 1{{4000*)}}
-- ---
-- name: parentheses_one_thousand
-- expect: bounded
-- repeats: on
SELECT {{1000*(}}1{{1000*)}}
-- ---
-- name: parentheses_three_thousand
-- expect: bounded
-- repeats: on
SELECT {{3000*(}}1{{3000*)}}
-- ---
-- name: subselects_three_hundred
-- expect: bounded
-- repeats: on
{{300*SELECT * FROM (}}SELECT 1 AS a{{300*) s}}
-- ---
-- name: function_calls_one_thousand
-- expect: bounded
-- repeats: on
SELECT {{1000*abs(}}1{{1000*)}}
-- ---
-- name: case_five_hundred
-- expect: bounded
-- repeats: on
SELECT {{500*CASE WHEN true THEN }}1{{500* END}}
-- ---
-- name: with_three_hundred
-- expect: bounded
-- repeats: on
{{300*WITH a AS (}}SELECT 1{{300*) SELECT * FROM a}}
-- ---
-- name: minus_chain
-- expect: bounded
-- repeats: on
SELECT {{20000*- }}1
-- ---
-- name: minus_parentheses
-- expect: bounded
-- repeats: on
SELECT {{5000*-(}}1{{5000*)}}
-- ---
-- name: cast_chain
-- expect: bounded
-- repeats: on
SELECT 1{{8000*::int}}
-- ---
-- name: plus_chain
-- expect: bounded
-- repeats: on
SELECT 1{{20000*+1}}
-- ---
-- name: and_chain
-- expect: bounded
-- repeats: on
SELECT true{{15000* AND true}}
-- ---
-- name: subscript_chain
-- expect: bounded
-- repeats: on
SELECT ('{1}'::int[]){{10000*[1]}}
-- ---
-- name: collate_chain
-- expect: bounded
-- repeats: on
SELECT 'a'{{5000* COLLATE "C"}}
-- ---
-- name: at_time_zone_chain
-- expect: bounded
-- repeats: on
SELECT now(){{4000* AT TIME ZONE 'UTC'}}
-- ---
-- name: comparison_row_long
-- expect: bounded
-- repeats: on
SELECT ({{10000*1,}}1) = ({{10000*1,}}1)
-- ---
-- name: joins_chain
-- expect: bounded
-- repeats: on
SELECT 1 FROM pg_class{{1000* CROSS JOIN pg_class p{i} }}
-- ---
-- name: comments_nested
-- expect: bounded
-- repeats: on
SELECT 1 {{20000*/*}}{{20000**/}}
-- ---
-- name: jsonpath_nested
-- expect: bounded
-- repeats: on
SELECT '{{20000*(}}$.a{{20000*)}}'::jsonpath
-- ---
-- name: json_nested
-- expect: bounded
-- repeats: on
SELECT '{{20000*[}}{{20000*]}}'::jsonb
-- ---
-- name: json_nested_to_json
-- expect: bounded
-- repeats: on
SELECT '{{6000*[}}1{{6000*]}}'::json -> 0
-- ---
-- name: xml_nested
-- expect: bounded
-- repeats: on
SELECT '{{6000*<a>}}{{6000*</a>}}'::xml
-- ---
-- name: tsquery_nested
-- expect: bounded
-- repeats: on
SELECT '{{20000*(}}a{{20000*)}}'::tsquery
-- ---
-- name: tsquery_not_nested
-- expect: bounded
-- repeats: on
SELECT '{{20000*!}}a'::tsquery
-- ---
-- name: array_literal_nested
-- expect: bounded
-- repeats: on
SELECT '{{20000*{ }}{{20000*} }}'::int[]
-- ---
-- name: regex_literal_nested
-- expect: bounded
-- repeats: on
SELECT 'a' ~ '{{15000*(?:}}a{{15000*)}}'
-- ---
-- name: range_literal_long
-- expect: bounded
-- repeats: on
SELECT '{{{8000*[1,2],}}[1,2]}'::int4multirange
-- ---
-- name: string_of_one_megabyte
-- expect: refused sql_too_large
-- repeats: on
SELECT '{{1048576*x}}'
-- ---
-- name: comment_of_one_megabyte
-- expect: refused sql_too_large
-- repeats: on
SELECT 1 /* {{1048576*x}} */
-- ---
-- name: spaces_of_one_megabyte
-- expect: refused sql_too_large
-- repeats: on
SELECT {{1048576* }}1
-- ---
-- name: numbers_of_one_megabyte
-- expect: refused sql_too_large
-- repeats: on
SELECT 1 IN ({{400000*1,}}1)
-- ---
-- name: just_over_the_limit
-- expect: refused sql_too_large
-- repeats: on
SELECT '{{102400*x}}'
-- ---
-- name: multibyte_over_the_limit
-- expect: refused sql_too_large
-- repeats: on
SELECT '{{60000*é}}'
-- ---
-- name: trailing_semicolons_of_one_megabyte
-- expect: refused sql_too_large
-- repeats: on
SELECT 1{{1048576*;}}
-- ---
-- name: parentheses_of_one_megabyte
-- expect: refused sql_too_large
-- repeats: on
SELECT {{524288*(}}1{{524288*)}}
