//! What was defined anew while it was observed.
//!
//! A transaction's snapshot holds for rows alone: `pg_get_triggerdef` and its kin, names of what an OID stands for, and the
//! files that rows are read from are those of the moment they are asked for. So when all is read, the catalogs are asked in
//! a fresh snapshot for rows that the observation's did not hold. Where there are any, what was read may be of two moments.

use std::collections::BTreeSet;

use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::checks::Decision;
use super::horizon::Horizon;
use super::opening::{OWN_NAMES, SETTINGS};
use super::transaction::{Transaction, Trouble, some};
use crate::db::connect::Session;
use crate::db::failure;
use crate::db::posture::Posture;
use crate::db::read_session::{prelude, prelude_failed};
use crate::error::ToolError;
use crate::gate::{Definition, Failure, Observation, Part, QualifiedName, Snapshot, Unchanged};

const MEANWHILE: &str = include_str!("meanwhile.sql");

/// How often all is read before it counts as not to be seen: DDL of an application is over soon, a migration is not.
pub(super) const ATTEMPTS: usize = 3;

/// Rows of one catalog, of one version, of one object that has a name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    catalog: String,
    schema: Option<String>,
    version: String,
    count: i64,
    /// The relation they belong to and all that it is a part of; empty where they belong to none.
    relations: Vec<QualifiedName>,
}

/// What is looked out for, and what the observation's own snapshot holds of it.
pub(super) struct Watch<'a> {
    unchanged: Option<&'a Unchanged>,
    /// What the checks read.
    read: BTreeSet<QualifiedName>,
    snapshot: String,
    held: Result<BTreeSet<Written>, Failure>,
}

impl<'a> Watch<'a> {
    /// Begins in the observation's transaction, whose snapshot is given as text.
    ///
    /// # Errors
    /// Only when nothing more can be asked of the session.
    pub(super) async fn begin(
        transaction: &Transaction<'_>,
        definition: &'a Definition,
        decisions: &[Decision],
        snapshot: &str,
    ) -> Result<Self, ToolError> {
        let approved = decisions.iter().flatten().flatten();
        let read = approved.flat_map(|prepared| prepared.approved.relations());
        let read = read.map(|relation| QualifiedName::new(&relation.schema, &relation.name));
        let mut watch = Self {
            unchanged: definition.unchanged.as_ref(),
            read: read.collect(),
            snapshot: snapshot.to_owned(),
            held: Ok(BTreeSet::new()),
        };
        // Where nothing is in progress, nothing is both finished and as new as that.
        let holds_some = Horizon::parse(snapshot).is_none_or(|horizon| horizon.is_open());
        if watch.is_wanted() && holds_some {
            let parameters: [(&(dyn ToSql + Sync), Type); 2] =
                [(&snapshot, Type::TEXT), (&true, Type::BOOL)];
            let rows = transaction.query_kept(MEANWHILE, &parameters).await;
            watch.held = some(rows.and_then(|rows| all_written(&rows)))?;
        }
        Ok(watch)
    }

    /// Ends the observation's transaction, and says why what was read in it may be of two moments, if it may.
    ///
    /// # Errors
    /// When the session is lost or its role is not what it was.
    pub(super) async fn end(
        self,
        session: &Session,
        posture: &Posture,
    ) -> Result<Option<Failure>, ToolError> {
        let failed = |error: tokio_postgres::Error| failure::statement_failed(&error, None, false);
        if !self.is_wanted() {
            return session
                .batch_execute("ROLLBACK")
                .await
                .map(|()| None)
                .map_err(failed);
        }
        let opening = format!(
            "ROLLBACK; {}; {OWN_NAMES}; {SETTINGS}",
            prelude(session, posture)
        );
        let parameters: [(&(dyn ToSql + Sync), Type); 2] =
            [(&self.snapshot, Type::TEXT), (&false, Type::BOOL)];
        let (opened, rows, closed) = futures::join!(
            session.batch_execute(&opening),
            session.query_kept(MEANWHILE, &parameters),
            session.batch_execute("ROLLBACK"),
        );
        opened.map_err(|error| prelude_failed(&error))?;
        closed.map_err(failed)?;
        let rows = rows.map_err(Trouble::from);
        let written = some(rows.and_then(|rows| all_written(&rows)))?;
        Ok(match (self.held.as_ref(), written) {
            (Ok(held), Ok(written)) => {
                let new: Vec<&Written> = written
                    .difference(held)
                    .filter(|written| self.matters(written))
                    .collect();
                unsettled(&new)
            }
            (Err(failure), _) => Some(failure.clone()),
            (_, Err(failure)) => Some(failure),
        })
    }

    fn is_wanted(&self) -> bool {
        self.unchanged.is_some() || !self.read.is_empty()
    }

    fn matters(&self, written: &Written) -> bool {
        let is_read = |relation: &QualifiedName| self.read.contains(relation);
        if written.relations.iter().any(is_read) {
            return true;
        }
        let Some(unchanged) = self.unchanged else {
            return false;
        };
        let covers =
            |relation: &QualifiedName| unchanged.covers_rows(&relation.schema, &relation.name);
        match written.schema.as_deref() {
            None => unchanged.roles || !unchanged.schema.is_empty(),
            Some("pg_catalog" | "information_schema") => unchanged.roles,
            Some(schema) => unchanged.covers_schema(schema) || written.relations.iter().any(covers),
        }
    }
}

fn all_written(rows: &[Row]) -> Result<BTreeSet<Written>, Trouble> {
    let written = |row: &Row| {
        let (schemas, names): (Vec<String>, Vec<String>) = (row.try_get(4)?, row.try_get(5)?);
        let relations = schemas.into_iter().zip(names);
        Ok(Written {
            catalog: row.try_get(0)?,
            schema: row.try_get(1)?,
            version: row.try_get(2)?,
            count: row.try_get(3)?,
            relations: relations
                .map(|(schema, name)| QualifiedName::new(schema, name))
                .collect(),
        })
    };
    rows.iter().map(written).collect()
}

fn unsettled(new: &[&Written]) -> Option<Failure> {
    let first = new.first()?;
    let what = match (first.relations.first(), &first.schema) {
        (Some(relation), _) => relation.to_string(),
        (None, Some(schema)) => format!("something in schema {schema}"),
        (None, None) => "something in no schema".to_owned(),
    };
    let message = format!(
        "{what} ({}) was defined anew while it was read, {ATTEMPTS} times in a row; ask again when no migration runs",
        first.catalog
    );
    Some(Failure::new("unsettled", message))
}

/// Takes back all that may be of two moments.
pub(super) fn fail(snapshot: &mut Snapshot, failure: &Failure) {
    fn part<T>(part: &mut Option<Part<T>>, failure: &Failure) {
        if let Some(part) = part {
            *part = Part::Failed(failure.clone());
        }
    }
    part(&mut snapshot.schema, failure);
    part(&mut snapshot.rows, failure);
    part(&mut snapshot.roles, failure);
    part(&mut snapshot.large_objects, failure);
    for check in &mut snapshot.checks {
        if check.observation != Observation::NotRun {
            check.observation = Observation::Error(failure.clone());
        }
    }
}
