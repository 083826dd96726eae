//! What a rehearsal left: everything that is not as at entry, by name.

use super::report::Problem;
use super::scanner::Meaning;
use super::state::Changes;
use super::tagged;
use crate::changeset::Linted;
use crate::gate::{Difference, QualifiedName};

/// What is not as at entry.
pub(super) struct Left {
    differences: Vec<Difference>,
    sequences: Vec<Difference>,
    /// Tables of the scanner that do not mean the same.
    moved: Vec<QualifiedName>,
    /// Tables that were written and are not declared: whether their content is as at entry is not known.
    undeclared: Vec<Difference>,
    /// What could not be seen.
    pub(super) blind: Vec<String>,
    /// The statement of the rollback file that failed.
    pub(super) failed: Option<Problem>,
}

impl Left {
    pub(super) fn new(
        changes: Changes,
        moved: Vec<QualifiedName>,
        undeclared: Vec<Difference>,
    ) -> Self {
        Self {
            differences: changes.differences,
            sequences: changes.sequences,
            moved,
            undeclared,
            blind: changes.blind,
            failed: None,
        }
    }

    /// Whether all is as at entry, and all of it was seen.
    pub(super) fn is_nothing(&self) -> bool {
        self.differences.is_empty()
            && self.moved.is_empty()
            && self.undeclared.is_empty()
            && self.blind.is_empty()
            && self.failed.is_none()
    }

    /// What is left, by name.
    pub(super) fn names(&self) -> Vec<String> {
        let both = self.differences.iter().chain(&self.undeclared);
        let differences = both.map(|difference| {
            format!(
                "{} {} {}",
                difference.kind,
                difference.name,
                difference.change.as_str()
            )
        });
        let moved = self.moved.iter().map(|table| format!("rows of {table}"));
        let blind = self.blind.iter().map(|blind| format!("unknown: {blind}"));
        differences.chain(moved).chain(blind).collect()
    }

    /// Each as a problem.
    pub(super) fn problems(&self, code: &str) -> Vec<Problem> {
        let hint = "let the rollback file bring it back as it was at entry";
        let blind = "without seeing it, nothing is decided; mend what is named and rehearse again";
        let differences = self.differences.iter();
        let moved = self.moved.iter();
        self.failed
            .iter()
            .cloned()
            .chain(differences.map(|difference| Problem::of_difference(code, difference, hint)))
            .chain(moved.map(|table| {
                Problem::new(
                    code,
                    format!("rows of {table} are not as at entry, volatile columns aside"),
                    hint,
                )
            }))
            .chain(self.undeclared.iter().map(tagged::undeclared))
            .chain(
                self.blind
                    .iter()
                    .map(|seen| Problem::new("blind", seen, blind)),
            )
            .collect()
    }

    /// Sequences that moved: what was rolled back moved them too, and no rollback file has to bring them back.
    pub(super) fn remarks(&self) -> Vec<String> {
        let moved = self.sequences.iter();
        moved
            .map(|difference| {
                format!(
                    "sequence_advanced: {} {}",
                    difference.name, difference.detail
                )
            })
            .collect()
    }
}

/// What the scanner's tables meant, as the journal has it.
pub(super) fn meaning_of(recorded: &[(String, String, String)], change: &Linted) -> Meaning {
    let tables = change.manifest().scanner();
    let tables = tables
        .map(|scanner| &scanner.tables[..])
        .unwrap_or_default();
    recorded
        .iter()
        .filter_map(|(name, rows, digest)| {
            let table = tables.iter().find(|table| table.to_string() == *name)?;
            Some((table.clone(), (rows.clone(), digest.clone())))
        })
        .collect()
}
