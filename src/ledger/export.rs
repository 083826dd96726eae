//! The ledger as JSON lines.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use super::connection::{BUSY_TIMEOUT, open_for_reading};
use super::error::Error;
use super::location::file_of;
use super::read::{self, Read};
use super::schema::{self, Recognized};

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] Error),
    /// What was read cannot be written.
    #[error("the export cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

/// Writes the records from `first` to `last`, both included, one JSON object a line, as of one
/// moment, and says how many there were. It shows what is there and judges nothing: see [`super::verify()`].
///
/// It blocks; memory does not grow with the ledger.
///
/// # Errors
/// When the ledger cannot be read, a record is not one, or the writer fails.
pub fn export(
    location: &str,
    first: u64,
    last: Option<u64>,
    output: &mut impl Write,
) -> Result<u64, ExportError> {
    let path = file_of(location)?;
    let connection = open_for_reading(&path)?;
    let explain = |error: rusqlite::Error| Error::of_sqlite(&path, BUSY_TIMEOUT, &error);
    match schema::recognize(&connection).map_err(explain)? {
        Recognized::Ledger => {}
        Recognized::Empty => return Ok(0),
        Recognized::Foreign(reason) => return Err(Error::NotALedger { path, reason }.into()),
    }
    let bound = |sequence: u64| i64::try_from(sequence).unwrap_or(i64::MAX);
    let mut written = 0;
    let walked = read::walk(
        &connection,
        bound(first),
        last.map_or(i64::MAX, bound),
        |read| match write(read, &path, output) {
            Ok(()) => {
                written += 1;
                ControlFlow::Continue(())
            }
            Err(error) => ControlFlow::Break(error),
        },
    );
    if let ControlFlow::Break(error) = walked.map_err(explain)? {
        return Err(error);
    }
    output.flush()?;
    Ok(written)
}

fn write(read: Read, path: &Path, output: &mut impl Write) -> Result<(), ExportError> {
    match read {
        Read::Record(record) => {
            serde_json::to_writer(&mut *output, &record).map_err(std::io::Error::from)?;
            Ok(output.write_all(b"\n")?)
        }
        Read::Unreadable { sequence } => Err(ExportError::Ledger(Error::Tampered {
            path: path.to_owned(),
            reason: format!("row {sequence} is no record"),
        })),
    }
}
