//! Replication, seen by a role with no more rights than any: what moves by itself, and what somebody must have altered.

use gatepost::demo::READER_ROLE;
use gatepost::gate::{Decision, Definition, Verdict};

use super::lane::{Bracket, Lane};
use crate::scratch;

const SUBSCRIPTION: &str = "CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE)";

#[tokio::test]
async fn a_plain_reader_sees_subscriptions_altered_and_is_told_that_positions_move() {
    let mut lane = Lane::start();
    let database = lane.copy().database;
    let url = lane.cluster.url(READER_ROLE, &database);
    let plain = Bracket {
        database: database.clone(),
        served: scratch::served(&url, |_| {}),
    };
    let gate = roles();
    let told = |verdict: &Verdict| {
        let mut all = verdict.proof.not_proven.iter();
        all.any(|what| what.starts_with("how far replication slots and origins"))
    };
    let entry = plain.entry(&gate).await.expect("an entry");
    let verdict = plain.exit(&gate, &entry).await.expect("a verdict");
    assert_eq!(verdict.decision, Decision::Safe, "{:#?}", verdict.checks);
    assert!(!told(&verdict), "{:?}", verdict.proof);
    lane.superuser(&database, SUBSCRIPTION);
    for (script, expected) in [
        ("SELECT 1", Decision::Safe),
        (
            "ALTER SUBSCRIPTION reading SET (disable_on_error = true)",
            Decision::Unsafe,
        ),
        (
            "ALTER SUBSCRIPTION reading SET (streaming = true)",
            Decision::Unsafe,
        ),
        (
            "ALTER SUBSCRIPTION reading SET (binary = true)",
            Decision::Unsafe,
        ),
        (
            "INSERT INTO pg_subscription_rel SELECT oid, 'd.plain'::regclass, 'i', NULL FROM pg_subscription",
            Decision::Unsafe,
        ),
        (
            "UPDATE pg_subscription_rel SET srsubstate = 'r'",
            Decision::Safe,
        ),
    ] {
        let entry = plain.entry(&gate).await.expect("an entry");
        lane.superuser(&database, script);
        let verdict = plain.exit(&gate, &entry).await.expect("a verdict");
        assert_eq!(
            verdict.decision, expected,
            "{script}: {:#?}",
            verdict.checks
        );
        assert!(told(&verdict), "{script}: {:?}", verdict.proof);
    }
}

/// Nothing but roles, settings and what replicates.
fn roles() -> Definition {
    let text = "name = \"roles\"\ntitle = \"Roles\"\nkind = \"bracket\"\n[unchanged]\nschema = []\nsequences = false\nroles = true\nlarge_objects = false\n";
    Definition::parse("roles.toml", text.as_bytes()).expect("a gate")
}
