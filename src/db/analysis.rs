//! The second reading: PostgreSQL is asked to parse, analyse and rewrite the statement, which executes nothing, and
//! answers with the tree it would plan. The tree is scanned and judged over the live catalog.

use futures::future::join;
use tokio_postgres::Statement;

use super::connect::Drive;
use super::failure::{self, Sent};
use super::posture::Posture;
use super::read_session::{Failure, open, stop_showing_trees};
use crate::error::{ErrorCode, ToolError};
use crate::policy::{Catalog, JudgeError, Judged, Oid, Policy, TreeFacts};
use crate::sql::{RawSql, tree};

/// Where tokio-postgres looks up types: pg_type, pg_attribute, pg_namespace, pg_enum, pg_range.
const LOOKED_UP: [Oid; 5] = [1247, 1249, 2615, 3501, 3541];

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
    drive: &Drive<'_>,
    sql: &RawSql,
    posture: &Posture,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<Analysed, Unjudged> {
    let session = drive.session();
    session.trees.expect();
    let opening = open(session, posture, true);
    let analysing = session.prepare(sql.body());
    let (opened, statement) = drive.until(join(opening, analysing)).await;
    let trees = session.trees.take();
    stop_showing_trees(session, posture);
    drive.send();
    opened?;
    let statement = statement.map_err(|error| {
        let sent = Sent {
            text: sql.as_str(),
            before: 0,
        };
        Failure::new(&error, failure::statement_failed(&error, Some(sent), false))
    })?;
    let trees = trees.map_err(unusable)?;
    if trees.is_empty() {
        return Err(unavailable().into());
    }
    let scanned = trees.iter().map(|tree| tree::scan(tree).map_err(unusable));
    let mut facts = together(scanned.collect::<Result<_, _>>()?);
    let columns = statement.columns().iter();
    facts.put_out = Some(columns.map(|column| column.type_().oid()).collect());
    match crate::policy::judge(&facts, catalog, policy) {
        Ok(judged) => Ok(Analysed { statement, judged }),
        Err(JudgeError::UnknownObject(oid)) => Err(Unjudged::UnknownObject(oid)),
        Err(JudgeError::Refused(error)) => Err(error.into()),
    }
}

/// What all trees found. The relations of type look-ups, which come last and are the client library's, are not the
/// statement's.
fn together(mut scanned: Vec<TreeFacts>) -> TreeFacts {
    for facts in scanned.iter_mut().skip(1).rev() {
        let relations = &facts.relations;
        if relations.is_empty() || !relations.keys().all(|oid| LOOKED_UP.contains(oid)) {
            break;
        }
        facts.relations.clear();
    }
    let mut all = TreeFacts::default();
    for facts in scanned {
        all.absorb(facts);
    }
    all
}

fn unusable(error: tree::Error) -> ToolError {
    ToolError::new(
        ErrorCode::AnalysisUnavailable,
        format!("PostgreSQL's reading of the statement cannot be used: {error}"),
        "write the statement more simply; if it is simple, report it with the server's version",
    )
}

fn unavailable() -> ToolError {
    ToolError::new(
        ErrorCode::AnalysisUnavailable,
        "PostgreSQL did not give its own reading of the statement, so it was not run",
        "ask the operator to run `gatepost doctor`: a pooler that drops notices hides it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(relation: Oid, function: Oid) -> TreeFacts {
        TreeFacts {
            command_types: [1].into(),
            functions: [function].into(),
            relations: [(relation, [1].into())].into(),
            ..TreeFacts::default()
        }
    }

    #[test]
    fn look_ups_of_types_at_the_end_are_not_the_statements_relations() {
        for (trees, relations) in [
            (vec![read(20000, 1)], vec![20000]),
            (vec![read(1247, 1)], vec![1247]),
            (
                vec![read(20000, 1), read(1247, 2), read(1249, 3)],
                vec![20000],
            ),
            (vec![read(20001, 1), read(20000, 2)], vec![20000, 20001]),
            (
                vec![read(1247, 1), read(20000, 2), read(1247, 3)],
                vec![1247, 20000],
            ),
        ] {
            let functions = trees.len();
            let all = together(trees);
            assert_eq!(all.relations.into_keys().collect::<Vec<_>>(), relations);
            assert_eq!(
                all.functions.len(),
                functions,
                "all that is called is judged"
            );
        }
    }
}
