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
-- ---
-- name: recursive_blocking_tree_with_a_label
-- expect: rows
WITH RECURSIVE activity AS (SELECT pg_blocking_pids(pid) blocked_by, *, age(clock_timestamp(), xact_start)::interval(0) AS tx_age, age(clock_timestamp(), (select max(l.waitstart) from pg_locks l where a.pid = l.pid))::interval(0) AS wait_age FROM pg_stat_activity a WHERE state IS DISTINCT FROM 'idle'), blockers AS (SELECT array_agg(DISTINCT c ORDER BY c) AS pids FROM (SELECT unnest(blocked_by) FROM activity) AS dt(c)), tree AS (SELECT activity.*, 1 AS level, activity.pid AS top_blocker_pid, ARRAY[activity.pid] AS path, ARRAY[activity.pid]::int[] AS all_blockers_above FROM activity, blockers WHERE ARRAY[pid] <@ blockers.pids AND blocked_by = '{}'::int[] UNION ALL SELECT activity.*, tree.level + 1 AS level, tree.top_blocker_pid, path || ARRAY[activity.pid] AS path, tree.all_blockers_above || array_agg(activity.pid) OVER () AS all_blockers_above FROM activity, tree WHERE NOT ARRAY[activity.pid] <@ tree.all_blockers_above AND activity.blocked_by <> '{}'::int[] AND activity.blocked_by <@ tree.all_blockers_above) SELECT pid, blocked_by, CASE WHEN wait_event_type <> 'Lock' THEN replace(state, 'idle in transaction', 'idletx') ELSE 'waiting' END AS state, wait_event_type || ':' || wait_event AS wait, wait_age, tx_age, to_char(age(backend_xid), 'FM999,999,999,990') AS xid_age, datname, usename, (SELECT count(DISTINCT t1.pid) FROM tree t1 WHERE ARRAY[tree.pid] <@ t1.path AND t1.pid <> tree.pid) AS blkd, format('%s %s%s', lpad('[' || pid::text || ']', 9, ' '), repeat('.', level - 1) || CASE WHEN level > 1 THEN ' ' END, left(query, 1000)) AS query FROM tree ORDER BY top_blocker_pid, level, pid
-- ---
-- name: recursive_fractal_by_rounds
-- expect: rows
WITH RECURSIVE x(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM x WHERE i < 101), z(ix, iy, cx, cy, x, y, i) AS (SELECT ix, iy, x::float, y::float, x::float, y::float, 0 FROM (SELECT -2.2 + 0.031 * i, i FROM x) AS xgen(x, ix) CROSS JOIN (SELECT -1.5 + 0.031 * i, i FROM x) AS ygen(y, iy) UNION ALL SELECT ix, iy, cx, cy, x * x - y * y + cx AS x, y * x * 2 + cy, i + 1 FROM z WHERE x * x + y * y < 16.0 AND i < 27), zt (ix, iy, i) AS (SELECT ix, iy, max(i) AS i FROM z GROUP BY iy, ix ORDER BY iy, ix) SELECT array_to_string(array_agg(substring(' .,,,-----++++%%%%@@@@#### ', greatest(i, 1), 1) ORDER BY ix), '') FROM zt GROUP BY iy ORDER BY iy
-- ---
-- name: recursive_tree_names_used_again
-- expect: rows
WITH RECURSIVE tree AS (SELECT id, name, 1 AS level, ARRAY[id] AS path FROM directus_folders WHERE parent IS NULL UNION ALL SELECT f.id, f.name, level + 1, path || f.id FROM directus_folders f JOIN tree t ON f.parent = t.id) SELECT lpad('', 2 * (level - 1)) || name AS name, replace(name, 'Folder', 'F') AS short, format('%s%s', repeat('--', level), name) AS line FROM tree ORDER BY path
-- ---
-- name: recursive_breadth_first_and_cycle
-- expect: rows
WITH RECURSIVE t(id, parent) AS (SELECT id, parent FROM products WHERE parent IS NULL UNION ALL SELECT p.id, p.parent FROM products p, t WHERE p.parent = t.id) SEARCH BREADTH FIRST BY id SET ord CYCLE id SET is_cycle USING path SELECT * FROM t ORDER BY ord
-- ---
-- name: recursive_permutations
-- expect: rows
WITH RECURSIVE perm(s, rest) AS (SELECT ''::text, ARRAY['a','b','c','d'] UNION ALL SELECT s || x, array_remove(rest, x) FROM perm, unnest(rest) AS x) SELECT s FROM perm WHERE cardinality(rest) = 0 ORDER BY s
-- ---
-- name: recursive_split_of_a_text
-- expect: rows
WITH RECURSIVE split(rest, part, n) AS (SELECT 'a,b,c,d' || ',', ''::text, 0 UNION ALL SELECT substr(rest, strpos(rest, ',') + 1), left(rest, strpos(rest, ',') - 1), n + 1 FROM split WHERE rest <> '') SELECT part FROM split WHERE n > 0 ORDER BY n
-- ---
-- name: recursive_combinations_of_a_series
-- expect: rows
WITH RECURSIVE comb(items, last) AS (SELECT ARRAY[i], i FROM generate_series(1, 5) i UNION ALL SELECT items || i, i FROM comb, generate_series(1, 5) i WHERE i > last) SELECT items FROM comb WHERE cardinality(items) = 3 ORDER BY 1
-- ---
-- name: recursive_binary_digits
-- expect: rows
WITH RECURSIVE bin(n, s) AS (SELECT 13, '' UNION ALL SELECT n / 2, (n % 2)::text || s FROM bin WHERE n > 0) SELECT s FROM bin WHERE n = 0
-- ---
-- name: recursive_euclid
-- expect: rows
WITH RECURSIVE gcd(a, b) AS (SELECT 1071, 462 UNION ALL SELECT b, a % b FROM gcd WHERE b <> 0) SELECT a FROM gcd WHERE b = 0
-- ---
-- name: recursive_partitions_with_sizes
-- expect: rows
WITH RECURSIVE inh AS (SELECT oid, relname, oid AS root FROM pg_class WHERE relkind = 'p' UNION ALL SELECT c.oid, c.relname, inh.root FROM inh JOIN pg_inherits i ON i.inhparent = inh.oid JOIN pg_class c ON c.oid = i.inhrelid) SELECT root::regclass, count(*) - 1, pg_size_pretty(sum(pg_total_relation_size(oid))) FROM inh GROUP BY 1 ORDER BY 1::text
-- ---
-- name: recursive_roles_through_memberships
-- expect: rows
WITH RECURSIVE roles AS (SELECT oid, rolname, ARRAY[rolname] AS via FROM pg_roles WHERE rolname = 'query_pg_ro' UNION ALL SELECT r.oid, r.rolname, via || r.rolname FROM roles m JOIN pg_auth_members a ON a.member = m.oid JOIN pg_roles r ON r.oid = a.roleid) SELECT rolname, array_to_string(via, ' > ') FROM roles ORDER BY 1
