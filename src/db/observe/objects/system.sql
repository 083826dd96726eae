-- What is PostgreSQL's own and can be altered all the same: its schemas, functions, types, operators and views, and what was
-- put beside them into its schemas. Who may use them is told by system_grants.sql. What initdb made is digested by catalog, its
-- functions, types, columns and indexes by initial_digests.sql; the rest is named, with its row, or told by relations.sql.
-- Run with search_path = pg_catalog.
WITH own AS (SELECT * FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema', 'pg_toast')),
-- Relations that somebody made in them.
made AS MATERIALIZED (
  SELECT c.oid FROM pg_class c
  WHERE c.oid >= 16384 AND c.relnamespace IN (SELECT o.oid FROM own o)
    AND (c.relnamespace <> 'pg_toast'::regnamespace OR c.relkind <> 't' AND NOT (c.relkind = 'i' AND c.relname ~ '^pg_toast_[0-9]+_index$'))
)
SELECT 'system schema' AS kind, nspname::text AS name,
       concat_ws(E'\n', 'owner=' || quote_ident(pg_get_userbyid(nspowner)),
         (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(COALESCE(nspacl, acldefault('n', nspowner))) a)) AS definition
FROM own
UNION ALL
SELECT 'system object', i.type || ' ' || i.identity, o.properties
FROM (
  SELECT 'pg_proc'::regclass AS class, t.oid, (to_jsonb(t) - 'proacl')::text AS properties FROM pg_proc t
  WHERE t.oid >= 16384 AND t.pronamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_type'::regclass AS class, t.oid, (to_jsonb(t) - 'typacl')::text AS properties FROM pg_type t
  WHERE t.oid >= 16384 AND t.typnamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_operator'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_operator t
  WHERE t.oid >= 16384 AND t.oprnamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_opclass'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_opclass t
  WHERE t.oid >= 16384 AND t.opcnamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_opfamily'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_opfamily t
  WHERE t.oid >= 16384 AND t.opfnamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_collation'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_collation t
  WHERE t.oid >= 16384 AND t.collnamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_conversion'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_conversion t
  WHERE t.oid >= 16384 AND t.connamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_ts_config'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_ts_config t
  WHERE t.oid >= 16384 AND t.cfgnamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_ts_dict'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_ts_dict t
  WHERE t.oid >= 16384 AND t.dictnamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_ts_parser'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_ts_parser t
  WHERE t.oid >= 16384 AND t.prsnamespace IN (SELECT oid FROM own)
  UNION ALL
  SELECT 'pg_ts_template'::regclass AS class, t.oid, (to_jsonb(t))::text AS properties FROM pg_ts_template t
  WHERE t.oid >= 16384 AND t.tmplnamespace IN (SELECT oid FROM own)
) o, pg_identify_object(o.class, o.oid, 0) i
UNION ALL
-- Nothing is granted on these, so the versions of their rows, xmin, tell as much as their content, and cost less: whatever
-- is altered, added or removed changes how many rows are of which version.
SELECT 'system objects', v.catalog, encode(sha256(convert_to(string_agg(v.version || ':' || v.n, ',' ORDER BY v.version::text), 'UTF8')), 'hex')
FROM (
    SELECT 'pg_operator' AS catalog, xmin AS version, count(*) AS n FROM pg_operator WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_cast' AS catalog, xmin AS version, count(*) AS n FROM pg_cast WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_opclass' AS catalog, xmin AS version, count(*) AS n FROM pg_opclass WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_opfamily' AS catalog, xmin AS version, count(*) AS n FROM pg_opfamily WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_am' AS catalog, xmin AS version, count(*) AS n FROM pg_am WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_conversion' AS catalog, xmin AS version, count(*) AS n FROM pg_conversion WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_collation' AS catalog, xmin AS version, count(*) AS n FROM pg_collation WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_ts_config' AS catalog, xmin AS version, count(*) AS n FROM pg_ts_config WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_ts_dict' AS catalog, xmin AS version, count(*) AS n FROM pg_ts_dict WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_ts_parser' AS catalog, xmin AS version, count(*) AS n FROM pg_ts_parser WHERE oid < 16384 GROUP BY 2
    UNION ALL
    SELECT 'pg_ts_template' AS catalog, xmin AS version, count(*) AS n FROM pg_ts_template WHERE oid < 16384 GROUP BY 2
    UNION ALL
    -- These have numbers of their own, or none, so what they belong to counts.
    SELECT 'pg_amop', xmin, count(*) FROM pg_amop
    WHERE amopfamily < 16384 OR amopfamily IN (SELECT oid FROM pg_opfamily WHERE opfnamespace IN (SELECT oid FROM own)) GROUP BY 2
    UNION ALL
    SELECT 'pg_amproc', xmin, count(*) FROM pg_amproc
    WHERE amprocfamily < 16384 OR amprocfamily IN (SELECT oid FROM pg_opfamily WHERE opfnamespace IN (SELECT oid FROM own)) GROUP BY 2
    UNION ALL
    SELECT 'pg_aggregate', xmin, count(*) FROM pg_aggregate
    WHERE aggfnoid < 16384 OR aggfnoid IN (SELECT oid FROM pg_proc WHERE oid >= 16384 AND pronamespace IN (SELECT oid FROM own)) GROUP BY 2
    UNION ALL
    SELECT 'pg_enum', xmin, count(*) FROM pg_enum
    WHERE enumtypid < 16384 OR enumtypid IN (SELECT oid FROM pg_type WHERE oid >= 16384 AND typnamespace IN (SELECT oid FROM own)) GROUP BY 2
    UNION ALL
    SELECT 'pg_range', xmin, count(*) FROM pg_range
    WHERE rngtypid < 16384 OR rngtypid IN (SELECT oid FROM pg_type WHERE oid >= 16384 AND typnamespace IN (SELECT oid FROM own)) GROUP BY 2
    UNION ALL
    SELECT 'pg_ts_config_map', xmin, count(*) FROM pg_ts_config_map
    WHERE mapcfg < 16384 OR mapcfg IN (SELECT oid FROM pg_ts_config WHERE cfgnamespace IN (SELECT oid FROM own)) GROUP BY 2
    UNION ALL
    SELECT 'pg_constraint', xmin, count(*) FROM pg_constraint WHERE connamespace IN (SELECT oid FROM own) GROUP BY 2
    UNION ALL
    SELECT 'pg_rewrite', xmin, count(*) FROM pg_rewrite WHERE ev_class < 16384 OR ev_class IN (SELECT oid FROM made) GROUP BY 2
    UNION ALL
    SELECT 'pg_trigger', xmin, count(*) FROM pg_trigger WHERE tgrelid < 16384 OR tgrelid IN (SELECT oid FROM made) GROUP BY 2
    UNION ALL
    SELECT 'pg_policy', xmin, count(*) FROM pg_policy WHERE polrelid < 16384 OR polrelid IN (SELECT oid FROM made) GROUP BY 2
    UNION ALL
    SELECT 'pg_attrdef', xmin, count(*) FROM pg_attrdef WHERE adrelid < 16384 OR adrelid IN (SELECT oid FROM made) GROUP BY 2
    UNION ALL
    SELECT 'pg_statistic_ext', xmin, count(*) FROM pg_statistic_ext WHERE stxrelid < 16384 OR stxrelid IN (SELECT oid FROM made) GROUP BY 2
    UNION ALL
    SELECT 'pg_inherits', xmin, count(*) FROM pg_inherits WHERE inhrelid < 16384 OR inhrelid IN (SELECT oid FROM made) GROUP BY 2
    UNION ALL
    -- Those of large objects and of users' schemas have low numbers too, and are told as theirs.
    SELECT 'pg_description', xmin, count(*) FROM pg_description
    WHERE CASE WHEN objoid < 16384 THEN classoid <> 'pg_largeobject'::regclass AND (classoid <> 'pg_namespace'::regclass OR objoid IN (SELECT oid FROM own))
               ELSE classoid = 'pg_class'::regclass AND objoid IN (SELECT oid FROM made)
                    OR classoid = 'pg_collation'::regclass AND objoid IN (SELECT oid FROM pg_collation WHERE collnamespace = 'pg_catalog'::regnamespace) END
    GROUP BY 2
) v GROUP BY v.catalog
