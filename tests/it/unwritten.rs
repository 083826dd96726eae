//! What the body of a function runs without a word for it: operators behind keywords, casts of the types it uses.

use gatepost::error::ErrorCode;

use crate::support::{Copy, Served};

const OBJECTS: &str = include_str!("unwritten.sql");
const EVIL: &str = include_str!("unwritten_evil.sql");

/// Run nothing of the kind, whatever else there is.
const PLAIN: [&str; 3] = ["f_plain()", "c_count()", "c_text()"];

/// Run an operator behind a keyword, or a cast.
const RUNNING: [&str; 23] = [
    "f_in(1, 'a')",
    "f_not_in(1, 'a')",
    "f_case(1, 'a')",
    "f_case_statement(1, 'a')",
    "f_nullif(1, 'a')",
    "f_distinct(1, 'a')",
    "f_any(1, '{a}')",
    "f_using()",
    "f_natural()",
    "f_between(1, 'a')",
    "f_like(1, 'a')",
    "f_not_ilike(1, 'a')",
    "f_similar(1, 'a')",
    "c_declared()",
    "c_column()",
    "c_column_sql()",
    "c_argument('1')",
    "c_argument((SELECT level FROM unwritten.levels))",
    "c_result(1)",
    "c_of_function()",
    "c_written()",
    "c_composite()",
    "c_json()",
];

async fn decided(served: &Served, call: &str) -> Option<ErrorCode> {
    let sql = format!("SELECT unwritten.{call}");
    let decided = served.database().check(&sql).await;
    decided.err().map(|error| error.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_behind_keywords_and_casts_of_types_are_judged_in_bodies() {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    let served = copy.served();
    let mut wrong = Vec::new();
    for call in PLAIN.iter().chain(&RUNNING) {
        if let Some(code) = decided(&served, call).await {
            wrong.push(format!("{call}: {code:?} where nothing is volatile"));
        }
    }
    copy.superuser(EVIL);
    let served = copy.served();
    for call in PLAIN.iter().chain(&["c_atomic_counts()"]) {
        if let Some(code) = decided(&served, call).await {
            wrong.push(format!("{call}: {code:?}"));
        }
    }
    for call in RUNNING.iter().chain(&["c_atomic()"]) {
        let code = decided(&served, call).await;
        if code != Some(ErrorCode::FunctionNotAllowed) {
            wrong.push(format!("{call}: {code:?} where it runs what is volatile"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
