-- Every operator with the function that implements it.
SELECT o.oid, o.oprname, o.oprcode::oid
  FROM pg_catalog.pg_operator AS o
