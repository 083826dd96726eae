-- Every table that may hold rows of the database's own, with what decides how its rows can be copied: one JSON object a row.
WITH RECURSIVE up AS ( -- partitioned tables and parents, however far up
  SELECT i.inhrelid AS oid, i.inhparent AS ancestor FROM pg_catalog.pg_inherits i
  UNION
  SELECT up.oid, i.inhparent FROM up JOIN pg_catalog.pg_inherits i ON i.inhrelid = up.ancestor
), key AS ( -- what partitions are told apart by; an expression may use any column
  SELECT p.partrelid AS oid, a.attname
  FROM pg_catalog.pg_partitioned_table p JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum > 0
  WHERE a.attnum = ANY (p.partattrs::pg_catalog.int2[]) OR 0 = ANY (p.partattrs::pg_catalog.int2[])
)
SELECT pg_catalog.json_build_object(
  'oid', c.oid::pg_catalog.int8,
  'name', pg_catalog.json_build_object('schema', n.nspname, 'name', c.relname),
  'partitioned', c.relkind = 'p',
  'of_extension', EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                            AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'),
  'readable', pg_catalog.has_table_privilege(c.oid, 'SELECT'),
  'schema_usable', pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
  'row_security', pg_catalog.row_security_active(c.oid),
  'ancestors', COALESCE((SELECT pg_catalog.json_agg(up.ancestor::pg_catalog.int8 ORDER BY up.ancestor) FROM up WHERE up.oid = c.oid), '[]'),
  'partitions', COALESCE((SELECT pg_catalog.json_agg(up.oid::pg_catalog.int8 ORDER BY up.oid) FROM up
                          JOIN pg_catalog.pg_class l ON l.oid = up.oid
                          WHERE up.ancestor = c.oid AND c.relkind = 'p' AND l.relkind <> 'p'), '[]'),
  'columns', COALESCE((
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', a.attname,
      'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
      'base', b.base,
      'modifier', GREATEST(a.atttypmod, b.modifier),
      'not_null', a.attnotnull OR b.not_null,
      'generated', a.attgenerated <> '',
      'partition_key', EXISTS (SELECT FROM key WHERE key.attname = a.attname
                                 AND (key.oid = c.oid OR key.oid IN (SELECT up.ancestor FROM up WHERE up.oid = c.oid)))
    ) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a
    CROSS JOIN LATERAL ( -- what is under a domain, and the domains it is under
      WITH RECURSIVE under AS (
        SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull, t.typname, t.typnamespace
        FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid
        UNION ALL
        SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull, t.typname, t.typnamespace
        FROM under JOIN pg_catalog.pg_type t ON t.oid = under.typbasetype WHERE under.typtype = 'd'
      )
      SELECT COALESCE(pg_catalog.max(u.typname::pg_catalog.text) FILTER (WHERE u.typtype <> 'd' AND (u.typname = 'citext'
               OR u.typnamespace = 'pg_catalog'::pg_catalog.regnamespace)), '') AS base,
             pg_catalog.max(u.typtypmod) AS modifier, pg_catalog.bool_or(u.typnotnull) AS not_null
      FROM under u
    ) b
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
  'primary_key', COALESCE((
    SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
    FROM pg_catalog.pg_index i
    CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY k(number, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
    WHERE i.indrelid = c.oid AND i.indisprimary AND k.place <= i.indnkeyatts), '[]'),
  'foreign_keys', COALESCE((
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', f.conname,
      'references', f.confrelid::pg_catalog.int8,
      'validated', f.convalidated,
      'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
                  FROM pg_catalog.unnest(f.conkey) WITH ORDINALITY k(number, place)
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number),
      'referenced', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
                     FROM pg_catalog.unnest(f.confkey) WITH ORDINALITY k(number, place)
                     JOIN pg_catalog.pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number),
      'operators', (SELECT pg_catalog.json_agg(pg_catalog.format('OPERATOR(%I.%s)', s.nspname, o.oprname) ORDER BY k.place)
                    FROM pg_catalog.unnest(f.conpfeqop) WITH ORDINALITY k(operator, place)
                    JOIN pg_catalog.pg_operator o ON o.oid = k.operator
                    JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace)
    ) ORDER BY f.conname, f.oid)
    FROM pg_catalog.pg_constraint f
    WHERE f.conrelid = c.oid AND f.contype = 'f'
      -- A key to a partitioned table has a row for each partition that it may lead to; the key itself says it all.
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p WHERE p.oid = f.conparentid AND p.conrelid = f.conrelid)), '[]')
)::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.relname
