//! The transaction in which everything is observed, opened as that of any read is.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::beside::{self, Exported};
use super::checks::{self, Decision};
use super::identity::{self, Seen};
use crate::db::cancellation::InFlight;
use crate::db::database::Database;
use crate::db::failure;
use crate::db::knowledge::Known;
use crate::db::read_session::{prelude, prelude_failed};
use crate::error::ToolError;
use crate::gate::{Definition, Timestamp};

/// Gatepost's own questions have their names qualified.
pub(super) const OWN_NAMES: &str = "SET LOCAL search_path = pg_catalog, pg_temp";

/// What else gatepost's own questions run under. Filtered rows are an error, text is the
/// same whatever the role is set to, and scans are not held up by compiling, nor kept statements by planning.
pub(super) const SETTINGS: &str = "SET LOCAL row_security = off; \
                        SET LOCAL quote_all_identifiers = off; SET LOCAL lc_monetary = 'C'; SET LOCAL jit = off; \
                        SET LOCAL plan_cache_mode = force_generic_plan";

impl Database {
    /// Has the checks approved, opens the transaction and asks who is asked.
    pub(super) async fn open(
        &self,
        eyes: &Arc<Database>,
        definition: &Definition,
    ) -> Result<(InFlight, Opened, Vec<Decision>), ToolError> {
        let decisions = checks::approve(eyes, &definition.checks).await?;
        let (mut flight, known) = begin(eyes).await?;
        let taken_at = now();
        let can_write = known.posture.can_write();
        let digest = definition.digest.clone();
        let drive = flight.drive();
        let seen = identity::read(drive.session(), &self.name, can_write, digest);
        let seen = drive.until(seen).await?;
        let unchanged = definition.unchanged.as_ref();
        let takes_long = unchanged.is_some_and(|asked| asked.roles || !asked.schema.is_empty());
        let exported = match takes_long && seen.may_export {
            true => Some(drive.until(beside::export(drive.session())).await?),
            false => None,
        };
        drop(drive);
        let opened = Opened {
            known,
            taken_at,
            seen,
            exported,
        };
        Ok((flight, opened, decisions))
    }
}

/// All that is known of the open transaction before anything is observed in it.
pub(super) struct Opened {
    pub(super) known: Arc<Known>,
    pub(super) taken_at: Timestamp,
    pub(super) seen: Seen,
    /// For a second session, where there is much to ask and the role may show it to one.
    pub(super) exported: Option<Exported>,
}

/// Opens the transaction; a connection that died while idle shows only now, and then another is tried.
async fn begin(database: &Arc<Database>) -> Result<(InFlight, Arc<Known>), ToolError> {
    let attempt = || async {
        database
            .within(database.limits.timeout, |deadline| async move {
                let entered = database.enter(deadline).await;
                let (mut flight, known) = entered.map_err(|failure| failure.error)?;
                let opening = format!(
                    "{}; {OWN_NAMES}; {SETTINGS}",
                    prelude(flight.session(), &known.posture)
                );
                match flight.execute(&opening).await {
                    Ok(()) => Ok(Ok((flight, known))),
                    Err(error) if failure::is_connection_failure(&error) => {
                        Ok(Err(failure::connection_lost(&error)))
                    }
                    Err(error) => Err(prelude_failed(&error)),
                }
            })
            .await
    };
    match attempt().await? {
        Ok(begun) => Ok(begun),
        Err(_) => attempt().await?,
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_unix_milliseconds(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
