//! Files that relations have exchanged. VACUUM FULL and its kin write a file that no relation had; whoever writes to `pg_class`
//! can give a relation another's, whose rows are as old as its own.

use std::collections::BTreeMap;

use crate::gate::definition::Level;
use crate::gate::state::{QualifiedName, RelationState};

/// Which relation had which file at entry.
pub(super) struct Files<'a>(BTreeMap<u64, &'a QualifiedName>);

impl<'a> Files<'a> {
    pub(super) fn of(before: &BTreeMap<&'a QualifiedName, &'a RelationState>) -> Self {
        let file = |state: &RelationState| state.relfilenode.filter(|file| *file != 0);
        let had = before
            .iter()
            .filter_map(|(name, state)| Some((file(state)?, *name)));
        Self(had.collect())
    }

    /// Whose file the relation is in now, where it is itself still and its bytes were not read.
    pub(super) fn taken_from(
        &self,
        level: Level,
        entry: &RelationState,
        exit: &RelationState,
    ) -> Option<&'a QualifiedName> {
        // Files of several tablespaces may share a number.
        let moved = entry.relfilenode != exit.relfilenode && entry.oid == exit.oid;
        if level == Level::Content || !moved {
            return None;
        }
        let whose = *self.0.get(&exit.relfilenode?)?;
        (*whose != entry.relation).then_some(whose)
    }
}
