//! The whole change and its way back in one transaction that is rolled back: each guard alone must raise on the state
//! before its file, and pass after the file's body.

use std::collections::BTreeSet;
use std::time::Instant;

use super::applying::{failed, line, tried};
use super::report::Problem;
use super::state::there;
use crate::changeset::{Delta, Linted, LintedFile};
use crate::db::clone::{CloneSession, StatementFailure};
use crate::db::quoting::quoted;
use crate::gate::QualifiedName;

/// Errors by which a guard's refusal is told from one that has nothing to do with what it guards (PostgreSQL manual,
/// appendix A): raised by PL/pgSQL, or because what the guard reads is not there, or asserted by its query.
const BITES: [&str; 4] = ["P0", "42", "22", "23"];

/// Locks that keep other sessions from writing or reading (PostgreSQL manual, section 13.3.1).
const HELD: &str = "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) \
    FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND c.relkind IN ('r', 'p', 'm') \
      AND l.mode IN ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock') ORDER BY 1";

/// Constraints that a transaction finds immediate, and could defer.
const INITIALLY_IMMEDIATE: &str = "SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname) \
    FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace \
    WHERE c.condeferrable AND NOT c.condeferred";

/// What this session inserted, updated and deleted in a table and its partitions and has not reported to the server yet,
/// which it does between transactions, once a second at most.
const COUNTED: &str = "SELECT COALESCE(sum(pg_catalog.pg_stat_get_xact_tuples_inserted(t.relid)), 0)::pg_catalog.int8, \
    COALESCE(sum(pg_catalog.pg_stat_get_xact_tuples_updated(t.relid)), 0)::pg_catalog.int8, \
    COALESCE(sum(pg_catalog.pg_stat_get_xact_tuples_deleted(t.relid)), 0)::pg_catalog.int8 \
    FROM (SELECT $1::pg_catalog.regclass AS relid UNION SELECT relid FROM pg_catalog.pg_partition_tree($1::pg_catalog.regclass)) t";

/// Runs the trial. `standing` are the relations that were there before, as `schema.name`, quoted where needed. What is
/// wrong comes back; the transaction is rolled back in any case.
///
/// # Errors
/// When the session is lost.
pub(super) async fn trial(
    session: &mut CloneSession,
    change: &Linted,
    standing: &BTreeSet<&str>,
) -> Result<Vec<Problem>, StatementFailure> {
    let mut problems = Vec::new();
    session.execute_script_statement("BEGIN").await?;
    let before = counts(session, change).await?;
    let mut whole = true;
    for file in change.commit_files() {
        whole = whole && one(session, change, file, standing, &mut problems).await?;
    }
    if whole {
        deltas(session, change, &before, &mut problems).await?;
        one(
            session,
            change,
            change.rollback_file(),
            standing,
            &mut problems,
        )
        .await?;
    }
    session.execute_script_statement("ROLLBACK").await?;
    Ok(problems)
}

/// One file; whether the next can follow.
async fn one(
    session: &mut CloneSession,
    change: &Linted,
    file: &LintedFile,
    standing: &BTreeSet<&str>,
    problems: &mut Vec<Problem>,
) -> Result<bool, StatementFailure> {
    let guard = file.guard();
    match tried(session, guard).await? {
        None => problems.push(
            Problem::new(
                "guard_does_not_bite",
                "the guard passes although the file's body has not run: it guards nothing",
                "let it raise unless what the body brings about is there, counted or looked up",
            )
            .at(file.script().path(), guard.line()),
        ),
        Some(failure) if !bites(&failure) => problems.push(
            Problem::of_failure(
                "guard_failed",
                &failure,
                "the guard alone did not raise but ran into something else: free what it waits for, and try again",
            )
            .at(file.script().path(), line(guard, &failure)),
        ),
        Some(_) => {}
    }
    // What the files before it hold in the trial, they have let go at their own commits.
    let held_before = held(session, standing).await?;
    let started = Instant::now();
    for statement in file.body().iter().chain([guard]) {
        match session.execute_script_statement(statement.text()).await {
            Ok(_) => {}
            Err(failure) if failure.is_lost() => return Err(failure),
            Err(failure) => {
                problems.push(failed(file.script().path(), statement, &failure, file));
                return Ok(false);
            }
        }
    }
    // What is deferred to the commit, and pending triggers, which would be in the way of the next file's DDL.
    match session
        .execute_script_statement("SET CONSTRAINTS ALL IMMEDIATE")
        .await
    {
        Ok(_) => {
            if started.elapsed() > change.manifest().lock_timeout() {
                let mut held = held(session, standing).await?;
                held.retain(|name| !held_before.contains(name));
                problems.extend(held_too_long(change, file, &held));
            }
            as_declared(session).await?;
            Ok(true)
        }
        Err(failure) if failure.is_lost() => Err(failure),
        Err(failure) => {
            let hint = "the commit itself would fail: correct the rows, or the constraint";
            problems.push(
                Problem::of_failure("deferred_constraint", &failure, hint)
                    .at(file.script().path(), guard.line()),
            );
            Ok(false)
        }
    }
}

/// Constraints are checked again when they were declared to be, as in the transaction that the next file has of its own.
async fn as_declared(session: &mut CloneSession) -> Result<(), StatementFailure> {
    session
        .execute_script_statement("SET CONSTRAINTS ALL DEFERRED")
        .await?;
    let rows = session.query_text(INITIALLY_IMMEDIATE, &[]).await?;
    let names: Vec<String> = rows.into_iter().flatten().flatten().collect();
    if !names.is_empty() {
        let immediate = format!("SET CONSTRAINTS {} IMMEDIATE", names.join(", "));
        session.execute_script_statement(&immediate).await?;
    }
    Ok(())
}

fn bites(failure: &StatementFailure) -> bool {
    let state = failure.sqlstate.as_deref().unwrap_or_default();
    // A code of the author's own is in no class of PostgreSQL's; what is none of these is trouble with the server.
    let trouble = [
        "08", "25", "26", "28", "40", "53", "54", "55", "57", "58", "72", "F0", "XX",
    ];
    BITES.iter().any(|class| state.starts_with(class))
        || !trouble.iter().any(|class| state.starts_with(class))
}

/// The relations, of those that were there before, that others wait for.
async fn held(
    session: &mut CloneSession,
    standing: &BTreeSet<&str>,
) -> Result<Vec<String>, StatementFailure> {
    let rows = session.query_text(HELD, &[]).await?;
    let names = rows.into_iter().flatten().flatten();
    Ok(names
        .filter(|name| standing.contains(name.as_str()))
        .collect())
}

fn held_too_long(change: &Linted, file: &LintedFile, held: &[String]) -> Option<Problem> {
    let message = format!(
        "locks on {} are held for longer than {} ms: whoever reads or writes it in production would wait as long",
        held.join(", "),
        change.manifest().lock_timeout().as_millis()
    );
    let hint = "do the long work before the lock is taken, or in a file of its own";
    let problem = Problem::new("lock_held_too_long", message, hint);
    (!held.is_empty()).then(|| problem.at(file.script().path(), file.guard().line()))
}

/// A table with a delta, before the commit files.
#[derive(Default)]
struct Before {
    rows: i64,
    /// What the session counts as changed by transactions before this one, which it has not reported to the server yet.
    changed: [i64; 3],
}

async fn counts(
    session: &mut CloneSession,
    change: &Linted,
) -> Result<Vec<Before>, StatementFailure> {
    let mut counts = Vec::new();
    for delta in change.manifest().deltas() {
        counts.push(match count(session, &delta.table).await? {
            Some(rows) => Before {
                rows,
                changed: changed(session, &delta.table).await?,
            },
            None => Before::default(),
        });
    }
    Ok(counts)
}

/// Rows inserted, updated and deleted, as the session counts them.
async fn changed(
    session: &mut CloneSession,
    table: &QualifiedName,
) -> Result<[i64; 3], StatementFailure> {
    let rows = session.query_text(COUNTED, &[Some(&quoted(table))]).await?;
    let mut cells = rows.into_iter().flatten();
    Ok([(); 3].map(|()| {
        let cell = cells.next().flatten();
        cell.and_then(|cell| cell.parse().ok()).unwrap_or_default()
    }))
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
    let rows = session
        .query_text(&format!("SELECT count(*) FROM {name}"), &[])
        .await?;
    let cell = rows.into_iter().flatten().flatten().next();
    Ok(cell.and_then(|count| count.parse().ok()))
}

/// Whether the commit files changed as many rows as the manifest says. TRUNCATE is not counted as deletes, so the rows
/// before and after must agree with the rest, too.
async fn deltas(
    session: &mut CloneSession,
    change: &Linted,
    before: &[Before],
    problems: &mut Vec<Problem>,
) -> Result<(), StatementFailure> {
    for (delta, before) in change.manifest().deltas().iter().zip(before) {
        let Some(after) = count(session, &delta.table).await? else {
            let message = format!(
                "{} has a delta and is not there after the commit files",
                delta.table
            );
            let hint = "correct the table's name in the manifest";
            problems.push(Problem::new("delta_differs", message, hint).at("manifest.toml", 0));
            continue;
        };
        let mut counted = changed(session, &delta.table).await?;
        for (counted, before) in counted.iter_mut().zip(before.changed) {
            *counted -= before;
        }
        let [inserted, updated, deleted] = counted;
        let lost = before.rows + inserted - after;
        if let Some(seen) = differs(delta, inserted, updated, deleted.max(lost)) {
            let hint = "correct the body, or say in the manifest what it is meant to do";
            let message = format!("{}: {seen}", delta.table);
            problems.push(Problem::new("delta_differs", message, hint).at("manifest.toml", 0));
        }
    }
    Ok(())
}

fn differs(delta: &Delta, inserted: i64, updated: i64, deleted: i64) -> Option<String> {
    let wanted = |what: &str, wanted: Option<u64>, seen: i64| {
        let wanted = wanted?;
        (i64::try_from(wanted) != Ok(seen))
            .then(|| format!("{seen} rows {what}, declared {wanted}"))
    };
    let all = [
        wanted("inserted", delta.inserted, inserted),
        wanted("updated", delta.updated, updated),
        wanted("deleted", Some(delta.deleted), deleted),
    ];
    let seen: Vec<String> = all.into_iter().flatten().collect();
    (!seen.is_empty()).then(|| seen.join(", "))
}
