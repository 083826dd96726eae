//! What the records of calls and gates hold.

use serde::{Deserialize, Serialize};

use super::record::Record;
use crate::error::ErrorCode;

/// A call that is about to run: who asks, where, and what.
#[derive(Debug, Clone, Serialize)]
pub struct CallStarted {
    /// The tool or command, for example `query_pg`.
    pub tool: String,
    /// Who asks.
    pub principal: String,
    /// The channel: `production` or `clone`.
    pub channel: String,
    /// The database named.
    pub database: String,
    /// SHA-256 of the statement's bytes, in lowercase hexadecimal.
    pub sql_sha256: String,
    /// The statement with its literals removed. The ledger stores it as given.
    pub sql: String,
}

/// What was decided about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It was run, or would have been had nothing failed.
    Allowed,
    /// It was not run.
    Refused,
}

/// How a call ended.
#[derive(Debug, Clone, Serialize)]
pub struct CallFinished {
    /// The sequence number of its `call_started` record.
    pub call: u64,
    /// Allowed or refused.
    pub decision: Decision,
    /// The relations it read.
    pub relations: Vec<String>,
    /// The rows answered; `None` when there was no answer.
    pub rows: Option<u64>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Why it was refused or failed.
    pub code: Option<ErrorCode>,
    /// PostgreSQL's own code, when PostgreSQL refused.
    pub sqlstate: Option<String>,
}

/// Which database a record is of, whatever it is called; the clone channel's isolation says it in the same form.
pub fn database_identity(system_identifier: &str, database_oid: u32) -> String {
    format!("{system_identifier}/{database_oid}")
}

/// A gate's entry or verdict: a document the ledger keeps and does not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRecord {
    /// The handle. A bracket's verdict bears the id of its entry, so an entry is used at most
    /// once; a standing gate's verdict bears an id of its own.
    pub id: String,
    /// The gate's name.
    pub gate: String,
    /// The digest of the document, as its maker computed it.
    pub digest: String,
    /// When an entry ceases to be good, RFC 3339; `None` for what does not expire.
    pub expires: Option<String>,
    /// The document, byte for byte.
    pub document: String,
}

/// An inventory or a comparison: a document the ledger keeps and does not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftRecord {
    /// The production database.
    pub database: String,
    /// The clone, for a comparison.
    pub clone: Option<String>,
    /// Which database the clone was, as system identifier and OID, for a comparison; earlier records do not say.
    #[serde(default)]
    pub clone_identity: Option<String>,
    /// The digest of what the document says, as its maker computed it.
    pub digest: String,
    /// The document, byte for byte.
    pub document: String,
}

/// A rehearsal in a few words: one record when it is about to commit for the first time, one when it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalRecord {
    /// The clone's name.
    pub clone: String,
    /// Which database that was, as system identifier and OID: one that is dropped and made again is another.
    pub clone_identity: String,
    /// The change set's name.
    pub change_set: String,
    /// Its tag.
    pub tag: String,
    /// SHA-256 over its files.
    pub digest: String,
    /// Whether it was to go all the way: applied, judged and taken back, twice.
    pub is_full: bool,
    /// How it ended; `None` when it is about to commit.
    pub ended: Option<RehearsalEnd>,
}

/// How a rehearsal ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalEnd {
    /// `SAFE`, `UNSAFE` or `INDETERMINATE`.
    pub verdict: String,
    /// `pass`, `fail` or `error`; `None` when no scanner was run.
    pub scanner: Option<String>,
    /// Whether the change set, or anything of it, is still on the clone.
    pub is_standing: bool,
}

/// A gate's entry or verdict as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredGateRecord {
    /// What was recorded.
    pub recorded: GateRecord,
    /// The record that holds it.
    pub record: Record,
}

/// A gate's entry as the ledger has it, and whether it was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// What was recorded.
    pub recorded: GateRecord,
    /// The record that holds it.
    pub record: Record,
    /// The sequence number of the verdict made from it; `None` while it is unused.
    pub used_by: Option<u64>,
}
