//! What every tool needs, and the record of every call: on the ledger before it runs, its outcome before the answer leaves.

use std::time::Instant;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::query_pg::{self, QueryResult};
use crate::db::Databases;
use crate::error::{ErrorCode, ToolError};
use crate::ledger::{CallFinished, CallStarted, Decision, Ledger};
use crate::sql::redact;

/// The channel of a process that only reads.
const CHANNEL: &str = "production";

/// The databases, and the ledger where one is kept.
#[derive(Clone)]
pub struct Toolbox {
    databases: Databases,
    ledger: Option<Ledger>,
}

impl Toolbox {
    /// Tools over these databases; with a ledger, no call is answered that is not on it.
    pub fn new(databases: Databases, ledger: Option<Ledger>) -> Self {
        Self { databases, ledger }
    }

    /// The databases served.
    pub fn databases(&self) -> &Databases {
        &self.databases
    }

    /// Waits until nothing of ours runs in any database, and the ledger holds all that it was given.
    pub async fn settled(&self) {
        self.databases.settled().await;
        if let Some(ledger) = &self.ledger {
            ledger.close().await;
        }
    }

    /// One call of `query_pg`. When the returned future is dropped, the query is cancelled in the server and the record
    /// says so.
    ///
    /// # Errors
    /// A refusal or failure in words made for the agent.
    pub async fn query_pg(
        &self,
        principal: &str,
        arguments: Map<String, Value>,
    ) -> Result<QueryResult, ToolError> {
        let Some(ledger) = &self.ledger else {
            return query_pg::call(&self.databases, arguments)
                .await
                .map(|(result, _)| result);
        };
        let text = |name: &str| {
            arguments
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let started = ledger
            .call_started(&CallStarted {
                tool: query_pg::NAME.to_owned(),
                principal: principal.to_owned(),
                channel: CHANNEL.to_owned(),
                database: text("database").chars().take(80).collect(),
                sql_sha256: hexadecimal(&Sha256::digest(text("sql").as_bytes())),
                sql: redact(text("sql")),
            })
            .await
            .map_err(|error| not_recorded(&error))?;
        let mut open = OpenRecord {
            ledger: Some(ledger.clone()),
            call: started.sequence,
            began: Instant::now(),
        };
        let outcome = query_pg::call(&self.databases, arguments).await;
        let finished = match &outcome {
            Ok((result, relations)) => CallFinished {
                decision: Decision::Allowed,
                relations: relations.clone(),
                rows: Some(result.row_count as u64),
                ..open.finished(None)
            },
            Err(error) => open.finished(Some(error)),
        };
        open.ledger = None;
        ledger
            .call_finished(&finished)
            .await
            .map_err(|error| not_recorded(&error))?;
        outcome.map(|(result, _)| result)
    }
}

/// A call on record whose outcome is not; dropped so, it was given up by the caller.
struct OpenRecord {
    ledger: Option<Ledger>,
    call: u64,
    began: Instant,
}

impl OpenRecord {
    fn finished(&self, error: Option<&ToolError>) -> CallFinished {
        CallFinished {
            call: self.call,
            decision: Decision::Refused,
            relations: Vec::new(),
            rows: None,
            duration_ms: self.began.elapsed().as_millis() as u64,
            code: error.map(|error| error.code),
            sqlstate: error.and_then(|error| error.sqlstate.clone()),
        }
    }
}

impl Drop for OpenRecord {
    fn drop(&mut self) {
        let Some(ledger) = self.ledger.take() else {
            return;
        };
        let finished = CallFinished {
            code: Some(ErrorCode::Cancelled),
            ..self.finished(None)
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = ledger.call_finished(&finished).await {
                    tracing::error!(%error, "the end of a cancelled call could not be recorded");
                }
            });
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The ledger's own error names files, which are the operator's to know.
fn not_recorded(error: &crate::ledger::Error) -> ToolError {
    tracing::error!(%error, "a call could not be recorded, so it was refused");
    ToolError::new(
        ErrorCode::LedgerUnavailable,
        "the call cannot be recorded in the ledger, so it is not answered",
        "try again later; the operator finds the reason in the log",
    )
}
