//! `gatepost token`: a secret for one caller over HTTP.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use ring::rand::{SecureRandom, SystemRandom};

use super::{Error, Printer, Status};
use crate::gate::Digest;

/// Bytes of randomness: so many that a plain hash of it can stand in a file.
const SECRET_BYTES: usize = 32;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The principal, which the ledger's records name
    name: String,
}

/// The secret goes to standard output alone, to be given to the caller; the configuration keeps only its hash.
pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if arguments.name.is_empty() || !arguments.name.chars().all(plain) {
        return Err(Error::Usage(format!(
            "{:?} cannot be a principal's name: use letters, digits, `_` and `-`",
            arguments.name
        )));
    }
    let mut bytes = [0; SECRET_BYTES];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::Usage("the system gives no random numbers".to_owned()))?;
    let secret = format!("gp_{}", URL_SAFE_NO_PAD.encode(bytes));
    let sha256 = Digest::of(secret.as_bytes());
    printer.complain(&format!(
        "Add this to the configuration, and give the caller the secret below, which is kept nowhere:\n\n\
         [auth]\nmode = \"token\"\n\n[auth.tokens.{}]\nsha256 = \"{sha256}\"\n",
        arguments.name
    ));
    printer.print(&secret)?;
    Ok(Status::Done)
}
