//! One relation's rows at entry and exit, by the level the gate asks for.

mod columns;

use crate::gate::definition::Level;
use crate::gate::observation::Failure;
use crate::gate::state::{Content, Counters, Part, RelationState, RowVersions};

/// What is known of one relation's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding {
    /// They are as they were; a remark says what moved beside them.
    Same(Vec<String>),
    /// They are not.
    Changed(String),
    /// It cannot be told.
    Unknown(Failure),
}

/// What the statistics of both moments can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statistics {
    /// Whether they count from the same moment: not reset, and not lost with a crash.
    pub(super) comparable: bool,
}

/// Compares one relation: its rows, and the columns without which they say nothing.
pub(super) fn compare(
    level: Level,
    statistics: Statistics,
    entry: &RelationState,
    exit: &RelationState,
) -> Finding {
    columns::judged(compare_rows(level, statistics, entry, exit), entry, exit)
}

fn compare_rows(
    level: Level,
    statistics: Statistics,
    entry: &RelationState,
    exit: &RelationState,
) -> Finding {
    match level {
        Level::Counters => by_counters(statistics, entry, exit),
        Level::RowVersions => match versions(entry, exit) {
            Found::Both(..) if replaced(entry, exit) => Finding::Changed(REPLACED.to_owned()),
            Found::Both(before, after) => match by_versions(before, after) {
                Finding::Same(_) => Finding::Same(beside(statistics, entry, exit)),
                // Too many rows in the gray zone to read, so their content must speak.
                Finding::Unknown(failure) => by_content(entry, exit, Some(failure), statistics),
                changed @ Finding::Changed(_) => changed,
            },
            Found::Failed(failure) => by_content(entry, exit, Some(failure), statistics),
            Found::Missing => by_content(entry, exit, None, statistics),
        },
        Level::Content => by_content(entry, exit, None, statistics),
    }
}

const REPLACED: &str = "another relation stands under its name";

/// Two relations of equal definition and count that exchange their names have old rows both.
fn replaced(entry: &RelationState, exit: &RelationState) -> bool {
    matches!((entry.oid, exit.oid), (Some(was), Some(is)) if was != is)
}

enum Found<'a, T> {
    Both(&'a T, &'a T),
    Failed(Failure),
    Missing,
}

fn pair<'a, T>(entry: Option<&'a Part<T>>, exit: Option<&'a Part<T>>) -> Found<'a, T> {
    match (entry, exit) {
        (Some(Part::Observed(before)), Some(Part::Observed(after))) => Found::Both(before, after),
        (Some(Part::Failed(failure)), _) | (_, Some(Part::Failed(failure))) => {
            Found::Failed(failure.clone())
        }
        _ => Found::Missing,
    }
}

fn versions<'a>(entry: &'a RelationState, exit: &'a RelationState) -> Found<'a, RowVersions> {
    pair(entry.row_versions.as_ref(), exit.row_versions.as_ref())
}

fn contents<'a>(entry: &'a RelationState, exit: &'a RelationState) -> Found<'a, Content> {
    pair(entry.content.as_ref(), exit.content.as_ref())
}

fn by_versions(entry: &RowVersions, exit: &RowVersions) -> Finding {
    if entry.newer > 0 {
        // Rows newer than the snapshot that saw them: the measurement is wrong, not the database.
        return Finding::Unknown(Failure::new(
            "inconsistent",
            "rows were newer than entry at entry itself",
        ));
    }
    if exit.newer > 0 || entry.count != exit.count {
        return Finding::Changed(format!(
            "rows {}→{}, {} written since entry",
            entry.count, exit.count, exit.newer
        ));
    }
    if entry.gray.count != exit.gray.count {
        return Finding::Changed(format!(
            "rows {}→{}, {}→{} of them from transactions open at entry",
            entry.count, exit.count, entry.gray.count, exit.gray.count
        ));
    }
    match (&entry.gray.sha256, &exit.gray.sha256) {
        (Some(before), Some(after)) if before == after => Finding::Same(Vec::new()),
        (Some(_), Some(_)) => Finding::Changed(format!(
            "rows {}→{}, among them others from transactions open at entry",
            entry.count, exit.count
        )),
        _ => Finding::Unknown(Failure::new(
            "gray_zone",
            format!(
                "{} rows are younger than the oldest transaction open at entry, too many to tell apart",
                entry.gray.count
            ),
        )),
    }
}

fn by_content(
    entry: &RelationState,
    exit: &RelationState,
    otherwise: Option<Failure>,
    statistics: Statistics,
) -> Finding {
    match contents(entry, exit) {
        Found::Both(before, after) if before == after => {
            Finding::Same(beside(statistics, entry, exit))
        }
        Found::Both(before, after) => Finding::Changed(format!(
            "rows {}→{}, content differs",
            before.rows, after.rows
        )),
        Found::Failed(failure) => Finding::Unknown(otherwise.unwrap_or(failure)),
        Found::Missing => Finding::Unknown(otherwise.unwrap_or_else(|| {
            Failure::new("not_run", "its rows were not observed at both moments")
        })),
    }
}

fn by_counters(statistics: Statistics, entry: &RelationState, exit: &RelationState) -> Finding {
    let (Some(before), Some(after)) = (entry.counters, exit.counters) else {
        return Finding::Unknown(Failure::new(
            "not_run",
            "it has no counters at both moments",
        ));
    };
    if replaced(entry, exit) {
        return Finding::Changed(REPLACED.to_owned());
    }
    if !statistics.comparable {
        return Finding::Unknown(Failure::new(
            "statistics_reset",
            "the statistics were reset, or may have been lost, since entry",
        ));
    }
    let Some(attempts) = Attempts::between(before, after) else {
        return Finding::Unknown(Failure::new(
            "statistics_reset",
            "its counters went backwards, so they were reset",
        ));
    };
    if attempts.any() {
        return Finding::Changed(format!("{attempts}, rolled-back writes included"));
    }
    if entry.relfilenode != exit.relfilenode {
        return Finding::Unknown(Failure::new(
            "storage_rewritten",
            "its file was replaced, and counters cannot tell VACUUM FULL from TRUNCATE: ask for level row_versions",
        ));
    }
    Finding::Same(Vec::new())
}

/// What moved beside rows that are the same.
fn beside(statistics: Statistics, entry: &RelationState, exit: &RelationState) -> Vec<String> {
    let mut remarks = Vec::new();
    if let (Some(before), Some(after), true) =
        (entry.counters, exit.counters, statistics.comparable)
        && let Some(attempts) = Attempts::between(before, after)
        && attempts.any()
    {
        remarks.push(format!(
            "{}: {attempts}: rolled back, undone, or made before entry and counted late",
            exit.relation
        ));
    }
    if let (Some(before), Some(after)) = (entry.relfilenode, exit.relfilenode)
        && before != after
    {
        remarks.push(format!(
            "{}: its file was replaced with the same rows (VACUUM FULL, CLUSTER or the like)",
            exit.relation
        ));
    }
    remarks
}

/// Row changes counted between two readings.
struct Attempts {
    inserted: u64,
    updated: u64,
    deleted: u64,
}

impl Attempts {
    /// `None` when a counter went backwards.
    fn between(before: Counters, after: Counters) -> Option<Self> {
        Some(Self {
            inserted: after.inserted.checked_sub(before.inserted)?,
            updated: after.updated.checked_sub(before.updated)?,
            deleted: after.deleted.checked_sub(before.deleted)?,
        })
    }

    fn any(&self) -> bool {
        self.inserted + self.updated + self.deleted > 0
    }
}

impl std::fmt::Display for Attempts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            inserted,
            updated,
            deleted,
        } = self;
        write!(
            formatter,
            "{inserted} inserts, {updated} updates, {deleted} deletes attempted"
        )
    }
}

#[cfg(test)]
mod tests;
