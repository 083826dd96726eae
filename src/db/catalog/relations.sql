-- Everything that can stand in FROM, with its columns and, at every depth, its partitions and inheritance children:
-- reading a table reads them, and a query's tree names only the table. Of stored generated columns also the columns that they
-- are worked out from: up to PostgreSQL 14 the column depends on them, from 15 on its default does.
WITH RECURSIVE child (parent, relation) AS (
  SELECT i.inhparent, i.inhrelid
    FROM pg_catalog.pg_inherits AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p', 'f')
), descendant (ancestor, relation) AS (
  SELECT child.parent, child.relation FROM child
  UNION
  SELECT d.ancestor, child.relation FROM descendant AS d JOIN child ON child.parent = d.relation
)
SELECT c.oid,
       n.nspname,
       c.relname,
       c.relkind,
       columns.numbers,
       columns.names,
       descendants.oids,
       c.relrowsecurity,
       generated.columns,
       generated.sources
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN (
    SELECT a.attrelid,
           pg_catalog.array_agg(a.attnum) AS numbers,
           pg_catalog.array_agg(a.attname) AS names
      FROM pg_catalog.pg_attribute AS a
     WHERE a.attnum > 0 AND NOT a.attisdropped
     GROUP BY a.attrelid
  ) AS columns ON columns.attrelid = c.oid
  LEFT JOIN (
    SELECT d.ancestor, pg_catalog.array_agg(d.relation) AS oids FROM descendant AS d GROUP BY d.ancestor
  ) AS descendants ON descendants.ancestor = c.oid
  LEFT JOIN (
    SELECT d.adrelid,
           pg_catalog.array_agg(a.attname) AS columns,
           pg_catalog.array_agg(source.attname) AS sources
      FROM pg_catalog.pg_attribute AS a
      JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      JOIN pg_catalog.pg_depend AS p
        ON p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.refobjid = d.adrelid AND p.refobjsubid <> d.adnum
       AND (p.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND p.objid = d.oid
            OR p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.objid = d.adrelid AND p.objsubid = d.adnum)
      JOIN pg_catalog.pg_attribute AS source ON source.attrelid = d.adrelid AND source.attnum = p.refobjsubid
     WHERE a.attgenerated <> ''
     GROUP BY d.adrelid
  ) AS generated ON generated.adrelid = c.oid
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 't')
