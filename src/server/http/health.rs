//! Whether the process lives, and whether it can serve.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::server::Gatepost;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// How long it is known whether the process can serve.
const AGE: Duration = Duration::from_secs(1);

/// Whether the process can serve. Whoever asks needs no principal and is not counted: so all who ask at once get the answer
/// of one look, and take no connections from those who call.
#[derive(Clone)]
pub(super) struct Readiness {
    gatepost: Gatepost,
    latest: Arc<Mutex<Option<Look>>>,
}

/// What was ready, and when.
type Look = (BTreeMap<String, bool>, Instant);

impl Readiness {
    pub(super) fn of(gatepost: Gatepost) -> Self {
        Self {
            gatepost,
            latest: Arc::default(),
        }
    }

    async fn look(&self) -> BTreeMap<String, bool> {
        let mut latest = self.latest.lock().await;
        if let Some((ready, looked)) = latest.as_ref()
            && looked.elapsed() < AGE
        {
            return ready.clone();
        }
        let ready = self.gatepost.readiness().await;
        *latest = Some((ready.clone(), Instant::now()));
        ready
    }
}

/// Every database is reachable through a role that cannot write, and the ledger can be written. What is wrong stands in
/// the log; callers learn only what of.
pub(super) async fn ready(State(readiness): State<Readiness>) -> (StatusCode, Json<Value>) {
    let readiness = readiness.look().await;
    let status = if readiness.values().all(|ready| *ready) {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(json!({ "ready": readiness })))
}

/// The version of the text format that `prometheus-client` writes.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Calls, refusals, verdicts, latencies, pools and ledger in numbers.
pub(super) async fn metrics(State(gatepost): State<Gatepost>) -> Response {
    match gatepost.metrics_text() {
        Ok(text) => ([(header::CONTENT_TYPE, OPENMETRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
