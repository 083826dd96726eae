//! `describe_pg` and `explain_pg`, as an agent that has never seen the database uses them.

use serde_json::{Value, json};

use crate::process::{Client, Configuration, WITH_HANDSHAKE};
use crate::support::Copy;

/// Names nothing but what one test makes.
const POLICY: &str = "[policy]\ndeny_columns = [\"public.kept_from_all.token\"]\n";

/// A client of a server over a database of its own, where `setup` was run.
fn client(setup: &str) -> (Client, Configuration, Copy) {
    let copy = Copy::with_traps();
    copy.superuser(setup);
    let url = crate::support::cluster().url(gatepost::demo::READER_ROLE, &copy.name);
    let configuration =
        Configuration::new(&format!("[databases.directus]\nurl = \"{url}\"\n{POLICY}"));
    let mut client = Client::serve(&configuration);
    client.initialize(WITH_HANDSHAKE);
    (client, configuration, copy)
}

fn call(client: &mut Client, tool: &str, arguments: Value) -> Value {
    let result = client.request("tools/call", json!({"name": tool, "arguments": arguments}));
    assert_eq!(result["isError"], false, "{tool}: {result}");
    result["structuredContent"].clone()
}

fn items(client: &mut Client, arguments: Value) -> Vec<Value> {
    let described = call(client, "describe_pg", arguments);
    described["items"].as_array().expect("items").clone()
}

fn named<'a>(items: &'a [Value], name: &str) -> &'a Value {
    let found = items.iter().find(|item| item["name"] == name);
    found.unwrap_or_else(|| panic!("{name} is not among {items:?}"))
}

#[test]
fn an_agent_finds_its_way_from_the_databases_to_one_column() {
    let (mut client, _configuration, _copy) = client(
        "CREATE SCHEMA hidden; CREATE TABLE hidden.secret (id int); REVOKE ALL ON SCHEMA hidden FROM query_pg_ro;
         CREATE TABLE public.half (seen int, unseen int); REVOKE ALL ON public.half FROM query_pg_ro;
         GRANT SELECT (seen) ON public.half TO query_pg_ro;",
    );
    let databases = items(&mut client, json!({}));
    assert_eq!(databases, [json!({"database": "directus"})]);

    let schemas = items(&mut client, json!({"database": "directus"}));
    let names: Vec<&str> = schemas
        .iter()
        .filter_map(|item| item["schema"].as_str())
        .collect();
    assert!(
        names.contains(&"public") && names.contains(&"governance"),
        "{names:?}"
    );
    assert!(!names.contains(&"hidden"), "{names:?}");

    let found = items(
        &mut client,
        json!({"database": "directus", "pattern": "%approval%"}),
    );
    assert_eq!(named(&found, "apr_approvals")["kind"], "table");

    let approvals = items(
        &mut client,
        json!({"database": "directus", "object": "public.apr_approvals"}),
    );
    let columns = approvals[0]["columns"].as_array().expect("columns");
    assert_eq!(named(columns, "id")["not_null"], true);
    let constraints = approvals[0]["constraints"].as_array().expect("constraints");
    assert!(
        constraints.iter().any(|key| key["kind"] == "primary key"),
        "{constraints:?}"
    );

    // A table without its schema is looked for in public; foreign keys are told from both ends.
    let customers = items(
        &mut client,
        json!({"database": "directus", "object": "customers"}),
    );
    let constraints = customers[0]["constraints"].as_array().expect("constraints");
    assert!(
        constraints.iter().any(|key| key["kind"] == "referenced by"),
        "{constraints:?}"
    );

    let half = items(
        &mut client,
        json!({"database": "directus", "object": "public.half"}),
    );
    let columns = half[0]["columns"].as_array().expect("columns");
    assert_eq!(columns.len(), 1, "only what the role may read: {columns:?}");
}

#[test]
fn a_column_that_may_not_be_read_says_so_and_keeps_its_expressions() {
    let (mut client, _configuration, _copy) = client(
        "CREATE TABLE public.kept_from_all (id int DEFAULT 7, token text DEFAULT 's3cret') PARTITION BY LIST (id);
         CREATE TABLE public.kept_part PARTITION OF public.kept_from_all DEFAULT;
         GRANT SELECT ON public.kept_from_all, public.kept_part TO query_pg_ro;",
    );
    for object in ["kept_from_all", "kept_part"] {
        let described = items(
            &mut client,
            json!({"database": "directus", "object": object}),
        );
        let columns = described[0]["columns"].as_array().expect("columns");
        let (id, token) = (named(columns, "id"), named(columns, "token"));
        assert_eq!(id["default"], "7", "{object}");
        assert!(id.get("may_be_read").is_none(), "{id}");
        assert_eq!(token["may_be_read"], false, "{object}");
        assert!(
            !described[0].to_string().contains("s3cret"),
            "{described:?}"
        );
        assert_eq!(
            client.query(&format!("SELECT token FROM public.{object}"))["isError"],
            true
        );
    }
}

#[test]
fn functions_say_whether_a_statement_may_call_them() {
    let (mut client, _configuration, _copy) = client(
        "CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE RETURN n * 2;",
    );
    let functions = items(
        &mut client,
        json!({"database": "directus", "kind": "function"}),
    );
    assert_eq!(named(&functions, "twice")["may_be_called"], true);
    let refused = named(&functions, "approve_all");
    assert_eq!(refused["may_be_called"], false);
    assert!(
        refused["why_not"]
            .as_str()
            .is_some_and(|why| why.contains("SECURITY DEFINER")),
        "{refused}"
    );
    // What is said of a function is what happens to a statement that calls it.
    assert_eq!(
        client.query("SELECT public.twice(4)")["structuredContent"]["rows"],
        json!([[8]])
    );
    assert_eq!(
        client.query("SELECT governance.approve_all()")["isError"],
        true
    );
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    let (mut client, _configuration, _copy) = client(
        "CREATE SCHEMA many; GRANT USAGE ON SCHEMA many TO query_pg_ro;
         SELECT format('CREATE TABLE many.t_%s (id int); GRANT SELECT ON many.t_%s TO query_pg_ro', n, n)
         FROM generate_series(1, 120) n \\gexec",
    );
    let (mut names, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = call(
            &mut client,
            "describe_pg",
            json!({"database": "directus", "schema": "many", "after": after}),
        );
        let items = page["items"].as_array().expect("items");
        names.extend(
            items
                .iter()
                .map(|item| item["name"].as_str().expect("a name").to_owned()),
        );
        after = page["after"].clone();
        if after.is_null() {
            break;
        }
    }
    let total = names.len();
    names.sort();
    names.dedup();
    assert_eq!((total, names.len()), (120, 120));
}

#[test]
fn a_plan_is_explained_and_measured_under_the_same_rules_as_a_query() {
    let (mut client, _configuration, copy) = client("SELECT 1");
    let sql = "SELECT count(*) FROM public.system_issues WHERE id > $1";
    let plan = call(
        &mut client,
        "explain_pg",
        json!({"database": "directus", "sql": sql, "parameters": [5]}),
    );
    assert!(
        plan["text"]
            .as_str()
            .is_some_and(|text| text.contains("system_issues")),
        "{plan}"
    );
    assert!(
        plan["plan"].get("Execution Time").is_none(),
        "it was not run: {plan}"
    );
    let measured = call(
        &mut client,
        "explain_pg",
        json!({"database": "directus", "sql": sql, "parameters": [5], "analyze": true}),
    );
    assert!(measured["plan"]["Execution Time"].is_number(), "{measured}");
    assert!(
        measured["summary"][0]
            .as_str()
            .is_some_and(|first| first.contains("ms to run")),
        "{measured}"
    );

    let before = copy.superuser("SELECT count(*) FROM public.apr_approvals");
    for (sql, code) in [
        ("DELETE FROM public.apr_approvals", "statement_not_allowed"),
        ("SELECT governance.approve_all()", "function_not_allowed"),
        (
            "SELECT 1; DELETE FROM public.apr_approvals",
            "multiple_statements",
        ),
        ("ANALYZE public.apr_approvals", "statement_not_allowed"),
        (
            "WITH d AS (DELETE FROM public.apr_approvals RETURNING 1) SELECT * FROM d",
            "data_modifying_cte",
        ),
        (
            "SELECT count(*) FROM public.system_issues a, public.system_issues b, public.system_issues c",
            "timeout",
        ),
    ] {
        let asked = json!({"name": "explain_pg", "arguments": {"database": "directus", "sql": sql, "analyze": true, "timeout_ms": 1500}});
        let result = client.request("tools/call", asked);
        assert_eq!(result["structuredContent"]["code"], code, "{sql}: {result}");
    }
    assert_eq!(
        copy.superuser("SELECT count(*) FROM public.apr_approvals"),
        before
    );
    client.assert_serves();
}

#[test]
fn what_describes_nothing_says_how_things_are_named() {
    let (mut client, _configuration, _copy) = client("");
    for nothing in [
        json!({"database": "directus", "kind": "tables"}),
        json!({"database": "directus", "schema": "PUBLIC"}),
        json!({"database": "directus", "pattern": "\"orders\""}),
    ] {
        let described = call(&mut client, "describe_pg", nothing.clone());
        assert_eq!(described["items"], json!([]), "{nothing}");
        let next = described["next"].as_str().expect("words");
        for words in ["materialized view", "without quotation marks"] {
            assert!(next.contains(words), "{nothing}: {next}");
        }
    }
    for (wrong, words) in [
        (json!({"schema": "public"}), "database"),
        (json!({"object": "public.orders"}), "database"),
        (
            json!({"database": "directus", "object": "public.\"orders\""}),
            "without quotation marks",
        ),
    ] {
        let arguments = json!({"name": "describe_pg", "arguments": wrong});
        let refused = client.request("tools/call", arguments);
        assert_eq!(refused["isError"], true, "{wrong}");
        let text = refused["structuredContent"].to_string();
        assert!(text.contains(words), "{wrong}: {text}");
    }
}
