//! From TOML to a [`Manifest`], with the line of each mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use crate::changeset::Finding;
use crate::changeset::token::newlines;
use crate::gate::QualifiedName;

use super::values::{is_error_sqlstate, is_sql_path, is_tag, postgres_duration, table};
use super::{Delta, MANIFEST, Manifest, Negative, Scanner};

const LONGEST_LOCK_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestFile {
    tag: Spanned<String>,
    description: Spanned<String>,
    commit: Spanned<Vec<Spanned<String>>>,
    rollback: Spanned<String>,
    #[serde(default = "default_lock_timeout")]
    lock_timeout: Spanned<String>,
    #[serde(default)]
    tables: Vec<Spanned<String>>,
    #[serde(default)]
    tag_column: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    negative: Vec<NegativeEntry>,
    scanner: Option<ScannerEntry>,
    #[serde(default)]
    delta: Vec<DeltaEntry>,
}

fn default_lock_timeout() -> Spanned<String> {
    Spanned::new(0..0, "10s".to_owned())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NegativeEntry {
    file: Spanned<String>,
    name: Spanned<String>,
    sqlstate: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScannerEntry {
    call: Spanned<String>,
    tables: Vec<Spanned<String>>,
    #[serde(default)]
    volatile: BTreeMap<Spanned<String>, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeltaEntry {
    table: Spanned<String>,
    inserted: Option<u64>,
    updated: Option<u64>,
    #[serde(default)]
    deleted: u64,
}

/// Reads the manifest.
///
/// # Errors
/// Every `manifest_syntax` or `manifest_value` in it.
pub(in crate::changeset) fn read(text: &str) -> Result<Manifest, Vec<Finding>> {
    let mut reader = Reader {
        text,
        findings: Vec::new(),
    };
    let file: ManifestFile = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let line = error.span().map_or(1, |span| reader.line(&span));
            return Err(vec![Finding::new(
                MANIFEST,
                line,
                "manifest_syntax",
                error.message().trim_end().to_owned(),
                "`gatepost rehearse new` writes a manifest with every key explained.",
            )]);
        }
    };
    let manifest = reader.manifest(file);
    if reader.findings.is_empty() {
        Ok(manifest)
    } else {
        Err(reader.findings)
    }
}

struct Reader<'a> {
    text: &'a str,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn line(&self, span: &Range<usize>) -> usize {
        1 + newlines(self.text.get(..span.start).unwrap_or_default())
    }

    fn refuse(&mut self, span: &Range<usize>, message: String, hint: &'static str) {
        let line = self.line(span);
        self.findings.push(Finding::new(
            MANIFEST,
            line,
            "manifest_value",
            message,
            hint,
        ));
    }

    fn manifest(&mut self, file: ManifestFile) -> Manifest {
        if !is_tag(file.tag.get_ref()) {
            let message = format!("tag `{}` is not a tag", file.tag.get_ref());
            self.refuse(
                &file.tag.span(),
                message,
                "8 to 63 letters, digits, `_`, `-` and `.`, a letter first.",
            );
        }
        if file.description.get_ref().trim().is_empty() {
            self.refuse(
                &file.description.span(),
                "description is empty".to_owned(),
                "Say what the change is for.",
            );
        }
        if file.commit.get_ref().is_empty() {
            self.refuse(
                &file.commit.span(),
                "commit names no file".to_owned(),
                "Name the files that make the change, in order.",
            );
        }
        self.check_files(&file);
        let lock_timeout = self.lock_timeout(&file.lock_timeout);
        let tables = self.tables(&file.tables);
        let negatives = self.negatives(file.negative);
        let deltas = self.deltas(file.delta, &tables);
        let scanner = file.scanner.map(|entry| self.scanner(entry));
        let mut tag_columns = BTreeMap::new();
        for (name, column) in file.tag_column {
            if let Some(table) = self.table(&name) {
                tag_columns.insert(table, column.into_inner());
            }
        }
        Manifest {
            tag: file.tag.into_inner(),
            description: file.description.into_inner(),
            commit: file
                .commit
                .into_inner()
                .into_iter()
                .map(Spanned::into_inner)
                .collect(),
            rollback: file.rollback.into_inner(),
            lock_timeout,
            tables,
            tag_columns,
            negatives,
            scanner,
            deltas,
        }
    }

    /// Each file has one part: a commit file, the rollback file, or a file of negatives.
    fn check_files(&mut self, file: &ManifestFile) {
        let mut parts: BTreeMap<&str, &str> = BTreeMap::new();
        let commit = file.commit.get_ref().iter().map(|path| (path, "commit"));
        let rollback = std::iter::once((&file.rollback, "rollback"));
        let negative = file.negative.iter().map(|entry| (&entry.file, "negative"));
        for (path, part) in commit.chain(rollback).chain(negative) {
            if !is_sql_path(path.get_ref()) {
                let message = format!("`{}` is not the path of an SQL file here", path.get_ref());
                self.refuse(
                    &path.span(),
                    message,
                    "A relative path of letters, digits, `_`, `-` and `.`, ending in `.sql`.",
                );
            }
            let other = parts.insert(path.get_ref(), part);
            if other.is_some_and(|other| other != "negative" || part != "negative") {
                let message = format!("`{}` is named twice", path.get_ref());
                self.refuse(&path.span(), message, "Give each file one part.");
            }
        }
    }

    fn lock_timeout(&mut self, text: &Spanned<String>) -> Duration {
        let read = postgres_duration(text.get_ref())
            .filter(|duration| !duration.is_zero() && *duration <= LONGEST_LOCK_TIMEOUT);
        read.unwrap_or_else(|| {
            let message = format!(
                "lock_timeout `{}` is not between 1ms and 60s",
                text.get_ref()
            );
            self.refuse(&text.span(), message, "For example `\"5s\"`.");
            LONGEST_LOCK_TIMEOUT
        })
    }

    fn table(&mut self, name: &Spanned<String>) -> Option<QualifiedName> {
        let read = table(name.get_ref());
        if read.is_none() {
            let message = format!("`{}` is not `schema.table`", name.get_ref());
            self.refuse(
                &name.span(),
                message,
                "Write the name as PostgreSQL stores it, with its schema, without quotes.",
            );
        }
        read
    }

    fn tables(&mut self, names: &[Spanned<String>]) -> Vec<QualifiedName> {
        let mut tables = Vec::new();
        for name in names {
            let Some(table) = self.table(name) else {
                continue;
            };
            if tables.contains(&table) {
                let message = format!("table `{table}` is named twice");
                self.refuse(&name.span(), message, "Name each table once.");
            } else {
                tables.push(table);
            }
        }
        tables
    }

    fn negatives(&mut self, entries: Vec<NegativeEntry>) -> Vec<Negative> {
        let mut names = BTreeSet::new();
        let mut negatives = Vec::new();
        for entry in entries {
            let sqlstate = entry.sqlstate.get_ref();
            if !is_error_sqlstate(sqlstate) {
                let message = format!("sqlstate `{sqlstate}` is not an error's five characters");
                self.refuse(
                    &entry.sqlstate.span(),
                    message,
                    "For example `23514`, which is check_violation.",
                );
            } else if sqlstate.ends_with("000") {
                let message = format!("sqlstate `{sqlstate}` is a whole class of errors");
                self.refuse(
                    &entry.sqlstate.span(),
                    message,
                    "Name the one error that must refuse the case: a handler for a class catches every error in it.",
                );
            }
            let name = entry.name.get_ref();
            if name.trim().is_empty() || !names.insert(name.clone()) {
                let message = format!("the name `{name}` is empty or given twice");
                self.refuse(&entry.name.span(), message, "Give each case its own name.");
            }
            negatives.push(Negative {
                line: self.line(&entry.name.span()),
                file: entry.file.into_inner(),
                name: entry.name.into_inner(),
                sqlstate: entry.sqlstate.into_inner(),
            });
        }
        negatives
    }

    fn scanner(&mut self, entry: ScannerEntry) -> Scanner {
        let tables = self.tables(&entry.tables);
        let mut volatile = BTreeMap::new();
        for (name, columns) in entry.volatile {
            let Some(table) = self.table(&name) else {
                continue;
            };
            if !tables.contains(&table) {
                let message = format!("`{table}` is not among the tables of the scanner");
                self.refuse(&name.span(), message, "Add it to `tables` of `[scanner]`.");
            }
            volatile.insert(table, columns);
        }
        Scanner {
            line: self.line(&entry.call.span()),
            call: entry.call.into_inner(),
            tables,
            volatile,
        }
    }

    fn deltas(&mut self, entries: Vec<DeltaEntry>, tables: &[QualifiedName]) -> Vec<Delta> {
        let mut deltas: Vec<Delta> = Vec::new();
        for entry in entries {
            let Some(table) = self.table(&entry.table) else {
                continue;
            };
            if !tables.contains(&table) || deltas.iter().any(|delta| delta.table == table) {
                let message = format!("`{table}` has a second delta, or is not among `tables`");
                self.refuse(
                    &entry.table.span(),
                    message,
                    "One `[[delta]]` for a table that `tables` names.",
                );
            }
            deltas.push(Delta {
                table,
                inserted: entry.inserted,
                updated: entry.updated,
                deleted: entry.deleted,
            });
        }
        deltas
    }
}

#[cfg(test)]
mod tests;
