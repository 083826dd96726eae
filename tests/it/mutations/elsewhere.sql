-- What is done outside of the one schema that the gate covers, and its nearest counterpart in it.

-- mutation: partition of a table elsewhere that a key refers to
-- expect: SAFE
-- scope: d
-- before: CREATE SCHEMA o; CREATE TABLE o.p (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE o.p1 PARTITION OF o.p FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id);
-- before: CREATE TABLE d.r (id int REFERENCES o.p);
CREATE TABLE o.p2 PARTITION OF o.p FOR VALUES FROM (10) TO (20); CREATE TABLE o.p11 PARTITION OF o.p1 FOR VALUES FROM (0) TO (5);

-- mutation: triggers of a key disabled on a partition elsewhere
-- expect: UNSAFE | constraint d.r.r_id_fkey
-- scope: d
-- before: CREATE SCHEMA o; CREATE TABLE o.p (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE o.p1 PARTITION OF o.p FOR VALUES FROM (0) TO (10);
-- before: CREATE TABLE d.r (id int REFERENCES o.p);
ALTER TABLE o.p1 DISABLE TRIGGER ALL;

-- mutation: key that refers to a partitioned table elsewhere dropped
-- expect: UNSAFE | constraint d.r.r_id_fkey
-- scope: d
-- before: CREATE SCHEMA o; CREATE TABLE o.p (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE o.p1 PARTITION OF o.p FOR VALUES FROM (0) TO (10);
-- before: CREATE TABLE d.r (id int REFERENCES o.p);
ALTER TABLE d.r DROP CONSTRAINT r_id_fkey;

-- mutation: key of one partition
-- expect: UNSAFE | constraint d.parted_1.own
-- scope: d
-- before: CREATE SCHEMA o; CREATE TABLE o.p (id int PRIMARY KEY);
ALTER TABLE d.parted_1 ADD CONSTRAINT own FOREIGN KEY (id) REFERENCES o.p;

-- mutation: table and column elsewhere in what publications name
-- expect: SAFE
-- scope: d
-- before: CREATE SCHEMA o; CREATE TABLE o.t (id int); CREATE TABLE o.p (id int) PARTITION BY RANGE (id); CREATE PUBLICATION of_schema FOR TABLES IN SCHEMA o; CREATE PUBLICATION of_table FOR TABLE o.p;
CREATE TABLE o.another (id int); ALTER TABLE o.t ADD extra int; CREATE TABLE o.p1 PARTITION OF o.p FOR VALUES FROM (0) TO (10);

-- mutation: what a publication names elsewhere
-- expect: UNSAFE | publication of_table
-- scope: d
-- before: CREATE SCHEMA o; CREATE TABLE o.t (id int); CREATE TABLE o.u (id int); CREATE PUBLICATION of_table FOR TABLE o.t;
ALTER PUBLICATION of_table ADD TABLE o.u;

-- mutation: comments on what hangs on a table elsewhere
-- expect: SAFE
-- scope: d
-- before: CREATE SCHEMA o; CREATE TABLE o.t (id int); CREATE TRIGGER tr BEFORE UPDATE ON o.t FOR EACH ROW EXECUTE FUNCTION d.noticed(); CREATE POLICY po ON o.t; CREATE RULE ru AS ON DELETE TO o.t DO NOTHING;
COMMENT ON TRIGGER tr ON o.t IS 'x'; COMMENT ON POLICY po ON o.t IS 'x'; COMMENT ON RULE ru ON o.t IS 'x'; COMMENT ON COLUMN o.t.id IS 'x';

-- mutation: comments on what hangs on a table
-- expect: UNSAFE | comment trigger noticing on d.plain | comment policy own_rows on d.secured | comment rule nothing_deleted on d.plain
-- scope: d
COMMENT ON TRIGGER noticing ON d.plain IS 'x'; COMMENT ON POLICY own_rows ON d.secured IS 'x'; COMMENT ON RULE nothing_deleted ON d.plain IS 'x';

-- mutation: range type made elsewhere
-- expect: SAFE
-- scope: d
-- before: CREATE SCHEMA o;
CREATE TYPE o.rg AS RANGE (SUBTYPE = float8);

-- mutation: cast made by hand of a type elsewhere
-- expect: UNSAFE | cast (o.rg AS
-- scope: d
-- before: CREATE SCHEMA o; CREATE TYPE o.rg AS (a int); CREATE FUNCTION o.rg_int(o.rg) RETURNS int LANGUAGE sql AS 'SELECT ($1).a';
CREATE CAST (o.rg AS int) WITH FUNCTION o.rg_int(o.rg);
