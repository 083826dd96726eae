use super::super::testing::{COMMIT, GUARD, passes_file, refused_file};

fn with_guard(guard: &str) -> String {
    assert!(COMMIT.contains(GUARD));
    COMMIT.replace(GUARD, guard)
}

fn refuses(body: &str, code: &str) {
    refused_file(&with_guard(&format!("DO $guard$ {body} $guard$;")), &[code]);
}

#[test]
fn the_guard_stands_directly_before_commit() {
    for guard in [
        "",
        "SELECT 1;",
        "DO $$ BEGIN IF (SELECT count(*) FROM t) = 0 THEN RAISE EXCEPTION 'x'; END IF; END $$; SELECT 1;",
        "-- DO $$ BEGIN IF (SELECT 1) THEN RAISE EXCEPTION 'x'; END IF; END $$;\n",
        "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF (SELECT 1) THEN RAISE EXCEPTION 'x'; END IF; END $$;",
        "DO LANGUAGE sql 'SELECT 1';",
    ] {
        refused_file(&with_guard(guard), &["guard_missing"]);
    }
}

#[test]
fn it_can_raise() {
    for (body, code) in [
        ("BEGIN PERFORM 1; END", "guard_without_raise"),
        (
            "BEGIN IF (SELECT 1) = 2 THEN RAISE NOTICE 'x'; END IF; END",
            "guard_without_raise",
        ),
        (
            "BEGIN IF (SELECT 1) = 2 THEN RAISE WARNING 'x'; END IF; END",
            "guard_without_raise",
        ),
        (
            "BEGIN -- IF (SELECT 1) THEN RAISE EXCEPTION 'x'; END IF;\n PERFORM 'RAISE EXCEPTION'; END",
            "guard_without_raise",
        ),
        (
            "BEGIN IF false THEN RAISE EXCEPTION 'x'; END IF; PERFORM 1; END",
            "guard_vacuous",
        ),
        (
            "BEGIN IF 1 = 0 THEN RAISE EXCEPTION 'x'; END IF; PERFORM 1; END",
            "guard_vacuous",
        ),
        (
            "BEGIN IF ((NOT true)) THEN RAISE EXCEPTION 'x'; END IF; PERFORM 1; END",
            "guard_vacuous",
        ),
        (
            "BEGIN IF NULL THEN RAISE EXCEPTION 'x'; END IF; PERFORM 1; END",
            "guard_vacuous",
        ),
        (
            "BEGIN IF (SELECT count(*) FROM t) = 0 AND false THEN RAISE EXCEPTION 'x'; END IF; END",
            "guard_vacuous",
        ),
        (
            "BEGIN IF false AND EXISTS (SELECT 1) THEN RAISE EXCEPTION 'x'; END IF; END",
            "guard_vacuous",
        ),
        (
            "BEGIN WHILE false LOOP RAISE EXCEPTION 'x'; END LOOP; PERFORM 1; END",
            "guard_vacuous",
        ),
        (
            "DECLARE ok boolean := true; BEGIN IF NOT ok THEN RAISE EXCEPTION 'x'; END IF; END",
            "guard_vacuous",
        ),
        (
            "BEGIN PERFORM 1; RAISE EXCEPTION 'x'; END",
            "guard_unconditional",
        ),
        (
            "BEGIN LOOP PERFORM 1; RAISE EXCEPTION 'x'; END LOOP; END",
            "guard_unconditional",
        ),
        (
            "BEGIN RETURN; IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'x'; END IF; END",
            "guard_unreachable",
        ),
        (
            "BEGIN IF true THEN RETURN; END IF; IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'x'; END IF; END",
            "guard_unreachable",
        ),
        (
            "<<b>> BEGIN EXIT b; IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'x'; END IF; END",
            "guard_unreachable",
        ),
        (
            "BEGIN IF (SELECT 1) = 2 THEN RETURN; RAISE EXCEPTION 'x'; END IF; END",
            "guard_unreachable",
        ),
        (
            "BEGIN IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'x'; END IF; EXCEPTION WHEN raise_exception THEN NULL; END",
            "guard_swallowed",
        ),
        (
            "BEGIN BEGIN IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'x'; END IF; EXCEPTION WHEN SQLSTATE 'P0001' THEN NULL; END; END",
            "guard_swallowed",
        ),
        (
            "BEGIN IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'x'; END IF; EXCEPTION WHEN division_by_zero THEN NULL; END",
            "guard_swallowed",
        ),
        (
            "BEGIN ASSERT (SELECT count(*) FROM t) = 3; END",
            "guard_assert",
        ),
        (
            "BEGIN DELETE FROM t; IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'x'; END IF; END",
            "guard_writes",
        ),
    ] {
        refuses(body, code);
    }
    let others = "DO $$ BEGIN IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'x'; END IF; EXCEPTION WHEN OTHERS THEN NULL; END $$;";
    refused_file(&with_guard(others), &["guard_swallowed", "when_others"]);
}

#[test]
fn legitimate_guards_pass() {
    for body in [
        "BEGIN IF (SELECT count(*) FROM t) <> 3 THEN RAISE EXCEPTION 'x'; END IF; END",
        "BEGIN IF NOT EXISTS (SELECT 1 FROM t WHERE false) THEN RAISE 'x'; END IF; END",
        "DECLARE n bigint; BEGIN SELECT count(*) INTO n FROM t; IF n BETWEEN 1 AND 2 THEN NULL; ELSE RAISE EXCEPTION 'x % %', n, 1 USING ERRCODE = 'check_violation'; END IF; END",
        "DECLARE r record; BEGIN FOR r IN SELECT * FROM t LOOP CONTINUE WHEN r.ok; RAISE EXCEPTION '%', r; END LOOP; END",
        "BEGIN CASE WHEN to_regclass('t') IS NULL THEN RAISE EXCEPTION 'x'; ELSE NULL; END CASE; END",
        "BEGIN PERFORM 1 FROM t; IF NOT FOUND THEN RAISE SQLSTATE 'GP001'; END IF; END",
        "DECLARE n int; BEGIN BEGIN n := (SELECT 1); EXCEPTION WHEN division_by_zero THEN n := 0; END; IF n > 1 THEN RAISE EXCEPTION 'commit; false'; END IF; RETURN; END",
        "BEGIN IF (SELECT 1) = 2 THEN RAISE EXCEPTION 'a'; ELSIF (SELECT 2) = 3 THEN RAISE EXCEPTION 'b'; END IF; RAISE NOTICE 'good'; END",
    ] {
        passes_file(&with_guard(&format!("DO $guard$ {body} $guard$;")));
    }
    passes_file(&with_guard(
        "do language plpgsql 'begin if (select count(*) from t) = 0 then raise exception ''x''; end if; end';",
    ));
}
