//! Each layer holds with the others switched off.

use futures::future::join_all;
use gatepost::demo::{APPLICATION_ROLE, READER_ROLE, SUPERUSER};
use gatepost::error::ErrorCode;
use gatepost::policy::{Catalog, Policy};
use gatepost::sql::{FirstReading, RawSql, read_first};

use crate::corpus::{Case, Expected, cases};
use crate::support::{Copy, Served};

const STATE: &str = include_str!("state.sql");

/// Sessions that attack side by side.
const SESSIONS: usize = 4;

fn attacks() -> impl Iterator<Item = Case> {
    cases("attacks")
        .into_iter()
        .filter(|case| case.expected != Expected::Bounded)
}

/// Those that the server is to run: what only takes long writes nothing, and much of it ends long after any time limit.
fn attacks_to_run() -> impl Iterator<Item = Case> {
    let takes_long = Expected::Refused(vec![ErrorCode::GrowthUnbounded.as_str()]);
    attacks().filter(move |case| case.expected != takes_long)
}

/// The two readings, with a role that could do anything and no help from it.
async fn readings_alone(role: &str) {
    let copy = Copy::with_traps();
    copy.superuser(&format!(
        "GRANT ALL ON ALL TABLES IN SCHEMA public, governance, trap TO {APPLICATION_ROLE};"
    ));
    let served = Served::writable(role, &copy.name);
    let before = copy.superuser(STATE);
    let mut served_attacks = Vec::new();
    for case in attacks().filter(|case| !(case.needs_ordinary_role && role == SUPERUSER)) {
        if served.query(&case.sql).await.is_ok() {
            served_attacks.push(format!("{}/{}: {}", case.file, case.name, case.sql));
        }
    }
    assert!(
        served_attacks.is_empty(),
        "{} served:\n{}",
        served_attacks.len(),
        served_attacks.join("\n")
    );
    assert_eq!(copy.superuser(STATE), before, "the attacks left a trace");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readings_hold_against_a_superuser() {
    readings_alone(SUPERUSER).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readings_hold_against_the_owner_of_everything() {
    readings_alone(APPLICATION_ROLE).await;
}

/// Text cannot tell what a name stands for; where the first reading lets an attack pass, the second stops it.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_first_reading_lets_pass_the_second_refuses() {
    let copy = Copy::with_traps();
    let served = copy.served();
    // What only privileges stop, and a parameter without its value, is for the session that runs it.
    let for_the_session = |case: &Case| {
        case.accepts(ErrorCode::PermissionDenied) || case.accepts(ErrorCode::ParameterCount)
    };
    let policy = Policy::default();
    let passes = |sql: &str| {
        RawSql::new(sql, 100 << 10).is_ok_and(|sql| {
            !matches!(
                read_first(&sql, Catalog::builtin(), policy.allow_functions()),
                FirstReading::Refused(_)
            )
        })
    };
    let mut approved = Vec::new();
    let mut judged = 0;
    for case in attacks().filter(|case| passes(&case.sql) && !for_the_session(case)) {
        judged += 1;
        if served.database().check(&case.sql).await.is_ok() {
            approved.push(format!("{}/{}: {}", case.file, case.name, case.sql));
        }
    }
    assert!(
        judged > 100,
        "the second reading was asked {judged} times only"
    );
    assert!(
        approved.is_empty(),
        "{} approved by both readings:\n{}",
        approved.len(),
        approved.join("\n")
    );
}

/// The READ ONLY transaction and the role, with no reading at all: whatever is sent, no row changes.
#[tokio::test(flavor = "multi_thread")]
async fn the_transaction_and_the_role_hold_without_the_readings() {
    let copy = Copy::with_traps();
    let rows = STATE
        .split_inclusive(';')
        .next()
        .expect("the first statement tells the rows");
    let before = copy.superuser(rows);
    let sessions = join_all((0..SESSIONS).map(|_| copy.connect(READER_ROLE))).await;
    let attacks: Vec<Case> = attacks_to_run().collect();
    let workers = sessions.iter().enumerate().map(|(worker, session)| {
        let attacks = &attacks;
        async move {
            for case in attacks.iter().skip(worker).step_by(SESSIONS) {
                // The transaction as the read session opens it; the extended protocol carries one statement.
                let opened = session.batch_execute(
                    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1; SET LOCAL statement_timeout = '300ms'",
                );
                opened.await.expect("begins");
                let _ = session.query_typed(&case.sql, &[]).await;
                let _ = session.batch_execute("ROLLBACK; SELECT pg_advisory_unlock_all(); RESET ALL").await;
            }
        }
    });
    join_all(workers).await;
    assert_eq!(copy.superuser(rows), before, "a row changed");
}

/// The role alone: no reading, no READ ONLY, each statement in a transaction of its own that commits.
#[tokio::test(flavor = "multi_thread")]
async fn the_role_holds_alone() {
    let copy = Copy::new();
    copy.superuser("REVOKE EXECUTE ON FUNCTION governance.approve_all() FROM PUBLIC;");
    let rows = STATE
        .split_inclusive(';')
        .next()
        .expect("the first statement tells the rows");
    let before = copy.superuser(rows);
    let session = copy.connect(READER_ROLE).await;
    session
        .batch_execute("SET statement_timeout = '300ms'")
        .await
        .expect("sets");
    for case in attacks_to_run() {
        let _ = session.query_typed(&case.sql, &[]).await;
    }
    assert_eq!(copy.superuser(rows), before, "a row changed");
}
