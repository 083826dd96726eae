//! Serving over the network: where, to whom, and how much at once.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytesize::ByteSize;
use serde::Deserialize;

use super::Error;
use super::jwt::{JwtConfig, ScopeConfig};

/// `[http]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Names that clients may know this server by, with or without a port; loopback names and `listen` always are.
    pub allowed_hosts: Vec<String>,
    /// Web pages' origins that may call it, such as `https://app.example.org`; without an entry, none.
    pub allowed_origins: Vec<String>,
    /// The certificate chain in PEM, for TLS; read again when it changes.
    pub cert_file: Option<PathBuf>,
    /// The certificate's private key in PEM.
    pub key_file: Option<PathBuf>,
    /// The largest request.
    pub body_bytes: ByteSize,
    /// How long a client may take to send a request.
    #[serde(with = "humantime_serde")]
    pub request_time: Duration,
    /// Requests answered at once.
    pub requests: usize,
    /// Open streams of the HTTP+SSE transport of 2024-11-05.
    pub sse_sessions: usize,
    /// How long such a stream may be idle.
    #[serde(with = "humantime_serde")]
    pub sse_idle: Duration,
    /// How long calls in flight may go on when the server is told to stop.
    #[serde(with = "humantime_serde")]
    pub grace: Duration,
    /// Whether `/metrics` is told to whoever asks, as on loopback it always is; otherwise it needs what a call needs.
    pub open_metrics: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            cert_file: None,
            key_file: None,
            body_bytes: ByteSize::mib(1),
            request_time: Duration::from_secs(10),
            requests: 256,
            sse_sessions: 100,
            sse_idle: Duration::from_secs(300),
            grace: Duration::from_secs(10),
            open_metrics: false,
        }
    }
}

/// How callers prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMode {
    /// Not at all: whoever reaches the address may do everything.
    None,
    /// By a secret token of their own.
    Token,
    /// By a token of an authorization server.
    Jwt,
}

/// `[auth]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// How callers prove who they are. It must be said to listen on any address but loopback.
    pub mode: Option<AuthMode>,
    /// `[auth.tokens.NAME]`: the principals.
    pub tokens: BTreeMap<String, TokenConfig>,
    /// `[auth.jwt]`: the authorization server.
    pub jwt: Option<JwtConfig>,
    /// `[auth.scopes.NAME]`: what the authorization server's scopes allow.
    pub scopes: BTreeMap<String, ScopeConfig>,
}

/// `[auth.tokens.NAME]`: one principal, and what it may do; what is not given is everything.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenConfig {
    /// SHA-256 of the secret in hexadecimal, as `gatepost token NAME` prints it.
    pub sha256: String,
    /// Databases it may read.
    pub databases: Option<Vec<String>>,
    /// Gates it may ask.
    pub gates: Option<Vec<String>>,
    /// Tools it may call.
    pub tools: Option<Vec<String>>,
    /// Calls it may have under way at once.
    pub calls_at_once: Option<usize>,
    /// Calls it may make in a minute.
    pub calls_per_minute: Option<NonZeroU32>,
}

impl HttpConfig {
    /// Whether no other machine can reach the address.
    pub fn is_loopback(&self) -> bool {
        // An IPv4 address may be written as an IPv6 one.
        self.listen.ip().to_canonical().is_loopback()
    }

    /// Whether `/metrics` is told to whoever asks.
    pub fn metrics_are_open(&self) -> bool {
        self.open_metrics || self.is_loopback()
    }

    /// With relative paths taken as beside the configuration file.
    pub(super) fn beside(mut self, folder: &Path) -> Self {
        for path in [&mut self.cert_file, &mut self.key_file] {
            *path = path.take().map(|path| folder.join(path));
        }
        self
    }

    /// # Errors
    /// When the settings cannot hold together.
    pub(super) fn validate(&self) -> Result<(), Error> {
        if self.cert_file.is_some() != self.key_file.is_some() {
            return Err(Error::setting(
                "http.cert_file",
                "give both `cert_file` and `key_file`, or neither",
            ));
        }
        if self.requests == 0 || self.sse_sessions == 0 {
            return Err(Error::setting(
                "http.requests",
                "`requests` and `sse_sessions` are at least 1",
            ));
        }
        Ok(())
    }
}

impl AuthConfig {
    /// With relative paths taken as beside the configuration file.
    pub(super) fn beside(mut self, folder: &Path) -> Self {
        self.jwt = self.jwt.map(|jwt| jwt.beside(folder));
        self
    }

    /// # Errors
    /// When nobody could call, a hash is none, or a database is not served.
    pub(super) fn validate<'a>(
        &self,
        databases: impl Iterator<Item = &'a String> + Clone,
    ) -> Result<(), Error> {
        if self.mode == Some(AuthMode::Token) && self.tokens.is_empty() {
            let reason = "mode \"token\" needs at least one [auth.tokens.NAME]: `gatepost token NAME` prints one";
            return Err(Error::setting("auth.tokens", reason));
        }
        if self.mode == Some(AuthMode::Jwt) {
            let missing = || Error::setting("auth.jwt", "mode \"jwt\" needs [auth.jwt]");
            let jwt = self.jwt.as_ref().ok_or_else(missing)?;
            jwt.validate(&self.scopes)?;
        }
        for (name, scope) in &self.scopes {
            for database in scope.databases.iter().flatten() {
                if !databases.clone().any(|served| served == database) {
                    return Err(Error::setting(
                        format!("auth.scopes.{name}.databases"),
                        format!("`{database}` is not served"),
                    ));
                }
            }
        }
        let mut owners: BTreeMap<String, &String> = BTreeMap::new();
        for (name, token) in &self.tokens {
            let setting = |key: &str| format!("auth.tokens.{name}.{key}");
            let is_hash = token.sha256.len() == 64
                && token.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !is_hash {
                return Err(Error::setting(
                    setting("sha256"),
                    "is the SHA-256 of the secret, 64 hexadecimal digits: `gatepost token NAME` prints it",
                ));
            }
            // Whoever has it would be one of the two, with what that one may do.
            if let Some(owner) = owners.insert(token.sha256.to_lowercase(), name) {
                return Err(Error::setting(
                    setting("sha256"),
                    format!(
                        "is that of `{owner}` too; each has a secret of its own: `gatepost token {name}` makes one"
                    ),
                ));
            }
            for database in token.databases.iter().flatten() {
                if !databases.clone().any(|served| served == database) {
                    return Err(Error::setting(
                        setting("databases"),
                        format!("`{database}` is not served"),
                    ));
                }
            }
            if token.calls_at_once == Some(0) {
                return Err(Error::setting(setting("calls_at_once"), "is at least 1"));
            }
        }
        let is_meant = !self.tokens.is_empty() || self.jwt.is_some() || !self.scopes.is_empty();
        if self.mode.is_none() && is_meant {
            return Err(Error::setting(
                "auth.mode",
                "it is said who may call, and not that anybody must prove it: `mode = \"token\"` asks for a secret of \
                 [auth.tokens], `mode = \"jwt\"` for a token of [auth.jwt], and `mode = \"none\"` for nothing",
            ));
        }
        Ok(())
    }
}
