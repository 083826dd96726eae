//! Attacks are refused with a stable code, or stay bounded, and change nothing.

use std::time::{Duration, Instant};

use gatepost::demo::READER_ROLE;

use crate::corpus::{Case, Expected, cases};
use crate::support::{Copy, Served};

/// The 5 s of a call, and a second for a busy machine to notice.
const BOUNDED: Duration = Duration::from_secs(6);

/// A backend may not grow past this while a statement runs: shared buffers of the test server (64 MiB) are in the figure.
const MOST_KIB: u64 = 700 * 1024;

/// What nothing bounds but the end of the computation: libxml2 does not look for cancel requests. The README says so.
const NOT_BOUNDED: [&str; 1] = ["xpath_expensive"];

/// Set this variable to run every case of the slow campaigns.
const LONG_FORM: &str = "GATEPOST_LONG_CAMPAIGNS";

/// Without it, one case in so many: each may take all of its time.
const SHORT_FORM_STEP: usize = 6;

/// Everything the attacks could change, as one text.
const STATE: &str = include_str!("state.sql");

#[tokio::test(flavor = "multi_thread")]
async fn attacks_are_refused_with_their_codes_and_change_nothing() {
    let copy = Copy::with_traps();
    let served = Served::new(READER_ROLE, &copy.name, |_| {});
    let before = copy.superuser(STATE);
    let mut wrong = Vec::new();
    for case in cases("attacks")
        .into_iter()
        .filter(|case| case.expected != Expected::Bounded)
    {
        match served.query(&case.sql).await {
            Err(error) if case.accepts(error.code) => {}
            Err(error) => wrong.push(describe(&case, &format!("refused with {error}"))),
            Ok(_) => wrong.push(describe(&case, "SERVED")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} came out wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(copy.superuser(STATE), before, "the attacks left a trace");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_refused_is_bounded_in_time_and_memory() {
    let copy = Copy::with_traps();
    let served = Served::new(READER_ROLE, &copy.name, |config| {
        config.limits.timeout = Duration::from_secs(2);
        config.limits.connections = 1;
    });
    let before = copy.superuser(STATE);
    let mut wrong = Vec::new();
    let step = if std::env::var_os(LONG_FORM).is_some() {
        1
    } else {
        SHORT_FORM_STEP
    };
    let bounded = cases("attacks").into_iter().filter(|case| {
        case.expected == Expected::Bounded && !NOT_BOUNDED.contains(&case.name.as_str())
    });
    for case in bounded.step_by(step) {
        let started = Instant::now();
        let outcome = served.query(&case.sql).await.map(drop);
        // The answer must come in time, and so must the end of the work in the server.
        let mut backends = copy.backends_of_reader().await;
        while backends.iter().any(|backend| backend.busy) && started.elapsed() < BOUNDED {
            tokio::time::sleep(Duration::from_millis(50)).await;
            backends = copy.backends_of_reader().await;
        }
        let took = started.elapsed();
        let largest = backends
            .iter()
            .filter_map(|backend| backend.peak_kib)
            .max()
            .unwrap_or(0);
        if took > BOUNDED || largest > MOST_KIB {
            wrong.push(describe(
                &case,
                &format!("{outcome:?}, took {took:?} and {largest} KiB"),
            ));
            copy.end_backends_of_reader().await;
        }
    }
    assert!(
        wrong.is_empty(),
        "{} not bounded:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(copy.superuser(STATE), before, "the attacks left a trace");
}

fn describe(case: &Case, outcome: &str) -> String {
    let sql: String = case.sql.chars().take(300).collect();
    format!(
        "{}/{}: {outcome}; expected {:?}\n    {sql}",
        case.file, case.name, case.expected
    )
}
