//! Reading records from a connection.

use std::ops::ControlFlow;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::hash::{Anchor, RecordHash};
use super::record::Record;

/// The columns in the order [`record_of`] takes them.
const COLUMNS: &str = "sequence, time, kind, key, body, previous_hash, hash";

/// The last record.
pub(super) fn last(connection: &Connection) -> rusqlite::Result<Option<Record>> {
    let text = format!("SELECT {COLUMNS} FROM record ORDER BY sequence DESC LIMIT 1");
    connection.query_row(&text, [], record_of).optional()
}

/// Where the chain ends.
pub(super) fn head(connection: &Connection) -> rusqlite::Result<Anchor> {
    let mut statement = connection
        .prepare_cached("SELECT sequence, hash FROM record ORDER BY sequence DESC LIMIT 1")?;
    let head = statement.query_row([], |row| {
        Ok(Anchor {
            sequence: sequence_of(row, 0)?,
            hash: hash_of(row, 1)?,
        })
    });
    Ok(head.optional()?.unwrap_or(Anchor::EMPTY))
}

/// The record of that kind and key.
pub(super) fn find(
    connection: &Connection,
    kind: &str,
    key: &str,
) -> rusqlite::Result<Option<Record>> {
    // The last condition lets SQLite use the partial index.
    let text = format!("SELECT {COLUMNS} FROM record WHERE kind = ?1 AND key = ?2 AND key <> ''");
    connection
        .prepare_cached(&text)?
        .query_row([kind, key], record_of)
        .optional()
}

/// The last record of that kind whose key starts so.
pub(super) fn latest(
    connection: &Connection,
    kind: &str,
    prefix: &str,
) -> rusqlite::Result<Option<Record>> {
    let text = format!(
        "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND key <> '' AND substr(key, 1, length(?2)) = ?2 \
         ORDER BY sequence DESC LIMIT 1"
    );
    connection
        .prepare_cached(&text)?
        .query_row([kind, prefix], record_of)
        .optional()
}

/// The last record of that kind whose body is the one looked for.
pub(super) fn latest_where(
    connection: &Connection,
    kind: &str,
    is_it: impl Fn(&str) -> bool,
) -> rusqlite::Result<Option<Record>> {
    let text = format!("SELECT {COLUMNS} FROM record WHERE kind = ?1 ORDER BY sequence DESC");
    let mut statement = connection.prepare_cached(&text)?;
    let mut rows = statement.query([kind])?;
    while let Some(row) = rows.next()? {
        let record = record_of(row)?;
        if is_it(&record.body) {
            return Ok(Some(record));
        }
    }
    Ok(None)
}

/// Gives each record from `first` to `last`, in order and one at a time, until `visit` breaks.
pub(super) fn walk<B>(
    connection: &Connection,
    first: i64,
    last: i64,
    mut visit: impl FnMut(Read) -> ControlFlow<B>,
) -> rusqlite::Result<ControlFlow<B>> {
    let text =
        format!("SELECT {COLUMNS} FROM record WHERE sequence BETWEEN ?1 AND ?2 ORDER BY sequence");
    let mut statement = connection.prepare(&text)?;
    let mut rows = statement.query([first, last])?;
    while let Some(row) = rows.next()? {
        let sequence = row.get(0)?;
        let read = record_of(row).map_or(Read::Unreadable { sequence }, Read::Record);
        if let ControlFlow::Break(broken) = visit(read) {
            return Ok(ControlFlow::Break(broken));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// What a walk comes upon.
pub(super) enum Read {
    /// A record, intact or not.
    Record(Record),
    /// A row that no record could have become without being tampered with.
    Unreadable {
        /// Its number, which may be below 1.
        sequence: i64,
    },
}

fn record_of(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        sequence: sequence_of(row, 0)?,
        time: row.get(1)?,
        kind: row.get(2)?,
        key: row.get(3)?,
        body: row.get(4)?,
        previous_hash: hash_of(row, 5)?,
        hash: hash_of(row, 6)?,
    })
}

fn sequence_of(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    let sequence: i64 = row.get(index)?;
    u64::try_from(sequence).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(index, sequence))
}

fn hash_of(row: &Row<'_>, index: usize) -> rusqlite::Result<RecordHash> {
    let value = row.get_ref(index)?;
    let bytes = match value {
        ValueRef::Blob(bytes) => RecordHash::from_bytes(bytes),
        _ => None,
    };
    bytes.ok_or_else(|| {
        rusqlite::Error::InvalidColumnType(index, "hash".to_owned(), value.data_type())
    })
}
