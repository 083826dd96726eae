-- Sequences: they move outside transactions, and a short move writes nothing to the log.

-- mutation: first value of a sequence
-- expect: UNSAFE | sequence d.numbers
SELECT nextval('d.numbers');

-- mutation: next value that is logged already
-- expect: UNSAFE | sequence d.numbers
-- before: SELECT nextval('d.numbers');
SELECT nextval('d.numbers');

-- mutation: next value rolled back
-- expect: UNSAFE | sequence d.numbers
BEGIN; SELECT nextval('d.numbers'); ROLLBACK;

-- mutation: sequence set
-- expect: UNSAFE | sequence d.numbers
SELECT setval('d.numbers', 40);

-- mutation: sequence set to the same value, not yet called
-- expect: UNSAFE | sequence d.numbers
-- before: SELECT setval('d.numbers', 9);
SELECT setval('d.numbers', 9, false);

-- mutation: sequence restarted
-- expect: UNSAFE | sequence g.serial_id_seq
ALTER SEQUENCE g.serial_id_seq RESTART;

-- mutation: sequence restarted by truncate
-- expect: UNSAFE | sequence g.serial_id_seq | relation g.serial
TRUNCATE g.serial RESTART IDENTITY;

-- mutation: identity restarted
-- expect: UNSAFE | sequence g.generated_id_seq
ALTER TABLE g.generated ALTER id RESTART WITH 500;

-- mutation: sequence drawn by an insert rolled back
-- expect: UNSAFE | sequence g.serial_id_seq
BEGIN; INSERT INTO g.serial (v) VALUES ('x'); ROLLBACK;

-- mutation: sequence's increment
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers INCREMENT 3;

-- mutation: sequence's limits
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers MAXVALUE 1000 MINVALUE 0;

-- mutation: sequence's start
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers START 5;

-- mutation: sequence's cache
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers CACHE 5;

-- mutation: sequence cycles
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers CYCLE;

-- mutation: sequence's type
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers AS int;

-- mutation: sequence owned by a column
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers OWNED BY d.plain.n;

-- mutation: sequence unlogged
-- expect: UNSAFE | sequence d.numbers
ALTER SEQUENCE d.numbers SET UNLOGGED;

-- mutation: sequence created
-- expect: UNSAFE | sequence d.fresh
CREATE SEQUENCE d.fresh;

-- mutation: sequence dropped
-- expect: UNSAFE | sequence d.numbers
DROP SEQUENCE d.numbers;

-- mutation: sequence renamed
-- expect: UNSAFE | sequence d.others
ALTER SEQUENCE d.numbers RENAME TO others;

-- mutation: sequence moved to another schema
-- expect: UNSAFE | sequence empty_one.numbers
ALTER SEQUENCE d.numbers SET SCHEMA empty_one;

-- mutation: sequence of information_schema moved
-- expect: UNSAFE | sequence information_schema.counting
-- before: CREATE SEQUENCE information_schema.counting;
SELECT nextval('information_schema.counting');
