//! The scanner: run twice, the second time nothing changes but volatile columns.

use std::collections::BTreeMap;

use super::report::Problem;
use super::tally::Tally;
use crate::changeset::{Linted, Scanner};
use crate::db::clone::{CloneSession, StatementFailure};
use crate::db::quoting::{identifier, quoted};
use crate::gate::QualifiedName;

/// Rows and a digest of each table that the scanner writes, volatile columns left out.
pub(super) type Meaning = BTreeMap<QualifiedName, (String, String)>;

const COLUMNS: &str = "SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = pg_catalog.to_regclass($1) \
                       AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// What the scanner's tables mean now; a table that is not there means nothing.
///
/// # Errors
/// When a table cannot be read, or the session is lost.
pub(super) async fn meaning(
    session: &mut CloneSession,
    scanner: &Scanner,
) -> Result<Meaning, StatementFailure> {
    let mut meaning = Meaning::new();
    for table in &scanner.tables {
        let name = quoted(table);
        let volatile = scanner
            .volatile
            .get(table)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let columns = session.query_text(COLUMNS, &[Some(&name)]).await?;
        if columns.is_empty() {
            continue;
        }
        // Of a table whose columns are all volatile, the rows still count.
        let columns: Vec<String> = columns
            .into_iter()
            .filter_map(|row| row.into_iter().next().flatten())
            .filter(|column| !volatile.contains(column))
            .map(|column| format!("t.{}", identifier(&column)))
            .collect();
        let sql = format!(
            "SELECT count(*), pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(COALESCE( \
               pg_catalog.string_agg(r.line, E'\\n' ORDER BY r.line COLLATE \"C\"), ''), 'UTF8')), 'hex') \
             FROM (SELECT ROW({})::pg_catalog.text AS line FROM {name} t) r",
            columns.join(", ")
        );
        let row = session.query_text(&sql, &[]).await?.into_iter().next();
        if let Some([Some(rows), Some(digest)]) = row.as_deref() {
            meaning.insert(table.clone(), (rows.clone(), digest.clone()));
        }
    }
    Ok(meaning)
}

/// Runs the scanner twice, each in a transaction of its own, and says what the second run changed; and what the first did
/// to the rows of the tables that the manifest names.
///
/// # Errors
/// When the session is lost, or a table cannot be read.
pub(super) async fn twice(
    session: &mut CloneSession,
    change: &Linted,
    scanner: &Scanner,
) -> Result<(Vec<Problem>, Vec<String>), StatementFailure> {
    let mut meanings = Vec::new();
    let mut tally = Tally::new(session, change).await?;
    for _ in 0..2 {
        session.execute_script_statement("BEGIN").await?;
        tally.transaction_begins(session).await?;
        match session.execute_script_statement(&scanner.call).await {
            Ok(_) => {}
            Err(failure) if failure.is_lost() => return Err(failure),
            Err(failure) => {
                session.execute_script_statement("ROLLBACK").await?;
                return Ok((vec![failed(scanner, &failure)], Vec::new()));
            }
        }
        if meanings.is_empty() {
            tally.file_ends(session).await?;
        }
        match session.execute_script_statement("COMMIT").await {
            Ok(_) => meanings.push(meaning(session, scanner).await?),
            Err(failure) if failure.is_lost() => return Err(failure),
            Err(failure) => return Ok((vec![failed(scanner, &failure)], Vec::new())),
        }
    }
    let hint = "let the scanner leave alone what is as it should be, or list the column under [scanner.volatile]";
    let problems = differing(&meanings[0], &meanings[1]).map(|table| {
        let message = format!("a second run of the scanner changed rows of {table}");
        Problem::new("scanner_not_idempotent", message, hint).at("manifest.toml", scanner.line)
    });
    let rows = tally.changes(session).await?;
    let rows = rows
        .into_iter()
        .map(|rows| format!("scanner_changed: {rows}"));
    Ok((problems.collect(), rows.collect()))
}

fn failed(scanner: &Scanner, failure: &StatementFailure) -> Problem {
    let hint = "correct the scanner, or its `call` in the manifest";
    Problem::of_failure("scanner_failed", failure, hint).at("manifest.toml", scanner.line)
}

/// The tables that do not mean the same.
pub(super) fn differing<'a>(
    before: &'a Meaning,
    after: &'a Meaning,
) -> impl Iterator<Item = &'a QualifiedName> {
    let gone = before.keys().filter(|table| !after.contains_key(*table));
    let other = after
        .iter()
        .filter(|(table, meaning)| before.get(*table) != Some(meaning))
        .map(|(table, _)| table);
    gone.chain(other)
}
