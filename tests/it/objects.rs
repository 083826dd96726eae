//! What stands behind a name: bodies of functions, checks of domains, parts of aggregates, partitions elsewhere.

use gatepost::error::ErrorCode;

use crate::support::Copy;

const OBJECTS: &str = include_str!("objects.sql");

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_behind_a_name_is_judged() {
    use ErrorCode::{ForeignTable, FunctionNotAllowed, TypeNotAllowed};
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    let served = copy.served();
    let mut wrong = Vec::new();
    for (sql, expected) in [
        ("SELECT objects.helper(1), objects.helper_atomic(1)", None),
        ("SELECT objects.alias_of_lower('A')", None),
        (
            "SELECT objects.int_array_aggregate(id) FROM objects.plain",
            None,
        ),
        ("SELECT objects.names_of_commands(1)", None),
        (
            "SELECT objects.locks_after_names(1)",
            Some(FunctionNotAllowed),
        ),
        ("SELECT objects.locks_in_block(1)", Some(FunctionNotAllowed)),
        (
            "SELECT objects.volatile_in_a_declaration(1)",
            Some(FunctionNotAllowed),
        ),
        ("SELECT 1::objects.positive", None),
        ("SELECT id FROM objects.parted_here", None),
        // Reading a column of a domain runs none of its checks.
        ("SELECT d, p FROM objects.held", None),
        (
            "SELECT h.d FROM objects.plain h JOIN objects.plain g USING (id) ORDER BY h.d",
            None,
        ),
        (
            "WITH x AS (SELECT d FROM objects.held) SELECT max(d), array_agg(d) FROM x",
            None,
        ),
        ("SELECT objects.vol(1)", Some(FunctionNotAllowed)),
        ("SELECT objects.lying(1)", Some(FunctionNotAllowed)),
        ("SELECT objects.lying_twice(1)", Some(FunctionNotAllowed)),
        ("SELECT objects.lying_atomic(1)", Some(FunctionNotAllowed)),
        (
            "SELECT objects.dynamic('SELECT 1')",
            Some(FunctionNotAllowed),
        ),
        ("SELECT objects.sleeper(1)", Some(FunctionNotAllowed)),
        ("SELECT objects.alias_of_sleep(1)", Some(FunctionNotAllowed)),
        ("SELECT objects.uses_operator(1)", Some(FunctionNotAllowed)),
        (
            "SELECT 1 OPERATOR(objects.~~~~) 2",
            Some(FunctionNotAllowed),
        ),
        ("SELECT objects.total(1)", Some(FunctionNotAllowed)),
        ("SELECT objects.total(1) OVER ()", Some(FunctionNotAllowed)),
        ("SELECT objects.uses_domain(1)", Some(TypeNotAllowed)),
        ("SELECT 1::objects.checked", Some(TypeNotAllowed)),
        ("SELECT '1'::objects.checked", Some(TypeNotAllowed)),
        ("SELECT 1::objects.checked_again", Some(TypeNotAllowed)),
        (
            "SELECT 1::objects.checked_by_operator",
            Some(TypeNotAllowed),
        ),
        ("SELECT '{1}'::objects.checked[]", Some(TypeNotAllowed)),
        // Its check runs while PostgreSQL analyses the statement, so its tree is not the only one and comes first.
        (
            "SELECT '{1}'::objects.checked[], objects.vol(1)",
            Some(FunctionNotAllowed),
        ),
        (
            "SELECT '{1}'::objects.checked[], pg_sleep(0)",
            Some(FunctionNotAllowed),
        ),
        (
            "SELECT json_populate_record(NULL::objects.pair, '{\"b\":1}')",
            Some(TypeNotAllowed),
        ),
        (
            "SELECT * FROM json_to_record('{\"b\":1}') AS x(b objects.checked)",
            Some(TypeNotAllowed),
        ),
        // A cast to json runs where JSON is made of the value, and nowhere else.
        ("SELECT s::text, (s).x FROM objects.held", None),
        (
            "SELECT count(DISTINCT s) FROM objects.held GROUP BY s ORDER BY s",
            None,
        ),
        ("SELECT to_json(id) FROM objects.plain", None),
        ("SELECT s FROM objects.held", Some(TypeNotAllowed)),
        ("SELECT h FROM objects.held h", Some(TypeNotAllowed)),
        (
            "SELECT array_agg(s) FROM objects.held",
            Some(TypeNotAllowed),
        ),
        ("SELECT row(1, s) FROM objects.held", Some(TypeNotAllowed)),
        (
            "SELECT count(to_jsonb(s)) FROM objects.held",
            Some(TypeNotAllowed),
        ),
        (
            "SELECT json_agg(h)::text FROM objects.held h",
            Some(TypeNotAllowed),
        ),
        (
            "SELECT jsonb_build_object('s', s)::text FROM objects.held",
            Some(TypeNotAllowed),
        ),
        (
            "SELECT objects.wraps(s) FROM objects.held",
            Some(TypeNotAllowed),
        ),
        (
            "SELECT objects.shows_one(s) FROM objects.held",
            Some(FunctionNotAllowed),
        ),
        (
            "SELECT objects.shows_one_atomic(s) FROM objects.held",
            Some(FunctionNotAllowed),
        ),
        ("SELECT objects.texts_one(s) FROM objects.held", None),
        // What a record without a type holds is told by the body that makes it.
        ("SELECT objects.records()", Some(FunctionNotAllowed)),
        (
            "SELECT * FROM objects.records_atomic() AS r(id int, s objects.shown)",
            Some(FunctionNotAllowed),
        ),
        ("SELECT objects.ids(), objects.plain_records()", None),
        ("SELECT * FROM objects.parted", Some(ForeignTable)),
        ("SELECT objects.reads_elsewhere()", Some(ForeignTable)),
    ] {
        let found = served.database().check(sql).await.err();
        if found.as_ref().map(|error| error.code) != expected {
            wrong.push(format!("{sql}: {found:?}; expected {expected:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} came out wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
