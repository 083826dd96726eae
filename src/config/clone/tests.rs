//! Files that a clone's process takes, and that it refuses.

use std::path::Path;
use std::time::Duration;

use super::CloneConfig;
use crate::config::{Channel, Error, Transport, WritableRole};

fn load(text: &str) -> Result<CloneConfig, Error> {
    Channel::from_toml(text, Path::new("/etc/gatepost/clone.toml")).and_then(Channel::into_clone)
}

fn refused(settings: &str) -> String {
    load(&format!("[clone]\n{settings}"))
        .expect_err(settings)
        .to_string()
}

#[test]
fn a_name_and_a_url_get_the_documented_defaults() {
    let config = load("[clone]\nname = \"c\"\nurl = \"postgres://w@h\"\n").expect("valid");
    assert_eq!(config.writer.connection.get_dbname(), Some("c"));
    assert_eq!(config.writer.writable_role, WritableRole::Accept);
    assert_eq!(config.writer.transport, Transport::Network);
    assert_eq!(config.changes, Path::new("/etc/gatepost/changes"));
    assert_eq!(config.production_roles, ["query_pg_ro", "gatepost_auditor"]);
    assert_eq!(config.timeouts.statement, Duration::from_secs(300));
    assert!(config.observer.is_none());
    assert!(config.is_production("directus") && !config.is_production("c"));
}

#[test]
fn a_name_of_production_is_refused() {
    for name in ["directus", "incomex_metadata", "workflow", "Directus"] {
        let error = refused(&format!(
            "name = \"{name}\"\nurl = \"postgres://w@h/{name}\"\nproduction = [\"other\"]\n"
        ));
        assert!(error.starts_with("clone.name: "), "{error}");
    }
    let error = refused("name = \"erp\"\nurl = \"postgres://w@h\"\nproduction = [\"erp\"]\n");
    assert!(error.starts_with("clone.name: "), "{error}");
}

#[test]
fn a_url_must_lead_to_the_clone_and_to_nothing_else() {
    for (url, setting, reason) in [
        ("postgres://w@h/directus", "clone.url", "`directus`"),
        (
            "postgres://w@h/c?dbname=directus",
            "clone.url",
            "`directus`",
        ),
        ("host=h user=w dbname=directus", "clone.url", "`directus`"),
        (
            "postgres://w@h/c?service=production",
            "clone.url",
            "connection string",
        ),
        (
            "postgres://w@h/c?options=-c%20gatepost.clone%3Dc",
            "clone.url",
            "options",
        ),
        ("postgres://w@h,production/c", "clone.url", "several hosts"),
        ("postgres://h/c", "clone.url", "no role"),
        (
            "postgres://query_pg_ro@h/c",
            "clone.production_role",
            "production",
        ),
    ] {
        let error = refused(&format!("name = \"c\"\nurl = \"{url}\"\n"));
        assert!(
            error.starts_with(setting) && error.contains(reason),
            "{url}: {error}"
        );
    }
}

#[test]
fn a_command_takes_the_place_of_a_host() {
    let command = "name = \"c\"\nconnect_command = [\"nc\", \"-U\", \"/s\"]\n";
    let text = format!("[clone]\n{command}url = \"postgres://w@/c\"\n");
    let config = load(&text).expect("valid");
    let argv = ["nc", "-U", "/s"].map(str::to_owned).to_vec();
    assert_eq!(config.writer.transport, Transport::Command(argv));
    for (text, setting) in [
        (
            format!("{command}url = \"postgres://w@h/c\"\n"),
            "clone.url",
        ),
        (
            format!("{command}url = \"postgres://w@/c\"\nsslmode = \"require\"\n"),
            "clone.sslmode",
        ),
        (
            "name = \"c\"\nurl = \"postgres://w@/c\"\nconnect_command = []\n".to_owned(),
            "clone.connect_command",
        ),
        (
            "name = \"c\"\nurl = \"postgres://w@/c\"\n".to_owned(),
            "clone.url",
        ),
    ] {
        let error = refused(&text);
        assert!(error.starts_with(setting), "{text}: {error}");
    }
}

#[test]
fn the_observer_is_another_role_on_the_same_clone() {
    let text = "name = \"c\"\nurl = \"postgres://w@h/c\"\n";
    for (url, reason) in [
        ("postgres://o@h/directus", "`directus`"),
        ("postgres://w@h/c", "names the role that writes"),
    ] {
        let error = refused(&format!("{text}observer_url = \"{url}\"\n"));
        assert!(
            error.starts_with("clone.observer_url") && error.contains(reason),
            "{error}"
        );
    }
    let text = format!("[clone]\n{text}observer_url = \"postgres://o@h\"\n");
    let observer = load(&text).expect("valid").observer.expect("given");
    assert_eq!(observer.connection.get_dbname(), Some("c"));
    assert_eq!(observer.writable_role, WritableRole::Refuse);
}

#[test]
fn one_file_is_one_channel() {
    let production = "[databases.a]\nurl = \"postgres://x@y/z\"\n";
    let clone = "[clone]\nname = \"c\"\nurl = \"postgres://w@h/c\"\n";
    let path = Path::new("gatepost.toml");
    let both = Channel::from_toml(&format!("{production}{clone}"), path).expect_err("both");
    assert!(both.to_string().contains("one channel"), "{both}");
    let error = Channel::from_toml(clone, path)
        .and_then(Channel::production)
        .expect_err("a clone's");
    assert!(
        error.to_string().contains("gatepost clone check"),
        "{error}"
    );
    let error = load(production).expect_err("production's");
    assert!(error.to_string().contains("[clone]"), "{error}");
}

#[test]
fn relative_paths_are_beside_the_file() {
    let text = "[clone]\nname = \"c\"\nurl = \"postgres://w@h\"\nca_file = \"ca.pem\"\ninventory = \"inventory.json\"\n\
                [http]\ncert_file = \"cert.pem\"\nkey_file = \"key.pem\"\n\
                [auth]\nmode = \"jwt\"\n[auth.jwt]\nissuer = \"https://issuer.example.org\"\n\
                resource = \"https://gatepost.example.org/mcp\"\njwks_file = \"keys.json\"\n[auth.scopes.read]\n";
    let config = load(text).expect("valid");
    let jwt = config.auth.jwt.expect("given");
    for (path, expected) in [
        (config.writer.ca_file, "ca.pem"),
        (config.inventory, "inventory.json"),
        (config.http.cert_file, "cert.pem"),
        (config.http.key_file, "key.pem"),
        (jwt.jwks_file, "keys.json"),
    ] {
        assert_eq!(path, Some(Path::new("/etc/gatepost").join(expected)));
    }
}
