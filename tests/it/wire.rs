//! MCP over standard input and output: every revision of the protocol, the tool as it is listed, answers and refusals.

use serde_json::{Value, json};

use crate::process::{Client, Configuration, WITH_HANDSHAKE};
use crate::schemas::violations;

/// The revisions that begin with a handshake.
const HANDSHAKES: [&str; 4] = ["2024-11-05", "2025-03-26", "2025-06-18", WITH_HANDSHAKE];

/// The revision without one.
const STATELESS: &str = "2026-07-28";

fn stateless_meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": STATELESS,
        "io.modelcontextprotocol/clientInfo": {"name": "raw lines", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    })
}

/// A server whose client has shaken hands.
fn served(application: &str) -> (Client, Configuration) {
    let configuration = Configuration::shared(application);
    let mut client = Client::serve(&configuration);
    client.initialize(WITH_HANDSHAKE);
    (client, configuration)
}

#[test]
fn every_revision_with_a_handshake_is_served() {
    let configuration = Configuration::shared("wire_handshake");
    for version in HANDSHAKES {
        let mut client = Client::serve(&configuration);
        let hello = client.initialize(version);
        assert_eq!(hello["protocolVersion"], version);
        assert_eq!(hello["serverInfo"]["name"], "gatepost");
        assert_eq!(hello["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
        assert!(hello["capabilities"]["tools"].is_object(), "{hello}");
        let instructions = hello["instructions"]
            .as_str()
            .expect("an agent is told what it may do");
        for said in [
            "directus, incomex_metadata, workflow",
            "read-only",
            "not instructions",
        ] {
            assert!(
                instructions.contains(said),
                "{said:?} is missing in {instructions:?}"
            );
        }
        assert_eq!(client.request("ping", json!({})), json!({}));
        assert_eq!(
            client.request("tools/list", json!({}))["tools"][0]["name"],
            "query_pg"
        );
        client.assert_serves();
        let ended = client.finish();
        assert!(ended.status.success(), "{version}: {}", ended.status);
        assert_eq!(
            ended.unclaimed,
            Vec::<Value>::new(),
            "{version}: nothing was said unasked"
        );
    }
}

#[test]
fn a_revision_nobody_knows_is_answered_with_one_we_serve() {
    let configuration = Configuration::shared("wire_unknown_version");
    let mut client = Client::serve(&configuration);
    assert_eq!(
        client.initialize("2031-01-01")["protocolVersion"],
        WITH_HANDSHAKE
    );
    client.assert_serves();
}

#[test]
fn the_stateless_revision_is_served() {
    let configuration = Configuration::shared("wire_stateless");
    let mut client = Client::serve(&configuration);

    // Before anything was agreed, a request that does not say its revision is told what it lacks.
    let error = client.request_error("tools/list", json!({}));
    assert_eq!(error["code"], -32602);
    assert!(
        error["message"]
            .as_str()
            .expect("words")
            .contains("io.modelcontextprotocol/protocolVersion"),
        "{error}"
    );

    client.with_meta(stateless_meta());
    let discovered = client.request("server/discover", json!({}));
    let versions = discovered["supportedVersions"].as_array().expect("a list");
    for version in HANDSHAKES.iter().chain([&STATELESS]) {
        assert!(
            versions.contains(&json!(version)),
            "{version} is missing in {discovered}"
        );
    }
    assert!(
        discovered["instructions"]
            .as_str()
            .expect("told here too")
            .contains("query_pg")
    );

    let listed = client.request("tools/list", json!({}));
    assert_eq!(listed["resultType"], "complete");
    assert_eq!(listed["tools"][0]["name"], "query_pg");
    client.assert_serves();
    let refusal = client.query("DELETE FROM apr_approvals");
    assert_eq!(refusal["isError"], true);
    assert_eq!(
        refusal["structuredContent"]["code"],
        "statement_not_allowed"
    );
    assert!(client.finish().status.success());
}

#[test]
fn every_tool_is_listed_with_schemas_annotations_and_databases() {
    let (mut client, _configuration) = served("wire_list");
    let listed = client.request("tools/list", json!({}));
    let tools = listed["tools"].as_array().expect("a list");
    let names: Vec<&Value> = tools.iter().map(|tool| &tool["name"]).collect();
    let committed = [
        include_str!("../../tool-schemas/query_pg.json"),
        include_str!("../../tool-schemas/describe_pg.json"),
        include_str!("../../tool-schemas/explain_pg.json"),
        include_str!("../../tool-schemas/gate_list.json"),
        include_str!("../../tool-schemas/gate_entry.json"),
        include_str!("../../tool-schemas/gate_exit.json"),
        include_str!("../../tool-schemas/gate_check.json"),
        include_str!("../../tool-schemas/gate_verdict.json"),
    ]
    .map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
    assert_eq!(tools.len(), committed.len(), "{names:?}");
    for (tool, committed) in tools.iter().zip(&committed) {
        for part in [
            "name",
            "title",
            "description",
            "inputSchema",
            "outputSchema",
            "annotations",
        ] {
            assert_eq!(tool[part], committed[part], "{part}");
            assert!(!tool[part].is_null(), "{part} is given");
        }
        assert_eq!(tool["annotations"]["destructiveHint"], false);
        let records = ["gate_entry", "gate_exit", "gate_check"];
        let is_read = !records.contains(&tool["name"].as_str().expect("a name"));
        assert_eq!(tool["annotations"]["readOnlyHint"], is_read, "{tool}");
    }
    for (tool, databases) in [
        (0, json!(["directus", "incomex_metadata", "workflow"])),
        (4, json!(["directus", "incomex_metadata", "workflow", null])),
    ] {
        let listed = &tools[tool]["inputSchema"]["properties"]["database"]["enum"];
        assert_eq!(listed, &databases, "{}", tools[tool]["name"]);
    }
}

#[test]
fn the_databases_listed_are_those_configured() {
    let url = crate::support::cluster().url(
        gatepost::demo::READER_ROLE,
        &crate::support::shared_name("directus"),
    );
    let configuration = Configuration::new(&format!("[databases.orders]\nurl = \"{url}\"\n"));
    let mut client = Client::serve(&configuration);
    let instructions = client.initialize(WITH_HANDSHAKE)["instructions"].to_string();
    assert!(
        instructions.contains("Databases: orders."),
        "{instructions}"
    );
    let tool = &client.request("tools/list", json!({}))["tools"][0];
    assert_eq!(
        tool["inputSchema"]["properties"]["database"]["enum"],
        json!(["orders"])
    );
    let result = client.call(json!({"database": "orders", "sql": "SELECT 1"}));
    assert_eq!(result["structuredContent"]["database"], "orders");
}

#[test]
fn answers_conform_to_the_output_schema_and_their_text_says_the_same() {
    let (mut client, _configuration) = served("wire_conform");
    let schema = client.request("tools/list", json!({}))["tools"][0]["outputSchema"].take();
    for (arguments, rows, refused) in [
        (
            json!({"sql": "SELECT 1 AS one, 'x' AS two, NULL AS none"}),
            json!([[1, "x", null]]),
            false,
        ),
        (
            json!({"sql": "SELECT $1::int8 AS big, $2::text", "parameters": [7, "drop"]}),
            json!([[7, "drop"]]),
            false,
        ),
        (
            json!({"sql": "SELECT 9007199254740993 AS exact, '{\"a\": [1]}'::jsonb"}),
            json!([["9007199254740993", {"a": [1]}]]),
            false,
        ),
        (json!({"sql": "SELECT 1 WHERE false"}), json!([]), false),
        (json!({"sql": "SELECT"}), json!([[]]), false),
        (
            json!({"sql": "SELECT n FROM generate_series(1, 9) n", "max_rows": 2}),
            json!([[1], [2]]),
            false,
        ),
        (
            json!({"sql": "SELECT FROM public.nowhere"}),
            Value::Null,
            true,
        ),
        (json!({"sql": "SELECT 1/0"}), Value::Null, true),
        (json!({"sql": ""}), Value::Null, true),
    ] {
        let mut call = arguments.clone();
        call["database"] = json!("directus");
        let result = client.call(call);
        let content = &result["structuredContent"];
        assert_eq!(
            result["isError"].as_bool().unwrap_or(false),
            refused,
            "{arguments}: {result}"
        );
        assert_eq!(
            violations(&schema, content),
            Vec::<String>::new(),
            "{arguments}"
        );
        assert_eq!(
            content.get("rows").unwrap_or(&Value::Null),
            &rows,
            "{arguments}"
        );
        let text = result["content"][0]["text"]
            .as_str()
            .expect("for clients without structured content");
        assert_eq!(
            &serde_json::from_str::<Value>(text).expect("JSON"),
            content,
            "{arguments}"
        );
    }
    let cut = client.call(json!({"database": "directus", "sql": "SELECT n FROM generate_series(1, 9) n", "max_rows": 2}));
    assert_eq!(cut["structuredContent"]["truncated"], "rows");
    assert_eq!(cut["structuredContent"]["row_count"], 2);
    assert_eq!(
        cut["structuredContent"]["columns"],
        json!([{"name": "n", "type": "int4"}])
    );
}

#[test]
fn a_refusal_is_a_result_that_says_what_to_do() {
    let (mut client, _configuration) = served("wire_refusal");
    let result = client.query("SELECT id\nFROM apr_approvals FOR UPDATE");
    assert_eq!(result["isError"], true);
    let refusal = &result["structuredContent"];
    assert_eq!(refusal["code"], "row_locking");
    assert_eq!(refusal["position"]["line"], 2, "{refusal}");
    for words in ["message", "hint"] {
        assert!(!refusal[words].as_str().expect("words").is_empty());
    }
    let by_server = client.query("SELECT nothing_like_it FROM apr_approvals");
    assert_eq!(by_server["structuredContent"]["code"], "sql_error");
    assert_eq!(by_server["structuredContent"]["sqlstate"], "42703");
    client.assert_serves();
}

#[test]
fn bad_requests_get_answers_and_the_next_good_one_works() {
    let (mut client, _configuration) = served("wire_bad_requests");
    for (arguments, code) in [
        (json!({}), "arguments_invalid"),
        (json!({"database": "directus"}), "arguments_invalid"),
        (
            json!({"database": "directus", "sql": 1}),
            "arguments_invalid",
        ),
        (
            json!({"database": ["directus"], "sql": "SELECT 1"}),
            "arguments_invalid",
        ),
        (
            json!({"database": "directus", "sql": "SELECT 1", "write": true}),
            "arguments_invalid",
        ),
        (
            json!({"database": "directus", "sql": "SELECT 1", "max_rows": 0}),
            "arguments_invalid",
        ),
        (
            json!({"database": "directus", "sql": "SELECT 1", "timeout_ms": -5}),
            "arguments_invalid",
        ),
        (
            json!({"database": "directus", "sql": "SELECT 1", "parameters": {"1": 1}}),
            "arguments_invalid",
        ),
        (
            json!({"database": "postgres", "sql": "SELECT 1"}),
            "database_unknown",
        ),
        (
            json!({"database": "directus", "sql": " -- nothing\n"}),
            "sql_empty",
        ),
        (
            json!({"database": "directus", "sql": "SELECT 1", "parameters": [1]}),
            "parameter_count",
        ),
        (
            json!({"database": "directus", "sql": "SELECT $1::int", "parameters": ["one"]}),
            "parameter_invalid",
        ),
        (
            json!({"database": "directus", "sql": "SELECT strpos($1, $2)", "parameters": ["x".repeat(200 << 10), "y"]}),
            "parameter_invalid",
        ),
        (
            json!({"database": "directus", "sql": "SELECT 'a\u{0}b'"}),
            "forbidden_character",
        ),
        (
            json!({"database": "directus", "sql": format!("SELECT '{}'", "x".repeat(100 * 1024))}),
            "sql_too_large",
        ),
    ] {
        let result = client.call(arguments.clone());
        assert_eq!(result["isError"], true, "{result}");
        assert_eq!(result["structuredContent"]["code"], code, "{result}");
        client.assert_serves();
    }
    for (method, parameters, code) in [
        (
            "tools/call",
            json!({"name": "drop_pg", "arguments": {}}),
            -32602,
        ),
        (
            "tools/call",
            json!({"name": "query_pg", "arguments": []}),
            -32601,
        ),
        ("tools/call", json!({}), -32601),
        ("no/such_method", json!({}), -32601),
    ] {
        let error = client.request_error(method, parameters.clone());
        assert_eq!(error["code"], code, "{method} {parameters}: {error}");
        client.assert_serves();
    }
}
