//! The table, and whether a file has exactly that.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction};

/// The table, its index, and the triggers that forbid what is not appending.
const SCHEMA: &str = include_str!("schema.sql");

/// Marks the file as a gatepost ledger in SQLite's header: `gpld` in ASCII.
const APPLICATION_ID: i32 = 0x6770_6c64;

/// The form of the schema; a ledger of another form is refused, never converted in place.
const FORM: i32 = 1;

/// What a SQLite file is to the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Recognized {
    /// Nothing was ever stored in it, so a ledger may be made of it.
    Empty,
    /// A ledger.
    Ledger,
    /// Something else; why.
    Foreign(String),
}

/// What the file is, by its header and, when it is unmarked, by whether it holds anything.
pub(super) fn recognize(connection: &Connection) -> rusqlite::Result<Recognized> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let (application, form) = (number("application_id")?, number("user_version")?);
    Ok(if application == APPLICATION_ID && form == FORM {
        Recognized::Ledger
    } else if application == APPLICATION_ID {
        Recognized::Foreign(format!(
            "its form is {form}, this gatepost writes form {FORM}"
        ))
    } else if application == 0 && form == 0 && objects(connection)?.is_empty() {
        Recognized::Empty
    } else {
        Recognized::Foreign("it is a SQLite file of another application".to_owned())
    })
}

/// Makes an empty file a ledger; the caller commits.
pub(super) fn create(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORM)
}

/// How the schema differs from the one gatepost makes; empty when it does not.
///
/// Anything more counts too: a trigger that is added can undo an append.
pub(super) fn differences(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let reference = Connection::open_in_memory()?;
    reference.execute_batch(SCHEMA)?;
    let (wanted, found) = (objects(&reference)?, objects(connection)?);
    let lost = wanted
        .iter()
        .filter_map(|(name, text)| match found.get(name) {
            None => Some(format!("{name} is missing")),
            Some(other) if other != text => Some(format!("{name} was changed")),
            Some(_) => None,
        });
    let added = found
        .keys()
        .filter(|name| !wanted.contains_key(*name))
        .map(|name| format!("{name} was added"));
    Ok(lost.chain(added).collect())
}

/// Each object by its kind and name, with its text. SQLite's own tables (statistics) are left out.
fn objects(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Option<String>>> {
    let mut statement = connection.prepare(
        r"SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
