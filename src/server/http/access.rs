//! Who calls: a principal by its token, or anybody where the operator chose so. What a principal may do travels with
//! the request.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use moka::sync::Cache;
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use super::jwt::{Denied, Tokens, WELL_KNOWN};
use crate::config::{AuthConfig, AuthMode, TokenConfig};
use crate::tools::{self, Grants, Principal};

/// The principal where anybody may call.
const ANYBODY: &str = "anonymous";

/// Why it cannot be decided who may call.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The operator did not choose.
    #[error(
        "{0} can be reached from other machines, so say who may call: `[auth] mode = \"token\"` with tokens made by \
         `gatepost token NAME`, or `mode = \"none\"` if whoever reaches the address may read everything served"
    )]
    Unchosen(SocketAddr),
    /// A principal may call a tool that there is not.
    #[error("auth.{entry}.tools: there is no tool `{tool}`")]
    Tool {
        /// The entry of the configuration.
        entry: String,
        /// The tool.
        tool: String,
    },
    /// Tokens of an authorization server are asked for, and none is named.
    #[error("auth.jwt: mode \"jwt\" needs it")]
    NoIssuer,
}

/// Who may call.
pub struct Access(Proof);

/// How callers prove who they are.
enum Proof {
    None,
    Secret(Vec<Token>),
    Jwt(Box<JwtAccess>),
}

/// Callers with tokens of an authorization server.
struct JwtAccess {
    tokens: Tokens,
    calls_at_once: Option<usize>,
    calls_per_minute: Option<NonZeroU32>,
    /// Each principal's bounds, for as long as it calls.
    bounds: Cache<String, Bounds>,
}

/// Principals whose bounds are remembered.
const PRINCIPALS: u64 = 10_000;

/// How long they are, after the last call: longer than a minute's rate reaches back.
const PRINCIPAL_TIME: Duration = Duration::from_secs(300);

/// One principal's secret and bounds.
struct Token {
    sha256: [u8; 32],
    caller: Caller,
}

/// A principal with its own bounds; it travels in the request's extensions.
#[derive(Clone)]
pub(in crate::server) struct Caller {
    pub(in crate::server) principal: Principal,
    bounds: Bounds,
}

/// How much a principal may do at once and in a minute. Clones share it.
#[derive(Clone, Default)]
struct Bounds {
    calls: Option<Arc<Semaphore>>,
    rate: Option<Arc<DefaultDirectRateLimiter>>,
}

impl Bounds {
    fn new(calls_at_once: Option<usize>, calls_per_minute: Option<NonZeroU32>) -> Self {
        let limiter = |calls: NonZeroU32| Arc::new(RateLimiter::direct(Quota::per_minute(calls)));
        Self {
            calls: calls_at_once.map(|calls| Arc::new(Semaphore::new(calls))),
            rate: calls_per_minute.map(limiter),
        }
    }
}

impl Caller {
    pub(in crate::server) fn unbounded(principal: Principal) -> Self {
        Self {
            principal,
            bounds: Bounds::default(),
        }
    }

    fn of(name: &str, token: &TokenConfig) -> Self {
        let TokenConfig {
            databases,
            gates,
            tools,
            ..
        } = token.clone();
        Self {
            principal: Principal::new(name, vec![Grants::of(databases, gates, tools)]),
            bounds: Bounds::new(token.calls_at_once, token.calls_per_minute),
        }
    }

    /// Leave to make one call now, to be held while it lasts; `None` when the principal makes too many.
    pub(in crate::server) fn begin(&self) -> Option<Turn> {
        let slot = match &self.bounds.calls {
            None => None,
            Some(calls) => Some(Arc::clone(calls).try_acquire_owned().ok()?),
        };
        if self
            .bounds
            .rate
            .as_ref()
            .is_some_and(|rate| rate.check().is_err())
        {
            return None;
        }
        Some(Turn { _slot: slot })
    }
}

/// One call under way.
pub(in crate::server) struct Turn {
    _slot: Option<tokio::sync::OwnedSemaphorePermit>,
}

impl Access {
    /// Who may call on this address.
    ///
    /// # Errors
    /// When other machines reach the address and the operator did not say who may call.
    pub fn new(auth: &AuthConfig, listen: SocketAddr) -> Result<Self, AccessError> {
        match auth.mode {
            Some(AuthMode::None) => Ok(Self(Proof::None)),
            None if listen.ip().to_canonical().is_loopback() => Ok(Self(Proof::None)),
            None => Err(AccessError::Unchosen(listen)),
            Some(AuthMode::Token) => {
                let tokens = auth.tokens.iter();
                let tokens = tokens.map(|(name, token)| Token::of(name, token));
                Ok(Self(Proof::Secret(tokens.collect::<Result<_, _>>()?)))
            }
            Some(AuthMode::Jwt) => {
                let config = auth.jwt.as_ref().ok_or(AccessError::NoIssuer)?;
                for (scope, allowed) in &auth.scopes {
                    known_tools(&allowed.tools, || format!("scopes.{scope}"))?;
                }
                Ok(Self(Proof::Jwt(Box::new(JwtAccess {
                    tokens: Tokens::new(config, &auth.scopes),
                    calls_at_once: config.calls_at_once,
                    calls_per_minute: config.calls_per_minute,
                    bounds: Cache::builder()
                        .max_capacity(PRINCIPALS)
                        .time_to_idle(PRINCIPAL_TIME)
                        .build(),
                }))))
            }
        }
    }

    /// The caller that these headers prove.
    async fn caller(&self, headers: &HeaderMap) -> Result<Caller, Denied> {
        let tokens = match &self.0 {
            Proof::None => return Ok(Caller::unbounded(Principal::unrestricted(ANYBODY))),
            Proof::Jwt(access) => {
                let token = secret(headers).ok_or(Denied::Invalid)?;
                let (name, grants) = access.tokens.believe(token).await?;
                let make = || Bounds::new(access.calls_at_once, access.calls_per_minute);
                let bounds = access.bounds.get_with_by_ref(&name, make);
                let principal = Principal::new(&name, grants);
                return Ok(Caller { principal, bounds });
            }
            Proof::Secret(tokens) => tokens,
        };
        let secret = secret(headers).ok_or(Denied::Invalid)?;
        let sha256: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        // Every token is looked at, whichever it is, so that time tells nothing.
        let mut found = None;
        for token in tokens {
            if bool::from(token.sha256.ct_eq(&sha256)) {
                found = Some(&token.caller);
            }
        }
        found.cloned().ok_or(Denied::Invalid)
    }

    /// What `WWW-Authenticate` says (RFC 6750, section 3; RFC 9728, section 5.1).
    fn challenge(&self, error: Option<&str>) -> String {
        let mut challenge = "Bearer realm=\"gatepost\"".to_owned();
        let mut say = |name: &str, value: &str| {
            challenge.push_str(&format!(", {name}=\"{value}\""));
        };
        if let Some(error) = error {
            say("error", error);
        }
        if let Proof::Jwt(access) = &self.0 {
            say("scope", &access.tokens.scopes());
            say("resource_metadata", &access.tokens.metadata_url());
        }
        challenge
    }

    /// What clients read to find the authorization server, where there is one.
    pub(super) fn metadata(&self) -> Option<Value> {
        match &self.0 {
            Proof::Jwt(access) => Some(access.tokens.metadata()),
            Proof::None | Proof::Secret(_) => None,
        }
    }
}

/// The one token of the request; two are none.
fn secret(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let secret = given.next()?.to_str().ok().and_then(bearer)?;
    given.next().is_none().then_some(secret)
}

fn known_tools(tools: &Option<Vec<String>>, whose: impl Fn() -> String) -> Result<(), AccessError> {
    for tool in tools.iter().flatten() {
        let mut known = tools::names::ALL.iter().chain(&tools::names::CLONE);
        if !known.any(|name| name == tool) {
            return Err(AccessError::Tool {
                entry: whose(),
                tool: tool.clone(),
            });
        }
    }
    Ok(())
}

impl Token {
    fn of(name: &str, token: &TokenConfig) -> Result<Self, AccessError> {
        known_tools(&token.tools, || format!("tokens.{name}"))?;
        let mut sha256 = [0; 32];
        for (byte, digits) in sha256.iter_mut().zip(token.sha256.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).unwrap_or_default();
            *byte = u8::from_str_radix(digits, 16).unwrap_or_default();
        }
        Ok(Self {
            sha256,
            caller: Caller::of(name, token),
        })
    }
}

/// The token of a bearer's header (RFC 6750, section 2.1); the scheme's name has no case.
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
        .filter(|token| !token.is_empty())
}

/// Where a client that has no token learns whom to ask for one.
pub(super) fn discovery(access: Arc<Access>) -> Router {
    let tell = async |State(access): State<Arc<Access>>| match access.metadata() {
        Some(metadata) => Json(metadata).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    };
    Router::new()
        .route(WELL_KNOWN, get(tell))
        .route(&format!("{WELL_KNOWN}/{{*resource}}"), get(tell))
        .with_state(access)
}

/// Lets a request through with its caller, or asks for a token.
pub(super) async fn admit(
    State(access): State<Arc<Access>>,
    mut request: Request,
    next: Next,
) -> Response {
    let given = request.headers().contains_key(header::AUTHORIZATION);
    let (status, error, reason) = match access.caller(request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            return next.run(request).await;
        }
        Err(Denied::Undecided) => {
            let reason = "the authorization server's keys cannot be had; try again in a minute";
            return (StatusCode::SERVICE_UNAVAILABLE, reason).into_response();
        }
        Err(Denied::Scope) => (
            StatusCode::FORBIDDEN,
            Some("insufficient_scope"),
            "the token has no scope that allows anything here",
        ),
        Err(Denied::Invalid) => (
            StatusCode::UNAUTHORIZED,
            given.then_some("invalid_token"),
            "send `Authorization: Bearer TOKEN`; the operator says where tokens are had",
        ),
    };
    let challenge = [(header::WWW_AUTHENTICATE, access.challenge(error))];
    (status, challenge, reason).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};
    use sha2::{Digest, Sha256};

    use super::Access;
    use crate::config::{AuthConfig, AuthMode, TokenConfig};

    fn token(secret: &str, tools: Option<Vec<String>>) -> TokenConfig {
        let digest = Sha256::digest(secret.as_bytes());
        TokenConfig {
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            databases: Some(vec!["directus".to_owned()]),
            gates: None,
            tools,
            calls_at_once: Some(1),
            calls_per_minute: std::num::NonZeroU32::new(2),
        }
    }

    fn auth(mode: Option<AuthMode>) -> AuthConfig {
        let tokens = [("alice", "secret-a"), ("bob", "secret-b")];
        AuthConfig {
            mode,
            tokens: tokens
                .map(|(name, secret)| (name.to_owned(), token(secret, None)))
                .into(),
            ..AuthConfig::default()
        }
    }

    fn address(text: &str) -> std::net::SocketAddr {
        text.parse().expect("an address")
    }

    fn headers(values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, value.parse().expect("a header"));
        }
        headers
    }

    #[test]
    fn other_machines_are_served_only_by_choice() {
        for (listen, mode, starts) in [
            ("127.0.0.1:1", None, true),
            ("[::1]:1", None, true),
            ("[::ffff:127.0.0.1]:1", None, true),
            ("0.0.0.0:1", None, false),
            ("[::]:1", None, false),
            ("10.0.0.1:1", None, false),
            ("10.0.0.1:1", Some(AuthMode::None), true),
            ("10.0.0.1:1", Some(AuthMode::Token), true),
        ] {
            let access = Access::new(&auth(mode), address(listen));
            assert_eq!(access.is_ok(), starts, "{listen}");
        }
    }

    #[tokio::test]
    async fn a_token_names_its_principal_and_nothing_else_does() {
        let access =
            Access::new(&auth(Some(AuthMode::Token)), address("0.0.0.0:1")).expect("chosen");
        for (given, name) in [
            (vec!["Bearer secret-a"], Some("alice")),
            (vec!["bearer  secret-b "], Some("bob")),
            (vec!["Bearer secret-c"], None),
            (vec!["Bearer "], None),
            (vec!["Basic secret-a"], None),
            (vec!["secret-a"], None),
            (vec![], None),
            (vec!["Bearer secret-a", "Bearer secret-b"], None),
        ] {
            let caller = access.caller(&headers(&given)).await.ok();
            let found = caller.as_ref().map(|caller| caller.principal.name());
            assert_eq!(found, name, "{given:?}");
        }
    }

    #[tokio::test]
    async fn a_principal_has_its_own_bounds() {
        let access =
            Access::new(&auth(Some(AuthMode::Token)), address("0.0.0.0:1")).expect("chosen");
        let caller = async |secret: &str| access.caller(&headers(&[secret])).await.expect("known");
        let turn = caller("Bearer secret-a").await.begin().expect("the first");
        assert!(
            caller("Bearer secret-a").await.begin().is_none(),
            "one at once"
        );
        assert!(
            caller("Bearer secret-b").await.begin().is_some(),
            "each its own"
        );
        drop(turn);
        assert!(
            caller("Bearer secret-a").await.begin().is_some(),
            "the second"
        );
        assert!(
            caller("Bearer secret-a").await.begin().is_none(),
            "two a minute"
        );
        let caller = caller("Bearer secret-a").await;
        assert!(caller.principal.may_read("directus") && !caller.principal.may_read("workflow"));
    }

    #[test]
    fn a_tool_that_there_is_not_is_refused_at_start() {
        let mut auth = auth(Some(AuthMode::Token));
        let tools = vec!["query_pg".to_owned(), "query".to_owned()];
        auth.tokens
            .insert("carol".to_owned(), token("secret-c", Some(tools)));
        let error = Access::new(&auth, address("0.0.0.0:1"))
            .err()
            .expect("refused");
        assert!(error.to_string().contains("carol"), "{error}");
    }
}
