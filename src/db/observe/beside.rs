//! A second session on the first one's snapshot: what is PostgreSQL's own takes as long to read as what is the user's,
//! and the server can do both at once (`pg_export_snapshot` and `SET TRANSACTION SNAPSHOT` in the PostgreSQL manual).

use std::sync::Arc;

use super::SETTINGS;
use super::objects;
use super::transaction::{Transaction, part};
use crate::db::cancellation::InFlight;
use crate::db::connect::Session;
use crate::db::database::Database;
use crate::db::failure;
use crate::db::posture::Posture;
use crate::db::quoting::literal;
use crate::db::read_session::prelude_at;
use crate::error::ToolError;
use crate::gate::{Identity, Objects, Part};

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

/// Roles and what is PostgreSQL's own, read on a session beside the first, or `None` where there is none to spare: the
/// first can read it as well, only later.
///
/// # Errors
/// When the second session is lost.
pub(super) async fn roles(
    database: &Arc<Database>,
    exported: Exported,
    posture: &Posture,
    identity: &Identity,
) -> Result<Option<Part<Objects>>, ToolError> {
    let Some(session) = database.spare().await else {
        return Ok(None);
    };
    let flight = InFlight::new(session);
    let opening = format!(
        "{}; {SETTINGS}",
        prelude_at(flight.session(), posture, &literal(&exported.0))
    );
    // It may be another server's, behind a balancer, which does not know the snapshot.
    if let Err(error) = flight.session().batch_execute(&opening).await {
        tracing::debug!(%error, "no second session on the same snapshot");
        return Ok(None);
    }
    let seen = part(
        objects::of_roles(
            &Transaction::new(flight.session()),
            identity,
            &database.initial,
        )
        .await,
    )?;
    flight
        .session()
        .batch_execute("ROLLBACK")
        .await
        .map_err(|error| failure::statement_failed(&error, None, false))?;
    flight.finish();
    Ok(Some(seen))
}
