//! The command line: one file per command. Statuses: 0 done or SAFE, 1 UNSAFE or refused, 2 usage or could not run,
//! 3 INDETERMINATE or undecided.

mod check_sql;
mod client_config;
mod clone;
mod connection;
mod demo;
mod doctor;
mod drift;
mod gate;
mod interruption;
mod keygen;
mod ledger;
mod log;
mod printer;
mod query;
mod rehearse;
mod role_sql;
mod schemas;
mod serve;
mod statement;
mod table;
mod token;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use self::log::Log;
use self::printer::Printer;
use crate::gate::Decision;

/// One governed gate between AI agents and PostgreSQL.
#[derive(Debug, Parser)]
#[command(name = "gatepost", version, about, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a throwaway PostgreSQL with realistic data and show, on it, what gatepost serves and refuses
    Demo(demo::Arguments),
    /// Serve MCP to clients: tools, over standard input and output or over HTTP
    Serve(serve::Arguments),
    /// Run one governed read, exactly as an agent's would be
    Query(query::Arguments),
    /// Say whether a statement would be allowed, without running it
    CheckSql(check_sql::Arguments),
    /// Say what is true of configuration, servers and roles, and print the SQL that mends what is not right
    Doctor(doctor::Arguments),
    /// Print the SQL that makes a fresh read-only role
    RoleSql(role_sql::Arguments),
    /// Say whether a database changed while work was done: enter a gate, exit it, read the verdict
    Gate(gate::Arguments),
    /// Check a verdict document offline, and say what it does and does not prove
    Verify(verify::Arguments),
    /// Make a key to sign verdicts with
    Keygen(keygen::Arguments),
    /// Print the snippet that makes an MCP client use gatepost
    ClientConfig(client_config::Arguments),
    /// Make a secret for one caller over HTTP
    Token(token::Arguments),
    /// Make a clone to rehearse on, mark a database as one, or check that one is apart from production
    Clone(clone::Arguments),
    /// Rehearse a change set on the clone: try it, apply it, judge it, take it back, twice
    Rehearse(rehearse::Arguments),
    /// Record what defines a production database, and say where a clone differs from it
    Drift(drift::Arguments),
    /// Verify the ledger of calls and verdicts, or export it
    Ledger(ledger::Arguments),
    /// Write the tools' schemas to a folder, or compare them with it
    Schemas(schemas::Arguments),
}

impl Command {
    /// What is logged unless `GATEPOST_LOG` says otherwise; a command typed by a person shows only what went wrong.
    fn log_levels(&self) -> &'static str {
        match self {
            Self::Serve(_) | Self::Demo(demo::Arguments { serve: Some(_), .. }) => {
                "gatepost=info,error"
            }
            _ => "error",
        }
    }

    /// Whether many may call at once.
    fn serves_http(&self) -> bool {
        match self {
            Self::Serve(arguments) => arguments.transport == serve::Transport::Http,
            Self::Demo(arguments) => arguments.serve == Some(demo::Transport::Http),
            _ => false,
        }
    }
}

/// Who asks: whoever runs the command.
const PRINCIPAL: &str = "shell";

/// How data is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// How a command ended, as its exit status says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Done,
    Refused,
    CouldNotRun,
    Undecided,
}

impl From<Decision> for Status {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Safe => Self::Done,
            Decision::Unsafe => Self::Refused,
            Decision::Indeterminate => Self::Undecided,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::Refused => 1,
            Status::CouldNotRun => 2,
            Status::Undecided => 3,
        })
    }
}

/// Why a command could not run, in words for the person who typed it.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Config(#[from] crate::config::Error),
    #[error(transparent)]
    Database(#[from] crate::db::Error),
    #[error(transparent)]
    Demo(#[from] crate::demo::Error),
    #[error(transparent)]
    Server(#[from] crate::server::Error),
    #[error(transparent)]
    Http(#[from] crate::server::HttpError),
    #[error(transparent)]
    Access(#[from] crate::server::AccessError),
    #[error(transparent)]
    Ledger(#[from] crate::ledger::Error),
    #[error(transparent)]
    Gates(#[from] crate::gatekeeper::LibraryError),
    #[error(transparent)]
    Key(#[from] crate::gatekeeper::KeyError),
    #[error("{0}\n  instead: {hint}", hint = .0.hint)]
    Clone(crate::error::ToolError),
    #[error("{0}")]
    Usage(String),
    #[error("{what}: {source}")]
    Io {
        what: String,
        source: std::io::Error,
    },
}

/// Parses the command line, runs the command, and gives its exit status.
pub fn run() -> ExitCode {
    let command_line = CommandLine::parse();
    let log = Log::start(command_line.command.log_levels());
    let printer = Printer::new();
    let outcome = runtime_for(&command_line.command)
        .enable_all()
        .build()
        .map_err(|source| Error::Io {
            what: "cannot start the runtime".to_owned(),
            source,
        })
        .and_then(|runtime| {
            let outcome = runtime.block_on(dispatch(command_line.command, &printer));
            // A read of standard input that still waits must not keep the process.
            runtime.shutdown_background();
            outcome
        });
    let status = match outcome {
        Ok(status) => status.into(),
        // A reader that had enough, such as `head`, is no failure.
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => {
            Status::Done.into()
        }
        Err(error) => {
            printer.complain(&format!("gatepost: {error}"));
            Status::CouldNotRun.into()
        }
    };
    log.finish();
    status
}

/// Many callers share all processors. One caller's calls follow each other, and would keep threads for nothing: one thread
/// takes a megabyte less of memory when idle, and three under use (measured over standard input).
fn runtime_for(command: &Command) -> tokio::runtime::Builder {
    match command.serves_http() {
        true => tokio::runtime::Builder::new_multi_thread(),
        false => tokio::runtime::Builder::new_current_thread(),
    }
}

async fn dispatch(command: Command, printer: &Printer) -> Result<Status, Error> {
    match command {
        Command::Demo(arguments) => demo::run(arguments, printer).await,
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Query(arguments) => query::run(arguments, printer).await,
        Command::CheckSql(arguments) => check_sql::run(arguments, printer).await,
        Command::Doctor(arguments) => doctor::run(arguments, printer).await,
        Command::RoleSql(arguments) => role_sql::run(&arguments, printer),
        Command::Gate(arguments) => gate::run(arguments, printer).await,
        Command::Verify(arguments) => verify::run(&arguments, printer),
        Command::Keygen(arguments) => keygen::run(&arguments, printer),
        Command::ClientConfig(arguments) => client_config::run(&arguments, printer),
        Command::Token(arguments) => token::run(&arguments, printer),
        Command::Clone(arguments) => clone::run(arguments, printer).await,
        Command::Rehearse(arguments) => rehearse::run(arguments, printer).await,
        Command::Drift(arguments) => drift::run(arguments, printer).await,
        Command::Ledger(arguments) => ledger::run(&arguments, printer),
        Command::Schemas(arguments) => schemas::run(&arguments, printer),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::CommandLine::command().debug_assert();
    }
}
