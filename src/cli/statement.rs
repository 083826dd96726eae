//! A statement from the command line or standard input, and a refusal of it as text.

use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::io::Read;

use super::{Error, Printer, Status};
use crate::error::{ErrorCode, ToolError};

/// More than this is not read from standard input: it is past every limit on SQL that can be configured.
const MOST_BYTES: u64 = 2 << 20;

/// The SQL of an argument, or of standard input when the argument is `-`.
///
/// # Errors
/// When standard input cannot be read. Text that is not UTF-8 is a refusal, given in the inner result.
pub(super) fn read_sql(argument: &OsStr) -> Result<Result<String, ToolError>, Error> {
    let bytes = if argument == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .take(MOST_BYTES)
            .read_to_end(&mut bytes)
            .map_err(|source| Error::Io {
                what: "cannot read standard input".to_owned(),
                source,
            })?;
        bytes
    } else {
        OsString::from(argument).into_encoded_bytes()
    };
    Ok(String::from_utf8(bytes).map_err(|error| {
        ToolError::new(
            ErrorCode::SqlInvalidEncoding,
            format!(
                "the SQL is not UTF-8: byte {} cannot be read",
                error.utf8_error().valid_up_to() + 1
            ),
            "send the statement as UTF-8 text",
        )
    }))
}

/// A refusal for people: the code and place, what was seen, what to do instead.
pub(super) fn refusal_text(error: &ToolError) -> String {
    let mut text = format!("REFUSE {}", error.code);
    if let Some(position) = error.position {
        let _ = write!(
            text,
            " at line {}, column {}",
            position.line, position.column
        );
    }
    if let Some(sqlstate) = &error.sqlstate {
        let _ = write!(text, " (SQLSTATE {sqlstate})");
    }
    let _ = write!(
        text,
        "\n  seen:    {}\n  instead: {}",
        error.message, error.hint
    );
    text
}

/// Shows a refusal: JSON on standard output for programs, text on standard error for people.
///
/// # Errors
/// When standard output is closed or full.
pub(super) fn show_refusal(
    error: &ToolError,
    as_json: bool,
    printer: &Printer,
) -> Result<Status, Error> {
    if as_json {
        printer.print_json(error)?;
    } else {
        printer.complain(&refusal_text(error));
    }
    Ok(status_of(error))
}

/// A statement that was judged and refused is one thing; a server that could not be asked is another.
pub(super) fn status_of(error: &ToolError) -> Status {
    match error.code {
        ErrorCode::DatabaseUnavailable
        | ErrorCode::CloneUnavailable
        | ErrorCode::PoolExhausted
        | ErrorCode::ConfigInvalid
        | ErrorCode::Internal => Status::CouldNotRun,
        _ => Status::Refused,
    }
}
