//! A call that ends early takes its query with it: cancelled in the server, the session cleaned or closed.

use std::time::Duration;

use futures::{FutureExt, StreamExt};
use tokio::time::Instant;
use tokio_postgres::{SimpleQueryStream, Statement};

use super::connect::{Drive, PooledSession, Session};
use super::pinning::Pinning;

/// Preparing and cleaning may each take this long; then the connection is closed instead. A statement that runs on so long
/// after it was cancelled is cancelled less often.
const CLEANING_TIME: Duration = Duration::from_secs(2);

/// How often a call's end is asked for until the session answers.
const CANCEL_INTERVAL: Duration = Duration::from_millis(50);

/// Ends the transaction and everything a statement could have left in the session. `DISCARD ALL` would also drop
/// prepared statements that the driver still counts on.
const CLEAN: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
                     SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

/// Fails when SQL prepared a statement, which a later call could take for one of ours: those the protocol prepared.
const NONE_PREPARED_BY_SQL: &str = "; SELECT 1 / (NOT EXISTS (SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql))::pg_catalog.int4";

/// The answer to a cleaning that was asked for. The session's next user reads it: a task that waited for it would be woken
/// once a call, which costs the caller more than the rest of the way through gatepost (measured).
pub(super) struct Cleaning(SimpleQueryStream);

impl Cleaning {
    /// Asks the server for it; none when the connection is lost.
    fn ask(session: &mut Session) -> Option<Self> {
        let drive = session.drive();
        let text = cleaning(drive.session());
        // It is requested when the future is first polled.
        let asked = drive.session().simple_query_raw(&text).now_or_never()?;
        drive.send();
        asked.ok().map(Self)
    }

    /// Whether the session is clean.
    pub(super) async fn succeeded(self) -> bool {
        let Self(answer) = self;
        let done = async {
            futures::pin_mut!(answer);
            while let Some(message) = answer.next().await {
                if message.is_err() {
                    return false;
                }
            }
            true
        };
        matches!(tokio::time::timeout(CLEANING_TIME, done).await, Ok(true))
    }
}

/// A session with a call in flight. [`InFlight::finish`] cleans it off the caller's path; dropping it instead
/// (a deadline, a caller that went away) first cancels what runs in the server.
pub(super) struct InFlight {
    session: Option<PooledSession>,
    analysed: Option<Statement>,
}

impl InFlight {
    pub(super) fn new(session: PooledSession) -> Self {
        Self {
            session: Some(session),
            analysed: None,
        }
    }

    /// The session, while the call lasts.
    pub(super) fn session(&self) -> &Session {
        // The option is emptied only by `finish` and `drop`, both of which end the value.
        self.session
            .as_ref()
            .expect("a call in flight has its session")
    }

    /// The session, whose connection the caller drives.
    pub(super) fn drive(&mut self) -> Drive<'_> {
        self.session
            .as_mut()
            .expect("a call in flight has its session")
            .drive()
    }

    /// Keeps a statement until the call is over. What closes it would otherwise stand before what the caller waits for.
    pub(super) fn keep(&mut self, analysed: Statement) {
        self.analysed = Some(analysed);
    }

    /// Runs a text of gatepost's own.
    ///
    /// # Errors
    /// What PostgreSQL says of it, or that the connection was lost.
    pub(super) async fn execute(&mut self, text: &str) -> Result<(), tokio_postgres::Error> {
        let drive = self.drive();
        drive.until(drive.session().batch_execute(text)).await
    }

    /// The call is over and nothing of it runs in the server: the session is cleaned in the background.
    pub(super) fn finish(mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        drop(self.analysed.take());
        if session.statements.are_wanted() {
            tokio::spawn(async {
                let prepared = session.statements.prepare(&session, &session.pinning);
                match tokio::time::timeout(CLEANING_TIME, prepared).await {
                    Ok(()) => give_back(session),
                    Err(_) => drop(deadpool::managed::Object::take(session)),
                }
            });
        } else {
            give_back(session);
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        // Outside a runtime the process is ending, and closing the socket is all that is left to do.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(cancel(session));
        }
    }
}

/// Cancels until the session answers. One request is not enough: it can arrive between two messages of the call, when
/// nothing runs, and what was already on its way would run on after it.
///
/// Some code of PostgreSQL does not look for a request while it works (XPath, arithmetic on long numbers). As long as the
/// server can be reached and the session does not answer, it stays on loan: what still runs is counted among the
/// connections there may be.
async fn cancel(session: PooledSession) {
    let Some(pool) = deadpool::managed::Object::pool(&session) else {
        return;
    };
    let (request, text) = (session.cancel_token(), cleaning(&session));
    let cleaned = async {
        let cleaning = session.batch_execute(&text);
        futures::pin_mut!(cleaning);
        let (begun, mut warned) = (Instant::now(), false);
        loop {
            let sent = pool.manager().connector().cancel(&request).await;
            let is_late = begun.elapsed() > CLEANING_TIME;
            if sent.is_err() {
                tracing::warn!("a cancel request could not be sent");
                if is_late {
                    return false;
                }
            }
            if is_late && !warned {
                warned = true;
                tracing::warn!(
                    "a statement goes on although it was cancelled; its connection is kept until it ends"
                );
            }
            let pause = if is_late {
                CLEANING_TIME
            } else {
                CANCEL_INTERVAL
            };
            // A request that hits the cleaning itself makes it fail: then the connection is closed, and nothing runs either.
            tokio::select! {
                cleaned = &mut cleaning => return cleaned.is_ok(),
                () = tokio::time::sleep(pause) => {}
            }
        }
    };
    if !cleaned.await {
        drop(deadpool::managed::Object::take(session));
    }
}

/// To the pool, with its cleaning under way; or closed, when it cannot be cleaned or is not what it was taken for.
fn give_back(mut session: PooledSession) {
    session.cleaning = Cleaning::ask(&mut session);
    if session.cleaning.is_none() || session.statements.are_lost() {
        drop(deadpool::managed::Object::take(session));
    }
}

/// What cleans this session. Behind a pooler the server's statements are others' too, and none of them is used.
fn cleaning(session: &Session) -> String {
    match session.pinning {
        Pinning::AtStart => format!("{CLEAN}{NONE_PREPARED_BY_SQL}"),
        Pinning::EachTransaction(_) => CLEAN.to_owned(),
    }
}
