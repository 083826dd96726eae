//! What is decided without being run: `check-sql` and `doctor`.

use serde_json::Value;

use super::{DEAD, assert_status, over_shared};
use crate::process::{Configuration, run, text};

#[test]
fn check_sql_decides_offline() {
    for (sql, status, begins) in [
        (
            "SELECT lower(name) FROM public.customers",
            0,
            "ALLOW\n  reads: public.customers\n  calls: ",
        ),
        ("SELECT 1", 0, "ALLOW\n  reads: none\n  calls: none\n"),
        (
            "DROP TABLE t",
            1,
            "REFUSE statement_not_allowed at line 1, column 1\n  seen: ",
        ),
        (
            "SELECT pg_sleep(1)",
            1,
            "REFUSE function_not_allowed at line 1, column 8\n  seen: ",
        ),
        (
            "SELECT sum(n) OVER (ORDER BY n ROWS 1 PRECEDING EXCLUDE TIES) FROM t",
            3,
            "UNDECIDED\n  seen: ",
        ),
    ] {
        let output = run(&["check-sql", sql]);
        assert_status(&output, status);
        assert!(
            text(&output.stdout).starts_with(begins),
            "{sql}: {}",
            text(&output.stdout)
        );
        assert!(output.stderr.is_empty(), "{sql}");

        let as_json = run(&["check-sql", sql, "--format", "json"]);
        assert_status(&as_json, status);
        let value: Value = serde_json::from_slice(&as_json.stdout).expect("JSON");
        assert_eq!(
            value["decision"],
            ["allow", "refuse", "", "undecided"][usize::try_from(status).expect("small")],
            "{value}"
        );
    }
}

#[test]
fn check_sql_with_a_database_decides_by_both_readings() {
    for (sql, status, begins) in [
        // What the text alone leaves undecided, and what it cannot see.
        (
            "SELECT sum(id) OVER (ORDER BY id ROWS 1 PRECEDING EXCLUDE TIES) FROM apr_approvals",
            0,
            "ALLOW\n  reads: public.apr_approvals\n",
        ),
        (
            "SELECT a.touched FROM apr_approvals a",
            1,
            "REFUSE function_not_allowed",
        ),
        (
            "SELECT * FROM governance.issue_touched_report",
            1,
            "REFUSE function_not_allowed",
        ),
        ("SELECT * FROM no_such_table", 1, "REFUSE sql_error"),
    ] {
        let output = over_shared(&["check-sql", "--database", "directus", sql]);
        assert_status(&output, status);
        assert!(
            text(&output.stdout).starts_with(begins),
            "{sql}: {}",
            text(&output.stdout)
        );
    }
    assert_status(
        &over_shared(&["check-sql", "--database", "postgres", "SELECT 1"]),
        1,
    );
    assert_status(
        &run(&[
            "check-sql",
            "--database",
            "directus",
            "--url",
            DEAD,
            "SELECT 1",
        ]),
        2,
    );
}

#[test]
fn doctor_says_what_is_true() {
    let output = over_shared(&["doctor"]);
    assert_status(&output, 0);
    let told = text(&output.stdout);
    for said in [
        "directus: served",
        "workflow: served",
        "query_pg_ro cannot write",
        "not encrypted",
    ] {
        assert!(told.contains(said), "{said:?} is not in {told}");
    }
    let as_json = over_shared(&["doctor", "--format", "json"]);
    assert_status(&as_json, 0);
    let value: Value = serde_json::from_slice(&as_json.stdout).expect("JSON");
    assert_eq!(value.as_array().map(Vec::len), Some(3));
    assert_eq!(value[0]["posture"]["role"], "query_pg_ro");
}

#[test]
fn doctor_fails_on_a_role_that_can_write_and_says_what_mends_it() {
    use gatepost::demo::APPLICATION_ROLE;
    let url =
        crate::support::cluster().url(APPLICATION_ROLE, &crate::support::shared_name("directus"));
    let configuration = Configuration::new(&format!("[databases.directus]\nurl = \"{url}\"\n"));
    let output = run(&["doctor", "--config", configuration.path()]);
    assert_status(&output, 1);
    let told = text(&output.stdout);
    assert!(
        told.contains("NOT SERVED") && told.contains("can write") && told.contains("mend: "),
        "{told}"
    );
    let query = run(&[
        "query",
        "directus",
        "SELECT 1",
        "--config",
        configuration.path(),
    ]);
    assert_status(&query, 1);
    assert!(
        text(&query.stderr).starts_with("REFUSE role_can_write"),
        "{}",
        text(&query.stderr)
    );
}
