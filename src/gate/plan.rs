//! What a gate plans to ask: the names of its results, in the order they are printed.

use super::definition::{Check, Definition};

/// Names of the checks that gatepost makes itself; no check of a gate file may take them.
pub const RESERVED_NAMES: [&str; 8] = [
    DATABASE,
    IDLE_IN_TRANSACTION,
    NO_WRITE_CHANNEL,
    SCHEMA,
    ROWS,
    SEQUENCES,
    ROLES,
    LARGE_OBJECTS,
];

/// The identity of server, database and role.
pub(super) const DATABASE: &str = "db";
/// Sessions idle inside a transaction.
pub(super) const IDLE_IN_TRANSACTION: &str = "idle-in-txn";
/// What our role may write, and transactions left prepared.
pub(super) const NO_WRITE_CHANNEL: &str = "no write channel opened";
/// Definitions, owners, grants, policies and triggers.
pub(super) const SCHEMA: &str = "schema";
/// Rows of the relations named.
pub(super) const ROWS: &str = "rows";
/// Positions of sequences.
pub const SEQUENCES: &str = "sequences";
/// Roles, memberships, settings, extensions and publications.
pub(super) const ROLES: &str = "roles";
/// Large objects.
pub(super) const LARGE_OBJECTS: &str = "large objects";

/// One thing a gate plans to ask.
#[derive(Debug, Clone, Copy)]
pub enum Planned<'a> {
    /// The identity of server, database and role: always asked, always first.
    Database,
    /// A check of the gate file.
    Check(&'a Check),
    /// Sessions idle inside a transaction.
    IdleInTransaction,
    /// What our role may write.
    NoWriteChannel,
    /// Definitions.
    Schema,
    /// Rows.
    Rows,
    /// Sequences.
    Sequences,
    /// Roles and the like.
    Roles,
    /// Large objects.
    LargeObjects,
}

impl Planned<'_> {
    /// The name of its result.
    pub fn name(&self) -> &str {
        match self {
            Self::Database => DATABASE,
            Self::Check(check) => &check.name,
            Self::IdleInTransaction => IDLE_IN_TRANSACTION,
            Self::NoWriteChannel => NO_WRITE_CHANNEL,
            Self::Schema => SCHEMA,
            Self::Rows => ROWS,
            Self::Sequences => SEQUENCES,
            Self::Roles => ROLES,
            Self::LargeObjects => LARGE_OBJECTS,
        }
    }
}

/// Everything the gate plans to ask, in the order of the verdict.
pub fn plan(definition: &Definition) -> Vec<Planned<'_>> {
    let mut plan = vec![Planned::Database];
    plan.extend(definition.checks.iter().map(Planned::Check));
    if definition.channel.is_some() {
        plan.extend([Planned::IdleInTransaction, Planned::NoWriteChannel]);
    }
    if let Some(unchanged) = &definition.unchanged {
        let asked = [
            (!unchanged.schema.is_empty(), Planned::Schema),
            (!unchanged.rows.is_empty(), Planned::Rows),
            (unchanged.sequences, Planned::Sequences),
            (unchanged.roles, Planned::Roles),
            (unchanged.large_objects, Planned::LargeObjects),
        ];
        plan.extend(
            asked
                .into_iter()
                .filter(|(asked, _)| *asked)
                .map(|(_, planned)| planned),
        );
    }
    plan
}
