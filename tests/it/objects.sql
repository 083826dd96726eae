-- Functions, types and relations of a database that a judgement must look into.
CREATE SCHEMA objects;
GRANT USAGE ON SCHEMA objects TO PUBLIC;
SET search_path = objects, public;
CREATE FUNCTION vol(i int) RETURNS int LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN i; END';
CREATE FUNCTION lying(i int) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN objects.vol(i); END';
CREATE FUNCTION lying_twice(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT objects.lying(i)';
CREATE FUNCTION lying_atomic(i int) RETURNS int LANGUAGE sql STABLE BEGIN ATOMIC SELECT vol(i); END;
CREATE FUNCTION dynamic(q text) RETURNS int LANGUAGE plpgsql STABLE AS 'DECLARE r int; BEGIN EXECUTE q INTO r; RETURN r; END';
CREATE FUNCTION sleeper(i int) RETURNS text LANGUAGE sql STABLE AS 'SELECT pg_sleep(i)::text';
CREATE FUNCTION alias_of_sleep(float8) RETURNS void LANGUAGE internal IMMUTABLE STRICT AS 'pg_sleep';
CREATE FUNCTION alias_of_lower(text) RETURNS text LANGUAGE internal IMMUTABLE STRICT AS 'lower';
CREATE FUNCTION helper(i int) RETURNS int LANGUAGE plpgsql STABLE AS $$
DECLARE n int; r record;
BEGIN
    SELECT count(*) INTO n FROM pg_class WHERE relname <> 'update x';
    FOR r IN SELECT oid FROM pg_class LIMIT 3 LOOP n := n + 1; END LOOP;
    IF n > i THEN RETURN greatest(n, i); END IF;
    RETURN length(format('%s', i));
END $$;
CREATE FUNCTION names_of_commands(i int) RETURNS text LANGUAGE plpgsql STABLE AS $$
<<outer>>
DECLARE n int; lock boolean := false; call record; comment text := 'x'; update date;
BEGIN
    FOR call IN SELECT 1 AS one LOOP
        DECLARE copy int := i; set int;
        BEGIN set := copy; n := set; END;
    END LOOP;
    RETURN comment || n || lock;
END $$;
CREATE FUNCTION locks_after_names(i int) RETURNS int LANGUAGE plpgsql STABLE AS $$
DECLARE lock int;
BEGIN lock TABLE objects.plain; RETURN 1; END $$;
CREATE FUNCTION locks_in_block(i int) RETURNS int LANGUAGE plpgsql STABLE AS $$
BEGIN DECLARE n int; BEGIN n := 1; LOCK objects.plain; END; RETURN 1; END $$;
CREATE FUNCTION volatile_in_a_declaration(i int) RETURNS int LANGUAGE plpgsql STABLE AS $$
DECLARE n int; lock int := objects.vol(1);
BEGIN RETURN n; END $$;
CREATE FUNCTION helper_atomic(i int) RETURNS int LANGUAGE sql STABLE RETURN (SELECT max(relpages) FROM pg_class) + i + floor(random())::int;
CREATE FUNCTION operates(a int, b int) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
CREATE OPERATOR ~~~~ (LEFTARG = int, RIGHTARG = int, FUNCTION = operates);
CREATE FUNCTION uses_operator(i int) RETURNS bool LANGUAGE sql STABLE AS 'SELECT i OPERATOR(objects.~~~~) i';
CREATE FUNCTION checks(i int) RETURNS bool LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN true; END';
CREATE DOMAIN checked AS int CHECK (checks(value));
CREATE DOMAIN checked_by_operator AS int CHECK (value ~~~~ value);
CREATE DOMAIN checked_again AS checked;
CREATE DOMAIN positive AS int CHECK (value > 0);
CREATE EXTENSION intagg;
CREATE TYPE pair AS (a int, b checked);
CREATE FUNCTION uses_domain(i int) RETURNS int LANGUAGE sql STABLE AS 'SELECT i::objects.checked::int';
CREATE FUNCTION adds(i int, j int) RETURNS int LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN i; END';
CREATE AGGREGATE total(int) (SFUNC = adds, STYPE = int);
CREATE TYPE shown AS (x int);
CREATE FUNCTION shows(shown) RETURNS json LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN null; END';
CREATE CAST (shown AS json) WITH FUNCTION shows(shown);
CREATE FUNCTION wraps(x anyelement) RETURNS text LANGUAGE sql STABLE AS 'SELECT to_json(x)::text';
CREATE FUNCTION shows_one(x shown) RETURNS text LANGUAGE sql STABLE AS 'SELECT to_json(x)::text';
CREATE FUNCTION shows_one_atomic(x shown) RETURNS text LANGUAGE sql STABLE RETURN to_json(x)::text;
CREATE FUNCTION texts_one(x shown) RETURNS text LANGUAGE sql STABLE AS 'SELECT x::text';
CREATE TABLE held (id int, d checked, p positive, s shown);
CREATE FUNCTION records() RETURNS SETOF record LANGUAGE sql STABLE AS 'SELECT id, s FROM objects.held';
CREATE FUNCTION records_atomic() RETURNS SETOF record LANGUAGE sql STABLE BEGIN ATOMIC SELECT id, s FROM held; END;
CREATE FUNCTION plain_records() RETURNS record LANGUAGE sql STABLE AS 'SELECT relname, relpages FROM pg_class LIMIT 1';
CREATE FUNCTION ids() RETURNS TABLE (id int, n bigint) LANGUAGE sql STABLE AS 'SELECT h.id, count(*) FROM objects.held h GROUP BY h.id';
CREATE TABLE plain (id int, d checked, p positive);
CREATE EXTENSION file_fdw;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER file_fdw;
CREATE TABLE parted (id int) PARTITION BY RANGE (id);
CREATE TABLE parted_here PARTITION OF parted FOR VALUES FROM (0) TO (10);
CREATE FOREIGN TABLE parted_elsewhere PARTITION OF parted FOR VALUES FROM (10) TO (20) SERVER elsewhere OPTIONS (filename '/dev/null');
CREATE FUNCTION reads_elsewhere() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM objects.parted_elsewhere';
GRANT SELECT ON ALL TABLES IN SCHEMA objects TO PUBLIC;
