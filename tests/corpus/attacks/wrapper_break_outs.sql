-- name: close_and_drop
-- expect: refused
SELECT 1) AS t(c0); DROP TABLE trap.account; --
-- ---
-- name: close_and_drop_newline
-- expect: refused
SELECT 1) AS t(c0) LIMIT 1; DROP TABLE trap.account; SELECT * FROM (SELECT 1
-- ---
-- name: close_and_union
-- expect: refused
SELECT 1) AS t(c0) UNION SELECT to_json(c0) FROM (SELECT 2
-- ---
-- name: close_and_union_comment
-- expect: refused
SELECT 1) AS t(c0) UNION SELECT '"x"'::json --
-- ---
-- name: close_and_join
-- expect: refused
SELECT 1) AS t(c0) CROSS JOIN (SELECT 2
-- ---
-- name: close_and_lateral
-- expect: refused
SELECT 1) AS s(x), LATERAL pg_sleep(1) AS t(c0) --
-- ---
-- name: close_and_where
-- expect: refused
SELECT 1) AS t(c0) WHERE EXISTS (SELECT 1
-- ---
-- name: close_and_for_update
-- expect: refused
SELECT 1) AS t(c0) FOR UPDATE --
-- ---
-- name: close_and_limit_all
-- expect: refused
SELECT 1) AS t(c0) LIMIT ALL --
-- ---
-- name: close_and_offset
-- expect: refused
SELECT 1) AS t(c0) OFFSET (0
-- ---
-- name: close_parenthesis_first
-- expect: refused
) AS t(c0); DELETE FROM trap.account; SELECT to_json(c0) FROM (SELECT 1
-- ---
-- name: close_parenthesis_only
-- expect: refused
)
-- ---
-- name: open_parenthesis_only
-- expect: refused
(
-- ---
-- name: unbalanced_open
-- expect: refused
SELECT (1
-- ---
-- name: unbalanced_close
-- expect: refused
SELECT 1)
-- ---
-- name: select_list_injection
-- expect: refused
SELECT 1) AS t(c0), (DELETE FROM trap.account RETURNING 1
-- ---
-- name: open_comment_at_end
-- expect: refused
SELECT 1 /*
-- ---
-- name: open_comment_swallows_wrapper
-- expect: refused
SELECT 1) AS t(c0) /*
-- ---
-- name: open_nested_comment
-- expect: refused
SELECT 1 /* /* */
-- ---
-- name: open_string_at_end
-- expect: refused
SELECT '
-- ---
-- name: open_string_swallows_wrapper
-- expect: refused
SELECT 1, '
-- ---
-- name: open_escape_string
-- expect: refused
SELECT E'\'
-- ---
-- name: open_dollar_quote
-- expect: refused
SELECT $$
-- ---
-- name: open_tagged_dollar_quote
-- expect: refused
SELECT $tag$ 1 $tag
-- ---
-- name: open_identifier
-- expect: refused
SELECT 1 AS "
-- ---
-- name: open_unicode_string
-- expect: refused
SELECT U&'\0031
-- ---
-- name: open_bit_string
-- expect: refused
SELECT B'1
-- ---
-- name: line_comment_then_close
-- expect: refused
SELECT 1 --
) AS t(c0); DELETE FROM trap.account --
-- ---
-- name: alias_injection
-- expect: refused
SELECT 1 AS "c0) FROM (SELECT 1) AS t(c0); DROP TABLE trap.account; --"; DROP TABLE trap.account
-- ---
-- name: semicolon_and_close
-- expect: refused
SELECT 1; ) AS t(c0)
-- ---
-- name: copy_in_subquery
-- expect: refused
COPY (SELECT 1) TO STDOUT) AS t(c0
-- ---
-- name: insert_in_from
-- expect: refused
INSERT INTO trap.effect (cause) VALUES ('x') RETURNING 1
-- ---
-- name: utility_in_from
-- expect: refused
SHOW work_mem
-- ---
-- name: explain_in_from
-- expect: refused
EXPLAIN (FORMAT json) SELECT 1
-- ---
-- name: call_in_from
-- expect: refused
CALL trap.touch_procedure()
-- ---
-- name: values_break_out
-- expect: refused
VALUES (1)) AS t(c0); DELETE FROM trap.account; VALUES ((1)
-- ---
-- name: with_break_out
-- expect: refused
WITH a AS (SELECT 1) SELECT * FROM a) AS t(c0); WITH b AS (DELETE FROM trap.account RETURNING 1) SELECT * FROM (SELECT 1
-- ---
-- name: table_break_out
-- expect: refused
TABLE pg_class) AS t; DELETE FROM trap.account; TABLE (pg_class
-- ---
-- name: returning_clause
-- expect: refused
SELECT 1 RETURNING 2
-- ---
-- name: where_current_of
-- expect: refused
SELECT 1 FROM pg_class WHERE CURRENT OF c
-- ---
-- name: client_command_copy
-- expect: refused
\copy pg_class to 'x'
-- ---
-- name: client_command_shell
-- expect: refused
\! id
-- ---
-- name: client_command_gexec
-- expect: refused
SELECT 'DROP TABLE trap.account' \gexec
-- ---
-- name: client_command_gset
-- expect: refused
SELECT 1 \gset
-- ---
-- name: client_command_separator
-- expect: refused
SELECT 1 \; DROP TABLE trap.account
-- ---
-- name: client_variable
-- expect: refused
SELECT :'variable'
-- ---
-- name: parameter_out_of_range
-- expect: refused
SELECT $65536
-- ---
-- name: parameter_zero
-- expect: refused
SELECT $0
-- ---
-- name: parameter_missing_value
-- expect: refused
SELECT $1::int
-- ---
-- name: placeholder_question_mark
-- expect: refused
SELECT ?
-- ---
-- name: keyword_go
-- expect: refused
SELECT 1
GO
DROP TABLE trap.account
-- ---
-- name: keyword_delimiter
-- expect: refused
DELIMITER $$
SELECT 1$$
-- ---
-- name: backslash_g
-- expect: refused
SELECT 1\g
-- ---
-- name: empty_text
-- expect: refused sql_empty

-- ---
-- name: only_semicolons
-- expect: refused sql_empty
;;;
-- ---
-- name: only_line_comment
-- expect: refused sql_empty
-- nothing
-- ---
-- name: only_block_comment
-- expect: refused sql_empty
/* SELECT 1 */
-- ---
-- name: only_white_space
-- expect: refused sql_empty
-- escapes: on
\u{20}\u{9}\u{a}\u{20}
-- ---
-- name: only_comments_and_semicolons
-- expect: refused sql_empty
/* a */ ; -- b
;
-- ---
-- name: words_of_a_person
-- expect: refused
Please show me all customers
-- ---
-- name: another_query_language
-- expect: refused
db.account.find({})
-- ---
-- name: json_instead_of_sql
-- expect: refused
{"query": "SELECT 1"}
