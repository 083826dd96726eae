-- What planning a query of a relation may work out though no tree of a statement shows it: the expressions and predicates of
-- its indexes, the expressions of its statistics objects, its checks and its partition key, as node trees, if they use
-- a function or operator that is not PostgreSQL's own (OIDs from 16384 on), or a type with an operator class; and the
-- functions, not PostgreSQL's own, that put the bounds of its partitions in order. The second column says that operators are tried out, too.
-- stxexprs exists from 14 on, so it is read by name.
WITH dependent (class, object) AS (
  SELECT DISTINCT d.classid, d.objid
    FROM pg_catalog.pg_depend AS d
   WHERE d.refobjid >= 16384
     AND (d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)
          OR d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
             AND d.refobjid IN (SELECT c.opcintype FROM pg_catalog.pg_opclass AS c WHERE c.oid >= 16384))
     AND d.classid IN ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass,
                       'pg_catalog.pg_statistic_ext'::pg_catalog.regclass)
)
SELECT i.indrelid, true, e.tree, NULL::oid[]
  FROM dependent AS d
  JOIN pg_catalog.pg_index AS i ON d.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.indexrelid = d.object
 CROSS JOIN LATERAL (VALUES (i.indexprs::text), (i.indpred::text)) AS e (tree)
 WHERE e.tree IS NOT NULL
UNION ALL
SELECT p.partrelid, false, p.partexprs::text, NULL
  FROM dependent AS d
  JOIN pg_catalog.pg_partitioned_table AS p ON d.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.partrelid = d.object
 WHERE p.partexprs IS NOT NULL
UNION ALL
SELECT c.conrelid, false, c.conbin::text, NULL
  FROM dependent AS d
  JOIN pg_catalog.pg_constraint AS c ON d.class = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND c.oid = d.object
 WHERE c.conrelid <> 0 AND c.conbin IS NOT NULL
UNION ALL
SELECT s.stxrelid, false, pg_catalog.to_jsonb(s) ->> 'stxexprs', NULL
  FROM dependent AS d
  JOIN pg_catalog.pg_statistic_ext AS s ON d.class = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND s.oid = d.object
 WHERE pg_catalog.to_jsonb(s) ->> 'stxexprs' IS NOT NULL
UNION ALL
SELECT p.partrelid, false, NULL, pg_catalog.array_agg(f.amproc::oid)
  FROM pg_catalog.pg_partitioned_table AS p
 CROSS JOIN LATERAL pg_catalog.unnest(p.partclass::oid[]) AS class (oid)
  JOIN pg_catalog.pg_opclass AS c ON c.oid = class.oid
  JOIN pg_catalog.pg_amproc AS f ON f.amprocfamily = c.opcfamily AND f.amproc >= 16384
 GROUP BY p.partrelid
