//! `gatepost gate report`: a verdict as a document for people, for CI, or for whoever verifies it.

use clap::{Args, ValueEnum};

use super::super::connection::ConnectionOptions;
use super::super::{Error, Printer, Status};
use super::could_not_run;
use crate::gate::render;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The id of an entry or verdict
    id: String,
    /// The form of the document
    #[arg(long, value_enum, default_value_t = Document::Md)]
    format: Document,
    #[command(flatten)]
    connection: ConnectionOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Document {
    /// Markdown
    Md,
    /// One self-contained page
    Html,
    /// The evidence, for `gatepost verify`: verdict, gate file and snapshots
    Json,
    /// JUnit XML, for CI
    Junit,
    /// The body of a GitHub check run
    Github,
}

pub(super) async fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let toolbox = arguments.connection.any_toolbox().await?;
    let evidence = toolbox.gatekeeper().evidence(&arguments.id).await;
    toolbox.settled().await;
    let evidence = match evidence {
        Ok(evidence) => evidence,
        Err(error) => {
            let as_json = arguments.format == Document::Json;
            return could_not_run(&error, as_json, printer);
        }
    };
    let verdict = &evidence.judgement.verdict;
    let unwritable =
        |error: render::RenderError| Error::Usage(format!("the report cannot be written: {error}"));
    match arguments.format {
        Document::Md => printer.print(render::markdown(verdict).trim_end())?,
        Document::Html => printer.print(render::html(verdict).map_err(unwritable)?.trim_end())?,
        Document::Junit => printer.print(render::junit(verdict).map_err(unwritable)?.trim_end())?,
        Document::Github => printer.print_json(&render::github_check(verdict))?,
        Document::Json => printer.print_json(&evidence.bundle)?,
    }
    Ok(verdict.decision.into())
}
