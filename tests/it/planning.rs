//! What planning a statement runs that no tree of it shows: constants of indexes, statistics objects, checks, partition keys.

use gatepost::config::PolicyConfig;
use gatepost::error::ErrorCode;

use crate::policy_rules::{judged, rules};
use crate::support::Copy;

const OBJECTS: &str = include_str!("planning.sql");

const REFUSED: Option<ErrorCode> = Some(ErrorCode::FunctionNotAllowed);

fn prepared() -> Copy {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    copy
}

#[tokio::test(flavor = "multi_thread")]
async fn what_planning_runs_is_judged_as_a_call_is() {
    let copy = prepared();
    let cases = [
        (
            "SELECT id FROM planned.h_slug WHERE planned.slug(title) = 'a-b' AND deleted_at IS NULL",
            None,
        ),
        (
            "SELECT count(*) FROM planned.h_slug WHERE planned.plain_text(title) = 'a' OR mail = 'x' OR state = 'open'",
            None,
        ),
        ("SELECT planned.body_of_slug(1)", None),
        ("SELECT id, title FROM planned.h_column WHERE id = 5", None),
        ("SELECT id FROM planned.predicate WHERE v = 5", REFUSED),
        ("SELECT count(*) FROM planned.predicate", REFUSED),
        (
            "SELECT 1 FROM planned.h_slug WHERE id IN (SELECT id FROM planned.predicate)",
            REFUSED,
        ),
        ("TABLE planned.expression", REFUSED),
        ("SELECT id FROM planned.inlined", REFUSED),
        ("SELECT id FROM planned.defaulted", REFUSED),
        ("SELECT id FROM planned.operated", REFUSED),
        ("SELECT id FROM planned.folded", REFUSED),
        ("SELECT id FROM planned.counted WHERE v = 1", REFUSED),
        ("SELECT id FROM planned.parent", REFUSED),
        ("SELECT id FROM planned.child WHERE v = 1", REFUSED),
        ("SELECT id FROM planned.parted", REFUSED),
        ("SELECT id FROM planned.parted_one", REFUSED),
        ("SELECT id FROM planned.through", REFUSED),
        ("SELECT planned.body(1)", REFUSED),
        ("SELECT planned.body_atomic(1)", REFUSED),
    ];
    judged(&copy, PolicyConfig::default(), &cases).await;
    let served = copy.served();
    for (sql, said) in [
        (
            "SELECT id FROM planned.parent",
            " planned.liar(integer) is run by planning a query of planned.child.",
        ),
        (
            "SELECT planned.body(1)",
            " planned.liar(integer) is run by planning a query of planned.predicate, which the body of planned.body(integer) makes.",
        ),
    ] {
        let error = served.query(sql).await.expect_err(sql);
        assert!(error.message.contains(said), "{sql}: {error}");
    }
    let policy = PolicyConfig {
        allow_functions: rules(&["planned.liar(integer)"]),
        ..PolicyConfig::default()
    };
    let allowed = [("SELECT id FROM planned.predicate", None)];
    judged(&copy, policy, &allowed).await;
}
