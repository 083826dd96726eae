//! `gatepost gate`: brackets around work, standing gates, and the verdicts on the ledger.

pub(super) mod progress;
mod report;
mod wrap;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use self::progress::Bar;
use super::connection::ConnectionOptions;
use super::interruption::interrupted;
use super::{Error, PRINCIPAL, Printer, Status, statement};
use crate::error::{ErrorCode, ToolError};
use crate::tools::{GateResult, Toolbox, names};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the gates, built in and in `gates.dir`
    List(Shown),
    /// Record the moment before some work, and print the entry's id
    Entry(Asked),
    /// Compare the database now with an entry: status 0 is SAFE, 1 UNSAFE, 3 INDETERMINATE, 2 no verdict
    Exit(Named),
    /// Judge a standing gate now
    Check(Asked),
    /// Show a verdict, or an entry that has none yet
    Show(Named),
    /// Write a verdict as a document
    Report(report::Arguments),
    /// Enter a gate, run a command, exit the gate: status 0 is SAFE and the command's success, 1 UNSAFE, 3 INDETERMINATE, 2
    /// a failed command or no verdict
    Wrap(wrap::Arguments),
}

/// Which gate, on which database.
#[derive(Debug, Args)]
struct Asked {
    /// A gate, as `gate list` names it
    gate: String,
    /// The database, for a gate that names none
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
    #[command(flatten)]
    shown: Shown,
}

/// Which entry or verdict.
#[derive(Debug, Args)]
struct Named {
    /// The id that `gate entry`, `gate check` or `gate wrap` printed
    id: String,
    #[command(flatten)]
    shown: Shown,
}

#[derive(Debug, Args)]
struct Shown {
    /// How it is shown
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    connection: ConnectionOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) async fn run(arguments: Arguments, printer: &Printer) -> Result<Status, Error> {
    match arguments.action {
        Action::List(shown) => list(&shown, printer).await,
        Action::Entry(asked) => {
            ask(names::GATE_ENTRY, asked.arguments(), &asked.shown, printer).await
        }
        Action::Check(asked) => {
            ask(names::GATE_CHECK, asked.arguments(), &asked.shown, printer).await
        }
        Action::Exit(named) => {
            let arguments = object(json!({"entry_id": named.id}));
            ask(names::GATE_EXIT, arguments, &named.shown, printer).await
        }
        Action::Show(named) => {
            let arguments = object(json!({"id": named.id}));
            ask(names::GATE_VERDICT, arguments, &named.shown, printer).await
        }
        Action::Report(arguments) => report::run(&arguments, printer).await,
        Action::Wrap(arguments) => wrap::run(&arguments, printer).await,
    }
}

impl Asked {
    fn arguments(&self) -> Map<String, Value> {
        entry_arguments(&self.gate, self.database.as_deref())
    }
}

fn entry_arguments(gate: &str, database: Option<&str>) -> Map<String, Value> {
    object(json!({"gate": gate, "database": database}))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

async fn list(shown: &Shown, printer: &Printer) -> Result<Status, Error> {
    let toolbox = shown.connection.any_toolbox().await?;
    let listed = toolbox.gate_list(PRINCIPAL, Map::new()).await;
    toolbox.settled().await;
    let as_json = shown.format == Form::Json;
    match listed {
        Ok(list) if as_json => printer.print_json(&list)?,
        Ok(list) => printer.print(list.to_string().trim_end())?,
        Err(error) => return could_not_run(&error, as_json, printer),
    }
    Ok(Status::Done)
}

async fn ask(
    tool: &str,
    arguments: Map<String, Value>,
    shown: &Shown,
    printer: &Printer,
) -> Result<Status, Error> {
    let toolbox = shown.connection.any_toolbox().await?;
    let outcome = asked(&toolbox, tool, arguments).await;
    toolbox.settled().await;
    let as_json = shown.format == Form::Json;
    match outcome {
        Ok(result) => {
            show(&result, as_json, printer)?;
            Ok(result.verdict.into())
        }
        Err(error) => could_not_run(&error, as_json, printer),
    }
}

/// One call of a tool that gives a verdict, with a bar where somebody watches. Interrupted, what it runs is cancelled in the
/// server.
async fn asked(
    toolbox: &Toolbox,
    tool: &str,
    arguments: Map<String, Value>,
) -> Result<GateResult, ToolError> {
    let bar = Bar::new();
    let report = |progress| bar.tell(&progress);
    tokio::select! {
        result = toolbox.gate(PRINCIPAL, tool, arguments, &report) => result,
        () = interrupted() => Err(ToolError::new(
            ErrorCode::Cancelled,
            "interrupted before there was a verdict; what ran was cancelled in the server",
            "ask again: an entry that was not exited is still good",
        )),
    }
}

fn show(result: &GateResult, as_json: bool, printer: &Printer) -> Result<(), Error> {
    if as_json {
        return printer.print_json(result);
    }
    printer.print(&format!("{}\n{}\n{}", result.line, result.id, result.next))
}

/// Only a verdict has the statuses of verdicts: a gate that could not be asked is neither UNSAFE nor INDETERMINATE.
pub(super) fn could_not_run(
    error: &ToolError,
    as_json: bool,
    printer: &Printer,
) -> Result<Status, Error> {
    statement::show_refusal(error, as_json, printer)?;
    Ok(Status::CouldNotRun)
}
