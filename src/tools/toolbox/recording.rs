//! The record of every call: on the ledger before it runs, its outcome before the answer leaves.

use std::pin::Pin;
use std::time::Instant;

use serde_json::{Map, Value};
use tokio_util::task::TaskTracker;

use super::Toolbox;
use crate::error::{ErrorCode, ToolError};
use crate::gate::Digest;
use crate::ledger::{self, CallFinished, CallStarted, Ledger, Receipt};
use crate::sql::redact;

/// What a call read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) relations: Vec<String>,
    pub(super) rows: Option<u64>,
}

impl Toolbox {
    /// A call as it goes on record before it runs.
    pub(super) fn started(
        &self,
        principal: &str,
        tool: &str,
        arguments: &Map<String, Value>,
    ) -> CallStarted {
        let text = |name: &str| {
            arguments
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        CallStarted {
            tool: tool.to_owned(),
            principal: principal.to_owned(),
            channel: if self.clone.is_some() {
                "clone"
            } else {
                "production"
            }
            .to_owned(),
            database: match self.clone_name() {
                None => text("database").chars().take(80).collect(),
                Some(clone) => clone.to_owned(),
            },
            sql_sha256: Digest::of(text("sql").as_bytes()).to_string(),
            sql: redact(text("sql")),
        }
    }

    /// As [`Self::recorded`], for a call that reads none of the agent's relations.
    pub(super) async fn recorded_alone<T>(
        &self,
        started: CallStarted,
        work: impl Future<Output = Result<T, ToolError>>,
    ) -> Result<T, ToolError> {
        let work = async { Ok((work.await?, Read::default())) };
        self.recorded(started, work).await
    }

    /// Does the work between the two records of a call.
    pub(super) async fn recorded<T>(
        &self,
        started: CallStarted,
        work: impl Future<Output = Result<(T, Read), ToolError>>,
    ) -> Result<T, ToolError> {
        let open = OpenRecord::start(self, started)
            .await
            .map_err(|error| not_recorded(&error))?;
        let outcome = work.await;
        let recorded = open.end(outcome.as_ref().map(|(_, read)| read)).await;
        recorded.map_err(|error| not_recorded(&error))?;
        outcome.map(|(result, _)| result)
    }
}

/// A call that is being put on record, or is on record and its outcome is not; dropped so, it was given up by the caller,
/// and the record says that.
struct OpenRecord {
    ledger: Ledger,
    endings: TaskTracker,
    began: Instant,
    /// The first record on its way: once sent it cannot be called back.
    starting: Option<Starting>,
    /// The number of the call on record.
    call: Option<u64>,
}

type Starting = Pin<Box<dyn Future<Output = Result<Receipt, ledger::Error>> + Send>>;

impl OpenRecord {
    async fn start(toolbox: &Toolbox, started: CallStarted) -> Result<Self, ledger::Error> {
        let ledger = toolbox.ledger.clone();
        let mut open = Self {
            ledger: ledger.clone(),
            endings: toolbox.endings.clone(),
            began: Instant::now(),
            starting: None,
            call: None,
        };
        let starting = Box::pin(async move { ledger.call_started(&started).await });
        let receipt = open.starting.insert(starting).await;
        open.starting = None;
        open.call = Some(receipt?.sequence);
        Ok(open)
    }

    /// Puts the outcome on record.
    async fn end(mut self, outcome: Result<&Read, &ToolError>) -> Result<(), ledger::Error> {
        let Some(call) = self.call.take() else {
            return Ok(());
        };
        let (decision, read, error) = match outcome {
            Ok(read) => (ledger::Decision::Allowed, Some(read), None),
            Err(error) => (ledger::Decision::Refused, None, Some(error)),
        };
        let finished = CallFinished {
            call,
            decision,
            relations: read.map_or_else(Vec::new, |read| read.relations.clone()),
            rows: read.and_then(|read| read.rows),
            duration_ms: self.began.elapsed().as_millis() as u64,
            code: error.map(|error| error.code),
            sqlstate: error.and_then(|error| error.sqlstate.clone()),
        };
        self.ledger.call_finished(&finished).await.map(drop)
    }
}

impl Drop for OpenRecord {
    fn drop(&mut self) {
        let (starting, call) = (self.starting.take(), self.call.take());
        if starting.is_none() && call.is_none() {
            return;
        }
        let (ledger, began) = (self.ledger.clone(), self.began);
        let ending = async move {
            let call = match starting {
                None => call,
                // What is not on record needs no end.
                Some(starting) => starting.await.ok().map(|receipt| receipt.sequence),
            };
            let Some(call) = call else { return };
            let finished = CallFinished {
                call,
                decision: ledger::Decision::Refused,
                relations: Vec::new(),
                rows: None,
                duration_ms: began.elapsed().as_millis() as u64,
                code: Some(ErrorCode::Cancelled),
                sqlstate: None,
            };
            if let Err(error) = ledger.call_finished(&finished).await {
                tracing::error!(%error, "the end of a cancelled call could not be recorded");
            }
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            self.endings.spawn_on(ending, &runtime);
        }
    }
}

/// The ledger's own error names files, which are the operator's to know.
fn not_recorded(error: &ledger::Error) -> ToolError {
    tracing::error!(%error, "a call could not be recorded, so it was refused");
    ToolError::new(
        ErrorCode::LedgerUnavailable,
        "the call cannot be recorded in the ledger, so it is not answered",
        "try again later; the operator finds the reason in the log",
    )
}
