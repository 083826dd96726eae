//! Who is asked, and at which moment.

use crate::db::connect::Session;
use crate::db::failure;
use crate::error::{ErrorCode, ToolError};
use crate::gate::{Digest, Identity};

const IDENTITY: &str = include_str!("identity.sql");

/// The identity of server, database and role, and the moment of the transaction.
#[derive(Debug)]
pub(super) struct Seen {
    /// `database` and `gate_digest` as handed in.
    pub(super) identity: Identity,
    /// `pg_current_snapshot()` as text.
    pub(super) transaction_snapshot: String,
    /// The position of the write-ahead log.
    pub(super) wal_position: Option<String>,
    /// Where the last checkpoint began in it.
    pub(super) checkpoint: Option<String>,
    /// Whether the role may let another session see the transaction's snapshot.
    pub(super) may_export: bool,
}

/// Reads the identity in the open transaction.
///
/// # Errors
/// When the server cannot be asked, or does not tell the role: without identity nothing can be compared.
pub(super) async fn read(
    session: &Session,
    database: &str,
    role_can_write: bool,
    gate_digest: Digest,
) -> Result<Seen, ToolError> {
    let rows = session.query_kept(IDENTITY, &[]).await.map_err(|error| {
        if error.code() == Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE) {
            return ToolError::new(
                ErrorCode::PermissionDenied,
                "the role may not read the server's identity, without which no gate can compare two moments",
                "ask the operator to run: GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system(), \
                 pg_catalog.pg_control_checkpoint() TO the role",
            )
            .with_sqlstate("42501");
        }
        failure::statement_failed(&error, None, false)
    })?;
    let row = rows.first().ok_or_else(|| {
        let seen =
            "the server does not tell its identity, without which no gate can compare two moments";
        ToolError::new(
            ErrorCode::DatabaseUnavailable,
            seen,
            "ask the operator to run `gatepost doctor`",
        )
    })?;
    let text = |index: usize| row.try_get::<_, Option<String>>(index);
    let read = || -> Result<Seen, tokio_postgres::Error> {
        let unsigned = |value: i32| u32::try_from(value).unwrap_or_default();
        Ok(Seen {
            identity: Identity {
                system_identifier: row.try_get(0)?,
                database: database.to_owned(),
                current_database: row.try_get(1)?,
                database_oid: row.try_get(2)?,
                role: row.try_get(3)?,
                role_can_write,
                timeline: unsigned(row.try_get(4)?),
                server_major: unsigned(row.try_get(5)?),
                server_version: row.try_get(6)?,
                in_recovery: row.try_get(7)?,
                server_started: row.try_get(8)?,
                stats_reset: text(9)?,
                gate_digest,
            },
            transaction_snapshot: row.try_get(10)?,
            wal_position: text(11)?,
            may_export: row.try_get(12)?,
            checkpoint: text(13)?,
        })
    };
    read().map_err(|error| failure::statement_failed(&error, None, false))
}
