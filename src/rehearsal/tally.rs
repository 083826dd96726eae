//! How many rows the commit files insert, update and delete in the tables that the manifest names, and whether it says so.

use std::collections::{BTreeMap, BTreeSet};

use super::report::Problem;
use super::state::there;
use crate::changeset::{Delta, Linted};
use crate::db::clone::{CloneSession, StatementFailure};
use crate::db::quoting::quoted;
use crate::gate::QualifiedName;

/// A table with its partitions and children: each with its file, and what this session inserted, updated and deleted in
/// it and has not reported to the server yet, which it does between transactions, once a second at most.
const COUNTED: &str = "WITH RECURSIVE tree (relid) AS (SELECT pg_catalog.to_regclass($1)::pg_catalog.oid \
      UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree t ON i.inhparent = t.relid) \
    SELECT t.relid, COALESCE(pg_catalog.pg_relation_filenode(t.relid), 0), \
      pg_catalog.pg_stat_get_xact_tuples_inserted(t.relid), pg_catalog.pg_stat_get_xact_tuples_updated(t.relid), \
      pg_catalog.pg_stat_get_xact_tuples_deleted(t.relid) FROM tree t WHERE t.relid IS NOT NULL";

/// What a session counts for one table: by the OID of each part its file and its rows inserted, updated and deleted.
type Counters = BTreeMap<String, (String, [i64; 3])>;

/// The rows of every table that the manifest names, from before the commit files on.
pub(super) struct Tally<'a> {
    tables: Vec<Counted<'a>>,
}

struct Counted<'a> {
    table: &'a QualifiedName,
    delta: Option<&'a Delta>,
    /// Rows before; none where the table was not there.
    before: Option<i64>,
    /// The files that held them, by the OID of each part.
    files: BTreeMap<String, String>,
    /// What the session had counted when the transaction began.
    pending: Counters,
    /// What it had counted when the file began that runs now.
    base: Counters,
    /// Rows inserted, updated and deleted by the files that ended.
    sums: [i64; 3],
}

impl<'a> Tally<'a> {
    /// Counts what is there before the commit files.
    ///
    /// # Errors
    /// When the session is lost, or a table cannot be read.
    pub(super) async fn new(
        session: &mut CloneSession,
        change: &'a Linted,
    ) -> Result<Self, StatementFailure> {
        let manifest = change.manifest();
        let named: BTreeSet<&QualifiedName> = manifest.named_tables().collect();
        let mut tables = Vec::new();
        for table in named {
            tables.push(Counted {
                table,
                delta: manifest.deltas().iter().find(|delta| delta.table == *table),
                before: count(session, table).await?,
                files: files(counters(session, table).await?),
                pending: Counters::new(),
                base: Counters::new(),
                sums: [0; 3],
            });
        }
        Ok(Self { tables })
    }

    /// A transaction begins: to be called in it, where the session reports nothing.
    ///
    /// # Errors
    /// When the session is lost.
    pub(super) async fn transaction_begins(
        &mut self,
        session: &mut CloneSession,
    ) -> Result<(), StatementFailure> {
        for counted in &mut self.tables {
            counted.pending = counters(session, counted.table).await?;
            counted.base = counted.pending.clone();
        }
        Ok(())
    }

    /// A file ends: to be called in its transaction. The next one may follow in the same.
    ///
    /// # Errors
    /// When the session is lost.
    pub(super) async fn file_ends(
        &mut self,
        session: &mut CloneSession,
    ) -> Result<(), StatementFailure> {
        for counted in &mut self.tables {
            let now = counters(session, counted.table).await?;
            for (part, (file, now)) in &now {
                // TRUNCATE, which gives a table another file, makes the server forget what this transaction counted.
                let since = match counted.base.get(part) {
                    Some((before, base)) if before == file => Some(base),
                    _ => counted.pending.get(part).map(|(_, pending)| pending),
                };
                for (index, sum) in counted.sums.iter_mut().enumerate() {
                    *sum += now[index] - since.map_or(0, |since| since[index]);
                }
            }
            counted.base = now;
        }
        Ok(())
    }

    /// After the commit files: where they did not do what the manifest says, and what they did where it says nothing.
    ///
    /// # Errors
    /// When the session is lost, or a table cannot be read.
    pub(super) async fn judged(
        self,
        session: &mut CloneSession,
    ) -> Result<(Vec<Problem>, Vec<String>), StatementFailure> {
        let (mut problems, mut remarks) = (Vec::new(), Vec::new());
        for counted in &self.tables {
            let table = counted.table;
            let (changed, problem) = match (counted.changed(session).await?, counted.delta) {
                (None, None) => continue,
                (None, Some(_)) => {
                    let message =
                        format!("{table} has a delta and is not there after the commit files");
                    let hint = "correct the table's name in the manifest";
                    (None, Some(Problem::new("delta_differs", message, hint)))
                }
                (Some(changed), Some(delta)) => (None, differs(delta, changed)),
                // Of a table that the change makes, nothing is lost that was there.
                (Some(changed), None) if changed.deleted > 0 && counted.before.is_some() => {
                    let message =
                        format!("{table}: {changed} by the commit files, and no delta says so");
                    let hint = "list the table under `tables` and say in a [[delta]] of the manifest how many rows are deleted, or delete none";
                    (None, Some(Problem::new("delta_missing", message, hint)))
                }
                (Some(changed), None) => (Some(changed), None),
            };
            problems.extend(problem.map(|problem| problem.at("manifest.toml", 0)));
            remarks.extend(changed.map(|changed| {
                format!("rows_changed: {table}: {changed}; no delta says how many")
            }));
        }
        Ok((problems, remarks))
    }

    /// The tables whose rows changed, with how many.
    ///
    /// # Errors
    /// When the session is lost, or a table cannot be read.
    pub(super) async fn changes(
        self,
        session: &mut CloneSession,
    ) -> Result<Vec<String>, StatementFailure> {
        let mut changes = Vec::new();
        for counted in &self.tables {
            match counted.changed(session).await? {
                Some(changed) if changed != Changed::default() => {
                    changes.push(format!("{}: {changed}", counted.table));
                }
                _ => {}
            }
        }
        Ok(changes)
    }
}

impl Counted<'_> {
    /// How the rows changed; none of a table that neither is nor was there.
    async fn changed(
        &self,
        session: &mut CloneSession,
    ) -> Result<Option<Changed>, StatementFailure> {
        let after = count(session, self.table).await?;
        if self.before.is_none() && after.is_none() {
            return Ok(None);
        }
        let [inserted, updated, deleted] = self.sums;
        let after = after.unwrap_or_default();
        // Emptied by TRUNCATE, or made anew, a table has its rows in another file, and none is counted as deleted; the rows
        // before and after must agree with the rest then. What was inserted in a savepoint and taken back is counted, too, so
        // that this is never too few.
        let same_files = files(counters(session, self.table).await?) == self.files;
        let lost = self.before.map_or(0, |before| match same_files {
            true => before - after,
            false => before + inserted - after,
        });
        Ok(Some(Changed {
            inserted,
            updated,
            deleted: deleted.max(lost),
        }))
    }
}

/// Rows of a table that changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Changed {
    inserted: i64,
    updated: i64,
    deleted: i64,
}

impl std::fmt::Display for Changed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            inserted,
            updated,
            deleted,
        } = self;
        write!(
            formatter,
            "{inserted} rows inserted, {updated} updated, {deleted} deleted"
        )
    }
}

fn files(counters: Counters) -> BTreeMap<String, String> {
    let counters = counters.into_iter();
    counters.map(|(part, (file, _))| (part, file)).collect()
}

async fn counters(
    session: &mut CloneSession,
    table: &QualifiedName,
) -> Result<Counters, StatementFailure> {
    let rows = session.query_text(COUNTED, &[Some(&quoted(table))]).await?;
    let mut counters = Counters::new();
    for row in rows {
        let mut cells = row.into_iter().map(Option::unwrap_or_default);
        let (part, file) = (
            cells.next().unwrap_or_default(),
            cells.next().unwrap_or_default(),
        );
        let mut changed = [0; 3];
        for (changed, cell) in changed.iter_mut().zip(cells) {
            *changed = cell.parse().unwrap_or_default();
        }
        counters.insert(part, (file, changed));
    }
    Ok(counters)
}

async fn count(
    session: &mut CloneSession,
    table: &QualifiedName,
) -> Result<Option<i64>, StatementFailure> {
    let name = quoted(table);
    if there(session, BTreeSet::from([table.clone()]))
        .await?
        .is_empty()
    {
        return Ok(None);
    }
    let sql = format!("SELECT count(*) FROM {name}");
    let cell = session.query_value(&sql, &[]).await?;
    Ok(cell.and_then(|count| count.parse().ok()))
}

fn differs(delta: &Delta, changed: Changed) -> Option<Problem> {
    let wanted = |what: &str, wanted: Option<u64>, seen: i64| {
        let wanted = wanted?;
        (i64::try_from(wanted) != Ok(seen))
            .then(|| format!("{seen} rows {what}, declared {wanted}"))
    };
    let all = [
        wanted("inserted", delta.inserted, changed.inserted),
        wanted("updated", delta.updated, changed.updated),
        wanted("deleted", Some(delta.deleted), changed.deleted),
    ];
    let seen: Vec<String> = all.into_iter().flatten().collect();
    (!seen.is_empty()).then(|| {
        let hint = "correct the body, or say in the manifest what it is meant to do";
        let message = format!("{}: {}", delta.table, seen.join(", "));
        Problem::new("delta_differs", message, hint)
    })
}
