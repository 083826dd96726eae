//! A call that ends early takes its query with it: cancelled in the server, the session cleaned or closed.

use std::time::Duration;

use super::connect::{PooledSession, Session};
use super::pinning::Pinning;

/// Cancelling and cleaning may take this long; then the connection is closed instead.
const CLEANING_TIME: Duration = Duration::from_secs(2);

/// How often a call's end is asked for until the session answers.
const CANCEL_INTERVAL: Duration = Duration::from_millis(50);

/// Ends the transaction and everything a statement could have left in the session. `DISCARD ALL` would also drop
/// prepared statements that the driver still counts on.
const CLEAN: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
                     SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

/// Fails when SQL prepared a statement, which a later call could take for one of ours: those the protocol prepared.
const NONE_PREPARED_BY_SQL: &str = "; SELECT 1 / (NOT EXISTS (SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql))::pg_catalog.int4";

/// A session with a call in flight. [`InFlight::finish`] cleans it off the caller's path; dropping it instead
/// (a deadline, a caller that went away) first cancels what runs in the server.
pub(super) struct InFlight {
    session: Option<PooledSession>,
}

impl InFlight {
    pub(super) fn new(session: PooledSession) -> Self {
        Self {
            session: Some(session),
        }
    }

    /// The session, while the call lasts.
    pub(super) fn session(&self) -> &Session {
        // The option is emptied only by `finish` and `drop`, both of which end the value.
        self.session
            .as_ref()
            .expect("a call in flight has its session")
    }

    /// The call is over and nothing of it runs in the server: the session is cleaned in the background.
    pub(super) fn finish(mut self) {
        if let Some(session) = self.session.take() {
            tokio::spawn(clean(session));
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
async fn cancel(session: PooledSession) {
    let Some(pool) = deadpool::managed::Object::pool(&session) else {
        return;
    };
    let request = session.cancel_token();
    let text = cleaning(&session);
    let cancel = async || {
        let connector = pool.manager().connector();
        if connector.cancel(&request).await.is_err() {
            tracing::warn!("a cancel request could not be sent");
        }
    };
    let cleaned = async {
        cancel().await;
        // A request that hits the cleaning itself makes it fail: then the connection is closed, and nothing runs either.
        tokio::select! {
            cleaned = session.batch_execute(&text) => cleaned.is_ok(),
            () = async { loop { tokio::time::sleep(CANCEL_INTERVAL).await; cancel().await; } } => false,
        }
    };
    if !matches!(tokio::time::timeout(CLEANING_TIME, cleaned).await, Ok(true)) {
        drop(deadpool::managed::Object::take(session));
    }
}

async fn clean(session: PooledSession) {
    let cleaned = async {
        session.statements.prepare(&session, &session.pinning).await;
        session.batch_execute(&cleaning(&session)).await.is_ok() && !session.statements.are_lost()
    };
    if !matches!(tokio::time::timeout(CLEANING_TIME, cleaned).await, Ok(true)) {
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
