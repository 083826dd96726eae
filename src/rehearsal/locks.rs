//! The locks that a file holds, for whom they keep waiting, and how long.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::report::Problem;
use crate::changeset::{Linted, LintedFile};
use crate::db::clone::{CloneSession, StatementFailure};

const RELATIONS: &str = "SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind IN ('r', 'p', 'm')";

/// Locks that keep other sessions from writing or reading (PostgreSQL manual, section 13.3.1).
const HELD: &str = "SELECT l.relation, l.mode FROM pg_catalog.pg_locks l \
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.locktype = 'relation' \
      AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()) \
      AND l.mode IN ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock')";

/// Relations that others may wait for, by their OIDs: a file may rename or drop them.
#[derive(Default)]
pub(super) struct Relations(BTreeMap<String, String>);

/// A lock on a relation, by the name that it had.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lock {
    relation: String,
    mode: String,
}

/// The relations of these names, given as `schema.name`, quoted where needed.
///
/// # Errors
/// When the session is lost.
pub(super) async fn relations(
    session: &mut CloneSession,
    standing: &BTreeSet<&str>,
) -> Result<Relations, StatementFailure> {
    let relations = pairs(session, RELATIONS).await?;
    Ok(Relations(
        relations
            .filter(|(_, name)| standing.contains(name.as_str()))
            .collect(),
    ))
}

/// The locks that the session holds on these relations.
///
/// # Errors
/// When the session is lost.
pub(super) async fn held(
    session: &mut CloneSession,
    Relations(relations): &Relations,
) -> Result<Vec<Lock>, StatementFailure> {
    let locks = pairs(session, HELD).await?;
    let locks = locks.filter_map(|(oid, mode)| {
        let relation = relations.get(&oid)?.clone();
        Some(Lock { relation, mode })
    });
    Ok(locks.collect())
}

async fn pairs(
    session: &mut CloneSession,
    sql: &str,
) -> Result<impl Iterator<Item = (String, String)>, StatementFailure> {
    let rows = session.query_text(sql, &[]).await?;
    Ok(rows.into_iter().filter_map(|row| {
        let mut cells = row.into_iter().flatten();
        cells.next().zip(cells.next())
    }))
}

/// What is wrong with these locks, held for so long at the end of the file.
pub(super) fn held_too_long(
    change: &Linted,
    file: &LintedFile,
    held: &[Lock],
    time: Duration,
) -> Option<Problem> {
    let bound = change.manifest().lock_timeout();
    if held.is_empty() || time <= bound {
        return None;
    }
    let mut locks: Vec<String> = held
        .iter()
        .map(|lock| format!("{} ({})", lock.relation, lock.mode))
        .collect();
    locks.sort();
    let message = format!(
        "locks on {} are held for longer than {} ms: whoever reads or writes it in production would wait as long",
        locks.join(", "),
        bound.as_millis()
    );
    let hint = "do the long work before the lock is taken, or in a file of its own";
    let problem = Problem::new("lock_held_too_long", message, hint);
    Some(problem.at(file.script().path(), file.guard().line()))
}
