//! Rows as a table for people, or as CSV.

use std::fmt::Write;

use comfy_table::{Table, presets};
use serde_json::value::RawValue;

use super::Error;
use crate::db::Truncated;
use crate::tools::QueryResult;

/// A table with a line below that says how many rows there are, and whether there are more.
pub(super) fn table(result: &QueryResult) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(result.columns.iter().map(|column| column.name.as_str()));
    for row in &result.rows {
        table.add_row(cells(row));
    }
    let mut text = if result.columns.is_empty() {
        String::new()
    } else {
        format!("{table}\n")
    };
    let rows = if result.row_count == 1 { "row" } else { "rows" };
    let _ = write!(text, "({} {rows}", result.row_count);
    text.push_str(match result.truncated {
        Some(Truncated::Rows) => "; there are more, cut at the row limit)",
        Some(Truncated::Bytes) => "; there are more, cut at the size limit)",
        None => ")",
    });
    if let Some(warning) = &result.warning {
        let _ = write!(text, "\nwarning: {warning}");
    }
    text
}

/// CSV with a header line (RFC 4180); NULL is an empty field.
///
/// # Errors
/// When a record cannot be written.
pub(super) fn csv(result: &QueryResult) -> Result<String, Error> {
    let failed = |error: String| Error::Usage(format!("cannot be shown as CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(result.columns.iter().map(|column| &column.name))
        .map_err(|error| failed(error.to_string()))?;
    for row in &result.rows {
        writer
            .write_record(cells(row))
            .map_err(|error| failed(error.to_string()))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?;
    Ok(text.trim_end().to_owned())
}

/// The cells of a row as people read them: PostgreSQL's own digits, strings without quotes, NULL as nothing.
fn cells(row: &RawValue) -> Vec<String> {
    let cells: Vec<&RawValue> = serde_json::from_str(row.get()).unwrap_or_default();
    let text = |cell: &&RawValue| match cell.get() {
        "null" => String::new(),
        json => serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned()),
    };
    cells.iter().map(text).collect()
}
