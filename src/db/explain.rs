//! The plan of a statement that `query` would run, from the same read session.

use std::sync::Arc;

use futures::future::join;
use serde_json::Value;

use super::call::Call;
use super::database::Database;
use super::failure::{self, Sent};
use super::read_session::{prelude, prelude_failed};
use super::values::Cell;
use crate::error::{ErrorCode, ToolError};

const PLAN: &str = "EXPLAIN (FORMAT JSON) ";

/// Runs the statement and throws its rows away; times are those of the plan's nodes.
const PLAN_AND_RUN: &str = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ";

impl Database {
    /// The plan of a statement as PostgreSQL's own JSON, `EXPLAIN`'s one element. With `analyze` the statement is also
    /// run, under the same limits; nothing else ever is. When the returned future is dropped, it is cancelled.
    ///
    /// # Errors
    /// Whatever [`Database::query`] would say of the statement.
    pub async fn explain(self: &Arc<Self>, call: &Call, analyze: bool) -> Result<Value, ToolError> {
        let prepared = self.approve(&call.sql).await?;
        let parameters = self.bind(call, &prepared)?;
        self.within(self.time_for(call), |deadline| async move {
            let entered = self.enter(deadline).await;
            let (mut flight, known) = entered.map_err(|failure| failure.error)?;
            let drive = flight.drive();
            let (session, posture) = (drive.session(), &known.posture);
            let explain = if analyze { PLAN_AND_RUN } else { PLAN };
            let text = format!("{explain}{}", prepared.approved.sql().body());
            let opening = prelude(session, posture);
            let types: Vec<_> = parameters
                .iter()
                .map(|(value, wanted)| {
                    (
                        value as &(dyn tokio_postgres::types::ToSql + Sync),
                        wanted.clone(),
                    )
                })
                .collect();
            let answered = join(
                session.simple_query(&opening),
                session.query_typed(&text, &types),
            );
            let (opened, rows) = drive.until(answered).await;
            drop(drive);
            flight.finish();
            opened.map_err(|error| prelude_failed(&error))?;
            let sent = Sent {
                text: prepared.approved.sql().as_str(),
                before: explain.chars().count(),
            };
            let rows = rows.map_err(|error| {
                failure::statement_failed(&error, Some(sent), !types.is_empty())
            })?;
            let plan = rows.first().and_then(|row| match row.try_get(0).ok()? {
                Cell::Json(text) => serde_json::from_str::<Value>(text).ok(),
                _ => None,
            });
            match plan {
                Some(Value::Array(mut plans)) if !plans.is_empty() => Ok(plans.swap_remove(0)),
                _ => Err(ToolError::new(
                    ErrorCode::Internal,
                    "PostgreSQL's plan is not of the form that was expected",
                    "report this; the statement itself can be run with query_pg",
                )),
            }
        })
        .await
    }
}
