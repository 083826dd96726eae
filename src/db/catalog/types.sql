-- Every type; of those that are not PostgreSQL's own (OIDs from 16384 on) also what they hold and which functions, not
-- PostgreSQL's own, using them runs: input and output, a range's canonical and difference functions, a cast to json, and
-- comparison and hashing in the operator families of btree (403) and hash (405), which sorting, grouping, and comparing
-- arrays, rows and ranges of them use. Checks of domains come as node trees.
-- rngmultitypid exists from 14 on, so it is read by name.
WITH part (type, part) AS (
  SELECT t.oid, t.typbasetype FROM pg_catalog.pg_type AS t WHERE t.oid >= 16384 AND t.typbasetype <> 0
  UNION ALL
  SELECT t.oid, t.typelem FROM pg_catalog.pg_type AS t WHERE t.oid >= 16384 AND t.typelem <> 0
  UNION ALL
  SELECT c.reltype, a.atttypid
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
   WHERE c.reltype >= 16384 AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT r.rngtypid, r.rngsubtype FROM pg_catalog.pg_range AS r WHERE r.rngtypid >= 16384
  UNION ALL
  SELECT (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::oid, r.rngtypid
    FROM pg_catalog.pg_range AS r
   WHERE r.rngtypid >= 16384 AND pg_catalog.to_jsonb(r) ->> 'rngmultitypid' IS NOT NULL
), runs (type, function) AS (
  SELECT t.oid, f.oid
    FROM pg_catalog.pg_type AS t
   CROSS JOIN LATERAL (VALUES (t.typinput::oid), (t.typoutput), (t.typmodin), (t.typmodout)) AS f (oid)
   WHERE t.oid >= 16384
  UNION ALL
  SELECT r.rngtypid, f.oid
    FROM pg_catalog.pg_range AS r
   CROSS JOIN LATERAL (VALUES (r.rngcanonical::oid), (r.rngsubdiff)) AS f (oid)
  UNION ALL
  SELECT c.castsource, c.castfunc FROM pg_catalog.pg_cast AS c WHERE c.casttarget IN (114, 3802)
  UNION ALL
  SELECT s.type, p.amproc
    FROM pg_catalog.pg_amproc AS p
    JOIN pg_catalog.pg_opfamily AS f ON f.oid = p.amprocfamily AND f.opfmethod IN (403, 405)
   CROSS JOIN LATERAL (VALUES (p.amproclefttype), (p.amprocrighttype)) AS s (type)
  UNION ALL
  SELECT s.type, o.oprcode
    FROM pg_catalog.pg_amop AS p
    JOIN pg_catalog.pg_operator AS o ON o.oid = p.amopopr
   CROSS JOIN LATERAL (VALUES (p.amoplefttype), (p.amoprighttype)) AS s (type)
   WHERE p.amopmethod IN (403, 405)
)
SELECT t.oid,
       n.nspname,
       t.typname,
       CASE WHEN t.typtype = 'b' AND t.typcategory = 'A' THEN 'a'::"char"
            WHEN t.typtype = 'm' THEN 'r'
            ELSE t.typtype END,
       CASE WHEN t.oid < 16384 AND n.nspname = 'pg_catalog' THEN pg_catalog.format_type(t.oid, NULL) END,
       parts.oids,
       runs.oids,
       checks.trees
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  LEFT JOIN (
    SELECT part.type, pg_catalog.array_agg(DISTINCT part.part) AS oids FROM part GROUP BY part.type
  ) AS parts ON parts.type = t.oid
  LEFT JOIN (
    SELECT runs.type, pg_catalog.array_agg(DISTINCT runs.function) AS oids
      FROM runs WHERE runs.function >= 16384 GROUP BY runs.type
  ) AS runs ON runs.type = t.oid
  LEFT JOIN (
    SELECT c.contypid AS type, pg_catalog.array_agg(c.conbin::text) AS trees
      FROM pg_catalog.pg_constraint AS c WHERE c.contypid >= 16384 AND c.conbin IS NOT NULL GROUP BY c.contypid
  ) AS checks ON checks.type = t.oid
