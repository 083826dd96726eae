//! A second session on the first one's snapshot: what is defined takes as long to read as rows and checks, and the server can
//! do both at once (`pg_export_snapshot` and `SET TRANSACTION SNAPSHOT` in the PostgreSQL manual).

use std::sync::Arc;

use super::opening::{OWN_NAMES, SETTINGS};
use crate::db::cancellation::InFlight;
use crate::db::connect::Session;
use crate::db::database::Database;
use crate::db::failure;
use crate::db::posture::Posture;
use crate::db::quoting::literal;
use crate::db::read_session::prelude_at;
use crate::error::ToolError;

/// The name under which another session of the same role can see what this transaction sees.
pub(super) struct Exported(String);

/// Exports the transaction's snapshot. Not within a savepoint, where PostgreSQL refuses, and only where the role may:
/// a refusal would end the transaction.
///
/// # Errors
/// When the server fails at it; then the transaction has failed.
pub(super) async fn export(session: &Session) -> Result<Exported, ToolError> {
    let sql = "SELECT pg_catalog.pg_export_snapshot()";
    let failed = |error: tokio_postgres::Error| failure::statement_failed(&error, None, false);
    let row = session.query_typed_one(sql, &[]).await.map_err(failed)?;
    row.try_get(0).map(Exported).map_err(failed)
}

/// A session beside the first, in a transaction on the first one's snapshot, or `None` where there is none to spare: the
/// first can be asked it all as well, only later.
pub(super) async fn begin(
    database: &Arc<Database>,
    exported: &Exported,
    posture: &Posture,
) -> Option<InFlight> {
    let mut flight = InFlight::new(database.spare().await?);
    let opening = format!(
        "{}; {OWN_NAMES}; {SETTINGS}",
        prelude_at(flight.session(), posture, &literal(&exported.0))
    );
    // It may be another server's, behind a balancer, which does not know the snapshot.
    if let Err(error) = flight.execute(&opening).await {
        tracing::debug!(%error, "no second session on the same snapshot");
        return None;
    }
    Some(flight)
}

/// Ends that transaction. The session is idle then, which a check may look at, and not yet given back.
///
/// # Errors
/// When the second session is lost.
pub(super) async fn end(flight: &mut InFlight) -> Result<(), ToolError> {
    let ended = flight.execute("ROLLBACK").await;
    ended.map_err(|error| failure::statement_failed(&error, None, false))
}
