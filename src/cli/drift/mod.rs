//! `gatepost drift`: production's inventory, and where a clone differs from it.

mod capture;
mod compare;

use clap::{Args, Subcommand};

use super::{Error, Printer, Status};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Record what defines a production database, without its data
    Capture(capture::Arguments),
    /// Say where the configured clone differs from production's inventory: status 0 is SAFE, 1 UNSAFE, 3 INDETERMINATE
    Compare(compare::Arguments),
}

pub(super) async fn run(arguments: Arguments, printer: &Printer) -> Result<Status, Error> {
    match arguments.action {
        Action::Capture(arguments) => capture::run(&arguments, printer).await,
        Action::Compare(arguments) => compare::run(&arguments, printer).await,
    }
}
