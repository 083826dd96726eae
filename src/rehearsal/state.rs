//! The state of the clone as a bracket gate sees it, and what differs between two moments.

use std::collections::BTreeSet;

use crate::changeset::Linted;
use crate::db::clone::{CloneChannel, CloneSession, StatementFailure};
use crate::db::quoting::quoted;
use crate::db::{Progress, Purpose};
use crate::error::{ErrorCode, ToolError};
use crate::gate::{self, Change, Definition, Difference, Outcome, QualifiedName, Snapshot};

/// One way to look at the clone, the same at every moment.
pub(super) struct Observer<'a> {
    channel: &'a CloneChannel,
    definition: Definition,
}

/// What differs between two moments.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Objects and rows that are not as they were.
    pub(super) differences: Vec<Difference>,
    /// Sequences that moved: they do so in transactions that are rolled back, too.
    pub(super) sequences: Vec<Difference>,
    /// What could not be seen.
    pub(super) blind: Vec<String>,
}

impl<'a> Observer<'a> {
    /// Definitions, and every byte of these tables, which are there.
    ///
    /// # Errors
    /// When a table's name cannot be written as a gate's pattern.
    pub(super) fn content(
        channel: &'a CloneChannel,
        tables: &[QualifiedName],
    ) -> Result<Self, ToolError> {
        let rows: Vec<String> = tables
            .iter()
            .map(|table| format!("{:?}", table.to_string()))
            .collect();
        let asked = format!(
            "roles = true\nlevel = \"content\"\nrows = [{}]\n",
            rows.join(", ")
        );
        Self::new(channel, &asked)
    }

    /// Which tables' rows were written at all, wherever they are.
    ///
    /// # Errors
    /// None that can be had.
    pub(super) fn written(channel: &'a CloneChannel) -> Result<Self, ToolError> {
        Self::new(
            channel,
            "roles = false\nlevel = \"row_versions\"\nrows = [\"*.*\"]\n",
        )
    }

    fn new(channel: &'a CloneChannel, asked: &str) -> Result<Self, ToolError> {
        let text = format!(
            "name = \"rehearsal\"\ntitle = \"State of a rehearsal\"\nkind = \"bracket\"\ndatabase = {:?}\nexpires = \"365d\"\n\
             [unchanged]\nschema = [\"*\"]\nsequences = true\nlarge_objects = true\n{asked}",
            channel.name()
        );
        let definition = Definition::parse("rehearsal", text.as_bytes()).map_err(|error| {
            ToolError::new(
                ErrorCode::Internal,
                format!("the state of the clone cannot be asked for: {error}"),
                "name tables in `tables` as schema.table, in letters that PostgreSQL's unquoted names have",
            )
        })?;
        Ok(Self {
            channel,
            definition,
        })
    }

    /// The state now; after `before`, as far as it differs.
    ///
    /// # Errors
    /// When the clone cannot be asked.
    pub(super) async fn look(&self, before: Option<&Snapshot>) -> Result<Snapshot, ToolError> {
        let purpose = before.map_or(Purpose::Entry, Purpose::Exit);
        let silent = |_: Progress| {};
        let mut snapshot = self
            .channel
            .database()?
            .observe(&self.definition, purpose, silent)
            .await?;
        // Of production that would be a mismatch; to write is what the clone's role is for.
        snapshot.identity.role_can_write = false;
        Ok(snapshot)
    }

    /// What differs.
    ///
    /// # Errors
    /// When a snapshot cannot be digested.
    pub(super) fn changes(
        &self,
        before: &Snapshot,
        after: &Snapshot,
    ) -> Result<Changes, ToolError> {
        let verdict = gate::decide(&self.definition, before, after).map_err(|error| {
            ToolError::new(
                ErrorCode::Internal,
                format!("two states of the clone cannot be compared: {error}"),
                "report this; nothing was decided",
            )
        })?;
        let mut changes = Changes::default();
        for mismatch in &verdict.mismatches {
            changes.blind.push(mismatch.message.clone());
        }
        for check in verdict.checks {
            match check.outcome {
                Outcome::Pass | Outcome::Info => {}
                Outcome::Error if !verdict.mismatches.is_empty() => {}
                Outcome::Error => {
                    let mend = check
                        .mend
                        .map(|mend| format!(" ({mend})"))
                        .unwrap_or_default();
                    changes
                        .blind
                        .push(format!("{}: {}{mend}", check.name, check.message));
                }
                Outcome::Fail if check.differences.is_empty() => {
                    changes
                        .blind
                        .push(format!("{}: {}", check.name, check.message));
                }
                Outcome::Fail if check.name == gate::SEQUENCES => {
                    let (moved, other): (Vec<_>, Vec<_>) = check
                        .differences
                        .into_iter()
                        .partition(|difference| difference.change == Change::Altered);
                    changes.sequences.extend(moved);
                    changes.differences.extend(other);
                }
                Outcome::Fail => changes.differences.extend(check.differences),
            }
        }
        Ok(changes)
    }

    /// What differs from `before` now.
    ///
    /// # Errors
    /// When the clone cannot be asked.
    pub(super) async fn since(&self, before: &Snapshot) -> Result<Changes, ToolError> {
        let after = self.look(Some(before)).await?;
        self.changes(before, &after)
    }
}

/// The table that a difference of rows names.
pub(super) fn table_of(difference: &Difference) -> Option<QualifiedName> {
    let (schema, name) = difference.name.split_once('.')?;
    (difference.kind == "relation").then(|| QualifiedName::new(schema, name))
}

/// The tables whose content the change may touch: declared ones, and the scanner's as far as no column is volatile.
pub(super) fn touched(change: &Linted) -> BTreeSet<QualifiedName> {
    // Of a table with volatile columns the rest is compared, by what it means: see `scanner`.
    let scanned = change.manifest().scanner().into_iter().flat_map(|scanner| {
        let tables = scanner.tables.iter();
        tables.filter(|table| !scanner.volatile.contains_key(*table))
    });
    let declared = change.manifest().tables().iter();
    declared.chain(scanned).cloned().collect()
}

/// Those of the tables that are there.
///
/// # Errors
/// When the session is lost.
pub(super) async fn there(
    session: &mut CloneSession,
    tables: BTreeSet<QualifiedName>,
) -> Result<Vec<QualifiedName>, StatementFailure> {
    let mut found = Vec::new();
    for table in tables {
        let sql = "SELECT pg_catalog.to_regclass($1) IS NOT NULL";
        let rows = session.query_text(sql, &[Some(&quoted(&table))]).await?;
        if rows == [[Some("true".to_owned())]] {
            found.push(table);
        }
    }
    Ok(found)
}
