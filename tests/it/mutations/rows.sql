-- Rows: every way to write, on every kind of table that keeps rows.

-- mutation: insert into a heap
-- expect: UNSAFE | relation g.heap
-- content: UNSAFE | relation g.heap
-- counters: UNSAFE | relation g.heap
INSERT INTO g.heap (id, v) VALUES (900, 'new');

-- mutation: update of a heap
-- expect: UNSAFE | relation g.heap
-- content: UNSAFE | relation g.heap
-- counters: UNSAFE | relation g.heap
UPDATE g.heap SET v = 'changed' WHERE id = 5;

-- mutation: update of a heap to the same value
-- expect: UNSAFE | relation g.heap
-- content: SAFE
UPDATE g.heap SET v = v WHERE id = 5;

-- mutation: update of a heap and back
-- expect: UNSAFE | relation g.heap
-- content: SAFE
CREATE TEMP TABLE was AS SELECT v AS v FROM g.heap WHERE id = 5; UPDATE g.heap SET v = 'other' WHERE id = 5; UPDATE g.heap SET v = (SELECT was.v FROM was) WHERE id = 5;

-- mutation: delete from a heap
-- expect: UNSAFE | relation g.heap
-- content: UNSAFE | relation g.heap
-- counters: UNSAFE | relation g.heap
DELETE FROM g.heap WHERE id = 5;

-- mutation: truncate of a heap
-- expect: UNSAFE | relation g.heap
-- content: UNSAFE | relation g.heap
TRUNCATE g.heap;

-- mutation: delete and insert again of one row of a heap
-- expect: UNSAFE | relation g.heap
WITH gone AS (DELETE FROM g.heap WHERE id = 5 RETURNING *) INSERT INTO g.heap SELECT * FROM gone;

-- mutation: insert into a partition by its parent
-- expect: UNSAFE | relation g.parted_1
-- content: UNSAFE | relation g.parted_1
-- counters: UNSAFE | relation g.parted_1
INSERT INTO g.parted (id, v) VALUES (40, 'new');

-- mutation: update of a partition by its parent
-- expect: UNSAFE | relation g.parted_1
-- content: UNSAFE | relation g.parted_1
-- counters: UNSAFE | relation g.parted_1
UPDATE g.parted SET v = 'changed' WHERE id = 5;

-- mutation: update of a partition by its parent to the same value
-- expect: UNSAFE | relation g.parted_1
-- content: SAFE
UPDATE g.parted SET v = v WHERE id = 5;

-- mutation: update of a partition by its parent and back
-- expect: UNSAFE | relation g.parted_1
-- content: SAFE
CREATE TEMP TABLE was AS SELECT v AS v FROM g.parted WHERE id = 5; UPDATE g.parted SET v = 'other' WHERE id = 5; UPDATE g.parted SET v = (SELECT was.v FROM was) WHERE id = 5;

-- mutation: delete from a partition by its parent
-- expect: UNSAFE | relation g.parted_1
-- content: UNSAFE | relation g.parted_1
-- counters: UNSAFE | relation g.parted_1
DELETE FROM g.parted WHERE id = 5;

-- mutation: truncate of a partition by its parent
-- expect: UNSAFE | relation g.parted_1
-- content: UNSAFE | relation g.parted_1
TRUNCATE g.parted_1;

-- mutation: delete and insert again of one row of a partition by its parent
-- expect: UNSAFE | relation g.parted_1
WITH gone AS (DELETE FROM g.parted WHERE id = 5 RETURNING *) INSERT INTO g.parted SELECT * FROM gone;

-- mutation: insert into a partition by its own name
-- expect: UNSAFE | relation g.parted_2
-- content: UNSAFE | relation g.parted_2
-- counters: UNSAFE | relation g.parted_2
INSERT INTO g.parted_2 (id, v) VALUES (900, 'new');

-- mutation: update of a partition by its own name
-- expect: UNSAFE | relation g.parted_2
-- content: UNSAFE | relation g.parted_2
-- counters: UNSAFE | relation g.parted_2
UPDATE g.parted_2 SET v = 'changed' WHERE id = 55;

-- mutation: update of a partition by its own name to the same value
-- expect: UNSAFE | relation g.parted_2
-- content: SAFE
UPDATE g.parted_2 SET v = v WHERE id = 55;

-- mutation: update of a partition by its own name and back
-- expect: UNSAFE | relation g.parted_2
-- content: SAFE
CREATE TEMP TABLE was AS SELECT v AS v FROM g.parted_2 WHERE id = 55; UPDATE g.parted_2 SET v = 'other' WHERE id = 55; UPDATE g.parted_2 SET v = (SELECT was.v FROM was) WHERE id = 55;

-- mutation: delete from a partition by its own name
-- expect: UNSAFE | relation g.parted_2
-- content: UNSAFE | relation g.parted_2
-- counters: UNSAFE | relation g.parted_2
DELETE FROM g.parted_2 WHERE id = 55;

-- mutation: truncate of a partition by its own name
-- expect: UNSAFE | relation g.parted_2
-- content: UNSAFE | relation g.parted_2
TRUNCATE g.parted_2;

-- mutation: delete and insert again of one row of a partition by its own name
-- expect: UNSAFE | relation g.parted_2
WITH gone AS (DELETE FROM g.parted_2 WHERE id = 55 RETURNING *) INSERT INTO g.parted_2 SELECT * FROM gone;

-- mutation: insert into a unlogged table
-- expect: UNSAFE | relation g.unlogged
-- content: UNSAFE | relation g.unlogged
-- counters: UNSAFE | relation g.unlogged
INSERT INTO g.unlogged (id, v) VALUES (900, 'new');

-- mutation: update of a unlogged table
-- expect: UNSAFE | relation g.unlogged
-- content: UNSAFE | relation g.unlogged
-- counters: UNSAFE | relation g.unlogged
UPDATE g.unlogged SET v = 'changed' WHERE id = 5;

-- mutation: update of a unlogged table to the same value
-- expect: UNSAFE | relation g.unlogged
-- content: SAFE
UPDATE g.unlogged SET v = v WHERE id = 5;

-- mutation: update of a unlogged table and back
-- expect: UNSAFE | relation g.unlogged
-- content: SAFE
CREATE TEMP TABLE was AS SELECT v AS v FROM g.unlogged WHERE id = 5; UPDATE g.unlogged SET v = 'other' WHERE id = 5; UPDATE g.unlogged SET v = (SELECT was.v FROM was) WHERE id = 5;

-- mutation: delete from a unlogged table
-- expect: UNSAFE | relation g.unlogged
-- content: UNSAFE | relation g.unlogged
-- counters: UNSAFE | relation g.unlogged
DELETE FROM g.unlogged WHERE id = 5;

-- mutation: truncate of a unlogged table
-- expect: UNSAFE | relation g.unlogged
-- content: UNSAFE | relation g.unlogged
TRUNCATE g.unlogged;

-- mutation: delete and insert again of one row of a unlogged table
-- expect: UNSAFE | relation g.unlogged
WITH gone AS (DELETE FROM g.unlogged WHERE id = 5 RETURNING *) INSERT INTO g.unlogged SELECT * FROM gone;

-- mutation: insert into a inheritance parent
-- expect: UNSAFE | relation g.parent
-- content: UNSAFE | relation g.parent
-- counters: UNSAFE | relation g.parent
INSERT INTO g.parent (id, v) VALUES (900, 'new');

-- mutation: update of a inheritance parent
-- expect: UNSAFE | relation g.parent
-- content: UNSAFE | relation g.parent
-- counters: UNSAFE | relation g.parent
UPDATE ONLY g.parent SET v = 'changed' WHERE id = 5;

-- mutation: update of a inheritance parent to the same value
-- expect: UNSAFE | relation g.parent
-- content: SAFE
UPDATE ONLY g.parent SET v = v WHERE id = 5;

-- mutation: update of a inheritance parent and back
-- expect: UNSAFE | relation g.parent
-- content: SAFE
CREATE TEMP TABLE was AS SELECT v AS v FROM ONLY g.parent WHERE id = 5; UPDATE ONLY g.parent SET v = 'other' WHERE id = 5; UPDATE ONLY g.parent SET v = (SELECT was.v FROM was) WHERE id = 5;

-- mutation: delete from a inheritance parent
-- expect: UNSAFE | relation g.parent
-- content: UNSAFE | relation g.parent
-- counters: UNSAFE | relation g.parent
DELETE FROM ONLY g.parent WHERE id = 5;

-- mutation: truncate of a inheritance parent
-- expect: UNSAFE | relation g.parent
-- content: UNSAFE | relation g.parent
TRUNCATE ONLY g.parent;

-- mutation: delete and insert again of one row of a inheritance parent
-- expect: UNSAFE | relation g.parent
WITH gone AS (DELETE FROM ONLY g.parent WHERE id = 5 RETURNING *) INSERT INTO g.parent SELECT * FROM gone;

-- mutation: insert into a inheritance child by its parent
-- expect: UNSAFE | relation g.child
-- content: UNSAFE | relation g.child
-- counters: UNSAFE | relation g.child
INSERT INTO g.child (id, v) VALUES (900, 'new');

-- mutation: update of a inheritance child by its parent
-- expect: UNSAFE | relation g.child
-- content: UNSAFE | relation g.child
-- counters: UNSAFE | relation g.child
UPDATE g.parent SET v = 'changed' WHERE tableoid = 'g.child'::regclass AND id = 5;

-- mutation: update of a inheritance child by its parent to the same value
-- expect: UNSAFE | relation g.child
-- content: SAFE
UPDATE g.parent SET v = v WHERE tableoid = 'g.child'::regclass AND id = 5;

-- mutation: update of a inheritance child by its parent and back
-- expect: UNSAFE | relation g.child
-- content: SAFE
UPDATE g.child SET v = 'other' WHERE id = 5; UPDATE g.child SET v = 'v5' WHERE id = 5;

-- mutation: delete from a inheritance child by its parent
-- expect: UNSAFE | relation g.child
-- content: UNSAFE | relation g.child
-- counters: UNSAFE | relation g.child
DELETE FROM g.parent WHERE tableoid = 'g.child'::regclass AND id = 5;

-- mutation: truncate of a inheritance child by its parent
-- expect: UNSAFE | relation g.child
-- content: UNSAFE | relation g.child
TRUNCATE g.child;

-- mutation: delete and insert again of one row of a inheritance child by its parent
-- expect: UNSAFE | relation g.child
WITH gone AS (DELETE FROM g.child WHERE id = 5 RETURNING *) INSERT INTO g.child SELECT * FROM gone;

-- mutation: insert into a TOASTed table
-- expect: UNSAFE | relation g.toasted
-- content: UNSAFE | relation g.toasted
-- counters: UNSAFE | relation g.toasted
INSERT INTO g.toasted (id, v) VALUES (900, 'new');

-- mutation: update of a TOASTed table
-- expect: UNSAFE | relation g.toasted
-- content: UNSAFE | relation g.toasted
-- counters: UNSAFE | relation g.toasted
UPDATE g.toasted SET v = (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 900) n) WHERE id = 5;

-- mutation: update of a TOASTed table to the same value
-- expect: UNSAFE | relation g.toasted
-- content: SAFE
UPDATE g.toasted SET v = v WHERE id = 5;

-- mutation: update of a TOASTed table and back
-- expect: UNSAFE | relation g.toasted
-- content: SAFE
CREATE TEMP TABLE was AS SELECT v AS v FROM g.toasted WHERE id = 5; UPDATE g.toasted SET v = 'other' WHERE id = 5; UPDATE g.toasted SET v = (SELECT was.v FROM was) WHERE id = 5;

-- mutation: delete from a TOASTed table
-- expect: UNSAFE | relation g.toasted
-- content: UNSAFE | relation g.toasted
-- counters: UNSAFE | relation g.toasted
DELETE FROM g.toasted WHERE id = 5;

-- mutation: truncate of a TOASTed table
-- expect: UNSAFE | relation g.toasted
-- content: UNSAFE | relation g.toasted
TRUNCATE g.toasted;

-- mutation: delete and insert again of one row of a TOASTed table
-- expect: UNSAFE | relation g.toasted
WITH gone AS (DELETE FROM g.toasted WHERE id = 5 RETURNING *) INSERT INTO g.toasted SELECT * FROM gone;

-- mutation: insert into a table with an odd name
-- expect: UNSAFE | relation g.Odd "name".
-- content: UNSAFE | relation g.Odd "name".
-- counters: UNSAFE | relation g.Odd "name".
INSERT INTO g."Odd ""name""." ("Key.", "t") VALUES (900, 'new');

-- mutation: update of a table with an odd name
-- expect: UNSAFE | relation g.Odd "name".
-- content: UNSAFE | relation g.Odd "name".
-- counters: UNSAFE | relation g.Odd "name".
UPDATE g."Odd ""name""." SET "t" = 'changed' WHERE "Key." = 1;

-- mutation: update of a table with an odd name to the same value
-- expect: UNSAFE | relation g.Odd "name".
-- content: SAFE
UPDATE g."Odd ""name""." SET "t" = "t" WHERE "Key." = 1;

-- mutation: update of a table with an odd name and back
-- expect: UNSAFE | relation g.Odd "name".
-- content: SAFE
CREATE TEMP TABLE was AS SELECT "t" AS v FROM g."Odd ""name""." WHERE "Key." = 1; UPDATE g."Odd ""name""." SET "t" = 'other' WHERE "Key." = 1; UPDATE g."Odd ""name""." SET "t" = (SELECT was.v FROM was) WHERE "Key." = 1;

-- mutation: delete from a table with an odd name
-- expect: UNSAFE | relation g.Odd "name".
-- content: UNSAFE | relation g.Odd "name".
-- counters: UNSAFE | relation g.Odd "name".
DELETE FROM g."Odd ""name""." WHERE "Key." = 1;

-- mutation: truncate of a table with an odd name
-- expect: UNSAFE | relation g.Odd "name".
-- content: UNSAFE | relation g.Odd "name".
TRUNCATE g."Odd ""name"".";

-- mutation: delete and insert again of one row of a table with an odd name
-- expect: UNSAFE | relation g.Odd "name".
WITH gone AS (DELETE FROM g."Odd ""name""." WHERE "Key." = 1 RETURNING *) INSERT INTO g."Odd ""name""." SELECT * FROM gone;

-- mutation: insert into a table with a dropped column
-- expect: UNSAFE | relation g.dropped
-- content: UNSAFE | relation g.dropped
-- counters: UNSAFE | relation g.dropped
INSERT INTO g.dropped (id, v) VALUES (900, 'new');

-- mutation: update of a table with a dropped column
-- expect: UNSAFE | relation g.dropped
-- content: UNSAFE | relation g.dropped
-- counters: UNSAFE | relation g.dropped
UPDATE g.dropped SET v = 'changed' WHERE id = 5;

-- mutation: update of a table with a dropped column to the same value
-- expect: UNSAFE | relation g.dropped
-- content: SAFE
UPDATE g.dropped SET v = v WHERE id = 5;

-- mutation: update of a table with a dropped column and back
-- expect: UNSAFE | relation g.dropped
-- content: SAFE
CREATE TEMP TABLE was AS SELECT v AS v FROM g.dropped WHERE id = 5; UPDATE g.dropped SET v = 'other' WHERE id = 5; UPDATE g.dropped SET v = (SELECT was.v FROM was) WHERE id = 5;

-- mutation: delete from a table with a dropped column
-- expect: UNSAFE | relation g.dropped
-- content: UNSAFE | relation g.dropped
-- counters: UNSAFE | relation g.dropped
DELETE FROM g.dropped WHERE id = 5;

-- mutation: truncate of a table with a dropped column
-- expect: UNSAFE | relation g.dropped
-- content: UNSAFE | relation g.dropped
TRUNCATE g.dropped;

-- mutation: delete and insert again of one row of a table with a dropped column
-- expect: UNSAFE | relation g.dropped
WITH gone AS (DELETE FROM g.dropped WHERE id = 5 RETURNING *) INSERT INTO g.dropped SELECT * FROM gone;

-- mutation: truncate of a partitioned table
-- expect: UNSAFE | relation g.parted_1 | relation g.parted_2
TRUNCATE g.parted;

-- mutation: truncate by cascade from a parent
-- expect: UNSAFE | relation g.parent | relation g.child
TRUNCATE g.parent;

-- mutation: move of a row between partitions
-- expect: UNSAFE | relation g.parted_1 | relation g.parted_2
UPDATE g.parted SET id = 700 WHERE id = 5;

-- mutation: insert into a table without a key
-- expect: UNSAFE | relation g.keyless
INSERT INTO g.keyless VALUES ('v1');

-- mutation: update of a table without a key to the same value
-- expect: UNSAFE | relation g.keyless
-- content: SAFE
UPDATE g.keyless SET v = v WHERE v = 'v3';

-- mutation: two equal rows changed to two other equal rows
-- expect: UNSAFE | relation g.keyless
-- content: UNSAFE | relation g.keyless
UPDATE g.keyless SET v = 'v99' WHERE ctid IN (SELECT ctid FROM g.keyless WHERE v = 'v3' LIMIT 2);

-- mutation: delete of one of equal rows
-- expect: UNSAFE | relation g.keyless
-- content: UNSAFE | relation g.keyless
DELETE FROM g.keyless WHERE ctid = (SELECT min(ctid) FROM g.keyless);

-- mutation: insert into a table without columns
-- expect: UNSAFE | relation g.columnless
-- content: UNSAFE | relation g.columnless
INSERT INTO g.columnless DEFAULT VALUES;

-- mutation: delete and insert again in a table without columns
-- expect: UNSAFE | relation g.columnless
-- content: SAFE
DELETE FROM g.columnless; INSERT INTO g.columnless DEFAULT VALUES; INSERT INTO g.columnless DEFAULT VALUES;

-- mutation: update of a generated column's source
-- expect: UNSAFE | relation g.generated
-- content: UNSAFE | relation g.generated
UPDATE g.generated SET n = 7 WHERE id = 3;

-- mutation: insert that draws an identity
-- expect: UNSAFE | relation g.generated | sequence g.generated_id_seq
INSERT INTO g.generated (n) VALUES (1);

-- mutation: delete of an insert that drew an identity
-- expect: UNSAFE | sequence g.generated_id_seq
INSERT INTO g.generated (n) VALUES (1); DELETE FROM g.generated WHERE n = 1 AND id > 20;

-- mutation: insert into an empty table
-- expect: UNSAFE | relation g.empty
-- content: UNSAFE | relation g.empty
INSERT INTO g.empty VALUES (1, 'x');

-- mutation: a null in place of an empty string
-- expect: UNSAFE | relation g.heap
-- before: UPDATE g.heap SET v = '' WHERE id = 9;
-- content: UNSAFE | relation g.heap
UPDATE g.heap SET v = NULL WHERE id = 9;

-- mutation: the text that COPY writes for a null in place of the null
-- expect: UNSAFE | relation g.heap
-- content: UNSAFE | relation g.heap
-- before: UPDATE g.heap SET v = NULL WHERE id = 9;
UPDATE g.heap SET v = '\N' WHERE id = 9;

-- mutation: copy of rows that arrive frozen
-- expect: UNSAFE | relation g.empty
BEGIN; TRUNCATE g.empty; COPY g.empty FROM STDIN WITH (FREEZE);
1	x
\.
COMMIT;

-- mutation: truncate and copy of the same rows, frozen
-- expect: UNSAFE | relation g.twin_a
-- content: SAFE
BEGIN; TRUNCATE g.twin_a; COPY g.twin_a FROM STDIN WITH (FREEZE);
1	a
2	a
3	a
4	a
5	a
6	a
7	a
8	a
9	a
10	a
\.
COMMIT; VACUUM (FREEZE) g.twin_a;

-- mutation: delete and insert, then frozen by vacuum
-- expect: UNSAFE | relation g.heap
-- content: SAFE
WITH gone AS (DELETE FROM g.heap WHERE id = 5 RETURNING *) INSERT INTO g.heap SELECT * FROM gone; VACUUM (FREEZE, FULL) g.heap; VACUUM (FREEZE) g.heap;

-- mutation: two tables of one shape that exchange their names
-- expect: UNSAFE | relation g.twin_a | relation g.twin_b
-- content: UNSAFE | relation g.twin_a | relation g.twin_b
BEGIN; ALTER TABLE g.twin_a RENAME TO twin_c; ALTER TABLE g.twin_b RENAME TO twin_a; ALTER TABLE g.twin_c RENAME TO twin_b; ALTER INDEX g.twin_a_pkey RENAME TO twin_c_pkey; ALTER INDEX g.twin_b_pkey RENAME TO twin_a_pkey; ALTER INDEX g.twin_c_pkey RENAME TO twin_b_pkey; COMMIT;

-- mutation: an empty table dropped and made again
-- expect: UNSAFE | relation g.empty
-- content: SAFE
DROP TABLE g.empty; CREATE TABLE g.empty (id int PRIMARY KEY, v text);

-- mutation: a table made and filled
-- expect: UNSAFE | relation g.fresh | table g.fresh
CREATE TABLE g.fresh AS SELECT 1 AS id;

-- mutation: a table dropped
-- expect: UNSAFE | relation g.keyless | table g.keyless
DROP TABLE g.keyless;

-- mutation: a materialized view refreshed with other rows
-- expect: UNSAFE | relation g.counted | relation g.heap
INSERT INTO g.heap VALUES (1000, 'w'); REFRESH MATERIALIZED VIEW g.counted;

-- mutation: a materialized view refreshed concurrently with other rows
-- expect: UNSAFE | relation g.counted
DELETE FROM g.heap WHERE id = 1; REFRESH MATERIALIZED VIEW CONCURRENTLY g.counted;

-- mutation: a materialized view emptied
-- expect: UNSAFE | materialized view g.counted
REFRESH MATERIALIZED VIEW g.counted WITH NO DATA;

-- mutation: a row in a table of another access method
-- expect: UNSAFE | relation d.second
UPDATE d.second SET id = 2;

-- mutation: a write by a trigger of another table
-- expect: UNSAFE | relation d.plain | relation g.keyless
-- before: CREATE FUNCTION d.writes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO g.keyless VALUES (NULL); RETURN NEW; END'; CREATE TRIGGER writing AFTER INSERT ON d.plain FOR EACH ROW EXECUTE FUNCTION d.writes();
INSERT INTO d.plain (id) VALUES (1);

-- mutation: a write by a role of the application
-- expect: UNSAFE | relation g.heap
-- before: GRANT USAGE ON SCHEMA g TO app_user; GRANT SELECT, UPDATE ON g.heap TO app_user;
-- as: app_user
UPDATE g.heap SET v = 'by the application' WHERE id = 5;

-- mutation: a merge
-- expect: UNSAFE | relation g.heap
MERGE INTO g.heap h USING (SELECT 5 AS id) s ON h.id = s.id WHEN MATCHED THEN UPDATE SET v = h.v;

-- mutation: an upsert that changes nothing
-- expect: UNSAFE | relation g.heap
INSERT INTO g.heap VALUES (5, 'v5') ON CONFLICT (id) DO UPDATE SET v = excluded.v;

-- mutation: a write inside a savepoint that is released
-- expect: UNSAFE | relation g.heap
BEGIN; SAVEPOINT a; SAVEPOINT b; UPDATE g.heap SET v = v WHERE id = 5; RELEASE b; RELEASE a; COMMIT;

-- mutation: a write beside a savepoint rolled back
-- expect: UNSAFE | relation g.heap
BEGIN; SAVEPOINT a; UPDATE g.toasted SET v = 'x'; ROLLBACK TO a; UPDATE g.heap SET v = v WHERE id = 5; COMMIT;

-- mutation: delete from a table of information_schema
-- expect: UNSAFE | relation information_schema.sql_features
-- content: UNSAFE | relation information_schema.sql_features
DELETE FROM information_schema.sql_features WHERE feature_id = 'B011';

-- mutation: insert into a table made in information_schema
-- expect: UNSAFE | relation information_schema.ours
-- content: UNSAFE | relation information_schema.ours
-- before: CREATE TABLE information_schema.ours (a int);
INSERT INTO information_schema.ours VALUES (1);

-- mutation: update of a table made in pg_catalog
-- expect: UNSAFE | relation pg_catalog.ours
-- before: SET allow_system_table_mods = on; CREATE TABLE pg_catalog.ours (a int); INSERT INTO pg_catalog.ours VALUES (1);
UPDATE pg_catalog.ours SET a = 2;

-- mutation: insert into a table of a schema with a name like PostgreSQL's own
-- expect: UNSAFE | relation pg_hidden.ours
-- before: SET allow_system_table_mods = on; CREATE SCHEMA pg_hidden; CREATE TABLE pg_hidden.ours (a int);
INSERT INTO pg_hidden.ours VALUES (1);

-- mutation: two tables of one shape that exchange their files
-- expect: UNSAFE | relation g.twin_a | relation g.twin_b
-- content: UNSAFE | relation g.twin_a | relation g.twin_b
-- counters: UNSAFE | relation g.twin_a | relation g.twin_b
UPDATE pg_class c SET relfilenode = o.relfilenode FROM pg_class o WHERE (c.oid, o.oid) IN (('g.twin_a'::regclass, 'g.twin_b'::regclass), ('g.twin_b'::regclass, 'g.twin_a'::regclass));

-- mutation: a table in the file of another
-- expect: UNSAFE | relation g.twin_a
-- content: UNSAFE | relation g.twin_a
UPDATE pg_class c SET relfilenode = o.relfilenode FROM pg_class o WHERE (c.oid, o.oid) = ('g.twin_a'::regclass, 'g.twin_b'::regclass);

-- mutation: two tables of one shape, each in a new file
-- expect: SAFE
-- content: SAFE
VACUUM FULL g.twin_a, g.twin_b;
