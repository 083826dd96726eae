//! `gatepost keygen`: a key to sign verdicts with.

use std::path::PathBuf;

use clap::Args;

use super::{Error, Printer, Status};
use crate::gatekeeper::make_key;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The new file for the private key; `ledger.signing_key_file` names it
    #[arg(value_name = "FILE", default_value = "gatepost-signing.pem")]
    file: PathBuf,
}

/// The public key goes to standard output, to be given to whoever verifies.
pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let key = make_key(&arguments.file)?.verifying_key();
    printer.complain(&format!(
        "The private key is in `{}`; name it in [ledger] signing_key_file. The public key, for `gatepost verify --key`:",
        arguments.file.display()
    ));
    printer.print(key.pem().trim_end())?;
    Ok(Status::Done)
}
