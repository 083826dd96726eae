//! `manifest.toml`: what a change set is made of, and what it says of itself.
//!
//! | key | value |
//! |---|---|
//! | `tag` | required; what every row and object that the change makes carries, e.g. `TEST_CLONE_finalization_2026-06-03`: 8 to 63 letters, digits, `_`, `-` and `.`, a letter first |
//! | `description` | required; what the change is for, for people |
//! | `commit` | required; the files that make the change, in the order they run |
//! | `rollback` | required; the file that takes all of it back |
//! | `lock_timeout` | the longest `lock_timeout` a file may set, e.g. `"5s"`; `"10s"` when not given, at most `"60s"` |
//! | `tables` | the tables that the change touches, as `schema.table`: their content is compared before and after |
//! | `[tag_column]` | for a table the column whose text holds the tag; the column `tag` when not given |
//! | `[[negative]]` | one case that must be refused: `file`, `name`, and `sqlstate`, the error that must refuse it. The cases of a file stand in the file's order |
//! | `[scanner]` | `call`: one SELECT that runs it; `tables`: what it writes |
//! | `[scanner.volatile]` | for a table the columns that a second run may change, e.g. `["scanned_at"]`; they are not compared before and after, unless `tables` names the table, too |
//! | `[[delta]]` | for a `table` of `tables`, how many rows the commit files leave `inserted`, `updated` and `deleted`. `inserted` and `updated` are compared when given; `deleted` is 0 when not given, and of a table without a delta, so that no row is lost unsaid. A row that moves to another partition counts as deleted and inserted |
//!
//! A key that is not listed here is refused. Table names are written as PostgreSQL stores them, without quotes.

mod read;
mod values;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::gate::QualifiedName;

pub(super) use read::read;
pub(super) use values::postgres_duration;

/// The manifest's file name.
pub(super) const MANIFEST: &str = "manifest.toml";

/// The column whose text holds the tag, where the manifest names no other.
const TAG_COLUMN: &str = "tag";

/// A manifest, validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    pub(super) tag: String,
    pub(super) description: String,
    pub(super) commit: Vec<String>,
    pub(super) rollback: String,
    pub(super) lock_timeout: Duration,
    pub(super) tables: Vec<QualifiedName>,
    pub(super) tag_columns: BTreeMap<QualifiedName, String>,
    pub(super) negatives: Vec<Negative>,
    pub(super) scanner: Option<Scanner>,
    pub(super) deltas: Vec<Delta>,
}

impl Manifest {
    /// What every row and object of the change carries.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// What the change is for.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The paths of the commit files, in order.
    pub fn commit(&self) -> &[String] {
        &self.commit
    }

    /// The path of the rollback file.
    pub fn rollback(&self) -> &str {
        &self.rollback
    }

    /// The longest `lock_timeout` a file may set.
    pub fn lock_timeout(&self) -> Duration {
        self.lock_timeout
    }

    /// The tables touched, in the manifest's order.
    pub fn tables(&self) -> &[QualifiedName] {
        &self.tables
    }

    /// The column of `table` whose text holds the tag.
    pub fn tag_column(&self, table: &QualifiedName) -> &str {
        self.tag_columns
            .get(table)
            .map_or(TAG_COLUMN, String::as_str)
    }

    /// The cases that must be refused, in order.
    pub fn negatives(&self) -> &[Negative] {
        &self.negatives
    }

    /// The paths of the negatives' files, each once, in order.
    pub fn negative_files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = Vec::new();
        for negative in &self.negatives {
            if !files.contains(&negative.file.as_str()) {
                files.push(&negative.file);
            }
        }
        files
    }

    /// The scanner, when the change has one.
    pub fn scanner(&self) -> Option<&Scanner> {
        self.scanner.as_ref()
    }

    /// Every table that the manifest names: those touched, and the scanner's.
    pub fn named_tables(&self) -> impl Iterator<Item = &QualifiedName> {
        let scanned = self.scanner.iter().flat_map(|scanner| &scanner.tables);
        self.tables.iter().chain(scanned)
    }

    /// The expected changes of row counts.
    pub fn deltas(&self) -> &[Delta] {
        &self.deltas
    }
}

/// A case that must be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negative {
    /// The path of its file.
    pub file: String,
    /// Its name, unique in the change set.
    pub name: String,
    /// The five characters of the error that must refuse it.
    pub sqlstate: String,
    /// Its line in the manifest.
    pub line: usize,
}

/// A scanner: run twice, the second time changes nothing but volatile columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanner {
    /// The SELECT that runs it, without `;`.
    pub call: String,
    /// What it writes.
    pub tables: Vec<QualifiedName>,
    /// The columns of each table that a second run may change.
    pub volatile: BTreeMap<QualifiedName, Vec<String>>,
    /// The line of the call in the manifest.
    pub line: usize,
}

/// How many rows of a table the commit files change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// The table, one of [`Manifest::tables`].
    pub table: QualifiedName,
    /// Rows that appear; not compared when absent.
    pub inserted: Option<u64>,
    /// Rows that change; not compared when absent.
    pub updated: Option<u64>,
    /// Rows that disappear.
    pub deleted: u64,
}
