//! The commands as a person or a script types them: what they print, where, and the exit status.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::process::{Client, Configuration, WITH_HANDSHAKE, gatepost, run, text};

/// A command over the databases that all tests read.
fn over_shared(arguments: &[&str]) -> Output {
    over_shared_command(arguments)
        .output()
        .expect("the binary runs")
}

fn over_shared_command(arguments: &[&str]) -> Command {
    // The file must outlive the command, so it goes through the environment of one that reads it at once.
    static CONFIGURATION: std::sync::LazyLock<Configuration> =
        std::sync::LazyLock::new(|| Configuration::shared("cli"));
    let mut command = gatepost();
    command
        .args(arguments)
        .env("GATEPOST_CONFIG", CONFIGURATION.path());
    command
}

/// Runs a command with this on its standard input.
fn with_input(mut command: Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stream = child.stdin.take().expect("piped");
    // A command that has read enough closes its end.
    let _ = stream.write_all(input);
    drop(stream);
    child.wait_with_output().expect("ends")
}

#[track_caller]
fn assert_status(output: &Output, status: i32) {
    let (shown, complained) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(
        output.status.code(),
        Some(status),
        "stdout: {shown}\nstderr: {complained}"
    );
}

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

#[test]
fn a_configuration_that_cannot_be_used_is_said_with_its_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nothing = gatepost()
        .args(["query", "directus", "SELECT 1"])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    assert_status(&nothing, 2);
    for said in ["gatepost.toml", "--config", "--url"] {
        assert!(
            text(&nothing.stderr).contains(said),
            "{}",
            text(&nothing.stderr)
        );
    }

    let missing = run(&[
        "query",
        "directus",
        "SELECT 1",
        "--config",
        "/nowhere/gatepost.toml",
    ]);
    assert_status(&missing, 2);
    assert!(
        text(&missing.stderr).contains("/nowhere/gatepost.toml"),
        "{}",
        text(&missing.stderr)
    );

    let database = "[databases.directus]\nurl = \"postgres://ro:hunter2@127.0.0.1/directus\"\n";
    for (toml, said) in [
        (
            format!("{database}[limits]\nrow = 5\n"),
            vec!["row", "line 4"],
        ),
        (
            format!("{database}passwort_file = \"x\"\n"),
            vec!["passwort_file", "line 3"],
        ),
        (
            format!("{database}[limits]\nrows = 0\n"),
            vec!["limits.rows"],
        ),
        (format!("{database}[limits\n"), vec!["line 3"]),
        ("[databases]\n".to_owned(), vec!["databases"]),
    ] {
        let configuration = Configuration::new(&toml);
        for arguments in [
            vec!["query", "directus", "SELECT 1"],
            vec!["doctor"],
            vec!["serve"],
        ] {
            let output = gatepost()
                .args(&arguments)
                .args(["--config", configuration.path()])
                .output()
                .expect("runs");
            assert_status(&output, 2);
            let told = text(&output.stderr);
            for said in &said {
                assert!(told.contains(said), "{said:?} is not in {told}");
            }
            assert!(
                !told.contains("limits.") || told.contains("limits.rows"),
                "{told}"
            );
            assert!(!told.contains("hunter2"), "{told}");
            if said.contains(&"line 3") || said.contains(&"line 4") {
                assert!(
                    told.contains(configuration.path()),
                    "the file is named: {told}"
                );
            }
        }
    }
}

#[test]
fn usage_errors_are_status_2() {
    for arguments in [
        vec![],
        vec!["no-such-command"],
        vec!["query"],
        vec!["query", "directus", "SELECT 1", "--format", "xml"],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://a@b",
            "--config",
            "c",
        ],
        vec!["query", "directus", "SELECT 1", "--timeout", "soon"],
        vec!["serve", "--transport", "pigeon"],
        vec!["role-sql"],
    ] {
        let output = run(&arguments);
        assert_status(&output, 2);
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{arguments:?}"
        );
    }
    let parameters = over_shared(&["query", "directus", "SELECT 1", "--parameters", "not JSON"]);
    assert_status(&parameters, 2);
}

#[test]
fn manifests_are_printed_alone_and_only_where_they_lead_somewhere() {
    let served = "https://gate.example.org/mcp";
    let name = ["--name", "org.example/gatepost"];
    let printed = run(&[
        "client-config",
        "registry",
        name[0],
        name[1],
        "--url",
        served,
    ]);
    assert_status(&printed, 0);
    // Standard output holds the file and nothing else.
    let entry: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(entry["remotes"][0]["url"], served);
    for (arguments, said) in [
        (vec!["registry"], "give --name"),
        (vec!["registry", name[0], name[1]], "--bundle"),
        (vec!["mcpb", "--url", served], "leave --url out"),
        (vec!["cursor", name[0], name[1]], "registry's entry alone"),
        (vec!["cursor", "--url", "gate.example.org"], "no address"),
    ] {
        let refused = run(&[vec!["client-config"], arguments].concat());
        assert_status(&refused, 2);
        let complained = text(&refused.stderr);
        assert!(complained.contains(said), "{complained}");
        assert!(refused.stdout.is_empty(), "{refused:?}");
    }
}

#[test]
fn a_typed_url_is_no_contradiction_to_the_environment() {
    let output = over_shared(&["query", "directus", "SELECT 1", "--url", DEAD]);
    assert_status(&output, 2);
    let told = text(&output.stderr);
    assert!(told.starts_with("REFUSE database_unavailable"), "{told}");
}

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

/// Nobody listens on port 1.
const DEAD: &str = "postgres://query_pg_ro:correct-horse@127.0.0.1:1";

#[test]
fn a_password_is_never_printed() {
    for arguments in [
        vec!["query", "directus", "SELECT 1", "--url", DEAD],
        vec![
            "query", "directus", "SELECT 1", "--url", DEAD, "--format", "json",
        ],
        vec![
            "check-sql",
            "--database",
            "directus",
            "SELECT 1",
            "--url",
            DEAD,
        ],
        vec!["doctor", "--url", DEAD],
        vec!["doctor", "--url", DEAD, "--format", "json"],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://ro:correct-horse@[broken/",
        ],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://ro:correct-horse@127.0.0.1:1?sslmode=maybe",
        ],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://ro:correct-horse@127.0.0.1:1?no_such=correct-horse",
        ],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://ro:correct-horse@127.0.0.1:1?sslmode=verify-full&sslrootcert=/nowhere",
        ],
    ] {
        let output = gatepost()
            .args(&arguments)
            .env("GATEPOST_LOG", "trace")
            .output()
            .expect("runs");
        assert_status(&output, 2);
        let told = text(&output.stdout) + &text(&output.stderr);
        assert!(
            !told.is_empty() && !told.contains("correct-horse"),
            "{arguments:?}: {told}"
        );
    }
    let mut client = Client::start(
        gatepost()
            .args(["serve", "--url", DEAD])
            .env("GATEPOST_LOG", "trace"),
    );
    client.initialize(WITH_HANDSHAKE);
    let refusal = client.query("SELECT 1");
    assert_eq!(refusal["structuredContent"]["code"], "database_unavailable");
    assert!(!refusal.to_string().contains("correct-horse"), "{refusal}");
    let log = client.finish().log;
    assert!(!log.is_empty() && !log.contains("correct-horse"), "{log}");
}

#[test]
fn a_reader_that_had_enough_is_no_failure() {
    let sql = "SELECT n, repeat('x', 1000) FROM generate_series(1, 500) n";
    let mut child = over_shared_command(&["query", "directus", sql])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    // What `head` does: close the pipe before everything was written.
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_status(&output, 0);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn a_full_disk_behind_standard_output_is_a_failure() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let output = over_shared_command(&["query", "directus", "SELECT 1"])
        .stdout(full)
        .output()
        .expect("runs");
    assert_status(&output, 2);
    assert!(
        text(&output.stderr).contains("cannot write to standard output"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn every_command_explains_itself() {
    let overview = run(&["--help"]);
    assert_status(&overview, 0);
    let overview = text(&overview.stdout);
    for command in [
        "demo",
        "serve",
        "query",
        "check-sql",
        "doctor",
        "role-sql",
        "gate",
        "verify",
        "keygen",
        "schemas",
        "ledger",
    ] {
        assert!(
            overview.contains(&format!("\n  {command} ")),
            "{command} is missing in {overview}"
        );
        let help = run(&[command, "--help"]);
        assert_status(&help, 0);
        assert!(
            text(&help.stdout).contains("Usage: gatepost"),
            "{}",
            text(&help.stdout)
        );
        assert!(help.stderr.is_empty());
    }
    assert_eq!(
        text(&run(&["--version"]).stdout),
        concat!("gatepost ", env!("CARGO_PKG_VERSION"), "\n")
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

#[test]
fn the_demo_serves_mcp_and_leaves_nothing() {
    let mut client = Client::start(gatepost().args(["demo", "--serve", "stdio"]));
    client.initialize(WITH_HANDSHAKE);
    let result = client.query("SELECT count(*) FROM apr_approvals");
    assert_eq!(
        result["structuredContent"]["rows"],
        json!([[42]]),
        "{result}"
    );
    assert_eq!(client.query("DELETE FROM apr_approvals")["isError"], true);
    let folder = client.query("SHOW data_directory");
    assert_eq!(folder["isError"], true, "settings are not told");
    let port = client.query("SELECT inet_server_port() AS port")["structuredContent"]["rows"][0][0]
        .clone();
    let ended = client.finish();
    assert!(ended.status.success(), "{}: {}", ended.status, ended.log);
    let port = u16::try_from(port.as_u64().expect("a port")).expect("a port");
    assert!(
        std::net::TcpStream::connect(("127.0.0.1", port)).is_err(),
        "the server is gone"
    );
}
