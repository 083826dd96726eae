-- What reading the relations $1 reads and runs besides: the query of a view, and the row-level policies for SELECT of a table
-- whose row-level security is on, as node trees; and whether that is done with the caller's own rights. Options of views
-- that no release has are no error here, so security_invoker (from 15 on) is read by name.
SELECT r.ev_class,
       r.ev_action::text,
       EXISTS (
         SELECT FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
          WHERE o.option_name = 'security_invoker' AND o.option_value::boolean)
  FROM pg_catalog.pg_rewrite AS r
  JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class AND c.relkind = 'v'
 WHERE r.ev_type = '1' AND r.ev_class = ANY ($1)
UNION ALL
SELECT p.polrelid, p.polqual::text, true
  FROM pg_catalog.pg_policy AS p
  JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid AND c.relrowsecurity
 WHERE p.polcmd IN ('r', '*') AND p.polqual IS NOT NULL AND p.polrelid = ANY ($1)
