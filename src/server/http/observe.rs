//! Every request gets an id, which its answer bears and the log names; every answer is counted.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::server::Gatepost;
use crate::server::request::{RequestOrigin, TRACEPARENT};

/// The answer's header that names the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn observe(
    State(gatepost): State<Gatepost>,
    mut request: Request,
    next: Next,
) -> Response {
    let traceparent = request.headers().get(TRACEPARENT);
    let origin = RequestOrigin::new(traceparent.and_then(|value| value.to_str().ok()));
    request.extensions_mut().insert(origin.clone());
    let mut response = next.run(request).await;
    let status = response.status();
    gatepost.metrics().responded(status.as_u16());
    if status.is_client_error() || status.is_server_error() {
        let (request_id, status) = (&*origin.id, status.as_u16());
        tracing::info!(request_id, status, "refused a request");
    }
    if let Ok(id) = HeaderValue::from_str(&origin.id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
