//! `gatepost client-config`: the snippet to paste, for each common MCP client, and the manifests by which clients find and
//! install gatepost. Secrets stand in them by reference only.

mod bundle;
mod registry;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use self::registry::Publication;
use super::{Error, Printer, Status};

/// The environment variable that clients over HTTP find their token in.
const TOKEN: &str = "GATEPOST_TOKEN";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The client
    #[arg(value_enum)]
    client: Client,
    /// The configuration that the client starts gatepost with
    #[arg(
        long,
        value_name = "FILE",
        default_value = "/etc/gatepost/gatepost.toml"
    )]
    config: PathBuf,
    /// For a gatepost that serves HTTP: its address, such as `https://gatepost.example.org/mcp`
    #[arg(long, value_name = "URL", conflicts_with = "config")]
    url: Option<String>,
    #[command(flatten)]
    publication: Publication,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Client {
    ClaudeDesktop,
    ClaudeCode,
    Cursor,
    Vscode,
    Windsurf,
    Zed,
    Codex,
    /// The form that most other clients take
    Json,
    /// `manifest.json` of an MCP bundle, which desktop clients install
    Mcpb,
    /// `server.json`, by which an MCP registry lists a server
    Registry,
}

impl Client {
    /// Where the client looks for it.
    fn file(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "claude_desktop_config.json (Settings, Developer, Edit Config)",
            Self::ClaudeCode => ".mcp.json in the project",
            Self::Cursor => ".cursor/mcp.json in the project, or ~/.cursor/mcp.json",
            Self::Vscode => ".vscode/mcp.json in the project",
            Self::Windsurf => "~/.codeium/windsurf/mcp_config.json",
            Self::Zed => "~/.config/zed/settings.json",
            Self::Codex => "~/.codex/config.toml",
            Self::Json => "the client's list of MCP servers",
            Self::Mcpb => {
                "manifest.json, in a folder with this binary as server/gatepost (`mcpb pack FOLDER` makes the bundle)"
            }
            Self::Registry => "server.json (the registry's own tool publishes it)",
        }
    }

    /// How the client refers to the token, where it can.
    fn token(self) -> String {
        match self {
            Self::Cursor | Self::Windsurf => format!("${{env:{TOKEN}}}"),
            Self::Vscode => "${input:gatepost-token}".to_owned(),
            _ => format!("${{{TOKEN}}}"),
        }
    }
}

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let client = arguments.client;
    if let Some(url) = &arguments.url {
        check_address(url)?;
    }
    if client != Client::Registry && !arguments.publication.is_unsaid() {
        let reason = "--name and --bundle are of the registry's entry alone";
        return Err(Error::Usage(reason.to_owned()));
    }
    // The client starts gatepost in a folder of its own.
    let config = std::path::absolute(&arguments.config).map_err(|source| Error::Io {
        what: format!("--config {:?}", arguments.config),
        source,
    })?;
    let config = config.display().to_string();
    let snippet = match (client, arguments.url.as_deref()) {
        (Client::Mcpb, None) => Snippet::Json(bundle::manifest(&config)),
        (Client::Mcpb, Some(_)) => {
            let reason = "a bundle starts gatepost itself: leave --url out";
            return Err(Error::Usage(reason.to_owned()));
        }
        (Client::Registry, url) => Snippet::Json(registry::entry(&arguments.publication, url)?),
        (_, None) => over_stdio(client, &config),
        (_, Some(url)) => over_http(client, url),
    };
    printer.complain(&format!("Put this into {}:", client.file()));
    match client {
        Client::Mcpb | Client::Registry => {}
        _ if arguments.url.is_none() => {}
        Client::Vscode => printer.complain("VS Code asks for the token once and keeps it."),
        Client::Zed => printer.complain(
            "Zed has no reference to a variable: put the token where ${GATEPOST_TOKEN} stands.",
        ),
        _ => printer
            .complain("The client finds the token in the environment variable GATEPOST_TOKEN."),
    }
    match snippet {
        Snippet::Json(value) => printer.print_json(&value)?,
        Snippet::Toml(text) => printer.print(text.trim_end())?,
    }
    Ok(Status::Done)
}

fn check_address(url: &str) -> Result<(), Error> {
    if url.starts_with("http://") || url.starts_with("https://") {
        Ok(())
    } else {
        Err(Error::Usage(format!(
            "{url:?} is no address: give https://HOST:PORT/PATH"
        )))
    }
}

enum Snippet {
    Json(Value),
    Toml(String),
}

fn over_stdio(client: Client, config: &str) -> Snippet {
    let arguments = ["serve", "--config", config];
    let server = json!({"command": "gatepost", "args": arguments});
    let typed = json!({"type": "stdio", "command": "gatepost", "args": arguments});
    match client {
        Client::Vscode => Snippet::Json(json!({"servers": {"gatepost": typed}})),
        Client::ClaudeCode => Snippet::Json(json!({"mcpServers": {"gatepost": typed}})),
        Client::Zed => Snippet::Json(json!({"context_servers": {"gatepost": server}})),
        Client::Codex => codex(&json!({"command": "gatepost", "args": arguments})),
        _ => Snippet::Json(json!({"mcpServers": {"gatepost": server}})),
    }
}

fn over_http(client: Client, url: &str) -> Snippet {
    let headers = json!({"Authorization": format!("Bearer {}", client.token())});
    let server = json!({"url": url, "headers": headers});
    let typed = json!({"type": "http", "url": url, "headers": headers});
    match client {
        Client::Vscode => Snippet::Json(json!({
            "inputs": [{"type": "promptString", "id": "gatepost-token", "description": "Token for gatepost", "password": true}],
            "servers": {"gatepost": typed},
        })),
        Client::ClaudeCode => Snippet::Json(json!({"mcpServers": {"gatepost": typed}})),
        Client::Windsurf => Snippet::Json(
            json!({"mcpServers": {"gatepost": {"serverUrl": url, "headers": headers}}}),
        ),
        Client::Zed => Snippet::Json(json!({"context_servers": {"gatepost": server}})),
        Client::Codex => codex(&json!({"url": url, "bearer_token_env_var": TOKEN})),
        // It starts programs only; this one carries stdio to HTTP.
        Client::ClaudeDesktop => Snippet::Json(json!({"mcpServers": {"gatepost": {
            "command": "npx",
            "args": ["-y", "mcp-remote", url, "--header", format!("Authorization:Bearer {}", client.token())],
        }}})),
        _ => Snippet::Json(json!({"mcpServers": {"gatepost": server}})),
    }
}

fn codex(server: &Value) -> Snippet {
    let table = json!({"mcp_servers": {"gatepost": server}});
    // Every value above is text or a list of text, which TOML has.
    Snippet::Toml(toml::to_string(&table).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::{Client, Snippet, over_http, over_stdio};

    fn text(snippet: Snippet) -> String {
        match snippet {
            Snippet::Json(value) => value.to_string(),
            Snippet::Toml(text) => {
                let table: toml::Table = text.parse().expect("TOML");
                table.to_string()
            }
        }
    }

    #[test]
    fn every_client_has_both_forms_and_no_secret() {
        let manifests = [Client::Mcpb, Client::Registry];
        let clients = Client::value_variants();
        for client in clients.iter().filter(|client| !manifests.contains(client)) {
            let stdio = text(over_stdio(*client, "/etc/gatepost.toml"));
            assert!(
                stdio.contains("gatepost") && stdio.contains("/etc/gatepost.toml"),
                "{client:?}: {stdio}"
            );
            let http = text(over_http(*client, "https://gate.example.org/mcp"));
            assert!(
                http.contains("https://gate.example.org/mcp"),
                "{client:?}: {http}"
            );
            let by_reference = ["GATEPOST_TOKEN", "gatepost-token"];
            assert!(
                by_reference.iter().any(|name| http.contains(name)),
                "{client:?}: {http}"
            );
        }
    }
}
