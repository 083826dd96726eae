//! No false UNSAFE: quiet brackets beside an application that writes elsewhere, and autovacuum at full speed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use gatepost::demo::{Binaries, Cluster, DIRECTUS, READER_ROLE, SUPERUSER, seed};
use gatepost::gate::{Decision, Definition};

use super::lane::Bracket;
use crate::scratch;
use crate::support::{AUDITOR, MAKE_AUDITOR, audited};

/// Set this variable to run all brackets.
const LONG_FORM: &str = "GATEPOST_LONG_CAMPAIGNS";

/// Everything but what the application grows.
const GATE: &str = r#"
name = "quiet"
title = "Quiet"
kind = "bracket"

[unchanged]
rows = ["governance.*", "public.apr_approvals", "public.orders"]

[[check]]
name = "system_issues"
sql = "select count(*) from public.system_issues"
rule = { organic = { direction = "up" } }
severity = "advisory"
"#;

const AUTOVACUUM: [(&str, &str); 6] = [
    ("autovacuum_naptime", "1s"),
    ("autovacuum_vacuum_threshold", "1"),
    ("autovacuum_analyze_threshold", "1"),
    ("autovacuum_vacuum_scale_factor", "0"),
    ("autovacuum_analyze_scale_factor", "0"),
    ("autovacuum_vacuum_cost_delay", "0"),
];

#[tokio::test(flavor = "multi_thread")]
async fn quiet_brackets_are_safe() {
    let brackets = match std::env::var_os(LONG_FORM) {
        Some(_) => 200,
        None => 40,
    };
    let binaries = Binaries::find().expect("PostgreSQL's server is installed");
    let cluster = Cluster::start(&binaries, &AUTOVACUUM).expect("the cluster starts");
    seed(&cluster).expect("the world is seeded");
    // Dead rows in scope give autovacuum something to do there too.
    let setup = format!(
        "{MAKE_AUDITOR} GRANT CONNECT ON DATABASE directus TO {AUDITOR}; UPDATE public.orders SET total = total;"
    );
    cluster
        .psql(SUPERUSER, DIRECTUS, &setup)
        .expect("an auditor and dead rows");
    let url = cluster.url(READER_ROLE, DIRECTUS);
    let bracket = Bracket {
        database: DIRECTUS.to_owned(),
        served: scratch::served(&url, audited),
    };
    let gate = Definition::parse("quiet.toml", GATE.as_bytes()).expect("a gate");
    let client = scratch::superuser(&cluster, DIRECTUS).await;
    let role = "SET ROLE directus_app";
    client.batch_execute(role).await.expect("the application's");
    let busy = Arc::new(AtomicBool::new(true));
    let application = tokio::spawn({
        let busy = Arc::clone(&busy);
        async move {
            let grow = "BEGIN; INSERT INTO public.system_issues (source, severity, status, message, fingerprint, created_at) \
                        SELECT source, severity, status, 'grown', fingerprint, now() FROM public.system_issues WHERE id <= 20; \
                        SAVEPOINT s; UPDATE public.system_issues SET message = 'seen' WHERE id IN (SELECT max(id) FROM public.system_issues); COMMIT";
            while busy.load(Ordering::Relaxed) {
                client.batch_execute(grow).await.expect("grows");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    });
    let started = Instant::now();
    let mut misses = Vec::new();
    for number in 1..=brackets {
        assert!(!application.is_finished(), "the application goes on");
        let entry = bracket.entry(&gate).await.expect("an entry");
        tokio::time::sleep(Duration::from_millis(20)).await;
        let verdict = bracket.exit(&gate, &entry).await.expect("a verdict");
        if verdict.decision != Decision::Safe {
            misses.push(format!("bracket {number}: {:#?}", verdict.checks));
        }
    }
    busy.store(false, Ordering::Relaxed);
    application.await.expect("the application ends well");
    assert!(
        misses.is_empty(),
        "{} of {brackets} quiet brackets in {:?} were not SAFE: {}",
        misses.len(),
        started.elapsed(),
        misses.join("\n")
    );
    let vacuumed = cluster.psql(
        SUPERUSER,
        DIRECTUS,
        "SELECT sum(autovacuum_count + autoanalyze_count) > 0 FROM pg_stat_user_tables WHERE relname = 'system_issues'",
    );
    assert_eq!(vacuumed.expect("asks"), "t", "autovacuum was at work");
}
