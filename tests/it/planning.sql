-- Relations whose indexes, statistics objects, checks and partition keys call functions, honest ones and others.
CREATE SCHEMA planned;
GRANT USAGE ON SCHEMA planned TO PUBLIC;
SET search_path = planned, public;
CREATE EXTENSION unaccent SCHEMA public;
CREATE EXTENSION citext SCHEMA public;
CREATE FUNCTION liar(x int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN PERFORM pg_logical_emit_message(false, 'planned', 'idx'); RETURN x = 1; END $$;
CREATE FUNCTION liar_in_sql(x int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT x > 0 AND planned.liar(1)';
CREATE FUNCTION liar_by_default(x int, y boolean DEFAULT planned.liar(1)) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN y; END';
CREATE FUNCTION liar_equal(a int, b int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN PERFORM pg_logical_emit_message(false, 'planned', 'op'); RETURN a OPERATOR(pg_catalog.=) b; END $$;
CREATE OPERATOR =# (LEFTARG = int, RIGHTARG = int, FUNCTION = liar_equal, RESTRICT = eqsel);
CREATE FUNCTION slug(x text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT lower(replace(x, ' ', '-'))$$;
CREATE FUNCTION plain_text(x text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT public.unaccent('public.unaccent', x)$$;
CREATE FUNCTION digest_of(x text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN PERFORM pg_advisory_lock(1); RETURN md5(x); END';
CREATE FUNCTION is_valid(x int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN x > 0; END';
CREATE TYPE state AS ENUM ('open', 'done');

CREATE TABLE h_slug (id int PRIMARY KEY, title text, mail citext, state state, deleted_at timestamptz);
CREATE INDEX ON h_slug (slug(title));
CREATE INDEX ON h_slug (plain_text(title));
CREATE INDEX ON h_slug (lower(title));
CREATE INDEX ON h_slug (mail) WHERE mail <> 'x';
CREATE INDEX ON h_slug (id) WHERE deleted_at IS NULL AND state = 'open';
CREATE STATISTICS h_slug_title ON (slug(title)), (lower(title)) FROM h_slug;
-- What takes a column is not run by planning, and what is volatile neither.
CREATE TABLE h_column (id int PRIMARY KEY, title text, CHECK (is_valid(id)), CHECK (is_valid(1)));
CREATE INDEX ON h_column (digest_of(title));

CREATE TABLE predicate (id int PRIMARY KEY, v int);
CREATE INDEX ON predicate (v) WHERE liar(1);
CREATE TABLE expression (id int PRIMARY KEY, v int);
CREATE INDEX ON expression ((v > 0 AND liar(1)));
CREATE TABLE inlined (id int PRIMARY KEY, v int);
CREATE INDEX ON inlined (liar_in_sql(v));
CREATE TABLE defaulted (id int PRIMARY KEY, v int);
CREATE INDEX ON defaulted (liar_by_default(v));
CREATE TABLE operated (id int PRIMARY KEY, v int);
INSERT INTO operated SELECT n, n % 3 FROM generate_series(1, 100) AS n;
CREATE INDEX ON operated (id) WHERE v =# 1;
CREATE TABLE folded (id int PRIMARY KEY, v int);
CREATE INDEX ON folded (id) WHERE 1 =# 1;
CREATE TABLE counted (id int PRIMARY KEY, v int);
CREATE STATISTICS counted_v ON (v > 0 OR liar(1)), (v < 3) FROM counted;
CREATE TABLE parent (id int, v int);
CREATE TABLE child (CHECK (v > 0 OR liar(1))) INHERITS (parent);
CREATE TABLE parted (id int, v int) PARTITION BY RANGE ((v + liar(1)::int));
CREATE TABLE parted_one PARTITION OF parted FOR VALUES FROM (0) TO (10);
CREATE VIEW through AS SELECT id FROM predicate WHERE v = 5;
CREATE FUNCTION body(x int) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM planned.predicate WHERE v = x';
CREATE FUNCTION body_atomic(x int) RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM predicate WHERE v = x; END;
CREATE FUNCTION body_of_slug(x int) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM planned.h_slug';
ANALYZE operated;
GRANT SELECT ON ALL TABLES IN SCHEMA planned TO PUBLIC;
