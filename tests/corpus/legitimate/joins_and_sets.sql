-- name: join_inner
-- expect: rows
SELECT c.name, o.total FROM customers c INNER JOIN orders o ON o.customer_id = c.id LIMIT 10
-- ---
-- name: join_left
-- expect: rows
SELECT c.name, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.name LIMIT 10
-- ---
-- name: join_right
-- expect: rows
SELECT o.id, c.name FROM orders o RIGHT OUTER JOIN customers c ON c.id = o.customer_id LIMIT 10
-- ---
-- name: join_full
-- expect: rows
SELECT a.n, b.n FROM generate_series(1, 3) a(n) FULL JOIN generate_series(2, 4) b(n) ON a.n = b.n
-- ---
-- name: join_full_using
-- expect: rows
SELECT n FROM generate_series(1, 3) a(n) FULL OUTER JOIN generate_series(2, 4) b(n) USING (n) ORDER BY n
-- ---
-- name: join_cross
-- expect: rows
SELECT a, b FROM generate_series(1, 3) a CROSS JOIN generate_series(1, 2) b
-- ---
-- name: join_comma
-- expect: rows
SELECT c.name, o.id FROM customers c, orders o WHERE c.id = o.customer_id LIMIT 5
-- ---
-- name: join_natural
-- expect: rows
SELECT * FROM (VALUES (1, 'a')) x(id, l) NATURAL JOIN (VALUES (1, 'b')) y(id, r)
-- ---
-- name: join_natural_left
-- expect: rows
SELECT * FROM (VALUES (1), (2)) x(id) NATURAL LEFT JOIN (VALUES (1, 'b')) y(id, r)
-- ---
-- name: join_using
-- expect: rows
SELECT order_id, count(*) FROM order_items JOIN (SELECT id AS order_id FROM orders) o USING (order_id) GROUP BY order_id LIMIT 5
-- ---
-- name: join_using_alias
-- expect: rows
SELECT j.id, l, r FROM (VALUES (1, 'a')) x(id, l) JOIN (VALUES (1, 'b')) y(id, r) USING (id) AS j
-- ---
-- name: join_alias_of_join
-- expect: rows
SELECT j.* FROM (customers c JOIN apr_approvals a ON a.id = c.id) AS j(a, b, c, d, e, f, g, h) LIMIT 2
-- ---
-- name: join_parenthesised
-- expect: rows
SELECT count(*) FROM customers c LEFT JOIN (orders o JOIN order_items i ON i.order_id = o.id) ON o.customer_id = c.id
-- ---
-- name: join_self
-- expect: rows
SELECT child.name, parent.name AS parent FROM products child LEFT JOIN products parent ON child.parent = parent.id LIMIT 10
-- ---
-- name: join_four_tables
-- expect: rows
SELECT c.name, p.name, sum(i.quantity) FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_items i ON i.order_id = o.id JOIN products p ON p.id = i.product_id GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10
-- ---
-- name: join_inequality
-- expect: rows
SELECT a.id, b.id FROM products a JOIN products b ON a.price < b.price AND b.id <= a.id + 2 LIMIT 10
-- ---
-- name: join_on_true
-- expect: rows
SELECT 1 FROM (SELECT 1) a JOIN (SELECT 2) b ON true
-- ---
-- name: join_lateral
-- expect: rows
SELECT c.name, o.total FROM customers c CROSS JOIN LATERAL (SELECT total FROM orders WHERE customer_id = c.id ORDER BY total DESC LIMIT 1) o LIMIT 10
-- ---
-- name: join_lateral_left
-- expect: rows
SELECT c.name, o.total FROM customers c LEFT JOIN LATERAL (SELECT total FROM orders WHERE customer_id = c.id ORDER BY placed_at DESC LIMIT 3) o ON true LIMIT 10
-- ---
-- name: join_lateral_function
-- expect: rows
SELECT c.name, tag FROM customers c, LATERAL unnest(c.tags) AS tag LIMIT 10
-- ---
-- name: join_lateral_implicit
-- expect: rows
SELECT c.name, t.tag, t.n FROM customers c, unnest(c.tags) WITH ORDINALITY AS t(tag, n) LIMIT 10
-- ---
-- name: join_lateral_values
-- expect: rows
SELECT n, v FROM generate_series(1, 3) n, LATERAL (VALUES (n), (n * 10)) AS x(v)
-- ---
-- name: join_lateral_jsonb
-- expect: rows
SELECT c.id, kv.key, kv.value FROM customers c CROSS JOIN LATERAL jsonb_each(c.settings) AS kv LIMIT 10
-- ---
-- name: anti_join
-- expect: rows
SELECT o.id FROM orders o LEFT JOIN order_items i ON i.order_id = o.id WHERE i.order_id IS NULL LIMIT 5
-- ---
-- name: set_union
-- expect: rows
SELECT status::text FROM orders UNION SELECT status::text FROM system_issues
-- ---
-- name: set_union_all
-- expect: rows
SELECT 'customers' AS what, count(*) FROM customers UNION ALL SELECT 'orders', count(*) FROM orders UNION ALL SELECT 'items', count(*) FROM order_items
-- ---
-- name: set_intersect
-- expect: rows
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
-- ---
-- name: set_intersect_all
-- expect: rows
SELECT g % 3 FROM generate_series(1, 9) g INTERSECT ALL SELECT g % 2 FROM generate_series(1, 9) g
-- ---
-- name: set_except
-- expect: rows
SELECT id FROM products EXCEPT SELECT product_id FROM order_items
-- ---
-- name: set_except_all
-- expect: rows
VALUES (1), (1), (2) EXCEPT ALL VALUES (1)
-- ---
-- name: set_union_distinct_keyword
-- expect: rows
SELECT 1 UNION DISTINCT SELECT 1
-- ---
-- name: set_nested
-- expect: rows
(SELECT 1 UNION SELECT 2) EXCEPT (SELECT 2 INTERSECT SELECT 2)
-- ---
-- name: set_order_limit
-- expect: rows
(SELECT id FROM customers ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM products ORDER BY id DESC LIMIT 2) ORDER BY 1
-- ---
-- name: set_with_table_command
-- expect: rows
TABLE governance.event_type UNION ALL TABLE governance.event_type
-- ---
-- name: set_select_union_table
-- expect: rows
SELECT code, description, active FROM governance.event_type UNION TABLE governance.event_type
-- ---
-- name: set_values_union
-- expect: rows
VALUES (1, 'a') UNION ALL SELECT 2, 'b'
-- ---
-- name: set_in_subquery
-- expect: rows
SELECT count(*) FROM (SELECT id FROM customers UNION SELECT id FROM products) u
-- ---
-- name: set_table_in_cte
-- expect: rows
WITH e AS (TABLE governance.event_type) SELECT count(*) FROM e
-- ---
-- name: set_table_in_exists
-- expect: rows
SELECT EXISTS (TABLE governance.ownership), (SELECT count(*) FROM (TABLE governance.ospa) s)
-- ---
-- name: tablesample_system
-- expect: rows
SELECT count(*) >= 0 FROM system_issues TABLESAMPLE SYSTEM (10)
-- ---
-- name: tablesample_bernoulli
-- expect: rows
SELECT id FROM system_issues TABLESAMPLE BERNOULLI (0.1) LIMIT 10
-- ---
-- name: tablesample_repeatable
-- expect: rows
SELECT count(*) FROM system_issues AS s TABLESAMPLE BERNOULLI (1) REPEATABLE (42)
-- ---
-- name: tablesample_expression
-- expect: rows
SELECT count(*) FROM system_issues TABLESAMPLE SYSTEM (5 + 5) REPEATABLE (1.5)
-- ---
-- name: rows_from
-- expect: rows
SELECT * FROM ROWS FROM (generate_series(1, 3), unnest(ARRAY['a', 'b'])) AS t(n, letter)
-- ---
-- name: rows_from_ordinality
-- expect: rows
SELECT * FROM ROWS FROM (generate_series(1, 3), generate_series(10, 14)) WITH ORDINALITY AS t(a, b, position)
-- ---
-- name: rows_from_definition_list
-- expect: rows
SELECT * FROM ROWS FROM (json_to_recordset('[{"a": 1, "b": "x"}]') AS (a int, b text), generate_series(1, 2)) AS t(a, b, n)
-- ---
-- name: rows_from_single
-- expect: rows
SELECT * FROM ROWS FROM (generate_series(1, 3)) s
-- ---
-- name: function_with_ordinality
-- expect: rows
SELECT * FROM generate_series(10, 30, 10) WITH ORDINALITY
-- ---
-- name: function_definition_list
-- expect: rows
SELECT * FROM json_to_record('{"a": 1, "b": "x"}') AS t(a integer, b text)
-- ---
-- name: function_definition_list_without_alias
-- expect: rows
SELECT * FROM jsonb_to_recordset('[{"a": 1}, {"a": 2}]') AS (a integer)
-- ---
-- name: function_scalar_in_from
-- expect: rows
SELECT * FROM current_date, upper('a') AS u, coalesce(1, 2)
-- ---
-- name: unnest_several_arrays
-- expect: rows
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b', 'c']) AS t(n, l)
-- ---
-- name: generated_of_dates
-- expect: rows
SELECT day::date FROM generate_series('2026-01-01'::date, '2026-01-31', '1 day') AS day
-- ---
-- name: generated_of_numeric
-- expect: rows
SELECT * FROM generate_series(0.0, 1.0, 0.25)
-- ---
-- name: generated_in_target_list
-- expect: rows
SELECT generate_series(1, 3), unnest(ARRAY['a', 'b'])
-- ---
-- name: generated_gap_filling
-- expect: rows
SELECT m.month::date, coalesce(sum(o.total), 0) FROM generate_series('2026-01-01'::timestamptz, '2026-12-01', interval '1 month') AS m(month) LEFT JOIN orders o ON date_trunc('month', o.placed_at) = m.month GROUP BY 1 ORDER BY 1
