-- name: select_one
-- expect: rows
SELECT 1
-- ---
-- name: select_one_semicolon
-- expect: rows
SELECT 1;
-- ---
-- name: select_one_semicolon_comment
-- expect: rows
SELECT 1; -- the last word
-- ---
-- name: select_one_semicolon_block_comment
-- expect: rows
SELECT 1 ; /* the last word; really */
-- ---
-- name: select_many_semicolons
-- expect: rows
SELECT 1;;;
-- ---
-- name: select_leading_comments
-- expect: rows
-- how many customers
/* asked by the board */ SELECT count(*) FROM customers
-- ---
-- name: select_trailing_line_comment
-- expect: rows
SELECT count(*) FROM customers -- all of them
-- ---
-- name: select_nested_comment
-- expect: rows
SELECT /* outer /* inner ; */ still outer */ 1
-- ---
-- name: select_comment_with_quote
-- expect: rows
SELECT 1 -- it's fine
-- ---
-- name: select_comment_that_names_attacks
-- expect: rows
SELECT 1 AS answer -- never run pg_sleep(10); DROP TABLE customers
-- ---
-- name: select_string_that_names_attacks
-- expect: rows
SELECT 'DROP TABLE customers; SELECT pg_sleep(10) --' AS text
-- ---
-- name: select_lower_case
-- expect: rows
select name from customers order by name limit 5
-- ---
-- name: select_mixed_case
-- expect: rows
Select Name From Customers Order By Name Limit 5
-- ---
-- name: select_line_breaks
-- expect: rows
-- escapes: on
SELECT\u{d}\u{a}\u{9}name\u{d}\u{a}FROM\u{9}customers\u{d}\u{a}LIMIT 3\u{d}\u{a}
-- ---
-- name: select_star
-- expect: rows
SELECT * FROM products ORDER BY id LIMIT 10
-- ---
-- name: select_qualified_star
-- expect: rows
SELECT c.*, o.total FROM customers c JOIN orders o ON o.customer_id = c.id LIMIT 10
-- ---
-- name: select_no_columns
-- expect: rows
SELECT FROM customers LIMIT 2
-- ---
-- name: select_aliases_without_as
-- expect: rows
SELECT name label, price cost FROM products p LIMIT 3
-- ---
-- name: select_keyword_alias
-- expect: rows
SELECT 1 AS "select", 2 AS "update", 3 AS delete
-- ---
-- name: select_column_named_into
-- expect: rows
SELECT 1 AS "into", 2 AS "for"
-- ---
-- name: select_duplicate_column_names
-- expect: rows
SELECT id, id, id + 1 AS id FROM products LIMIT 3
-- ---
-- name: select_unnamed_columns
-- expect: rows
SELECT 1, 'a', now() > '2020-01-01'
-- ---
-- name: select_distinct
-- expect: rows
SELECT DISTINCT status FROM orders
-- ---
-- name: select_distinct_on
-- expect: rows
SELECT DISTINCT ON (customer_id) customer_id, placed_at, total FROM orders ORDER BY customer_id, placed_at DESC
-- ---
-- name: select_all_keyword
-- expect: rows
SELECT ALL status FROM orders LIMIT 5
-- ---
-- name: select_where_and_or
-- expect: rows
SELECT id FROM orders WHERE (status = 'paid' OR status = 'shipped') AND NOT total < 10 LIMIT 10
-- ---
-- name: select_in_list
-- expect: rows
SELECT id FROM orders WHERE status IN ('draft', 'placed') LIMIT 10
-- ---
-- name: select_not_in_list
-- expect: rows
SELECT id FROM products WHERE id NOT IN (1, 2, 3) LIMIT 10
-- ---
-- name: select_between
-- expect: rows
SELECT id FROM products WHERE price BETWEEN 10 AND 20
-- ---
-- name: select_not_between
-- expect: rows
SELECT id FROM products WHERE price NOT BETWEEN 10 AND 20 LIMIT 5
-- ---
-- name: select_between_symmetric
-- expect: rows
SELECT id FROM products WHERE price BETWEEN SYMMETRIC 20 AND 10
-- ---
-- name: select_is_null
-- expect: rows
SELECT id FROM apr_approvals WHERE decided_at IS NULL
-- ---
-- name: select_is_not_null
-- expect: rows
SELECT count(*) FROM apr_approvals WHERE decided_at IS NOT NULL
-- ---
-- name: select_isnull_short
-- expect: rows
SELECT count(*) FROM apr_approvals WHERE decided_by ISNULL OR decided_at NOTNULL
-- ---
-- name: select_is_true_unknown
-- expect: rows
SELECT true IS TRUE, NULL::boolean IS UNKNOWN, false IS NOT FALSE
-- ---
-- name: select_is_distinct_from
-- expect: rows
SELECT id FROM products WHERE parent IS DISTINCT FROM 1 LIMIT 5
-- ---
-- name: select_is_not_distinct_from
-- expect: rows
SELECT id FROM products WHERE parent IS NOT DISTINCT FROM NULL
-- ---
-- name: select_order_by_position
-- expect: rows
SELECT name, price FROM products ORDER BY 2 DESC, 1 LIMIT 5
-- ---
-- name: select_order_by_nulls
-- expect: rows
SELECT name, parent FROM products ORDER BY parent DESC NULLS LAST, name ASC NULLS FIRST LIMIT 5
-- ---
-- name: select_order_by_using
-- expect: rows
SELECT price FROM products ORDER BY price USING > LIMIT 5
-- ---
-- name: select_order_by_expression
-- expect: rows
SELECT name FROM products ORDER BY length(name), lower(name) LIMIT 5
-- ---
-- name: select_limit_offset
-- expect: rows
SELECT id FROM products ORDER BY id LIMIT 10 OFFSET 20
-- ---
-- name: select_limit_all
-- expect: rows
SELECT id FROM products ORDER BY id LIMIT ALL
-- ---
-- name: select_limit_expression
-- expect: rows
SELECT id FROM products ORDER BY id LIMIT 2 + 3 OFFSET (SELECT 1)
-- ---
-- name: select_offset_rows_fetch
-- expect: rows
SELECT id FROM products ORDER BY id OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY
-- ---
-- name: select_fetch_first_row
-- expect: rows
SELECT id FROM products ORDER BY id FETCH FIRST ROW ONLY
-- ---
-- name: select_fetch_with_ties
-- expect: rows
SELECT id, quantity FROM (SELECT product_id AS id, quantity FROM order_items) i ORDER BY quantity DESC FETCH FIRST 3 ROWS WITH TIES
-- ---
-- name: select_case_searched
-- expect: rows
SELECT id, CASE WHEN total > 100 THEN 'large' WHEN total > 10 THEN 'middle' ELSE 'small' END AS size FROM orders LIMIT 10
-- ---
-- name: select_case_simple
-- expect: rows
SELECT CASE status WHEN 'open' THEN 1 WHEN 'resolved' THEN 2 END FROM system_issues LIMIT 3
-- ---
-- name: select_coalesce_nullif
-- expect: rows
SELECT coalesce(note, 'none'), nullif(total, 0) FROM orders LIMIT 3
-- ---
-- name: select_greatest_least
-- expect: rows
SELECT greatest(1, 2, 3), least('a', 'b')
-- ---
-- name: select_arithmetic
-- expect: rows
SELECT 7 / 2, 7 % 2, 2 ^ 10, |/ 16, ||/ 27, @ -5, 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, 256 >> 2
-- ---
-- name: select_numbers
-- expect: rows
SELECT 1.5e3, .5, 5., 1e-10, 12345678901234567890, -0, 0.1 + 0.2
-- ---
-- name: select_casts
-- expect: rows
SELECT '1'::int, CAST('2' AS bigint), int '3', '4'::numeric(5, 2), 5::text, '{1,2}'::int[], float8 '1.5'
-- ---
-- name: select_typed_literals
-- expect: rows
SELECT date '2026-01-31', time '12:34', timestamp '2026-01-31 10:00', timestamptz '2026-01-31 10:00+02', interval '1 day', uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
-- ---
-- name: select_typed_literals_more
-- expect: rows
SELECT json '{"a": 1}', jsonb '[1]', inet '10.0.0.1', pg_lsn '0/16B3748', point '(1,2)', numeric '1.5', boolean 'yes', bytea '\x00', money '12.50'
-- ---
-- name: select_typed_literal_other_types
-- expect: rows
SELECT regclass 'customers', int4range '[1,5)', tsquery 'a & b', xml '<a/>', macaddr '08:00:2b:01:02:03', varbit '101', oid '26', name 'x', char 'c', box '(1,1),(0,0)'
-- ---
-- name: select_interval_fields
-- expect: rows
SELECT interval '1' YEAR, interval '1-2' YEAR TO MONTH, interval '3 4:05' DAY TO MINUTE, interval(3) '1.23456 s', interval '5.678' SECOND(2)
-- ---
-- name: select_double_precision
-- expect: rows
SELECT double precision '1.5', 1::double precision, CAST(1 AS double precision), character varying 'a', bit varying '101', timestamp with time zone '2026-01-01', time without time zone '10:00'
-- ---
-- name: select_row_values
-- expect: rows
SELECT ROW(1, 'a', NULL), (1, 2), ROW()
-- ---
-- name: select_row_comparison
-- expect: rows
SELECT (1, 2) < (1, 3), ROW(1, 2) = ROW(1, 2), (1, NULL) IS NULL, (id, price) > (10, 5) FROM products LIMIT 3
-- ---
-- name: select_row_in
-- expect: rows
SELECT id FROM order_items i JOIN products p ON p.id = i.product_id WHERE (order_id, line) IN ((1, 1), (2, 1))
-- ---
-- name: select_scalar_subquery
-- expect: rows
SELECT name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS orders FROM customers c LIMIT 5
-- ---
-- name: select_exists
-- expect: rows
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 50) LIMIT 5
-- ---
-- name: select_not_exists
-- expect: rows
SELECT name FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id) LIMIT 5
-- ---
-- name: select_any_all
-- expect: rows
SELECT id FROM products WHERE price > ALL (SELECT price FROM products WHERE id < 5) AND id = ANY (ARRAY[100, 110, 120])
-- ---
-- name: select_some
-- expect: rows
SELECT 1 = SOME (SELECT 1), 5 > SOME (ARRAY[1, 9])
-- ---
-- name: select_in_subquery
-- expect: rows
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE status = 'returned') LIMIT 5
-- ---
-- name: select_from_subquery
-- expect: rows
SELECT s.status, s.n FROM (SELECT status, count(*) AS n FROM orders GROUP BY status) AS s ORDER BY s.n DESC
-- ---
-- name: select_subquery_column_names
-- expect: rows
SELECT a, b FROM (SELECT 1, 2) AS s(a, b)
-- ---
-- name: select_array_subquery
-- expect: rows
SELECT ARRAY(SELECT id FROM products ORDER BY id LIMIT 3)
-- ---
-- name: select_values
-- expect: rows
VALUES (1, 'one'), (2, 'two'), (3, 'three')
-- ---
-- name: select_values_order_limit
-- expect: rows
VALUES (3), (1), (2) ORDER BY 1 LIMIT 2
-- ---
-- name: select_values_in_from
-- expect: rows
SELECT n, label FROM (VALUES (1, 'one'), (2, 'two')) AS v(n, label) ORDER BY n
-- ---
-- name: select_values_in_in
-- expect: rows
SELECT id FROM products WHERE id IN (VALUES (1), (2))
-- ---
-- name: select_parenthesised
-- expect: rows
(SELECT 1)
-- ---
-- name: select_double_parenthesised
-- expect: rows
((SELECT 1 AS a) ORDER BY a) LIMIT 1
-- ---
-- name: select_forty_parentheses
-- expect: rows
-- repeats: on
SELECT {{40*(}}1{{40*)}}
-- ---
-- name: select_table_command
-- expect: rows
TABLE products
-- ---
-- name: select_table_command_order
-- expect: rows
TABLE governance.event_type ORDER BY code LIMIT 5
-- ---
-- name: select_from_only
-- expect: rows
SELECT count(*) FROM ONLY orders
-- ---
-- name: select_from_only_parentheses
-- expect: rows
SELECT count(*) FROM ONLY (customers) AS c
-- ---
-- name: select_from_table_star
-- expect: rows
SELECT count(*) FROM orders *
-- ---
-- name: select_from_partition
-- expect: rows
SELECT count(*) FROM orders_2026_03
-- ---
-- name: select_system_columns
-- expect: rows
SELECT tableoid::regclass, ctid, xmin, id FROM orders LIMIT 3
-- ---
-- name: select_group_by_tableoid
-- expect: rows
SELECT tableoid::regclass AS partition, count(*) FROM orders GROUP BY 1 ORDER BY 1
-- ---
-- name: select_schema_qualified
-- expect: rows
SELECT public.customers.name FROM public.customers LIMIT 2
-- ---
-- name: select_database_qualified
-- expect: rows
SELECT count(*) FROM directus.public.customers
-- ---
-- name: select_quoted_identifiers
-- expect: rows
SELECT "id", "user" FROM "public"."directus_activity" LIMIT 3
-- ---
-- name: select_non_ascii_alias
-- expect: rows
SELECT name AS "Tên khách hàng", id AS mã FROM customers LIMIT 2
-- ---
-- name: select_non_ascii_unquoted
-- expect: rows
SELECT count(*) AS số_lượng, 1 AS größe, 2 AS 名前 FROM customers
-- ---
-- name: select_emoji_literal
-- expect: rows
SELECT '🐘 PostgreSQL' AS text
-- ---
-- name: select_emoji_family_literal
-- expect: rows
-- escapes: on
SELECT '\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}' AS family
-- ---
-- name: select_right_to_left_literal
-- expect: rows
-- escapes: on
SELECT count(*) FROM customers WHERE name LIKE '%\u{200f}שלום\u{200f}%' OR name = 'می\u{200c}خواهم'
-- ---
-- name: select_no_break_space_literal
-- expect: rows
-- escapes: on
SELECT replace('1\u{a0}234', '\u{a0}', '')
-- ---
-- name: select_identifier_with_dollar
-- expect: rows
SELECT 1 AS a$b, 2 AS c$$d
-- ---
-- name: select_unicode_identifier
-- expect: rows
SELECT U&"n\0061me" FROM customers LIMIT 2
-- ---
-- name: select_unicode_identifier_uescape
-- expect: rows
SELECT U&"n!0061me" UESCAPE '!' FROM customers LIMIT 2
-- ---
-- name: select_unicode_string
-- expect: rows
SELECT U&'\0043\00f4ng ty', U&'!0043' UESCAPE '!'
-- ---
-- name: select_escape_string
-- expect: rows
SELECT E'line\nbreak\ttab\\ \x41 \u00e9 \'quoted\''
-- ---
-- name: select_standard_backslash
-- expect: rows
SELECT 'C:\temp\', '\'
-- ---
-- name: select_continued_string
-- expect: rows
SELECT 'one '
  'two'
-- ---
-- name: select_dollar_quotes
-- expect: rows
SELECT $$it's$$, $tag$a $$ b$tag$, $đ$x$đ$
-- ---
-- name: select_national_string
-- expect: rows
SELECT N'text'
-- ---
-- name: select_bit_strings
-- expect: rows
SELECT B'1010', X'1F', B'1010' & B'0110', length(B'101'), B'1010' << 1
-- ---
-- name: select_empty_strings
-- expect: rows
SELECT '', E'', $$$$, ''''
-- ---
-- name: select_parameters_untyped
-- expect: rows
SELECT 'a' || 'b' || NULL
-- ---
-- name: select_current_values
-- expect: rows
SELECT current_user, session_user, user, current_role, current_catalog, current_schema, current_date, current_time, current_timestamp, localtime, localtimestamp, current_timestamp(3)
-- ---
-- name: select_session_functions
-- expect: rows
SELECT version(), current_database(), current_schemas(true), pg_backend_pid(), inet_server_port(), current_setting('TimeZone'), current_setting('none.such', true)
-- ---
-- name: select_volatile_harmless
-- expect: rows
SELECT random() < 1, gen_random_uuid() IS NOT NULL, clock_timestamp() >= now(), statement_timestamp(), transaction_timestamp(), timeofday()
-- ---
-- name: select_order_by_random
-- expect: rows
SELECT name FROM customers ORDER BY random() LIMIT 5
-- ---
-- name: select_whole_row
-- expect: rows
SELECT c FROM customers c LIMIT 2
-- ---
-- name: select_whole_row_text
-- expect: rows
SELECT c::text FROM governance.event_type c
-- ---
-- name: select_operator_syntax
-- expect: rows
SELECT 1 OPERATOR(pg_catalog.+) 2, 'a' OPERATOR(pg_catalog.||) 'b'
-- ---
-- name: select_prefix_operator_syntax
-- expect: rows
SELECT OPERATOR(pg_catalog.-) 5, OPERATOR(pg_catalog.@) -3
-- ---
-- name: select_stable_user_function
-- expect: rows
SELECT id, order_total(id) FROM orders LIMIT 3
-- ---
-- name: select_stable_user_function_enum
-- expect: rows
SELECT level, governance.open_issues(level) FROM unnest(enum_range(NULL::issue_severity)) AS level
-- ---
-- name: select_immutable_user_function
-- expect: rows
SELECT n FROM generate_series(1, 6) n WHERE trap.is_even(n)
-- ---
-- name: select_honest_user_aggregate
-- expect: rows
SELECT trap.honest_sum(id) FROM trap.account
-- ---
-- name: select_honest_view
-- expect: rows
SELECT * FROM trap.honest_view
-- ---
-- name: select_computed_field
-- expect: rows
SELECT a.display_name FROM trap.account a ORDER BY a.id
-- ---
-- name: select_computed_field_parentheses
-- expect: rows
SELECT (a).display_name, a.holder FROM trap.account a
-- ---
-- name: select_without_policy_noise
-- expect: rows
SELECT count(*) FROM governance.restricted_note
-- ---
-- name: select_from_view
-- expect: rows
SELECT * FROM best_customers LIMIT 5
-- ---
-- name: select_from_materialized_view
-- expect: rows
SELECT month, revenue FROM monthly_revenue ORDER BY month, status
-- ---
-- name: select_from_sequence
-- expect: rows
SELECT last_value, is_called FROM governance.case_number
