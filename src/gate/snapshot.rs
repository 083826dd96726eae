//! One entry or exit: who was asked, what came back, as bytes that can be hashed and read back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::observation::Observation;
use super::state::{
    ChannelState, LargeObjects, NotProven, Objects, Part, QualifiedName, RelationState,
    SequenceState,
};
use super::time::Timestamp;

/// The form of the bytes; a snapshot of another form is not read.
pub const FORMAT: &str = "gatepost-snapshot/1";

/// Which moment of a gate it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Before the work.
    Entry,
    /// After the work.
    Exit,
    /// The one moment of a standing gate.
    Check,
}

/// Who was asked, by whom, under which gate. Two snapshots can be compared only when these agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// `pg_control_system().system_identifier`.
    pub system_identifier: String,
    /// The database by its name on the allowlist.
    pub database: String,
    /// `current_database()`.
    pub current_database: String,
    /// The database's OID: a database dropped and made again has another.
    pub database_oid: u32,
    /// `current_user`.
    pub role: String,
    /// Whether the role can write and is served all the same (`writable_role = "accept"`): no gate is SAFE through it.
    pub role_can_write: bool,
    /// `pg_control_checkpoint().timeline_id`.
    pub timeline: u32,
    /// `server_version_num / 10000`.
    pub server_major: u32,
    /// `server_version`.
    pub server_version: String,
    /// `pg_is_in_recovery()`.
    pub in_recovery: bool,
    /// Since when the server runs without a break: `pg_postmaster_start_time()`, or the last time it threw its shared
    /// statistics away, as it does after the crash of any process.
    pub server_started: String,
    /// `pg_stat_database.stats_reset` of the database.
    pub stats_reset: Option<String>,
    /// SHA-256 of the gate file's bytes.
    pub gate_digest: Digest,
}

/// A relation that a check's statement reads, behind views too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadByCheck {
    /// The relation as PostgreSQL resolved it.
    pub relation: QualifiedName,
    /// Whether its name without a schema leads to it.
    pub by_bare_name: bool,
}

/// The answer of one check and how long it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckObservation {
    /// The check's name.
    pub name: String,
    /// What came back.
    pub observation: Observation,
    /// What it reads, in order; nothing where the statement was refused, and in snapshots of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relations: Option<Vec<ReadByCheck>>,
    /// What users made, and bare names of its functions or its operators may lead to, as `schema.name(argument types)`, in
    /// order; nothing where there are no such, and in snapshots of earlier releases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callable: Vec<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// Everything seen at one moment, all in one transaction snapshot. Parts the gate does not ask for are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Always [`FORMAT`].
    pub format: String,
    /// Which moment.
    pub moment: Moment,
    /// When, by gatepost's clock.
    pub taken_at: Timestamp,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Who was asked.
    pub identity: Identity,
    /// `pg_current_snapshot()`, as text: `xmin:xmax:xip_list`.
    pub transaction_snapshot: String,
    /// The write-ahead log's position, where it can be read; for people.
    pub wal_position: Option<String>,
    /// At entry, where versions of rows count, be they a catalog's, whether the ends of all transactions that had finished
    /// were on disk: after a crash, ids of those whose end was not are given again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wal_flushed: Option<bool>,
    /// Where the last checkpoint stands in the write-ahead log, which only grows. Snapshots of earlier releases have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
    /// At exit, the digest of the entry whose transaction snapshot row versions were measured against.
    pub compared_with: Option<Digest>,
    /// The checks' answers, in the order of the gate file.
    pub checks: Vec<CheckObservation>,
    /// Definitions in the schemas asked for.
    pub schema: Option<Part<Objects>>,
    /// Rows of the relations asked for.
    pub rows: Option<Part<Vec<RelationState>>>,
    /// Sequences asked for.
    pub sequences: Option<Part<Vec<SequenceState>>>,
    /// Roles, memberships, settings, extensions and publications.
    pub roles: Option<Part<Objects>>,
    /// Large objects.
    pub large_objects: Option<Part<LargeObjects>>,
    /// What could write.
    pub channel: Option<ChannelState>,
    /// Relations in scope of which nothing can be proven.
    pub not_proven: Vec<NotProven>,
}

/// Why bytes are no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not JSON of the known form.
    #[error("the snapshot cannot be read: {0}")]
    Form(#[from] serde_json::Error),
    /// Another version's form.
    #[error("the snapshot has format `{0}`, this gatepost reads `{FORMAT}`")]
    Format(String),
    /// The bytes are not those gatepost writes for what they say, so their digest would prove nothing.
    #[error("the snapshot is not in canonical form")]
    NotCanonical,
}

impl Snapshot {
    /// What was seen of definitions, of roles and of schemas.
    pub fn definitions(&self) -> impl Iterator<Item = &Objects> {
        let parts = [&self.roles, &self.schema].into_iter();
        parts.filter_map(|part| match part {
            Some(Part::Observed(objects)) => Some(objects),
            _ => None,
        })
    }

    /// The canonical bytes: what is stored, hashed and attached to a verdict.
    ///
    /// # Errors
    /// Never for values made in memory; the serializer's signature allows it.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        Ok(serde_json::to_vec(self)?)
    }

    /// Reads canonical bytes back.
    ///
    /// # Errors
    /// When the bytes are no snapshot of this format, or say the same in another way.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let snapshot: Self = serde_json::from_slice(bytes)?;
        if snapshot.format != FORMAT {
            return Err(SnapshotError::Format(snapshot.format));
        }
        if snapshot.to_bytes()? != bytes {
            return Err(SnapshotError::NotCanonical);
        }
        Ok(snapshot)
    }

    /// SHA-256 of the canonical bytes.
    ///
    /// # Errors
    /// As [`Self::to_bytes`].
    pub fn digest(&self) -> Result<Digest, SnapshotError> {
        Ok(Digest::of(&self.to_bytes()?))
    }
}
