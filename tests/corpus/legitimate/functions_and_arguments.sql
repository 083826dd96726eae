-- name: argument_named
-- expect: rows
SELECT make_interval(days => 10, hours => 3), make_date(year => 2026, month => 1, day => 31)
-- ---
-- name: argument_named_old_style
-- expect: rows
SELECT make_interval(days := 10), make_timestamptz(year := 2026, month := 1, mday := 1, hour := 0, min := 0, sec := 0)
-- ---
-- name: argument_mixed
-- expect: rows
SELECT make_interval(1, months => 2), jsonb_set('{}', '{a}', '1', create_if_missing => true)
-- ---
-- name: argument_variadic
-- expect: rows
SELECT least(1, 2), concat(VARIADIC ARRAY['a', 'b']), format('%s-%s', VARIADIC ARRAY['a', 'b']), num_nulls(VARIADIC ARRAY[1, NULL])
-- ---
-- name: argument_distinct_order
-- expect: rows
SELECT count(DISTINCT status), string_agg(DISTINCT name, ',' ORDER BY name), array_agg(ALL id) FROM (SELECT status, name, o.id FROM orders o JOIN customers c ON c.id = o.customer_id LIMIT 20) s GROUP BY ()
-- ---
-- name: argument_function_cast_notation
-- expect: rows
SELECT int4(1.6), text(5), date('2026-01-01'), float8(1), "varchar"('a'), "numeric"(1.5::float8), bool('t')
-- ---
-- name: argument_nested_calls
-- expect: rows
SELECT upper(left(coalesce(nullif(trim(name), ''), 'none'), 3)) FROM customers LIMIT 3
-- ---
-- name: argument_in_lateral
-- expect: rows
SELECT p.id, s FROM products p, LATERAL generate_series(1, least(p.id, 3)) AS s LIMIT 5
-- ---
-- name: argument_attribute_notation
-- expect: rows
SELECT (c).name, c.id FROM customers c LIMIT 2
-- ---
-- name: argument_row_function
-- expect: rows
SELECT to_jsonb(c) - 'settings' FROM customers c LIMIT 2
-- ---
-- name: argument_row_count
-- expect: rows
SELECT count(c) FROM customers c
-- ---
-- name: argument_set_in_case
-- expect: rows
SELECT CASE WHEN id % 2 = 0 THEN 'even' ELSE 'odd' END, count(*) FROM products GROUP BY CASE WHEN id % 2 = 0 THEN 'even' ELSE 'odd' END
-- ---
-- name: argument_subquery
-- expect: rows
SELECT array_to_string(ARRAY(SELECT name FROM directus_roles ORDER BY name), ', ')
-- ---
-- name: argument_interval_text
-- expect: rows
SELECT now() - ('7' || ' days')::interval < now()
-- ---
-- name: argument_polymorphic
-- expect: rows
SELECT array_append(NULL::int[], 1), coalesce(NULL, 'a'), nullif('a', 'b'), unnest(ARRAY[ROW(1, 'a')])::text
-- ---
-- name: analyst_report_revenue
-- expect: rows
SELECT to_char(date_trunc('month', o.placed_at), 'YYYY-MM') AS month, count(*) AS orders, sum(o.total)::numeric(12, 2) AS revenue, round(avg(o.total), 2) AS average, sum(sum(o.total)) OVER (ORDER BY date_trunc('month', o.placed_at)) AS running FROM orders o WHERE o.status <> 'draft' GROUP BY date_trunc('month', o.placed_at) ORDER BY 1
-- ---
-- name: analyst_report_top_products
-- expect: rows
SELECT p.sku, p.name, sum(i.quantity) AS sold, sum(i.quantity * i.price) AS revenue, rank() OVER (ORDER BY sum(i.quantity * i.price) DESC) FROM products p JOIN order_items i ON i.product_id = p.id GROUP BY p.id ORDER BY revenue DESC LIMIT 20
-- ---
-- name: analyst_report_customers_without_orders
-- expect: rows
SELECT c.id, c.name FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL ORDER BY c.created_at DESC LIMIT 50
-- ---
-- name: analyst_report_issues_by_day
-- expect: rows
SELECT created_at::date AS day, severity, count(*) FROM system_issues WHERE created_at >= timestamptz '2026-01-01' GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 100
-- ---
-- name: analyst_report_pareto
-- expect: rows
WITH r AS (SELECT product_id, sum(quantity * price) AS revenue FROM order_items GROUP BY 1), c AS (SELECT *, sum(revenue) OVER (ORDER BY revenue DESC) / sum(revenue) OVER () AS share FROM r) SELECT * FROM c WHERE share <= 0.8 ORDER BY revenue DESC
-- ---
-- name: analyst_report_approvals
-- expect: rows
SELECT decision, count(*), min(requested_at), max(decided_at - requested_at) FROM apr_approvals GROUP BY ROLLUP (decision)
-- ---
-- name: analyst_report_ownership_gap
-- expect: rows
SELECT kind, count(*) AS gap, round(avg(criticality), 2) FROM governance.owner_gap GROUP BY kind ORDER BY gap DESC
-- ---
-- name: analyst_report_governance_figures
-- expect: rows
SELECT (SELECT count(*) FROM governance.ownership) AS ownership, (SELECT count(*) FROM governance.owner_gap) AS gap, (SELECT count(*) FROM governance.ospa) AS ospa, (SELECT count(*) FROM governance.event_outbox WHERE emitted_at IS NOT NULL) AS emitted, (SELECT count(*) FROM system_issues) AS issues, (SELECT count(*) FROM apr_approvals) AS approvals
-- ---
-- name: analyst_report_axis_tables
-- expect: rows
SELECT count(*) FROM pg_tables WHERE tablename LIKE 'axis\_%'
-- ---
-- name: analyst_report_activity
-- expect: rows
SELECT u.first_name || ' ' || u.last_name AS who, a.action, count(*) FROM directus_activity a JOIN directus_users u ON u.id = a."user" GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20
-- ---
-- name: analyst_report_latest_revision
-- expect: rows
SELECT DISTINCT ON (collection, item) collection, item, data ->> 'status' AS status, id FROM directus_revisions ORDER BY collection, item, id DESC LIMIT 20
-- ---
-- name: analyst_report_files
-- expect: rows
SELECT type, count(*), pg_size_pretty(sum(filesize)), string_agg(DISTINCT f.name, ', ') FROM directus_files d LEFT JOIN directus_folders f ON f.id = d.folder GROUP BY type
-- ---
-- name: analyst_report_duplicates
-- expect: rows
SELECT fingerprint, count(*) FROM system_issues GROUP BY fingerprint HAVING count(*) > 200 ORDER BY 2 DESC LIMIT 10
-- ---
-- name: analyst_report_full_names_accents
-- expect: rows
SELECT last_name, count(*) FROM directus_users WHERE last_name ILIKE 'Nguyễn' OR first_name = 'Søren' GROUP BY 1
-- ---
-- name: analyst_report_retention
-- expect: rows
SELECT c.id, min(o.placed_at) AS first, max(o.placed_at) AS last, max(o.placed_at) - min(o.placed_at) AS lifetime FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id HAVING count(*) > 3 ORDER BY lifetime DESC LIMIT 10
-- ---
-- name: analyst_report_markdown_table
-- expect: rows
SELECT '| ' || rpad(source, 10) || ' | ' || lpad(count(*)::text, 8) || ' |' FROM system_issues GROUP BY source ORDER BY source
-- ---
-- name: analyst_report_crosstab_by_hand
-- expect: rows
SELECT customer_id, max(total) FILTER (WHERE n = 1) AS first, max(total) FILTER (WHERE n = 2) AS second FROM (SELECT customer_id, total, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at) AS n FROM orders) o GROUP BY customer_id LIMIT 10
-- ---
-- name: analyst_report_full_page
-- expect: rows
SELECT id, source, severity, status, message, created_at FROM system_issues ORDER BY id LIMIT 500
-- ---
-- name: analyst_report_sensitive_columns
-- expect: rows
-- database: incomex_metadata
SELECT d.name, array_agg(c.name ORDER BY c.position) FILTER (WHERE c.sensitivity >= 'personal') FROM catalogue.dataset d JOIN catalogue.dataset_column c ON c.dataset_id = d.id GROUP BY d.name LIMIT 10
-- ---
-- name: analyst_report_quality_trend
-- expect: rows
-- database: incomex_metadata
SELECT dataset_id, checked_at, score, avg(score) OVER (PARTITION BY dataset_id ORDER BY checked_at RANGE BETWEEN '30 days'::interval PRECEDING AND CURRENT ROW) FROM catalogue.quality_check ORDER BY 1, 2 LIMIT 20
-- ---
-- name: analyst_report_workflow_definition
-- expect: rows
-- database: workflow
SELECT w.name, s.step, s.position FROM workflows w, jsonb_array_elements_text(w.definition -> 'steps') WITH ORDINALITY AS s(step, position) WHERE w.enabled ORDER BY 1, 3 LIMIT 20
-- ---
-- name: analyst_report_slowest_steps
-- expect: rows
-- database: workflow
SELECT run_id, name, took, repeat('#', (extract(epoch FROM took) / 5)::int) AS bar FROM steps ORDER BY took DESC NULLS LAST LIMIT 10
-- ---
-- name: analyst_report_wide_but_small
-- expect: rows
SELECT id, left(body, 40) || '...', length(body) FROM documents ORDER BY id
-- ---
-- name: analyst_report_next_word_attacks
-- expect: rows
SELECT name AS "commit", id AS "drop", price AS "for update" FROM products LIMIT 3
-- ---
-- name: analyst_report_literal_sql
-- expect: rows
SELECT count(*) FROM pg_stat_activity WHERE query ILIKE '%update%' OR query ILIKE '%delete from%'
-- ---
-- name: nulls_comparisons_and_truth
-- expect: rows
SELECT num_nulls(NULL, 1), num_nonnulls(1, 2), nullif(1, 1), coalesce(NULL, 'x'), greatest(1, 3, 2), least('a', 'b'), 1 IS DISTINCT FROM NULL, (1, NULL) IS NULL, NOT (true AND NULL) IS UNKNOWN, 5 BETWEEN SYMMETRIC 10 AND 1, 'a' IN ('a', 'b'), 1 = ANY (VALUES (1), (2)), 3 > ALL (SELECT 1 UNION SELECT 2), 'abc' LIKE ALL (ARRAY['a%', '%c']), NOT 'x' ILIKE 'X', isfinite(now()), TRUE IS NOT FALSE
-- ---
-- name: numbers_as_text_in_every_form
-- expect: rows
SELECT to_char(1234567.891, 'FM9,999,999.00'), to_char(0.5, '90%'), to_char(-5, 'S9'), to_char(485, 'RN'), to_char(12, '0000'), to_number('1,234.5', '9,999.9'), to_char(interval '15h 2m', 'HH24:MI'), cast('12.30' as money), 100::money / 3, '$5'::money::numeric
