//! What is refused before anybody asks who calls: foreign hosts and origins, too much, too slow, too many at once.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::config::HttpConfig;

const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The bounds of the edge.
pub(super) struct Edge {
    hosts: Vec<String>,
    origins: Vec<String>,
    body_bytes: usize,
    request_time: Duration,
    requests: Arc<Semaphore>,
}

/// A place among the requests that are answered at once. It travels with the request to whoever answers, which may be
/// after the response to the HTTP request has begun or ended.
#[derive(Clone)]
pub(super) struct Turn {
    _permit: Arc<OwnedSemaphorePermit>,
}

impl Edge {
    pub(super) fn new(config: &HttpConfig) -> Self {
        let own = config.listen;
        let mut hosts: Vec<String> = LOOPBACK.map(str::to_owned).to_vec();
        hosts.push(match own {
            std::net::SocketAddr::V4(address) => address.ip().to_string(),
            std::net::SocketAddr::V6(address) => format!("[{}]", address.ip()),
        });
        hosts.extend(config.allowed_hosts.iter().map(|host| host.to_lowercase()));
        Self {
            hosts,
            origins: config.allowed_origins.clone(),
            body_bytes: usize::try_from(config.body_bytes.as_u64()).unwrap_or(usize::MAX),
            request_time: config.request_time,
            requests: Arc::new(Semaphore::new(config.requests)),
        }
    }

    pub(super) fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// A name that is not ours came by a page that made its own name point here (DNS rebinding).
    fn is_addressed(&self, request: &Request) -> bool {
        let host = request.uri().authority().map(Authority::as_str);
        let host = host.or_else(|| text(request.headers(), &header::HOST));
        let Some(host) = host.and_then(|host| host.parse::<Authority>().ok()) else {
            return false;
        };
        let (name, whole) = (host.host().to_lowercase(), host.as_str().to_lowercase());
        self.hosts
            .iter()
            .any(|allowed| *allowed == name || *allowed == whole)
    }

    /// Programs send no origin; web pages cannot leave theirs out.
    fn is_from_friend(&self, headers: &HeaderMap) -> bool {
        if !headers.contains_key(header::ORIGIN) {
            return true;
        }
        text(headers, &header::ORIGIN).is_some_and(|origin| {
            self.origins
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(origin))
        })
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    // Two answers to one question are none.
    if values.next().is_some() {
        return None;
    }
    first.to_str().ok()
}

/// Lets a request through that is addressed to us and comes from nowhere strange.
pub(super) async fn pass(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    if !edge.is_addressed(&request) {
        return refused(
            StatusCode::FORBIDDEN,
            "this host name is not served; the operator lists it in http.allowed_hosts",
        );
    }
    if !edge.is_from_friend(request.headers()) {
        return refused(
            StatusCode::FORBIDDEN,
            "pages of this origin may not call; the operator lists it in http.allowed_origins",
        );
    }
    next.run(request).await
}

/// Tells browsers that a page may send what a call needs and read the answer. Only pages that [`pass`] let through come
/// here; a browser asks beforehand, by a request that bears no token.
pub(super) fn answers_for_pages() -> CorsLayer {
    let told = [
        "mcp-session-id",
        "retry-after",
        "www-authenticate",
        "x-request-id",
    ];
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(told.map(HeaderName::from_static))
}

/// Lets a request through that is not one too many.
pub(super) async fn take_turn(
    State(edge): State<Arc<Edge>>,
    mut request: Request,
    next: Next,
) -> Response {
    let Ok(permit) = Arc::clone(&edge.requests).try_acquire_owned() else {
        let busy = refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many requests at once; try again in a second",
        );
        return ([(header::RETRY_AFTER, "1")], busy).into_response();
    };
    let turn = Turn {
        _permit: Arc::new(permit),
    };
    request.extensions_mut().insert(turn.clone());
    let response = next.run(request).await;
    drop(turn);
    response
}

/// Lets a request through with its whole body. This comes after it is known who calls: nobody else's is kept in memory.
pub(super) async fn with_body(
    State(edge): State<Arc<Edge>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let read = axum::body::to_bytes(body, edge.body_bytes);
    match tokio::time::timeout(edge.request_time, read).await {
        Ok(Ok(bytes)) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Ok(Err(_)) => refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the request is larger than http.body_bytes, or was cut off",
        ),
        Err(_) => refused(
            StatusCode::REQUEST_TIMEOUT,
            "the request was sent too slowly",
        ),
    }
}

fn refused(status: StatusCode, reason: &'static str) -> Response {
    (status, reason).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;

    use super::Edge;
    use crate::config::HttpConfig;

    fn edge() -> Edge {
        Edge::new(&HttpConfig {
            allowed_hosts: vec!["Gate.example.org".to_owned(), "db:9000".to_owned()],
            allowed_origins: vec!["https://app.example.org".to_owned()],
            ..HttpConfig::default()
        })
    }

    fn request(headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().uri("/mcp");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).expect("a request")
    }

    #[test]
    fn only_our_own_names_are_served() {
        for (host, served) in [
            ("localhost:8080", true),
            ("127.0.0.1", true),
            ("[::1]:1", true),
            ("GATE.example.org:443", true),
            ("db:9000", true),
            ("db:9001", false),
            ("evil.example.org", false),
            ("localhost.evil.example.org", false),
            ("localhost@evil.example.org", false),
            ("", false),
        ] {
            assert_eq!(
                edge().is_addressed(&request(&[("host", host)])),
                served,
                "{host}"
            );
        }
        assert!(!edge().is_addressed(&request(&[])));
        let twice = request(&[("host", "localhost"), ("host", "evil.example.org")]);
        assert!(!edge().is_addressed(&twice));
    }

    #[test]
    fn pages_call_only_from_origins_that_are_listed() {
        for (origin, friend) in [
            ("https://app.example.org", true),
            ("https://app.example.org:8443", false),
            ("http://app.example.org", false),
            ("http://localhost:3000", false),
            ("null", false),
        ] {
            let request = request(&[("origin", origin)]);
            assert_eq!(edge().is_from_friend(request.headers()), friend, "{origin}");
        }
        assert!(edge().is_from_friend(request(&[]).headers()));
    }
}
