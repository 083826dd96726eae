-- Rows of the catalogs that hold definitions, written at or after the xmin of the transaction snapshot $1 (text), by catalog,
-- relation or else schema, and version. With $2 always, else only when a transaction finished since that snapshot, which a
-- standby cannot tell, for it lists none in progress. Which of them matter is for the reader to say; what is temporary never
-- does. VACUUM and ANALYZE leave no new version behind, for they write in place. Run with search_path = pg_catalog.
SELECT w.catalog::regclass::text, n.nspname::text, w.version::text, w.n, up.schemas, up.names
FROM (
  SELECT t.catalog, t.namespace, t.relation, t.version, count(*) AS n
  FROM (
    SELECT tableoid AS catalog, xmin AS version, relnamespace AS namespace, oid AS relation FROM pg_class
    UNION ALL SELECT tableoid, xmin, NULL, attrelid FROM pg_attribute
    UNION ALL SELECT tableoid, xmin, NULL, adrelid FROM pg_attrdef
    UNION ALL SELECT tableoid, xmin, NULL, indrelid FROM pg_index
    UNION ALL SELECT tableoid, xmin, connamespace, NULLIF(conrelid, 0) FROM pg_constraint
    UNION ALL SELECT tableoid, xmin, NULL, tgrelid FROM pg_trigger
    UNION ALL SELECT tableoid, xmin, NULL, ev_class FROM pg_rewrite
    UNION ALL SELECT tableoid, xmin, NULL, polrelid FROM pg_policy
    UNION ALL SELECT tableoid, xmin, NULL, inhrelid FROM pg_inherits
    UNION ALL SELECT tableoid, xmin, NULL, partrelid FROM pg_partitioned_table
    UNION ALL SELECT tableoid, xmin, NULL, seqrelid FROM pg_sequence
    UNION ALL SELECT tableoid, xmin, NULL, ftrelid FROM pg_foreign_table
    UNION ALL SELECT tableoid, xmin, NULL, prrelid FROM pg_publication_rel
    UNION ALL SELECT tableoid, xmin, stxnamespace, NULL FROM pg_statistic_ext
    UNION ALL SELECT tableoid, xmin, oid, NULL FROM pg_namespace
    UNION ALL SELECT tableoid, xmin, pronamespace, NULL FROM pg_proc
    UNION ALL SELECT tableoid, xmin, typnamespace, NULLIF(typrelid, 0) FROM pg_type
    UNION ALL SELECT e.tableoid, e.xmin, y.typnamespace, NULL FROM pg_enum e JOIN pg_type y ON y.oid = e.enumtypid
    UNION ALL SELECT tableoid, xmin, oprnamespace, NULL FROM pg_operator
    UNION ALL SELECT tableoid, xmin, opcnamespace, NULL FROM pg_opclass
    UNION ALL SELECT tableoid, xmin, opfnamespace, NULL FROM pg_opfamily
    UNION ALL SELECT tableoid, xmin, collnamespace, NULL FROM pg_collation
    UNION ALL SELECT tableoid, xmin, connamespace, NULL FROM pg_conversion
    UNION ALL SELECT tableoid, xmin, cfgnamespace, NULL FROM pg_ts_config
    UNION ALL SELECT tableoid, xmin, dictnamespace, NULL FROM pg_ts_dict
    UNION ALL SELECT tableoid, xmin, prsnamespace, NULL FROM pg_ts_parser
    UNION ALL SELECT tableoid, xmin, tmplnamespace, NULL FROM pg_ts_template
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_cast
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_transform
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_am
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_amop
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_amproc
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_language
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_event_trigger
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_foreign_data_wrapper
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_foreign_server
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_extension
    UNION ALL SELECT tableoid, xmin, NULL, NULL FROM pg_publication
  ) t
  WHERE ($2 OR (SELECT pg_is_in_recovery() OR pg_current_snapshot()::text <> $1))
    AND age(t.version) <= (SELECT age(pg_snapshot_xmin($1::pg_snapshot)::xid))
  GROUP BY t.catalog, t.namespace, t.relation, t.version
) w
LEFT JOIN pg_class c ON c.oid = w.relation
LEFT JOIN pg_namespace n ON n.oid = COALESCE(c.relnamespace, w.namespace)
-- A relation is covered by the names of what it is a part of, too.
CROSS JOIN LATERAL (
  WITH RECURSIVE above(oid) AS (
    SELECT w.relation UNION SELECT i.inhparent FROM pg_inherits i JOIN above ON i.inhrelid = above.oid
  )
  SELECT COALESCE(array_agg(s.nspname::text ORDER BY r.oid), '{}') AS schemas, COALESCE(array_agg(r.relname::text ORDER BY r.oid), '{}') AS names
  FROM above JOIN pg_class r ON r.oid = above.oid JOIN pg_namespace s ON s.oid = r.relnamespace
) up
WHERE n.nspname IS NULL OR n.nspname !~ '^pg_(toast|temp_)'
