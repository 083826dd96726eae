//! Inventories for tests.

use super::{Inventory, Scope};
use crate::gate::{Object, Objects, Timestamp};

/// An inventory of these objects: kind, name, definition.
pub(super) fn inventory(objects: &[(&str, &str, &str)]) -> Inventory {
    let objects: Vec<Object> = objects
        .iter()
        .map(|(kind, name, definition)| Object {
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
            definition: (*definition).to_owned(),
        })
        .collect();
    Inventory {
        database: "directus".to_owned(),
        system_identifier: "1".to_owned(),
        database_oid: 1,
        captured_at: Timestamp::from_unix_milliseconds(0),
        server_major: 15,
        server_version: "15.1".to_owned(),
        scope: Scope::default(),
        objects: Objects::from(objects),
        rows: Vec::new(),
        reference: Vec::new(),
        sequences: Vec::new(),
    }
}

/// The same, of another database.
pub(super) fn clone_of(objects: &[(&str, &str, &str)]) -> Inventory {
    Inventory {
        database: "rehearsal".to_owned(),
        database_oid: 2,
        ..inventory(objects)
    }
}
