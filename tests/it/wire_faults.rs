//! What goes wrong around the wire: noise, cancellation, the client's end, logs that cannot be written, many calls at once.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use gatepost::demo::{MAINTENANCE_DATABASE, SUPERUSER};
use serde_json::{Value, json};

use crate::process::{Client, Configuration, WITH_HANDSHAKE, gatepost};
use crate::support::cluster;

/// A read that would take far longer than any limit.
const ENDLESS: &str = "SELECT count(*) FROM system_issues a, system_issues b, system_issues c";

/// So long that a timeout cannot be what ended a query within a test.
const PATIENT: &str = "[limits]\ntimeout = \"10m\"\n";

fn served(configuration: &Configuration) -> Client {
    let mut client = Client::serve(configuration);
    client.initialize(WITH_HANDSHAKE);
    client
}

/// How many processes of the server work for this application, all or only those that run something. A query may have
/// parallel workers, which bear its session's name, so one query that runs is one or more.
fn sessions(application: &str, state: &str) -> u32 {
    let sql = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '{application}' AND state LIKE '{state}'"
    );
    let answer = cluster()
        .psql(SUPERUSER, MAINTENANCE_DATABASE, &sql)
        .expect("asks");
    answer.trim().parse().expect("a number")
}

fn soon(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(15);
    while !holds() {
        assert!(Instant::now() < deadline, "within 15 s: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn noise_on_the_wire_does_not_stop_the_next_call() {
    let configuration = Configuration::shared("wire_noise");
    let mut client = served(&configuration);
    let long = |length: usize| {
        let call = json!({"jsonrpc": "2.0", "id": "long", "method": "tools/call", "params": {"name": "query_pg",
            "arguments": {"database": "directus", "sql": format!("SELECT '{}'", "x".repeat(length))}}});
        format!("{call}\n").into_bytes()
    };
    let noise: [(&str, Vec<u8>, &str); 13] = [
        ("not JSON", b"SELECT 1\n".to_vec(), "nothing"),
        ("half of JSON", b"{\"jsonrpc\": \"2.0\", \"id\": 900,\n".to_vec(), "nothing"),
        ("not UTF-8", b"{\"jsonrpc\": \"2.0\", \"id\": 900, \"method\": \"\xff\xfe\"}\n".to_vec(), "nothing"),
        ("NUL bytes", b"\0\0\0\n".to_vec(), "nothing"),
        ("empty lines", b"\n\r\n\n".to_vec(), "nothing"),
        ("a number", b"7\n".to_vec(), "error"),
        ("an empty batch", b"[]\n".to_vec(), "error"),
        ("not JSON-RPC", b"{\"hello\": true}\n".to_vec(), "error"),
        ("deep nesting", [b"[".repeat(100_000), b"\n".to_vec()].concat(), "nothing"),
        ("a response to nothing", b"{\"jsonrpc\": \"2.0\", \"id\": 900, \"result\": {}}\n".to_vec(), "nothing"),
        (
            "a cancellation of nothing",
            b"{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": 900}}\n".to_vec(),
            "nothing",
        ),
        ("an unknown notification", b"{\"jsonrpc\": \"2.0\", \"method\": \"notifications/no_such\"}\n".to_vec(), "nothing"),
        ("a line of 10 MB", long(10_000_000), "refusal"),
    ];
    for (what, bytes, expected) in noise {
        client.send_bytes(&bytes);
        client.assert_serves();
        // Answers come in any order, so what the noise brought may come after.
        let patience = if expected == "nothing" {
            Duration::ZERO
        } else {
            Duration::from_secs(10)
        };
        let brought = client.any_message(patience);
        match (expected, brought) {
            ("nothing", None) => {}
            ("error", Some(message)) => {
                assert!(message["error"]["code"].is_i64(), "{what}: {message}")
            }
            ("refusal", Some(message)) => {
                assert_eq!(
                    message["result"]["structuredContent"]["code"], "sql_too_large",
                    "{what}: {message}"
                );
            }
            (_, brought) => panic!("{what} brought {brought:?}"),
        }
    }
    // Longer than any line may be: dropped, and not kept in memory.
    client.send_bytes(&long(17 << 20));
    client.assert_serves();
    assert_eq!(client.finish().unclaimed, Vec::<Value>::new());
}

#[test]
fn noise_before_the_handshake_does_not_prevent_it() {
    let configuration = Configuration::shared("wire_early_noise");
    let mut client = Client::serve(&configuration);
    client.send_bytes(b"hello?\n");
    // A client that gave up its first question (a slow start) and asks anew.
    client.notify("notifications/cancelled", json!({"requestId": 1}));
    client.notify("notifications/initialized", json!({}));
    client.initialize(WITH_HANDSHAKE);
    client.assert_serves();
    let ended = client.finish();
    assert!(ended.status.success(), "{}", ended.log);
}

#[test]
fn a_cancelled_call_is_cancelled_in_the_server() {
    let configuration = Configuration::shared_with("wire_cancel", PATIENT);
    let mut client = served(&configuration);
    client.assert_serves();
    let id = client.ask_query(ENDLESS);
    soon("the query runs", || sessions("wire_cancel", "active") > 0);
    client.notify(
        "notifications/cancelled",
        json!({"requestId": id, "reason": "no longer wanted"}),
    );
    soon("the query is gone", || {
        sessions("wire_cancel", "active") == 0
    });
    client.assert_serves();
    // The protocol wants no answer to a cancelled request.
    let ended = client.finish();
    assert_eq!(ended.unclaimed, Vec::<Value>::new());
}

#[test]
fn a_call_cancelled_at_any_moment_leaves_nothing_running() {
    let configuration = Configuration::shared_with("wire_race", PATIENT);
    let mut client = served(&configuration);
    client.assert_serves();
    // Before, between and after the round trips of a call; the text differs, so that each is read anew.
    for milliseconds in 0..30 {
        let id = client.ask_query(&format!("{ENDLESS} WHERE a.id <> -{milliseconds}"));
        std::thread::sleep(Duration::from_millis(milliseconds * 2));
        client.notify("notifications/cancelled", json!({"requestId": id}));
    }
    soon("nothing runs", || sessions("wire_race", "active") == 0);
    client.assert_serves();
}

#[test]
fn closing_standard_input_ends_the_process_and_its_queries() {
    let configuration = Configuration::shared_with("wire_close", PATIENT);
    let mut client = served(&configuration);
    client.assert_serves();
    client.ask_query(ENDLESS);
    soon("the query runs", || sessions("wire_close", "active") > 0);
    let ended = client.finish();
    assert!(ended.status.success(), "{}: {}", ended.status, ended.log);
    soon("no session is left", || sessions("wire_close", "%") == 0);
}

#[test]
fn a_client_that_says_nothing_is_no_failure() {
    let ended = Client::serve(&Configuration::shared("wire_silent")).finish();
    assert!(ended.status.success(), "{}: {}", ended.status, ended.log);
}

#[test]
fn logs_that_cannot_be_written_do_not_stop_serving() {
    let configuration = Configuration::shared("wire_stderr");
    let mut serve = gatepost();
    serve
        .args(["serve", "--config", configuration.path()])
        .env("GATEPOST_LOG", "trace");
    let (reader, broken_pipe) = std::io::pipe().expect("a pipe");
    drop(reader);
    let full_disk = File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    for (what, errors) in [
        ("a full disk", Stdio::from(full_disk)),
        ("a broken pipe", broken_pipe.into()),
    ] {
        let mut client = Client::attach(serve.stderr(errors));
        client.initialize(WITH_HANDSHAKE);
        for _ in 0..3 {
            client.assert_serves();
        }
        assert_eq!(client.query("DROP TABLE t")["isError"], true);
        assert!(client.finish().status.success(), "{what}");
    }
}

#[test]
fn a_log_that_nobody_reads_does_not_stop_serving() {
    let configuration = Configuration::shared("wire_stuck_stderr");
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let mut client = Client::attach(
        gatepost()
            .args(["serve", "--config", configuration.path()])
            .stderr(writer),
    );
    client.initialize(WITH_HANDSHAKE);
    // A pipe holds 64 KiB and a call logs a line of about 150 bytes.
    for _ in 0..1_000 {
        client.query("DROP TABLE t");
    }
    client.assert_serves();
    assert!(client.finish().status.success());
    let mut log = Vec::new();
    reader.read_to_end(&mut log).expect("what was kept");
    assert!(!log.is_empty(), "logging began");
}

#[test]
fn calls_side_by_side_get_their_own_answers() {
    let configuration = Configuration::shared("wire_many");
    let mut client = served(&configuration);
    let asked: Vec<(u64, usize)> = (0..20)
        .map(|number| {
            // The first asked have the most to do, so answers overtake each other.
            let rows = (20 - number) * 20;
            let sql = format!(
                "SELECT {number} AS number, n, repeat('x', 100) FROM generate_series(1, {rows}) n"
            );
            (client.ask_query(&sql), number)
        })
        .collect();
    for (id, number) in asked {
        let response = client.response(id);
        let content = &response["result"]["structuredContent"];
        assert_eq!(content["row_count"], (20 - number) * 20, "{response}");
        let rows = content["rows"].as_array().expect("rows");
        assert!(
            rows.iter().all(|row| row[0] == number),
            "call {number} got another's rows"
        );
    }
    assert_eq!(client.finish().unclaimed, Vec::<Value>::new());
}

#[test]
fn logs_are_json_without_sql_or_rows() {
    let configuration = Configuration::shared("wire_logs");
    for level in ["gatepost=trace", "trace", "rmcp=trace,tokio_postgres=trace"] {
        let mut serve = gatepost();
        let mut client = Client::start(
            serve
                .args(["serve", "--config", configuration.path()])
                .env("GATEPOST_LOG", level),
        );
        client.initialize(WITH_HANDSHAKE);
        client.assert_serves();
        // A row whose value stands in no statement, a literal, a refused one, a parameter, and errors that quote values.
        client.query("SELECT reverse('eulav_wor_a')");
        client.query("SELECT 1 WHERE 'a_literal_value' = 'x'");
        client.query("DELETE FROM t WHERE name = 'a_refused_value'");
        client.call(json!({"database": "directus", "sql": "SELECT $1::text", "parameters": ["a_parameter_value"]}));
        client.query("SELECT 'a_quoted_value'::int");
        client.query("SELECT a_column_name_value");
        client.request_error(
            "tools/call",
            json!({"name": "a_tool_name_value", "arguments": {}}),
        );
        client.send_bytes(b"{\"jsonrpc\": \"2.0\", \"id\": {}, \"method\": \"a_method_value\"}\n");
        client.notify(
            "notifications/cancelled",
            json!({"requestId": 77, "reason": "a_reason_value"}),
        );
        client.assert_serves();
        let ended = client.finish();
        assert!(
            !ended.log.contains("_value") && !ended.log.contains("SELECT"),
            "at {level}: {}",
            ended.log
        );
        let mut calls = 0;
        for line in ended.log.lines() {
            let entry: Value = serde_json::from_str(line)
                .unwrap_or_else(|_| panic!("at {level}, not JSON: {line}"));
            for field in ["timestamp", "level", "target", "fields"] {
                assert!(!entry[field].is_null(), "at {level}: no {field} in {line}");
            }
            calls += u32::from(entry["fields"]["tool"] == "query_pg");
        }
        if level != "rmcp=trace,tokio_postgres=trace" {
            assert_eq!(
                calls, 8,
                "each call is logged once at {level}: {}",
                ended.log
            );
        }
    }
}

/// Printed, never failing: what a start and an idle process cost here. Run in release for the figures that count.
#[test]
fn start_and_idle_memory_are_measured() {
    let configuration = Configuration::shared("wire_start");
    cluster();
    let mut fastest = Duration::MAX;
    let mut resident = None;
    for _ in 0..5 {
        let started = Instant::now();
        let mut client = Client::serve(&configuration);
        client.initialize(WITH_HANDSHAKE);
        client.assert_serves();
        fastest = fastest.min(started.elapsed());
        resident = resident_kib(client.process());
        assert!(client.finish().status.success());
    }
    let profile = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    let resident = resident.map_or("unknown here".to_owned(), |kib| {
        format!("{:.1} MB", kib as f64 / 1024.0)
    });
    let report = format!(
        "{profile}: start to first answer {fastest:?} (best of 5), resident when idle {resident}\n"
    );
    std::io::Write::write_all(&mut std::io::stderr(), report.as_bytes()).expect("said");
}

fn resident_kib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}
