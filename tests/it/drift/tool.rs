//! The tool: no argument, the operator's inventory, the same answer.

use serde_json::{Value, json};

use super::world::World;
use crate::process::{Client, WITH_HANDSHAKE, gatepost};
use crate::schemas::violations;

#[test]
fn an_agent_compares_with_the_operators_inventory() {
    let world = World::new();
    world
        .clone
        .superuser("ALTER TABLE apr_approvals ALTER subject DROP NOT NULL");
    let file = world.clone_file.path();
    let mut client =
        Client::start(gatepost().args(["serve", "--channel", "clone", "--config", file]));
    client.initialize(WITH_HANDSHAKE);
    let tools = client.request("tools/list", json!({}));
    let tools = tools["tools"].as_array().expect("a list").clone();
    let tool = tools.iter().find(|tool| tool["name"] == "drift_compare");
    let schema = tool.expect("listed")["outputSchema"].clone();
    let call = |client: &mut Client, arguments: Value| {
        let parameters = json!({"name": "drift_compare", "arguments": arguments});
        client.request("tools/call", parameters)["structuredContent"].clone()
    };
    let answer = call(&mut client, json!({}));
    assert_eq!(
        violations(&schema, &answer),
        Vec::<String>::new(),
        "{answer}"
    );
    assert_eq!(answer["verdict"], "UNSAFE", "{answer}");
    assert_eq!(answer["line"], "1 (first comparison, 1 critical)");
    assert_eq!(answer["drifts"][0]["class"], "not_null_dropped");
    let again = call(&mut client, json!({}));
    assert_eq!(again["since"]["new"], json!([]), "{again}");
    assert_eq!(violations(&schema, &again), Vec::<String>::new(), "{again}");

    // The last comparison is the ledger's, whoever asked.
    let by_hand = world.compare();
    assert_eq!(by_hand.line(), "1→1 (resolved 0, new 0, 1 critical)");

    let refused = call(&mut client, json!({"inventory": "/etc/passwd"}));
    assert_eq!(refused["code"], "arguments_invalid", "{refused}");
    std::fs::remove_file(world.inventory()).expect("removes");
    let refused = call(&mut client, json!({}));
    assert_eq!(refused["code"], "inventory_invalid", "{refused}");
    assert!(
        !refused.to_string().contains(&world.inventory()),
        "a path is the operator's"
    );
    client.finish();
}
