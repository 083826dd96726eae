//! Callers that bring a token of an authorization server: whose tokens, by which keys, and what their scopes allow.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::Error;

/// `[auth.jwt]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtConfig {
    /// The authorization server, exactly as its tokens name it in `iss`.
    pub issuer: String,
    /// The URL that clients call, such as `https://gatepost.example.org/mcp`.
    pub resource: String,
    /// What tokens for this server have in `aud`; by default, `resource`.
    pub audience: Option<String>,
    /// Where the authorization server publishes its keys.
    pub jwks_url: Option<String>,
    /// The keys as a file, instead.
    pub jwks_file: Option<PathBuf>,
    /// Authorities that may sign the certificate of `jwks_url`, in PEM; by default, the system's.
    pub jwks_ca_file: Option<PathBuf>,
    /// Algorithms that a token may be signed by.
    #[serde(default = "default_algorithms")]
    pub algorithms: Vec<JwtAlgorithm>,
    /// How far the clocks may be apart.
    #[serde(with = "humantime_serde", default = "default_leeway")]
    pub leeway: Duration,
    /// The claim that names the principal.
    #[serde(default = "default_principal_claim")]
    pub principal_claim: String,
    /// Calls that one principal may have under way at once.
    pub calls_at_once: Option<usize>,
    /// Calls that one principal may make in a minute.
    pub calls_per_minute: Option<NonZeroU32>,
}

/// Signatures that need no secret to be checked. There is no other kind: whoever could check the others could make them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[allow(
    missing_docs,
    reason = "the names are those of RFC 7518, section 3.1, and RFC 8037"
)]
pub enum JwtAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    EdDSA,
}

/// `[auth.scopes.NAME]`: what a token with this scope allows; what is not given is everything.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeConfig {
    /// Databases it may read.
    pub databases: Option<Vec<String>>,
    /// Gates it may ask.
    pub gates: Option<Vec<String>>,
    /// Tools it may call.
    pub tools: Option<Vec<String>>,
}

fn default_algorithms() -> Vec<JwtAlgorithm> {
    use JwtAlgorithm::{ES256, EdDSA, PS256, RS256};
    vec![RS256, PS256, ES256, EdDSA]
}

fn default_leeway() -> Duration {
    Duration::from_secs(30)
}

fn default_principal_claim() -> String {
    "sub".to_owned()
}

/// Clocks further apart than this are to be mended, not allowed for.
const MOST_LEEWAY: Duration = Duration::from_secs(300);

impl JwtConfig {
    /// What tokens for this server have in `aud`.
    pub fn audience(&self) -> &str {
        self.audience.as_deref().unwrap_or(&self.resource)
    }

    pub(super) fn beside(mut self, folder: &Path) -> Self {
        for path in [&mut self.jwks_file, &mut self.jwks_ca_file] {
            *path = path.take().map(|path| folder.join(path));
        }
        self
    }

    pub(super) fn validate(&self, scopes: &BTreeMap<String, ScopeConfig>) -> Result<(), Error> {
        let wrong =
            |key: &str, reason: &str| Err(Error::setting(format!("auth.jwt.{key}"), reason));
        if self.issuer.is_empty() || self.audience() == "" {
            return wrong(
                "issuer",
                "`issuer` and `audience` are what tokens say; neither is empty",
            );
        }
        let resource = self.resource.parse::<axum::http::Uri>();
        if !resource.is_ok_and(|url| url.scheme().is_some() && url.authority().is_some()) {
            return wrong(
                "resource",
                "is the URL that clients call, such as https://gatepost.example.org/mcp",
            );
        }
        if self.jwks_url.is_some() == self.jwks_file.is_some() {
            return wrong("jwks_url", "give either `jwks_url` or `jwks_file`");
        }
        if self.algorithms.is_empty() {
            return wrong("algorithms", "names at least one");
        }
        if self.leeway > MOST_LEEWAY {
            return wrong("leeway", "is at most 5m");
        }
        if self.calls_at_once == Some(0) {
            return wrong("calls_at_once", "is at least 1");
        }
        if scopes.is_empty() {
            let reason = "mode \"jwt\" needs at least one [auth.scopes.NAME]: without any, no token allows anything";
            return Err(Error::setting("auth.scopes", reason));
        }
        Ok(())
    }
}
