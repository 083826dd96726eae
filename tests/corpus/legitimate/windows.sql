-- name: window_row_number
-- expect: rows
SELECT id, row_number() OVER (ORDER BY price DESC) FROM products LIMIT 10
-- ---
-- name: window_partition
-- expect: rows
SELECT customer_id, id, rank() OVER (PARTITION BY customer_id ORDER BY total DESC) FROM orders LIMIT 10
-- ---
-- name: window_ranks
-- expect: rows
SELECT rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w, ntile(4) OVER w FROM products WINDOW w AS (ORDER BY price) LIMIT 10
-- ---
-- name: window_offsets
-- expect: rows
SELECT lag(total) OVER w, lag(total, 2) OVER w, lead(total, 1, 0) OVER w, first_value(total) OVER w, last_value(total) OVER w, nth_value(total, 2) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY placed_at) LIMIT 10
-- ---
-- name: window_running_total
-- expect: rows
SELECT id, sum(total) OVER (ORDER BY placed_at, id) FROM orders LIMIT 10
-- ---
-- name: window_empty
-- expect: rows
SELECT id, count(*) OVER () FROM products LIMIT 5
-- ---
-- name: window_inherits
-- expect: rows
SELECT sum(id) OVER (w ORDER BY id) FROM products WINDOW w AS (PARTITION BY id % 3) LIMIT 5
-- ---
-- name: window_inherits_chain
-- expect: rows
SELECT sum(id) OVER w2, avg(id) OVER (w1 ORDER BY id DESC) FROM products WINDOW w1 AS (PARTITION BY id % 3), w2 AS (w1 ORDER BY id) LIMIT 5
-- ---
-- name: window_filter
-- expect: rows
SELECT count(*) FILTER (WHERE status = 'paid') OVER (PARTITION BY customer_id) FROM orders LIMIT 5
-- ---
-- name: window_over_aggregate
-- expect: rows
SELECT status, count(*), round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS percent FROM orders GROUP BY status
-- ---
-- name: window_in_order_by
-- expect: rows
SELECT id FROM products ORDER BY row_number() OVER (ORDER BY price DESC) LIMIT 5
-- ---
-- name: window_top_n
-- expect: rows
SELECT * FROM (SELECT customer_id, id, total, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) AS place FROM orders) r WHERE place <= 2 LIMIT 10
-- ---
-- name: window_gaps_and_islands
-- expect: rows
SELECT min(n), max(n) FROM (SELECT n, n - row_number() OVER (ORDER BY n) AS island FROM (VALUES (1), (2), (3), (7), (8)) v(n)) s GROUP BY island ORDER BY 1
-- ---
-- name: window_moving_average
-- expect: rows
SELECT day, avg(n) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM (SELECT created_at::date AS day, count(*) AS n FROM system_issues GROUP BY 1) d LIMIT 10
-- ---
-- name: frame_rows_unbounded
-- expect: rows
SELECT sum(id) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) FROM products LIMIT 5
-- ---
-- name: frame_rows_between_unbounded
-- expect: rows
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM products LIMIT 5
-- ---
-- name: frame_rows_offsets
-- expect: rows
SELECT avg(price) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) FROM products LIMIT 5
-- ---
-- name: frame_rows_current
-- expect: rows
SELECT sum(id) OVER (ORDER BY id ROWS CURRENT ROW) FROM products LIMIT 5
-- ---
-- name: frame_rows_preceding_both
-- expect: rows
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) FROM products LIMIT 5
-- ---
-- name: frame_rows_following_both
-- expect: rows
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 3 FOLLOWING) FROM products LIMIT 5
-- ---
-- name: frame_rows_expression
-- expect: rows
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 1 + 1 PRECEDING AND (SELECT 1) FOLLOWING) FROM products LIMIT 5
-- ---
-- name: frame_rows_exclude_current
-- expect: rows
SELECT avg(price) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM products LIMIT 5
-- ---
-- name: frame_rows_exclude_group
-- expect: rows
SELECT sum(quantity) OVER (ORDER BY quantity ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING EXCLUDE GROUP) FROM order_items LIMIT 5
-- ---
-- name: frame_rows_exclude_ties
-- expect: rows
SELECT sum(quantity) OVER (ORDER BY quantity ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM order_items LIMIT 5
-- ---
-- name: frame_rows_exclude_no_others
-- expect: rows
SELECT sum(quantity) OVER (ORDER BY quantity ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE NO OTHERS) FROM order_items LIMIT 5
-- ---
-- name: frame_range_default
-- expect: rows
SELECT sum(total) OVER (ORDER BY placed_at RANGE UNBOUNDED PRECEDING) FROM orders LIMIT 5
-- ---
-- name: frame_range_numeric
-- expect: rows
SELECT count(*) OVER (ORDER BY price RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING) FROM products LIMIT 5
-- ---
-- name: frame_range_interval
-- expect: rows
SELECT sum(total) OVER (ORDER BY placed_at RANGE BETWEEN interval '7 days' PRECEDING AND CURRENT ROW) FROM orders LIMIT 5
-- ---
-- name: frame_range_interval_cast
-- expect: rows
SELECT sum(total) OVER (ORDER BY placed_at RANGE BETWEEN '1 month'::interval PRECEDING AND '1 day'::interval FOLLOWING) FROM orders LIMIT 5
-- ---
-- name: frame_range_interval_string
-- expect: rows
SELECT count(*) OVER (ORDER BY placed_at RANGE '30 days' PRECEDING) FROM orders LIMIT 5
-- ---
-- name: frame_range_interval_year
-- expect: rows
SELECT count(*) OVER (PARTITION BY customer_id ORDER BY placed_at::date RANGE BETWEEN '1 year'::interval PRECEDING AND '1 year'::interval FOLLOWING EXCLUDE CURRENT ROW) FROM orders LIMIT 5
-- ---
-- name: frame_range_descending
-- expect: rows
SELECT sum(total) OVER (ORDER BY placed_at DESC RANGE BETWEEN interval '1 hour' PRECEDING AND interval '1 hour' FOLLOWING) FROM orders LIMIT 5
-- ---
-- name: frame_range_exclude_ties
-- expect: rows
SELECT sum(id) OVER (ORDER BY criticality RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE TIES) FROM governance.governed_object LIMIT 5
-- ---
-- name: frame_range_time
-- expect: rows
SELECT count(*) OVER (ORDER BY placed_at::time RANGE BETWEEN '30 min'::interval PRECEDING AND '30 min' FOLLOWING) FROM orders LIMIT 5
-- ---
-- name: frame_groups
-- expect: rows
SELECT sum(id) OVER (ORDER BY criticality GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM governance.governed_object LIMIT 5
-- ---
-- name: frame_groups_unbounded
-- expect: rows
SELECT sum(id) OVER (ORDER BY criticality GROUPS UNBOUNDED PRECEDING) FROM governance.governed_object LIMIT 5
-- ---
-- name: frame_groups_exclude_group
-- expect: rows
SELECT sum(id) OVER (ORDER BY criticality GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP) FROM governance.governed_object LIMIT 5
-- ---
-- name: frame_groups_exclude_current
-- expect: rows
SELECT array_agg(id) OVER (ORDER BY criticality GROUPS CURRENT ROW EXCLUDE CURRENT ROW) FROM governance.governed_object WHERE id < 20
-- ---
-- name: frame_in_named_window
-- expect: rows
SELECT first_value(name) OVER w FROM products WINDOW w AS (ORDER BY price ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) LIMIT 5
-- ---
-- name: frame_over_inherited_window
-- expect: rows
SELECT sum(price) OVER (w ROWS 2 PRECEDING) FROM products WINDOW w AS (ORDER BY id) LIMIT 5
-- ---
-- name: frame_several
-- expect: rows
SELECT min(price) OVER (ORDER BY id ROWS 3 PRECEDING), max(price) OVER (ORDER BY id RANGE 3 PRECEDING), count(*) OVER (ORDER BY id GROUPS 3 PRECEDING) FROM products LIMIT 5
-- ---
-- name: window_sessions
-- expect: rows
SELECT "user", timestamp, sum(CASE WHEN gap > interval '30 minutes' OR gap IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY "user" ORDER BY timestamp) AS session FROM (SELECT "user", timestamp, timestamp - lag(timestamp) OVER (PARTITION BY "user" ORDER BY timestamp) AS gap FROM directus_activity) a LIMIT 10
-- ---
-- name: window_year_over_year
-- expect: rows
SELECT month, revenue, revenue - lag(revenue) OVER (ORDER BY month) AS change FROM (SELECT month, sum(revenue) AS revenue FROM monthly_revenue GROUP BY month) m ORDER BY month
-- ---
-- name: window_array_agg_order
-- expect: rows
SELECT array_agg(id) OVER (PARTITION BY kind ORDER BY id ROWS 2 PRECEDING) FROM governance.governed_object LIMIT 5
