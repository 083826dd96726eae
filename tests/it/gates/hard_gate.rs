//! The report that was once made by hand, by machine: every figure in the line, and a verdict that verifies offline.

use serde_json::Value;

use super::site::{HARD_GATE, Site, assert_refused, assert_status, said};
use crate::process::{run, text};

/// What the line must say, in its order.
const LINE: [&str; 11] = [
    "db=directus✅",
    "ownership 0→0✅",
    "owner_gap 210→210✅",
    "ospa 0→0✅ (blocker intact)",
    "axis_* tables 0→0✅",
    "gov emit 0→0✅",
    "candidate/ruleset/worker 0/0/0✅",
    "system_issues 203,537→203,537 (organic)✅",
    "apr_approvals 42→42✅",
    "idle-in-txn 0→0✅",
    "no write channel opened✅",
];

#[test]
fn the_line_has_every_figure_of_the_report_and_the_verdict_verifies_offline() {
    let site = Site::quiet();
    let entry = site.run(&["gate", "entry", HARD_GATE]);
    assert_status(&entry, 0);
    let told = text(&entry.stdout);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].ends_with("→ SAFE, entry recorded"), "{told}");
    let id = lines[1];
    assert!(id.starts_with("entry-"), "{told}");
    assert!(lines[2].contains("`gatepost gate exit`"), "{told}");

    let exit = site.run(&["gate", "exit", id]);
    assert_status(&exit, 0);
    let told = text(&exit.stdout);
    let line = told.lines().next().expect("the line");
    let (checks, verdict) = line.split_once(" → ").expect("a verdict");
    assert_eq!(checks.split(" | ").collect::<Vec<_>>(), LINE, "{line}");
    assert!(verdict.starts_with("SAFE, "), "{line}");
    assert!(
        verdict.contains("(governance.*, public.apr_approvals"),
        "{line}"
    );

    let document = site.run(&["gate", "report", id, "--format", "json"]);
    assert_status(&document, 0);
    let path = site.file("verdict.json", &text(&document.stdout));
    let verified = run(&["verify", &path]);
    assert_status(&verified, 0);
    let told = text(&verified.stdout);
    assert!(
        told.starts_with("SAFE: nothing in the document contradicts it\n"),
        "{told}"
    );
    for claim in [
        "proven        gate_digest",
        "proven        entry_digest",
        "proven        subject_digest",
        "proven        decided_again",
        "not proven    signature: not signed",
        "not proven    observed_truly",
    ] {
        assert!(told.contains(claim), "{claim} is not in {told}");
    }
    assert!(told.contains(line), "the same line");

    let shown = site.run(&["gate", "show", id]);
    assert_status(&shown, 0);
    assert!(text(&shown.stdout).starts_with(line));
    site.assert_ledger_verifies();
}

#[test]
fn what_moved_is_unsafe_by_name_and_the_verdict_stays() {
    let site = Site::own();
    let id = site.enter(HARD_GATE);
    site.psql("DELETE FROM public.apr_approvals WHERE id = 7");
    let (status, told) = site.exit(&id);
    assert_eq!(status, Some(1), "{told}");
    for said in [
        "apr_approvals 42→41❌",
        "→ UNSAFE: apr_approvals: was 42, is 41",
        "relation public.apr_approvals altered",
    ] {
        assert!(told.contains(said), "{said} is not in {told}");
    }
    // Putting it back does not undo the verdict, and a new bracket begins with the world as it is.
    assert_refused(&site.exit(&id), "entry_used");
    let shown = site.run(&["gate", "show", &id]);
    assert_status(&shown, 1);
    let json = site.run(&["gate", "report", &id, "--format", "json"]);
    assert_status(&json, 1);
    let path = site.file("verdict.json", &text(&json.stdout));
    let verified = run(&["verify", &path, "--format", "json"]);
    assert_status(&verified, 1);
    let report: Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!(report["verdict"], "UNSAFE");
    assert!(
        report["claims"]
            .as_array()
            .expect("claims")
            .iter()
            .all(|claim| claim["standing"] != "contradicted")
    );
    let again = site.enter(HARD_GATE);
    assert_eq!(site.exit(&again).0, Some(0));
}

#[test]
fn a_busy_application_is_no_alarm() {
    let site = Site::own();
    let id = site.enter(HARD_GATE);
    site.psql(
        "INSERT INTO public.system_issues (source, severity, status, message, fingerprint, created_at) \
         SELECT source, severity, status, message, fingerprint, now() FROM public.system_issues LIMIT 75",
    );
    let (status, told) = site.exit(&id);
    assert_eq!(status, Some(0), "{told}");
    assert!(
        told.contains("system_issues 203,537→203,612 (organic)✅"),
        "{told}"
    );
    assert!(
        told.contains("→ SAFE, row-versions-unchanged (governance.*, public.apr_approvals)"),
        "{told}"
    );
}

#[tokio::test]
async fn what_cannot_be_seen_is_status_3_and_gives_no_entry() {
    let site = Site::quiet();
    // Whose state is to be seen: with no other session, a role without the privilege misses nothing.
    let _other = crate::scratch::superuser(Site::cluster(), gatepost::demo::DIRECTUS).await;
    let url = Site::cluster().url(gatepost::demo::READER_ROLE, gatepost::demo::DIRECTUS);
    site.file(
        "gatepost.toml",
        &format!("[databases.directus]\nurl = \"{url}\"\n"),
    );
    let entry = site.run(&["gate", "entry", HARD_GATE]);
    assert_status(&entry, 3);
    let told = text(&entry.stdout);
    assert!(told.contains("→ INDETERMINATE: "), "{told}");
    assert!(
        told.contains("do not start the work") && told.contains("GRANT pg_read_all_stats TO"),
        "{told}"
    );
    let id = told.lines().nth(1).expect("an id");
    assert!(id.starts_with("verdict-"), "{told}");
    assert_refused(&site.exit(id), "entry_unknown");
    assert_status(&site.run(&["gate", "show", id]), 3);
}

#[test]
fn a_standing_gate_is_judged_once() {
    let site = Site::own();
    let checked = site.run(&[
        "gate",
        "check",
        "no-write-channel",
        "--database",
        "directus",
    ]);
    assert_status(&checked, 0);
    let told = text(&checked.stdout);
    assert!(
        told.contains("✅ | idle-in-txn 0✅ | no write channel opened✅ → SAFE\n"),
        "{told}"
    );
    let id = told.lines().nth(1).expect("an id").to_owned();
    assert_status(&site.run(&["gate", "show", &id]), 0);
    assert_refused(&site.exit(&id), "entry_unknown");
    site.psql("GRANT INSERT ON public.apr_approvals TO query_pg_ro");
    let (status, told) = said(&site.run(&[
        "gate",
        "check",
        "no-write-channel",
        "--database",
        "directus",
    ]));
    assert_eq!(status, Some(1), "{told}");
    assert!(told.contains("no write channel opened❌"), "{told}");
    assert!(told.contains("apr_approvals"), "{told}");
}
