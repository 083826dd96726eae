//! Row versions: whether any row of a heap is newer than the entry's snapshot, in one scan without reading the rows.
//!
//! With no newer row there was no insert and no update, so an equal count excludes deletes. Rows in the gray zone
//! (see [`Horizon::gray`]) are compared by their content and their xmin.

use tokio_postgres::Client;

use super::content::{by_pages, conjunction};
use super::horizon::Horizon;
use super::multiset::Multiset;
use super::pace::{Pace, Ranges};
use super::relations::Relation;
use super::transaction::{Transaction, Trouble, part};
use crate::db::quoting::quoted;
use crate::error::ToolError;
use crate::gate::{Digest, Failure, GrayZone, Part, RowVersions};

/// Up to this many pages (128 MiB) are scanned by one statement.
const PAGES_AT_ONCE: u64 = 16_384;
const MOST_PAGES: u64 = 262_144;
/// Tables scanned by one statement.
const TABLES_AT_ONCE: usize = 50;
/// More rows than this in the gray zone are not read.
const GRAY_ROWS: u64 = 100_000;

/// Measures every relation given, in order, as long as nothing ends the observation.
pub(super) async fn observe(
    transaction: &Transaction<'_>,
    relations: &[&Relation],
    horizon: &Horizon,
    step: &(dyn Fn(&Relation, u64) + Sync),
) -> Result<Vec<Part<RowVersions>>, ToolError> {
    let mut found = Vec::with_capacity(relations.len());
    let mut rest = relations;
    while !rest.is_empty() {
        let (batch, others) = rest.split_at(batch_length(rest));
        rest = others;
        let counts = match batch {
            [_] => None,
            batch => count_together(transaction, batch, horizon).await?,
        };
        for (index, relation) in batch.iter().enumerate() {
            let report = |pages: u64| step(relation, pages);
            let counted = counts.as_ref().map(|counts| counts[index]);
            if counted.is_some() {
                report(relation.pages);
            }
            found.push(match counted {
                Some(Counted { rows, gray: 0 }) => Part::Observed(nothing_gray(rows)),
                counted => {
                    let measured =
                        measure(transaction.session(), relation, horizon, counted, &report);
                    part(transaction.together(measured).await)?
                }
            });
        }
    }
    Ok(found)
}

/// How many relations from the front are small enough to be scanned by one statement.
fn batch_length(relations: &[&Relation]) -> usize {
    let mut pages = 0;
    let small = relations
        .iter()
        .take(TABLES_AT_ONCE)
        .take_while(|relation| {
            pages += relation.pages;
            pages <= PAGES_AT_ONCE
        });
    small.count().max(1)
}

#[derive(Debug, Clone, Copy)]
struct Counted {
    rows: u64,
    gray: u64,
}

fn count_sql(index: usize, relation: &Relation, gray: &str, range: &str) -> String {
    format!(
        "SELECT {index}, pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE {gray}) FROM ONLY {} t {range}",
        quoted(&relation.name)
    )
}

fn counted(row: &tokio_postgres::Row) -> Result<Counted, tokio_postgres::Error> {
    let unsigned = |index| {
        Ok::<_, tokio_postgres::Error>(
            u64::try_from(row.try_get::<_, i64>(index)?).unwrap_or_default(),
        )
    };
    Ok(Counted {
        rows: unsigned(1)?,
        gray: unsigned(2)?,
    })
}

/// Several small tables by one statement; `None` when one of them fails, to be asked one by one.
async fn count_together(
    transaction: &Transaction<'_>,
    batch: &[&Relation],
    horizon: &Horizon,
) -> Result<Option<Vec<Counted>>, ToolError> {
    let gray = horizon.gray();
    let parts: Vec<String> = batch
        .iter()
        .enumerate()
        .map(|(index, relation)| count_sql(index, relation, &gray, ""))
        .collect();
    let sql = format!("{} ORDER BY 1", parts.join(" UNION ALL "));
    let rows = match transaction.query(&sql, &[]).await {
        Ok(rows) if rows.len() == batch.len() => rows,
        Ok(_) | Err(Trouble::Part(_)) => return Ok(None),
        Err(Trouble::Whole(error)) => return Err(error),
    };
    Ok(rows.iter().map(counted).collect::<Result<_, _>>().ok())
}

fn nothing_gray(rows: u64) -> RowVersions {
    let gray = GrayZone {
        count: 0,
        sha256: Some(Multiset::new().digest()),
    };
    RowVersions {
        count: rows,
        newer: 0,
        gray,
    }
}

async fn measure(
    client: &Client,
    relation: &Relation,
    horizon: &Horizon,
    known: Option<Counted>,
    step: &(dyn Fn(u64) + Sync),
) -> Result<RowVersions, Trouble> {
    let Counted { rows, gray } = match known {
        Some(counted) => counted,
        None => count(client, relation, horizon, step).await?,
    };
    if gray == 0 {
        return Ok(nothing_gray(rows));
    }
    let newer = count_newer(client, relation, horizon).await?;
    // With newer rows the answer is known, and the rest need not be read.
    let sha256 = if newer == 0 && gray <= GRAY_ROWS {
        Some(gray_digest(client, relation, horizon, gray).await?)
    } else {
        None
    };
    Ok(RowVersions {
        count: rows,
        newer,
        gray: GrayZone {
            count: gray,
            sha256,
        },
    })
}

async fn count(
    client: &Client,
    relation: &Relation,
    horizon: &Horizon,
    step: &(dyn Fn(u64) + Sync),
) -> Result<Counted, Trouble> {
    let gray = horizon.gray();
    let mut total = Counted { rows: 0, gray: 0 };
    let mut ranges = Ranges::new(relation.pages, Pace::new(PAGES_AT_ONCE, MOST_PAGES));
    while let Some(range) = ranges.next() {
        let sql = count_sql(0, relation, &gray, &conjunction(&[&range.condition]));
        let part = counted(&client.query_typed_one(&sql, &[]).await?)?;
        total = Counted {
            rows: total.rows + part.rows,
            gray: total.gray + part.gray,
        };
        step(ranges.finished(range));
    }
    Ok(total)
}

async fn count_newer(
    client: &Client,
    relation: &Relation,
    horizon: &Horizon,
) -> Result<u64, Trouble> {
    let mut newer = 0;
    let mut ranges = Ranges::new(relation.pages, Pace::new(PAGES_AT_ONCE, MOST_PAGES));
    while let Some(range) = ranges.next() {
        let condition = conjunction(&[&range.condition, &horizon.gray(), &horizon.newer()]);
        let sql = format!(
            "SELECT pg_catalog.count(*) FROM ONLY {} t {condition}",
            quoted(&relation.name)
        );
        let count: i64 = client.query_typed_one(&sql, &[]).await?.try_get(0)?;
        newer += u64::try_from(count).unwrap_or_default();
        ranges.finished(range);
    }
    Ok(newer)
}

/// The gray rows with their xmin: a row written again with the same bytes is another row.
async fn gray_digest(
    client: &Client,
    relation: &Relation,
    horizon: &Horizon,
    expected: u64,
) -> Result<Digest, Trouble> {
    let mut sum = Multiset::new();
    by_pages(
        client,
        relation,
        &format!("t.xmin, {}", relation.columns),
        &horizon.gray(),
        &mut sum,
        &|_| {},
    )
    .await?;
    if sum.count() != expected {
        let message = format!("{expected} rows were counted and {} read", sum.count());
        return Err(Failure::new("inconsistent", message).into());
    }
    Ok(sum.digest())
}
