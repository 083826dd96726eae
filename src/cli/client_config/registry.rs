//! `server.json`, the entry of a server in an MCP registry, by its schema of 2025-12-11: where gatepost is served, or where
//! its bundle can be fetched.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value, json};

use super::bundle::DESCRIPTION;
use super::{Error, check_address};
use crate::gate::Digest;

const SCHEMA: &str = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

#[derive(Debug, Args)]
pub(super) struct Publication {
    /// For `registry`: the server's name there, in a namespace of yours, such as `io.github.example/gatepost`
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// For `registry`: the bundle that clients fetch from `--bundle-url`
    #[arg(long, value_name = "FILE", requires = "bundle_url")]
    bundle: Option<PathBuf>,
    /// For `registry`: where the bundle is published
    #[arg(long, value_name = "URL", requires = "bundle")]
    bundle_url: Option<String>,
}

impl Publication {
    /// Whether nothing is said of it.
    pub(super) fn is_unsaid(&self) -> bool {
        self.name.is_none() && self.bundle.is_none()
    }
}

/// The entry of a server that is reached at this address, that comes as a bundle, or both.
///
/// # Errors
/// When the name is none that a registry takes, there is nothing to enter, or the bundle cannot be read.
pub(super) fn entry(publication: &Publication, url: Option<&str>) -> Result<Value, Error> {
    let name = publication.name.as_deref().filter(|name| is_name(name));
    let name = name.ok_or_else(|| {
        let reason = "a registry wants a name of the form NAMESPACE/NAME: give --name io.github.OWNER/gatepost";
        Error::Usage(reason.to_owned())
    })?;
    let mut entry = Map::new();
    for (key, value) in [
        ("$schema", SCHEMA),
        ("name", name),
        ("title", "Gatepost"),
        ("description", DESCRIPTION),
        ("version", env!("CARGO_PKG_VERSION")),
    ] {
        entry.insert(key.to_owned(), Value::from(value));
    }
    if let (Some(file), Some(url)) = (&publication.bundle, &publication.bundle_url) {
        check_address(url)?;
        entry.insert("packages".to_owned(), json!([package(file, url)?]));
    }
    if let Some(url) = url {
        entry.insert("remotes".to_owned(), json!([remote(url)]));
    }
    if !entry.contains_key("packages") && !entry.contains_key("remotes") {
        let reason = "say where clients find it: --url of a gatepost that serves HTTP, or --bundle and --bundle-url";
        return Err(Error::Usage(reason.to_owned()));
    }
    Ok(Value::Object(entry))
}

/// As the schema's pattern has it: letters, digits, points and dashes, then one slash, then the same and underscores.
fn is_name(name: &str) -> bool {
    let plain = |part: &str, more: &str| {
        let known = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c) || more.contains(c);
        !part.is_empty() && part.chars().all(known)
    };
    let parts = name.split_once('/');
    name.len() <= 200 && parts.is_some_and(|(space, name)| plain(space, "") && plain(name, "_"))
}

fn package(file: &Path, url: &str) -> Result<Value, Error> {
    let bytes = std::fs::read(file).map_err(|source| Error::Io {
        what: format!("cannot read `{}`", file.display()),
        source,
    })?;
    Ok(json!({
        "registryType": "mcpb",
        "identifier": url,
        "version": env!("CARGO_PKG_VERSION"),
        "fileSha256": Digest::of(&bytes).as_str(),
        "transport": {"type": "stdio"},
    }))
}

fn remote(url: &str) -> Value {
    let token = json!({
        "description": "The token that `gatepost token NAME` printed, or one of the authorization server",
        "isRequired": true,
        "isSecret": true,
    });
    json!({
        "type": "streamable-http",
        "url": url,
        "headers": [{
            "name": "Authorization",
            "value": "Bearer {token}",
            "isRequired": true,
            "isSecret": true,
            "variables": {"token": token},
        }],
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use serde_json::json;

    use super::{Publication, entry, is_name};

    fn publication(name: &str) -> Publication {
        Publication {
            name: Some(name.to_owned()),
            bundle: None,
            bundle_url: None,
        }
    }

    #[test]
    fn names_are_a_namespace_and_a_name() {
        for (name, fits) in [
            ("io.github.example/gatepost", true),
            ("com.example/gate_post-1.0", true),
            ("gatepost", false),
            ("/gatepost", false),
            ("io.github.example/", false),
            ("io.github.example/gate/post", false),
            ("io_github/gatepost", false),
            ("io.github.example/gate post", false),
        ] {
            assert_eq!(is_name(name), fits, "{name}");
        }
    }

    #[test]
    fn a_bundle_is_entered_with_its_digest_and_an_address_with_a_secret_to_ask_for() {
        let mut bundle = tempfile::NamedTempFile::new().expect("a file");
        bundle.write_all(b"abc").expect("written");
        let said = Publication {
            bundle: Some(bundle.path().to_owned()),
            bundle_url: Some("https://example.org/gatepost.mcpb".to_owned()),
            ..publication("org.example/gatepost")
        };
        let entry = entry(&said, Some("https://gate.example.org/mcp")).expect("an entry");
        assert_eq!(entry["version"], env!("CARGO_PKG_VERSION"));
        // The digest of "abc" in FIPS 180-2.
        assert_eq!(
            entry["packages"][0]["fileSha256"],
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let header = &entry["remotes"][0]["headers"][0];
        assert_eq!(
            (
                &header["isSecret"],
                &header["variables"]["token"]["isSecret"]
            ),
            (&json!(true), &json!(true))
        );
    }

    #[test]
    fn an_entry_leads_somewhere_and_has_a_name() {
        assert!(entry(&publication("org.example/gatepost"), None).is_err());
        assert!(
            entry(
                &publication("gatepost"),
                Some("https://gate.example.org/mcp")
            )
            .is_err()
        );
    }
}
