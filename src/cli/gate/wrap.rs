//! `gatepost gate wrap`: entry, a command, exit.

use std::ffi::OsString;
use std::process::ExitStatus;
use std::time::Duration;

use clap::Args;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use tokio::process::Child;
use tokio::signal::unix::{SignalKind, signal};

use super::super::connection::ConnectionOptions;
use super::super::{Error, Printer, Status};
use super::{Form, asked, could_not_run, entry_arguments, object, show};
use crate::gate::Decision;
use crate::tools::{Toolbox, names};

/// Names the entry to the command, which may want to write it down.
const ENTRY_VARIABLE: &str = "GATEPOST_ENTRY_ID";

/// What ended the command may reach this process a moment later, and must not end the exit too.
const SETTLING: Duration = Duration::from_millis(100);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A bracket gate, as `gate list` names it
    gate: String,
    /// The database, for a gate that names none
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
    /// How the verdict is shown, on standard error: standard output is the command's
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    connection: ConnectionOptions,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

pub(super) async fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let toolbox = arguments.connection.any_toolbox().await?;
    let status = wrap(arguments, &toolbox, printer).await;
    toolbox.settled().await;
    status
}

async fn wrap(
    arguments: &Arguments,
    toolbox: &Toolbox,
    printer: &Printer,
) -> Result<Status, Error> {
    let printer = &printer.to_standard_error();
    let as_json = arguments.format == Form::Json;
    let entering = entry_arguments(&arguments.gate, arguments.database.as_deref());
    let entry = match asked(toolbox, names::GATE_ENTRY, entering).await {
        Ok(entry) => entry,
        Err(error) => return could_not_run(&error, as_json, printer),
    };
    if entry.verdict != Decision::Safe {
        show(&entry, as_json, printer)?;
        return Ok(entry.verdict.into());
    }
    // A program reads one document: the outcome.
    if !as_json {
        printer.print(&format!("{}\n{}", entry.line, entry.id))?;
    }
    let ended = run_command(&arguments.command, &entry.id).await;
    if !ended.as_ref().is_ok_and(ExitStatus::success) {
        tokio::time::sleep(SETTLING).await;
    }
    // Whatever became of the command, what it did to the database is told.
    let exiting = object(json!({"entry_id": entry.id}));
    let exit = match asked(toolbox, names::GATE_EXIT, exiting).await {
        Ok(exit) => exit,
        Err(error) => return could_not_run(&error, as_json, printer),
    };
    show(&exit, as_json, printer)?;
    let status = ended?;
    if exit.verdict == Decision::Safe && !status.success() {
        printer.complain(&format!(
            "gatepost: nothing changed, but the command failed: {status}"
        ));
        return Ok(Status::CouldNotRun);
    }
    Ok(exit.verdict.into())
}

/// Runs the command to its end. This process waits whatever signal it gets, to give the verdict: Ctrl-C and a hang-up reach
/// the command from the terminal, and a request to terminate is passed on.
async fn run_command(command: &[OsString], entry: &str) -> Result<ExitStatus, Error> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(Error::Usage("give a command after `--`".to_owned()));
    };
    let failed = |source| Error::Io {
        what: format!("cannot run {}", program.display()),
        source,
    };
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut hangup = signal(SignalKind::hangup()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut child = tokio::process::Command::new(program)
        .args(arguments)
        .env(ENTRY_VARIABLE, entry)
        .spawn()
        .map_err(failed)?;
    loop {
        tokio::select! {
            ended = child.wait() => return ended.map_err(failed),
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
            _ = terminate.recv() => pass_on(Signal::SIGTERM, &child),
        }
    }
}

/// A command that has ended meanwhile needs no signal.
fn pass_on(signal: Signal, child: &Child) {
    if let Some(process) = child.id().and_then(|id| i32::try_from(id).ok()) {
        let _ = kill(Pid::from_raw(process), signal);
    }
}
