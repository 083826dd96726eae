//! Callers that bring a JSON Web Token of an authorization server (RFC 9068, and the MCP authorization specification).
//!
//! A token is believed when a key of the issuer's signed it by one of the configured algorithms, it is for this server,
//! and its time has come and not gone. Nothing that the token says of itself chooses what it is checked against, but the
//! name of the key.

mod crypto;
mod fetch;
mod keys;

use std::collections::BTreeMap;

use jsonwebtoken::jwk::{KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value, json};

use self::keys::{Keys, NoKey};
use crate::config::{JwtAlgorithm, JwtConfig, ScopeConfig};
use crate::tools::{Grants, Principal};

/// The longest token that is looked at.
const LONGEST_TOKEN: usize = 16 << 10;

/// Types of tokens that give access; a token of another type was made for something else (RFC 8725, section 3.11).
const TYPES: [&str; 3] = ["jwt", "at+jwt", "application/at+jwt"];

/// Why a token lets nobody in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// It is not a token of the issuer's for this server, now.
    Invalid,
    /// It is, and has none of the scopes that allow anything.
    Scope,
    /// Whether it is cannot be decided now.
    Undecided,
}

/// Who may call by which tokens.
pub(super) struct Tokens {
    config: JwtConfig,
    scopes: BTreeMap<String, Grants>,
    keys: Keys,
}

impl Tokens {
    pub(super) fn new(config: &JwtConfig, scopes: &BTreeMap<String, ScopeConfig>) -> Self {
        crypto::install();
        let grants = |(name, scope): (&String, &ScopeConfig)| {
            let ScopeConfig {
                databases,
                gates,
                tools,
            } = scope.clone();
            (name.clone(), Grants::of(databases, gates, tools))
        };
        Self {
            config: config.clone(),
            scopes: scopes.iter().map(grants).collect(),
            keys: Keys::new(config),
        }
    }

    /// The principal's name and what it may do.
    ///
    /// # Errors
    /// When the token is not to be believed, or allows nothing.
    pub(super) async fn believe(&self, token: &str) -> Result<(String, Vec<Grants>), Denied> {
        if token.len() > LONGEST_TOKEN {
            return Err(Denied::Invalid);
        }
        let header = decode_header(token).map_err(|_| Denied::Invalid)?;
        let is_allowed = |allowed: &JwtAlgorithm| algorithm(*allowed) == header.alg;
        let is_access = |of: &String| TYPES.contains(&of.to_lowercase().as_str());
        if !self.config.algorithms.iter().any(is_allowed)
            || !header.typ.as_ref().is_none_or(is_access)
            || says_critical(token)
        {
            return Err(Denied::Invalid);
        }
        let key = self.keys.key(header.kid.as_deref()).await;
        let key = key.map_err(|no_key| match no_key {
            NoKey::Unknown => Denied::Invalid,
            NoKey::Unavailable => Denied::Undecided,
        })?;
        let is_for_it = key
            .common
            .key_algorithm
            .is_none_or(|of| of.to_string() == format!("{:?}", header.alg));
        let is_for_signatures = matches!(
            key.common.public_key_use,
            None | Some(PublicKeyUse::Signature)
        ) && key
            .common
            .key_operations
            .as_ref()
            .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
        if !is_for_it || !is_for_signatures {
            return Err(Denied::Invalid);
        }
        let key = DecodingKey::from_jwk(&key).map_err(|_| Denied::Invalid)?;
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&[self.config.audience()]);
        validation.set_issuer(&[&self.config.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        validation.leeway = self.config.leeway.as_secs();
        let believed = decode::<Map<String, Value>>(token, &key, &validation);
        let claims = believed.map_err(|_| Denied::Invalid)?.claims;
        let name = claims.get(&self.config.principal_claim);
        let name = name
            .and_then(Value::as_str)
            .filter(|name| Principal::can_be_called(name));
        let name = name.ok_or(Denied::Invalid)?.to_owned();
        let granted: Vec<Grants> = scopes_of(&claims)
            .iter()
            .filter_map(|scope| self.scopes.get(*scope).cloned())
            .collect();
        if granted.is_empty() {
            return Err(Denied::Scope);
        }
        Ok((name, granted))
    }

    /// Every scope that allows something, as a challenge names them.
    pub(super) fn scopes(&self) -> String {
        let names: Vec<&str> = self.scopes.keys().map(String::as_str).collect();
        names.join(" ")
    }

    /// What clients read to find the authorization server (RFC 9728, section 2).
    pub(super) fn metadata(&self) -> Value {
        json!({
            "resource": self.config.resource,
            "authorization_servers": [self.config.issuer],
            "scopes_supported": self.scopes.keys().collect::<Vec<_>>(),
            "bearer_methods_supported": ["header"],
            "resource_name": "gatepost",
        })
    }

    /// Where that is: beside the resource's own path (RFC 9728, section 3.1).
    pub(super) fn metadata_url(&self) -> String {
        let resource = self.config.resource.trim_end_matches('/');
        let host = resource.find("://").map_or(0, |at| at + 3);
        let path = resource[host..]
            .find('/')
            .map_or(resource.len(), |at| at + host);
        format!("{}{WELL_KNOWN}{}", &resource[..path], &resource[path..])
    }
}

/// The path of the metadata, before the resource's own.
pub(super) const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// Whether the header names extensions that must be understood: none is (RFC 7515, section 4.1.11).
fn says_critical(token: &str) -> bool {
    use base64::Engine as _;
    let header = token.split('.').next().unwrap_or_default();
    let decoded = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header);
    let header = decoded
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).ok());
    header.is_none_or(|header| header.contains_key("crit"))
}

/// The scopes of a token: words in `scope` (RFC 8693, section 4.2), or a list or words in `scp`, as some servers have it.
fn scopes_of(claims: &Map<String, Value>) -> Vec<&str> {
    ["scope", "scp"]
        .iter()
        .filter_map(|claim| claims.get(*claim))
        .flat_map(|value| match value {
            Value::String(words) => words.split_whitespace().collect(),
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        })
        .collect()
}

fn algorithm(configured: JwtAlgorithm) -> Algorithm {
    match configured {
        JwtAlgorithm::RS256 => Algorithm::RS256,
        JwtAlgorithm::RS384 => Algorithm::RS384,
        JwtAlgorithm::RS512 => Algorithm::RS512,
        JwtAlgorithm::PS256 => Algorithm::PS256,
        JwtAlgorithm::PS384 => Algorithm::PS384,
        JwtAlgorithm::PS512 => Algorithm::PS512,
        JwtAlgorithm::ES256 => Algorithm::ES256,
        JwtAlgorithm::ES384 => Algorithm::ES384,
        JwtAlgorithm::EdDSA => Algorithm::EdDSA,
    }
}
