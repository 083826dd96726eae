-- What changes nothing: maintenance, statistics, restarts, reading, temporary things.

-- mutation: nothing at all
-- expect: SAFE
-- content: SAFE
-- counters: SAFE
SELECT 1;

-- mutation: reading and locking
-- expect: SAFE
SELECT count(*) FROM g.heap; SELECT * FROM g.heap FOR UPDATE; SELECT pg_advisory_lock(1);

-- mutation: vacuum
-- expect: SAFE
-- content: SAFE
-- before: UPDATE g.heap SET v = v; DELETE FROM g.heap WHERE id > 90;
VACUUM;

-- mutation: vacuum freeze
-- expect: SAFE
-- content: SAFE
VACUUM (FREEZE);

-- mutation: vacuum full
-- expect: SAFE
-- content: SAFE
-- before: UPDATE g.heap SET v = v; DELETE FROM g.heap WHERE id > 90;
VACUUM FULL g.heap, g.toasted, g.keyless, g.unlogged, g.parent, g.child, g.parted, g.counted, g.dropped, g.generated, d.plain, d.second, pg_largeobject;

-- mutation: vacuum freeze and full, repeated
-- expect: SAFE
-- content: SAFE
VACUUM (FULL, FREEZE) g.heap; VACUUM (FREEZE, DISABLE_PAGE_SKIPPING); VACUUM FULL pg_proc; VACUUM (FULL, FREEZE) pg_foreign_server, pg_user_mapping, pg_subscription, pg_authid;

-- mutation: analyze
-- expect: SAFE
-- content: SAFE
-- counters: SAFE
ANALYZE; ANALYZE d.referring;

-- mutation: cluster by a mark that stood
-- expect: SAFE
-- content: SAFE
-- before: ALTER TABLE g.heap CLUSTER ON heap_pkey;
CLUSTER g.heap;

-- mutation: cluster that sets its mark
-- expect: INDETERMINATE | CLUSTER
CLUSTER g.heap USING heap_pkey;

-- mutation: reindex of a table
-- expect: SAFE
-- content: SAFE
REINDEX TABLE g.heap;

-- mutation: reindex of the database
-- expect: SAFE
REINDEX DATABASE :"DBNAME";

-- mutation: reindex concurrently
-- expect: SAFE
REINDEX TABLE CONCURRENTLY g.toasted; REINDEX SCHEMA CONCURRENTLY d;

-- mutation: checkpoint
-- expect: SAFE
-- counters: SAFE
CHECKPOINT;

-- mutation: log switched
-- expect: SAFE
SELECT pg_switch_wal();

-- mutation: restore point and log message
-- expect: SAFE
SELECT pg_create_restore_point('x'); SELECT pg_logical_emit_message(true, 'a', 'b'); NOTIFY x;

-- mutation: statistics reset
-- expect: SAFE
-- counters: INDETERMINATE | reset
SELECT pg_stat_reset(); SELECT pg_stat_reset_shared('bgwriter'); CREATE TABLE d.brief (); DROP TABLE d.brief;

-- mutation: statistics of one table reset
-- expect: SAFE
-- before: INSERT INTO g.heap VALUES (500);
-- counters: INDETERMINATE | reset
SELECT pg_stat_reset_single_table_counters('g.heap'::regclass); CREATE TABLE d.brief (); DROP TABLE d.brief;

-- mutation: index made concurrently and dropped
-- expect: SAFE
CREATE INDEX CONCURRENTLY brief ON g.heap (v); DROP INDEX CONCURRENTLY g.brief;

-- mutation: temporary table
-- expect: SAFE
-- counters: SAFE
CREATE TEMP TABLE gone (id serial PRIMARY KEY, v text); INSERT INTO gone (v) VALUES ('x'); COMMENT ON TABLE gone IS 'x'; CREATE TEMP VIEW seen AS SELECT * FROM gone;

-- mutation: temporary table of a session still open
-- expect: SAFE
-- open: CREATE TEMP TABLE kept_open (id serial PRIMARY KEY); INSERT INTO kept_open DEFAULT VALUES
SELECT 1;

-- mutation: grant and revoke
-- expect: SAFE
GRANT INSERT ON d.plain TO app_user; REVOKE INSERT ON d.plain FROM app_user; GRANT EXECUTE ON FUNCTION d.twice, pg_catalog.now() TO app_user; REVOKE EXECUTE ON FUNCTION d.twice, pg_catalog.now() FROM app_user; GRANT USAGE ON TYPE d.mood, pg_catalog.int4 TO app_user; REVOKE USAGE ON TYPE d.mood, pg_catalog.int4 FROM app_user;

-- mutation: table made and dropped
-- expect: SAFE
CREATE TABLE d.brief (id serial PRIMARY KEY); DROP TABLE d.brief;

-- mutation: view replaced by itself
-- expect: SAFE
CREATE OR REPLACE VIEW d.seen WITH (security_barrier = true, security_invoker = true) AS SELECT id, name FROM d.plain WHERE n > 0 WITH LOCAL CHECK OPTION;

-- mutation: materialized view refreshed with the same rows
-- expect: SAFE
REFRESH MATERIALIZED VIEW g.counted; REFRESH MATERIALIZED VIEW CONCURRENTLY g.counted;

-- mutation: another database made and dropped
-- expect: SAFE
CREATE DATABASE brief_database; DROP DATABASE brief_database;

-- mutation: transactions elsewhere
-- expect: SAFE
\c postgres
CREATE TABLE elsewhere_too (id int);
DROP TABLE elsewhere_too;

-- mutation: configuration reloaded
-- expect: SAFE
SELECT pg_reload_conf(); SELECT pg_sleep(0.2);

-- mutation: server restarted
-- expect: SAFE
-- content: SAFE
-- counters: INDETERMINATE | reset
-- server: restart
SELECT 1;

-- mutation: write before a server restart
-- expect: UNSAFE | relation g.heap
-- server: restart
UPDATE g.heap SET v = v WHERE id = 5;

-- mutation: server crashed at once, which empties unlogged tables
-- expect: UNSAFE | relation g.unlogged
-- content: UNSAFE | relation g.unlogged
-- counters: INDETERMINATE | reset
-- before: INSERT INTO g.unlogged SELECT n FROM generate_series(200, 210) n; CHECKPOINT;
-- server: crash
SELECT 1;

-- mutation: one server process crashed, which empties unlogged tables too
-- expect: UNSAFE | relation g.unlogged
-- content: UNSAFE | relation g.unlogged
-- counters: INDETERMINATE | reset
-- before: INSERT INTO g.unlogged SELECT n FROM generate_series(200, 210) n; CHECKPOINT;
-- server: backend crash
SELECT 1;

-- mutation: write before a server process crashed
-- expect: UNSAFE | relation g.heap
-- counters: INDETERMINATE | reset
-- before: CHECKPOINT;
-- server: backend crash
SET synchronous_commit = on; UPDATE g.heap SET v = v WHERE id = 5;

-- mutation: function of PostgreSQL's own with a body of SQL, granted again
-- expect: SAFE
REVOKE EXECUTE ON FUNCTION pg_catalog.lpad(text, integer) FROM PUBLIC; GRANT EXECUTE ON FUNCTION pg_catalog.lpad(text, integer) TO PUBLIC;

-- mutation: definitions made again from their own text
-- expect: SAFE
-- before: CREATE FUNCTION d.disc(anyelement) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE FUNCTION d.disc(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2';
-- before: CREATE VIEW d.discounts AS SELECT d.disc(1), d.disc('a'::text) AS other; CREATE POLICY p ON d.secured USING (d.disc(id) = 1); ALTER TABLE d.plain ALTER n SET DEFAULT d.disc(1);
-- before: CREATE AGGREGATE d.tot(int) (SFUNC = d.add, STYPE = int); CREATE FUNCTION d.bodied() RETURNS int LANGUAGE sql RETURN d.disc(1); CREATE INDEX by_disc ON d.plain (d.disc(n));
CREATE OR REPLACE VIEW d.discounts AS SELECT d.disc(1), d.disc('a'::text) AS other; ALTER POLICY p ON d.secured USING (d.disc(id) = 1); ALTER TABLE d.plain ALTER n SET DEFAULT d.disc(1); CREATE OR REPLACE AGGREGATE d.tot(int) (SFUNC = d.add, STYPE = int); CREATE OR REPLACE FUNCTION d.bodied() RETURNS int LANGUAGE sql RETURN d.disc(1); REINDEX INDEX CONCURRENTLY d.by_disc;

-- mutation: overload made and dropped
-- expect: SAFE
-- before: CREATE FUNCTION d.disc(anyelement) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE VIEW d.discounts AS SELECT d.disc(1);
CREATE FUNCTION d.disc(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2'; DROP FUNCTION d.disc(int);

-- mutation: comments in the files of who may connect as whom, and a reload
-- expect: SAFE
COPY (SELECT '# a comment') TO PROGRAM 'sed -i "1r /dev/stdin" pg_hba.conf'; COPY (SELECT '# a comment') TO PROGRAM 'sed -i "1r /dev/stdin" pg_ident.conf'; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);

-- mutation: maintenance of what is PostgreSQL's own
-- expect: SAFE
-- content: SAFE
-- before: CREATE TABLE information_schema.ours (a int);
VACUUM (FULL, ANALYZE) pg_class, pg_attribute, pg_index, pg_constraint, pg_description, pg_rewrite, pg_amop, information_schema.sql_features; REINDEX SCHEMA pg_catalog; REINDEX SCHEMA information_schema; CLUSTER pg_cast USING pg_cast_oid_index; ANALYZE information_schema.sql_features, pg_attribute;

-- mutation: columns of PostgreSQL's own, granted and revoked
-- expect: SAFE
GRANT SELECT (usename) ON pg_catalog.pg_stat_activity TO app_user; REVOKE SELECT (usename) ON pg_catalog.pg_stat_activity FROM app_user; GRANT INSERT ON information_schema.sql_parts TO app_user; REVOKE INSERT ON information_schema.sql_parts FROM app_user;

-- mutation: an operator family and a comment of a user's, taken back
-- expect: SAFE
CREATE OPERATOR FAMILY d.mine USING btree; ALTER OPERATOR FAMILY d.mine USING btree ADD OPERATOR 1 < (int4, int8); DROP OPERATOR FAMILY d.mine USING btree; COMMENT ON TABLE d.referring IS 'x'; COMMENT ON TABLE d.referring IS NULL;

-- mutation: costs and rows of more digits than are printed, there and back
-- expect: SAFE
-- before: ALTER FUNCTION d.twice COST 1000001; ALTER FUNCTION d.listed ROWS 1000001;
ALTER FUNCTION d.twice COST 7; ALTER FUNCTION d.listed ROWS 7; ALTER FUNCTION d.twice COST 1000001; ALTER FUNCTION d.listed ROWS 1000001;

-- mutation: owners whose names SQL quotes, there and back
-- expect: SAFE
-- before: CREATE ROLE "Odd ""owner"""; ALTER SCHEMA empty_one OWNER TO "Odd ""owner"""; ALTER TYPE d.mood OWNER TO "Odd ""owner""";
ALTER SCHEMA empty_one OWNER TO app_owner; ALTER TYPE d.mood OWNER TO app_owner; ALTER SCHEMA empty_one OWNER TO "Odd ""owner"""; ALTER TYPE d.mood OWNER TO "Odd ""owner""";

-- mutation: casts of temporary types of a session still open
-- expect: SAFE
-- open: SELECT 1
-- finish: CREATE TYPE pg_temp.pair AS (a int); CREATE FUNCTION pg_temp.to_int(pg_temp.pair) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE CAST (pg_temp.pair AS int) WITH FUNCTION pg_temp.to_int(pg_temp.pair); CREATE CAST (text AS pg_temp.pair) WITH INOUT; CREATE TYPE pg_temp.span AS RANGE (SUBTYPE = int4)
SELECT 1;
