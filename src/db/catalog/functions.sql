-- Every function, procedure, aggregate and window function. Bodies only of those that are not PostgreSQL's own (OIDs from
-- 16384 on) and are written in SQL or PL/pgSQL, and, for `internal` ones, the function of PostgreSQL's own that they stand for.
-- Of these also the types of results and arguments, without the record that OUT columns make. Default arguments too: the planner adds them, so no tree shows what they call.
-- prosqlbody exists from 14 on, so it is read by name, from a row of its own: a whole row of this query would be made of every
-- function. Last, the search_path that a function sets for itself and what it calls,
-- and the session's.
SELECT p.oid,
       n.nspname,
       p.proname,
       p.proargtypes::oid[],
       p.prokind,
       p.provolatile,
       p.prosecdef,
       l.lanname,
       l.lanpltrusted,
       p.pronargs >= 1
         AND (p.pronargs - p.pronargdefaults <= 1 OR p.provariadic <> 0)
         AND first_argument.typtype IN ('c', 'd', 'p'),
       e.extname,
       CASE WHEN p.oid >= 16384 AND l.lanname IN ('sql', 'plpgsql') THEN p.prosrc END,
       CASE WHEN p.oid >= 16384 AND l.lanname = 'sql' THEN
         (SELECT pg_catalog.to_jsonb(own) ->> 'prosqlbody' FROM pg_catalog.pg_proc AS own WHERE own.oid = p.oid) END,
       stands_for.oids,
       CASE WHEN p.oid >= 16384 THEN p.proargdefaults::text END,
       CASE WHEN p.oid < 16384 THEN NULL
            WHEN p.proallargtypes IS NULL THEN p.prorettype || p.proargtypes::oid[]
            WHEN p.prorettype = 'pg_catalog.record'::pg_catalog.regtype THEN p.proallargtypes
            ELSE p.prorettype || p.proallargtypes END,
       CASE WHEN p.proconfig IS NOT NULL THEN
         (SELECT pg_catalog.substr(s.setting, 13)
            FROM pg_catalog.unnest(p.proconfig) AS s (setting)
           WHERE pg_catalog.starts_with(s.setting, 'search_path=')) END,
       CASE WHEN p.oid >= 16384 THEN pg_catalog.current_setting('search_path') END
  FROM pg_catalog.pg_proc AS p
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
  LEFT JOIN pg_catalog.pg_type AS first_argument ON first_argument.oid = p.proargtypes[0]
  LEFT JOIN pg_catalog.pg_depend AS d
    ON p.oid >= 16384
   AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
   AND d.objid = p.oid
   AND d.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid
  LEFT JOIN (
    SELECT own.oid, pg_catalog.array_agg(b.oid) AS oids
      FROM pg_catalog.pg_proc AS own
      JOIN pg_catalog.pg_language AS internal ON internal.oid = own.prolang AND internal.lanname = 'internal'
      JOIN pg_catalog.pg_proc AS b ON b.oid < 16384 AND b.prolang = own.prolang AND b.prosrc = own.prosrc
     WHERE own.oid >= 16384
     GROUP BY own.oid
  ) AS stands_for ON stands_for.oid = p.oid
