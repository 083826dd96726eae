//! What makes values without a word for their type, and what is written in a language that is not read.

use gatepost::config::PolicyConfig;
use gatepost::error::ErrorCode;

use crate::policy_rules::{judged, rules};
use crate::support::Copy;

const OBJECTS: &str = include_str!("made.sql");

const FUNCTION: Option<ErrorCode> = Some(ErrorCode::FunctionNotAllowed);
const TYPE: Option<ErrorCode> = Some(ErrorCode::TypeNotAllowed);

fn prepared() -> Copy {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    copy
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_of_a_domain_runs_where_a_value_of_it_is_made() {
    judged(
        &prepared(),
        PolicyConfig::default(),
        &[
            ("SELECT a, b FROM made.held", None),
            ("SELECT made.reads(), made.reads_seen()", None),
            ("SELECT made.declares()", None),
            ("SELECT made.last_short(a) FROM made.plain", None),
            ("SELECT made.of_column()", TYPE),
            ("SELECT made.of_row()", TYPE),
            ("SELECT made.of_view()", TYPE),
            ("SELECT made.of_rows()", TYPE),
            ("SELECT made.into_row()", TYPE),
            ("SELECT made.cast_row()", TYPE),
            ("SELECT made.from_json()", TYPE),
            ("SELECT made.from_text()", TYPE),
            ("SELECT made.from_text_found()", TYPE),
            ("SELECT made.to_argument()", TYPE),
            ("SELECT made.to_row()", TYPE),
            ("SELECT made.of_result()", TYPE),
            ("SELECT made.to_own(a) FROM made.held", TYPE),
            ("SELECT made.begun(1)", TYPE),
            (
                "SELECT made.begun(b) OVER (ORDER BY b ROWS 1 PRECEDING) FROM made.plain",
                TYPE,
            ),
            ("SELECT made.in_body()", TYPE),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_in_a_language_that_is_not_read_is_for_the_operator_to_allow() {
    let copy = prepared();
    judged(
        &copy,
        PolicyConfig::default(),
        &[
            ("SELECT made.unread()", FUNCTION),
            ("SELECT made.unread_one()", FUNCTION),
            ("SELECT * FROM made.unread()", FUNCTION),
            ("SELECT made.of_unread()", FUNCTION),
            ("SELECT n FROM made.v_unread", FUNCTION),
        ],
    )
    .await;
    let policy = PolicyConfig {
        allow_functions: rules(&["made.unread_one()"]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT made.unread_one()", None),
            ("SELECT made.unread()", FUNCTION),
        ],
    )
    .await;
}
