//! `gatepost verify`: what a verdict document proves, without a database.

use std::path::PathBuf;

use clap::Args;

use super::{Error, Printer, Status};
use crate::gate::{self, Report, Standing};
use crate::gatekeeper::read_public_key;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The document: what `gate report ID --format json` wrote, an envelope or a bare statement; - for standard input
    document: PathBuf,
    /// A public key that the signature must be by, in PEM; may be given several times
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// How the outcome is shown
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
}

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let keys = arguments.keys.iter().map(|path| read_public_key(path));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let read = if arguments.document.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin()).map(String::into_bytes)
    } else {
        std::fs::read(&arguments.document)
    };
    let path = arguments.document.display();
    let bytes = read.map_err(|source| Error::Io {
        what: format!("cannot read `{path}`"),
        source,
    })?;
    let report =
        gate::verify(&bytes, &keys).map_err(|error| Error::Usage(format!("`{path}`: {error}")))?;
    if arguments.format == "json" {
        printer.print_json(&report)?;
    } else {
        printer.print(&text(&report))?;
    }
    Ok(if report.holds() {
        report.verdict.into()
    } else {
        Status::Refused
    })
}

fn text(report: &Report) -> String {
    let mut lines = vec![if report.holds() {
        format!("{}: nothing in the document contradicts it", report.verdict)
    } else {
        format!(
            "CONTRADICTED: the document says {}, and that does not hold",
            report.verdict
        )
    }];
    lines.push(report.summary.clone());
    for claim in &report.claims {
        let standing = match claim.standing {
            Standing::Proven => "proven      ",
            Standing::NotProven => "not proven  ",
            Standing::Contradicted => "CONTRADICTED",
        };
        lines.push(format!("  {standing}  {}: {}", claim.claim, claim.detail));
    }
    lines.join("\n")
}
