//! Whether what finished before the entry's snapshot would outlive a crash of the server.
//!
//! After a crash PostgreSQL gives out transaction ids from the last one that its log on disk knows. Those that had finished
//! since are given again, and a row written under one of them looks older than the entry.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio_postgres::types::{ToSql, Type};

use super::Purpose;
use super::transaction::{Transaction, Trouble, some};
use crate::error::ToolError;
use crate::gate::{Definition, Failure, Level, Objects, Snapshot};

/// A standby replays what is on disk already. The end of a transaction that nobody waits for is flushed within three times
/// `wal_writer_delay` (PostgreSQL manual, section 30.4), and what else is in the log may wait for long.
const FLUSHED: &str = "SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN true \
                       ELSE pg_catalog.pg_current_wal_flush_lsn() OPERATOR(pg_catalog.>=) $1::pg_catalog.pg_lsn END, \
                       3 OPERATOR(pg_catalog.*) pg_catalog.date_part('epoch', pg_catalog.current_setting('wal_writer_delay')::pg_catalog.interval)";

const PATIENCE: Duration = Duration::from_secs(1);
const INTERVAL: Duration = Duration::from_millis(25);

/// Since when a position of the log is known to be there: a quiet server is waited for once.
#[derive(Debug, Default)]
pub(in crate::db) struct LogSeen(Mutex<Option<(Position, Instant)>>);

/// A position in one run of one server.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Position {
    system_identifier: String,
    server_started: String,
    text: String,
}

impl LogSeen {
    fn since(&self, position: &Position) -> Instant {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.as_ref() {
            Some((known, since)) if known == position => *since,
            _ => {
                let now = Instant::now();
                *seen = Some((position.clone(), now));
                now
            }
        }
    }

    /// Whether every transaction that the entry's snapshot sees as finished has its end on disk; `None` where nothing
    /// rests on it, or it cannot be asked.
    ///
    /// # Errors
    /// Only when nothing more can be asked of the session.
    pub(super) async fn is_flushed(
        &self,
        transaction: &Transaction<'_>,
        definition: &Definition,
        purpose: Purpose<'_>,
        snapshot: &Snapshot,
    ) -> Result<Option<bool>, ToolError> {
        let rows = definition.unchanged.as_ref().is_some_and(|unchanged| {
            !unchanged.rows.is_empty() && unchanged.level == Level::RowVersions
        });
        let rests_on_ids = rows || snapshot.definitions().any(Objects::rest_on_ids);
        let (Purpose::Entry, true, Some(text)) = (purpose, rests_on_ids, &snapshot.wal_position)
        else {
            return Ok(None);
        };
        let since = self.since(&Position {
            system_identifier: snapshot.identity.system_identifier.clone(),
            server_started: snapshot.identity.server_started.clone(),
            text: text.clone(),
        });
        let started = Instant::now();
        loop {
            let Ok((flushed, within)) = some(ask(transaction, text).await)? else {
                return Ok(None);
            };
            if flushed || since.elapsed() > within {
                return Ok(Some(true));
            }
            if started.elapsed() > PATIENCE {
                return Ok(Some(false));
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

/// Whether the log is on disk up to there, and how long it takes at most until all ends of transactions are.
async fn ask(transaction: &Transaction<'_>, position: &str) -> Result<(bool, Duration), Trouble> {
    let position: [(&(dyn ToSql + Sync), Type); 1] = [(&position, Type::TEXT)];
    let rows = transaction.query_kept(FLUSHED, &position).await?;
    let row = rows
        .first()
        .ok_or_else(|| Failure::new("protocol", "no answer about the log"))?;
    let within = Duration::try_from_secs_f64(row.try_get(1)?).unwrap_or(Duration::MAX);
    Ok((row.try_get(0)?, within))
}
