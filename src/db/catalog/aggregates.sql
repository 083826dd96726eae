-- Every aggregate with the functions it runs; pg_proc calls every aggregate immutable, whatever these are. The last is the
-- comparison by which min and max are read from an index, and its operator comes apart. Of its states the types that are not
-- PostgreSQL's own (OIDs from 16384 on).
SELECT a.aggfnoid::oid,
       pg_catalog.array_remove(
         ARRAY[a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn,
               a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, COALESCE(o.oprcode, 0::pg_catalog.regproc)]::oid[],
         0::oid),
       a.aggsortop,
       CASE WHEN a.aggtranstype >= 16384 OR a.aggmtranstype >= 16384 THEN
         pg_catalog.array_remove(ARRAY[a.aggtranstype, a.aggmtranstype], 0::oid) END
  FROM pg_catalog.pg_aggregate AS a
  LEFT JOIN pg_catalog.pg_operator AS o ON o.oid = a.aggsortop
