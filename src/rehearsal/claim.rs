//! One rehearsal at a time on a clone: a second one would see the first one's changes as its own.

use std::time::{Duration, Instant};

use crate::db::clone::{CloneChannel, CloneSession, StatementFailure};
use crate::error::{ErrorCode, ToolError};

/// The advisory lock that a rehearsal's session holds, `gatepost` in ASCII. PostgreSQL keeps such locks by database, and
/// releases them when the session's server process ends: after whatever a killed run had under way, a COMMIT included.
const LOCK: i64 = 0x6761_7465_706f_7374;

/// How long the end of a session that was killed or lost is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

const INTERVAL: Duration = Duration::from_millis(100);

/// A session on the clone that no other rehearsal has beside it.
///
/// # Errors
/// `rehearsal_running` when another one runs, or when what a killed one had under way has not ended in the server;
/// and as [`CloneChannel::session`].
pub(super) async fn claimed(channel: &CloneChannel) -> Result<CloneSession, ToolError> {
    let mut session = channel.session().await?;
    let asked = Instant::now();
    while !claim(&mut session).await.map_err(|error| lost(&error))? {
        if asked.elapsed() > PATIENCE {
            return Err(running(holder(&mut session).await.as_deref()));
        }
        tokio::time::sleep(INTERVAL).await;
    }
    Ok(session)
}

async fn claim(session: &mut CloneSession) -> Result<bool, StatementFailure> {
    let sql = format!("SELECT pg_catalog.pg_try_advisory_lock({LOCK})");
    let rows = session.query_text(&sql, &[]).await?;
    Ok(rows == [[Some("true".to_owned())]])
}

/// The server process that holds the lock, if it still does.
async fn holder(session: &mut CloneSession) -> Option<String> {
    // A lock of one bigint is shown in two halves, with objsubid 1 (PostgreSQL manual, section 54.12, pg_locks).
    let sql = format!(
        "SELECT l.pid FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
         AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()) \
         AND l.classid::pg_catalog.int8 = {} AND l.objid::pg_catalog.int8 = {}",
        LOCK >> 32,
        LOCK & 0xffff_ffff
    );
    session.query_value(&sql, &[]).await.ok()?
}

fn running(holder: Option<&str>) -> ToolError {
    let holder = holder
        .map(|pid| format!(", in the server process {pid}"))
        .unwrap_or_default();
    ToolError::new(
        ErrorCode::RehearsalRunning,
        format!(
            "another rehearsal runs on the clone, or was killed and has not ended in the server{holder}"
        ),
        "wait for its end, or end its server process with pg_terminate_backend, and rehearse again: what it left is taken back first",
    )
}

fn lost(failure: &StatementFailure) -> ToolError {
    ToolError::new(
        ErrorCode::CloneUnavailable,
        format!("the clone's session was lost when it was to be claimed: {failure}"),
        "run the rehearsal again: it looks for what is left and takes it back",
    )
}
