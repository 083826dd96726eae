//! Callers with tokens of an authorization server, and tokens that are none.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::server::Server;

const ISSUER: &str = "https://login.example.org/";
const RESOURCE: &str = "https://gatepost.example.org/mcp";

/// An authorization server's key.
struct Issuer {
    key: EcdsaKeyPair,
    id: &'static str,
}

impl Issuer {
    fn new(id: &'static str) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).expect("a key");
        Self { key, id }
    }

    fn jwks(&self) -> String {
        // 4, x, y (SEC 1, section 2.3.3).
        let point = self.key.public_key().as_ref();
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "kid": self.id, "use": "sig", "alg": "ES256",
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]),
        }]})
        .to_string()
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.key.sign(&SystemRandom::new(), message.as_bytes());
        format!("{message}.{}", BASE64.encode(signature.expect("signs")))
    }

    fn header(&self) -> Value {
        json!({"alg": "ES256", "typ": "at+jwt", "kid": self.id})
    }
}

fn message(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| BASE64.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.expect("after 1970").as_secs()
}

fn claims() -> Value {
    json!({"iss": ISSUER, "aud": RESOURCE, "sub": "alice", "exp": now() + 300, "scope": "openid pg:read"})
}

fn with(mut value: Value, key: &str, other: Value) -> Value {
    value[key] = other;
    value
}

fn without(mut value: Value, key: &str) -> Value {
    value.as_object_mut().expect("an object").remove(key);
    value
}

const SCOPES: &str = "[auth.scopes.\"pg:read\"]\ndatabases = [\"directus\"]\ntools = [\"query_pg\", \"describe_pg\"]\n\
    [auth.scopes.\"pg:gates\"]\ndatabases = [\"workflow\"]\ntools = [\"gate_entry\", \"gate_list\"]\n";

/// A server that believes the keys of this source.
fn server(application: &str, source: &str) -> Server {
    let settings = format!(
        "[auth]\nmode = \"jwt\"\n[auth.jwt]\nissuer = \"{ISSUER}\"\nresource = \"{RESOURCE}\"\n\
         calls_per_minute = 200\n{source}\n{SCOPES}"
    );
    Server::start(application, &settings)
}

fn with_file(application: &str, issuer: &Issuer) -> (Server, tempfile::NamedTempFile) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(issuer.jwks().as_bytes()).expect("writes");
    let source = format!("jwks_file = \"{}\"", file.path().display());
    (server(application, &source), file)
}

#[test]
fn a_token_of_the_issuer_names_its_principal_and_its_scopes_bound_it() {
    let issuer = Issuer::new("first");
    let (server, _file) = with_file("http_jwt", &issuer);
    let token = issuer.token(&issuer.header(), &claims());
    server.assert_serves(Some(&token));
    let listed = |token: &str| -> Vec<String> {
        let result = server.ask(Some(token), "tools/list", &json!({})).result();
        let tools = result["tools"].as_array().expect("tools").clone();
        tools
            .iter()
            .filter_map(|tool| tool["name"].as_str().map(str::to_owned))
            .collect()
    };
    assert_eq!(listed(&token), ["query_pg", "describe_pg"]);
    let code = |token: &str, tool: &str, arguments: Value| {
        let result = server.call(Some(token), tool, arguments).result();
        result["structuredContent"]["code"].clone()
    };
    let query = |database: &str| json!({"database": database, "sql": "SELECT 1"});
    assert_eq!(
        code(&token, "query_pg", query("workflow")),
        "database_unknown"
    );

    // Two scopes are both, and not what neither allows.
    let both = with(claims(), "scope", json!("pg:read pg:gates"));
    let both = issuer.token(&issuer.header(), &both);
    assert_eq!(listed(&both).len(), 4);
    assert_eq!(code(&both, "query_pg", query("directus")), Value::Null);
    assert_eq!(
        code(&both, "query_pg", query("workflow")),
        "database_unknown"
    );
    let entry = |database: &str| json!({"gate": "unchanged", "database": database});
    assert_eq!(
        code(&both, "gate_entry", entry("directus")),
        "database_unknown"
    );
    assert_eq!(code(&both, "gate_entry", entry("workflow")), Value::Null);
    let listed_scopes = with(without(claims(), "scope"), "scp", json!(["pg:read"]));
    server.assert_serves(Some(&issuer.token(&issuer.header(), &listed_scopes)));

    let mut records = Vec::new();
    gatepost::ledger::export(&server.ledger(), 1, None, &mut records).expect("a ledger");
    let records = String::from_utf8(records).expect("UTF-8");
    assert!(records.contains("\"principal\":\"alice\"") && !records.contains(&token));
}

#[test]
fn a_token_that_is_not_the_issuers_for_this_server_now_lets_nobody_in() {
    let (issuer, stranger) = (Issuer::new("first"), Issuer::new("first"));
    let (server, _file) = with_file("http_jwt_attacks", &issuer);
    let good = issuer.token(&issuer.header(), &claims());
    let signed = |claims: &Value| issuer.token(&issuer.header(), claims);
    let headed = |header: &Value| issuer.token(header, &claims());
    let (head, signature) = good.rsplit_once('.').expect("three parts");
    let public_key = issuer.key.public_key().as_ref().to_vec();
    let by_secret = |secret: &[u8]| {
        let message = message(&with(issuer.header(), "alg", json!("HS256")), &claims());
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        let tag = ring::hmac::sign(&key, message.as_bytes());
        format!("{message}.{}", BASE64.encode(tag))
    };
    let tampered = message(&issuer.header(), &with(claims(), "sub", json!("root")));
    let of_nobody = message(&with(issuer.header(), "alg", json!("none")), &claims());
    let empty_key = json!({"keys": []});
    for (what, token) in [
        ("no algorithm", format!("{of_nobody}.")),
        (
            "no algorithm, a signature",
            format!("{of_nobody}.{signature}"),
        ),
        (
            "NONE",
            format!(
                "{}.",
                message(&with(issuer.header(), "alg", json!("NONE")), &claims())
            ),
        ),
        ("the public key as a secret", by_secret(&public_key)),
        (
            "the key set as a secret",
            by_secret(issuer.jwks().as_bytes()),
        ),
        (
            "another algorithm",
            headed(&with(issuer.header(), "alg", json!("ES384"))),
        ),
        (
            "an RSA algorithm",
            headed(&with(issuer.header(), "alg", json!("RS256"))),
        ),
        (
            "a stranger's key of the same name",
            stranger.token(&stranger.header(), &claims()),
        ),
        (
            "an unknown key",
            headed(&with(issuer.header(), "kid", json!("second"))),
        ),
        (
            "a key of its own",
            stranger.token(&with(stranger.header(), "jwk", empty_key), &claims()),
        ),
        (
            "another kind of token",
            headed(&with(issuer.header(), "typ", json!("logout+jwt"))),
        ),
        (
            "an extension",
            headed(&with(issuer.header(), "crit", json!(["exp"]))),
        ),
        ("another payload", format!("{tampered}.{signature}")),
        ("no signature", format!("{head}.")),
        ("half a signature", good[..good.len() - 8].to_owned()),
        ("two parts", head.to_owned()),
        (
            "another audience",
            signed(&with(claims(), "aud", json!("https://other.example.org"))),
        ),
        (
            "other audiences",
            signed(&with(claims(), "aud", json!(["a", "b"]))),
        ),
        ("no audience", signed(&without(claims(), "aud"))),
        (
            "another issuer",
            signed(&with(claims(), "iss", json!("https://evil.example.org/"))),
        ),
        ("no issuer", signed(&without(claims(), "iss"))),
        ("expired", signed(&with(claims(), "exp", json!(now() - 60)))),
        ("no expiry", signed(&without(claims(), "exp"))),
        (
            "an expiry that is no number",
            signed(&with(claims(), "exp", json!("never"))),
        ),
        (
            "not yet",
            signed(&with(claims(), "nbf", json!(now() + 120))),
        ),
        ("nobody", signed(&without(claims(), "sub"))),
        ("an empty name", signed(&with(claims(), "sub", json!("")))),
        (
            "a name of two lines",
            signed(&with(claims(), "sub", json!("a\nb"))),
        ),
        (
            "a name that reads like another's",
            signed(&with(claims(), "sub", json!("ali\u{200b}ce"))),
        ),
        (
            "a name that is turned around",
            signed(&with(claims(), "sub", json!("\u{202e}ecila"))),
        ),
        (
            "a name with a space that is none",
            signed(&with(claims(), "sub", json!("alice\u{a0}"))),
        ),
        (
            "a long token",
            signed(&with(claims(), "more", json!("x".repeat(20_000)))),
        ),
        ("not a token", "gp_0123456789".to_owned()),
    ] {
        let reply = server.ask(Some(&token), "tools/list", &json!({}));
        // The longest is more than the listener takes.
        assert!(matches!(reply.status, 401 | 431), "{what}: {reply:?}");
        if reply.status == 401 {
            let headers = &reply.headers;
            assert!(
                headers.contains("error=\"invalid_token\""),
                "{what}: {reply:?}"
            );
        }
        assert!(!reply.body.contains("query_pg"), "{what}: {reply:?}");
    }
    for scope in [
        json!(""),
        json!("openid"),
        json!("PG:READ"),
        json!(["pg:read", 7]),
        Value::Null,
    ] {
        let believed = matches!(&scope, Value::Array(_));
        let reply = server.ask(
            Some(&signed(&with(claims(), "scope", scope))),
            "tools/list",
            &json!({}),
        );
        if believed {
            assert_eq!(reply.status, 200, "{reply:?}");
            continue;
        }
        assert_eq!(reply.status, 403, "{reply:?}");
        let headers = &reply.headers;
        assert!(
            headers.contains("error=\"insufficient_scope\""),
            "{reply:?}"
        );
        assert!(headers.contains("scope=\"pg:gates pg:read\""), "{reply:?}");
    }
    // Clocks may be a little apart.
    for claims in [
        with(claims(), "exp", json!(now() - 10)),
        with(claims(), "nbf", json!(now() + 10)),
        with(claims(), "aud", json!(["other", RESOURCE])),
        with(claims(), "sub", json!("Ålice Łuk|auth0")),
    ] {
        server.assert_serves(Some(&signed(&claims)));
    }
}

#[test]
fn a_key_is_used_for_what_it_is_for() {
    let issuer = Issuer::new("first");
    let token = issuer.token(&issuer.header(), &claims());
    for (purpose, status) in [
        ("\"use\":\"enc\"", 401),
        ("\"key_ops\":[\"encrypt\", \"wrapKey\"]", 401),
        ("\"key_ops\":[]", 401),
        ("\"key_ops\":[\"verify\"]", 200),
    ] {
        let jwks = issuer.jwks().replace("\"use\":\"sig\"", purpose);
        assert!(jwks.contains(purpose), "{jwks}");
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), jwks).expect("writes");
        let source = format!("jwks_file = \"{}\"", file.path().display());
        let server = server("http_purpose", &source);
        let reply = server.ask(Some(&token), "tools/list", &json!({}));
        assert_eq!(reply.status, status, "{purpose}: {reply:?}");
    }
}

#[test]
fn a_client_without_a_token_learns_whom_to_ask() {
    let issuer = Issuer::new("first");
    let (server, _file) = with_file("http_jwt_discovery", &issuer);
    let reply = server.ask(None, "tools/list", &json!({}));
    assert_eq!(reply.status, 401, "{reply:?}");
    let path = "/.well-known/oauth-protected-resource/mcp";
    let url = format!("resource_metadata=\"https://gatepost.example.org{path}\"");
    assert!(reply.headers.contains(&url), "{reply:?}");
    assert!(!reply.headers.contains("error="), "{reply:?}");
    for path in [path, "/.well-known/oauth-protected-resource"] {
        let told = server.request(&format!("GET {path}"), &[], "");
        assert_eq!(told.status, 200, "{told:?}");
        let told: Value = serde_json::from_str(&told.body).expect("JSON");
        assert_eq!(told["resource"], RESOURCE);
        assert_eq!(told["authorization_servers"], json!([ISSUER]));
        assert_eq!(told["scopes_supported"], json!(["pg:gates", "pg:read"]));
    }
}

#[test]
fn keys_are_fetched_once_however_many_tokens_name_unknown_ones() {
    let issuer = Issuer::new("first");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (jwks, asked) = (issuer.jwks(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]);
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{jwks}",
                jwks.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    let server = server(
        "http_jwt_url",
        &format!("jwks_url = \"http://{address}/keys\""),
    );
    server.assert_serves(Some(&issuer.token(&issuer.header(), &claims())));
    for _ in 0..20 {
        let unknown = with(issuer.header(), "kid", json!("unknown"));
        let reply = server.ask(
            Some(&issuer.token(&unknown, &claims())),
            "tools/list",
            &json!({}),
        );
        assert_eq!(reply.status, 401, "{reply:?}");
    }
    server.assert_serves(Some(&issuer.token(&issuer.header(), &claims())));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn without_keys_nobody_is_let_in_and_plain_http_is_for_this_machine() {
    let issuer = Issuer::new("first");
    for source in [
        "jwks_file = \"no/such/file\"",
        "jwks_url = \"http://keys.example.org/\"",
    ] {
        let server = server("http_jwt_no_keys", source);
        let token = issuer.token(&issuer.header(), &claims());
        let reply = server.ask(Some(&token), "tools/list", &json!({}));
        assert_eq!(reply.status, 503, "{reply:?}");
        let line = server.logged(|line| line["level"] == "ERROR");
        assert!(
            line["fields"]["reason"]
                .as_str()
                .is_some_and(|reason| reason.contains("auth.jwt.jwks_")),
            "{line}"
        );
    }
}
