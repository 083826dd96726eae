-- name: aggregate_basic
-- expect: rows
SELECT count(*), count(note), count(DISTINCT status), sum(total), avg(total), min(placed_at), max(placed_at) FROM orders
-- ---
-- name: aggregate_group_by
-- expect: rows
SELECT status, count(*) FROM orders GROUP BY status ORDER BY count(*) DESC
-- ---
-- name: aggregate_group_by_position
-- expect: rows
SELECT date_trunc('month', placed_at), status, sum(total) FROM orders GROUP BY 1, 2 ORDER BY 1, 2
-- ---
-- name: aggregate_group_by_expression
-- expect: rows
SELECT extract(dow FROM placed_at) AS weekday, count(*) FROM orders GROUP BY extract(dow FROM placed_at)
-- ---
-- name: aggregate_group_by_distinct
-- expect: rows
SELECT status, count(*) FROM orders GROUP BY DISTINCT ROLLUP (status), ROLLUP (status)
-- ---
-- name: aggregate_group_by_all_rollup
-- expect: rows
SELECT status, count(*) FROM orders GROUP BY ALL ROLLUP (status)
-- ---
-- name: aggregate_having
-- expect: rows
SELECT customer_id, sum(total) FROM orders GROUP BY customer_id HAVING sum(total) > 100 AND count(*) >= 2 LIMIT 10
-- ---
-- name: aggregate_filter
-- expect: rows
SELECT count(*) FILTER (WHERE status = 'open') AS open, count(*) FILTER (WHERE status = 'resolved') AS resolved FROM system_issues
-- ---
-- name: aggregate_filter_sum
-- expect: rows
SELECT severity, sum(occurrences) FILTER (WHERE created_at > '2026-01-01') FROM system_issues GROUP BY severity
-- ---
-- name: aggregate_pivot
-- expect: rows
SELECT source, count(*) FILTER (WHERE severity = 'info') AS info, count(*) FILTER (WHERE severity = 'error') AS error FROM system_issues GROUP BY source ORDER BY source
-- ---
-- name: aggregate_pivot_case
-- expect: rows
SELECT source, sum(CASE WHEN severity = 'critical' THEN 1 ELSE 0 END) AS critical FROM system_issues GROUP BY source
-- ---
-- name: aggregate_string_agg
-- expect: rows
SELECT string_agg(name, ', ' ORDER BY name) FROM directus_roles
-- ---
-- name: aggregate_string_agg_distinct
-- expect: rows
SELECT string_agg(DISTINCT status::text, '/' ORDER BY status::text) FROM orders
-- ---
-- name: aggregate_string_agg_filter
-- expect: rows
SELECT kind, string_agg(name, ',' ORDER BY id) FILTER (WHERE criticality = 5) FROM governance.governed_object GROUP BY kind
-- ---
-- name: aggregate_array_agg
-- expect: rows
SELECT customer_id, array_agg(id ORDER BY placed_at DESC) FROM orders GROUP BY customer_id LIMIT 5
-- ---
-- name: aggregate_array_agg_slice
-- expect: rows
SELECT (array_agg(name ORDER BY price DESC))[1:3] FROM products
-- ---
-- name: aggregate_json_agg
-- expect: rows
SELECT json_agg(json_build_object('id', id, 'name', name) ORDER BY id) FROM directus_roles
-- ---
-- name: aggregate_jsonb_object_agg
-- expect: rows
SELECT jsonb_object_agg(status, n) FROM (SELECT status::text, count(*) AS n FROM orders GROUP BY 1) s
-- ---
-- name: aggregate_bool
-- expect: rows
SELECT bool_and(active), bool_or(active), every(NOT active) FROM governance.event_type
-- ---
-- name: aggregate_bit
-- expect: rows
SELECT bit_and(id), bit_or(id), bit_xor(id) FROM products
-- ---
-- name: aggregate_statistics
-- expect: rows
SELECT stddev(price), stddev_pop(price), variance(price), var_samp(price), corr(price, id), covar_pop(price, id), regr_slope(price, id), regr_r2(price, id) FROM products
-- ---
-- name: aggregate_percentile
-- expect: rows
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total), percentile_disc(0.9) WITHIN GROUP (ORDER BY total) FROM orders
-- ---
-- name: aggregate_percentile_array
-- expect: rows
SELECT percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY price) FROM products
-- ---
-- name: aggregate_percentile_interval
-- expect: rows
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY resolved_at - created_at) FROM system_issues
-- ---
-- name: aggregate_percentile_filter
-- expect: rows
SELECT status, percentile_cont(0.95) WITHIN GROUP (ORDER BY total) FILTER (WHERE total > 0) FROM orders GROUP BY status
-- ---
-- name: aggregate_mode
-- expect: rows
SELECT mode() WITHIN GROUP (ORDER BY status) FROM orders
-- ---
-- name: aggregate_hypothetical_rank
-- expect: rows
SELECT rank(50) WITHIN GROUP (ORDER BY price), dense_rank(50) WITHIN GROUP (ORDER BY price DESC), percent_rank(50) WITHIN GROUP (ORDER BY price), cume_dist(50) WITHIN GROUP (ORDER BY price) FROM products
-- ---
-- name: aggregate_hypothetical_two_keys
-- expect: rows
SELECT rank(10, 'a') WITHIN GROUP (ORDER BY id, name) FROM products
-- ---
-- name: aggregate_range
-- expect: rows
SELECT range_agg(age_range), range_intersect_agg(age_range) FROM products
-- ---
-- name: aggregate_xmlagg
-- expect: rows
SELECT xmlagg(xmlelement(name role, name) ORDER BY name) FROM directus_roles
-- ---
-- name: aggregate_grouping_sets
-- expect: rows
SELECT source, severity, count(*) FROM system_issues GROUP BY GROUPING SETS ((source, severity), (source), ()) ORDER BY 1, 2
-- ---
-- name: aggregate_rollup
-- expect: rows
SELECT source, severity, count(*), grouping(source, severity) FROM system_issues GROUP BY ROLLUP (source, severity)
-- ---
-- name: aggregate_rollup_composite
-- expect: rows
SELECT extract(year FROM placed_at), extract(month FROM placed_at), status, sum(total) FROM orders GROUP BY ROLLUP ((extract(year FROM placed_at), extract(month FROM placed_at)), status)
-- ---
-- name: aggregate_cube
-- expect: rows
SELECT source, status, count(*) FROM system_issues GROUP BY CUBE (source, status) HAVING grouping(source) = 0
-- ---
-- name: aggregate_nested_grouping_sets
-- expect: rows
SELECT source, status, severity, count(*) FROM system_issues GROUP BY GROUPING SETS (ROLLUP (source, status), CUBE (severity), ())
-- ---
-- name: aggregate_mixed_grouping
-- expect: rows
SELECT source, status, severity, count(*) FROM system_issues GROUP BY source, ROLLUP (status), GROUPING SETS ((severity), ())
-- ---
-- name: aggregate_empty_group
-- expect: rows
SELECT count(*) FROM orders GROUP BY ()
-- ---
-- name: aggregate_total_label
-- expect: rows
SELECT CASE WHEN grouping(status) = 1 THEN 'total' ELSE status::text END, count(*) FROM orders GROUP BY ROLLUP (status)
-- ---
-- name: aggregate_order_by_aggregate
-- expect: rows
SELECT customer_id FROM orders GROUP BY customer_id ORDER BY sum(total) DESC NULLS LAST LIMIT 5
-- ---
-- name: aggregate_distinct_expression
-- expect: rows
SELECT count(DISTINCT (customer_id, status)) FROM orders
-- ---
-- name: aggregate_of_case
-- expect: rows
SELECT avg(CASE WHEN decision = 'approved' THEN 1.0 ELSE 0 END) FROM apr_approvals
-- ---
-- name: aggregate_variadic_null_count
-- expect: rows
SELECT num_nulls(note, ship_to), num_nonnulls(VARIADIC ARRAY[1, NULL, 3]) FROM orders LIMIT 3
-- ---
-- name: aggregate_histogram
-- expect: rows
SELECT width_bucket(price, 0, 130, 10) AS bucket, count(*), repeat('#', count(*)::int) AS bar FROM products GROUP BY bucket ORDER BY bucket
-- ---
-- name: aggregate_bar_chart
-- expect: rows
SELECT status, n, repeat('#', (40 * n / max(n) OVER ())::int) AS bar FROM (SELECT status, count(*) AS n FROM orders GROUP BY status) s ORDER BY n DESC
-- ---
-- name: aggregate_bar_chart_hundred
-- expect: rows
SELECT source, repeat('*', (100 * n / max(n) OVER ())::int) FROM (SELECT source, count(*) AS n FROM system_issues GROUP BY 1) s
-- ---
-- name: aggregate_bar_chart_round
-- expect: rows
SELECT severity, rpad('', round(20.0 * count(*) / sum(count(*)) OVER ())::int, '=') FROM system_issues GROUP BY severity
-- ---
-- name: aggregate_time_bucket
-- expect: rows
SELECT date_bin('15 minutes', created_at, timestamptz '2025-06-01'), count(*) FROM system_issues WHERE created_at < '2025-06-02' GROUP BY 1 ORDER BY 1
-- ---
-- name: aggregate_cohort
-- expect: rows
WITH first AS (SELECT customer_id, min(date_trunc('month', placed_at)) AS cohort FROM orders GROUP BY 1) SELECT cohort, date_trunc('month', o.placed_at) AS month, count(DISTINCT o.customer_id) FROM orders o JOIN first USING (customer_id) GROUP BY 1, 2 ORDER BY 1, 2
