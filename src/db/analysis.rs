//! The second reading: PostgreSQL is asked to parse, analyse and rewrite the statement, which executes nothing, and
//! answers with the tree it would plan. The tree is scanned and judged over the live catalog.

use tokio_postgres::Statement;

use super::connect::Session;
use super::failure::{self, Sent};
use super::posture::Posture;
use super::read_session::{Failure, prelude, prelude_failed};
use crate::error::{ErrorCode, ToolError};
use crate::policy::{Catalog, JudgeError, Judged, Policy};
use crate::sql::{RawSql, tree};

/// A statement as PostgreSQL understands it, and the judgement of it.
pub(super) struct Analysed {
    pub(super) statement: Statement,
    pub(super) judged: Judged,
}

/// Why there is no judgement.
pub(super) enum Unjudged {
    /// The tree names an object that the catalog does not have: it is newer than the catalog, or not there.
    UnknownObject(u32),
    /// Refused or failed.
    Failed(Failure),
}

impl From<Failure> for Unjudged {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<ToolError> for Unjudged {
    fn from(error: ToolError) -> Self {
        Self::Failed(error.into())
    }
}

/// Opens the transaction, obtains the tree and judges it, in one round trip.
///
/// # Errors
/// Refused by the judgement, by PostgreSQL, or without a tree to judge.
pub(super) async fn analyse(
    session: &Session,
    sql: &RawSql,
    posture: &Posture,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<Analysed, Unjudged> {
    session.trees.expect();
    let opening = prelude(session, posture, true);
    let (opened, statement) =
        futures::join!(session.simple_query(&opening), session.prepare(sql.body()));
    let tree = session.trees.take();
    opened.map_err(|error| Failure::new(&error, prelude_failed(&error)))?;
    let statement = statement.map_err(|error| {
        let sent = Sent {
            text: sql.as_str(),
            before: 0,
        };
        Failure::new(&error, failure::statement_failed(&error, Some(sent), false))
    })?;
    let tree = tree.ok_or_else(unavailable)?;
    let facts = tree::scan(&tree).map_err(|error| {
        ToolError::new(
            ErrorCode::AnalysisUnavailable,
            format!("PostgreSQL's reading of the statement cannot be used: {error}"),
            "write the statement more simply; if it is simple, report it with the server's version",
        )
    })?;
    match crate::policy::judge(&facts, catalog, policy) {
        Ok(judged) => Ok(Analysed { statement, judged }),
        Err(JudgeError::UnknownObject(oid)) => Err(Unjudged::UnknownObject(oid)),
        Err(JudgeError::Refused(error)) => Err(error.into()),
    }
}

fn unavailable() -> ToolError {
    ToolError::new(
        ErrorCode::AnalysisUnavailable,
        "PostgreSQL did not give its own reading of the statement, so it was not run",
        "ask the operator to run `gatepost doctor`: a pooler that drops notices hides it",
    )
}
