-- Traps and ordinary objects the corpora name, loaded as a superuser into the demo world's `directus` database.
-- Every function with a side effect leaves a row in trap.effect, so a test can compare before and after.

CREATE SCHEMA trap;

CREATE TABLE trap.effect (id bigserial PRIMARY KEY, cause text NOT NULL);

CREATE FUNCTION trap.touch() RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch()'); RETURN 1; END$$;
CREATE FUNCTION trap.touch(n integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch(integer)'); RETURN n; END$$;
CREATE FUNCTION trap.touch_boolean() RETURNS boolean LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch_boolean'); RETURN true; END$$;
CREATE FUNCTION trap.touch_rows(n integer) RETURNS SETOF integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch_rows'); RETURN QUERY SELECT generate_series(1, n); END$$;
CREATE FUNCTION trap.touch_record() RETURNS SETOF record LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch_record'); RETURN QUERY SELECT 1, 'x'::text; END$$;
CREATE FUNCTION trap.touch_table() RETURNS TABLE (id integer, label text) LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch_table'); RETURN QUERY SELECT 1, 'x'::text; END$$;
CREATE FUNCTION trap.touch_variadic(VARIADIC numbers integer[]) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch_variadic'); RETURN cardinality(numbers); END$$;
CREATE FUNCTION trap.touch_named(first_value integer, second_value integer DEFAULT 2) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch_named'); RETURN first_value + second_value; END$$;
CREATE FUNCTION trap."Touch Quoted"() RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('Touch Quoted'); RETURN 1; END$$;
CREATE FUNCTION trap."đụng"() RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('non-ASCII'); RETURN 1; END$$;
CREATE FUNCTION trap.touch_definer() RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch_definer'); RETURN 1; END$$;
CREATE PROCEDURE trap.touch_procedure() LANGUAGE plpgsql AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('touch_procedure'); END$$;

-- The default argument is added by the planner, after rewriting.
CREATE FUNCTION trap.stable_with_default(n integer DEFAULT trap.touch(7)) RETURNS integer LANGUAGE sql STABLE AS 'SELECT n';
-- Declared stable, and not.
CREATE FUNCTION trap.says_stable() RETURNS integer LANGUAGE sql STABLE AS 'SELECT trap.touch(8)';
CREATE FUNCTION trap.says_immutable_definer() RETURNS integer LANGUAGE sql IMMUTABLE SECURITY DEFINER AS 'SELECT trap.touch(9)';

-- A volatile function with the name of a built-in, for search-path tricks.
CREATE FUNCTION trap.lower(value text) RETURNS text LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('trap.lower'); RETURN value; END$$;
-- A better match than any of PostgreSQL's own `length`, found through the default search path.
CREATE FUNCTION public.length(value integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('public.length'); RETURN value; END$$;

CREATE TABLE trap.account (id integer PRIMARY KEY, holder text NOT NULL, balance numeric(12, 2) NOT NULL, secret text);
INSERT INTO trap.account VALUES (1, 'An', 100.50, 'alpha'), (2, 'Bình', 20.00, 'beta'), (3, 'Chi', 0.00, NULL);

-- Attribute notation finds functions on the search path only, hence public.
CREATE FUNCTION public.grab(target trap.account) RETURNS text LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('grab'); RETURN target.secret; END$$;
CREATE FUNCTION public.grab_rows(target trap.account) RETURNS SETOF text LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('grab_rows'); RETURN NEXT target.secret; END$$;
CREATE FUNCTION public.any_grab(target anyelement) RETURNS text LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('any_grab'); RETURN target::text; END$$;
-- An honest computed field.
CREATE FUNCTION public.display_name(target trap.account) RETURNS text LANGUAGE sql STABLE AS
$$SELECT target.holder || ' (' || target.id || ')'$$;

-- Operators.
CREATE FUNCTION trap.touch_equal(integer, integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('operator'); RETURN $1 = $2; END$$;
CREATE FUNCTION trap.touch_prefix(integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('prefix operator'); RETURN $1; END$$;
CREATE OPERATOR trap.=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = trap.touch_equal);
CREATE OPERATOR public.=== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = trap.touch_equal);
CREATE OPERATOR trap.@# (RIGHTARG = integer, FUNCTION = trap.touch_prefix);
CREATE OPERATOR trap.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = trap.touch_equal);

-- Types whose use runs a function.
CREATE FUNCTION trap.touch_check(value integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('domain check'); RETURN true; END$$;
CREATE DOMAIN trap.checked AS integer CHECK (trap.touch_check(VALUE));
CREATE DOMAIN trap.checked_over_checked AS trap.checked CHECK (VALUE > 0);
CREATE TYPE trap.holds_checked AS (plain integer, checked trap.checked);
CREATE TABLE trap.holds (id integer, held trap.holds_checked);
INSERT INTO trap.holds VALUES (1, NULL);

CREATE TYPE trap.mood AS ENUM ('calm', 'cross');
CREATE FUNCTION trap.mood_to_json(trap.mood) RETURNS json LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('cast to json'); RETURN '"mood"'::json; END$$;
CREATE CAST (trap.mood AS json) WITH FUNCTION trap.mood_to_json(trap.mood);
CREATE FUNCTION trap.mood_to_integer(trap.mood) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('cast to integer'); RETURN 1; END$$;
CREATE CAST (trap.mood AS integer) WITH FUNCTION trap.mood_to_integer(trap.mood) AS IMPLICIT;
CREATE TABLE trap.moods (id integer, mood trap.mood, history trap.mood[]);
INSERT INTO trap.moods VALUES (1, 'calm', '{calm,cross}');

-- Sorting and grouping this type run its operator class's support functions, which no query tree names.
CREATE TYPE trap.pair AS (a integer, b integer);
CREATE FUNCTION trap.pair_less(trap.pair, trap.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a < ($2).a';
CREATE FUNCTION trap.pair_equal(trap.pair, trap.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a = ($2).a';
CREATE FUNCTION trap.pair_greater(trap.pair, trap.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a > ($2).a';
CREATE FUNCTION trap.pair_compare(trap.pair, trap.pair) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('operator class'); RETURN ($1).a - ($2).a; END$$;
CREATE OPERATOR trap.<# (LEFTARG = trap.pair, RIGHTARG = trap.pair, FUNCTION = trap.pair_less);
CREATE OPERATOR trap.=# (LEFTARG = trap.pair, RIGHTARG = trap.pair, FUNCTION = trap.pair_equal, MERGES);
CREATE OPERATOR trap.># (LEFTARG = trap.pair, RIGHTARG = trap.pair, FUNCTION = trap.pair_greater);
CREATE OPERATOR CLASS trap.pair_operators DEFAULT FOR TYPE trap.pair USING btree AS
  OPERATOR 1 trap.<#, OPERATOR 3 trap.=#, OPERATOR 5 trap.>#, FUNCTION 1 trap.pair_compare(trap.pair, trap.pair);
CREATE TABLE trap.pairs (id integer, pair trap.pair);
INSERT INTO trap.pairs VALUES (1, '(2,0)'), (2, '(1,0)'), (3, '(2,0)');

-- Aggregates.
CREATE FUNCTION trap.touch_step(state integer, value integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('aggregate step'); RETURN coalesce(state, 0) + coalesce(value, 0); END$$;
CREATE AGGREGATE trap.touch_sum(integer) (SFUNC = trap.touch_step, STYPE = integer, INITCOND = '0');
CREATE FUNCTION trap.touch_final(state integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$BEGIN INSERT INTO trap.effect (cause) VALUES ('aggregate final'); RETURN state; END$$;
CREATE AGGREGATE trap.touch_final_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = trap.touch_final);
CREATE AGGREGATE trap.honest_sum(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');

-- Views.
CREATE VIEW trap.touching_view AS SELECT id, trap.touch(id) AS touched FROM trap.account;
CREATE VIEW trap.view_over_touching_view AS SELECT id FROM trap.touching_view WHERE touched > 0;
CREATE VIEW trap.sleeping_view AS SELECT pg_sleep(0.1)::text AS slept;
CREATE VIEW trap.honest_view AS SELECT id, holder FROM trap.account WHERE balance > 0;

-- A row-level policy; it is skipped for superusers and roles with BYPASSRLS.
CREATE TABLE trap.guarded (id integer, note text);
INSERT INTO trap.guarded VALUES (1, 'one');
ALTER TABLE trap.guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY touching ON trap.guarded FOR SELECT USING (trap.touch_boolean());
CREATE VIEW trap.guarded_view WITH (security_invoker = true) AS SELECT id FROM trap.guarded;

-- A foreign table without a server behind it, and a partition that is one.
CREATE FOREIGN DATA WRAPPER trap_wrapper;
CREATE SERVER trap_server FOREIGN DATA WRAPPER trap_wrapper;
CREATE FOREIGN TABLE trap.far (id integer, note text) SERVER trap_server;
CREATE TABLE trap.parted (id integer, note text) PARTITION BY RANGE (id);
CREATE TABLE trap.parted_near PARTITION OF trap.parted FOR VALUES FROM (0) TO (100);
CREATE FOREIGN TABLE trap.parted_far PARTITION OF trap.parted FOR VALUES FROM (100) TO (200) SERVER trap_server;
CREATE VIEW trap.far_view AS SELECT id FROM trap.far;

CREATE SEQUENCE trap.numbers;
CREATE FUNCTION trap.is_even(n integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n % 2 = 0';

GRANT USAGE ON SCHEMA trap TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA trap TO PUBLIC;
