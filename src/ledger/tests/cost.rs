//! What a record costs. Only an optimised build on a quiet machine says anything about it:
//! `cargo test --release --lib ledger::tests::cost -- --ignored --test-threads 1`.

use std::time::{Duration, Instant};

use super::super::{export, verify};
use super::{Place, call, outcome_of};

/// The bound on what the ledger adds to a call, its two records together.
const PER_CALL: Duration = Duration::from_micros(100);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: it needs an optimised build on a quiet machine"]
async fn a_call_costs_less_than_its_bound_alone_and_in_company() {
    const CALLS: u32 = 20_000;
    for callers in [1, 8, 32] {
        let place = Place::new();
        let ledger = place.open();
        let start = Instant::now();
        let tasks: Vec<_> = (0..callers)
            .map(|_| {
                let ledger = ledger.clone();
                tokio::spawn(async move {
                    for _ in 0..CALLS / callers {
                        let started = ledger.call_started(&call()).await.expect("a receipt");
                        let outcome = outcome_of(started.sequence);
                        ledger.call_finished(&outcome).await.expect("a receipt");
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("the task ends");
        }
        let each = start.elapsed() / CALLS;
        assert!(each < PER_CALL, "{callers} at once: {each:?} a call");
    }
}

/// The most memory this process has held, in KiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|text| text.parse().ok()).expect("a number")
}

#[tokio::test]
#[ignore = "a measurement: other tests in the process would disturb it"]
async fn verifying_and_exporting_hold_one_record_at_a_time() {
    let place = Place::new();
    let ledger = place.open();
    let mut big = call();
    big.sql = "x".repeat(10_000);
    for _ in 0..10_000 {
        ledger.call_started(&big).await.expect("a receipt");
    }
    ledger.close().await;
    let before = peak_memory();
    verify(&place.location(), None).expect("it runs");
    export(&place.location(), 1, None, &mut std::io::sink()).expect("it runs");
    let grown = peak_memory() - before;
    assert!(grown < 8 * 1024, "{grown} KiB for a ledger of 100 MB");
}
