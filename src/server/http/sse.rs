//! The HTTP+SSE transport of revision 2024-11-05: answers travel on one stream that `GET /sse` opens, requests come by
//! `POST /messages`. rmcp has no server for it, but any pair of sink and stream is a transport of its.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::channel::mpsc;
use futures::{Sink, SinkExt, Stream, StreamExt};
use rmcp::model::{GetExtensions, JsonRpcMessage};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::{RoleServer, ServerHandler, ServiceExt};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::access::Caller;
use super::edge::Turn;
use crate::config::HttpConfig;
use crate::server::request::{RequestOrigin, random_hex};

/// Messages of the client that wait to be looked at.
const WAITING: usize = 32;

/// Bytes of answers that wait for the client to read them. Whoever lets more pile up does not read, and its stream ends:
/// posting is cheap, and every answer is kept until it is read.
const MOST_UNREAD: usize = 16 << 20;

/// How often a stream is looked at for idleness.
const INTERVAL: Duration = Duration::from_secs(1);

/// One open stream.
struct Session {
    inbox: mpsc::Sender<RxJsonRpcMessage<RoleServer>>,
    /// Whoever opened it; nobody else posts to it.
    principal: String,
    last_used: Instant,
    ended: CancellationToken,
}

#[derive(Clone)]
struct Streams<H> {
    handler: H,
    sessions: Arc<Mutex<HashMap<String, Session>>>,
    most: usize,
    idle: Duration,
    cancelled: CancellationToken,
}

#[derive(Deserialize)]
struct Address {
    #[serde(rename = "sessionId")]
    session_id: String,
}

pub(super) fn router<H: ServerHandler + Clone>(
    handler: H,
    config: &HttpConfig,
    cancelled: CancellationToken,
) -> Router {
    let streams = Streams {
        handler,
        sessions: Arc::default(),
        most: config.sse_sessions,
        idle: config.sse_idle,
        cancelled,
    };
    Router::new()
        .route("/sse", get(open::<H>))
        .route("/messages", post(receive::<H>))
        .with_state(streams)
}

impl<H> Streams<H> {
    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends with the stream's idleness, or with the server.
    async fn until_idle(&self, id: &str) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(INTERVAL) => {}
                () = self.cancelled.cancelled() => return,
            }
            let sessions = self.sessions();
            let idle = sessions
                .get(id)
                .is_none_or(|session| session.last_used.elapsed() >= self.idle);
            if idle {
                return;
            }
        }
    }
}

/// Takes the session off the list when its stream ends, however it does; it travels in the stream.
struct Listed<H> {
    id: String,
    streams: Streams<H>,
}

impl<H> Drop for Listed<H> {
    fn drop(&mut self) {
        if let Some(session) = self.streams.sessions().remove(&self.id) {
            session.ended.cancel();
        }
    }
}

async fn open<H: ServerHandler + Clone>(
    State(streams): State<Streams<H>>,
    Extension(caller): Extension<Caller>,
) -> Response {
    let Some(id) = random_hex::<16>() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (inbox, incoming) = mpsc::channel::<RxJsonRpcMessage<RoleServer>>(WAITING);
    let ended = CancellationToken::new();
    let (outgoing, outbox) = answers(ended.clone());
    {
        let mut sessions = streams.sessions();
        if sessions.len() >= streams.most {
            let reason = "too many streams are open; use POST /mcp, or try again later";
            return (StatusCode::SERVICE_UNAVAILABLE, reason).into_response();
        }
        let session = Session {
            inbox,
            principal: caller.principal.name().to_owned(),
            last_used: Instant::now(),
            ended: ended.clone(),
        };
        sessions.insert(id.clone(), session);
    }
    let listed = Listed {
        id: id.clone(),
        streams: streams.clone(),
    };
    let served = id.clone();
    tokio::spawn(async move {
        let serving = async {
            let served = streams.handler.clone().serve((outgoing, incoming)).await;
            if let Ok(running) = served {
                let _ = running.waiting().await;
            }
        };
        tokio::select! {
            () = serving => {}
            () = ended.cancelled() => {}
            () = streams.until_idle(&served) => {}
        }
    });
    let endpoint = Event::default()
        .event("endpoint")
        .data(format!("/messages?sessionId={id}"));
    let first = futures::stream::once(async move { Ok::<_, Infallible>(endpoint) });
    let rest = outbox.map(move |text| {
        let _listed = &listed;
        Ok(Event::default().event("message").data(text))
    });
    Sse::new(first.chain(rest))
        .keep_alive(KeepAlive::default())
        .into_response()
}

/// The way of the answers to the client, which ends the session when too much of them is not read.
fn answers(
    ended: CancellationToken,
) -> (
    impl Sink<TxJsonRpcMessage<RoleServer>, Error = mpsc::SendError> + Unpin + Send + 'static,
    impl Stream<Item = String> + Send + 'static,
) {
    let unread = Arc::new(AtomicUsize::new(0));
    let (sender, texts) = mpsc::unbounded::<String>();
    let written = Arc::clone(&unread);
    let sink = sender.with(move |message: TxJsonRpcMessage<RoleServer>| {
        let text = serde_json::to_string(&message).unwrap_or_default();
        // One answer may be as large as the operator allows; it is the next that is too much.
        if written.fetch_add(text.len(), Ordering::Relaxed) > MOST_UNREAD {
            tracing::warn!("a stream that is not read was ended");
            ended.cancel();
        }
        std::future::ready(Ok(text))
    });
    let stream = texts.inspect(move |text| {
        unread.fetch_sub(text.len(), Ordering::Relaxed);
    });
    (sink, stream)
}

async fn receive<H: ServerHandler + Clone>(
    State(streams): State<Streams<H>>,
    Query(address): Query<Address>,
    Extension(caller): Extension<Caller>,
    Extension(origin): Extension<RequestOrigin>,
    Extension(turn): Extension<Turn>,
    Json(mut message): Json<RxJsonRpcMessage<RoleServer>>,
) -> StatusCode {
    let inbox = {
        let mut sessions = streams.sessions();
        // A stream of another principal is as unknown as none.
        let session = sessions
            .get_mut(&address.session_id)
            .filter(|session| session.principal == caller.principal.name());
        let Some(session) = session else {
            return StatusCode::NOT_FOUND;
        };
        session.last_used = Instant::now();
        session.inbox.clone()
    };
    match &mut message {
        JsonRpcMessage::Request(request) => {
            request.request.extensions_mut().insert(caller);
            request.request.extensions_mut().insert(origin);
            // Posting ends at once; the turn ends with the call.
            request.request.extensions_mut().insert(turn);
        }
        JsonRpcMessage::Notification(notification) => {
            notification.notification.extensions_mut().insert(caller);
        }
        _ => {}
    }
    let mut inbox = inbox;
    if inbox.send(message).await.is_ok() {
        StatusCode::ACCEPTED
    } else {
        StatusCode::GONE
    }
}
