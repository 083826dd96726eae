use super::*;

#[test]
fn bodies_that_only_read_are_read() {
    for body in [
        "SELECT count(*) FROM public.users WHERE name = $1",
        "select (select max(id) from t) + 1",
        "BEGIN IF n > 1 THEN RETURN n; ELSE SELECT sum(x) INTO total FROM t; END IF; RETURN total; END",
        "DECLARE r record; BEGIN FOR r IN SELECT * FROM t LOOP total := total + r.set; END LOOP; RETURN QUERY SELECT 1; END",
        "BEGIN RETURN format('INSERT INTO %I', $1) || 'EXECUTE x'; END",
        "SELECT CASE WHEN a THEN lock ELSE copy END, update, t.delete, \"insert\" FROM t",
        "-- DELETE FROM t\nSELECT /* EXECUTE 'x' */ $$DROP TABLE t$$",
        "<<outer>> BEGIN FOR i IN 1..10 LOOP EXIT outer WHEN i > 5; END LOOP; RAISE NOTICE 'x'; RETURN 1; END",
        "BEGIN set := 1; comment = 'x'; RETURN set; END",
        "DECLARE n int; lock boolean := false; BEGIN lock := true; RETURN lock; END",
        "declare r text; call record; begin for call in select 1 loop r := call; end loop; return r; end",
        "<<outer>> declare a int; comment text := 'x'; update date; begin declare copy int; begin return copy; end; end",
        "#variable_conflict use_column\ndeclare set int := (select 1); begin return set; end",
        "declare lock int; grant int; begin if x then declare n int; do int := 2; begin return do; end; end if; end",
    ] {
        assert!(read_body(body).is_ok(), "{body}: {:?}", read_body(body));
    }
}

#[test]
fn bodies_with_a_command_are_refused() {
    for (body, what) in [
        ("INSERT INTO t VALUES (1)", "INSERT"),
        (
            "WITH d AS (DELETE FROM t RETURNING 1) SELECT * FROM d",
            "DELETE",
        ),
        (
            "BEGIN RETURN QUERY UPDATE t SET a = 1 RETURNING a; END",
            "UPDATE",
        ),
        ("update \"T\" set a = 1", "UPDATE"),
        (
            "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE",
            "MERGE",
        ),
        ("SELECT * FROM t FOR UPDATE", "a lock on rows"),
        ("SELECT * FROM t FOR NO KEY UPDATE", "a lock on rows"),
        ("SELECT * FROM t for key share", "a lock on rows"),
        (
            "BEGIN EXECUTE 'select ' || f; END",
            "EXECUTE, which runs SQL made from text",
        ),
        (
            "BEGIN RETURN QUERY EXECUTE q; END",
            "EXECUTE, which runs SQL made from text",
        ),
        ("BEGIN IF x THEN CREATE TABLE t (); END IF; END", "CREATE"),
        ("BEGIN NOTIFY chan; END", "NOTIFY"),
        ("SELECT 1; TRUNCATE t", "TRUNCATE"),
        ("BEGIN LOOP COPY t TO '/tmp/x'; END LOOP; END", "COPY"),
        ("begin call p(); end", "CALL"),
        ("declare n int; begin lock table t; end", "LOCK"),
        ("declare lock int; BEGIN Lock t; end", "LOCK"),
        ("declare begin lock t; end", "LOCK"),
        (
            "begin declare n int; lock int; begin lock table t; end; end",
            "LOCK",
        ),
        ("begin begin null; end; lock table t; end", "LOCK"),
        ("begin declare; lock table t; end", "LOCK"),
        ("begin x := declare; lock table t; begin end; end", "LOCK"),
        ("select 1 as declare; lock table t; begin", "LOCK"),
        ("declare n int := (update t set a = 1); begin end", "UPDATE"),
        (
            "declare n int; execute text; begin end",
            "EXECUTE, which runs SQL made from text",
        ),
        (
            "SELECT U&\"pg_sl\\0065ep\"(1)",
            "something that cannot be read",
        ),
        ("SELECT 'unterminated", "something that cannot be read"),
    ] {
        assert_eq!(read_body(body), Err(what.to_owned()), "{body}");
    }
}

#[test]
fn keywords_are_reported_as_the_operators_they_stand_for() {
    for (body, operators) in [
        ("SELECT id IN (1), id NOT IN ($1)", &["=", "<>"][..]),
        ("SELECT CASE id WHEN s THEN 1 END", &["="]),
        ("SELECT nullif(a, b)", &["="]),
        ("SELECT a IS NOT DISTINCT FROM b", &["="]),
        ("select a between b and c", &[">=", "<="]),
        ("SELECT a NOT BETWEEN SYMMETRIC b AND c", &["<", ">"]),
        ("SELECT a Like b, a NOT ILIKE b", &["~~", "!~~*"]),
        ("SELECT a SIMILAR TO b", &["~"]),
        ("SELECT * FROM a JOIN b USING (id)", &["="]),
        ("SELECT * FROM a NATURAL JOIN b", &["="]),
        ("SELECT a FROM t GROUP BY a ORDER BY a", &["=", "<"]),
        ("SELECT a FROM t UNION SELECT b FROM t", &["="]),
        ("SELECT a FROM t ORDER BY a USING ~<~", &["~<~"]),
        ("SELECT a = ANY (b)", &["="]),
    ] {
        let names = read_body(body).expect(body);
        for operator in operators {
            assert!(names.operators.contains(*operator), "{body}: {operator}");
        }
    }
    let plain = read_body("SELECT id FROM t WHERE \"in\" IS NULL").expect("it only reads");
    assert_eq!(plain.operators, BTreeSet::new());
    for line in include_str!("operators.txt").lines() {
        let known = line.starts_with('#') || line.split(" | ").count() == 3;
        assert!(known, "{line}");
    }
}

#[test]
fn casts_are_noticed() {
    for (body, casts) in [
        ("SELECT a::int", true),
        ("SELECT Cast(a AS int)", true),
        ("BEGIN a := 1; RETURN a; END", false),
        ("SELECT '::', \"cast\"", false),
    ] {
        assert_eq!(read_body(body).expect(body).casts, casts, "{body}");
    }
}

#[test]
fn names_are_reported_as_postgresql_folds_them() {
    let names =
        read_body("SELECT PG_Sleep(1), \"Pg\".\"F\"\"x\"(2), a.evil, b === c, d::Mood FROM T a")
            .expect("it only reads");
    let call = |schema: Option<&str>, name: &str| (schema.map(str::to_owned), name.to_owned());
    assert_eq!(
        names.calls,
        [call(None, "pg_sleep"), call(Some("Pg"), "F\"x")].into()
    );
    assert!(names.attributes.contains("evil"));
    assert!(names.operators.contains("==="));
    assert_eq!(names.operator_schemas, BTreeSet::new());
    let written =
        read_body("SELECT a Operator ( \"S\" . Pg_catalog.+) b ORDER BY a USING operator(app.<)");
    let own = read_body("SELECT a OPERATOR(pg_catalog.+) b, pg_catalog.*-c, (pg_catalog.*) / d");
    let operators = own.expect("it only reads").operators;
    assert!(!operators.contains("+") && operators.contains("-") && operators.contains("/"));
    let schemas = written.expect("it only reads").operator_schemas;
    assert_eq!(
        schemas,
        ["S", "app", "pg_catalog"].map(str::to_owned).into()
    );
    assert!(names.words.contains("mood") && names.words.contains("t"));
}
