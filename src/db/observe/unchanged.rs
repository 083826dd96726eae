//! What must stay as it is: definitions, roles, sequences, large objects and rows.

use std::sync::Arc;

use super::meter::Meter;
use super::relations::{self, Relation};
use super::transaction::{Transaction, part};
use super::{Opened, Purpose, beside, horizon, large_objects, objects, rows, sequences};
use crate::db::database::Database;
use crate::error::ToolError;
use crate::gate::{
    LargeObjects, NotProven, Objects, Part, RelationState, SequenceState, Unchanged, same_snapshot,
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

/// Observes what the gate covers.
///
/// # Errors
/// Only when nothing more can be asked of the session.
pub(super) async fn observe(
    eyes: &Arc<Database>,
    opened: &Opened,
    unchanged: &Unchanged,
    purpose: Purpose<'_>,
    meter: &Meter<'_>,
) -> Result<States, ToolError> {
    let session = opened.flight.session();
    let exported = match unchanged.roles && opened.seen.may_export {
        true => Some(beside::export(session).await?),
        false => None,
    };
    let posture = &opened.known.posture;
    let identity = &opened.seen.identity;
    let roles = Box::pin(async {
        match exported {
            Some(exported) => beside::roles(eyes, exported, posture, identity).await,
            None => Ok(None),
        }
    });
    let transaction = Transaction::new(session);
    let own = Box::pin(in_turn(&transaction, opened, unchanged, purpose, meter));
    let (mut states, roles) = futures::try_join!(own, roles)?;
    if unchanged.roles {
        meter.start("roles");
        states.roles = Some(match roles {
            Some(roles) => roles,
            None => part(objects::of_roles(&transaction, identity, &eyes.initial).await)?,
        });
    }
    Ok(states)
}

/// All but the roles, on the first session.
async fn in_turn(
    transaction: &Transaction<'_>,
    opened: &Opened,
    unchanged: &Unchanged,
    purpose: Purpose<'_>,
    meter: &Meter<'_>,
) -> Result<States, ToolError> {
    let role = opened.known.posture.role.as_str();
    let now = &opened.seen.transaction_snapshot;
    // No transaction ended since the entry: no row differs.
    let is_same = purpose
        .entry()
        .is_some_and(|entry| same_snapshot(entry, &opened.seen.identity, now));
    let mut states = States::default();
    let scope = match unchanged.rows.is_empty() {
        true => None,
        false => Some(part(
            relations::in_scope(transaction, unchanged, role).await,
        )?),
    };
    if let Some(Part::Observed(scope)) = &scope {
        states.not_proven.clone_from(&scope.not_proven);
        if !is_same {
            meter.will_read(scope);
        }
    }
    if !unchanged.schema.is_empty() {
        meter.start("schema");
        states.schema = Some(part(objects::in_schemas(transaction, unchanged).await)?);
    }
    if unchanged.sequences {
        meter.start("sequences");
        let seen = sequences::observe(transaction, unchanged, role).await;
        states.sequences = Some(part(seen)?);
    }
    if unchanged.large_objects {
        meter.start("large objects");
        states.large_objects = Some(match is_same {
            true => Part::SameSnapshot,
            false => part(large_objects::observe(transaction).await)?,
        });
    }
    states.rows = match scope {
        None => None,
        Some(_) if is_same => Some(Part::SameSnapshot),
        Some(Part::Failed(failure)) => Some(Part::Failed(failure)),
        Some(Part::SameSnapshot) => Some(Part::SameSnapshot),
        Some(Part::Observed(scope)) => {
            let request = rows::Request {
                level: unchanged.level,
                horizon: horizon(purpose, now),
                entry: purpose.entry(),
            };
            let step = |relation: &Relation, pages: u64| meter.read(relation, pages);
            Some(Part::Observed(
                rows::observe(transaction, &scope, request, &step).await?,
            ))
        }
    };
    Ok(states)
}
