//! What must stay as it is: definitions, roles, sequences, large objects and rows.

use std::sync::Arc;

use super::meter::Meter;
use super::opening::{OWN_NAMES, Opened};
use super::relations::{self, Relation};
use super::transaction::{Transaction, part, some};
use super::{Purpose, beside, horizon, large_objects, objects, rows, sequences};
use crate::db::cancellation::InFlight;
use crate::db::database::Database;
use crate::error::ToolError;
use crate::gate::{
    Failure, LargeObjects, Level, NotProven, Objects, Part, RelationState, SequenceState,
    Unchanged, same_snapshot,
};

/// What was seen; `None` where the gate does not ask.
#[derive(Debug, Default)]
pub(super) struct States {
    pub(super) schema: Option<Part<Objects>>,
    pub(super) roles: Option<Part<Objects>>,
    pub(super) sequences: Option<Part<Vec<SequenceState>>>,
    pub(super) large_objects: Option<Part<LargeObjects>>,
    pub(super) rows: Option<Part<Vec<RelationState>>>,
    pub(super) not_proven: Vec<NotProven>,
}

/// What the first session is asked, whatever the second is.
struct Own {
    rows: Option<Part<Vec<RelationState>>>,
    not_proven: Vec<NotProven>,
}

/// What either session can be asked.
struct Apart {
    schema: Option<Part<Objects>>,
    roles: Option<Part<Objects>>,
    sequences: Option<Part<Vec<SequenceState>>>,
    large_objects: Option<Part<LargeObjects>>,
}

/// One moment of what a gate covers.
struct Look<'a> {
    eyes: &'a Arc<Database>,
    opened: &'a Opened,
    unchanged: &'a Unchanged,
    purpose: Purpose<'a>,
    /// No transaction ended since the entry: no row differs.
    is_same: bool,
    meter: &'a Meter<'a>,
}

/// Observes what the gate covers, and what `last` does on the first session when that is done and the second may not be.
/// The second session comes back idle, where there was one.
///
/// # Errors
/// Only when nothing more can be asked of the session.
pub(super) async fn observe<T>(
    eyes: &Arc<Database>,
    transaction: &Transaction<'_>,
    opened: &Opened,
    unchanged: &Unchanged,
    purpose: Purpose<'_>,
    meter: &Meter<'_>,
    last: impl Future<Output = Result<T, ToolError>>,
) -> Result<(States, T, Option<InFlight>), ToolError> {
    let now = &opened.seen.transaction_snapshot;
    let look = Look {
        eyes,
        opened,
        unchanged,
        purpose,
        is_same: purpose
            .entry()
            .is_some_and(|entry| same_snapshot(entry, &opened.seen.identity, now)),
        meter,
    };
    let own = Box::pin(async { Ok((look.own(transaction).await?, last.await?)) });
    let beside = Box::pin(look.beside());
    let ((own, last), apart) = futures::try_join!(own, beside)?;
    let (apart, second) = match apart {
        Some((apart, second)) => (apart, Some(second)),
        None => {
            transaction.set(OWN_NAMES).await?;
            (Box::pin(look.apart(transaction)).await?, None)
        }
    };
    let states = States {
        schema: apart.schema,
        roles: apart.roles,
        sequences: apart.sequences,
        large_objects: apart.large_objects,
        rows: own.rows,
        not_proven: own.not_proven,
    };
    Ok((states, last, second))
}

impl Look<'_> {
    /// Asks a second session what the first could be asked as well; `None` where there is none.
    async fn beside(&self) -> Result<Option<(Apart, InFlight)>, ToolError> {
        let Some(exported) = &self.opened.exported else {
            return Ok(None);
        };
        let posture = &self.opened.known.posture;
        let Some(mut flight) = beside::begin(self.eyes, exported, posture).await else {
            return Ok(None);
        };
        let drive = flight.drive();
        let apart = async {
            let transaction = Transaction::new(drive.session()).await?;
            self.apart(&transaction).await
        };
        let apart = drive.until(apart).await?;
        drop(drive);
        beside::end(&mut flight).await?;
        Ok(Some((apart, flight)))
    }

    async fn apart(&self, transaction: &Transaction<'_>) -> Result<Apart, ToolError> {
        let Self {
            opened, unchanged, ..
        } = self;
        let mut apart = Apart {
            schema: None,
            roles: None,
            sequences: None,
            large_objects: None,
        };
        if !unchanged.schema.is_empty() {
            self.meter.start("schema");
            let seen = objects::of_schemas(transaction, unchanged).await;
            apart.schema = Some(part(seen)?);
        }
        if unchanged.roles {
            self.meter.start("roles");
            let (identity, initial) = (&opened.seen.identity, &self.eyes.initial);
            let seen = objects::of_roles(transaction, identity, initial).await;
            apart.roles = Some(part(seen)?);
        }
        if unchanged.sequences {
            self.meter.start("sequences");
            let role = opened.known.posture.role.as_str();
            let seen = sequences::observe(transaction, unchanged, role).await;
            apart.sequences = Some(part(seen)?);
        }
        if unchanged.large_objects {
            self.meter.start("large objects");
            apart.large_objects = Some(match self.is_same {
                true => Part::SameSnapshot,
                false => part(large_objects::observe(transaction).await)?,
            });
        }
        Ok(apart)
    }

    async fn own(&self, transaction: &Transaction<'_>) -> Result<Own, ToolError> {
        let (unchanged, role) = (self.unchanged, self.opened.known.posture.role.as_str());
        let scope = match unchanged.rows.is_empty() {
            true => None,
            false => Some(some(
                relations::in_scope(transaction, unchanged, role).await,
            )?),
        };
        let mut not_proven = Vec::new();
        if let Some(Ok(scope)) = &scope {
            not_proven.clone_from(&scope.not_proven);
            if !self.is_same {
                self.meter.will_read(scope);
            }
        }
        let rows = match scope {
            None => None,
            Some(_) if self.is_same => Some(Part::SameSnapshot),
            Some(Err(failure)) => Some(Part::Failed(failure)),
            Some(Ok(scope)) if unchanged.level == Level::Counters && scope.is_uncounted => {
                Some(Part::Failed(Failure::blind(
                    "the server does not count writes: track_counts is off",
                    "ALTER SYSTEM SET track_counts = on; SELECT pg_reload_conf();",
                )))
            }
            Some(Ok(scope)) => {
                let request = rows::Request {
                    level: unchanged.level,
                    horizon: horizon(self.purpose, &self.opened.seen.transaction_snapshot),
                    entry: self.purpose.entry(),
                };
                let step = |relation: &Relation, pages: u64| self.meter.read(relation, pages);
                let states = rows::observe(transaction, &scope, request, &step).await?;
                not_proven.extend(rows::not_told_apart(&scope, &states));
                not_proven.sort();
                Some(Part::Observed(states))
            }
        };
        Ok(Own { rows, not_proven })
    }
}
