//! Who calls: a principal by its token, or anybody where the operator chose so. What a principal may do travels with
//! the request.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

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
    #[error("auth.tokens.{principal}.tools: there is no tool `{tool}`")]
    Tool {
        /// The principal.
        principal: String,
        /// The tool.
        tool: String,
    },
}

/// Who may call.
pub struct Access(Option<Vec<Token>>);

/// One principal's secret and bounds.
struct Token {
    sha256: [u8; 32],
    caller: Caller,
}

/// A principal with its own bounds; it travels in the request's extensions.
#[derive(Clone)]
pub(in crate::server) struct Caller {
    pub(in crate::server) principal: Principal,
    calls: Option<Arc<Semaphore>>,
    rate: Option<Arc<DefaultDirectRateLimiter>>,
}

impl Caller {
    pub(in crate::server) fn unbounded(principal: Principal) -> Self {
        Self {
            principal,
            calls: None,
            rate: None,
        }
    }

    fn of(name: &str, token: &TokenConfig) -> Self {
        let set = |names: &Option<Vec<String>>| {
            names
                .as_ref()
                .map(|names| names.iter().cloned().collect::<BTreeSet<_>>())
        };
        let grants = Grants {
            databases: set(&token.databases),
            gates: set(&token.gates),
            tools: set(&token.tools),
        };
        let limiter = |calls: NonZeroU32| Arc::new(RateLimiter::direct(Quota::per_minute(calls)));
        Self {
            principal: Principal::new(name, grants),
            calls: token
                .calls_at_once
                .map(|calls| Arc::new(Semaphore::new(calls))),
            rate: token.calls_per_minute.map(limiter),
        }
    }

    /// Leave to make one call now, to be held while it lasts; `None` when the principal makes too many.
    pub(in crate::server) fn begin(&self) -> Option<Turn> {
        let slot = match &self.calls {
            None => None,
            Some(calls) => Some(Arc::clone(calls).try_acquire_owned().ok()?),
        };
        if self.rate.as_ref().is_some_and(|rate| rate.check().is_err()) {
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
            Some(AuthMode::None) => Ok(Self(None)),
            None if listen.ip().to_canonical().is_loopback() => Ok(Self(None)),
            None => Err(AccessError::Unchosen(listen)),
            Some(AuthMode::Token) => {
                let tokens = auth.tokens.iter();
                let tokens = tokens.map(|(name, token)| Token::of(name, token));
                Ok(Self(Some(tokens.collect::<Result<_, _>>()?)))
            }
        }
    }

    /// The caller that these headers prove, or `None`.
    fn caller(&self, headers: &HeaderMap) -> Option<Caller> {
        let Some(tokens) = &self.0 else {
            return Some(Caller::unbounded(Principal::unrestricted(ANYBODY)));
        };
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let secret = given.next()?.to_str().ok().and_then(bearer)?;
        if given.next().is_some() {
            return None;
        }
        let sha256: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        // Every token is looked at, whichever it is, so that time tells nothing.
        let mut found = None;
        for token in tokens {
            if bool::from(token.sha256.ct_eq(&sha256)) {
                found = Some(&token.caller);
            }
        }
        found.cloned()
    }
}

impl Token {
    fn of(name: &str, token: &TokenConfig) -> Result<Self, AccessError> {
        for tool in token.tools.iter().flatten() {
            if !tools::names::ALL.contains(&tool.as_str()) {
                return Err(AccessError::Tool {
                    principal: name.to_owned(),
                    tool: tool.clone(),
                });
            }
        }
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

/// Lets a request through with its caller, or asks for a token.
pub(super) async fn admit(
    State(access): State<Arc<Access>>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(caller) = access.caller(request.headers()) else {
        let given = request.headers().contains_key(header::AUTHORIZATION);
        let challenge = if given {
            "Bearer realm=\"gatepost\", error=\"invalid_token\""
        } else {
            "Bearer realm=\"gatepost\""
        };
        return (
            StatusCode::UNAUTHORIZED,
            [(header::WWW_AUTHENTICATE, challenge)],
            "send `Authorization: Bearer TOKEN`; the operator makes tokens with `gatepost token NAME`",
        )
            .into_response();
    };
    request.extensions_mut().insert(caller);
    next.run(request).await
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

    #[test]
    fn a_token_names_its_principal_and_nothing_else_does() {
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
            let caller = access.caller(&headers(&given));
            let found = caller.as_ref().map(|caller| caller.principal.name());
            assert_eq!(found, name, "{given:?}");
        }
    }

    #[test]
    fn a_principal_has_its_own_bounds() {
        let access =
            Access::new(&auth(Some(AuthMode::Token)), address("0.0.0.0:1")).expect("chosen");
        let caller = |secret: &str| access.caller(&headers(&[secret])).expect("known");
        let turn = caller("Bearer secret-a").begin().expect("the first");
        assert!(caller("Bearer secret-a").begin().is_none(), "one at once");
        assert!(caller("Bearer secret-b").begin().is_some(), "each its own");
        drop(turn);
        assert!(caller("Bearer secret-a").begin().is_some(), "the second");
        assert!(caller("Bearer secret-a").begin().is_none(), "two a minute");
        let caller = caller("Bearer secret-a");
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
