use super::{LIMIT, cut, github_check};
use crate::gate::decide;
use crate::gate::snapshot::Snapshot;
use crate::gate::testing::{bind, hard_gate, hard_gate_broken};
use crate::gate::time::Timestamp;

fn conclusion(change: fn(&mut Snapshot)) -> String {
    let (definition, entry, mut exit) = hard_gate();
    change(&mut exit);
    bind(&entry, &mut exit);
    let check = github_check(&decide(&definition, &entry, &exit).expect("serializable"));
    check["conclusion"].as_str().expect("text").to_owned()
}

#[test]
fn only_safe_is_a_success_and_nothing_is_neutral() {
    assert_eq!(conclusion(|_| {}), "success");
    assert_eq!(conclusion(|exit| exit.checks.clear()), "action_required");
    assert_eq!(
        conclusion(|exit| exit.identity.timeline = 2),
        "action_required"
    );
    assert_eq!(
        conclusion(|exit| exit.taken_at = Timestamp::from_unix_milliseconds(u64::MAX)),
        "stale"
    );
}

#[test]
fn a_check_run_has_what_the_interface_asks_for() {
    let (definition, entry, exit) = hard_gate_broken();
    let check = github_check(&decide(&definition, &entry, &exit).expect("serializable"));
    assert_eq!(check["conclusion"], "failure");
    assert_eq!(check["status"], "completed");
    assert_eq!(check["completed_at"], "2026-06-03T00:30:00.000Z");
    assert_eq!(check["name"], "gatepost / production-hard-gate-0");
    assert_eq!(check["output"]["title"], "UNSAFE: 11 of 16 checks passed");
    assert!(
        check["output"]["summary"]
            .as_str()
            .is_some_and(|text| text.starts_with("db=directus✅ | "))
    );
    assert!(
        check["output"]["text"]
            .as_str()
            .is_some_and(|text| text.starts_with("# Production Hard Gate 0"))
    );
}

#[test]
fn a_long_text_is_cut_to_the_limit() {
    assert_eq!(cut("é".repeat(LIMIT * 2)).chars().count(), LIMIT);
    assert_eq!(cut("short".to_owned()), "short");
}
