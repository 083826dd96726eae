-- name: name_upper_case
-- expect: refused function_not_allowed
SELECT PG_SLEEP(1)
-- ---
-- name: name_mixed_case
-- expect: refused function_not_allowed
SELECT Pg_SlEeP(1)
-- ---
-- name: name_quoted
-- expect: refused function_not_allowed
SELECT "pg_sleep"(1)
-- ---
-- name: name_qualified_mixed_case
-- expect: refused function_not_allowed
SELECT PG_Catalog.Pg_Sleep(1)
-- ---
-- name: name_qualified_quoted
-- expect: refused function_not_allowed
SELECT "pg_catalog"."pg_sleep"(1)
-- ---
-- name: name_qualified_half_quoted
-- expect: refused function_not_allowed
SELECT pg_catalog."pg_sleep"(1)
-- ---
-- name: name_with_spaces
-- expect: refused function_not_allowed
SELECT pg_catalog . pg_sleep ( 1 )
-- ---
-- name: name_with_comments
-- expect: refused function_not_allowed
SELECT pg_catalog/**/./**/pg_sleep/**/(/**/1/**/)
-- ---
-- name: name_with_line_comment
-- expect: refused function_not_allowed
SELECT pg_sleep -- x
(1)
-- ---
-- name: name_with_nested_comment
-- expect: refused function_not_allowed
SELECT pg_sleep/* /* */ ( */ (1)
-- ---
-- name: name_with_newlines
-- expect: refused function_not_allowed
SELECT
pg_sleep

(1)
-- ---
-- name: name_with_tab
-- expect: refused function_not_allowed
-- escapes: on
SELECT pg_sleep\u{9}(1)
-- ---
-- name: name_with_carriage_returns
-- expect: refused function_not_allowed
-- escapes: on
SELECT\u{d}\u{a}pg_sleep\u{d}\u{a}(1)
-- ---
-- name: name_database_qualified
-- expect: refused function_not_allowed,sql_error
-- database: directus
SELECT directus.pg_catalog.pg_sleep(1)
-- ---
-- name: name_unicode_escape
-- expect: refused function_not_allowed
SELECT U&"pg_sl\0065ep"(1)
-- ---
-- name: name_unicode_escape_lower_u
-- expect: refused function_not_allowed
SELECT u&"pg\005fsleep"(1)
-- ---
-- name: name_unicode_escape_six_digits
-- expect: refused function_not_allowed
SELECT U&"\+000070g_sleep"(1)
-- ---
-- name: name_unicode_escape_all
-- expect: refused function_not_allowed
SELECT U&"\0070\0067\005f\0073\006c\0065\0065\0070"(1)
-- ---
-- name: name_unicode_escape_qualified
-- expect: refused function_not_allowed
SELECT U&"pg_c\0061talog".U&"pg_sl\0065ep"(1)
-- ---
-- name: name_unicode_escape_clause
-- expect: refused function_not_allowed
SELECT U&"pg_sl!0065ep" UESCAPE '!' (1)
-- ---
-- name: name_unicode_escape_in_from
-- expect: refused function_not_allowed
SELECT * FROM U&"pg_sl\0065ep"(1)
-- ---
-- name: name_unicode_escape_without_escape
-- expect: refused function_not_allowed
SELECT U&"pg_sleep"(1)
-- ---
-- name: name_truncated_at_63_bytes
-- expect: refused
-- note: syntax: a name longer than 63 bytes is another name
SELECT pg_sleepxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx(1)
-- ---
-- name: name_after_string
-- expect: refused function_not_allowed
SELECT 'x', pg_sleep(1)
-- ---
-- name: name_after_escape_string
-- expect: refused function_not_allowed
SELECT E'\'', pg_sleep(1) --'
-- ---
-- name: name_after_escape_string_two
-- expect: refused function_not_allowed
SELECT E'\\', pg_sleep(1), '\\'
-- ---
-- name: name_after_standard_backslash
-- expect: refused function_not_allowed
SELECT '\', pg_sleep(1), '\'
-- ---
-- name: name_after_dollar_quote
-- expect: refused function_not_allowed
SELECT $$ -- $$, pg_sleep(1)
-- ---
-- name: name_after_tagged_dollar_quote
-- expect: refused function_not_allowed
SELECT $q$ $$ ' $q$, pg_sleep(1)
-- ---
-- name: name_after_non_ascii_dollar_tag
-- expect: refused function_not_allowed
SELECT $đ$ ' $đ$, pg_sleep(1)
-- ---
-- name: name_after_dollar_in_identifier
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 AS a$$, pg_sleep(1) AS b$$
-- ---
-- name: name_after_comment_with_quote
-- expect: refused function_not_allowed
SELECT /* ' */ pg_sleep(1) /* ' */
-- ---
-- name: name_after_line_comment_with_quote
-- expect: refused function_not_allowed
SELECT 1, -- it's
 pg_sleep(1) -- it's
-- ---
-- name: name_after_comment_opener_in_string
-- expect: refused function_not_allowed
SELECT '/*', pg_sleep(1), '*/'
-- ---
-- name: name_after_comment_opener_in_identifier
-- expect: refused function_not_allowed
SELECT 1 AS "/*", pg_sleep(1) AS "*/"
-- ---
-- name: name_after_double_dash_in_string
-- expect: refused function_not_allowed
SELECT '--', pg_sleep(1)
-- ---
-- name: name_after_operator_like_comment
-- expect: refused function_not_allowed
SELECT 1 +/* */ 1, pg_sleep(1)
-- ---
-- name: name_after_minus_minus
-- expect: refused function_not_allowed
SELECT 1 - -1, pg_sleep(1)
-- ---
-- name: name_after_bit_string
-- expect: refused function_not_allowed
SELECT B'1', X'1F', pg_sleep(1)
-- ---
-- name: name_after_national_string
-- expect: refused function_not_allowed
SELECT N'x', pg_sleep(1)
-- ---
-- name: name_after_continued_string
-- expect: refused function_not_allowed
SELECT 'a'
'b', pg_sleep(1)
-- ---
-- name: name_after_continued_escape_string
-- expect: refused function_not_allowed
SELECT E'a\''
'b\'', pg_sleep(1)
-- ---
-- name: name_after_unicode_string
-- expect: refused function_not_allowed
SELECT U&'\0027', pg_sleep(1), U&'\0027'
-- ---
-- name: name_after_unicode_string_uescape
-- expect: refused function_not_allowed
SELECT U&'!0027' UESCAPE '!', pg_sleep(1)
-- ---
-- name: name_hidden_by_other_systems_comment
-- expect: refused function_not_allowed
SELECT 1 # 2, pg_sleep(1)
-- ---
-- name: name_hidden_by_executable_comment
-- expect: refused function_not_allowed
SELECT 1 /*!50000 , 2 */, pg_sleep(1)
-- ---
-- name: name_beside_backquotes
-- expect: refused
-- note: syntax: another system's quotes
SELECT `pg_sleep`(1)
-- ---
-- name: name_beside_brackets
-- expect: refused
-- note: syntax: another system's quotes
SELECT [pg_sleep](1)
-- ---
-- name: name_full_width_look_alike
-- expect: refused
-- note: syntax: no such function
SELECT pg_ｓleep(1)
-- ---
-- name: name_cyrillic_look_alike
-- expect: refused
-- note: syntax: no such function
SELECT pg_slеep(1)
-- ---
-- name: name_turkish_case
-- expect: refused
-- note: syntax: no such function
SELECT PG_SLEEP(1), pg_lıst()
-- ---
-- name: name_as_alias_and_function
-- expect: refused function_not_allowed
SELECT pg_sleep(1) AS lower
-- ---
-- name: name_in_escaped_from_alias
-- expect: refused function_not_allowed
SELECT lower.x FROM pg_sleep(1) AS lower(x)
-- ---
-- name: name_all_prefix
-- expect: refused function_not_allowed
SELECT ALL pg_sleep(1)
-- ---
-- name: name_with_all_argument
-- expect: refused function_not_allowed
SELECT pg_sleep(ALL 1)
-- ---
-- name: name_operator_form
-- expect: refused function_not_allowed
-- database: directus
SELECT 1 OPERATOR(pg_catalog.+) trap.touch(1)
-- ---
-- name: name_in_typed_literal_place
-- expect: refused
-- note: syntax: no such type
SELECT pg_sleep '1'
-- ---
-- name: name_via_numeric_junk
-- expect: refused
-- note: older servers read 1pg_sleep as 1 with an alias
SELECT 1pg_sleep(1)
-- ---
-- name: name_beside_parameter
-- expect: refused function_not_allowed
SELECT 1, pg_sleep($1)
-- ---
-- name: name_row_star
-- expect: refused function_not_allowed
SELECT (pg_stat_file('PG_VERSION')).*
-- ---
-- name: name_row_field
-- expect: refused function_not_allowed
SELECT (pg_stat_file('PG_VERSION')).size
-- ---
-- name: name_search_path_schema_listing
-- expect: refused function_not_allowed
-- database: directus
SELECT length(7), trap.lower('x')
-- ---
-- name: name_same_as_builtin_with_named_argument
-- expect: refused function_not_allowed
-- database: directus
SELECT length(value => 7)
-- ---
-- name: name_table_like_function
-- expect: refused function_not_allowed
-- database: directus
SELECT * FROM trap.account, trap.touch(account.id)
-- ---
-- name: name_type_like_function
-- expect: refused function_not_allowed
SELECT int4(pg_sleep(1)::text)
-- ---
-- name: name_in_function_style_window
-- expect: refused function_not_allowed
SELECT count(pg_try_advisory_lock(9)) OVER ()
-- ---
-- name: name_in_special_syntax_normalize
-- expect: refused function_not_allowed
SELECT normalize(set_config('work_mem', '1MB', false), NFC)
-- ---
-- name: name_in_special_syntax_is_normalized
-- expect: refused function_not_allowed
SELECT set_config('work_mem', '1MB', false) IS NFC NORMALIZED
-- ---
-- name: name_in_special_syntax_collation_for
-- expect: refused function_not_allowed
SELECT collation for (set_config('work_mem', '1MB', false))
-- ---
-- name: name_in_special_syntax_xmlpi
-- expect: refused function_not_allowed
SELECT xmlpi(name a, set_config('work_mem', '1MB', false))
-- ---
-- name: name_in_special_syntax_xmlforest
-- expect: refused function_not_allowed
SELECT xmlforest(pg_try_advisory_lock(9) AS a)
-- ---
-- name: name_in_special_syntax_xmlserialize
-- expect: refused function_not_allowed
SELECT xmlserialize(CONTENT xmlcomment(set_config('work_mem', '1MB', false)) AS text)
-- ---
-- name: name_in_special_syntax_xmlexists
-- expect: refused function_not_allowed
SELECT xmlexists('/a' PASSING BY VALUE xmlparse(CONTENT set_config('work_mem', '1MB', false)))
-- ---
-- name: name_in_special_syntax_is_document
-- expect: refused function_not_allowed
SELECT xmlparse(CONTENT set_config('work_mem', '1MB', false)) IS DOCUMENT
-- ---
-- name: name_in_special_syntax_grouping_argument
-- expect: refused function_not_allowed
SELECT grouping(pg_try_advisory_lock(1)) FROM pg_class GROUP BY pg_try_advisory_lock(1)
