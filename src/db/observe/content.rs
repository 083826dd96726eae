//! Every byte of a relation's rows, streamed through a digest: memory does not grow with the table.
//!
//! Rows leave the server as `COPY` text, which ends each row with a line feed and escapes those inside values, so that
//! different rows are different bytes; values whose text is not theirs alone are read in another form. A table with a key is read in the key's order through SHA-256; one without, as a
//! [`Multiset`] in any order. Both are read in ranges, each short enough for the server's time limit.

use std::time::Instant;

use futures::{StreamExt, pin_mut};
use ring::digest::{Context, SHA256};
use tokio_postgres::Client;

use super::multiset::Multiset;
use super::pace::{Pace, Ranges};
use super::relations::{Key, Relation};
use super::transaction::Trouble;
use crate::db::quoting::quoted;
use crate::gate::{Content, Digest, Failure};

/// A table of no more bytes is read by one statement.
const SMALL: u64 = 8 << 20;
const FIRST_ROWS: u64 = 2_000;
const MOST_ROWS: u64 = 1_000_000;
const FIRST_PAGES: u64 = 8;
const MOST_PAGES: u64 = 65_536;

/// Reads all rows. `step` hears of estimated pages as they are read.
pub(super) async fn read(
    client: &Client,
    relation: &Relation,
    step: &(dyn Fn(u64) + Sync),
) -> Result<Content, Trouble> {
    match &relation.key {
        Some(key) => by_key(client, relation, key, step).await,
        None => {
            let mut sum = Multiset::new();
            by_pages(client, relation, &relation.columns, "", &mut sum, step).await?;
            Ok(Content {
                rows: sum.count(),
                sha256: sum.digest(),
            })
        }
    }
}

async fn by_key(
    client: &Client,
    relation: &Relation,
    key: &Key,
    step: &(dyn Fn(u64) + Sync),
) -> Result<Content, Trouble> {
    let table = quoted(&relation.name);
    let columns = key
        .columns
        .iter()
        .map(|column| format!("t.{column}"))
        .collect::<Vec<_>>()
        .join(", ");
    let (mut hasher, mut rows) = (Context::new(&SHA256), 0);
    let mut pace = Pace::new(FIRST_ROWS, MOST_ROWS);
    let mut after: Option<String> = None;
    loop {
        let started = Instant::now();
        let from = after
            .as_ref()
            .map(|after| format!("WHERE ({columns}) > ({after})"))
            .unwrap_or_default();
        let last = if relation.bytes <= SMALL {
            None
        } else {
            boundary(client, &table, &columns, key, &from, pace.size()).await?
        };
        let range = match (&last, from.is_empty()) {
            (None, _) => from,
            (Some(last), true) => format!("WHERE ({columns}) <= ({last})"),
            (Some(last), false) => format!("{from} AND ({columns}) <= ({last})"),
        };
        let mut read = 0;
        let copy = format!(
            "COPY (SELECT {} FROM ONLY {table} t {range} ORDER BY {columns}) TO STDOUT",
            relation.columns
        );
        stream(client, &copy, |row| {
            hasher.update(row);
            read += 1;
            Ok(())
        })
        .await?;
        rows += read;
        pace.learn(started);
        step(relation.pages.saturating_mul(read) / relation.estimated_rows.max(rows).max(1));
        match last {
            None => {
                return Ok(Content {
                    rows,
                    sha256: finished(hasher)?,
                });
            }
            last => after = last,
        }
    }
}

fn finished(hasher: Context) -> Result<Digest, Failure> {
    let bytes: Result<[u8; 32], _> = hasher.finish().as_ref().try_into();
    bytes
        .map(Digest::from_bytes)
        .map_err(|_| Failure::new("internal", "SHA-256 has not 32 bytes"))
}

/// The key of the row `size` rows on, as literals, or `None` when fewer are left.
async fn boundary(
    client: &Client,
    table: &str,
    columns: &str,
    key: &Key,
    from: &str,
    size: u64,
) -> Result<Option<String>, Trouble> {
    let literals = key
        .columns
        .iter()
        .zip(&key.types)
        .map(|(column, data_type)| {
            format!(
                "pg_catalog.format('%L::%s', t.{column}, {})",
                super::literal(data_type)
            )
        });
    // What is selected is computed for the rows passed over too, so the literals are made of the last one outside.
    let sql = format!(
        "SELECT pg_catalog.concat_ws(', ', {}) FROM (SELECT {columns} FROM ONLY {table} t {from} ORDER BY {columns} OFFSET {} LIMIT 1) t",
        literals.collect::<Vec<_>>().join(", "),
        size - 1
    );
    let rows = client.query_typed(&sql, &[]).await?;
    Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
}

/// Adds `columns` of all rows that meet `condition` (empty: of all rows) to a multiset, in ranges of pages.
pub(super) async fn by_pages(
    client: &Client,
    relation: &Relation,
    columns: &str,
    condition: &str,
    sum: &mut Multiset,
    step: &(dyn Fn(u64) + Sync),
) -> Result<(), Trouble> {
    let table = quoted(&relation.name);
    let pace = if relation.bytes <= SMALL {
        Pace::new(u64::MAX, u64::MAX)
    } else {
        Pace::new(FIRST_PAGES, MOST_PAGES)
    };
    let mut ranges = Ranges::new(relation.pages, pace);
    while let Some(range) = ranges.next() {
        let condition = conjunction(&[&range.condition, condition]);
        let copy = format!("COPY (SELECT {columns} FROM ONLY {table} t {condition}) TO STDOUT");
        stream(client, &copy, |row| sum.add(row)).await?;
        step(ranges.finished(range));
    }
    Ok(())
}

/// The conditions that are not empty, all of which must hold.
pub(super) fn conjunction(conditions: &[&str]) -> String {
    let stated: Vec<&str> = conditions
        .iter()
        .copied()
        .filter(|condition| !condition.is_empty())
        .collect();
    if stated.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", stated.join(" AND "))
    }
}

/// Hands each row of a COPY to `each`, with its line feed. The server sends one row a message (PostgreSQL manual,
/// section 55.7, CopyData); what does not end as a row does is not taken for one.
async fn stream(
    client: &Client,
    copy: &str,
    mut each: impl FnMut(&[u8]) -> Result<(), Failure>,
) -> Result<(), Trouble> {
    let messages = client.copy_out(copy).await?;
    pin_mut!(messages);
    while let Some(message) = messages.next().await {
        let message = message?;
        if message.last() != Some(&b'\n') {
            return Err(Failure::new("protocol", "a row of a COPY has no end").into());
        }
        each(&message)?;
    }
    Ok(())
}
