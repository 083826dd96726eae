-- One column per kind of value a result can carry, with the values that are hard to carry: row 1 ordinary,
-- row 2 extremes, row 3 all NULL.

SET ROLE directus_app;

CREATE TYPE colour AS ENUM ('red', 'green', 'blue and "quoted"');
CREATE TYPE measured AS (amount numeric, unit text, taken tstzrange);

CREATE TABLE type_gallery (
    id             integer PRIMARY KEY,
    a_boolean      boolean,
    a_smallint     smallint,
    a_integer      integer,
    a_bigint       bigint,
    a_numeric      numeric,
    a_real         real,
    a_double       double precision,
    a_money        money,
    a_text         text,
    a_varchar      varchar(20),
    a_char         char(8),
    an_internal    "char",
    a_name         name,
    a_bytea        bytea,
    a_date         date,
    a_time         time,
    a_timetz       timetz,
    a_timestamp    timestamp,
    a_timestamptz  timestamptz,
    an_interval    interval,
    a_uuid         uuid,
    a_json         json,
    a_jsonb        jsonb,
    a_jsonpath     jsonpath,
    an_inet        inet,
    a_cidr         cidr,
    a_macaddr      macaddr,
    a_bit          bit(5),
    a_varbit       varbit,
    a_point        point,
    a_box          box,
    a_polygon      polygon,
    a_tsvector     tsvector,
    a_tsquery      tsquery,
    an_int4range   int4range,
    a_numrange     numrange,
    a_tstzrange    tstzrange,
    a_multirange   int4multirange,
    integers       integer[],
    texts          text[],
    matrix         integer[][],
    an_enum        colour,
    enums          colour[],
    a_domain       positive_amount,
    a_composite    measured,
    composites     measured[],
    an_oid         oid,
    a_regclass     regclass,
    an_lsn         pg_lsn
);

INSERT INTO type_gallery VALUES (
    1, true, 7, 42, 42, 12.50, 1.5, 2.25, 12.34, 'plain', 'varchar', 'char', 'x', 'a_name', '\x00ff',
    '2026-06-03', '12:34:56.789', '12:34:56+07', '2026-06-03 12:34:56', '2026-06-03 12:34:56+00', '1 year 2 days 03:04:05.6',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"b": 1,  "a": [1, null]}', '{"b": 1, "a": [1, null]}', '$.a[*]',
    '192.168.0.1/24', '10.0.0.0/8', '08:00:2b:01:02:03', B'10101', B'110', '(1,2)', '(2,2),(0,0)', '((0,0),(1,0),(1,1))',
    to_tsvector('english', 'owned data is governed data'), 'owned & data'::tsquery,
    '[1,5)', '(1.5,2.5]', '[2026-01-01 00:00+00,2026-02-01 00:00+00)', '{[1,3),[5,8)}',
    '{1,2,3}', '{"a","b c"}', '{{1,2},{3,4}}', 'green', '{red,green}', 9.99,
    ROW(1.5, 'kg', '[2026-01-01 00:00+00,2026-01-02 00:00+00)')::measured, ARRAY[ROW(1, 'm', NULL)::measured], 1, 'type_gallery', '0/16B3748'
), (
    2, false, -32768, 2147483647, 9223372036854775807, 'NaN', '-Infinity', 1e300, -92233720368547758.08,
    E'quote " backslash \\ newline \n tab \t emoji 🐘 nul-free', 'ünï', '', 'é', 'n', '',
    'infinity', '24:00:00', '00:00:00-15:59', '0044-03-15 12:00:00 BC', 'infinity', '-178000000 years',
    '00000000-0000-0000-0000-000000000000', '{"a": 1, "a": 2}', '[12345678901234567890.123456789012345678901234567890]', 'strict $',
    '::1', '::/0', 'ff:ff:ff:ff:ff:ff', B'00000', B'', '(Infinity,-Infinity)', '(1e300,1e300),(-1e300,-1e300)', '((0,0))',
    '', '!a <-> (b | c:*)'::tsquery, 'empty', '(,)', '[-infinity,infinity]', '{}',
    '{NULL,-1}', '{"NULL",NULL,"\"","{}"}', '{}', 'blue and "quoted"', '{"blue and \"quoted\"",NULL}', 0,
    ROW(NULL, NULL, NULL)::measured, '{}', 4294967295, 'pg_catalog.pg_class', 'FFFFFFFF/FFFFFFFF'
);
INSERT INTO type_gallery (id) VALUES (3);

RESET ROLE;
