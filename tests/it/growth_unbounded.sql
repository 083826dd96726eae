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
