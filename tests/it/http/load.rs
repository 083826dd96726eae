//! Many callers at once, and what must hold when they are gone, when the process is told to stop or killed, and when the
//! database goes away under them.

mod traffic;
mod wire;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use gatepost::demo::{MAINTENANCE_DATABASE, SUPERUSER};
use serde_json::Value;

use self::traffic::{Seen, Traffic};
use super::server::Server;
use crate::process::Configuration;
use crate::scratch;
use crate::support::{cluster, eventually};

/// Set this variable for 200 callers and a minute.
const LONG_FORM: &str = "GATEPOST_LONG_CAMPAIGNS";

/// What the process may hold more than before the load, in KiB: what the allocator keeps for the next burst. A leak of
/// one call's memory would be more in the long form, of some ten thousand calls.
const RESIDENT_TOLERANCE_KIB: u64 = 24 << 10;

/// Connections that a kept-alive client may not have noticed yet to be closed.
const DESCRIPTOR_TOLERANCE: usize = 4;

/// What a busy machine may take on top of a deadline.
const SLACK: Duration = Duration::from_secs(2);

fn scale() -> (u64, Duration) {
    if std::env::var_os(LONG_FORM).is_some() {
        (200, Duration::from_secs(60))
    } else {
        (40, Duration::from_secs(5))
    }
}

/// Processes of the shared server that work for this application, in a state like this.
fn sessions(application: &str, state: &str) -> u64 {
    let sql = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '{application}' AND state LIKE '{state}'"
    );
    let count = cluster().psql(SUPERUSER, MAINTENANCE_DATABASE, &sql);
    count.expect("asked").trim().parse().expect("a number")
}

fn resident_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("it lives");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    kib.expect("Linux tells").parse().expect("a number")
}

fn descriptors(process: u32) -> usize {
    let listed = std::fs::read_dir(format!("/proc/{process}/fd")).expect("it lives");
    listed.count()
}

fn say(text: &str) {
    std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes()).expect("said");
}

/// The ledger is whole, and holds each call once: started, and finished unless the process was killed.
fn assert_recorded(ledger: &str, seen: &Seen, was_killed: bool) {
    let verification = gatepost::ledger::verify(ledger, None).expect("a ledger");
    assert!(verification.is_intact(), "{:?}", verification.findings);
    let mut lines = Vec::new();
    gatepost::ledger::export(ledger, 1, None, &mut lines).expect("exports");
    let lines = String::from_utf8(lines).expect("UTF-8");
    let (mut started, mut finished) = (BTreeMap::new(), BTreeMap::new());
    for line in lines.lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let body = &record["body"];
        match record["kind"].as_str() {
            Some("call_started") => {
                let digest = body["sql_sha256"].as_str().expect("a digest").to_owned();
                let sequence = record["sequence"].as_u64().expect("a number");
                let earlier = started.insert(digest, sequence);
                assert_eq!(earlier, None, "started twice: {line}");
            }
            Some("call_finished") => {
                let call = body["call"].as_u64().expect("a number");
                let earlier = finished.insert(call, body["code"].clone());
                assert_eq!(earlier, None, "finished twice: {line}");
            }
            _ => panic!("nothing else was done: {line}"),
        }
    }
    for (digest, answered) in &seen.calls {
        let sequence = started.remove(digest);
        assert!(
            !answered || sequence.is_some(),
            "answered and not recorded: {digest}"
        );
        if let Some(sequence) = sequence {
            let end = finished.remove(&sequence);
            assert!(
                end.is_some() || (was_killed && !answered),
                "without an end: {sequence}"
            );
        }
    }
    assert!(started.is_empty(), "nobody made these calls: {started:?}");
    assert!(finished.is_empty(), "nobody began these: {finished:?}");
}

fn assert_right(seen: &Seen) {
    assert!(
        seen.wrong.is_empty(),
        "{} things went wrong: {:#?}",
        seen.wrong.len(),
        &seen.wrong[..seen.wrong.len().min(20)]
    );
    assert!(
        seen.good.get("rows").is_some_and(|served| *served > 0),
        "{:?}",
        seen.good
    );
    assert!(!seen.refused.is_empty() && seen.given_up > 0 && seen.noise > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_leave_nothing_behind() {
    let (callers, lasting) = scale();
    let server = Server::start("http_load", "");
    // The first burst fills caches, pools and the allocator: what it leaves is what the process holds when idle.
    let burst = Traffic::start(&server.address, callers, Duration::from_secs(2))
        .end()
        .await;
    eventually("the burst's queries end", async || {
        sessions("http_load", "active") == 0
    })
    .await;
    let idle = (
        resident_kib(server.process()),
        descriptors(server.process()),
    );
    let started = Instant::now();
    let mut seen = Traffic::start(&server.address, callers, lasting)
        .end()
        .await;
    let took = started.elapsed();
    eventually("every query ended", async || {
        sessions("http_load", "active") == 0 && sessions("http_load", "idle in transaction%") == 0
    })
    .await;
    let sessions_left = sessions("http_load", "%");
    assert!(
        sessions_left <= 8,
        "{sessions_left} sessions are more than the pool's"
    );
    eventually("the callers' connections are closed", async || {
        descriptors(server.process()) <= idle.1 + DESCRIPTOR_TOLERANCE
    })
    .await;
    let resident = resident_kib(server.process());
    say(&format!(
        "{callers} callers for {took:.1?}: good calls {:?}, refused {:?}, given up {}, noise {}; \
         median {:.1?}, 99th percentile {:.1?}, longest {:.1?}; resident {} KiB before, {resident} KiB after; \
         {sessions_left} sessions idle\n",
        seen.good,
        seen.refused,
        seen.given_up,
        seen.noise,
        percentile(&seen, 50),
        percentile(&seen, 99),
        percentile(&seen, 100),
        idle.0,
    ));
    assert_right(&seen);
    assert!(
        resident <= idle.0 + RESIDENT_TOLERANCE_KIB,
        "{} KiB when idle, {resident} KiB after the load",
        idle.0
    );
    let ledger = server.ledger();
    let (status, _configuration) = server.terminate();
    assert_eq!(status.code(), Some(0));
    eventually("no session is left", async || {
        sessions("http_load", "%") == 0
    })
    .await;
    seen.calls.extend(burst.calls);
    assert_recorded(&ledger, &seen, false);
}

fn percentile(seen: &Seen, percent: usize) -> Duration {
    let last = seen.latencies.len().saturating_sub(1);
    seen.latencies
        .get(last * percent / 100)
        .copied()
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_under_load_it_ends_in_time_and_in_order() {
    let (callers, _) = scale();
    let server = Server::start("http_load_stop", "[http]\ngrace = \"2s\"\n");
    let traffic = Traffic::start(&server.address, callers, Duration::from_secs(60));
    tokio::time::sleep(Duration::from_secs(2)).await;
    traffic.server_may_end();
    let ledger = server.ledger();
    let told = Instant::now();
    let (status, _configuration) = tokio::task::spawn_blocking(|| server.terminate())
        .await
        .expect("it ends");
    let took = told.elapsed();
    assert_eq!(status.code(), Some(0));
    let seen = traffic.end().await;
    say(&format!(
        "told to stop under {callers} callers: ended in {took:.2?}\n"
    ));
    assert!(took < Duration::from_secs(2) + SLACK, "{took:?}");
    assert_right(&seen);
    eventually("no session is left", async || {
        sessions("http_load_stop", "%") == 0
    })
    .await;
    assert_recorded(&ledger, &seen, false);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_it_starts_again_and_nothing_answered_is_lost() {
    let (callers, _) = scale();
    let server = Server::start("http_load_kill", "");
    let traffic = Traffic::start(&server.address, callers, Duration::from_secs(60));
    tokio::time::sleep(Duration::from_secs(2)).await;
    traffic.server_may_end();
    let configuration = server.kill();
    let seen = traffic.end().await;
    assert_right(&seen);
    assert_recorded(&configuration.ledger(), &seen, true);
    let again = Server::over(configuration);
    again.assert_serves(None);
    let verification = gatepost::ledger::verify(&again.ledger(), None).expect("a ledger");
    assert!(verification.is_intact(), "{:?}", verification.findings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_restarted_under_load_is_said_to_be_away_and_served_when_it_is_back() {
    let (callers, _) = scale();
    let mut cluster = scratch::start();
    let role = "CREATE ROLE reader LOGIN;";
    cluster
        .psql(SUPERUSER, MAINTENANCE_DATABASE, role)
        .expect("a role");
    let url = cluster.url("reader", MAINTENANCE_DATABASE);
    let server = Server::over(Configuration::new(&format!(
        "[databases.directus]\nurl = \"{url}\"\n"
    )));
    let traffic = Traffic::start(&server.address, callers, Duration::from_secs(12));
    let mut back_after = Vec::new();
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        traffic.outage(true);
        let (returned, resumed) = tokio::task::spawn_blocking(move || {
            cluster.halt();
            std::thread::sleep(Duration::from_secs(1));
            let resumed = cluster.resume();
            (cluster, resumed)
        })
        .await
        .expect("restarted");
        resumed.expect("it starts again");
        cluster = returned;
        let ready = Instant::now();
        while !serves(&server) {
            assert!(
                ready.elapsed() < Duration::from_secs(2),
                "service does not return"
            );
        }
        back_after.push(ready.elapsed());
        // What was under way when the database came back may still say that it was away.
        tokio::time::sleep(Duration::from_secs(1)).await;
        traffic.outage(false);
    }
    let seen = traffic.end().await;
    say(&format!(
        "two outages under {callers} callers: good calls {:?}, longest {:.1?}, served again after {back_after:.1?}\n",
        seen.good,
        percentile(&seen, 100)
    ));
    assert_right(&seen);
    assert!(
        seen.good.contains_key("database_unavailable"),
        "{:?}",
        seen.good
    );
    let longest = percentile(&seen, 100);
    assert!(
        longest < Duration::from_secs(5) + SLACK,
        "{longest:?} is past a call's deadline"
    );
    let ledger = server.ledger();
    let (status, _configuration) = server.terminate();
    assert_eq!(status.code(), Some(0));
    let verification = gatepost::ledger::verify(&ledger, None).expect("a ledger");
    assert!(verification.is_intact(), "{:?}", verification.findings);
}

fn serves(server: &Server) -> bool {
    let arguments = serde_json::json!({"database": "directus", "sql": "SELECT 41 + 1"});
    let reply = server.call(None, "query_pg", arguments);
    reply.status == 200 && reply.result()["structuredContent"]["rows"][0][0] == 42
}
