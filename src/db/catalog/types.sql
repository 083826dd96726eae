-- Every type; of those that are not PostgreSQL's own (OIDs from 16384 on) also what they hold and which functions, not
-- PostgreSQL's own, making or using a value runs. Making: input, a range's canonical function, and the checks of domains,
-- which come as node trees. Using: output, a range's difference and the comparison of its bounds, and comparison and hashing
-- in the operator families of btree (403) and hash (405), which sorting, grouping, and comparing arrays, rows and ranges of
-- them use: those of the type's default operator classes, and those with an operator of PostgreSQL's own, which an index may
-- be searched by. Other families are used where one of their operators is written. A cast to json, which making JSON runs,
-- apart.
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
), making (type, function) AS (
  SELECT t.oid, f.oid
    FROM pg_catalog.pg_type AS t
   CROSS JOIN LATERAL (VALUES (t.typinput::oid), (t.typmodin)) AS f (oid)
   WHERE t.oid >= 16384 AND f.oid >= 16384
  UNION ALL
  SELECT r.rngtypid, r.rngcanonical FROM pg_catalog.pg_range AS r WHERE r.rngcanonical >= 16384
), with_builtins (family) AS (
  SELECT m.amopfamily FROM pg_catalog.pg_amop AS m WHERE m.amopmethod IN (403, 405) AND m.amopopr < 16384 GROUP BY m.amopfamily
), implicit (family, type) AS (
  SELECT c.opcfamily, c.opcintype FROM pg_catalog.pg_opclass AS c WHERE c.opcdefault AND c.opcmethod IN (403, 405)
), uses_of (type, function) AS (
  SELECT t.oid, f.oid
    FROM pg_catalog.pg_type AS t
   CROSS JOIN LATERAL (VALUES (t.typoutput::oid), (t.typmodout)) AS f (oid)
   WHERE t.oid >= 16384 AND f.oid >= 16384
  UNION ALL
  SELECT r.rngtypid, r.rngsubdiff FROM pg_catalog.pg_range AS r WHERE r.rngsubdiff >= 16384
  UNION ALL
  SELECT r.rngtypid, p.amproc
    FROM pg_catalog.pg_range AS r
    JOIN pg_catalog.pg_opclass AS c ON c.oid = r.rngsubopc
    JOIN pg_catalog.pg_amproc AS p ON p.amprocfamily = c.opcfamily
   WHERE p.amproc >= 16384
  UNION ALL
  SELECT s.type, p.amproc
    FROM pg_catalog.pg_amproc AS p
    JOIN pg_catalog.pg_opfamily AS f ON f.oid = p.amprocfamily AND f.opfmethod IN (403, 405)
   CROSS JOIN LATERAL (VALUES (p.amproclefttype), (p.amprocrighttype)) AS s (type)
   WHERE p.amproc >= 16384
     AND (p.amprocfamily IN (SELECT b.family FROM with_builtins AS b)
          OR (p.amprocfamily, s.type) IN (SELECT i.family, i.type FROM implicit AS i))
  UNION ALL
  SELECT s.type, o.oprcode
    FROM pg_catalog.pg_amop AS p
    JOIN pg_catalog.pg_operator AS o ON o.oid = p.amopopr
   CROSS JOIN LATERAL (VALUES (p.amoplefttype), (p.amoprighttype)) AS s (type)
   WHERE p.amopmethod IN (403, 405) AND o.oprcode >= 16384
     AND (p.amopfamily IN (SELECT b.family FROM with_builtins AS b)
          OR (p.amopfamily, s.type) IN (SELECT i.family, i.type FROM implicit AS i))
)
SELECT t.oid,
       n.nspname,
       t.typname,
       CASE WHEN t.typtype = 'b' AND t.typcategory = 'A' THEN 'a'::"char"
            WHEN t.typtype = 'm' THEN 'r'
            ELSE t.typtype END,
       CASE WHEN t.oid < 16384 AND n.nspname = 'pg_catalog' THEN pg_catalog.format_type(t.oid, NULL) END,
       parts.oids,
       uses.oids,
       makes.oids,
       checks.trees,
       to_json.oids
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  LEFT JOIN (
    SELECT part.type, pg_catalog.array_agg(DISTINCT part.part) AS oids FROM part GROUP BY part.type
  ) AS parts ON parts.type = t.oid
  LEFT JOIN (
    SELECT u.type, pg_catalog.array_agg(DISTINCT u.function) AS oids
      FROM uses_of AS u GROUP BY u.type
  ) AS uses ON uses.type = t.oid
  LEFT JOIN (
    SELECT c.castsource AS type, pg_catalog.array_agg(DISTINCT c.castfunc::oid) AS oids
      FROM pg_catalog.pg_cast AS c WHERE c.casttarget IN (114, 3802) AND c.castfunc >= 16384 GROUP BY c.castsource
  ) AS to_json ON to_json.type = t.oid
  LEFT JOIN (
    SELECT m.type, pg_catalog.array_agg(DISTINCT m.function) AS oids
      FROM making AS m GROUP BY m.type
  ) AS makes ON makes.type = t.oid
  LEFT JOIN (
    SELECT c.contypid AS type, pg_catalog.array_agg(c.conbin::text) AS trees
      FROM pg_catalog.pg_constraint AS c WHERE c.contypid >= 16384 AND c.conbin IS NOT NULL GROUP BY c.contypid
  ) AS checks ON checks.type = t.oid
