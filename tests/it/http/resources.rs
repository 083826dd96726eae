//! Resources, their completion, and prompts: what a principal may do bounds them as it bounds the tools.

use serde_json::{Value, json};

use super::server::{Server, token};

fn with_principals(application: &str) -> (Server, String, String) {
    let (alice, first) = token(
        "alice",
        "databases = [\"directus\"]\ntools = [\"describe_pg\"]",
    );
    let (bob, second) = token("bob", "tools = [\"query_pg\"]");
    let (carol, third) = token("carol", "");
    let settings = format!("[auth]\nmode = \"token\"\n{first}{second}{third}");
    let server = Server::start(application, &settings);
    let listed = server
        .ask(Some(&bob), "resources/list", &json!({}))
        .result();
    assert_eq!(listed["resources"], json!([]), "{listed}");
    let listed = server
        .ask(Some(&bob), "resources/templates/list", &json!({}))
        .result();
    assert_eq!(listed["resourceTemplates"], json!([]), "{listed}");
    let read = server.ask(
        Some(&bob),
        "resources/read",
        &json!({"uri": "gatepost://directus"}),
    );
    assert!(read.body.contains("there is no such resource"), "{read:?}");
    (server, alice, carol)
}

#[test]
fn what_describe_pg_tells_can_be_read_and_found_by_name() {
    let (server, alice, carol) = with_principals("http_resources");
    let ask = |secret: &str, method: &str, parameters: Value| {
        server.ask(Some(secret), method, &parameters)
    };
    let uris = |secret: &str| -> Vec<Value> {
        let result = ask(secret, "resources/list", json!({})).result();
        let resources = result["resources"].as_array().expect("resources").clone();
        resources
            .iter()
            .map(|resource| resource["uri"].clone())
            .collect()
    };
    assert_eq!(uris(&alice), ["gatepost://directus"]);
    assert_eq!(uris(&carol).len(), 3);
    let templates = ask(&alice, "resources/templates/list", json!({})).result();
    assert_eq!(
        templates["resourceTemplates"][1]["uriTemplate"],
        "gatepost://{database}/{schema}/{object}"
    );

    let uri = "gatepost://directus/public/apr_approvals";
    let read = ask(&alice, "resources/read", json!({"uri": uri})).result();
    let contents = &read["contents"][0];
    assert_eq!(
        (&contents["uri"], &contents["mimeType"]),
        (&json!(uri), &json!("application/json"))
    );
    let told: Value = serde_json::from_str(contents["text"].as_str().expect("text")).expect("JSON");
    let arguments = json!({"database": "directus", "object": "public.apr_approvals"});
    let called = server.call(Some(&alice), "describe_pg", arguments).result();
    assert_eq!(told, called["structuredContent"]);
    assert!(told["items"][0]["columns"].is_array(), "{told}");

    for (uri, said) in [
        ("gatepost://workflow", "no database is served"),
        (
            "gatepost://directus/public/no_such_table",
            "there is no public.no_such_table",
        ),
        ("gatepost://directus/public/a/b", "resources are"),
        ("file:///etc/passwd", "resources are"),
    ] {
        let refused = ask(&alice, "resources/read", json!({"uri": uri}));
        let message: Value = serde_json::from_str(&refused.body).expect("JSON");
        let error = &message["error"];
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|text| text.contains(said)),
            "{uri}: {refused:?}"
        );
        assert_eq!(error["data"]["uri"], uri, "{refused:?}");
    }

    let complete = |secret: &str, name: &str, value: &str, chosen: Value| {
        let parameters = json!({
            "ref": {"type": "ref/resource", "uri": "gatepost://{database}/{schema}/{object}"},
            "argument": {"name": name, "value": value},
            "context": {"arguments": chosen},
        });
        ask(secret, "completion/complete", parameters).result()["completion"]["values"].clone()
    };
    assert_eq!(
        complete(&alice, "database", "", json!({})),
        json!(["directus"])
    );
    assert_eq!(
        complete(&carol, "database", "w", json!({})),
        json!(["workflow"])
    );
    let directus = json!({"database": "directus"});
    assert_eq!(
        complete(&alice, "schema", "pub", directus.clone()),
        json!(["public"])
    );
    assert_eq!(
        complete(&alice, "object", "apr_appr", directus),
        json!(["public.apr_approvals"])
    );
    let public = json!({"database": "directus", "schema": "public"});
    assert_eq!(
        complete(&alice, "object", "apr_appr", public),
        json!(["apr_approvals"])
    );
    let withheld = json!({"database": "workflow"});
    assert_eq!(complete(&alice, "schema", "", withheld), Value::Null);

    // Each was a call as any other.
    let mut records = Vec::new();
    gatepost::ledger::export(&server.ledger(), 1, None, &mut records).expect("a ledger");
    let records = String::from_utf8(records).expect("UTF-8");
    assert!(
        records.matches("\"tool\":\"describe_pg\"").count() >= 7,
        "{records}"
    );
}

#[test]
fn prompts_lead_through_the_tools_and_are_told_to_whom_has_them() {
    let (server, alice, carol) = with_principals("http_prompts");
    let listed = |secret: &str| {
        server
            .ask(Some(secret), "prompts/list", &json!({}))
            .result()["prompts"]
            .clone()
    };
    assert_eq!(listed(&alice), json!([]));
    let prompts = listed(&carol);
    assert_eq!(
        (&prompts[0]["name"], &prompts[1]["name"]),
        (&json!("audit-gate"), &json!("investigate-table"))
    );
    let get = |secret: &str, name: &str, arguments: Value| {
        server.ask(
            Some(secret),
            "prompts/get",
            &json!({"name": name, "arguments": arguments}),
        )
    };
    let told = get(
        &carol,
        "audit-gate",
        json!({"gate": "unchanged\" and more"}),
    )
    .result();
    let text = told["messages"][0]["content"]["text"]
        .as_str()
        .expect("text");
    assert!(
        text.contains("gate_exit") && text.ends_with("gate: \"unchanged\\\" and more\""),
        "{text}"
    );
    for (secret, name, arguments) in [
        (&alice, "audit-gate", json!({"gate": "unchanged"})),
        (&carol, "audit-gate", json!({})),
        (
            &carol,
            "audit-gate",
            json!({"gate": "unchanged", "more": "x"}),
        ),
        (&carol, "no-such", json!({})),
    ] {
        let refused = get(secret, name, arguments);
        assert!(refused.body.contains("\"error\""), "{name}: {refused:?}");
    }
}
