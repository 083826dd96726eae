-- Every cast by a function, unless it is PostgreSQL's own cast by a function of PostgreSQL's own: what it is cast from and to, and
-- whether it is only run where it is written.
SELECT c.castsource,
       c.casttarget,
       c.castfunc::oid,
       c.castcontext = 'e'
  FROM pg_catalog.pg_cast AS c
 WHERE c.castfunc <> 0 AND (c.oid >= 16384 OR c.castfunc >= 16384)
