//! What a gate concludes, check by check.

use serde::{Deserialize, Serialize};

use super::definition::{Kind, Severity};
use super::digest::Digest;
use super::snapshot::{Identity, Moment};
use super::time::Timestamp;

/// What became of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Outcome {
    /// Asked, answered, and as expected.
    Pass,
    /// Asked, answered, and not as expected.
    Fail,
    /// Not asked, or not answered in a way that can be judged.
    Error,
    /// Recorded; no proof of anything.
    Info,
}

impl Outcome {
    /// As verdict documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Error => "ERROR",
            Self::Info => "INFO",
        }
    }
}

/// The conclusion. It fails closed: only [`Decision::Safe`] lets work go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Decision {
    /// Every blocking check was asked, answered, and as expected.
    Safe,
    /// Something blocking is known to be wrong.
    Unsafe,
    /// It is not known.
    Indeterminate,
}

impl Decision {
    /// As people and verdict documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "SAFE",
            Self::Unsafe => "UNSAFE",
            Self::Indeterminate => "INDETERMINATE",
        }
    }
}

impl std::fmt::Display for Decision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A value as it is shown: always text, because an `int8` does not fit a JSON number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// PostgreSQL's type, or the kind of observation: `rows`, `null`, `empty`, `error`, `truncated`, `not_run`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The text.
    pub value: String,
}

/// What happened to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// There at exit only.
    Added,
    /// There at entry only.
    Removed,
    /// There at both, and not the same.
    Altered,
    /// There, and it should not be.
    Found,
}

impl Change {
    /// As verdict documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Altered => "altered",
            Self::Found => "found",
        }
    }
}

/// One difference, which always names its object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// What happened.
    pub change: Change,
    /// What kind of object, such as `column`, `rows` or `sequence`.
    pub kind: String,
    /// The object's full name.
    pub name: String,
    /// What it was and is; a unified diff where definitions differ.
    pub detail: String,
}

/// What became of one check, with everything a reader needs to agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckResult {
    /// The check's name.
    pub name: String,
    /// The rule with its arguments.
    pub rule: String,
    /// What a failure does to the verdict.
    pub severity: Severity,
    /// What became of it.
    pub outcome: Outcome,
    /// What was seen at entry.
    pub entry: Option<Shown>,
    /// What was seen at exit, or at the one moment of a standing gate.
    pub exit: Option<Shown>,
    /// Why, as a stable word.
    pub reason: String,
    /// Why, in words.
    pub message: String,
    /// The SQL or setting that mends an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
    /// The gate file's words beside the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Every difference, by object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// What was seen beside the outcome, such as writes rolled back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// How long the later observation took, in milliseconds.
    pub duration_ms: u64,
}

/// How many checks there were of each outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Checks the gate plans.
    pub planned: usize,
    /// PASS.
    pub passed: usize,
    /// FAIL.
    pub failed: usize,
    /// ERROR.
    pub errored: usize,
    /// INFO.
    pub info: usize,
}

/// The strongest thing proven of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofLevel {
    /// Nothing is proven of rows.
    None,
    /// No row change was counted.
    Counters,
    /// No row version is newer than entry, and none is gone.
    RowVersions,
    /// Every byte of every row is as it was.
    Content,
    /// No transaction with an id finished in the whole cluster.
    Cluster,
}

impl ProofLevel {
    /// As verdict documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Counters => "counters",
            Self::RowVersions => "row_versions",
            Self::Content => "content",
            Self::Cluster => "cluster",
        }
    }
}

/// What holds, said positively, and over what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    /// The strongest thing proven of rows.
    pub level: ProofLevel,
    /// The relations of whose rows it is proven, as the gate file's globs.
    pub scope: Vec<String>,
    /// The schemas whose definitions are proven unchanged, as the gate file's globs.
    pub schema_scope: Vec<String>,
    /// Whether "byte-unchanged" may be said of `scope`: definitions of its schemas and all its rows are proven.
    pub byte_unchanged: bool,
    /// What is in scope or beside it and is not proven, with why.
    pub not_proven: Vec<String>,
}

/// Why two snapshots cannot be compared, or one not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mismatch {
    /// A stable code, such as `entry_expired`.
    pub code: String,
    /// Why, in words.
    pub message: String,
}

/// A snapshot that a verdict was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotReference {
    /// SHA-256 of its canonical bytes.
    pub digest: Digest,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// `pg_current_snapshot()` then.
    pub transaction_snapshot: String,
    /// The write-ahead log's position then.
    pub wal_position: Option<String>,
}

/// The conclusion of a gate with everything it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The gate's handle.
    pub gate: String,
    /// The gate's title.
    pub title: String,
    /// Bracket or standing.
    pub kind: Kind,
    /// SHA-256 of the gate file.
    pub gate_digest: Digest,
    /// Which moment was judged: entry alone, exit with its entry, or a standing gate's check.
    pub moment: Moment,
    /// The conclusion.
    pub decision: Decision,
    /// Why it is not SAFE, in one line; empty when it is.
    pub reason: String,
    /// Why nothing could be compared; then every check is an ERROR.
    pub mismatches: Vec<Mismatch>,
    /// Every planned check in order.
    pub checks: Vec<CheckResult>,
    /// How many of each outcome.
    pub counts: Counts,
    /// What holds.
    pub proof: Proof,
    /// What a reader should know and what decided nothing.
    pub warnings: Vec<String>,
    /// Who was asked, at the later moment.
    pub identity: Identity,
    /// The entry a bracket was compared with.
    pub entry: Option<SnapshotReference>,
    /// The snapshot that was judged.
    pub subject: SnapshotReference,
}

impl Verdict {
    /// Whether an entry can be followed by an exit: only an entry that is itself SAFE.
    pub fn is_usable_entry(&self) -> bool {
        self.moment == Moment::Entry && self.decision == Decision::Safe
    }
}
