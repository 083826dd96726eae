//! `gatepost schemas`: the tools' schemas as files, for reviewers and clients.

use std::path::PathBuf;

use clap::Args;

use super::{Error, Printer, Status};
use crate::config::DEFAULT_DATABASES;
use crate::tools;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder that holds them
    #[arg(long, value_name = "FOLDER", default_value = "tool-schemas")]
    folder: PathBuf,
    /// Write nothing; fail when a file differs from what this binary would write
    #[arg(long)]
    check: bool,
    /// Write nothing; say what listing the tools costs a conversation
    #[arg(long, conflicts_with = "check")]
    measure: bool,
}

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let mut status = Status::Done;
    if arguments.measure {
        let cost = tools::Cost::of(&tools::definitions(DEFAULT_DATABASES));
        printer.print(&format!(
            "{} tools, {} bytes of JSON, about {} tokens (four bytes a token)",
            cost.tools,
            cost.bytes,
            cost.tokens()
        ))?;
        return Ok(status);
    }
    let mut tools = tools::definitions(DEFAULT_DATABASES);
    // The gates' tools are both channels', and differ in nothing but the databases' names.
    let clones = tools::clone_definitions("clone");
    let known = |name| tools::names::ALL.contains(&name);
    tools.extend(clones.into_iter().filter(|tool| !known(tool.name)));
    for tool in tools {
        let path = arguments.folder.join(format!("{}.json", tool.name));
        let text = format!("{:#}\n", tool.to_json());
        let failed = |what: &str| {
            let what = format!("cannot {what} `{}`", path.display());
            move |source| Error::Io { what, source }
        };
        if arguments.check {
            if std::fs::read_to_string(&path).map_err(failed("read"))? != text {
                printer.complain(&format!(
                    "`{}` differs from the tool; run `gatepost schemas`",
                    path.display()
                ));
                status = Status::Refused;
            }
        } else {
            std::fs::create_dir_all(&arguments.folder).map_err(failed("make the folder of"))?;
            std::fs::write(&path, text).map_err(failed("write"))?;
            printer.print(&format!("wrote {}", path.display()))?;
        }
    }
    Ok(status)
}
