-- Every operator with the function that implements it and, of one that is not PostgreSQL's own (OIDs from 16384 on), the
-- other functions, not PostgreSQL's own, of its operator families: sorting, hashing and searching by the operator runs
-- those, whichever family is the default. Of btree (403) and hash (405), and the operators of brin (3580).
SELECT o.oid, o.oprname, o.oprcode::oid, families.functions
  FROM pg_catalog.pg_operator AS o
  LEFT JOIN (
    SELECT m.amopopr, pg_catalog.array_agg(DISTINCT f.function) AS functions
      FROM pg_catalog.pg_amop AS m
      JOIN (
        SELECT p.amprocfamily AS family, p.amproc::oid AS function
          FROM pg_catalog.pg_amproc AS p
          JOIN pg_catalog.pg_opfamily AS method ON method.oid = p.amprocfamily AND method.opfmethod IN (403, 405)
         WHERE p.amproc >= 16384
        UNION ALL
        SELECT other.amopfamily, code.oprcode
          FROM pg_catalog.pg_amop AS other
          JOIN pg_catalog.pg_operator AS code ON code.oid = other.amopopr AND code.oprcode >= 16384
         WHERE other.amopmethod IN (403, 405, 3580)
      ) AS f ON f.family = m.amopfamily
     WHERE m.amopopr >= 16384
     GROUP BY m.amopopr
  ) AS families ON families.amopopr = o.oid
