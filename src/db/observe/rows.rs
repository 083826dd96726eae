//! The rows in scope, each relation as far as the level asks.

use std::collections::BTreeSet;

use super::content;
use super::horizon::Horizon;
use super::relations::{Relation, Scope, Storage};
use super::transaction::{Transaction, part};
use super::versions;
use crate::error::ToolError;
use crate::gate::{
    Content, Counters, Digest, Failure, GrayZone, Level, NotProven, Part, QualifiedName,
    RelationState, RowVersions, Snapshot,
};

/// What is asked of the rows in scope.
pub(super) struct Request<'a> {
    pub(super) level: Level,
    /// What row versions are measured against, or why they cannot be.
    pub(super) horizon: Result<Horizon, Failure>,
    /// The snapshot that exit is compared with; `None` at entry itself.
    pub(super) entry: Option<&'a Snapshot>,
}

/// Observes the rows in scope.
///
/// # Errors
/// Only when nothing more can be asked of the session.
pub(super) async fn observe(
    transaction: &Transaction<'_>,
    scope: &Scope,
    request: Request<'_>,
    step: &(dyn Fn(&Relation, u64) + Sync),
) -> Result<Vec<RelationState>, ToolError> {
    let Request {
        level,
        horizon,
        entry,
    } = request;
    let read_at_entry = entry.map(contents_of);
    let heaps: Vec<&Relation> = scope
        .relations
        .iter()
        .filter(|relation| relation.storage == Storage::Heap && relation.blind.is_none())
        .collect();
    let mut versions = match (level, horizon) {
        (Level::RowVersions, Ok(horizon)) => versions::observe(transaction, &heaps, &horizon, step)
            .await?
            .into_iter(),
        (Level::RowVersions, Err(failure)) => vec![Part::Failed(failure); heaps.len()].into_iter(),
        _ => Vec::new().into_iter(),
    };
    let mut states = Vec::with_capacity(scope.relations.len());
    for relation in &scope.relations {
        let mut state = state(relation, level);
        if relation.storage == Storage::Heap
            && relation.blind.is_none()
            && level == Level::RowVersions
        {
            state.row_versions = versions.next();
        }
        if relation.blind.is_none()
            && wants_content(relation, level, &state, read_at_entry.as_ref())
        {
            let report = |pages: u64| step(relation, pages);
            let read = content::read(transaction.session(), relation, &report);
            state.content = Some(part(transaction.together(read).await)?);
        }
        states.push(state);
    }
    Ok(states)
}

/// The relations that were read, and whose content does not tell all.
pub(super) fn not_told_apart(scope: &Scope, states: &[RelationState]) -> Vec<NotProven> {
    let read = |state: &RelationState| matches!(state.content, Some(Part::Observed(_)));
    let states = scope.relations.iter().zip(states);
    states
        .filter(|(relation, state)| relation.storage != Storage::Nothing && read(state))
        .filter_map(|(relation, _)| relation.inexactness())
        .collect()
}

/// What is known before any row is read.
fn state(relation: &Relation, level: Level) -> RelationState {
    let mut state = RelationState {
        relation: relation.name.clone(),
        oid: Some(relation.oid),
        counters: relation.counters,
        relfilenode: relation.filenode,
        shape: relation.shape.clone(),
        row_versions: None,
        content: None,
    };
    match (relation.storage, &relation.blind) {
        (Storage::Nothing, _) => {
            let none = GrayZone {
                count: 0,
                sha256: Some(Digest::of(b"")),
            };
            state.counters = Some(Counters {
                inserted: 0,
                updated: 0,
                deleted: 0,
            });
            state.row_versions = Some(Part::Observed(RowVersions {
                count: 0,
                newer: 0,
                gray: none,
            }));
            state.content = Some(Part::Observed(Content {
                rows: 0,
                sha256: Digest::of(b""),
            }));
        }
        (storage, Some(failure)) => {
            if storage == Storage::Heap && level == Level::RowVersions {
                state.row_versions = Some(Part::Failed(failure.clone()));
            }
            if level >= Level::RowVersions {
                state.content = Some(Part::Failed(failure.clone()));
            }
        }
        (_, None) => {}
    }
    state
}

/// The relations whose content the entry holds.
fn contents_of(entry: &Snapshot) -> BTreeSet<&QualifiedName> {
    let Some(Part::Observed(relations)) = &entry.rows else {
        return BTreeSet::new();
    };
    relations
        .iter()
        .filter(|state| state.content.is_some())
        .map(|state| &state.relation)
        .collect()
}

/// Content is read where it is asked for, where there is nothing else to ask, where the entry's was, and at entry where
/// row versions cannot tell: too many rows in the gray zone, or frozen rows so old that their ids look new.
fn wants_content(
    relation: &Relation,
    level: Level,
    state: &RelationState,
    read_at_entry: Option<&BTreeSet<&QualifiedName>>,
) -> bool {
    match (level, relation.storage) {
        (Level::Counters, _) | (_, Storage::Nothing) => false,
        (Level::Content, _) | (Level::RowVersions, Storage::ContentOnly) => true,
        (Level::RowVersions, Storage::Heap) => match (read_at_entry, &state.row_versions) {
            (Some(read), _) => read.contains(&relation.name),
            (None, Some(Part::Observed(versions))) => {
                versions.newer > 0 || versions.gray.sha256.is_none()
            }
            (None, _) => false,
        },
    }
}
