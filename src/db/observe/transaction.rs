//! The one transaction of an observation, taken back to one savepoint after each part so that no failure poisons the rest.

use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::db::connect::Session;
use crate::db::failure;
use crate::error::ToolError;
use crate::gate::{Failure, Part};

/// What a part's failure is to the observation.
#[derive(Debug)]
pub(super) enum Trouble {
    /// This part could not be observed; the rest can.
    Part(Failure),
    /// Nothing more can be asked.
    Whole(ToolError),
}

/// `query_canceled` and `lock_not_available`: a limit of time ran out.
const WAITED: [&str; 2] = ["57014", "55P03"];

/// What waits for a lock looks like what takes long.
const HELD_UP: &str = ": it took too long, or another session holds a lock that it waited for, which pg_locks and \
                       pg_blocking_pids() tell; ask again when that is gone";

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Part(failure)
    }
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        if failure::is_connection_failure(&error) {
            return Self::Whole(failure::connection_lost(&error));
        }
        match error.as_db_error() {
            Some(refusal) => {
                let code = refusal.code().code();
                let message = match WAITED.contains(&code) {
                    true => format!("{}{HELD_UP}", refusal.message()),
                    false => refusal.message().to_owned(),
                };
                Self::Part(Failure::new(code, message))
            }
            None => Self::Part(Failure::new("protocol", error.to_string())),
        }
    }
}

/// A part, or the end of the observation.
pub(super) fn part<T>(outcome: Result<T, Trouble>) -> Result<Part<T>, ToolError> {
    Ok(match some(outcome)? {
        Ok(value) => Part::Observed(value),
        Err(failure) => Part::Failed(failure),
    })
}

/// Some of a part, or why it could not be seen; or the end of the observation.
pub(super) fn some<T>(outcome: Result<T, Trouble>) -> Result<Result<T, Failure>, ToolError> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(Trouble::Part(failure)) => Ok(Err(failure)),
        Err(Trouble::Whole(error)) => Err(error),
    }
}

const OPEN: &str = "SAVEPOINT gatepost";
/// Right after success and after failure alike: a part leaves nothing behind, its settings and locks included. The savepoint
/// stays for the next: to set it anew would be one answer more of the server's for each part.
const CLOSE: &str = "ROLLBACK TO SAVEPOINT gatepost";

/// The open transaction.
pub(super) struct Transaction<'a> {
    session: &'a Session,
}

impl<'a> Transaction<'a> {
    /// Over a session in which the transaction was begun. What is done in the session by itself stands from then on only
    /// until the next part ends.
    ///
    /// # Errors
    /// When the server does not take the savepoint.
    pub(super) async fn new(session: &'a Session) -> Result<Self, ToolError> {
        let opened = session.batch_execute(OPEN).await;
        opened.map_err(|error| failure::statement_failed(&error, None, false))?;
        Ok(Self { session })
    }

    /// Over a session in which one was opened before.
    pub(super) fn resumed(session: &'a Session) -> Self {
        Self { session }
    }

    /// Sets something for all parts that follow.
    ///
    /// # Errors
    /// When the server does not take it.
    pub(super) async fn set(&self, setting: &str) -> Result<(), ToolError> {
        let set = self
            .session
            .batch_execute(&format!("{setting}; {OPEN}"))
            .await;
        set.map_err(|error| failure::statement_failed(&error, None, false))
    }

    /// The session, for the statements of a part.
    pub(super) fn session(&self) -> &'a Session {
        self.session
    }

    /// One query as a part of its own, in one round trip.
    pub(super) async fn query(
        &self,
        sql: &str,
        parameters: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, Trouble> {
        self.alone(self.session.query_typed(sql, parameters)).await
    }

    /// As [`Transaction::query`], for a text that every gate asks alike.
    pub(super) async fn query_kept(
        &self,
        sql: &'static str,
        parameters: &[(&(dyn ToSql + Sync), Type)],
    ) -> Result<Vec<Row>, Trouble> {
        self.alone(self.session.query_kept(sql, parameters)).await
    }

    /// One request as a part of its own, in one round trip: it must be sent when it is first polled.
    pub(super) async fn alone<T, E: Into<Trouble>>(
        &self,
        request: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Trouble> {
        let (answer, closed) = futures::join!(request, self.session.batch_execute(CLOSE));
        // The request's own error says more than what it does to the statements behind it.
        let answer = answer.map_err(Into::into)?;
        closed?;
        Ok(answer)
    }

    /// Several statements as one part: locks taken by the first are held until the last.
    pub(super) async fn together<T>(
        &self,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        let outcome = work.await;
        if !matches!(outcome, Err(Trouble::Whole(_))) {
            self.session.batch_execute(CLOSE).await?;
        }
        outcome
    }
}
