-- Reads whose values would outgrow memory, one a line, over item(id, parent, name, n, price, j, at, took).
select repeat(repeat(repeat('x',1000),1000),1000)
select repeat('x', 1000000000)
select repeat('x', 1000*1000*1000)
select repeat('x', (10^9)::int)
select repeat('x', power(10,9)::int)
select length(repeat('x', 1 << 30))
select repeat('x', '1000000000'::int)
select repeat('x', ('1000' || '000000')::int)
select repeat('x', $1)
select repeat('x', c) from (values (1000000000)) v(c)
select repeat('x', c) from (select 500000000 * 2 as c) s
with w(c) as (select 1000000000) select repeat('x', c) from w
select repeat('x', g) from generate_series(999999999, 1000000000) g
select repeat('x', (array[1,1000000000])[2])
select repeat('x', unnest('{1,1000000000}'::int[]))
select repeat('x', extract(epoch from now())::int)
select repeat('x', (select max(c) from (values (1000000000)) v(c)))
select repeat('x', (select sum(1000000)::int from item))
select repeat('x', greatest(n, 1000000000)) from item
select repeat('x', coalesce(null, 1000000000))
select repeat('x', case when n > 1 then 1000000000 else 1 end) from item
select repeat('x', (n * 1000000)::int) from item
select repeat('x', -(-1000000000))
select repeat('x', (1 / 0.000000001)::int)
select repeat('x', (('{"n":1000000000}'::jsonb)->>'n')::int)
select repeat('x', lag(1, 1, 1000000000) over ()) from item
select repeat('x', ascii('x') * 10000000)
select lpad('x', 1000000000)
select rpad('x', 500000000, 'y')
select 'x'::char(10000000)
select array_fill(0, array[1000, 1000, 100])
select array_fill(0, '{1000,1000,100}'::int[])
select format('%1000000000s', 'x')
select format('%*s', 1000000000, 'x')
select format('%' || '1000000000' || 's', 'x')
select replace(repeat('a', 100000), 'a', repeat('b', 100000))
select regexp_replace(repeat('a', 100000), '.', repeat('b', 100000), 'g')
select array_to_string(array_fill('x'::text, array[30000]), repeat('y', 100000))
select string_agg(repeat('x', 1000000), '') from generate_series(1, 1000)
select string_agg('x', '') from generate_series(1, 1000000000)
select string_agg(repeat('x', 100000), '') from item a, item b
select array(select repeat('x', 1000000) from generate_series(1, 1000))
with recursive r(s) as (select 'x'::text union all select s || s from r) select length(s) from r
with recursive r(a, b) as (select 'x'::text, 'y'::text union all select b, a || b from r) select length(a) from r
with recursive r(n) as (select 1 union all select n * 2 from r where n < 1000000000) select repeat('x', n) from r
with recursive r(n) as (select 1 union all select n + 100000000 from r where n < 1000000000) select repeat('x', n) from r
select s || s || s || s from (select s || s || s || s || s || s || s || s as s from (select s || s || s || s || s || s || s || s as s from (select s || s || s || s || s || s || s || s as s from (select s || s || s || s || s || s || s || s as s from (select s || s || s || s || s || s || s || s as s from (select s || s || s || s || s || s || s || s as s from (select s || s || s || s || s || s || s || s as s from (select repeat('x', 1000) as s) a) b) c) d) e) f) g) h
with recursive r(a, b, c) as (select 'x'::text, 'y'::text, 'z'::text union all select b, c, a || a from r) select length(a) from r
with recursive a(n) as (select 1 union all select n * 3 from a), b(n) as (select n from a union all select n + 1 from b) select repeat('x', n) from b
select 1 where exists (select 1 from item where name = repeat('x', 1000000000))
select 1 from item order by repeat('x', 1000000000)
select 1 from item limit length(repeat('x', 1000000000))
select sum(length(repeat('x', 1000000000))) over () from item
select a.c from item i, lateral (select repeat('x', i.n * 1000) c) a
select concat_ws(repeat('x', 1000000), 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a')
select length(string_agg(repeat('x',900),'')), length(string_agg(repeat('y',900),'')), length(string_agg(repeat('z',900),'')) from generate_series(1,$1) g
select length(string_agg(repeat('x',1000),'')) from generate_series(1,$1) g
select length(string_agg(repeat('x',1000),'')) from generate_series(1,$1::bigint) g
select length(string_agg(repeat('x',1000),'')) from generate_series($1::numeric,$2::numeric) g
select length(string_agg(repeat('x',1000),'')) from generate_series(1,(select count(*) from item)*1000000) g
select array_length(array(select repeat('x',1000) from generate_series(1,$1) g),1)
select array_agg(g) from generate_series(1,$1) g
select json_agg(t) from generate_series(date '2000-01-01', make_date(2026,1,1), '1 minute') t
select json_agg(t) from generate_series(date '2000-01-01', now(), '1 minute') t
select json_agg(t) from generate_series('2000-01-01'::timestamp, '2026-01-01', $1::interval) t
select json_agg(t) from generate_series('2000-01-01'::timestamp, $1, '1 day') t
select json_agg(t) from generate_series('2000-01-01'::timestamp, '2026-01-01', '1 second') t
select json_agg(t) from generate_series('2000-01-01'::timestamp, 'infinity'::timestamp, '1 day') t
select jsonb_agg(repeat('x',900)) from generate_series(1,$1)
select jsonb_agg(repeat('x',900)) from generate_series(1,250000)
select string_agg(repeat('x',60000),''), string_agg(repeat('y',60000),''), string_agg(repeat('z',60000),''), string_agg(repeat('a',60000),''), string_agg(repeat('b',60000),''), string_agg(repeat('c',60000),''), string_agg(repeat('d',60000),''), string_agg(repeat('e',60000),''), string_agg(repeat('f',60000),'') from generate_series(1,1000)
select array_agg(n) from (select n from generate_series(1, $1) n limit 100000000) s
select array_agg(x) from (select generate_series(1,$1) x) s
select array_agg(x) from (select unnest(array_fill(1, array[100000])) x) s, generate_series(1, 10000)
select string_agg(x, '') from regexp_split_to_table(repeat('a', 1000000), '') x, generate_series(1,10000)
select array_agg(generate_series) from rows from (generate_series(1,$1))
select array_agg(a) from rows from (generate_series(1,10), generate_series(1,$1)) r(a,b)
select xmlagg(xmlelement(name a, repeat('x', 900))) from generate_series(1, $1)
select jsonb_object_agg(g, repeat('x', 900)) from generate_series(1, $1) g
select range_agg(int4range(g,g+1)) from generate_series(1, $1, 2) g
select array_agg(g) over () from generate_series(1,$1) g
with recursive r(n) as (select 1 union all select n+1 from r where n < 100000000) select array_agg(n) from r
select array_agg(d) from generate_series(make_date(1,1,1), make_date(200000,1,1), '1 day') d
select array_agg(d) from generate_series('-infinity'::date, now(), '1 day') d
select json_agg(d) from generate_series(make_date($1,1,1), make_date($1,12,31), '1 day') d
select array_agg(d) from generate_series($1::date, $2::date, '1 day') d
select string_agg(to_char(d, 'YYYY-MM-DD'), ',') from generate_series($1::timestamptz, $2::timestamptz, interval '1 day') d
select string_agg(name, '') from item, generate_series(1, 1000000)
with recursive r(n) as (select 1 union all select n+1 from r) select string_agg(repeat('x', 1000), '') from r
with recursive w(s) as (select repeat('x',1000) union all select s from w) select string_agg(s,'') from w
select array_agg(x) from (select regexp_split_to_table(repeat('a', 1000000), '') x from generate_series(1, 100)) s
select array_agg(x) from (select repeat('x', 900) x from generate_series(1, $1)) s
select array_agg(x) from (select repeat('x', 900) x from generate_series(1, $1) union all select 'y') s
select json_agg(x) from (select g x from generate_series(1, $1) g group by g) x
select array_agg(g order by g desc) filter (where g > 5) from generate_series(1, $1) g
select array_agg(d) from generate_series($1::date, now(), '1 day') d
select array_agg(d) from generate_series(to_timestamp($1), now(), '1 minute') d
select array_agg(d) from generate_series(timestamp '2000-01-01', timestamp '2026-01-01', make_interval(secs => 1)) d
select array_agg(d) from generate_series(timestamp '2000-01-01', timestamp '2026-01-01', interval '1 day' / 86400) d
select array_agg(d) from generate_series(timestamp '2000-01-01', timestamp '2000-01-01' + interval '1 day' * 100000000, '1 day') d
with s as (select g from generate_series(1, $1) g) select array_agg(repeat('x', 500) || g) from s
select (select array_agg(repeat('x',500)) from generate_series(1, i.n * $1)) from item i
select array_agg(repeat('x',500)) from lateral (select $1::int k) p, generate_series(1, p.k)
select max(length(a)) from (select string_agg(repeat('x', 900), '') over (order by g) a from generate_series(1, $1) g) s
select x from (select repeat('x', 100000) || g x from generate_series(1, 100000) g) s intersect select 'x'
select 1 from item where name not in (select repeat('x', 1000000) || g from generate_series(1, 10000) g)
with recursive r(s, n) as (select repeat('x', 100000), 1 union select s || n, n + 1 from r where n < 1000000) select count(*) from r
with w as (select 1 a, repeat('x', 1000000) b from generate_series(1, 1000)) select json_agg(w) from w
select json_agg(v) from (values (1, repeat('x', 1000000))) v(a, b), generate_series(1, 1000)
select array_agg(repeat('x', 1000)) from pg_settings s, generate_series(1, s.setting::int)
select string_agg(repeat('x', 1000), '') from generate_series(1, current_setting('autovacuum_freeze_max_age')::int)
select repeat('x', regexp_replace(version(), '\D', '', 'g')::int)
select npoints(polygon(60000000,'<(0,0),1>'::circle)), npoints(polygon(60000001,'<(0,0),1>'::circle))
select npoints(polygon(60000000,'<(0,0),1>'::circle))
select npoints(polygon($1,'<(0,0),1>'::circle))
select array_agg(polygon(3000000, circle(point(g,0),1))) from generate_series(1,20) g
select length(jsonb_pretty(('['||repeat(repeat('[',900)||repeat(']',900)||',',500)||'1]')::jsonb))
select length(array_to_string(array_replace(array_fill('a'::text,ARRAY[20000]),'a',repeat('b',10000)),''))
select cardinality(xpath('//a', ('<a>'||repeat('<a>',200)||repeat('x',900000)||repeat('</a>',200)||'</a>')::xml))
select jsonb_path_query_array(('['||repeat('1,',100000)||'1]')::jsonb, '$[*] ? (@ == 1)')
select length(array_to_string(array_fill(null::text, array[100000]), ',', repeat('x', 1000)))
select array_agg(b) from (select 1::bit(8000000) b from generate_series(1, 1000) g) s
select length(1::bit(80000000)::text)
select jsonb_pretty((repeat('[',5000)||repeat(']',5000))::jsonb)
select jsonb_path_query_array((repeat('[',5000)||repeat(']',5000))::jsonb, '$.**')
select cardinality(xpath('//a', xmlparse(document '<a>'||repeat('<a>',200)||repeat('x',900000)||repeat('</a>',200)||'</a>')))
select count(*) from item where xpath('//a', (select xml('<a>'||repeat('<a>',2000)||repeat('</a>',2000)||'</a>'))) is not null
select array_agg(string_to_array(repeat('x', 1000), null)) from generate_series(1, 50000)
select jsonb_pretty(d) from (select (repeat('[', 2000) || repeat('1,', 100000) || '1' || repeat(']', 2000))::jsonb d) s
select jsonb_pretty(jsonb_build_array(d, d, d)) from (select (repeat('[', 3000) || repeat(']', 3000))::jsonb d) s
select jsonb_pretty((repeat('{"a":', 3000) || '1' || repeat('}', 3000))::json::jsonb)
select array_to_string(('{' || repeat('null,', 100000) || 'null}')::text[], ',', repeat('x', 1000))
select polygon(1000000 * id, circle '((0,0),1)') from item
select replace(replace(replace(replace(replace(replace(repeat('a', 1000000), 'a', 'bbb'), 'b', 'ccc'), 'c', 'ddd'), 'd', 'eee'), 'e', 'fff'), 'f', 'ggg')
select string_agg(replace(replace(replace(replace(name, 'a', 'bbbb'), 'b', 'cccc'), 'c', 'dddd'), 'd', 'eeee'), '') from item
select replace(name, 'a', repeat('x', 100000)) from item
select string_agg(s, '') from (select replace(replace(r, 'x', 'aaaaaaaa'), 'a', 'bbbbbbbb') s from (select replace(replace(name, '1', 'xxxxxxxx'), '2', 'xxxxxxxx') r from item) q) z
select replace(repeat('ab', 100000), 'ab', repeat('x', 1000))
select repeat('x', ln(1e300)::int * 100000)
select repeat('x', log(1.0000000001, 10)::int)
select repeat('x', width_bucket(price, 0, 1, 1000000000)) from item
select repeat('x', exp(20)::int)
select array_agg(repeat('x', 100)) from generate_series(1, 1000) m(i) left join item on item.n > m.i
select array_agg(repeat('x', 100)) from (select 1 k from generate_series(1, 1000)) m left join item on item.n = m.k
select 1 from item where mod(10.1::numeric^120000, 7.3::numeric^50000) > 1 and mod(10.1::numeric^120001, 7.3::numeric^50000) > 1
select div(1e120000 + 1, 1e60000 + 1) > 1 or div(1e120001 + 1, 1e60000 + 1) > 2
select factorial(30000) * factorial(30001) > factorial(30002)
select exp(200000.0) * exp(200001.0) > exp(200002.0)
select mod(x, 7.3) from (select power(9.7, 120000) * n x from item) s where x > power(9.8, 120000)
select gcd(repeat('9', 130000)::numeric, repeat('7', 130000)::numeric) > lcm(repeat('3', 60000)::numeric, repeat('7', 60000)::numeric)
select array_agg(7.3::numeric^50000 + g) from generate_series(1, 50000) g
select jsonb_pretty(to_jsonb(w)) from (select (repeat('[', 3000) || repeat(']', 3000))::jsonb d) w
select length(repeat('a', 3900000)), length(repeat('b', 3900001)), length(repeat('c', 3900002)), length(repeat('d', 3900003)), length(repeat('e', 3900004)), length(repeat('f', 3900005)), length(repeat('g', 3900006)), length(repeat('h', 3900007)), length(repeat('i', 3900008)), length(repeat('j', 3900009)), length(repeat('k', 3900010)), length(repeat('l', 3900011)), length(repeat('m', 3900012)), length(repeat('n', 3900013)), length(repeat('o', 3900014)), length(repeat('p', 3900015)), length(repeat('q', 3900016)), length(repeat('r', 3900017)), length(repeat('s', 3900018)), length(repeat('t', 3900019)), length(repeat('u', 3900020)), length(repeat('v', 3900021)), length(repeat('w', 3900022)), length(repeat('x', 3900023)), length(repeat('y', 3900024)), length(repeat('z', 3900025)), length(repeat('a', 3900026)), length(repeat('b', 3900027)), length(repeat('c', 3900028)), length(repeat('d', 3900029)), length(repeat('e', 3900030)), length(repeat('f', 3900031)), length(repeat('g', 3900032)), length(repeat('h', 3900033)), length(repeat('i', 3900034)), length(repeat('j', 3900035)), length(repeat('k', 3900036)), length(repeat('l', 3900037)), length(repeat('m', 3900038)), length(repeat('n', 3900039)), length(repeat('o', 3900040)), length(repeat('p', 3900041)), length(repeat('q', 3900042)), length(repeat('r', 3900043)), length(repeat('s', 3900044)), length(repeat('t', 3900045)), length(repeat('u', 3900046)), length(repeat('v', 3900047)), length(repeat('w', 3900048)), length(repeat('x', 3900049)), length(repeat('y', 3900050)), length(repeat('z', 3900051)), length(repeat('a', 3900052)), length(repeat('b', 3900053)), length(repeat('c', 3900054)), length(repeat('d', 3900055)), length(repeat('e', 3900056)), length(repeat('f', 3900057)), length(repeat('g', 3900058)), length(repeat('h', 3900059)), length(repeat('i', 3900060)), length(repeat('j', 3900061)), length(repeat('k', 3900062)), length(repeat('l', 3900063)), length(repeat('m', 3900064)), length(repeat('n', 3900065)), length(repeat('o', 3900066)), length(repeat('p', 3900067)), length(repeat('q', 3900068)), length(repeat('r', 3900069)), length(repeat('s', 3900070)), length(repeat('t', 3900071)), length(repeat('u', 3900072)), length(repeat('v', 3900073)), length(repeat('w', 3900074)), length(repeat('x', 3900075)), length(repeat('y', 3900076)), length(repeat('z', 3900077)), length(repeat('a', 3900078)), length(repeat('b', 3900079)), length(repeat('c', 3900080)), length(repeat('d', 3900081)), length(repeat('e', 3900082)), length(repeat('f', 3900083)), length(repeat('g', 3900084)), length(repeat('h', 3900085)), length(repeat('i', 3900086)), length(repeat('j', 3900087)), length(repeat('k', 3900088)), length(repeat('l', 3900089)), length(repeat('m', 3900090)), length(repeat('n', 3900091)), length(repeat('o', 3900092)), length(repeat('p', 3900093)), length(repeat('q', 3900094)), length(repeat('r', 3900095)), length(repeat('s', 3900096)), length(repeat('t', 3900097)), length(repeat('u', 3900098)), length(repeat('v', 3900099)), length(repeat('w', 3900100)), length(repeat('x', 3900101)), length(repeat('y', 3900102)), length(repeat('z', 3900103))
select array_agg(c.name || repeat('x', 1000)) from (select (timestamp '2020-01-01' + g * interval '1 second')::date d from generate_series(1, 1000000) g) days left join (select at::date d, name from item) c on c.d=days.d
select array_agg(repeat('x', 100)) from (select d::date d from generate_series('2000-01-01'::timestamp, '2001-01-01', '1 minute') d) days left join item c on c.at::date=days.d
select array_agg(repeat('x', 100)) from (select d::date d from generate_series('2000-01-01'::timestamp, '2010-01-01', '1 day') d, generate_series(1, 1000)) days left join item c on c.at::date=days.d
select array_agg(repeat('x', 100)) from (select date_trunc('century', d) d from generate_series('2000-01-01'::timestamp, '2010-01-01', '1 day') d) days left join item c on date_trunc('century', c.at)=days.d
select jsonb_agg(x) from (select random() r, repeat('x', 100) from generate_series('2000-01-01'::timestamp, '2010-01-01', '1 day') d left join item on item.n > 5 group by 1) x
select jsonb_agg(x) from (select d, g, repeat('x', 100) from generate_series('2000-01-01'::timestamp, '2010-01-01', '1 day') d, generate_series(1, 10000) g group by 1, 2) x
select jsonb_agg(x) from (select d, g, repeat('x', 100) from generate_series('2000-01-01'::timestamp, '2010-01-01', '1 day') d, generate_series(1, 10000) g group by cube(1, 2)) x
select array_agg(x) from (select d, array_agg(repeat('x', 1000)) x from generate_series('2000-01-01'::timestamp, '2010-01-01', '1 day') d left join item on item.n > 5 group by d) x
select array_agg(repeat('x', 1000)) from (select generate_series(1, generate_series(1, 1000)) d) days left join item on item.n = days.d
select array_agg(r) from (select d, repeat('x', 1000) || generate_series(1, 1000) r from generate_series(1, 1000) d group by d) x
select string_agg(format('%s (%s);', t, cols), E'\n') from (select g t, string_agg(repeat('x', 1000), ', ') cols from generate_series(1, 10000) g, item group by 1) s
select array_length(array_accum(repeat('x',1000)),1) from generate_series(1,1000000)
select array_length(array_accum(distinct repeat('x',1000) || g),1) from generate_series(1,1000000) g
select array_length(array_accum(repeat('x',1000)) over (order by g),1) from generate_series(1,1000000) g
select cardinality(a) from (select array_accum(g || repeat('x',100)) a from generate_series(1,10000000) g) s
select array_accum(g) from generate_series(1, $1) g
select array_agg(x) from numbers(100000000) x
select jsonb_agg(x) from numbers(10000 * 10000) x
select array_agg(x) from (select numbers(100000000) x) s
select array_agg(x) from numbers($1) x
select array_agg(x) from numbers(coalesce($1, 5)) x
select array_agg(repeat('x', 1000)) from numbers(1000000) x
select length(padded('x', 900000000))
select length(padded('x', 90000 * 10000))
select length(padded('x', '900000000'))
select cardinality(listed(900000000))
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select to_tsvector('simple', t) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select length(to_tsvector(t)) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select ts_headline(t, plainto_tsquery('ab')) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select to_tsvector(to_json(t)) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select count(*) from b, regexp_matches(t, 'a', 'g')
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select count(*) from b, regexp_split_to_table(t, '')
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select cardinality(regexp_split_to_array(t, '\s')) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select length(regexp_replace(t, 'a', '', 'g')) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select length(to_char(now(), t)) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select to_date(t, t) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select to_timestamp('1', t) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select to_number('1', t) from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select t is normalized from b
with b as (select string_agg(repeat('ab cd ',1000),'') t from generate_series(1,5000)) select length(normalize(t, NFKC)) from b
with b as (select string_agg(repeat('<>',1000),'') t from generate_series(1,8000)) select length(xmlelement(name a, t)::text) from b
with b as (select string_agg(repeat('<>',1000),'') t from generate_series(1,8000)) select length(xmlforest(t as a)::text) from b
with b as (select string_agg(repeat(E'\x01',1000),'') t from generate_series(1,20000)) select length(to_json(t)::text) from b
with b as (select string_agg(repeat(E'\x01',1000),'') t from generate_series(1,20000)) select length(json_build_array(t, 1)::text) from b
select length(json_agg(repeat(E'\x01',1000))::text) from generate_series(1,60000)
with b as (select string_agg(repeat('"',1000),'') t from generate_series(1,6000)) select length(row(row(row(row(t))))::text) from b
select length(translate(a,b,'')) from (select repeat('x',1000000) a) x, (select string_agg(chr(200+n%500),'') b from generate_series(1,10000) n) y
select length(translate(repeat('x',1000000), repeat('y', 10000), ''))
select length(trim(both repeat('y', 10000) || 'x' from repeat('x',1000000)))
select length(ltrim(repeat('x',1000000), repeat('y', 10000) || 'x')), length(rtrim(name, 'x')) from item
select length(rtrim(repeat('x',1000000)::bytea, repeat('y', 10000)::bytea))
select polygon(100000, '((0,0),1)'::circle) && polygon(100000, '((0,0),2)'::circle)
select polygon(100000, '((0,0),1)'::circle) @> polygon(100000, '((0,0),2)'::circle)
select (polygon(100000, '((0,0),1)'::circle))::path ?# (polygon(100000, '((0,0),2)'::circle))::path
select (select array_agg(g) from generate_series(1,100000) g) && (select array_agg(-g) from generate_series(1,100000) g)
with x as (select repeat('x',3900000) t) select count(*) from item, x where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
select count(*) from item, (select repeat('x',3900000) t) x where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
with x as not materialized (select repeat('x',3900000) t), y as (select * from x) select count(*) from item, y where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
with x as (select repeat('x',3900000) t order by 1) select count(*) from item, x where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
select count(*) from item, repeat('x',3900000) t where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
select count(*) from item, (values (repeat('x',3900000))) x(t) where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
select count(*) from item, (select repeat('x',3900000) t union all select repeat('y',3900000)) x where name||0=t or name||1=t or name||2=t or name||3=t or name||4=t or name||5=t or name||6=t or name||7=t or name||8=t or name||9=t or name||10=t or name||11=t or name||12=t or name||13=t or name||14=t or name||15=t or name||16=t or name||17=t or name||18=t or name||19=t or name||20=t or name||21=t or name||22=t or name||23=t or name||24=t or name||25=t or name||26=t or name||27=t or name||28=t or name||29=t or name||30=t or name||31=t or name||32=t or name||33=t or name||34=t or name||35=t or name||36=t or name||37=t or name||38=t or name||39=t or name||40=t or name||41=t or name||42=t or name||43=t or name||44=t or name||45=t or name||46=t or name||47=t or name||48=t or name||49=t or name||50=t or name||51=t or name||52=t or name||53=t or name||54=t or name||55=t or name||56=t or name||57=t or name||58=t or name||59=t or name||60=t or name||61=t or name||62=t or name||63=t or name||64=t or name||65=t or name||66=t or name||67=t or name||68=t or name||69=t or name||70=t or name||71=t or name||72=t or name||73=t or name||74=t or name||75=t or name||76=t or name||77=t or name||78=t or name||79=t or name||80=t or name||81=t or name||82=t or name||83=t or name||84=t or name||85=t or name||86=t or name||87=t or name||88=t or name||89=t
with x as (select repeat('x',3900000) t), y as (select length(t) n from x) select count(*) from item, y where id+0=y.n or id+1=y.n or id+2=y.n or id+3=y.n or id+4=y.n or id+5=y.n or id+6=y.n or id+7=y.n or id+8=y.n or id+9=y.n or id+10=y.n or id+11=y.n or id+12=y.n or id+13=y.n or id+14=y.n or id+15=y.n or id+16=y.n or id+17=y.n or id+18=y.n or id+19=y.n or id+20=y.n or id+21=y.n or id+22=y.n or id+23=y.n or id+24=y.n or id+25=y.n or id+26=y.n or id+27=y.n or id+28=y.n or id+29=y.n or id+30=y.n or id+31=y.n or id+32=y.n or id+33=y.n or id+34=y.n or id+35=y.n or id+36=y.n or id+37=y.n or id+38=y.n or id+39=y.n or id+40=y.n or id+41=y.n or id+42=y.n or id+43=y.n or id+44=y.n or id+45=y.n or id+46=y.n or id+47=y.n or id+48=y.n or id+49=y.n or id+50=y.n or id+51=y.n or id+52=y.n or id+53=y.n or id+54=y.n or id+55=y.n or id+56=y.n or id+57=y.n or id+58=y.n or id+59=y.n or id+60=y.n or id+61=y.n or id+62=y.n or id+63=y.n or id+64=y.n or id+65=y.n or id+66=y.n or id+67=y.n or id+68=y.n or id+69=y.n or id+70=y.n or id+71=y.n or id+72=y.n or id+73=y.n or id+74=y.n or id+75=y.n or id+76=y.n or id+77=y.n or id+78=y.n or id+79=y.n or id+80=y.n or id+81=y.n or id+82=y.n or id+83=y.n or id+84=y.n or id+85=y.n or id+86=y.n or id+87=y.n or id+88=y.n or id+89=y.n
select count(*) from item, (select repeat('x',3900000) t) x where name in (t, '0') or name in (t, '1') or name in (t, '2') or name in (t, '3') or name in (t, '4') or name in (t, '5') or name in (t, '6') or name in (t, '7') or name in (t, '8') or name in (t, '9') or name in (t, '10') or name in (t, '11') or name in (t, '12') or name in (t, '13') or name in (t, '14') or name in (t, '15') or name in (t, '16') or name in (t, '17') or name in (t, '18') or name in (t, '19') or name in (t, '20') or name in (t, '21') or name in (t, '22') or name in (t, '23') or name in (t, '24') or name in (t, '25') or name in (t, '26') or name in (t, '27') or name in (t, '28') or name in (t, '29') or name in (t, '30') or name in (t, '31') or name in (t, '32') or name in (t, '33') or name in (t, '34') or name in (t, '35') or name in (t, '36') or name in (t, '37') or name in (t, '38') or name in (t, '39') or name in (t, '40') or name in (t, '41') or name in (t, '42') or name in (t, '43') or name in (t, '44') or name in (t, '45') or name in (t, '46') or name in (t, '47') or name in (t, '48') or name in (t, '49') or name in (t, '50') or name in (t, '51') or name in (t, '52') or name in (t, '53') or name in (t, '54') or name in (t, '55') or name in (t, '56') or name in (t, '57') or name in (t, '58') or name in (t, '59') or name in (t, '60') or name in (t, '61') or name in (t, '62') or name in (t, '63') or name in (t, '64') or name in (t, '65') or name in (t, '66') or name in (t, '67') or name in (t, '68') or name in (t, '69') or name in (t, '70') or name in (t, '71') or name in (t, '72') or name in (t, '73') or name in (t, '74') or name in (t, '75') or name in (t, '76') or name in (t, '77') or name in (t, '78') or name in (t, '79') or name in (t, '80') or name in (t, '81') or name in (t, '82') or name in (t, '83') or name in (t, '84') or name in (t, '85') or name in (t, '86') or name in (t, '87') or name in (t, '88') or name in (t, '89')
select array_agg(repeat('x', 1000)) from generate_series(1, 1000) g left join lateral (select g k from item) c on c.k = g
select array_agg(k) from (select k, repeat('x', 1000) from generate_series(1, 1000) g, lateral (select g * 1000 + id as k from item) c group by k) x, generate_series(1, 100)
select array_agg(repeat('x', 1000)) from item right join generate_series(1, 1000) g on g < item.n
select json_array_length(json_agg(repeat(E'\x01',1000))) from generate_series(1,60000)
select length(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row('"'))))))))))))))))))))))))))))))::text)
select length(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(null))))))))))))))))))))))))))))))::text)
select length(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row(row('x'||name))))))))))))))))))))))))))))))::text) from item
select length(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row(array[row('"')])])])])])])])])])])])])])])])])])])])])])])])])]::text)
select length((array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array[(array['"'::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text])::text)
select length((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row((array[row('"'::text)]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])]::text[])[1])
with t0 as materialized (select '"'::text x), t1 as materialized (select array[x]::text x from t0), t2 as materialized (select array[x]::text x from t1), t3 as materialized (select array[x]::text x from t2), t4 as materialized (select array[x]::text x from t3), t5 as materialized (select array[x]::text x from t4), t6 as materialized (select array[x]::text x from t5), t7 as materialized (select array[x]::text x from t6), t8 as materialized (select array[x]::text x from t7), t9 as materialized (select array[x]::text x from t8), t10 as materialized (select array[x]::text x from t9), t11 as materialized (select array[x]::text x from t10), t12 as materialized (select array[x]::text x from t11), t13 as materialized (select array[x]::text x from t12), t14 as materialized (select array[x]::text x from t13), t15 as materialized (select array[x]::text x from t14), t16 as materialized (select array[x]::text x from t15), t17 as materialized (select array[x]::text x from t16), t18 as materialized (select array[x]::text x from t17), t19 as materialized (select array[x]::text x from t18), t20 as materialized (select array[x]::text x from t19), t21 as materialized (select array[x]::text x from t20), t22 as materialized (select array[x]::text x from t21), t23 as materialized (select array[x]::text x from t22), t24 as materialized (select array[x]::text x from t23), t25 as materialized (select array[x]::text x from t24), t26 as materialized (select array[x]::text x from t25), t27 as materialized (select array[x]::text x from t26), t28 as materialized (select array[x]::text x from t27), t29 as materialized (select array[x]::text x from t28) select length(x) from t29
with t0 as materialized (select 'a'::tsquery x), t1 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t0), t2 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t1), t3 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t2), t4 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t3), t5 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t4), t6 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t5), t7 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t6), t8 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t7), t9 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t8), t10 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t9), t11 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t10), t12 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t11), t13 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t12), t14 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t13), t15 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t14), t16 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t15), t17 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t16), t18 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t17), t19 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t18), t20 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t19), t21 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t20), t22 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t21), t23 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t22), t24 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t23), t25 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t24), t26 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t25), t27 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t26), t28 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t27), t29 as materialized (select ts_rewrite(x, 'a', 'a & a') x from t28) select numnode(x) from t29
select numnode(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite(ts_rewrite('a', 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'), 'a', 'a & a'))
select length(ts_headline('simple', repeat('a ', 100000), 'a'::tsquery, 'HighlightAll=true, StopSel=' || repeat('x', 10000)))
select length(ts_headline('simple'::regconfig, to_jsonb(repeat('a ', 100000)), 'a'::tsquery, 'StartSel=' || repeat('x', 10000))::text)
select length(put_into(repeat('a', 100000), 'a', repeat('b', 10000)))
select length(put_into(string_agg('a', ''), 'a', repeat('b', 10000))) from generate_series(1, 100000)
with recursive t(a, n) as (select null::xml, 0 union all select xmlelement(name a, a, a), n + 1 from t where n < 40) select max(length(a::text)) from t
with recursive t(a, n) as (select null::text, 0 union all select xmlforest(a as a, a as b)::text, n + 1 from t where n < 40) select max(length(a)) from t
with recursive t(a, n) as (select null::text, 0 union all select row(a)::text, n + 1 from t where n < 40) select max(length(a)) from t
with recursive t(a, n) as (select 'a'::tsquery, 0 union all select a && a, n + 1 from t where n < 32) select max(numnode(a)) from t
with recursive t(a, n) as (select 'a'::tsquery, 0 union all select a <-> a, n + 1 from t where n < 32) select max(numnode(a)) from t
with recursive t(a, n) as (select 'a'::tsquery, 0 union all select tsquery_phrase(a, a, 1), n + 1 from t where n < 32) select max(numnode(a)) from t
with recursive t(a, n) as (select 'a'::tsvector, 0 union all select a || a, n + 1 from t where n < 32) select max(length(a)) from t
with recursive t(a, n) as (select '[(0,0),(1,1)]'::path, 0 union all select a + a, n + 1 from t where n < 32) select max(npoints(a)) from t
with recursive t(a, n) as (select 'a'::xml, 0 union all select xmlconcat(a, a), n + 1 from t where n < 32) select max(length(a::text)) from t
with recursive t(a, n) as (select 'aa'::text, 0 union all select overlay(a placing a from 1 for 0), n + 1 from t where n < 32) select max(length(a)) from t
with recursive t(a, n) as (select 'aa'::bytea, 0 union all select overlay(a placing a from 1 for 0), n + 1 from t where n < 32) select max(length(a)) from t
with recursive t(a, n) as (select b'1'::varbit, 0 union all select overlay(a placing a from 1 for 0), n + 1 from t where n < 32) select max(length(a)) from t
select format('%*s', -100000000, 5)
select format('%-*s', n, 5) from (select -200000000 as n except select 1) s
select format('%s%*s', 1, 100000000, 5)
select format('%*3$s', 1, 5, 100000000)
select format('%1$*2$s', 5, -100000000)
select format('%3$s%*s', 1, 5, 6, 100000000, 7)
select format('%*s', variadic array[-100000000, 5])
with recursive r(n) as (select 1::bigint union all select int8inc(n) * 2 from r) select repeat('x', n::int) from r
with recursive p(a) as (select array[1, 2] union all select a || array_remove(a, 0) from p) select cardinality(a) from p
select strpos(repeat('a', 900000), 'b' || repeat('a', 400000))
select position('b' || repeat('a', 400000) in repeat('a', 900000))
select length(replace(repeat('a', 300000), 'b' || repeat('a', 100000), 'c'))
select split_part(repeat('a', 900000), 'b' || repeat('a', 400000), 1) is null
select cardinality(string_to_array(repeat('a', 900000), 'b' || repeat('a', 400000)))
select * from string_to_table(repeat('a', 900000), 'b' || repeat('a', 400000))
select repeat('a', 900000) like '%' || repeat('a', 400000) || 'b%'
select 1 where repeat('a', 900000) not ilike '%' || repeat('A', 400000) || '_b%'
select t like any (array['x', p]) from (select repeat('a', 900000) t, '%' || repeat('a', 400000) || 'b%' p offset 0) s
select like(repeat('a', 900000), '%' || repeat('a', 400000) || 'b%') from item
select count(*) from item where strpos(repeat(name, 100) || repeat('a', 900000), repeat('a', 400000)) > 0
select position(a in b) from (select convert_to(repeat('a', 900000), 'UTF8') b, convert_to(repeat('a', 400000) || 'b', 'UTF8') a) s
select position(('1' || repeat('0', 400000))::varbit in repeat('0', 900000)::varbit)
select ('[' || repeat('1,', 80000) || '1]')::jsonb @> ('[' || repeat('2,', 80000) || '2]')::jsonb
select (select jsonb_agg(g) from generate_series(1, 40000) g) @> (select jsonb_agg(g) from generate_series(39000, 1, -1) g)
select (select jsonb_agg(g::text) from generate_series(1, 40000) g) ?& (select array_agg(g::text) from generate_series(1, 40000) g)
select (select jsonb_agg(g::text) from generate_series(1, 40000) g) - (select array_agg('x' || g) from generate_series(1, 40000) g)
select 1e131071
select sqrt(1e131071 + n) from item
select 1e-16383 * n from item
select ('1e131071'::text)::numeric / 3
select t::numeric from (values ('1.5'), ('-2E+5000')) v(t)
select '{1.5,1e5000}'::numeric[]
select '[1.5,1e5000)'::numrange
select '{"a": [1, {"b": 1e5000}]}'::jsonb
select ('{"a": "1e5000"}'::jsonb ->> 'a')::numeric
select ('[1,1e5000]'::json ->> 1)::numeric
select '[1e5000]'::json::jsonb
select ('{1e5000}'::text[])::numeric[]
select string_to_array('1e5000,2', ',')::numeric[]
select * from jsonb_to_record('{"a": "1e5000"}') as r(a numeric)
select * from json_to_recordset('[{"a": 1e5000}]') as r(a numeric)
select * from xmltable('/r/x' passing ('<r><x>1e5000</x></r>'::xml) columns v numeric path '.')
select '{[1.5,2.5),[3,9],(,1],[1e5000,1e5001]}'::nummultirange
select '{[1.5,2.5],[3,4],[1e5000,)}'::nummultirange
select x * (x + 0) > 0, x * (x + 1) > 0, x * (x + 2) > 0, x * (x + 3) > 0, x * (x + 4) > 0, x * (x + 5) > 0, x * (x + 6) > 0, x * (x + 7) > 0, x * (x + 8) > 0, x * (x + 9) > 0 from (select x * x as x from (select x * x as x from (select x * x as x from (select x * x as x from (select x * x as x from (select x * x as x from (select x * x as x from (select x * x as x from (select x * x as x from (select x * x as x from (select x * x as x from (select 12345678901234567890.5::numeric as x offset 0) s0 offset 0) s1 offset 0) s2 offset 0) s3 offset 0) s4 offset 0) s5 offset 0) s6 offset 0) s7 offset 0) s8 offset 0) s9 offset 0) s10 offset 0) t
select length(normalize(repeat(U&'\0301', 50000) || repeat(U&'\0323', 50000)))
select normalize(t, nfkd) = t from (select repeat(U&'\0301', 50000) || repeat(U&'\0323', 50000) t) s
select t is nfc normalized from (select string_agg(chr(769), '') || repeat(U&'\0323', 30000) t from generate_series(1, 30000)) s
select name is not normalized or normalize(repeat(name, 100) || repeat(U&'\0301', 50000)) = name from item
select jsonb_path_exists((select jsonb_build_object('a', jsonb_agg(g), 'b', jsonb_agg(-g)) from generate_series(1, 60000) g), '$ ? (@.a[*] == @.b[*])')
select jsonb_build_object('a', (select jsonb_agg(g) from generate_series(1, 60000) g), 'b', (select jsonb_agg(-g) from generate_series(1, 60000) g)) @@ '$.a[*] == $.b[*]'
select (select jsonb_agg(g) from generate_series(1, 60000) g) @? '$ ? (@[*].a > @[*])'
select jsonb_path_match('[1]', '$[*] > $v[*]', (select jsonb_object_agg('v', jsonb_build_array(repeat('1', 60000))) from item))
select jsonb_path_query_array(('[' || repeat('1,', 60000) || '1]')::jsonb, '$ ? (@[*] starts with "a" || @[*] == @[*].b)') from item
select * from item, jsonb_path_query(('[' || repeat('1,', 60000) || '1]')::jsonb, '$ ? (@[*] < @[*])') q
select jsonb_path_query_first(d, '$ ? (@.a[*] == $.b[*])') from (select jsonb_build_object('a', array_agg(g), 'b', array_agg(-g)) d from generate_series(1, 60000) g) s
select length(ts_headline('simple', repeat('a ', 48000), (repeat('a | ', 3000) || 'a')::tsquery))
select length(ts_headline((select string_agg('a', ' ') from generate_series(1, 48000)), to_tsquery(repeat('a & ', 3000) || 'a'), 'MaxWords=3'))
select ts_headline('simple', jsonb_build_array(repeat('a ', 48000)), plainto_tsquery('simple', repeat('a ', 3000)))
select ts_headline(name, phraseto_tsquery('simple', repeat('a ', 50000))) from item
select 1 where $1::text like $2::text or $1 ilike '%' || $2 || 'b%'
select strpos($1, $2), strpos($1, $2 || 'x')
select strpos(s.a, s.b) > 0, position(s.a in s.b) from (select $1::text a, $2::text b offset 0) s
select replace($1, $2, 'x'), split_part($1, $2, 1)
select translate($1, $2, ''), rtrim($1, $2)
with a as materialized (select $1::text || 'x' t, $2::text p) select t like p, t not like p || 'b%' from a, item
select (select lower($1)) ilike '%' || $2 || '%', (select lower($1)) like '%' || $2
