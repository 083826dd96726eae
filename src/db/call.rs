//! A call's way through a database: approved from memory or by both readings, run in the read session, and tried once more
//! where that is safe and may help.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;
use tokio_postgres::types::Type;

use super::approvals::Prepared;
use super::database::Database;
use super::read_session::{self, Bounds, Failure, Opening, Rows, Truncated};
use super::values::{self, TextParameter};
use crate::error::ToolError;
use crate::policy::ReadRelation;
use crate::sql::{FirstReading, RawSql};

/// What an agent asks of a database.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The SQL text, unread.
    pub sql: String,
    /// Values for `$1`, `$2`, ...
    pub parameters: Vec<Value>,
    /// Rows wanted; at most, and by default, the configured limit.
    pub rows: Option<u32>,
    /// Time for the whole call; at most, and by default, the configured limit.
    pub timeout: Option<Duration>,
}

/// An answer, and what was known of the role that read it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The rows.
    pub rows: Rows,
    /// The relations read, as `schema.name`, exactly as PostgreSQL resolved them.
    pub relations: Vec<String>,
    /// True when the database is served although its role can write.
    pub role_can_write: bool,
}

impl Database {
    /// Answers one call, or says why not. When the returned future is dropped, the query is cancelled in the server.
    ///
    /// # Errors
    /// A refusal by any layer, or a failure, in words made for the agent.
    pub async fn query(self: &Arc<Self>, call: &Call) -> Result<Answer, ToolError> {
        self.within(self.time_for(call), |deadline| self.answer(call, deadline))
            .await
    }

    /// The call's parameters as an approved statement takes them.
    pub(super) fn bind(
        &self,
        call: &Call,
        prepared: &Prepared,
    ) -> Result<Vec<(TextParameter, Type)>, ToolError> {
        let longest = self.limits.sql_length();
        values::bind(&call.parameters, &prepared.parameters, longest)
    }

    /// How long the call may take.
    pub(super) fn time_for(&self, call: &Call) -> Duration {
        call.timeout
            .map_or(self.limits.timeout, |asked| asked.min(self.limits.timeout))
    }

    async fn answer(self: &Arc<Self>, call: &Call, deadline: Instant) -> Result<Answer, ToolError> {
        // A text is approved only after its first reading, and read once more only when the approval is gone by then.
        let read = match self.approvals.knows(&call.sql) {
            true => None,
            false => Some(self.read_text(&call.sql)?),
        };
        // A connection that died while idle, and a table that changed, show only in use; a read can safely be tried once more.
        match self.attempt(read.as_ref(), call, deadline).await {
            Err(failure) if failure.try_again => self
                .attempt(read.as_ref(), call, deadline)
                .await
                .map_err(|failure| failure.error),
            outcome => outcome.map_err(|failure| failure.error),
        }
    }

    async fn attempt(
        self: &Arc<Self>,
        read: Option<&(RawSql, FirstReading)>,
        call: &Call,
        deadline: Instant,
    ) -> Result<Answer, Failure> {
        let bounds = Bounds {
            rows: call
                .rows
                .map_or(self.limits.rows, |asked| asked.min(self.limits.rows)),
            bytes: self.limits.result_bytes.as_u64(),
        };
        let (flight, known) = self.enter(deadline).await?;
        let role_can_write = known.posture.can_write();
        let (mut flight, prepared, opening) = match self.approvals.get(&call.sql, known.generation)
        {
            Some(prepared) => (flight, prepared, Opening::Begin(&known.posture)),
            None => {
                let read = match read {
                    Some(read) => read,
                    None => &self.read_text(&call.sql)?,
                };
                let (sql, first) = read;
                let known = Arc::clone(&known);
                let (flight, prepared) = self.prepare(flight, known, sql, first).await?;
                (flight, prepared, Opening::Begun)
            }
        };
        let was_approved_before = matches!(opening, Opening::Begin(_));
        let parameters = self.bind(call, &prepared)?;
        let drive = flight.drive();
        let run = read_session::run(drive.session(), opening, &prepared, parameters, bounds);
        let mut rows = drive.until(run).await;
        drop(drive);
        if was_approved_before {
            rows = rows.map_err(|failure| self.unless_outdated(&call.sql, failure));
        }
        let rows = match rows {
            // The rest of the rows is still on its way: dropping the flight cancels it in the server.
            Ok(rows) if rows.truncated == Some(Truncated::Bytes) => rows,
            outcome => {
                flight.finish();
                outcome?
            }
        };
        let relations = prepared
            .approved
            .relations()
            .iter()
            .map(ReadRelation::to_string)
            .collect();
        Ok(Answer {
            rows,
            relations,
            role_can_write,
        })
    }

    /// A failure of a statement approved before. One of names or types, which it did not have then, says that an object
    /// it uses was changed or dropped, so the statement is read anew; so do a plan whose result has other types now, and
    /// a statement that the server no longer has prepared.
    fn unless_outdated(&self, sql: &str, failure: Failure) -> Failure {
        let is_outdated = |state: &str| {
            (state.starts_with("42") && state != "42501") || matches!(state, "0A000" | "26000")
        };
        if !failure.error.sqlstate.as_deref().is_some_and(is_outdated) {
            return failure;
        }
        self.approvals.forget(sql);
        Failure {
            try_again: true,
            ..failure
        }
    }
}
