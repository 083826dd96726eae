//! The `gatepost` binary: parse the command line, dispatch, exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    gatepost::cli::run()
}
