//! Cancellation by notification, for the revisions before 2026-07-28: it comes as a request of its own, and names the call
//! by an id that is unique in the client's session only. Serving knows no sessions; so a client is given the name of one
//! when it begins, which tells its calls under way from those of others, and nothing else hangs on it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::access::Caller;
use crate::server::request::random_hex;

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");

/// A call under way: its session, its principal, and its id as JSON.
type Key = (String, String, String);

/// The calls under way that could be cancelled by a notification.
#[derive(Clone, Default)]
pub(super) struct UnderWay(Arc<Mutex<HashMap<Key, CancellationToken>>>);

impl UnderWay {
    fn calls(&self) -> MutexGuard<'_, HashMap<Key, CancellationToken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What matters here of a message.
#[derive(Deserialize)]
struct Message {
    method: String,
    id: Option<Value>,
    params: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    #[serde(rename = "requestId")]
    request_id: Option<Value>,
}

/// Takes the call off the list when its answer ends, however it does.
struct Listed {
    key: Key,
    under_way: UnderWay,
}

impl Drop for Listed {
    fn drop(&mut self) {
        self.under_way.calls().remove(&self.key);
    }
}

fn session_of(headers: &HeaderMap) -> Option<String> {
    headers.get(SESSION)?.to_str().ok().map(str::to_owned)
}

/// Passes a message on, and ends its answer when a notification says so: what it runs is cancelled as by a caller that
/// goes away.
pub(super) async fn by_notification(
    State(under_way): State<UnderWay>,
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    // It was read already, within the bounds of the edge.
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return axum::http::StatusCode::BAD_REQUEST.into_response();
    };
    let message = serde_json::from_slice::<Message>(&bytes).ok();
    let session = session_of(&parts.headers);
    let request = Request::from_parts(parts, Body::from(bytes));
    let Some(message) = message else {
        return next.run(request).await;
    };
    if message.method == "initialize" {
        return begun(next.run(request).await);
    }
    let Some(session) = session else {
        return next.run(request).await;
    };
    let principal = caller.principal.name().to_owned();
    let key = |id: Value| (session, principal, id.to_string());
    if message.method == "notifications/cancelled" {
        if let Some(id) = message.params.and_then(|params| params.request_id)
            && let Some(call) = under_way.calls().get(&key(id))
        {
            call.cancel();
        }
        return next.run(request).await;
    }
    let Some(id) = message.id else {
        return next.run(request).await;
    };
    let (key, cancelled) = (key(id), CancellationToken::new());
    under_way.calls().insert(key.clone(), cancelled.clone());
    let listed = Listed { key, under_way };
    let answer = tokio::select! {
        answer = next.run(request) => answer,
        // A cancelled request has no response: the stream ends without one.
        () = cancelled.cancelled() => return ([(header::CONTENT_TYPE, "text/event-stream")], ()).into_response(),
    };
    let (parts, body) = answer.into_parts();
    let chunks = body.into_data_stream();
    let chunks = chunks.take_until(cancelled.cancelled_owned());
    let chunks = chunks.map(move |chunk| {
        let _listed = &listed;
        chunk
    });
    Response::from_parts(parts, Body::from_stream(chunks))
}

/// Names the session that begins.
fn begun(mut answer: Response) -> Response {
    let name = random_hex::<16>().and_then(|name| HeaderValue::from_str(&name).ok());
    if let Some(name) = name.filter(|_| answer.status().is_success()) {
        answer.headers_mut().insert(SESSION, name);
    }
    answer
}
