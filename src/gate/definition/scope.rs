//! `[unchanged]` and `[channel]`: the proofs that need no SQL of the user's.

use serde::{Deserialize, Serialize};

use super::pattern::{RelationPattern, SchemaPattern};

/// How much is asked of rows that must not change, from the cheapest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// PostgreSQL's counters of inserted, updated and deleted rows, and the relations' files.
    Counters,
    /// No row version newer than entry, and as many rows as then.
    #[default]
    RowVersions,
    /// The bytes of every row.
    Content,
}

impl Level {
    /// As gate files and verdict documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counters => "counters",
            Self::RowVersions => "row_versions",
            Self::Content => "content",
        }
    }
}

/// What may not change between entry and exit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unchanged {
    /// Schemas whose definitions, owners, grants, policies and triggers may not change; every schema unless given.
    #[serde(default = "every_schema")]
    pub schema: Vec<SchemaPattern>,
    /// Relations whose rows may not change; none unless given.
    #[serde(default)]
    pub rows: Vec<RelationPattern>,
    /// How much is asked of those rows.
    #[serde(default)]
    pub level: Level,
    /// Whether sequences may not move: those of `rows`, or of `schema` when no rows are given.
    #[serde(default = "yes")]
    pub sequences: bool,
    /// Whether roles, memberships, database and role settings, extensions and publications may not change.
    #[serde(default = "yes")]
    pub roles: bool,
    /// Whether large objects may not come, go or change.
    #[serde(default = "yes")]
    pub large_objects: bool,
}

fn yes() -> bool {
    true
}

fn every_schema() -> Vec<SchemaPattern> {
    SchemaPattern::try_from("*".to_owned())
        .into_iter()
        .collect()
}

impl Unchanged {
    /// Whether definitions in the schema may not change.
    pub fn covers_schema(&self, schema: &str) -> bool {
        self.schema.iter().any(|pattern| pattern.matches(schema))
    }

    /// Whether the rows of the relation may not change.
    pub fn covers_rows(&self, schema: &str, relation: &str) -> bool {
        self.rows
            .iter()
            .any(|pattern| pattern.matches(schema, relation))
    }

    /// Whether the sequence may not move. An application that grows a table outside `rows` moves its sequence
    /// too, so a sequence counts by its own name or by the table that owns it.
    pub fn covers_sequence(
        &self,
        schema: &str,
        sequence: &str,
        owner: Option<(&str, &str)>,
    ) -> bool {
        if !self.sequences {
            return false;
        }
        if self.rows.is_empty() {
            return self.covers_schema(schema);
        }
        self.covers_rows(schema, sequence)
            || owner.is_some_and(|(schema, table)| self.covers_rows(schema, table))
    }
}

/// What no write channel means: what our role may do is always asked; these are the figures allowed beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Channel {
    /// The most sessions of any role, those of replication too, that may sit idle inside a transaction.
    pub idle_in_transaction: u64,
    /// The most transactions that may stand prepared.
    pub prepared_transactions: u64,
}
