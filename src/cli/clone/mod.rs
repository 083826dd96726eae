//! `gatepost clone`: databases to rehearse on, marked as such and apart from production.

mod check;
mod create;
mod mark;

use clap::{Args, Subcommand};

pub(super) use self::check::check;
use super::{Error, Printer, Status};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a clone from production, sampled and masked as a plan says, mark it, and record its first drift
    Create(Box<create::Arguments>),
    /// Print the SQL that makes a database a clone, or run it as an administrator
    Mark(mark::Arguments),
    /// Say whether the configured clone is marked and apart from production, and print the SQL that mends what is not
    Check(check::Arguments),
}

pub(super) async fn run(arguments: Arguments, printer: &Printer) -> Result<Status, Error> {
    match arguments.action {
        Action::Create(arguments) => create::run(&arguments, printer).await,
        Action::Mark(arguments) => mark::run(&arguments, printer).await,
        Action::Check(arguments) => check::run(&arguments, printer).await,
    }
}
