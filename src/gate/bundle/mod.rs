//! A verdict document together with what it was decided from.

mod verify;

use serde::{Deserialize, Serialize};

pub use verify::{Claim, Report, Standing, verify};

use super::decide::{decide, enter, judge};
use super::definition::Definition;
use super::document::{PAYLOAD_TYPE, Statement};
use super::dsse::{DsseError, Envelope};
use super::snapshot::{Moment, Snapshot};
use super::verdict::Verdict;

/// The form of a bundle.
pub const BUNDLE_FORMAT: &str = "gatepost-bundle/1";

/// A verdict document, signed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Document {
    /// A Statement in a signed envelope.
    Envelope(Envelope),
    /// The exact text of a Statement.
    Statement(String),
}

/// A verdict document with the exact texts of the gate and of the snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Always [`BUNDLE_FORMAT`].
    pub format: String,
    /// The verdict document.
    pub document: Document,
    /// The gate file.
    pub gate: String,
    /// The entry of a bracket's exit.
    pub entry: Option<String>,
    /// The snapshot that was judged.
    pub subject: String,
}

/// Why bytes are no verdict document, or a bundle's parts cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Neither bundle, envelope nor Statement.
    #[error("not a verdict document: {0}")]
    Form(String),
    /// The envelope cannot be opened.
    #[error(transparent)]
    Envelope(#[from] DsseError),
    /// The attached gate cannot be read.
    #[error("the attached gate cannot be read: {0}")]
    Gate(#[from] super::definition::DefinitionError),
    /// An attached snapshot cannot be read.
    #[error("an attached snapshot cannot be read: {0}")]
    Snapshot(#[from] super::snapshot::SnapshotError),
}

impl Document {
    /// The exact bytes of the Statement, of which nothing is proven by reading them.
    ///
    /// # Errors
    /// When the envelope cannot be opened.
    fn payload(&self) -> Result<Vec<u8>, DsseError> {
        match self {
            Self::Envelope(envelope) => envelope.unverified_payload(PAYLOAD_TYPE),
            Self::Statement(text) => Ok(text.clone().into_bytes()),
        }
    }
}

/// The Statement that a payload is.
fn statement_of(payload: &[u8]) -> Result<Statement, BundleError> {
    serde_json::from_slice(payload).map_err(|error| BundleError::Form(error.to_string()))
}

impl Bundle {
    /// Puts a document together with what it was decided from, each as its exact text.
    pub fn new(document: Document, gate: String, entry: Option<String>, subject: String) -> Self {
        Self {
            format: BUNDLE_FORMAT.to_owned(),
            document,
            gate,
            entry,
            subject,
        }
    }

    /// The verdict document as it was written. Nothing is proven of it by reading it: see [`verify()`].
    ///
    /// # Errors
    /// When the document cannot be opened or is no Statement.
    pub fn statement(&self) -> Result<Statement, BundleError> {
        statement_of(&self.document.payload()?)
    }

    /// Decides the attached snapshots by the attached gate once more.
    ///
    /// # Errors
    /// When gate or snapshots cannot be read, or the entry of a bracket's exit is missing.
    pub fn decide(&self) -> Result<Verdict, BundleError> {
        let definition = Definition::parse("attached gate", self.gate.as_bytes())?;
        let subject = Snapshot::from_bytes(self.subject.as_bytes())?;
        Ok(match (subject.moment, &self.entry) {
            (Moment::Exit, Some(entry)) => decide(
                &definition,
                &Snapshot::from_bytes(entry.as_bytes())?,
                &subject,
            )?,
            (Moment::Exit, None) => {
                return Err(BundleError::Form(
                    "the exit's entry is not attached".to_owned(),
                ));
            }
            (Moment::Entry, _) => enter(&definition, &subject)?,
            (Moment::Check, _) => judge(&definition, &subject)?,
        })
    }
}

#[cfg(test)]
mod tests;
