//! Drift at work: inventories captured, compared and recorded.

mod capture;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Gatekeeper, Report, internal, new_id, refusals};
use crate::drift::{self, Comparison, Inventory, Policy, Scope};
use crate::error::{ErrorCode, ToolError};
use crate::gate::Digest;
use crate::ledger::{DriftRecord, Kind, database_identity};

/// An inventory file larger than this is none that gatepost wrote.
const MOST_BYTES: u64 = 1 << 30;

/// What is counted, what is accepted, and where production's inventory is.
#[derive(Debug, Clone)]
pub struct DriftSettings {
    /// What an inventory of production counts.
    pub scope: Scope,
    /// What of a clone's drift is accepted.
    pub policy: Policy,
    /// Production's inventory, for callers that cannot name a file.
    pub inventory: Option<PathBuf>,
}

/// A comparison that is on the ledger.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The handle.
    pub id: String,
    /// What was found.
    pub comparison: Comparison,
}

impl Gatekeeper {
    /// The same gates, with drift as configured.
    #[must_use]
    pub fn with_drift(self, settings: DriftSettings) -> Self {
        Self {
            drift: Some(Arc::new(settings)),
            ..self
        }
    }

    fn drift(&self) -> Result<&DriftSettings, ToolError> {
        self.drift.as_deref().ok_or_else(|| {
            ToolError::new(
                ErrorCode::ConfigInvalid,
                "nothing is configured for drift",
                "start gatepost with a configuration file",
            )
        })
    }

    /// Captures the inventory of a database, and records it.
    ///
    /// # Errors
    /// When the database is not served, cannot be observed, or the inventory cannot be recorded.
    pub async fn capture_inventory(
        &self,
        database: &str,
        report: Report<'_>,
    ) -> Result<Inventory, ToolError> {
        let scope = &self.drift()?.scope;
        let inventory = capture::capture(self.databases.get(database)?, scope, report).await?;
        let record = DriftRecord {
            database: inventory.database.clone(),
            clone: None,
            clone_identity: None,
            digest: inventory.digest().map_err(internal)?.to_string(),
            document: super::text(inventory.to_bytes().map_err(internal)?)?,
        };
        let recorded = self.ledger.append(Kind::DriftInventory, &record).await;
        recorded.map_err(|error| refusals::not_recorded(&error))?;
        Ok(inventory)
    }

    /// Production's inventory at the configured place.
    ///
    /// # Errors
    /// When none is configured, or it cannot be used.
    pub fn configured_inventory(&self) -> Result<Inventory, ToolError> {
        match &self.drift()?.inventory {
            Some(path) => read_inventory(path),
            None => Err(ToolError::new(
                ErrorCode::InventoryInvalid,
                "no inventory of production is configured",
                "ask the operator to name one: [clone] inventory = \"production.json\"",
            )),
        }
    }

    /// Compares the clone as it is with production's inventory and with the last comparison of the two, and records what
    /// was found.
    ///
    /// # Errors
    /// When the inventory is the clone's own, the clone cannot be observed, or the comparison cannot be recorded. Drift
    /// is no error.
    pub async fn compare_drift(
        &self,
        clone: &str,
        production: &Inventory,
        report: Report<'_>,
    ) -> Result<Compared, ToolError> {
        let policy = &self.drift()?.policy;
        let database = self.databases.get(clone)?;
        let seen = capture::capture(database, &production.scope, report).await?;
        if production.is_of_the_same(&seen) {
            return Err(ToolError::new(
                ErrorCode::InventoryInvalid,
                format!("the inventory is of `{clone}` itself, and not of production"),
                "capture one on the production channel: gatepost drift capture DATABASE --output FILE",
            ));
        }
        let pair = pair(production, &seen);
        let unreadable = |error| refusals::unreadable(&error);
        let last = self
            .ledger
            .latest(Kind::DriftComparison, &pair)
            .await
            .map_err(unreadable)?
            .map(|record: DriftRecord| Comparison::from_json(&record.document))
            .transpose()
            .map_err(|error| refusals::damaged("the last comparison", &error))?;
        let comparison =
            drift::compare(production, &seen, policy, last.as_ref()).map_err(internal)?;
        let id = new_id("drift")?;
        let document = serde_json::to_string(&comparison).map_err(internal)?;
        let record = DriftRecord {
            database: production.database.clone(),
            clone: Some(clone.to_owned()),
            clone_identity: Some(database_identity(
                &seen.system_identifier,
                seen.database_oid,
            )),
            digest: Digest::of(document.as_bytes()).to_string(),
            document,
        };
        let recorded = self
            .ledger
            .append_keyed(Kind::DriftComparison, format!("{pair}{id}"), &record)
            .await;
        recorded.map_err(|error| refusals::not_recorded(&error))?;
        Ok(Compared { id, comparison })
    }
}

/// What comparisons of the same two databases are found by.
fn pair(production: &Inventory, clone: &Inventory) -> String {
    let parts = [
        &production.system_identifier,
        &production.database,
        &clone.system_identifier,
        &clone.database,
    ];
    let text = serde_json::json!(parts).to_string();
    format!("{}/", Digest::of(text.as_bytes()))
}

/// Reads a file that `gatepost drift capture` wrote.
///
/// # Errors
/// `inventory_invalid` when it cannot be read, or is not exactly what was written.
pub fn read_inventory(path: &Path) -> Result<Inventory, ToolError> {
    let invalid = |reason: String| {
        // The path is the operator's to know.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        ToolError::new(
            ErrorCode::InventoryInvalid,
            format!("the inventory `{name}` cannot be used: {reason}"),
            "capture it anew on the production channel: gatepost drift capture DATABASE --output FILE",
        )
    };
    let length = std::fs::metadata(path)
        .map_err(|error| invalid(error.to_string()))?
        .len();
    if length > MOST_BYTES {
        return Err(invalid(format!("it has {length} bytes")));
    }
    let bytes = std::fs::read(path).map_err(|error| invalid(error.to_string()))?;
    Inventory::from_bytes(&bytes).map_err(|error| invalid(error.to_string()))
}
