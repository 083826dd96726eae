//! `manifest.json` of an MCP bundle (`.mcpb`): gatepost in one file that a desktop client installs. Version 0.3 of the
//! manifest, the latest that the format's own tool takes (`@anthropic-ai/mcpb` 2.1).

use serde_json::{Value, json};

use crate::config::DEFAULT_DATABASES;
use crate::tools;

/// Where the bundle holds the binary.
const BINARY: &str = "server/gatepost";

/// What the configuration calls a database's address that it does not hold itself (`url_env`).
pub(super) const DATABASE_URL: &str = "GATEPOST_DATABASE_URL";

/// What gatepost is, in the hundred characters that a registry allows.
pub(super) const DESCRIPTION: &str =
    "Governed PostgreSQL for AI agents: reads that cannot write, and proof that nothing changed";

/// The manifest for a bundle of this very binary. The client asks for the configuration, and for one database's address,
/// which it keeps as a secret and hands on in the environment.
pub(super) fn manifest(config: &str) -> Value {
    let tools: Vec<Value> = tools::definitions(DEFAULT_DATABASES)
        .into_iter()
        .map(|tool| json!({"name": tool.name, "description": tool.description}))
        .collect();
    json!({
        "manifest_version": "0.3",
        "name": "gatepost",
        "display_name": "Gatepost",
        "version": env!("CARGO_PKG_VERSION"),
        "description": DESCRIPTION,
        "author": {"name": "Gatepost"},
        "license": env!("CARGO_PKG_LICENSE"),
        "keywords": ["postgresql", "sql", "read-only", "governance", "audit"],
        "server": {
            "type": "binary",
            "entry_point": BINARY,
            "mcp_config": {
                "command": format!("${{__dirname}}/{BINARY}"),
                "args": ["serve", "--config", "${user_config.config}"],
                "env": {DATABASE_URL: "${user_config.database_url}"},
            },
        },
        "tools": tools,
        "prompts_generated": true,
        "compatibility": {"platforms": [platform()]},
        "user_config": {
            "config": {
                "type": "file",
                "title": "Configuration",
                "description": "gatepost.toml: the databases that are served, and their limits",
                "required": true,
                "default": config,
            },
            "database_url": {
                "type": "string",
                "title": "Address of a database",
                "description": format!("For a database whose entry in the configuration says url_env = \"{DATABASE_URL}\""),
                "required": false,
                "sensitive": true,
                "default": "",
            },
        },
    })
}

/// The bundle holds one binary, and that runs where this one does.
fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        system => system,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{DATABASE_URL, DESCRIPTION, manifest};

    #[test]
    fn the_manifest_is_of_this_binary_and_holds_no_secret() {
        let manifest = manifest("/etc/gatepost.toml");
        assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
        let listed: Vec<&Value> = manifest["tools"]
            .as_array()
            .expect("tools")
            .iter()
            .map(|tool| &tool["name"])
            .collect();
        assert_eq!(listed, crate::tools::names::ALL);
        let server = &manifest["server"]["mcp_config"];
        assert_eq!(server["env"][DATABASE_URL], "${user_config.database_url}");
        assert_eq!(manifest["user_config"]["database_url"]["sensitive"], true);
        assert_eq!(
            manifest["user_config"]["config"]["default"],
            json!("/etc/gatepost.toml")
        );
    }

    #[test]
    fn the_description_is_as_short_as_a_registry_allows() {
        assert!(DESCRIPTION.len() <= 100, "{}", DESCRIPTION.len());
    }
}
