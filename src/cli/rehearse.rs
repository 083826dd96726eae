//! `gatepost rehearse`: a change set, rehearsed on the clone.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::connection::ConnectionOptions;
use super::interruption::interrupted;
use super::{Error, Printer, Status, statement};
use crate::changeset::skeleton;
use crate::config::CloneConfig;
use crate::db::clone::CloneChannel;
use crate::error::{ErrorCode, ToolError};
use crate::ledger::Ledger;
use crate::rehearsal::{self, Mode, Progress, Report, read_folder, rehearse};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    /// A change set: a folder, or the name of one in `clone.changes`
    #[arg(required = true)]
    change_set: Option<String>,
    /// Stop before the first commit: the clone is left as it is
    #[arg(long, group = "mode")]
    check: bool,
    /// Apply the change, judge it, and leave it on the clone
    #[arg(long, group = "mode")]
    apply: bool,
    /// Take back what an earlier `--apply`, or a run that was killed, left
    #[arg(long, group = "mode")]
    rollback: bool,
    /// How the report is shown
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Also write the report to a file, as its name says: .html is one self-contained page, .md Markdown
    #[arg(long, value_name = "FILE", value_parser = document_file)]
    report: Option<DocumentFile>,
    #[command(flatten)]
    connection: ConnectionOptions,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write a change set to start from, which passes as it is
    New(New),
}

#[derive(Debug, Args)]
struct New {
    /// The folder to write; its last part names the change
    folder: PathBuf,
    /// What every row and object of the change bears
    #[arg(long, value_name = "TAG")]
    tag: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a document
    Md,
    /// One self-contained page
    Html,
}

pub(super) async fn run(arguments: Arguments, printer: &Printer) -> Result<Status, Error> {
    if let Some(Action::New(new)) = &arguments.action {
        return make(new, printer);
    }
    let config = arguments.connection.load_clone()?;
    let asked = arguments.change_set.as_deref().unwrap_or_default();
    let (name, folder) = find(&config, asked)?;
    let files = read_folder(&folder).map_err(|error| Error::Usage(error.to_string()))?;
    let ledger = Ledger::open(&config.ledger.location)?;
    let channel = match CloneChannel::open(&config).await {
        Ok(channel) => channel,
        Err(error) => return could_not_run(&error, &arguments, printer),
    };
    let tell = |progress: Progress| {
        if std::io::stderr().is_terminal() {
            printer.complain(&format!("{} ...", progress.step.as_str()));
        }
    };
    let work = Box::pin(rehearse(
        &channel,
        &ledger,
        &name,
        files,
        arguments.mode(),
        &tell,
    ));
    let report = tokio::select! {
        report = work => report,
        () = interrupted() => Err(ToolError::new(
            ErrorCode::Cancelled,
            "interrupted; what ran was cancelled in the server and rolled back",
            "rehearse again: what was committed before is taken back first",
        )),
    };
    channel.settled().await;
    ledger.close().await;
    match report {
        Ok(report) => {
            show(&report, arguments.format, printer)?;
            if let Some(DocumentFile { path, form }) = &arguments.report {
                let written = std::fs::write(path, document(&report, *form)?);
                written.map_err(|source| Error::Io {
                    what: format!("cannot write `{}`", path.display()),
                    source,
                })?;
            }
            Ok(report.verdict.into())
        }
        Err(error) => could_not_run(&error, &arguments, printer),
    }
}

impl Arguments {
    fn mode(&self) -> Mode {
        match (self.check, self.apply, self.rollback) {
            (true, ..) => Mode::Check,
            (_, true, _) => Mode::Apply,
            (.., true) => Mode::Rollback,
            _ => Mode::Full,
        }
    }
}

fn show(report: &Report, form: Form, printer: &Printer) -> Result<(), Error> {
    match form {
        Form::Text => printer.print(&rehearsal::text(report)),
        Form::Json => printer.print_json(report),
        Form::Md | Form::Html => printer.print(document(report, form)?.trim_end()),
    }
}

/// The report as a document.
fn document(report: &Report, form: Form) -> Result<String, Error> {
    if form == Form::Html {
        let page = rehearsal::html(report);
        return page
            .map_err(|error| Error::Usage(format!("the report cannot be written: {error}")));
    }
    Ok(rehearsal::markdown(report))
}

/// The form that a file's name asks for. A name that asks for none is refused before anything is rehearsed.
fn document_file(name: &str) -> Result<DocumentFile, String> {
    let path = PathBuf::from(name);
    let form = match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => Form::Html,
        Some("md") => Form::Md,
        _ => return Err("a report's name ends in .html or .md".to_owned()),
    };
    Ok(DocumentFile { path, form })
}

#[derive(Debug, Clone)]
struct DocumentFile {
    path: PathBuf,
    form: Form,
}

fn could_not_run(
    error: &ToolError,
    arguments: &Arguments,
    printer: &Printer,
) -> Result<Status, Error> {
    statement::show_refusal(error, arguments.format == Form::Json, printer)?;
    Ok(Status::CouldNotRun)
}

/// A folder as given, or else in the folder of change sets.
fn find(config: &CloneConfig, asked: &str) -> Result<(String, PathBuf), Error> {
    let given = Path::new(asked);
    let configured = config.changes.join(asked);
    let folder = match (given.is_dir(), configured.is_dir()) {
        (true, _) => given.to_owned(),
        (false, true) => configured,
        (false, false) => {
            return Err(Error::Usage(format!(
                "there is no change set `{asked}`, neither here nor in `{}`: `gatepost rehearse new` writes one",
                config.changes.display()
            )));
        }
    };
    Ok((name_of(&folder)?, folder))
}

fn name_of(folder: &Path) -> Result<String, Error> {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    match whole.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Error::Usage(format!(
            "`{}` has no name: give the change set a folder of its own",
            folder.display()
        ))),
    }
}

fn make(new: &New, printer: &Printer) -> Result<Status, Error> {
    let failed = |source| Error::Io {
        what: format!("cannot write `{}`", new.folder.display()),
        source,
    };
    if new.folder.exists() {
        return Err(Error::Usage(format!(
            "`{}` is there already: name another folder",
            new.folder.display()
        )));
    }
    let name = name_of(&new.folder)?;
    std::fs::create_dir_all(&new.folder).map_err(failed)?;
    for (path, text) in skeleton(&name, &new.tag) {
        std::fs::write(new.folder.join(path), text).map_err(failed)?;
    }
    printer.print(&format!(
        "wrote {}: rehearse it with `gatepost rehearse {0}`",
        new.folder.display()
    ))?;
    Ok(Status::Done)
}
