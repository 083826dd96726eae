-- Transactions that are open at entry, end late, or come to nothing. `open` and `finish` are one session's, `around` is another's between them and before entry.

-- mutation: writer open at entry that commits
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; UPDATE g.heap SET v = v WHERE id = 5
-- finish: COMMIT
SELECT 1;

-- mutation: writer open at entry that deletes and commits
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; DELETE FROM g.heap WHERE id = 5
-- finish: COMMIT
SELECT 1;

-- mutation: writer open at entry whose savepoint's id lies past the snapshot
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; UPDATE g.heap SET v = v WHERE id = 5
-- around: INSERT INTO elsewhere.growing VALUES (2);
-- finish: COMMIT
SELECT 1;

-- mutation: writer open at entry with several savepoints, some rolled back
-- expect: UNSAFE | relation g.heap | relation g.keyless
-- open: BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT a; UPDATE g.toasted SET v = v WHERE id = 5; ROLLBACK TO a; SAVEPOINT b; UPDATE g.heap SET v = v WHERE id = 5; SAVEPOINT c; INSERT INTO g.keyless VALUES ('c'); RELEASE c; SAVEPOINT d; DELETE FROM g.parent; ROLLBACK TO d
-- around: INSERT INTO elsewhere.growing VALUES (2); INSERT INTO elsewhere.growing VALUES (3);
-- finish: COMMIT
INSERT INTO elsewhere.growing VALUES (4);

-- mutation: writer open at entry that deletes in a savepoint
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; DELETE FROM g.heap WHERE id = 6
-- around: INSERT INTO elsewhere.growing VALUES (2);
-- finish: COMMIT
SELECT 1;

-- mutation: writer open at entry that deletes one row and inserts another in savepoints
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; DELETE FROM g.heap WHERE id = 6; SAVEPOINT t; INSERT INTO g.heap VALUES (6, 'v6')
-- around: INSERT INTO elsewhere.growing VALUES (2);
-- finish: COMMIT
SELECT 1;

-- mutation: writer open at entry with many subtransactions
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; INSERT INTO elsewhere.growing VALUES (1); DO $$BEGIN FOR n IN 1..200 LOOP BEGIN INSERT INTO elsewhere.growing VALUES (n); EXCEPTION WHEN division_by_zero THEN NULL; END; END LOOP; BEGIN UPDATE g.heap SET v = v WHERE id = 5; EXCEPTION WHEN division_by_zero THEN NULL; END; END$$
-- around: INSERT INTO elsewhere.growing VALUES (2);
-- finish: COMMIT
SELECT 1;

-- mutation: writer open at entry that writes only after it
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; INSERT INTO elsewhere.growing VALUES (1)
-- around: INSERT INTO elsewhere.growing VALUES (2);
-- finish: UPDATE g.heap SET v = v WHERE id = 5; RELEASE s; COMMIT
SELECT 1;

-- mutation: writer open at entry, prepared and committed after it
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; UPDATE g.heap SET v = v WHERE id = 5; SAVEPOINT s; DELETE FROM g.keyless WHERE v = 'v1'
-- around: INSERT INTO elsewhere.growing VALUES (2);
-- finish: PREPARE TRANSACTION 'late'; COMMIT PREPARED 'late'
SELECT 1;

-- mutation: transaction prepared before entry and committed after it
-- expect: UNSAFE | relation g.heap
-- before: BEGIN; UPDATE g.heap SET v = v WHERE id = 5; PREPARE TRANSACTION 'between';
COMMIT PREPARED 'between';

-- mutation: transaction prepared before entry with a savepoint and committed after it
-- expect: UNSAFE | relation g.heap
-- before: BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; DELETE FROM g.heap WHERE id = 5; PREPARE TRANSACTION 'between'; INSERT INTO elsewhere.growing VALUES (2);
COMMIT PREPARED 'between';

-- mutation: definition changed by a transaction open at entry
-- expect: UNSAFE | column g.empty.late
-- open: BEGIN; SELECT 1
-- finish: ALTER TABLE g.empty ADD late int; COMMIT
SELECT 1;

-- mutation: role changed by a transaction open at entry
-- expect: UNSAFE | role app_group
-- open: BEGIN; ALTER ROLE app_group CONNECTION LIMIT 9
-- finish: COMMIT
SELECT 1;

-- mutation: large object written by a transaction open at entry
-- expect: UNSAFE | large objects of the database
-- open: BEGIN; SELECT lo_put(4242, 0, 'Z')
-- finish: COMMIT
SELECT 1;

-- mutation: row younger than a writer at entry, written again by the writer's savepoint
-- expect: UNSAFE | relation g.heap
-- open: BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; INSERT INTO elsewhere.growing VALUES (1)
-- around: UPDATE g.heap SET v = v WHERE id = 7; INSERT INTO elsewhere.growing VALUES (2);
-- finish: UPDATE g.heap SET v = v WHERE id = 7; COMMIT
SELECT 1;

-- mutation: writer open at entry that ends without a word
-- expect: SAFE
-- open: BEGIN; INSERT INTO elsewhere.growing VALUES (1); SAVEPOINT s; UPDATE g.heap SET v = v WHERE id = 5
-- finish: ROLLBACK
SELECT 1;

-- mutation: writer that commits before entry is long past
-- expect: SAFE
-- around: UPDATE g.heap SET v = v WHERE id = 5;
SELECT 1;

-- mutation: transaction left prepared
-- expect: UNSAFE | prepared transaction 'left open'
BEGIN; UPDATE g.empty SET v = v; PREPARE TRANSACTION 'left open';

-- mutation: rolled-back insert
-- expect: SAFE_REPORTED | g.heap: 1 inserts
BEGIN; INSERT INTO g.heap VALUES (999, 'x'); ROLLBACK;

-- mutation: rolled-back update
-- expect: SAFE_REPORTED | g.parted_1: 0 inserts, 1 updates
BEGIN; UPDATE g.parted SET v = 'x' WHERE id = 5; ROLLBACK;

-- mutation: rolled-back delete
-- expect: SAFE_REPORTED | g.child: 0 inserts, 0 updates, 100 deletes
BEGIN; DELETE FROM g.child; ROLLBACK;

-- mutation: insert that violates a constraint
-- expect: SAFE_REPORTED | g.heap: 1 inserts
DO $$BEGIN INSERT INTO g.heap VALUES (5, 'twice'); EXCEPTION WHEN unique_violation THEN NULL; END$$;

-- mutation: rolled-back definition
-- expect: SAFE
BEGIN; DROP TABLE g.heap CASCADE; ROLLBACK;

-- mutation: rolled-back truncate
-- expect: SAFE
BEGIN; TRUNCATE g.heap; ROLLBACK;
