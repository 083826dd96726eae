-- Who may set or alter settings, what publications name themselves, and options of subscriptions; from PostgreSQL 15 on. Run with search_path = pg_catalog.
SELECT 'parameter' AS kind, p.parname AS name,
       (SELECT string_agg('grant=' || a::text, E'\n' ORDER BY a::text COLLATE "C") FROM unnest(p.paracl) a) AS definition
FROM pg_parameter_acl p
UNION ALL
SELECT 'publication', format('%I', p.pubname), 'schema=' || n.pnnspid::regnamespace::text
FROM pg_publication_namespace n JOIN pg_publication p ON p.oid = n.pnpubid
UNION ALL
SELECT 'publication', format('%I', p.pubname), concat_ws(' ', 'named table=' || r.prrelid::regclass::text, 'columns=' || r.prattrs::text,
         'where=' || pg_get_expr(r.prqual, r.prrelid))
FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
UNION ALL
-- That two phases are pending, and then in use, is the subscription's own affair.
SELECT 'subscription', format('%I', s.subname),
       concat_ws(E'\n', 'two_phase=' || (s.subtwophasestate <> 'd'), 'disable_on_error=' || s.subdisableonerr, 'skip=' || s.subskiplsn)
FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
