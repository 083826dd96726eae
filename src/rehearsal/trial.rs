//! The whole change and its way back in one transaction that is rolled back: each guard alone must raise on the state
//! before its file, and pass after the file's body.

use std::collections::BTreeSet;
use std::time::Instant;

use super::applying::{failed, tried};
use super::guard;
use super::locks::{Relations, held, held_too_long, relations};
use super::report::Problem;
use super::tally::Tally;
use crate::changeset::{Linted, LintedFile};
use crate::db::clone::{CloneSession, StatementFailure};

/// Constraints that a transaction finds immediate, and could defer.
const INITIALLY_IMMEDIATE: &str = "SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname) \
    FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace \
    WHERE c.condeferrable AND NOT c.condeferred";

/// An enum's value cannot be used in the transaction that added it (PostgreSQL manual, ALTER TYPE; appendix A,
/// `unsafe_new_enum_value_usage`).
const UNSAFE_NEW_VALUE: &str = "55P04";

/// What the trial found.
#[derive(Default)]
pub(super) struct Trial {
    pub(super) problems: Vec<Problem>,
    /// What the commit files do to rows that no delta speaks of.
    pub(super) rows: Vec<String>,
    /// The first file that cannot run in one transaction with those before it: it and what follows was not tried.
    pub(super) untried: Option<String>,
}

/// Runs the trial. `standing` are the relations that were there before, as `schema.name`, quoted where needed. What is
/// wrong comes back; the transaction is rolled back in any case.
///
/// # Errors
/// When the session is lost.
pub(super) async fn trial(
    session: &mut CloneSession,
    change: &Linted,
    standing: &BTreeSet<&str>,
) -> Result<Trial, StatementFailure> {
    let mut trial = Trial::default();
    session.execute_script_statement("BEGIN").await?;
    let relations = relations(session, standing).await?;
    let mut tally = Tally::new(session, change).await?;
    tally.transaction_begins(session).await?;
    let mut whole = true;
    for file in change.commit_files() {
        whole = one(session, change, file, &relations, &mut trial).await?;
        if !whole {
            break;
        }
        tally.file_ends(session).await?;
    }
    if whole {
        let (problems, rows) = tally.judged(session).await?;
        trial.problems.extend(problems);
        trial.rows = rows;
        let rollback = change.rollback_file();
        one(session, change, rollback, &relations, &mut trial).await?;
    }
    session.execute_script_statement("ROLLBACK").await?;
    Ok(trial)
}

/// One file; whether the next can follow.
async fn one(
    session: &mut CloneSession,
    change: &Linted,
    file: &LintedFile,
    relations: &Relations,
    trial: &mut Trial,
) -> Result<bool, StatementFailure> {
    // What the first file adds, it could only have added itself.
    let is_first = change.commit_files().first() == Some(file);
    let untried = |failure: &StatementFailure| {
        !is_first && failure.sqlstate.as_deref() == Some(UNSAFE_NEW_VALUE)
    };
    let alone = tried(session, file.guard()).await?;
    if alone.as_ref().is_some_and(untried) {
        trial.untried = Some(file.script().path().to_owned());
        return Ok(false);
    }
    trial.problems.extend(guard::judged(file, alone.as_ref()));
    // What the files before it hold in the trial, they have let go at their own commits. What they hold and this one takes
    // again is seen when it is applied.
    let held_before = held(session, relations).await?;
    let started = Instant::now();
    for statement in file.body().iter().chain([file.guard()]) {
        match session.execute_script_statement(statement.text()).await {
            Ok(_) => {}
            Err(failure) if failure.is_lost() => return Err(failure),
            Err(failure) if untried(&failure) => {
                trial.untried = Some(file.script().path().to_owned());
                return Ok(false);
            }
            Err(failure) => {
                trial.problems.push(failed(statement, &failure, file));
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
            let mut held = held(session, relations).await?;
            held.retain(|lock| !held_before.contains(lock));
            let too_long = held_too_long(change, file, &held, started.elapsed());
            trial.problems.extend(too_long);
            as_declared(session).await?;
            Ok(true)
        }
        Err(failure) if failure.is_lost() => Err(failure),
        Err(failure) if untried(&failure) => {
            trial.untried = Some(file.script().path().to_owned());
            Ok(false)
        }
        Err(failure) => {
            let hint = "the commit itself would fail: correct the rows, or the constraint";
            trial.problems.push(
                Problem::of_failure("deferred_constraint", &failure, hint)
                    .at(file.script().path(), file.guard().line()),
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
