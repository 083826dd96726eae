-- What reading the rows of the relations $1 (oid[]) takes. Run with search_path = pg_catalog.
SELECT c.oid, a.amname::text,
       has_schema_privilege(c.relnamespace, 'USAGE'), has_table_privilege(c.oid, 'SELECT'), row_security_active(c.oid),
       pg_relation_filenode(c.oid)::int8,
       COALESCE(pg_relation_size(c.oid) / current_setting('block_size')::int8, 0),
       COALESCE(pg_table_size(c.oid), 0),
       c.reltuples,
       pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid),
       k.names, k.types
FROM pg_class c LEFT JOIN pg_am a ON a.oid = c.relam
LEFT JOIN LATERAL (
  -- Keys whose types are not PostgreSQL's own are left out: their operators may stand in any schema.
  SELECT array_agg(quote_ident(t.attname) ORDER BY i.place) AS names,
         array_agg(format_type(t.atttypid, t.atttypmod) ORDER BY i.place) AS types
  FROM pg_index x CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS i(number, place)
  JOIN pg_attribute t ON t.attrelid = c.oid AND t.attnum = i.number
  JOIN pg_type y ON y.oid = t.atttypid
  WHERE x.indrelid = c.oid AND x.indisprimary AND x.indisvalid AND i.place <= x.indnkeyatts
  HAVING bool_and(y.typnamespace = 'pg_catalog'::regnamespace AND y.typtype = 'b')
) k ON true
WHERE c.oid = ANY ($1)
