//! Whether the process lives, and whether it can serve.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::server::Gatepost;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// Every database is reachable through a role that cannot write, and the ledger can be written. What is wrong stands in
/// the log; callers learn only what of.
pub(super) async fn ready(State(gatepost): State<Gatepost>) -> (StatusCode, Json<Value>) {
    let readiness = gatepost.readiness().await;
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
