-- name: cte_plain
-- expect: rows
WITH big AS (SELECT * FROM orders WHERE total > 100) SELECT count(*), avg(total) FROM big
-- ---
-- name: cte_two
-- expect: rows
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT x, y FROM a, b
-- ---
-- name: cte_column_names
-- expect: rows
WITH t(n, label) AS (VALUES (1, 'a'), (2, 'b')) SELECT * FROM t
-- ---
-- name: cte_materialized
-- expect: rows
WITH o AS MATERIALIZED (SELECT customer_id, sum(total) AS s FROM orders GROUP BY 1) SELECT * FROM o ORDER BY s DESC LIMIT 5
-- ---
-- name: cte_not_materialized
-- expect: rows
WITH o AS NOT MATERIALIZED (SELECT * FROM orders) SELECT * FROM o WHERE id = 5
-- ---
-- name: cte_nested
-- expect: rows
WITH a AS (WITH b AS (SELECT 2 AS n) SELECT n * 2 AS m FROM b) SELECT m FROM a
-- ---
-- name: cte_in_subquery
-- expect: rows
SELECT * FROM (WITH a AS (SELECT 1 AS n) SELECT n FROM a) s
-- ---
-- name: cte_then_values
-- expect: rows
WITH a AS (SELECT 1) VALUES (2)
-- ---
-- name: cte_then_table
-- expect: rows
WITH a AS (SELECT 1 AS n) TABLE a
-- ---
-- name: cte_shadows_table
-- expect: rows
WITH customers AS (SELECT 'shadow' AS name) SELECT name FROM customers
-- ---
-- name: cte_called_like_keyword
-- expect: rows
WITH update AS (SELECT 1 AS delete) SELECT delete FROM update
-- ---
-- name: cte_union_inside
-- expect: rows
WITH ids AS (SELECT id FROM customers UNION SELECT id FROM products) SELECT count(*) FROM ids
-- ---
-- name: cte_unused
-- expect: rows
WITH unused AS (SELECT * FROM orders) SELECT 1
-- ---
-- name: recursive_numbers
-- expect: rows
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 100) SELECT sum(n) FROM t
-- ---
-- name: recursive_values
-- expect: rows
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n * 2 FROM t WHERE n < 1000) SELECT n FROM t
-- ---
-- name: recursive_fibonacci
-- expect: rows
WITH RECURSIVE f(a, b) AS (SELECT 0, 1 UNION ALL SELECT b, a + b FROM f WHERE b < 1000) SELECT a FROM f
-- ---
-- name: recursive_tree
-- expect: rows
WITH RECURSIVE tree AS (SELECT id, name, parent, 0 AS depth FROM products WHERE parent IS NULL UNION ALL SELECT p.id, p.name, p.parent, t.depth + 1 FROM products p JOIN tree t ON p.parent = t.id) SELECT repeat('  ', depth) || name AS tree FROM tree ORDER BY id LIMIT 20
-- ---
-- name: recursive_path_array
-- expect: rows
WITH RECURSIVE tree(id, path) AS (SELECT id, ARRAY[id] FROM products WHERE parent IS NULL UNION ALL SELECT p.id, t.path || p.id FROM products p JOIN tree t ON p.parent = t.id WHERE NOT p.id = ANY (t.path)) SELECT id, array_to_string(path, ' > ') FROM tree LIMIT 20
-- ---
-- name: recursive_path_text
-- expect: rows
WITH RECURSIVE t AS (SELECT id, name::text AS path FROM products WHERE parent IS NULL UNION ALL SELECT p.id, t.path || ' / ' || p.name FROM products p JOIN t ON p.parent = t.id) SELECT path FROM t ORDER BY path LIMIT 20
-- ---
-- name: recursive_search_depth_first
-- expect: rows
WITH RECURSIVE t(id, parent) AS (SELECT id, parent FROM products WHERE parent IS NULL UNION ALL SELECT p.id, p.parent FROM products p JOIN t ON p.parent = t.id) SEARCH DEPTH FIRST BY id SET ordering SELECT id, ordering FROM t ORDER BY ordering LIMIT 10
-- ---
-- name: recursive_search_breadth_first
-- expect: rows
WITH RECURSIVE t(id, parent) AS (SELECT id, parent FROM products WHERE parent IS NULL UNION ALL SELECT p.id, p.parent FROM products p JOIN t ON p.parent = t.id) SEARCH BREADTH FIRST BY id SET ordering SELECT id FROM t ORDER BY ordering LIMIT 10
-- ---
-- name: recursive_cycle
-- expect: rows
WITH RECURSIVE t(a, b) AS (SELECT 1, 2 UNION ALL SELECT b, a FROM t) CYCLE a, b SET is_cycle USING path SELECT a, b, is_cycle, path FROM t
-- ---
-- name: recursive_cycle_values
-- expect: rows
WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a % 3 + 1 FROM t) CYCLE a SET looped TO 'Y' DEFAULT 'N' USING path SELECT * FROM t
-- ---
-- name: recursive_search_and_cycle
-- expect: rows
WITH RECURSIVE t(a) AS (SELECT 1 UNION ALL SELECT a % 3 + 1 FROM t) SEARCH DEPTH FIRST BY a SET o CYCLE a SET c USING p SELECT a FROM t WHERE NOT c ORDER BY o
-- ---
-- name: recursive_calendar
-- expect: rows
WITH RECURSIVE days(d) AS (SELECT date '2026-01-01' UNION ALL SELECT d + 1 FROM days WHERE d < '2026-01-31') SELECT d, to_char(d, 'Dy') FROM days
-- ---
-- name: recursive_bill_of_materials
-- expect: rows
WITH RECURSIVE parts(id, level, cost) AS (SELECT id, 1, price FROM products WHERE id = 1 UNION ALL SELECT p.id, level + 1, p.price FROM parts JOIN products p ON p.parent = parts.id WHERE level < 10) SELECT level, count(*), sum(cost) FROM parts GROUP BY level
-- ---
-- name: recursive_limit
-- expect: rows
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t LIMIT 10
-- ---
-- name: recursive_second_of_two
-- expect: rows
WITH RECURSIVE start AS (SELECT 5 AS n), t(n) AS (SELECT n FROM start UNION ALL SELECT n - 1 FROM t WHERE n > 0) SELECT n FROM t
-- ---
-- name: recursive_dataset_lineage
-- expect: rows
-- database: incomex_metadata
WITH RECURSIVE down AS (SELECT downstream_id, 1 AS depth FROM catalogue.lineage WHERE upstream_id = 1 UNION SELECT l.downstream_id, d.depth + 1 FROM catalogue.lineage l JOIN down d ON l.upstream_id = d.downstream_id WHERE d.depth < 5) SELECT d.depth, s.name FROM down d JOIN catalogue.dataset s ON s.id = d.downstream_id ORDER BY 1, 2
-- ---
-- name: recursive_lock_tree
-- expect: rows
WITH RECURSIVE chain AS (SELECT pid, pg_blocking_pids(pid) AS blockers FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0) SELECT * FROM chain
