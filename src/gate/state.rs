//! What an observer finds without SQL of the user's: definitions, rows, sequences, channel.

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::observation::Failure;

/// One part of a snapshot: found, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Part<T> {
    /// What was found.
    Observed(T),
    /// Why nothing was found.
    Failed(Failure),
    /// Only at exit: not looked at, because the transaction snapshot's text is that of entry, so no transaction
    /// with an id finished in the whole cluster. It proves nothing about sequences, which are not transactional.
    SameSnapshot,
}

/// One object of the database: its identity and everything that defines it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// What it is, such as `column`, `policy` or `membership`.
    pub kind: String,
    /// Its full name, quoted where needed, such as `public.apr_approvals.decision`.
    pub name: String,
    /// Text that differs whenever the object does: one property a line makes the best differences.
    pub definition: String,
}

impl Object {
    const NOT_VISIBLE: &str = "not visible";

    /// Stands for what the role may not see, and so is not proven.
    pub fn not_visible(what: &str) -> Self {
        Self {
            kind: Self::NOT_VISIBLE.to_owned(),
            name: what.to_owned(),
            definition: String::new(),
        }
    }

    /// What could not be seen, if that is what it stands for.
    pub fn as_not_visible(&self) -> Option<&str> {
        (self.kind == Self::NOT_VISIBLE).then_some(self.name.as_str())
    }
}

/// Objects in the order of kind, name, definition, bytewise, so that equal sets have equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Object>", into = "Vec<Object>")]
pub struct Objects(Vec<Object>);

impl Objects {
    /// The objects in order.
    pub fn as_slice(&self) -> &[Object] {
        &self.0
    }

    /// Whether some are told by the versions of their rows, which say nothing where transaction ids were given twice.
    pub fn rest_on_ids(&self) -> bool {
        self.0.iter().any(|object| {
            object.kind == "system objects" || object.definition.contains("row_version=")
        })
    }

    /// SHA-256 over all of them, each part preceded by its length.
    pub fn digest(&self) -> Digest {
        let mut bytes = Vec::new();
        for object in &self.0 {
            for part in [&object.kind, &object.name, &object.definition] {
                bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
                bytes.extend_from_slice(part.as_bytes());
            }
        }
        Digest::of(&bytes)
    }
}

impl From<Vec<Object>> for Objects {
    fn from(mut objects: Vec<Object>) -> Self {
        objects.sort();
        Self(objects)
    }
}

impl From<Objects> for Vec<Object> {
    fn from(objects: Objects) -> Self {
        objects.0
    }
}

/// A name as it is, which is quoted where SQL would quote it.
pub(crate) fn unquoted(name: &str) -> String {
    let quoted = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    quoted.map_or_else(|| name.to_owned(), |name| name.replace("\"\"", "\""))
}

/// A name in a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualifiedName {
    /// The schema, unquoted.
    pub schema: String,
    /// The relation, unquoted.
    pub name: String,
}

impl QualifiedName {
    /// A name in a schema.
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            schema: schema.into(),
            name: name.into(),
        }
    }
}

impl std::fmt::Display for QualifiedName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.schema, self.name)
    }
}

/// `pg_stat_all_tables`: row changes counted since the statistics were last reset, rolled-back ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counters {
    /// `n_tup_ins`.
    pub inserted: u64,
    /// `n_tup_upd`.
    pub updated: u64,
    /// `n_tup_del`.
    pub deleted: u64,
}

/// The rows whose xmin is at or after the entry snapshot's *xmin*. A writer open at entry may commit rows there
/// that `newer` cannot see, because `pg_current_snapshot()` does not list the ids of savepoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrayZone {
    /// How many rows.
    pub count: u64,
    /// Digest of their content; absent when they were too many to read.
    pub sha256: Option<Digest>,
}

/// The versions of a relation's rows, measured against the snapshot stored at entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowVersions {
    /// How many rows.
    pub count: u64,
    /// How many of them are newer than the entry's snapshot; 0 at entry itself.
    pub newer: u64,
    /// The rows that savepoints may hide; at exit, with the *entry's* xmin.
    pub gray: GrayZone,
}

/// Every byte of a relation's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of the rows in a fixed order.
    pub sha256: Digest,
}

/// What was seen of one relation's rows: as much as the level asks for, and more where it costs nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationState {
    /// The relation; of a partitioned table, each leaf.
    pub relation: QualifiedName,
    /// Its OID: another relation under the same name has another.
    pub oid: Option<u32>,
    /// Its counters, where its kind has them.
    pub counters: Option<Counters>,
    /// `pg_relation_filenode`: changes with TRUNCATE, VACUUM FULL, CLUSTER and rewrites.
    pub relfilenode: Option<u64>,
    /// Digest of its columns, by their numbers, names and types, and of what their types are made of: rows that nobody
    /// wrote say something else under other columns. Snapshots of earlier releases have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Digest>,
    /// Its row versions, where they can be asked.
    pub row_versions: Option<Part<RowVersions>>,
    /// Its content, where it was read.
    pub content: Option<Part<Content>>,
}

/// Where a sequence stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SequencePosition {
    /// Read from the sequence itself.
    Read {
        /// `last_value`.
        last_value: String,
        /// `is_called`.
        is_called: bool,
    },
    /// It cannot be read (`pg_sequences.last_value` is NULL without SELECT); `mend` says what to grant.
    Unreadable {
        /// The GRANT that mends it.
        mend: String,
    },
}

/// One sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequenceState {
    /// The sequence.
    pub sequence: QualifiedName,
    /// Where it stands.
    pub position: SequencePosition,
}

/// The large objects of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LargeObjects {
    /// `count(*)` of `pg_largeobject_metadata`.
    pub count: u64,
    /// Digest of their ids, owners and grants, where they can be read.
    pub listing: Option<Digest>,
    /// Digest of their bytes, where they can be read.
    pub content: Option<Digest>,
}

/// One way in which our role or our sessions could write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// A stable code, such as `tables_writable`.
    pub code: String,
    /// What is open, in words.
    pub what: String,
    /// What was found: a figure, or names.
    pub value: String,
}

/// What could write, or is left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelState {
    /// Everything our role or our sessions could write through; empty when nothing is open.
    pub findings: Part<Vec<Finding>>,
    /// Client sessions idle inside a transaction; a failure when the role cannot see the sessions' states.
    pub idle_in_transaction: Part<u64>,
    /// Transactions left prepared.
    pub prepared_transactions: Part<u64>,
}

/// A relation in scope of which nothing can be proven.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotProven {
    /// The relation.
    pub relation: QualifiedName,
    /// Why, such as `foreign table`.
    pub why: String,
}
