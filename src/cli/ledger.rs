//! `gatepost ledger`: whether the ledger is as it was written, and its records as JSON lines.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Error, Printer, Status};
use crate::config::{self, Config, DEFAULT_LEDGER};
use crate::ledger::{self, Anchor, ExportError, Verification};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
    /// The ledger, as a path or a sqlite:// URL [default: the configuration's, or gatepost-ledger.db]
    #[arg(long, value_name = "FILE", env = "GATEPOST_LEDGER", global = true)]
    ledger: Option<String>,
    /// The configuration whose ledger is meant [default: gatepost.toml]
    #[arg(long, value_name = "FILE", env = "GATEPOST_CONFIG", global = true)]
    config: Option<PathBuf>,
}

impl Arguments {
    /// Where the commands that write find it too; who only has the file needs no configuration.
    fn location(&self) -> Result<String, Error> {
        if let Some(location) = &self.ledger {
            return Ok(location.clone());
        }
        match Config::load(self.config.as_deref(), None) {
            Ok(config) => Ok(config.ledger.location),
            Err(config::Error::Nothing) => Ok(DEFAULT_LEDGER.to_owned()),
            Err(error) => Err(error.into()),
        }
    }
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Find any edit, removal or reordering, and print the anchor that shows a later cut
    Verify {
        /// An anchor printed before: the ledger must still contain it
        #[arg(long, value_name = "SEQUENCE:HASH")]
        anchor: Option<Anchor>,
        /// Show the outcome as JSON
        #[arg(long, value_parser = ["text", "json"], default_value = "text")]
        format: String,
    },
    /// Write the records to standard output, one JSON object a line
    Export {
        /// The first record
        #[arg(long, value_name = "SEQUENCE", default_value_t = 1)]
        from: u64,
        /// The last record
        #[arg(long, value_name = "SEQUENCE")]
        to: Option<u64>,
    },
}

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let location = arguments.location()?;
    match &arguments.action {
        Action::Verify { anchor, format } => {
            let verification = ledger::verify(&location, anchor.as_ref())?;
            if format == "json" {
                printer.print_json(&verification)?;
            } else {
                printer.print(&describe(&verification))?;
            }
            Ok(if verification.is_intact() {
                Status::Done
            } else {
                Status::Refused
            })
        }
        Action::Export { from, to } => {
            let exported = ledger::export(&location, *from, *to, &mut printer.stream());
            exported.map_err(|error| match error {
                ExportError::Ledger(error) => Error::Ledger(error),
                ExportError::Write(source) => Error::Io {
                    what: "cannot write to standard output".to_owned(),
                    source,
                },
            })?;
            Ok(Status::Done)
        }
    }
}

fn describe(verification: &Verification) -> String {
    let Verification {
        records, anchor, ..
    } = verification;
    let mut lines = match verification.findings.as_slice() {
        [] => vec![format!("VERIFIED {records} records")],
        findings => {
            let mut lines = vec![format!("TAMPERED after {records} good records")];
            lines.extend(findings.iter().map(|finding| format!("  {finding}")));
            lines
        }
    };
    lines.push(format!("anchor {anchor}"));
    lines.join("\n")
}
