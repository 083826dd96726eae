-- Ordinary reads with functions that can grow, one a line, over item(id, parent, name, n, price, j, at, took).
select repeat('#', (100 * n / max(n) over ())::int) from item
select repeat('#', (100.0 * n / max(n) over ())::int) from item
with recursive t(id, depth, path) as (select id, 0, name from item where parent is null union all select i.id, t.depth + 1, t.path || ' > ' || i.name from item i join t on i.parent = t.id) select repeat('  ', depth) || path from t
select lpad(id::text, 8, '0') from item
select rpad(name, 20), lpad(n::text, 10), rpad('', 30, '-') from item
select repeat('=', 80)
select repeat('-', length(name)) from item
select repeat('*', count(*)::int) from item group by parent
select repeat('*', (count(*) * 50 / max(count(*)) over ())::int) from item group by parent
select repeat('x', least($1, 1000))
select repeat('x', least(n, 100000)) from item
select repeat('x', greatest(1, n)) from item
select repeat(name, 3) from item
select repeat('█', round(price)::int) from item
select repeat('x', g) from generate_series(1, 100) g
select repeat('x', coalesce(n, 0)) from item
select repeat('x', case when n > 10 then 10 else n end) from item
select repeat('ab', row_number() over (order by id)::int) from item
select repeat('x', extract(hour from at)::int) from item
select repeat('x', (random() * 20)::int)
select repeat('x', (j->>'n')::int) from item
select repeat('x', n % 10) from item
select array_fill(0, array[3, 3])
select format('%s has %s', name, n), format('%-20s|%10s', name, n), format('%I.%L', name, name) from item
select replace(name, 'a', 'bcd'), regexp_replace(name, '\s+', ' ', 'g') from item
select array_to_string(array_agg(name order by name), ', ') from item
select string_agg(name, ', ' order by name), json_agg(item), array_agg(distinct n) from item
select string_agg(format('<li>%s</li>', name), '') from item
select json_agg(json_build_object('id', id, 'name', name, 'items', (select json_agg(json_build_object('a', b.id)) from item b where b.parent = a.id))) from item a
select array_agg(d) from generate_series(date '2024-01-01', date '2024-12-31', interval '1 day') d
select string_agg(i::text, ',') from generate_series(1, 100000) i
select sum(g), count(*), avg(g) from generate_series(1, 100000000) g
with recursive f(a, b) as (select 0::numeric, 1::numeric union all select b, a + b from f where b < 1000) select string_agg(a::text, ', ') from f
with recursive t as (select id, array[id] as path from item union all select i.id, t.path || i.id from item i join t on i.parent = t.id where not i.id = any(t.path)) select array_to_string(path, '/') from t
select concat_ws(', ', name, n::text, at::text) from item
select name || ' (' || n || ') ' || price || ' - ' || at || ' / ' || id || ' ' || parent || ' ' || name || ' ' || name || ' x' from item
select name::char(10), name::varchar(20) from item
select to_json(item), row_to_json(item), jsonb_pretty(j) from item
select string_agg(lpad(n::text, 4, '0'), '-') from item
select encode(convert_to(name, 'UTF8'), 'base64'), encode(sha256(name::bytea), 'hex') from item
select format('%s: %s', k, v) from item, jsonb_each_text(j) as e(k, v)
select string_agg((price * 1.1)::text, ',') from item
select array_to_string(array(select name from item order by 1), E'\n')
select xmlagg(xmlelement(name row, name)) from item
select string_agg(chr(65 + g), '') from generate_series(0, 25) g
with recursive t(a, b) as (select 1, 2 union all select b, a from t) cycle a, b set is_cycle using path select a, b, is_cycle, path from t
with recursive t(a) as (select 1 union all select a % 3 + 1 from t) search depth first by a set o cycle a set c using p select a from t where not c order by o
with recursive t(id, name, path) as (select id, name, name from item union all select i.id, i.name, t.path || '/' || t.name from item i join t on i.parent = t.id) select path from t
select repeat('#', (extract(epoch from took) / 5)::int) from item
with recursive a(n) as (select 1 union all select n + 1 from a where n < 10), b(n) as (select n from a union all select n + 1 from b where n < 10), c(n) as (select n from b union all select n + 1 from c where n < 10) select repeat('x', n) from c
select width_bucket(n, 0, 100, 10) as b, count(*), repeat('#', (count(*) / 10)::int) from item group by 1
select count(*), sum(g), max(g) from generate_series($1::int, $2::int) g
select g, (select string_agg(name, ',') from item where n = g) from generate_series($1::int, $2::int) g
select g, count(i.id) from generate_series(1, $1::int) g left join item i on i.n = g group by g
select array_agg(x) from (select x from generate_series(1, $1::int) x limit 100) s
select array_agg(x) from generate_series(1, least($1, 1000)) x
select array_agg(x) from generate_series(0, 1, 0.1) x
select array_agg(x) from generate_series(10, 1, -1) x
select array_agg(x) from unnest($1::int[]) x
select array_agg(g) from generate_series((select min(id) from item), (select max(id) from item)) g where not exists (select 1 from item where id = g)
select array_agg(d) from generate_series(current_date - 30, current_date, '1 day') d
select array_agg(d) from generate_series('2026-01-31'::date, '2026-01-01', '-1 day') d
select array_agg(d::date) from generate_series('2026-01-01'::timestamptz, '2026-12-31', interval '1 week') d
select array(select d::date from generate_series(timestamp '2026-01-01', timestamp '2026-01-31', '1 hour') d)
select json_agg(d) from generate_series(make_date(2026, 1, 1), make_date(2026, 12, 31), '1 day') d
select json_agg(d) from generate_series(make_date(extract(year from now())::int, 1, 1), current_date, '1 month') d
select json_agg(d) from generate_series((select min(at) from item), (select max(at) from item), '1 day') d
select json_agg(d) from generate_series((select min(at) from item), now(), '1 hour') d
select json_agg(d) from generate_series(date_trunc('month', now()) - interval '11 months', now(), '1 month') d
select array_agg(d) from generate_series(now() - make_interval(days => 30), now(), '1 day') d
select array_agg(d) from generate_series((now() at time zone 'UTC')::date - 6, (now() at time zone 'UTC')::date, '1 day') d
select array_agg(date_trunc('month', now()) - interval '1 month' * i) from generate_series(0, 11) i
select json_agg(json_build_object('d', d::date, 'n', n)) from (select d, count(i.id) n from generate_series('2026-01-01'::date, '2026-01-31', '1 day') d left join item i on i.at::date = d group by d order by d limit 100) t
select json_agg(json_build_object('at', m, 'n', (select count(*) from item where at >= m))) from generate_series(now() - interval '24 hours', now(), '5 minutes') m
with months as (select generate_series(date_trunc('month', now()) - interval '11 months', now(), '1 month') m) select json_agg(x) from (select m, count(i.id) from months left join item i on date_trunc('month', i.at) = m group by m) x
select d::date, string_agg(i.name, ',') from generate_series(current_date - 364, current_date, '1 day') d left join item i on i.at >= d and i.at < d + interval '1 day' group by 1
select array_agg(distinct word) from (select unnest(string_to_array(name, ',')) word from item) s
with recursive days(d) as (select current_date - 30 union all select d + 1 from days where d < current_date) select json_agg(json_build_object('d', d, 'n', (select count(*) from item where at::date = days.d))) from days
with recursive n(i) as (select 100 union all select i - 1 from n where i > 1) select string_agg(i::text, ',') from n
with recursive n(i) as (select 1 union select i + 1 from n where 100 > i) select json_agg(json_build_object('i', i, 'square', i * i)) from n
select n from item where n in (select g from generate_series(1, 100000) g)
select n, name || '!' from item except select n, 'a!' from item
select array_agg(n) from generate_series(1, 100000) n where n % 997 = 0
with recursive w(s, n) as (select 'a'::text, 1 union all select s || chr(97 + n % 26), n + 1 from w where n < 26) select string_agg(s, ',') from w
select jsonb_pretty('{"a": {"b": [1, 2, 3]}}'::jsonb), jsonb_pretty(jsonb_build_object('a', 1, 'b', jsonb_build_array(1, 2)))
select jsonb_pretty(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'parts', (select jsonb_agg(to_jsonb(b)) from item b where b.parent = a.id)))) from item a
select jsonb_pretty(('{"a": "' || name || '"}')::jsonb) from item
select jsonb_path_query_array(j, '$.a[*].b'), jsonb_path_query_first(j, '$.b') from item
select xpath('//row/@id', '<doc><row id="1"/><row id="2"/></doc>'::xml), (xpath('//a/text()', xmlparse(document name)))[1]::text from item
select array_to_string(array_agg(name), ', ', '-'), array_to_string(string_to_array(name, ','), ';', '(none)') from item group by name
select array_replace(array_agg(name), 'a', 'b'), array_replace(string_to_array(name, ','), '', 'none') from item group by name
select n::bit(8), 5::bit(4), B'1010'::bit(8), polygon(12, circle '((0,0),1)') from item
select repeat('▇', (100 * count(*) / sum(count(*)) over ())::int), rpad('', (count(*) * 50 / max(count(*)) over ())::int, '#') from item group by n
with c as (select name, count(*) n from item group by 1) select name, repeat('█', (n * 40 / (select max(n) from c))::int) from c
with c as (select name, sum(n) n from item group by 1) select name, repeat('█', (n * 40.0 / nullif((select max(n) from c), 0))::int) from c
select repeat('#', (count(*)::numeric / max(count(*)) over () * 40)::int) from item group by n
select repeat('*', ln(count(*))::int), repeat('*', ceil(log(1 + count(*)))::int), repeat('*', log(2, count(*) + 1)::int), repeat('*', cbrt(count(*))::int) from item group by n
select repeat('*', width_bucket(price, 0, 5000, 50)), repeat('*', width_bucket(n::float8, 0, 5000, 50)), repeat('*', width_bucket(price, array[10, 100])) from item
select replace(replace(replace(replace(replace(name, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;') from item
select string_agg('"' || replace(replace(name, '"', '""'), E'\n', '\n') || '"', E'\n') from item
select string_agg('<tr><td>' || replace(replace(replace(name, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') || '</td></tr>', E'\n' order by name) from item
select replace(replace(left(name, 1000), 'a', 'bbbbbbbbbbbbbbbbbbbbbb'), 'b', 'cccccccccc') from item
select replace(replace('Dear {name}, you owe {n}', '{name}', name), '{n}', n::text) from item
select string_agg(regexp_replace(name, '(\w+)', '<b>\1</b>', 'g'), ', ') from item
select replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(ev_action::text, E'\n', ''), ' :stmt_location', ''), ':expr', '"a"'), '<>', '()'), '(', ''), ')', ''), '{', ''), '}', ''), ' ', ''), ',', '') from pg_rewrite
with recursive base as (select ev_class, regexp_replace(replace(replace(replace(replace(replace(replace(replace(ev_action::text, ' :targetList ', ',"targetList":'), ' :resno ', ',"resno":'), ' :resorigtbl ', ',"resorigtbl":'), ' :resorigcol ', ',"resorigcol":'), '{', '{ :'), '((', '{(('), '({', '{({'), ' :[^}{,]+', ',"":', 'g') x from pg_rewrite) select (x::json)->0 from base
WITH RECURSIVE activity AS (SELECT pg_blocking_pids(pid) blocked_by, * FROM pg_stat_activity WHERE state is not null), blockers AS (SELECT array_agg(DISTINCT c ORDER BY c) AS pids FROM (SELECT unnest(blocked_by) FROM activity) AS dt(c)), tree AS (SELECT activity.*, 1 AS level, activity.pid AS top_blocker_pid, array[activity.pid] AS path, array[activity.pid]::int[] AS all_blockers_above FROM activity, blockers WHERE array[pid] <@ blockers.pids AND blocked_by = '{}'::int[] UNION ALL SELECT activity.*, tree.level + 1 AS level, tree.top_blocker_pid, path || array[activity.pid] AS path, tree.all_blockers_above || array_agg(activity.pid) OVER () AS all_blockers_above FROM activity, tree WHERE NOT array[activity.pid] <@ tree.all_blockers_above AND activity.blocked_by <> '{}'::int[] AND activity.blocked_by <@ tree.all_blockers_above) SELECT pid, blocked_by, level, repeat('.', level) || left(query, 100) FROM tree ORDER BY top_blocker_pid, level, pid
WITH RECURSIVE activity AS (SELECT pg_blocking_pids(pid) blocked_by, pid, query FROM pg_stat_activity), blockers AS (SELECT array_agg(DISTINCT c) AS pids FROM (SELECT unnest(blocked_by) FROM activity) AS dt(c)) select * from activity, blockers where array[pid] <@ pids
WITH RECURSIVE locks AS (SELECT pid, ARRAY[pid] AS chain, 0 AS depth FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0 UNION ALL SELECT b.pid, chain || b.pid, depth + 1 FROM locks JOIN LATERAL unnest(pg_blocking_pids(locks.pid)) AS b(pid) ON true WHERE NOT b.pid = ANY(chain)) SELECT * FROM locks
select array_agg(m.i) from generate_series(1, 500000) m(i) left join item on item.id = m.i where item.id is null and m.i < 1000
select string_agg(g::text, ',') from generate_series((select min(id) from item), (select max(id) from item)) g left join item on item.id = g where item.id is null
select json_agg(t) from (select d, count(i.id) n from generate_series(date '2016-01-01', date '2026-01-01', '1 day') d left join item i on i.at::date = d group by d) t
select 2 ^ 10, power(1.05, 12), 1.1::numeric ^ 30, exp(1.0), factorial(20), mod(17, 5), div(17.5, 3), gcd(12.0, 18), mod(n::numeric, 7) from item
select price * power(1 + 0.05, n), price ^ 2, exp(n::numeric), price / power(10, n), mod(price, 7.5), div(price, 3), factorial(n) from item
select sum(price * power(1.02, n)), avg(exp(price)), power(2::numeric, 256), 2::numeric ^ 128 - 1 from item
select mod('NaN'::numeric, 3), 1e300 * n, 10 ^ 300 from item
with days as (select d::date d from generate_series((select min(at)::date from item),(select max(at)::date from item),'1 day') d) select array_agg(coalesce(c.n,0) order by days.d) from days left join (select at::date d, count(*) n from item group by 1) c on c.d=days.d
with days as (select d::date d from generate_series('2023-01-01'::date,'2025-12-31','1 day') d) select json_agg(json_build_object('day', days.d, 'n', coalesce(c.n,0), 'revenue', coalesce(c.s, 0)) order by days.d) from days left join (select at::date d, count(*) n, sum(price) s from item group by 1) c on c.d=days.d
with days as (select d::date d from generate_series('2025-01-01'::date,'2025-12-31','1 day') d) select json_agg(json_build_object('day', days.d, 'name', c.name, 'n', coalesce(c.n,0)) order by days.d) from days left join (select at::date d, name, count(*) n from item group by 1, 2) c on c.d=days.d
with days as (select d::date d from generate_series('2023-01-01'::date,'2025-12-31','1 day') d) select jsonb_agg(x) from (select days.d, count(e.id) n, sum(e.price) s from days left join item e on e.at::date=days.d group by 1) x
select jsonb_agg(x) from (select d::date, count(e.id) n, sum(e.price) s from generate_series('2023-01-01'::date,'2025-12-31', '1 day') d left join item e on e.at::date=d group by 1) x
with cal as (select d::date from generate_series('2026-01-01'::date,'2026-06-30','1 day') d), s as (select unnest(enum_range(null::status)) st), g as (select cal.d, s.st, count(o.id) n from cal cross join s left join item o on o.at::date=cal.d and o.name=s.st::text group by 1,2) select d, jsonb_object_agg(st,n) from g group by d order by d limit 20
with days as (select generate_series('2023-01-01'::date,'2025-12-31','1 day')::date as d) select json_agg(json_build_object('d', days.d, 'n', c.n, 'm', e.n)) from days left join (select at::date d, count(*) n from item group by 1) c using (d) left join (select at::date d, max(n) n from item group by 1) e on e.d = days.d
select jsonb_agg(x) from (select date_trunc('month', d) m, name, count(e.id) n from generate_series('2023-01-01'::date,'2025-12-31', '1 day') d left join item e on e.at::date=d group by 1, 2) x
select json_agg(q) from (select c.name, d.d, count(o.id) n from (values ('a'), ('b')) c(name) cross join generate_series('2025-01-01'::date, '2025-12-31', '1 day') d(d) left join item o on o.at::date = d.d::date group by c.name, d.d) q
select string_agg(format('%s (%s);', t, cols), E'\n') from (select table_name t, string_agg(column_name, ', ' order by ordinal_position) cols from information_schema.columns where table_schema = 'public' group by 1) s
select array_accum(name), array_length(array_accum(distinct n), 1) from item
select array_length(array_accum(g), 1) from generate_series(1, 100000) g
select numbers(5), array_agg(x) from numbers(5) x
select array_agg(x) from numbers(100000) x
select count(*) from numbers(100000000)
select i.name, (select json_agg(x) from numbers(i.n) x) from item i
select padded('x', 3), padded(name, n), padded('x', 4000000) from item
select to_tsvector('simple', name), ts_headline('simple', name, to_tsquery('simple', 'a & b')), to_tsvector(name) @@ plainto_tsquery('abc') from item
select to_tsvector(string_agg(name, ' ')) from item
select to_char(at, 'YYYY-MM-DD HH24:MI'), to_char(n, 'FM999,999'), to_date(name, 'YYYYMMDD'), to_number(name, '999') from item
select json_agg(to_char(d, 'YYYY-MM-DD')) from generate_series(date '2020-01-01', date '2025-12-31', interval '1 day') d
select regexp_replace(name, '\s+', ' ', 'g'), regexp_matches(name, 'a(b)', 'g'), regexp_split_to_array(name, ',') from item
select word, count(*) from item, regexp_split_to_table(lower(name), '\s+') word group by 1
select normalize(name), name is normalized from item
select xmlelement(name item, xmlforest(id, name), xmlagg(xmlelement(name child, name))) from item group by id, name
select to_json(name), row(id, name)::text, row_to_json(row(id, name)), json_build_object('a', json_build_object('b', json_build_array(name || ' x'))) from item
select json_agg(name || ' ' || g) from item, generate_series(1, 100) g
select trim(both ' ' from name), btrim(name), translate(name, 'abc', 'xyz'), ltrim(name, '0'), rtrim(name, '. ') from item
select translate(lower(name), 'áàâãäéèêëíìîïóòôõöúùûüç', 'aaaaaeeeeiiiiooooouuuuc') from item
select array_agg(id) && array[1, 2, 3], array_agg(id) @> array_agg(parent), translate(string_agg(name, ','), ',', ';') from item
select translate(a.name, b.name, a.name), ltrim(a.name, b.name) from item a, item b
select polygon '((0,0),(1,1),(1,0))' && polygon '((0,0),(2,2),(2,0))', btrim(repeat(' x ', 1000)), translate(repeat('ab', 1000), 'ab', 'ba')
with x as (select repeat('x',3900000) t) select count(*) from item, x where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t
with x as materialized (select repeat('x',3900000) t) select count(*) from item, x where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
with x as (select repeat('x',3900000) t limit 1) select count(*) from item, x where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
with x as (select upper(name) t from item) select count(*) from item, x where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
select label, label || '-' || label, length(label) from (select json_build_object('a', name, 'b', n)::text label from item) s where label <> ''
with s as (select parent, array_agg(n) a, string_agg(name, ', ') t, jsonb_agg(item) j from item group by parent) select a, t, j, length(t), cardinality(a), a[1], j->0, t || '.', t || '!' from s where cardinality(a) > 1 and t <> '' and j->0 is not null
select array_agg(coalesce(c.n, 0) order by d) from (select at::date k, count(*) n from item group by 1) c right join generate_series('2020-01-01'::date, '2025-12-31', '1 day') d on c.k = d
select d, json_agg(json_build_object('hour', h, 'n', n)) from (select d::date d, h, count(item.id) n from generate_series('2025-01-01'::date, '2025-12-31', '1 day') d cross join generate_series(0, 23) h left join item on item.at::date = d and extract(hour from item.at) = h group by 1, 2) x group by d
select row(id, name)::text, row(row(id, name), at)::text, row(name), row(name), row(name), row(name), row(name), row(name), row(name), row(name), row(name) from item
select id::text, n::text, at::text, j::text, id::text, n::text, at::text, j::text, id::text, n::text, at::text, j::text, name || id::text || n::text || at::text from item
select array_agg(row(id, name)::text), array[name]::text, array[row(id, name)]::text[] from item group by name, id
select string_agg(id::text || ':' || n::text || ':' || price::text || ':' || at::text || ':' || took::text || ':' || j::text, ', ' order by id::text, n::text, price::text, at::text, took::text) from item
select (id, name) in ((1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e'), (6, 'f'), (7, 'g'), (8, 'h'), (9, 'i'), (10, 'j'), (11, 'k'), (12, 'l')) from item
select ts_rewrite(to_tsquery('simple', name), 'a'::tsquery, 'b | c'::tsquery) from item
select ts_rewrite(ts_rewrite('a & b'::tsquery, 'a', 'c | d'), 'b', 'e')
select ts_headline('simple', name, to_tsquery('simple', 'a'), 'StartSel=<b>, StopSel=</b>') from item
select ts_headline('english', name || ' and more', plainto_tsquery('english', $1), 'MaxFragments=3, MinWords=5, MaxWords=20') from item
select put_into(name, 'a', 'b'), put_into(repeat('a', 1000), name, 'b'), put_into(repeat('a', 100000), 'a', 'b') from item
select ts_headline(name || ' and more', plainto_tsquery($1)) from item
with recursive t(id, parent) as (select id, parent from item where parent is null union all select i.id, i.parent from item i join t on i.parent = t.id) search breadth first by id set ordering select id, ordering from t order by ordering
with recursive t(id, parent) as (select id, parent from item where parent is null union all select i.id, i.parent from item i join t on i.parent = t.id) search depth first by id, parent set ordering select id from t order by ordering
with recursive t(id, parent) as (select id, parent from item where parent is null union all select i.id, i.parent from item i join t on i.parent = t.id) cycle id set looped using path select id, path::text from t where not looped
with recursive t(id, path) as (select id, row(id, 0) from item where parent is null union all select i.id, row(i.id, 1) from item i join t on i.parent = t.id) select id, path from t
with recursive t(id, depth) as (select id, '0' from item where parent is null union all select i.id, (t.depth::int + 1)::text from item i join t on i.parent = t.id) select id, depth from t
select xmlelement(name items, xmlagg(xmlelement(name item, xmlattributes(id, n), xmlforest(name, price, at)))) from item
select xmlelement(name a), xmlforest(null::text as b), xmlelement(name item, xmlattributes(id), xmlelement(name name, name), xmlelement(name at, at), xmlelement(name price, price)) from item
with recursive t(n) as (select 1 union all select n + 1 from t where n < 100) select sum(n), max(n::numeric * n) from t
with recursive t(id, up) as (select id, parent from item union select i.id, t.up from item i join t on i.parent = t.id) select id, count(up) from t group by id
with recursive t(d) as (select date_trunc('month', now()) union all select d + interval '1 month' from t where d < now() + interval '1 year') select d::date, to_char(d, 'YYYY-MM') from t
with recursive t(id, price) as (select id, price from item where parent is null union all select i.id, t.price * i.price * 1.1 from item i join t on i.parent = t.id) select id, round(price, 2) from t
with recursive f(a, b) as (select 0::numeric, 1::numeric union all select b, a + b from f where b < 100000) select a from f
with recursive t(id, j) as (select id, j from item where parent is null union all select i.id, i.j -> 'a' from item i join t on i.parent = t.id) select id, j from t
with recursive t(k, v) as (select key, value from item, jsonb_each(j) union all select e.key, e.value from t, jsonb_each(case jsonb_typeof(v) when 'object' then v else '{}' end) e) select k, v from t
with recursive t(x, y) as (select -2.0::float8, 0.0::float8 union all select x + 0.1, y * y + x from t where x < 1) select max(y) from t
select format('%*s', 8, 'x'), format('%-*s|', length(name) + 2, name), format('%1$*3$s', name, 1000000000, 8) from item
with recursive t(id, parent) as (select id, parent from item where parent is null union all select i.id, i.parent from item i, t where i.parent = t.id) search breadth first by id set ord cycle id set is_cycle using path select * from t order by ord
with recursive p(s, rest) as (select ''::text, array['a','b','c'] union all select s || x, array_remove(rest, x) from p, unnest(rest) as x) select s from p where cardinality(rest) = 0
select strpos(name, 'b'), position('b' in name), replace(name, 'b', ''), split_part(name, '@', 2), string_to_array(name, ','), name like '%b%', name ilike any (array['%a%', '%b%']) from item
select strpos(repeat(name, 100), 'b'), replace(repeat('ab', 100000), 'b', 'c') like '%aaa%', split_part(repeat('a,', 1000), ',', 7), repeat(name, 10) not ilike '%' || name || '%' from item
select string_agg(name, ',') like '%abcdefghijklmnopqrstuvwxyz%', strpos(string_agg(name, ','), 'abc'), replace(string_agg(name, ', ' order by id), ', ,', ','), split_part(string_agg(name, ','), ',', 2), string_to_array(string_agg(name, ','), ',') from item
select a.name from item a join item b on a.name like '%' || b.name || '%' where strpos(repeat('x', 10) || a.name, b.name) > 0 or b.name = any (string_to_array(a.name, ','))
select jsonb_agg(j) @> '[{"a": 1}]', jsonb_agg(name) ?| array['a', 'b'], jsonb_agg(j) - array['a', 'b'], j @> '{"a": {"b": [1, 2]}}', j ?& array['a', 'b'] from item group by j
with recursive t(id, path) as (select id, name from item where parent is null union all select i.id, t.path || '/' || i.name from item i join t on i.parent = t.id where t.path not like '%/' || i.name || '/%' and strpos(t.path, i.name) = 0) select id, split_part(path, '/', 2), replace(path, '/', ' > '), string_to_array(path, '/') from t where path like '%/home/%'
with recursive s(rest, part) as (select name || ',', '' from item union all select substr(rest, strpos(rest, ',') + 1), left(rest, strpos(rest, ',') - 1) from s where rest <> '') select part from s where part <> '' and part like '%x%'
with lines as (select unnest(string_to_array(string_agg(name, E'\n'), E'\n')) line from item) select line from lines where line like '%error%' and replace(line, ' ', '') ilike '%failed%'
select 1e308, 6.02214076e23, 1.6e-35, -1e1000::numeric, 1e20 * price, '1e308'::float8, '-1e-300'::text::float8, '{1e20,NULL,1.5}'::numeric[], '[1.5,1e20)'::numrange, '{"a": [1e20, 1.5, "1e20"]}'::jsonb from item
select 3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651 * price from item
select * from item where name = '12E4567' and price * 1.2 > 5.0 and n / 3.0 < 10
select * from item where name in ('1e5000', '2E9999') and (j ->> 'price')::numeric * 1.19 > 100 and (name || '')::text <> ''
select * from item where j @> '{"sku": "12E4567"}' and price > 0
select * from item where name = '12345e67-e89b-12d3-a456-1e1234567890' and ('1.5'::text)::numeric > price
select '{[1.5,2.5),[3,),(,1]}'::nummultirange, '{[1.5,2.5],[1e20,1e21]}'::nummultirange, '{}'::nummultirange, 'empty'::numrange from item
select price * 1.19, price * n * 0.9, (price * 2.5) * (price * 0.1), round(price * 1.08 * 1.02, 2), price * price, price * price * 1.5, sum(price * 1.19 * n) over (order by id), price * 0.001 * n * 12 * 1.5, power(1 + price * 0.01, 12) * price, (price * n * 1.0) / (price * 1.0 + 1) * 100.0 from item
select normalize(name), normalize(name, nfkc) is nfkc normalized, name is not nfd normalized, normalize($1) = name, normalize(string_agg(name, ' ')) from item group by name
select normalize('a' || repeat(U&'\0301', 1000)), lower(normalize(name || ' ' || name, nfkd)) like '%' || normalize($1) || '%' from item
select jsonb_path_query_array(jsonb_agg(j), '$[*].name'), jsonb_path_exists(j, '$.a[*] ? (@.b > $min)', jsonb_build_object('min', $1::int)), j @? '$.a[*] ? (@ == 1)', j @@ '$.a > 1' from item group by j
select q from jsonb_path_query($1::jsonb, '$[*] ? (@.id > 5)') q, item where j @? $2::jsonpath or jsonb_path_match(j, '$.a[*] == $.b[*]') or jsonb_path_query_first(j, '$.a') = '1'
select jsonb_path_query((select jsonb_agg(g) from generate_series(1, 1000) g), '$[*] ? (@ > 10)'), jsonb_path_query_array(jsonb_agg(to_jsonb(item)), '$[*].name') from item
select ts_headline(name, websearch_to_tsquery($1)), ts_headline('english', coalesce(name, ''), q, 'MaxFragments=2'), ts_headline(j, q), ts_headline('simple', name || ' ' || name, q) from item, plainto_tsquery('english', $2) q where to_tsvector(name) @@ q
select ts_headline('english', $1, to_tsquery('english', 'cat & rat')), ts_headline(string_agg(name, ' '), to_tsquery('a | b | a')), ts_headline($1, to_tsquery(left($2, 500))) from item
select id from item where name like $1 or name ilike '%' || $2 || '%' or name not like $3 || '%' or name ilike $4 escape '\' or name ilike any ($5::text[]) or name ilike $6 or name ilike $6 or name ilike $6 or name ilike $6 or name ilike $6 or name ilike $6
select strpos(name, $1), position($2 in name), split_part(name, $3, 2), replace(name, $4, 'b'), string_to_array(name, $5), translate(name, $6, ''), trim(both $7 from name), split_part($1, ',', 2), replace($1, 'a', 'b'), string_to_array($1, ',') from item
select id from item where j @> $1 or j ->> 'a' like $2 || '%' or array[n] && $3::int[] or array[name] @> $4::text[] or j ?| $5 or price * $6 > price / $7 or $8 ilike '%' || name || '%'
select id from item where name ilike '%' || $1 || '%' or (j -> 'a')::text ilike '%' || $1 || '%' or array_to_string(string_to_array(name, ' '), ',') ilike '%' || $1 || '%' or concat_ws(' ', name, n, price) ilike '%' || $1 || '%' order by position(lower($1) in lower(name))
select id from (select id, array_to_string(array[name, n::text], ',') t from item offset 0) s where t ilike '%' || $1 || '%' or (select string_agg(name, ',') from item) like '%' || $2 || '%'
select '[{"id": 1, "tags": ["a", "b"]}, {"id": 2, "tags": ["b", "c"]}]'::jsonb @? '$[*] ? (@.tags[*] == @.tags[*])' from item
select strpos($1, right($1, 50000))
select 1 where $1::text like $2::text
