-- What reading the rows of the relations $1 (oid[]) takes. Run with search_path = pg_catalog.
WITH RECURSIVE inexact(oid, alone, listed) AS (
  -- Types of which two values may have one text, and what tells those apart, alone and in an array.
  VALUES
    -- Overloads share a name, and whoever renames may give one to another.
    ('regproc'::regtype::oid, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'), ('regprocedure'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'),
    ('regoper'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'), ('regoperator'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'),
    ('regclass'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'), ('regtype'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'),
    ('regrole'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'), ('regnamespace'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'),
    ('regconfig'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'), ('regdictionary'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'),
    ('regcollation'::regtype, '%s::pg_catalog.oid', '%s::pg_catalog.oid[]'),
    -- Its declaration is left out.
    ('xml'::regtype, '%s::pg_catalog.text', '%s::pg_catalog.text[]'),
    -- Its parentheses are left out where they change nothing.
    ('tsquery'::regtype, 'pg_catalog.tsquerysend(%s)', NULL),
    -- Roles may exchange their names, and a number is a role's name too.
    ('aclitem'::regtype, NULL, NULL)
), composed AS MATERIALIZED (
  SELECT a.attrelid, a.attnum, a.attname, a.atttypid
  FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
  WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped
    AND (y.typtype <> 'b' OR y.oid >= 16384 OR y.typsubscript = 'array_subscript_handler'::regproc OR y.oid IN (SELECT oid FROM inexact))
), held(root, oid, place) AS (
  SELECT atttypid, atttypid, 'alone' FROM composed
  UNION
  SELECT h.root, n.oid, n.place
  -- Of few types each is looked up, where a join would read them all.
  FROM held h CROSS JOIN LATERAL (SELECT * FROM pg_type y WHERE y.oid = h.oid OFFSET 0) y CROSS JOIN LATERAL (
    SELECT y.typbasetype, h.place WHERE y.typtype = 'd'
    UNION ALL
    SELECT y.typelem, CASE h.place WHEN 'alone' THEN 'listed' ELSE 'inside' END WHERE y.typsubscript = 'array_subscript_handler'::regproc
    UNION ALL
    SELECT r.rngsubtype, 'inside' FROM pg_range r WHERE r.rngtypid = y.oid OR r.rngmultitypid = y.oid
    UNION ALL
    SELECT a.atttypid, 'inside' FROM pg_attribute a WHERE y.typrelid <> 0 AND a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped
  ) n(oid, place)
), made AS (
  -- What composite types are made of, as the columns of rows are. Labels of enums are not looked at: that one was added, which
  -- changes no row, could not be told from that two were swapped.
  SELECT h.root, string_agg(p.part, E'\n' ORDER BY p.part COLLATE "C") AS parts
  FROM (SELECT DISTINCT root, oid FROM held) h CROSS JOIN LATERAL (SELECT * FROM pg_type y WHERE y.oid = h.oid OFFSET 0) y CROSS JOIN LATERAL (
    SELECT concat_ws(' ', format_type(y.oid, NULL), 'attribute', a.attnum, format_type(a.atttypid, a.atttypmod), quote_ident(a.attname))
    FROM pg_attribute a WHERE y.typrelid <> 0 AND a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped
  ) p(part) GROUP BY h.root
), shaped AS (
  -- Names of types, for one may be made anew as it was; what a column is computed by is not of the rows that are stored.
  SELECT a.attrelid, string_agg(concat_ws(' ', a.attnum, format_type(a.atttypid, a.atttypmod), a.attgenerated::text, quote_ident(a.attname), m.parts), E'\n' ORDER BY a.attnum) AS shape
  FROM pg_attribute a LEFT JOIN made m ON m.root = a.atttypid
  WHERE a.attrelid = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped GROUP BY a.attrelid
), told AS (
  SELECT h.root, min(CASE h.place WHEN 'alone' THEN x.alone WHEN 'listed' THEN x.listed END) AS read,
         bool_or(CASE h.place WHEN 'alone' THEN x.alone WHEN 'listed' THEN x.listed END IS NULL) AS partly
  FROM held h CROSS JOIN LATERAL (SELECT * FROM pg_type y WHERE y.oid = h.oid OFFSET 0) y LEFT JOIN inexact x ON x.oid = h.oid
  -- What a function of an extension's, or of anybody's, writes of a value need not be all of it, unless it is that of text
  -- under another name.
  WHERE x.oid IS NOT NULL
     OR y.oid >= 16384 AND y.typtype = 'b' AND y.typsubscript <> 'array_subscript_handler'::regproc
        AND (SELECT f.prosrc FROM pg_proc f JOIN pg_language l ON l.oid = f.prolang
             WHERE f.oid = y.typoutput AND l.lanname = 'internal') IS DISTINCT FROM 'textout'
  GROUP BY h.root
), exact AS (
  SELECT r.attrelid, e.columns, e.partly
  FROM (SELECT DISTINCT c.attrelid FROM composed c JOIN told ON told.root = c.atttypid) r CROSS JOIN LATERAL (
    SELECT string_agg(CASE WHEN t.partly IS DISTINCT FROM false THEN 't.' || quote_ident(a.attname)
                           ELSE format(t.read, 't.' || quote_ident(a.attname)) END, ', ' ORDER BY a.attnum) AS columns,
           array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE t.partly) AS partly
    FROM pg_attribute a LEFT JOIN told t ON t.root = a.atttypid
    WHERE a.attrelid = r.attrelid AND a.attnum > 0 AND NOT a.attisdropped) e
)
SELECT c.oid, a.amname::text,
       has_schema_privilege(c.relnamespace, 'USAGE'), has_table_privilege(c.oid, 'SELECT'), row_security_active(c.oid),
       pg_relation_filenode(c.oid)::int8,
       COALESCE(pg_relation_size(c.oid) / current_setting('block_size')::int8, 0),
       COALESCE(pg_table_size(c.oid), 0),
       c.reltuples,
       pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid),
       k.names, k.types, e.columns, e.partly, encode(sha256(convert_to(COALESCE(s.shape, ''), getdatabaseencoding())), 'hex'),
       (SELECT current_setting('track_counts')::bool)
FROM pg_class c LEFT JOIN pg_am a ON a.oid = c.relam
LEFT JOIN LATERAL (
  -- Keys whose types are not PostgreSQL's own are left out: their operators may stand in any schema. So are those whose
  -- text is not theirs alone: it would not lead back to the row.
  SELECT array_agg(quote_ident(t.attname) ORDER BY i.place) AS names,
         array_agg(format_type(t.atttypid, t.atttypmod) ORDER BY i.place) AS types
  FROM pg_index x CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS i(number, place)
  JOIN pg_attribute t ON t.attrelid = c.oid AND t.attnum = i.number
  JOIN pg_type y ON y.oid = t.atttypid
  WHERE x.indrelid = c.oid AND x.indisprimary AND x.indisvalid AND i.place <= x.indnkeyatts
  HAVING bool_and(y.typnamespace = 'pg_catalog'::regnamespace AND y.typtype = 'b' AND y.oid NOT IN (SELECT told.root FROM told))
) k ON true
LEFT JOIN exact e ON e.attrelid = c.oid
LEFT JOIN shaped s ON s.attrelid = c.oid
WHERE c.oid = ANY ($1)
