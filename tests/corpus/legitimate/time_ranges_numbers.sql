-- name: time_now_family
-- expect: rows
SELECT now(), current_timestamp, current_date, localtime(0), now()::date, now() - interval '1 day', age(timestamp '2026-01-01')
-- ---
-- name: time_extract
-- expect: rows
SELECT extract(year FROM placed_at), extract(epoch FROM now() - placed_at), extract(isodow FROM placed_at), date_part('month', placed_at) FROM orders LIMIT 3
-- ---
-- name: time_extract_quoted
-- expect: rows
SELECT extract('day' FROM interval '3 days'), extract(timezone_hour FROM now()), extract(century FROM date '2026-01-01'), extract(microseconds FROM time '10:00:01.5')
-- ---
-- name: time_date_trunc
-- expect: rows
SELECT date_trunc('week', placed_at), date_trunc('day', placed_at, 'Asia/Ho_Chi_Minh'), date_trunc('hour', interval '3:45') FROM orders LIMIT 3
-- ---
-- name: time_zone
-- expect: rows
SELECT placed_at AT TIME ZONE 'Asia/Ho_Chi_Minh', timestamp '2026-01-01 10:00' AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin', timezone('UTC', now()), time with time zone '10:00+02' AT TIME ZONE interval '-3 hours' FROM orders LIMIT 3
-- ---
-- name: time_interval_arithmetic
-- expect: rows
SELECT date '2026-01-31' + 1, date '2026-03-01' - date '2026-01-01', timestamp '2026-01-31' + interval '1 month', interval '1 day' * 2.5, interval '1 hour' / 3, - interval '1 day', 3 * interval '1 hour'
-- ---
-- name: time_interval_functions
-- expect: rows
SELECT justify_days(interval '40 days'), justify_hours(interval '30 hours'), justify_interval(interval '1 mon -1 hour'), make_interval(days => 3, hours => 2), make_interval(0, 1)
-- ---
-- name: time_make
-- expect: rows
SELECT make_date(2026, 1, 31), make_time(10, 30, 1.5), make_timestamp(2026, 1, 1, 10, 0, 0), make_timestamptz(2026, 1, 1, 10, 0, 0, 'UTC'), to_timestamp(1767225600), to_date('31.01.2026', 'DD.MM.YYYY'), to_timestamp('2026-01-31 10', 'YYYY-MM-DD HH24')
-- ---
-- name: time_overlaps
-- expect: rows
SELECT (date '2026-01-01', date '2026-02-01') OVERLAPS (date '2026-01-15', date '2026-03-01'), (timestamp '2026-01-01', interval '1 day') OVERLAPS (timestamp '2026-01-01 12:00', timestamp '2026-01-02')
-- ---
-- name: time_special
-- expect: rows
SELECT 'infinity'::timestamptz, '-infinity'::date, isfinite(date 'infinity'), 'epoch'::timestamp, 'today'::date, 'tomorrow'::timestamp, date '0044-03-15 BC'
-- ---
-- name: time_where
-- expect: rows
SELECT count(*) FROM orders WHERE placed_at >= '2026-02-01' AND placed_at < timestamptz '2026-02-01' + interval '1 month'
-- ---
-- name: time_where_recent
-- expect: rows
SELECT count(*) FROM system_issues WHERE created_at > now() - '30 days'::interval AND created_at::date <> current_date
-- ---
-- name: time_days_per_month
-- expect: rows
SELECT d::date, extract(day FROM d + interval '1 month' - interval '1 day') FROM generate_series(date '2026-01-01', date '2026-12-01', '1 month') AS d
-- ---
-- name: time_age_buckets
-- expect: rows
SELECT CASE WHEN now() - last_access < interval '1 day' THEN 'today' ELSE 'earlier' END, count(*) FROM directus_users GROUP BY 1
-- ---
-- name: time_average_duration
-- expect: rows
SELECT avg(resolved_at - created_at), min(resolved_at - created_at) FROM system_issues WHERE resolved_at IS NOT NULL
-- ---
-- name: time_duration_of_steps
-- expect: rows
-- database: workflow
SELECT name, avg(took), percentile_cont(0.95) WITHIN GROUP (ORDER BY took) FROM steps GROUP BY name
-- ---
-- name: time_failed_runs
-- expect: rows
-- database: workflow
SELECT w.name, count(*) FILTER (WHERE r.state = 'failed') AS failed, count(*) FROM runs r JOIN workflows w ON w.id = r.workflow_id GROUP BY w.name ORDER BY failed DESC
-- ---
-- name: time_latest_run
-- expect: rows
-- database: workflow
SELECT DISTINCT ON (workflow_id) workflow_id, state, started_at FROM runs ORDER BY workflow_id, started_at DESC
-- ---
-- name: time_pg_sleep_as_text
-- expect: rows
-- database: workflow
SELECT count(*) FROM runs WHERE error LIKE '%pg_sleep%'
-- ---
-- name: range_constructors
-- expect: rows
SELECT int4range(1, 5), int8range(1, 5, '[]'), numrange(1.5, NULL), daterange('2026-01-01', '2026-02-01', '[]'), tsrange(now()::timestamp, NULL), tstzrange(NULL, now()), 'empty'::int4range
-- ---
-- name: range_operators
-- expect: rows
SELECT int4range(1, 5) @> 3, int4range(1, 5) && int4range(4, 8), int4range(1, 3) << int4range(5, 7), int4range(1, 3) -|- int4range(3, 5), int4range(1, 5) + int4range(4, 8), int4range(1, 5) * int4range(3, 8), int4range(1, 5) - int4range(3, 8), int4range(1, 2) &< int4range(1, 9)
-- ---
-- name: range_functions
-- expect: rows
SELECT lower(age_range), upper(age_range), isempty(age_range), lower_inc(age_range), upper_inf(age_range), range_merge(int4range(1, 2), int4range(5, 6)) FROM products LIMIT 3
-- ---
-- name: range_where
-- expect: rows
SELECT count(*) FROM products WHERE age_range @> 10 AND on_sale @> timestamptz '2026-01-15'
-- ---
-- name: multirange
-- expect: rows
SELECT '{[1,3),[5,8)}'::int4multirange, int4multirange(int4range(1, 3), int4range(5, 8)), datemultirange(), '{[1,3)}'::int4multirange @> 2, '{[1,5)}'::int4multirange - '{[2,3)}'::int4multirange, multirange(int4range(1, 2)), range_merge('{[1,2),[5,6)}'::int4multirange)
-- ---
-- name: multirange_unnest
-- expect: rows
SELECT unnest('{[1,3),[5,8)}'::int4multirange)
-- ---
-- name: range_valid_datasets
-- expect: rows
-- database: incomex_metadata
SELECT domain, count(*) FROM catalogue.dataset WHERE valid @> date '2026-02-01' GROUP BY domain
-- ---
-- name: number_functions
-- expect: rows
SELECT abs(-1), ceil(1.2), ceiling(1.2), floor(1.8), round(1.255, 2), trunc(1.99, 1), sign(-3), mod(7, 3), power(2, 10), sqrt(16), exp(1), ln(10), log(100), log(2, 8), div(7, 2), gcd(12, 18), lcm(4, 6), factorial(5), pi(), degrees(pi()), cbrt(27), min_scale(1.50), trim_scale(1.50), scale(1.50)
-- ---
-- name: number_trigonometry
-- expect: rows
SELECT sin(1), cos(1), tan(1), asin(0.5), acos(0.5), atan(1), atan2(1, 2), sind(30), sinh(1)
-- ---
-- name: number_special
-- expect: rows
SELECT 'NaN'::numeric, 'Infinity'::float8, '-Infinity'::numeric, 1e308::float8, 0.1::real, 9223372036854775807, 123456789012345678901234567890.123
-- ---
-- name: number_percent
-- expect: rows
SELECT status, round(100.0 * count(*) / (SELECT count(*) FROM orders), 2) FROM orders GROUP BY status
-- ---
-- name: number_money
-- expect: rows
SELECT 12.5::money, '1234.50'::money + 1::money, a_money::numeric, a_money * 2 FROM type_gallery WHERE id = 1
-- ---
-- name: number_random
-- expect: rows
SELECT random() BETWEEN 0 AND 1, floor(random() * 6)::int + 1 > 0, (random() * 100)::int >= 0
-- ---
-- name: number_bigints
-- expect: rows
SELECT units_ever, units_ever::text, units_ever % 10 FROM products LIMIT 3
-- ---
-- name: network
-- expect: rows
SELECT inet '10.0.0.1/24', cidr '10.0.0.0/8', host('10.0.0.1/24'), masklen('10.0.0.0/8'), network('10.0.0.1/24'), inet '10.0.0.1' << inet '10.0.0.0/8', inet '10.0.0.1' + 5, family('::1'), set_masklen('10.0.0.1/24'::inet, 16), macaddr '08:00:2b:01:02:03', inet_same_family('::1', '::2')
-- ---
-- name: network_where
-- expect: rows
SELECT count(*) FROM directus_activity WHERE ip <<= inet '10.0.0.0/28'
-- ---
-- name: uuid
-- expect: rows
SELECT gen_random_uuid() <> gen_random_uuid(), 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, count(*) FROM directus_users WHERE id > '20000000-0000-4000-8000-000000000030'
-- ---
-- name: geometry
-- expect: rows
SELECT point(1, 2) <-> point '(4,6)', box '(1,1),(0,0)' @> point '(0.5,0.5)', circle '<(0,0),1>', area(box '(2,2),(0,0)'), lseg '[(0,0),(1,1)]' ?# lseg '[(0,1),(1,0)]', path '((0,0),(1,1))', polygon '((0,0),(0,1),(1,0))' && polygon '((0,0),(0,2),(2,0))', line '{1,-1,0}', @-@ path '[(0,0),(1,0)]', (point '(1,2)')[0]
-- ---
-- name: bits
-- expect: rows
SELECT B'1010'::int, 10::bit(8), B'11' || B'00', bit_count(B'1011'), get_bit(B'1010', 0), set_bit(B'1010', 0, 0), B'1010'::bit(2), '101'::varbit
-- ---
-- name: object_identifiers
-- expect: rows
SELECT 'customers'::regclass::oid > 0, 'int4'::regtype, 'now()'::regprocedure, 'now'::regproc, 'postgres'::regrole, 'public'::regnamespace, 'english'::regconfig, '"C"'::regcollation, '=(integer,integer)'::regoperator
-- ---
-- name: calendar_of_the_data
-- expect: rows
WITH days AS (SELECT d::date AS d FROM generate_series((SELECT min(placed_at)::date FROM orders), (SELECT max(placed_at)::date FROM orders), '1 day') d) SELECT array_agg(coalesce(c.n, 0) ORDER BY days.d) FROM days LEFT JOIN (SELECT placed_at::date AS d, count(*) AS n FROM orders GROUP BY 1) c ON c.d = days.d
-- ---
-- name: calendar_as_json
-- expect: rows
WITH days AS (SELECT d::date AS d FROM generate_series('2024-01-01'::date, '2026-12-31', '1 day') d) SELECT json_agg(json_build_object('day', days.d, 'n', coalesce(c.n, 0), 'revenue', coalesce(c.revenue, 0)) ORDER BY days.d) FROM days LEFT JOIN (SELECT placed_at::date AS d, count(*) AS n, sum(total) AS revenue FROM orders GROUP BY 1) c USING (d)
-- ---
-- name: calendar_grouped_after_the_join
-- expect: rows
WITH days AS (SELECT d::date AS d FROM generate_series('2026-01-01'::date, '2026-12-31', '1 day') d) SELECT jsonb_agg(x) FROM (SELECT days.d, count(o.id) AS n, sum(o.total) AS s FROM days LEFT JOIN orders o ON o.placed_at::date = days.d GROUP BY 1) x
-- ---
-- name: calendar_by_status
-- expect: rows
WITH cal AS (SELECT d::date FROM generate_series('2026-01-01'::date, '2026-06-30', '1 day') d), s AS (SELECT unnest(enum_range(NULL::order_status)) AS st), g AS (SELECT cal.d, s.st, count(o.id) AS n FROM cal CROSS JOIN s LEFT JOIN orders o ON o.placed_at::date = cal.d AND o.status = s.st GROUP BY 1, 2) SELECT d, jsonb_object_agg(st, n) FROM g GROUP BY d ORDER BY d LIMIT 20
-- ---
-- name: times_and_intervals_in_every_spelling
-- expect: rows
SELECT interval '1 year 2 mons', interval '3' day, INTERVAL '1' YEAR, interval '10:20' hour to minute, date '2024-02-29' + 1, date '2024-03-01' - date '2024-02-01', time '10:00' + interval '90 min', timestamp '2024-01-01' - interval '1 microsecond', timestamptz '2024-03-31 02:30 Europe/Prague', timestamp '2024-01-01 00:00' AT TIME ZONE 'America/New_York' AT TIME ZONE 'UTC', current_date - 1 < current_date, localtimestamp <= now(), extract(quarter from date '2024-05-05'), date_part('century', date '2024-01-01'), timeofday() <> '', clock_timestamp() >= statement_timestamp(), transaction_timestamp() = now()
-- ---
-- name: months_of_a_year_by_two_series
-- expect: rows
SELECT make_date(y, m, 1) FROM generate_series(2023, 2024) y CROSS JOIN generate_series(1, 12) m ORDER BY 1
