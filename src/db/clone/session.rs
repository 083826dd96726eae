//! The session that writes.

use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use tokio::task::JoinHandle;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, SimpleQueryMessage, Statement};
use tokio_util::task::TaskTracker;

use super::opening::{Hearing, Opened, Opener};
use super::statement::{Notice, StatementFailure, StatementOutcome, TextRow};
use crate::db::values::TextParameter;

/// How often an abandoned statement's end is asked for until it ends.
const CANCEL_INTERVAL: Duration = Duration::from_millis(50);

/// How long it is asked for; then the connection is closed, and the server ends it when it next looks.
const CANCEL_TIME: Duration = Duration::from_secs(5);

/// A session on the clone, which writes. [`super::CloneChannel::session`] alone makes one.
///
/// One statement runs at a time. When the future of one is dropped, the statement is cancelled in the server and the
/// session closed with it: an open transaction is rolled back, and whoever goes on takes a new session.
pub struct CloneSession {
    /// Taken when a statement is abandoned or the connection lost.
    client: Option<Client>,
    driver: Option<JoinHandle<()>>,
    hearing: Hearing,
    opener: Arc<Opener>,
    cancellations: TaskTracker,
    backend_pid: i32,
}

impl CloneSession {
    pub(super) fn new(opened: Opened, opener: Arc<Opener>, cancellations: TaskTracker) -> Self {
        Self {
            client: Some(opened.client),
            driver: Some(opened.driver),
            hearing: opened.hearing,
            opener,
            cancellations,
            backend_pid: opened.isolation.backend_pid,
        }
    }

    /// The server process of the session.
    pub fn backend_pid(&self) -> i32 {
        self.backend_pid
    }

    /// Whether it can still be used.
    pub fn is_open(&self) -> bool {
        self.client
            .as_ref()
            .is_some_and(|client| !client.is_closed())
    }

    /// What the server said since the last statement, such as a notification of its own shutdown.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        self.hearing.notices()
    }

    /// Runs one statement of a script, as psql would: by the simple query protocol, in the transaction the script has
    /// open or in one of its own. That it is one statement is for the caller to see to, by splitting the script; several
    /// would share a transaction that the script does not show, so they are reported as a failure, after they ran.
    ///
    /// # Errors
    /// What PostgreSQL says, or that the connection was lost.
    pub async fn execute_script_statement(
        &mut self,
        statement: &str,
    ) -> Result<StatementOutcome, StatementFailure> {
        let running = Running::on(self);
        let outcome = execute(running.client().ok_or_else(closed)?, statement).await;
        let failed = outcome.as_ref().err();
        running.end(failed.is_some_and(StatementFailure::is_lost));
        let notices = self.hearing.notices();
        match outcome {
            Ok(rows) => Ok(StatementOutcome { rows, notices }),
            Err(failure) => Err(StatementFailure {
                notices,
                ..self.explained(failure)
            }),
        }
    }

    /// The rows of a query, every cell as text. It is a query that can stand in FROM: SELECT, VALUES, WITH. Parameters
    /// are given in the text form of the types that the query gives them. It runs in the transaction that is open, or in
    /// one of its own.
    ///
    /// # Errors
    /// What PostgreSQL says, or that the connection was lost.
    pub async fn query_text(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<Vec<TextRow>, StatementFailure> {
        let running = Running::on(self);
        let outcome = query(running.client().ok_or_else(closed)?, sql, parameters).await;
        let failed = outcome.as_ref().err();
        running.end(failed.is_some_and(StatementFailure::is_lost));
        outcome.map_err(|failure| self.explained(failure))
    }

    /// The value of a query of one, as [`Self::query_text`] gives it; `None` where it is NULL or there is no row.
    ///
    /// # Errors
    /// As [`Self::query_text`].
    pub async fn query_value(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<Option<String>, StatementFailure> {
        let rows = self.query_text(sql, parameters).await?;
        Ok(rows.into_iter().flatten().next().flatten())
    }

    /// With the reason why the connection ended, where it did.
    fn explained(&self, failure: StatementFailure) -> StatementFailure {
        match self.hearing.ended() {
            Some(reason) if failure.is_lost() => StatementFailure::lost(reason),
            _ => failure,
        }
    }

    /// Closes the connection; what still runs on it is cancelled in the server.
    fn abandon(&mut self) {
        let (Some(client), Some(driver)) = (self.client.take(), self.driver.take()) else {
            return;
        };
        let (request, opener) = (client.cancel_token(), Arc::clone(&self.opener));
        // The task of the connection ends when the server has answered what runs.
        drop(client);
        let cancel = async move {
            let cancelled = async {
                while !driver.is_finished() {
                    if opener.connector().cancel(&request).await.is_err() {
                        tracing::warn!("a cancel request could not be sent");
                    }
                    tokio::time::sleep(CANCEL_INTERVAL).await;
                }
            };
            if tokio::time::timeout(CANCEL_TIME, cancelled).await.is_err() {
                driver.abort();
            }
        };
        // Outside a runtime the process is ending, and closing the socket is all that is left to do.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            self.cancellations.spawn_on(cancel, &runtime);
        }
    }
}

/// A statement under way; dropped before its end, it takes the session with it.
struct Running<'a> {
    session: &'a mut CloneSession,
    ended: bool,
}

impl<'a> Running<'a> {
    fn on(session: &'a mut CloneSession) -> Self {
        Self {
            session,
            ended: false,
        }
    }

    fn client(&self) -> Option<&Client> {
        self.session.client.as_ref()
    }

    fn end(mut self, lost: bool) {
        self.ended = !lost;
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.session.abandon();
        }
    }
}

fn closed() -> StatementFailure {
    StatementFailure::lost(
        "the session was closed when a statement on it was given up or lost".to_owned(),
    )
}

async fn execute(client: &Client, statement: &str) -> Result<u64, StatementFailure> {
    let failed = |error: tokio_postgres::Error| StatementFailure::of(&error, statement);
    let messages = client.simple_query_raw(statement).await.map_err(failed)?;
    let mut messages = std::pin::pin!(messages);
    let (mut commands, mut rows) = (0, 0);
    // A row is passed over as it comes: what a script selects is nobody's to keep.
    while let Some(message) = messages.try_next().await.map_err(failed)? {
        if let SimpleQueryMessage::CommandComplete(count) = message {
            commands += 1;
            rows = count;
        }
    }
    if commands > 1 {
        return Err(StatementFailure::lost(format!(
            "{commands} statements were sent as one and have run"
        )));
    }
    Ok(rows)
}

async fn query(
    client: &Client,
    sql: &str,
    parameters: &[Option<&str>],
) -> Result<Vec<TextRow>, StatementFailure> {
    let failed = |error: tokio_postgres::Error| StatementFailure::of(&error, sql);
    let statement = client.prepare(sql).await.map_err(failed)?;
    let given = parameters.len();
    let parameters = bind(&statement, parameters).ok_or_else(|| miscounted(&statement, given))?;
    let (text, columns) = as_text(sql, &statement);
    let rows = client.query_typed_raw(&text, parameters).await;
    let rows = rows.map_err(failed)?.try_collect::<Vec<_>>();
    let rows = rows.await.map_err(failed)?;
    let row = |row: &tokio_postgres::Row| (0..columns).map(|column| row.try_get(column)).collect();
    rows.iter()
        .map(row)
        .collect::<Result<_, _>>()
        .map_err(failed)
}

/// The parameters with the types that the query gives them; `None` when their numbers differ.
fn bind(statement: &Statement, parameters: &[Option<&str>]) -> Option<Vec<(TextParameter, Type)>> {
    let types = statement.params();
    let values = parameters.iter().map(|value| value.map(str::to_owned));
    let values = values.map(TextParameter::new);
    (types.len() == parameters.len()).then(|| values.zip(types.iter().cloned()).collect())
}

fn miscounted(statement: &Statement, given: usize) -> StatementFailure {
    StatementFailure {
        // As PostgreSQL tells it of a Bind message.
        sqlstate: Some("08P01".to_owned()),
        ..StatementFailure::lost(format!(
            "the query has {} parameters, {given} are given",
            statement.params().len()
        ))
    }
}

/// The query with every column as text, and how many there are.
fn as_text(sql: &str, statement: &Statement) -> (String, usize) {
    let columns = statement.columns();
    let names: Vec<String> = (0..columns.len())
        .map(|index| format!("c{index}"))
        .collect();
    let cells = names.iter().zip(columns);
    let cells: Vec<String> = cells
        .map(|(name, column)| match *column.type_() {
            // It has no text form.
            Type::VOID => "NULL::pg_catalog.text".to_owned(),
            _ => format!("{name}::pg_catalog.text"),
        })
        .collect();
    // A comment at the end of the text ends with its line.
    let text = format!(
        "SELECT {} FROM ({}\n) AS t({})",
        cells.join(", "),
        sql.trim_end().trim_end_matches(';'),
        names.join(", ")
    );
    (text, columns.len())
}
