//! The server, the caller or gatepost itself goes away in the middle: no verdict, and the entry is as good as before.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use gatepost::demo::{Cluster, SUPERUSER};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::site::{HARD_GATE, Site, assert_refused, assert_status, said};
use crate::process::text;

/// Quick while `slow` is empty, and without end once it is full.
const SLOW: &str = "[[check]]\nname = \"slow\"\nsql = \"select count(*) from public.slow a, public.slow b, public.slow c\"\nrule = \"unchanged\"\n";

const FILL: &str = "INSERT INTO public.slow SELECT generate_series(1, 5000)";

const END: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE usename = 'gatepost_auditor' AND datname = current_database()";

/// What a server needs to be served, with the table that makes the gate slow.
const SERVED: &str = "CREATE ROLE query_pg_ro LOGIN; CREATE ROLE gatepost_auditor LOGIN BYPASSRLS; \
     GRANT pg_read_all_data, pg_read_all_settings, pg_read_all_stats TO gatepost_auditor; \
     CREATE TABLE public.slow (n int); GRANT SELECT ON public.slow TO query_pg_ro; \
     REVOKE ALL ON DATABASE postgres FROM PUBLIC; \
     GRANT CONNECT ON DATABASE postgres TO query_pg_ro, gatepost_auditor; \
     REVOKE CREATE ON SCHEMA public FROM PUBLIC;";

fn start(site: &Site, arguments: &[&str]) -> Child {
    site.command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts")
}

/// Sessions that are at the slow check, and not at what comes before it.
fn running(ask: impl Fn(&str) -> String) -> String {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid() \
               AND usename = 'gatepost_auditor' AND datname = current_database() \
               AND query LIKE '%public.slow%' AND clock_timestamp() - query_start > '0.2 s'";
    ask(sql).trim().to_owned()
}

#[track_caller]
fn eventually(ask: impl Fn(&str) -> String, count: &str) {
    let deadline = Instant::now() + Duration::from_secs(15);
    while running(&ask) != count {
        assert!(Instant::now() < deadline, "within 15 s: {count} at work");
        std::thread::sleep(Duration::from_millis(30));
    }
}

fn psql(cluster: &Cluster) -> impl Fn(&str) -> String {
    |script| {
        cluster
            .psql(SUPERUSER, "postgres", script)
            .expect("the script runs")
    }
}

#[test]
fn a_server_that_is_gone_gives_no_verdict_and_costs_no_entry() {
    let mut cluster = crate::scratch::start();
    psql(&cluster)(SERVED);
    let site = Site::elsewhere(&cluster, "postgres");
    site.configure(&cluster, "postgres", "[limits]\ntimeout = \"60s\"\n");
    site.bracket("slow", SLOW);
    let id = site.enter("slow");

    psql(&cluster)(FILL);
    for arguments in [["gate", "entry", "slow"], ["gate", "exit", &id]] {
        let child = start(&site, &arguments);
        eventually(psql(&cluster), "1");
        psql(&cluster)(END);
        let output = child.wait_with_output().expect("ends");
        assert_refused(&said(&output), "database_unavailable");
    }
    let child = start(&site, &["gate", "exit", &id]);
    eventually(psql(&cluster), "1");
    cluster.halt();
    let output = child.wait_with_output().expect("ends");
    assert_refused(&said(&output), "database_unavailable");
    for arguments in [["gate", "entry", "slow"], ["gate", "exit", &id]] {
        assert_refused(&said(&site.run(&arguments)), "database_unavailable");
    }

    // Back again, the entry is as good as it was: what became of the database is told.
    cluster.resume().expect("it starts again");
    psql(&cluster)("TRUNCATE public.slow");
    let (status, told) = site.exit(&id);
    assert_eq!(status, Some(0), "{told}");
    assert_refused(&site.exit(&id), "entry_used");
    site.assert_ledger_verifies();
}

#[test]
fn an_interrupted_exit_is_recorded_and_keeps_the_entry() {
    let site = Site::own_with("[limits]\ntimeout = \"60s\"\n");
    site.psql("CREATE TABLE public.slow (n int); GRANT SELECT ON public.slow TO query_pg_ro");
    site.bracket("slow", SLOW);
    let id = site.enter("slow");
    site.psql(FILL);
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let child = start(&site, &["gate", "exit", &id]);
        eventually(|sql| site.psql(sql), "1");
        kill(
            Pid::from_raw(i32::try_from(child.id()).expect("small")),
            signal,
        )
        .expect("it runs");
        let output = child.wait_with_output().expect("ends");
        assert_refused(&said(&output), "cancelled");
        eventually(|sql| site.psql(sql), "0");
    }
    site.psql("TRUNCATE public.slow");
    assert_eq!(site.exit(&id).0, Some(0));
    let exported = text(&site.run(&["ledger", "export"]).stdout);
    assert_eq!(exported.matches("\"cancelled\"").count(), 2, "{exported}");
}

#[test]
fn a_killed_exit_leaves_a_ledger_that_verifies_and_an_entry_with_one_outcome() {
    let site = Site::quiet();
    let mut used = 0;
    // An exit takes some 300 ms here: before, in the midst of and after what it records.
    for milliseconds in [90, 160, 220, 280, 400] {
        let id = site.enter(HARD_GATE);
        let mut child = start(&site, &["gate", "exit", &id]);
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().expect("ours");
        child.wait().expect("ours");
        site.assert_ledger_verifies();
        let outcome = site.exit(&id);
        if outcome.0 != Some(0) {
            assert_refused(&outcome, "entry_used");
            used += 1;
        }
        let shown = site.run(&["gate", "show", &id]);
        assert_status(&shown, 0);
        let told = text(&shown.stdout);
        assert!(
            told.contains("→ SAFE, ") && !told.contains("entry recorded"),
            "{told}"
        );
    }
    assert!(used < 5, "some were killed before their verdict");
    site.assert_ledger_verifies();
}
