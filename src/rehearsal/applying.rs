//! A file of the change set, run as psql would: statement by statement, to its COMMIT.

use std::collections::BTreeSet;
use std::time::Instant;

use super::locks::{Lock, Relations, held, held_too_long, relations};
use super::report::Problem;
use super::tally::Tally;
use crate::changeset::{Linted, LintedFile, Statement};
use crate::db::clone::{CloneSession, StatementFailure};

/// Runs a commit or rollback file. When a statement fails, what the file did is rolled back.
///
/// # Errors
/// The statement that failed, with its line and PostgreSQL's words.
pub(super) async fn run_file(session: &mut CloneSession, file: &LintedFile) -> Result<(), Problem> {
    for statement in file.script().statements() {
        run(session, file, statement).await?;
    }
    Ok(())
}

/// What is looked at while a file runs.
pub(super) struct Watch<'a, 'b> {
    /// The names of what was there before the change.
    pub(super) standing: &'a BTreeSet<&'a str>,
    /// The rows that change.
    pub(super) tally: Option<&'a mut Tally<'b>>,
}

/// Runs a file as [`run_file`] does, and looks before its COMMIT at the locks it holds and the rows it changed. Of the
/// locks comes back what is wrong, and the file is committed all the same.
///
/// # Errors
/// As [`run_file`].
pub(super) async fn run_watched(
    session: &mut CloneSession,
    change: &Linted,
    file: &LintedFile,
    watch: &mut Watch<'_, '_>,
) -> Result<Option<Problem>, Problem> {
    let started = Instant::now();
    let (mut relations, mut locks) = (Relations::default(), Vec::new());
    let statements = file.script().statements();
    for (index, statement) in statements.iter().enumerate() {
        if index + 1 == statements.len() {
            locks = match watch.ends(session, &relations).await {
                Ok(locks) => locks,
                Err(failure) => return Err(given_up(session, file, statement, &failure).await),
            };
        }
        run(session, file, statement).await?;
        if index == 0 {
            relations = match watch.begins(session).await {
                Ok(relations) => relations,
                Err(failure) => return Err(given_up(session, file, statement, &failure).await),
            };
        }
    }
    Ok(held_too_long(change, file, &locks, started.elapsed()))
}

impl Watch<'_, '_> {
    /// After BEGIN.
    async fn begins(&mut self, session: &mut CloneSession) -> Result<Relations, StatementFailure> {
        if let Some(tally) = &mut self.tally {
            tally.transaction_begins(session).await?;
        }
        relations(session, self.standing).await
    }

    /// Before COMMIT.
    async fn ends(
        &mut self,
        session: &mut CloneSession,
        relations: &Relations,
    ) -> Result<Vec<Lock>, StatementFailure> {
        if let Some(tally) = &mut self.tally {
            tally.file_ends(session).await?;
        }
        held(session, relations).await
    }
}

async fn run(
    session: &mut CloneSession,
    file: &LintedFile,
    statement: &Statement,
) -> Result<(), Problem> {
    match session.execute_script_statement(statement.text()).await {
        Ok(_) => Ok(()),
        Err(failure) => Err(given_up(session, file, statement, &failure).await),
    }
}

/// Rolls back what the file did.
async fn given_up(
    session: &mut CloneSession,
    file: &LintedFile,
    statement: &Statement,
    failure: &StatementFailure,
) -> Problem {
    if session.is_open() {
        // It fails only with the connection, which rolls back just as well.
        let _ = session.execute_script_statement("ROLLBACK").await;
    }
    failed(statement, failure, file)
}

/// Runs a statement inside a transaction and takes back what it did, so that what follows finds all as it was; why it
/// failed comes back, nothing when it did not.
///
/// # Errors
/// When the session is lost.
pub(super) async fn tried(
    session: &mut CloneSession,
    statement: &Statement,
) -> Result<Option<StatementFailure>, StatementFailure> {
    session
        .execute_script_statement("SAVEPOINT gatepost")
        .await?;
    let failure = match session.execute_script_statement(statement.text()).await {
        Ok(_) => None,
        Err(failure) if failure.is_lost() => return Err(failure),
        Err(failure) => Some(failure),
    };
    for back in [
        "ROLLBACK TO SAVEPOINT gatepost",
        "RELEASE SAVEPOINT gatepost",
    ] {
        session.execute_script_statement(back).await?;
    }
    Ok(failure)
}

/// What a statement of a file ran into.
pub(super) fn failed(
    statement: &Statement,
    failure: &StatementFailure,
    file: &LintedFile,
) -> Problem {
    let state = failure.sqlstate.as_deref().unwrap_or_default();
    // The server's last words to a session that it ends (PostgreSQL manual, appendix A, class 57).
    let ended = state.starts_with("57P");
    let (code, hint) = if failure.is_lost() || ended {
        (
            "session_lost",
            "run the rehearsal again: it looks for what is left and takes it back",
        )
    } else if state == "55P03" {
        (
            "lock_not_available",
            "another session holds the lock: end it, or rehearse when the clone is quiet",
        )
    } else if statement == file.guard() {
        (
            "guard_raised",
            "the body did not bring about what its guard asks for: correct one of them",
        )
    } else {
        ("statement_failed", "correct the statement")
    };
    Problem::of_failure(code, failure, hint).at(file.script().path(), line(statement, failure))
}

/// The line in the file: PostgreSQL counts within the statement.
pub(super) fn line(statement: &Statement, failure: &StatementFailure) -> usize {
    let within = failure.position.map_or(1, |position| position.line);
    statement.line() + usize::try_from(within).unwrap_or(1).saturating_sub(1)
}
