//! What a statement's answer or refusal looks like, and how a statement is handed in.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

use serde_json::{Value, json};

use super::{assert_status, over_shared, over_shared_command, with_input};
use crate::process::{gatepost, text};

/// Two rows with a NULL, text that CSV must quote, and a number that a double cannot hold.
const SMALL: &str = "SELECT * FROM (VALUES (1, 'plain', 9007199254740993), (2, NULL, 0.10), (3, 'a \"b\", c', -5)) AS v(id, words, number)";

#[test]
fn rows_are_shown_in_each_format() {
    let table = over_shared(&["query", "directus", SMALL]);
    assert_status(&table, 0);
    let expected = "\
┌────┬──────────┬──────────────────┐
│ id ┆ words    ┆ number           │
╞════╪══════════╪══════════════════╡
│ 1  ┆ plain    ┆ 9007199254740993 │
│ 2  ┆          ┆ 0.10             │
│ 3  ┆ a \"b\", c ┆ -5               │
└────┴──────────┴──────────────────┘
(3 rows)
";
    assert_eq!(text(&table.stdout), expected);
    assert!(table.stderr.is_empty());

    let csv = over_shared(&["query", "directus", SMALL, "--format", "csv"]);
    assert_status(&csv, 0);
    assert_eq!(
        text(&csv.stdout),
        "id,words,number\n1,plain,9007199254740993\n2,,0.10\n3,\"a \"\"b\"\", c\",-5\n"
    );

    let as_json = over_shared(&["query", "directus", SMALL, "--format", "json"]);
    assert_status(&as_json, 0);
    let value: Value = serde_json::from_slice(&as_json.stdout).expect("JSON");
    assert_eq!(value["rows"][0], json!([1, "plain", "9007199254740993"]));
    assert_eq!(
        value["columns"][2],
        json!({"name": "number", "type": "numeric"})
    );
    assert_eq!(value["row_count"], 3);
}

#[test]
fn small_answers_read_well() {
    for (arguments, expected) in [
        (
            vec!["SELECT 1 AS n"],
            "┌───┐\n│ n │\n╞═══╡\n│ 1 │\n└───┘\n(1 row)\n",
        ),
        (
            vec!["SELECT 1 AS n WHERE false"],
            "┌───┐\n│ n │\n╞═══╡\n└───┘\n(0 rows)\n",
        ),
        (vec!["SELECT"], "(1 row)\n"),
        (
            vec!["SELECT n FROM generate_series(1, 9) n", "--max-rows", "1"],
            "┌───┐\n│ n │\n╞═══╡\n│ 1 │\n└───┘\n(1 row; there are more, cut at the row limit)\n",
        ),
        (
            vec!["SELECT $1::int + 1 AS n", "--parameters", "[8]"],
            "┌───┐\n│ n │\n╞═══╡\n│ 9 │\n└───┘\n(1 row)\n",
        ),
        (vec!["SELECT 1 AS n WHERE false", "--format", "csv"], "n\n"),
    ] {
        let output = over_shared(&[&["query", "directus"], arguments.as_slice()].concat());
        assert_status(&output, 0);
        assert_eq!(text(&output.stdout), expected, "{arguments:?}");
    }
}

#[test]
fn a_refusal_is_told_on_standard_error_with_what_to_do_instead() {
    let output = over_shared(&[
        "query",
        "directus",
        "SELECT id\nFROM apr_approvals FOR UPDATE",
    ]);
    assert_status(&output, 1);
    assert!(output.stdout.is_empty());
    let told = text(&output.stderr);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(
        lines[0].starts_with("REFUSE row_locking at line 2, column "),
        "{told}"
    );
    assert!(
        lines[1].starts_with("  seen:    ") && lines[2].starts_with("  instead: "),
        "{told}"
    );

    let by_server = over_shared(&["query", "directus", "SELECT 1/0"]);
    assert_status(&by_server, 1);
    assert!(
        text(&by_server.stderr).starts_with("REFUSE sql_error"),
        "{}",
        text(&by_server.stderr)
    );
    assert!(
        text(&by_server.stderr).contains("(SQLSTATE 22012)"),
        "{}",
        text(&by_server.stderr)
    );
}

#[test]
fn a_refusal_as_json_is_on_standard_output() {
    let output = over_shared(&[
        "query",
        "directus",
        "DELETE FROM apr_approvals",
        "--format",
        "json",
    ]);
    assert_status(&output, 1);
    let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(value["code"], "statement_not_allowed");
    assert!(
        value["message"].is_string() && value["hint"].is_string(),
        "{value}"
    );
    assert!(output.stderr.is_empty(), "said once");
}

#[test]
fn a_statement_comes_from_standard_input() {
    let output = with_input(
        over_shared_command(&["query", "directus", "-", "--format", "csv"]),
        b"SELECT 1 AS n;\n",
    );
    assert_status(&output, 0);
    assert_eq!(text(&output.stdout), "n\n1\n");
    let check = with_input(gatepost_command(&["check-sql", "-"]), b"DELETE FROM t");
    assert_status(&check, 1);
    let not_utf8 = with_input(gatepost_command(&["check-sql", "-"]), b"SELECT '\xff'");
    assert_status(&not_utf8, 1);
    assert!(
        text(&not_utf8.stdout).starts_with("REFUSE sql_invalid_encoding"),
        "{}",
        text(&not_utf8.stdout)
    );
    // Far past every limit: read no further than it takes to refuse it.
    let endless = with_input(
        gatepost_command(&["check-sql", "-"]),
        &b"SELECT 1 -- \n".repeat(1 << 20),
    );
    assert_status(&endless, 1);
    assert!(
        text(&endless.stdout).starts_with("REFUSE sql_too_large"),
        "{}",
        text(&endless.stdout)
    );
}

fn gatepost_command(arguments: &[&str]) -> Command {
    let mut command = gatepost();
    command.args(arguments);
    command
}

#[test]
fn statements_that_cannot_be_read_are_refused_with_their_codes() {
    let oversized = format!("SELECT '{}'", "x".repeat(101 * 1024));
    for (sql, code) in [
        (b"SELECT '\xc3\x28'".as_slice(), "sql_invalid_encoding"),
        (b"", "sql_empty"),
        (b"  -- nothing but a comment", "sql_empty"),
        (oversized.as_bytes(), "sql_too_large"),
        (b"SELECT 1; SELECT 2", "multiple_statements"),
        (b"SELECT \x01", "forbidden_character"),
    ] {
        let output = over_shared_command(&["query", "directus"])
            .arg(OsStr::from_bytes(sql))
            .output()
            .expect("runs");
        assert_status(&output, 1);
        let told = text(&output.stderr);
        assert!(
            told.starts_with(&format!("REFUSE {code}")),
            "{code}: {told}"
        );
        let offline = gatepost()
            .arg("check-sql")
            .arg(OsStr::from_bytes(sql))
            .output()
            .expect("runs");
        assert_status(&offline, 1);
        assert!(
            text(&offline.stdout).starts_with(&format!("REFUSE {code}")),
            "{code}: {}",
            text(&offline.stdout)
        );
    }
}

#[test]
fn a_database_that_is_not_on_the_list_is_refused() {
    let output = over_shared(&["query", "postgres", "SELECT 1"]);
    assert_status(&output, 1);
    let told = text(&output.stderr);
    assert!(told.starts_with("REFUSE database_unknown"), "{told}");
    assert!(
        told.contains("directus, incomex_metadata, workflow"),
        "the list is said: {told}"
    );
}
