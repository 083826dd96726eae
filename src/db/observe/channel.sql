-- Sessions of clients in this database, those of replication too, which take SQL like any. $1: our roles; $2: seconds after which an idle transaction is left open.
-- A role that may not see a session's state sees NULL for it, and for its backend_type too, so blind rows are told by what is always shown: whose session it is.
SELECT count(*) FILTER (WHERE a.state IS NULL OR a.state = 'disabled'),
       count(*) FILTER (WHERE a.state = 'disabled'),
       count(*) FILTER (WHERE i.idle), count(*) FILTER (WHERE i.idle AND i.long),
       count(*) FILTER (WHERE a.usename = ANY ($1) AND a.backend_xid IS NOT NULL),
       -- One of another database may have altered a role or granted on this one, unless its locks tell of that database's relations
       -- alone. The locks are read at once: a transaction without its own has ended meanwhile.
       (WITH left_locked AS MATERIALIZED (SELECT * FROM pg_catalog.pg_locks WHERE pid IS NULL)
        SELECT count(*) FROM pg_catalog.pg_prepared_xacts p
        WHERE p.database = pg_catalog.current_database()
           OR EXISTS (SELECT FROM left_locked x WHERE x.locktype = 'transactionid' AND x.transactionid = p.transaction
                      AND (SELECT pg_catalog.bool_or(k.database = 0) IS NOT false FROM left_locked k
                           WHERE k.virtualtransaction = x.virtualtransaction AND k.locktype = 'relation'
                             AND k.mode NOT IN ('AccessShareLock', 'RowShareLock')))),
       -- Writers amid a statement that wait for their client, with all that moves on when it says something: COPY counts its bytes.
       COALESCE(array_agg(pg_catalog.format('%s %s %s', a.pid, a.state_change,
                                 (SELECT p.bytes_processed FROM pg_catalog.pg_stat_progress_copy p WHERE p.pid = a.pid)))
                FILTER (WHERE a.state <> 'idle' AND NOT i.idle AND a.backend_xid IS NOT NULL AND a.wait_event IN ('ClientRead', 'ClientWrite')), '{}')
FROM pg_catalog.pg_stat_activity a CROSS JOIN LATERAL (
  -- Our own read-only calls are idle between their round trips; with a transaction id they would have written.
  SELECT a.state LIKE 'idle in transaction%'
           AND NOT (a.usename = ANY ($1) AND a.backend_xid IS NULL
                    AND a.application_name = pg_catalog.current_setting('application_name')) AS idle,
         pg_catalog.clock_timestamp() - a.state_change >= pg_catalog.make_interval(secs => $2) AS long
) i
WHERE a.datname = pg_catalog.current_database() AND a.usesysid IS NOT NULL
  AND a.pid <> pg_catalog.pg_backend_pid()
  AND COALESCE(a.backend_type, 'client backend') IN ('client backend', 'walsender')
