//! What stands behind the relations that bodies of functions name: queries of views, row-level policies.

use gatepost::config::PolicyConfig;
use gatepost::demo::READER_ROLE;
use gatepost::error::ErrorCode;

use crate::policy_rules::{judged, rules};
use crate::support::{Copy, Served};

const OBJECTS: &str = include_str!("behind.sql");

fn prepared() -> Copy {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    copy
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_view_or_policy_runs_is_run_by_a_body_that_reads_it() {
    const REFUSED: Option<ErrorCode> = Some(ErrorCode::FunctionNotAllowed);
    judged(
        &prepared(),
        PolicyConfig::default(),
        &[
            ("SELECT * FROM behind.summary()", None),
            ("SELECT behind.names(), behind.names_atomic()", None),
            ("SELECT behind.summary_plpgsql()", None),
            ("SELECT behind.statistics(), behind.paid()", None),
            ("SELECT behind.f_activity(), behind.f_columns()", None),
            ("SELECT behind.f_guarded()", None),
            ("SELECT behind.f_switched_off()", None),
            ("SELECT behind.f_xid()", REFUSED),
            ("SELECT * FROM behind.f_again()", REFUSED),
            ("SELECT behind.f_acts()", REFUSED),
            ("SELECT behind.f_of_function()", REFUSED),
            ("SELECT behind.f_locks()", REFUSED),
            ("SELECT behind.f_watched()", REFUSED),
            ("SELECT behind.f_watched_atomic()", REFUSED),
            ("SELECT behind.f_guarded_by_acts()", REFUSED),
            ("SELECT behind.elsewhere()", Some(ErrorCode::ForeignTable)),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_read_is_not_read_by_a_body_through_a_view() {
    let copy = prepared();
    let column = Some(ErrorCode::ColumnNotAllowed);
    let relation = Some(ErrorCode::RelationNotAllowed);
    let policy = PolicyConfig {
        deny_columns: rules(&["behind.t.secret"]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT * FROM behind.summary()", column),
            ("SELECT * FROM behind.summary_atomic()", column),
            ("SELECT behind.summary_plpgsql()", column),
            ("SELECT behind.names(), behind.names_atomic()", None),
            ("SELECT behind.ids_atomic()", None),
            ("SELECT behind.f_guarded()", None),
            ("SELECT behind.statistics()", relation),
            ("SELECT behind.statistics_behind()", relation),
            ("SELECT behind.statistics_itself()", relation),
        ],
    )
    .await;
    let policy = PolicyConfig {
        deny_relations: rules(&["*.salary"]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT behind.paid()", relation),
            ("SELECT behind.names()", None),
        ],
    )
    .await;
    let policy = PolicyConfig {
        allow_relations: Some(rules(&["behind.v_*"])),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT behind.paid(), behind.names()", None),
            ("SELECT behind.ids_atomic()", relation),
        ],
    )
    .await;
    let policy = PolicyConfig {
        allow_foreign_tables: rules(&["behind.remote"]),
        ..PolicyConfig::default()
    };
    judged(&copy, policy, &[("SELECT behind.elsewhere()", None)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_through_what_a_body_comes_to_it() {
    let copy = prepared();
    let served = Served::new(READER_ROLE, &copy.name, |config| {
        config.policy.deny_columns = rules(&["behind.t.secret"]);
    });
    for (sql, said) in [
        (
            "SELECT behind.f_again()",
            "(run by reading behind.v_xid, which the body of behind.f_again() does)",
        ),
        (
            "SELECT behind.f_locks()",
            "its body reads behind.v_locks, behind which stands a lock on rows",
        ),
        (
            "SELECT behind.summary()",
            "The body of behind.summary() reads it through behind.v_t.",
        ),
    ] {
        let error = served.query(sql).await.expect_err(sql);
        assert!(error.message.contains(said), "{sql}: {error}");
    }
}
