//! The only place that writes to standard output, and, the log aside, to standard error.

use std::io::{self, Write};

use super::Error;

/// Writes for people and programs.
pub(super) struct Printer {
    to_standard_error: bool,
}

impl Printer {
    pub(super) fn new() -> Self {
        Self {
            to_standard_error: false,
        }
    }

    /// The same for a command whose standard output belongs to another program.
    pub(super) fn to_standard_error(&self) -> Self {
        Self {
            to_standard_error: true,
        }
    }

    /// Writes the text and a line end.
    ///
    /// # Errors
    /// When the output is closed or full.
    pub(super) fn print(&self, text: &str) -> Result<(), Error> {
        let (mut output, name): (Box<dyn Write>, _) = if self.to_standard_error {
            (Box::new(io::stderr().lock()), "standard error")
        } else {
            (Box::new(io::stdout().lock()), "standard output")
        };
        let written = output
            .write_all(text.as_bytes())
            .and_then(|()| output.write_all(b"\n"));
        written
            .and_then(|()| output.flush())
            .map_err(|source| Error::Io {
                what: format!("cannot write to {name}"),
                source,
            })
    }

    /// Standard output for what is too much to hold; flushed by who writes to it.
    pub(super) fn stream(&self) -> impl Write {
        io::BufWriter::new(io::stdout().lock())
    }

    /// Writes the value as indented JSON.
    ///
    /// # Errors
    /// When it has no JSON form, or the output is closed or full.
    pub(super) fn print_json<T: serde::Serialize>(&self, value: &T) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Error::Usage(format!("cannot be shown as JSON: {error}")))?;
        self.print(&text)
    }

    /// Writes the text to standard error. There is nowhere left to report a failure to.
    pub(super) fn complain(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
