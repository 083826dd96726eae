//! What is asked wrongly, of what is not there, or too late: a coded answer or INDETERMINATE, and never SAFE.

use std::thread::sleep;
use std::time::Duration;

use gatepost::demo::{DIRECTUS, SUPERUSER};

use super::site::{HARD_GATE, Site, assert_refused, assert_status, said};
use crate::process::text;

/// Nothing but a check, which is quick.
const ONE_CHECK: &str = "[[check]]\nname = \"approvals\"\nsql = \"select count(*) from public.apr_approvals\"\nrule = \"unchanged\"\n";

/// Larger than any limit lets finish.
const ENDLESS: &str =
    "select count(*) from public.system_issues a, public.system_issues b, public.system_issues c";

#[test]
fn what_is_not_there_is_refused_by_code() {
    let site = Site::quiet();
    let ask = |arguments: &[&str]| said(&site.run(arguments));
    for (arguments, code) in [
        (["entry", "nothing"].as_slice(), "gate_unknown"),
        (&["check", "nothing"], "gate_unknown"),
        (&["wrap", "nothing", "--", "true"], "gate_unknown"),
        (&["entry", "no-write-channel"], "gate_kind"),
        (&["check", HARD_GATE], "gate_kind"),
        (&["entry", "unchanged"], "arguments_invalid"),
        (
            &["entry", "unchanged", "--database", "nowhere"],
            "database_unknown",
        ),
        (
            &["entry", HARD_GATE, "--database", "workflow"],
            "arguments_invalid",
        ),
        (&["exit", "nothing"], "entry_unknown"),
        (&["exit", ""], "entry_unknown"),
        (&["exit", "entry-0000000000' OR 1=1"], "entry_unknown"),
        (&["show", "nothing"], "verdict_unknown"),
        (&["report", "nothing"], "verdict_unknown"),
    ] {
        assert_refused(&ask(&[&["gate"], arguments].concat()), code);
    }
    // The refusal of a long name repeats only its beginning.
    let long = "x".repeat(10_000);
    let (_, told) = ask(&["gate", "entry", &long]);
    assert!(told.len() < 1000, "{told}");
}

#[test]
fn an_entry_is_good_for_one_exit() {
    let site = Site::quiet();
    site.bracket("mine", ONE_CHECK);
    let id = site.enter("mine");
    let mut exits: Vec<_> = (0..3)
        .map(|_| {
            let mut command = site.command(&["gate", "exit", &id]);
            command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped());
            command.spawn().expect("starts")
        })
        .collect();
    let outcomes: Vec<_> = exits
        .drain(..)
        .map(|exit| said(&exit.wait_with_output().expect("ends")))
        .collect();
    let safe = outcomes.iter().filter(|(status, _)| *status == Some(0));
    assert_eq!(safe.count(), 1, "{outcomes:#?}");
    for outcome in outcomes.iter().filter(|(status, _)| *status != Some(0)) {
        assert_refused(outcome, "entry_used");
    }
    assert_refused(&site.exit(&id), "entry_used");
    site.assert_ledger_verifies();
}

#[test]
fn an_entry_that_expired_proves_nothing() {
    let site = Site::quiet();
    site.bracket("brief", &format!("expires = \"1s\"\n{ONE_CHECK}"));
    let id = site.enter("brief");
    sleep(Duration::from_millis(1200));
    let (status, told) = site.exit(&id);
    assert_eq!(status, Some(3), "{told}");
    assert!(told.contains("expired"), "{told}");
}

#[test]
fn a_gate_file_that_changed_proves_nothing_and_one_that_is_gone_is_unknown() {
    let site = Site::quiet();
    site.bracket("mine", ONE_CHECK);
    let (changed, gone) = (site.enter("mine"), site.enter("mine"));
    // Not even a comment may differ: the digest is of the file.
    site.bracket("mine", &format!("{ONE_CHECK}# reviewed\n"));
    let (status, told) = site.exit(&changed);
    assert_eq!(status, Some(3), "{told}");
    assert!(told.contains("gate"), "{told}");
    std::fs::remove_file(site.path("gates/mine.toml")).expect("removed");
    assert_refused(&site.exit(&gone), "gate_unknown");
    // Put back as it was, the entry is still good.
    site.bracket("mine", ONE_CHECK);
    assert_eq!(site.exit(&gone).0, Some(0));
}

#[test]
fn an_entry_of_another_server_or_database_proves_nothing() {
    let site = Site::own();
    site.bracket("mine", ONE_CHECK);
    let (other_server, other_database) = (site.enter("mine"), site.enter("mine"));
    let cluster = crate::scratch::start();
    let script = "CREATE ROLE query_pg_ro LOGIN; CREATE ROLE gatepost_auditor LOGIN BYPASSRLS; \
                  GRANT pg_read_all_data, pg_read_all_settings, pg_read_all_stats TO gatepost_auditor; \
                  CREATE TABLE public.apr_approvals AS SELECT n AS id FROM generate_series(1, 42) n; \
                  GRANT SELECT ON public.apr_approvals TO query_pg_ro; \
                  REVOKE ALL ON DATABASE postgres FROM PUBLIC; GRANT CONNECT ON DATABASE postgres TO query_pg_ro, gatepost_auditor; \
                  REVOKE CREATE ON SCHEMA public FROM PUBLIC;";
    cluster
        .psql(SUPERUSER, "postgres", script)
        .expect("the script runs");
    site.configure(&cluster, "postgres", "");
    let (status, told) = site.exit(&other_server);
    assert_eq!(status, Some(3), "{told}");
    assert!(told.contains("system identifier"), "{told}");
    site.configure(Site::cluster(), DIRECTUS, "");
    let (status, told) = site.exit(&other_database);
    assert_eq!(status, Some(3), "{told}");
    assert!(told.contains("database"), "{told}");
}

/// A check of this SQL before the quick one.
fn odd_check(sql: &str) -> String {
    format!("[[check]]\nname = \"odd\"\nsql = \"{sql}\"\nrule = \"unchanged\"\n{ONE_CHECK}")
}

#[test]
fn a_check_that_times_out_is_no_entry() {
    let site = Site::quiet_with("[limits]\ntimeout = \"2s\"\n");
    site.bracket("endless", &odd_check(ENDLESS));
    let entry = site.run(&["gate", "entry", "endless"]);
    assert_status(&entry, 3);
    let told = text(&entry.stdout);
    assert!(told.contains("→ INDETERMINATE: odd"), "{told}");
    assert!(told.contains("timeout"), "{told}");
    assert!(!told.contains("entry-"), "{told}");
}

#[test]
fn a_check_without_one_answer_is_no_entry() {
    let site = Site::quiet();
    for (name, sql, reason) in [
        ("two", "values (1), (2)", "expected one row, found 2"),
        ("none", "select 1 where false", "odd empty❓"),
        ("wide", "select 1, 2", "expected one column, found 2"),
        ("nothing", "select null::int", "odd null❓"),
        (
            "missing",
            "select count(*) from public.nowhere",
            "odd 42P01❓",
        ),
        ("failing", "select 1 / (1 - 1)", "odd 22012❓"),
    ] {
        site.bracket(name, &odd_check(sql));
        let entry = site.run(&["gate", "entry", name]);
        assert_status(&entry, 3);
        let told = text(&entry.stdout);
        assert!(told.contains("→ INDETERMINATE: odd"), "{name}: {told}");
        assert!(told.contains(reason), "{name}: {told}");
        assert!(
            told.contains("approvals 42✅"),
            "the others are asked: {told}"
        );
        assert!(!told.contains("entry-"), "{name}: {told}");
    }
}

#[test]
fn a_gate_file_that_cannot_be_used_stops_every_command_at_start() {
    let site = Site::quiet();
    let head = "name = \"mine\"\ntitle = \"Mine\"\nkind = \"bracket\"\ndatabase = \"directus\"\n";
    let check = |sql: &str| {
        format!("{head}[[check]]\nname = \"c\"\nsql = \"{sql}\"\nrule = \"unchanged\"\n")
    };
    for (content, place, reason) in [
        ("nonsense".to_owned(), "mine.toml:1:", ""),
        (String::new(), "mine.toml:", "name"),
        (format!("{head}colour = 1\n"), "mine.toml:5:1:", "colour"),
        (
            format!("{head}[[check]]\nname = \"c\"\nsql = \"select 1\"\nrule = \"unchangd\"\n"),
            "mine.toml:8:",
            "unchangd",
        ),
        (head.to_owned(), "mine.toml:", ""),
        (
            check("select 1").replace("\"directus\"", "\"postgres\""),
            "mine.toml:4:",
            "not served",
        ),
        (
            check("delete from public.apr_approvals"),
            "mine.toml:6:",
            "statement_not_allowed",
        ),
        (
            check(
                "with gone as (delete from public.apr_approvals returning 1) select count(*) from gone",
            ),
            "mine.toml:6:",
            "data_modifying_cte",
        ),
        (
            check("select pg_sleep(1)"),
            "mine.toml:6:",
            "function_not_allowed",
        ),
        (
            check("select 1").replace("\"mine\"", "\"unchanged\""),
            "mine.toml:1:",
            "built in already",
        ),
    ] {
        site.file("gates/mine.toml", &content);
        let (status, told) = said(&site.run(&["gate", "list"]));
        assert_eq!(status, Some(2), "{content}: {told}");
        assert!(
            told.contains(place) && told.contains(reason),
            "{content}: {told}"
        );
    }
    for command in [
        ["serve"].as_slice(),
        &["gate", "entry", HARD_GATE],
        &["query", "directus", "SELECT 1"],
    ] {
        let (status, told) = said(&site.run(command));
        assert_eq!(status, Some(2), "{told}");
        assert!(told.contains("built in already"), "{told}");
    }
    // Text that no reader of TOML can take.
    std::fs::write(site.path("gates/mine.toml"), b"name = \"\xff\"").expect("written");
    let (status, told) = said(&site.run(&["gate", "list"]));
    assert_eq!(status, Some(2), "{told}");
    assert!(told.contains("mine.toml"), "{told}");
}

#[test]
fn a_write_that_only_the_server_can_see_is_no_answer() {
    let site = Site::own();
    site.psql(
        "CREATE FUNCTION public.quietly() RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1'; \
         CREATE VIEW public.hidden AS SELECT public.quietly() AS n; GRANT SELECT ON public.hidden TO gatepost_auditor",
    );
    site.bracket(
        "hidden",
        "[[check]]\nname = \"hidden\"\nsql = \"select n from public.hidden\"\nrule = \"unchanged\"\n",
    );
    let (status, told) = said(&site.run(&["gate", "entry", "hidden"]));
    assert_eq!(status, Some(3), "{told}");
    assert!(told.contains("quietly"), "{told}");
}

#[test]
fn a_gates_folder_that_was_named_must_be_there() {
    let site = Site::quiet_with("[gates]\ndir = \"no-such-folder\"\n");
    let (status, told) = said(&site.run(&["gate", "list"]));
    assert_eq!(status, Some(2), "{told}");
    assert!(told.contains("no-such-folder"), "{told}");
    let site = Site::quiet();
    assert_status(&site.run(&["gate", "list"]), 0);
}
