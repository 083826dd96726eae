//! The agents' role, which is what could write, looked at beside an auditor that observes.

use std::sync::Arc;

use super::identity;
use crate::db::cancellation::InFlight;
use crate::db::database::Database;
use crate::db::failure;
use crate::db::posture::Posture;
use crate::error::{ErrorCode, ToolError};
use crate::gate::{Digest, Identity};

impl Database {
    /// The agents' role as its own session sees it, where the auditor's observes.
    pub(super) async fn agents(
        self: &Arc<Self>,
        digest: &Digest,
    ) -> Result<Option<Arc<Agents>>, ToolError> {
        if self.auditor.is_none() {
            return Ok(None);
        }
        let look = || {
            self.within(self.limits.timeout, |deadline| async move {
                let mut flight = InFlight::new(self.connect(deadline).await?);
                let drive = flight.drive();
                let session = drive.session();
                let seen = identity::read(session, &self.name, false, digest.clone());
                let seen = drive.until(seen).await?;
                let posture = drive
                    .until(Posture::read(session))
                    .await
                    .map_err(|error| failure::statement_failed(&error, None, false))?;
                drop(drive);
                flight.finish();
                Ok(Arc::new(Agents {
                    identity: seen.identity,
                    posture,
                }))
            })
        };
        match look().await {
            // The connection may have died while idle, as in `begin`.
            Err(error) if error.code == ErrorCode::DatabaseUnavailable => look().await.map(Some),
            seen => seen.map(Some),
        }
    }
}

/// The agents' role, which is what could write, and the server it is a role of.
pub(super) struct Agents {
    identity: Identity,
    pub(super) posture: Posture,
}

impl Agents {
    /// # Errors
    /// When it is not the server and database that the auditor sees.
    pub(super) fn look_at_the_same(&self, seen: &Identity) -> Result<(), ToolError> {
        let own = &self.identity;
        if own.system_identifier == seen.system_identifier && own.database_oid == seen.database_oid
        {
            return Ok(());
        }
        Err(ToolError::new(
            ErrorCode::ConfigInvalid,
            format!(
                "the auditor of {} looks at another database than the agents do",
                seen.database
            ),
            "let `url` and `auditor_url` name the same server and database",
        ))
    }
}
