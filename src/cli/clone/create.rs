//! `gatepost clone create`: a clone made from production, marked, with its first drift recorded.

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::connection::{ConnectionOptions, clone_toolbox, toolbox};
use crate::cli::interruption::interrupted;
use crate::cli::{Error, PRINCIPAL, Printer, Status, statement};
use crate::cloning::{self, Created, Plan, Request, installed};
use crate::config::{Channel, CloneConfig, Config, DatabaseConfig, WritableRole};
use crate::db::clone::CloneChannel;
use crate::db::{Databases, Posture};
use crate::demo::program_directories;
use crate::error::{ErrorCode, ToolError};
use crate::gatekeeper::Compared;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Production's configuration file, whose auditor (or else whose reader) reads what is copied
    #[arg(long, value_name = "FILE")]
    production: PathBuf,
    /// The database to copy, by its name in production's file [default: the only one]
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
    /// Whose rows, how many of them, and which columns masked [default: no rows]
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// A superuser of the clone's server, as postgres://postgres@host:port
    #[arg(
        long,
        value_name = "URL",
        env = "GATEPOST_CLONE_ADMINISTRATOR",
        hide_env_values = true
    )]
    administrator: String,
    /// The directory of pg_dump and pg_restore [default: wherever they are found]
    #[arg(long, value_name = "DIRECTORY")]
    programs: Option<PathBuf>,
    /// How the outcome is shown
    #[arg(long, value_parser = ["text", "json"], default_value = "text")]
    format: String,
    #[command(flatten)]
    connection: ConnectionOptions,
}

pub(super) async fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let as_json = arguments.format == "json";
    let clone = arguments.connection.load_clone()?;
    let (production, name) = arguments.production(&clone)?;
    let plan = arguments.plan()?;
    let administrator = administrator(&arguments.administrator, &clone, &production, &plan)?;
    let databases = Databases::new(&production)?;
    let made = async {
        let reader = reader(&production, &name, &databases).await?;
        let directories = match &arguments.programs {
            Some(directory) => vec![directory.clone()],
            None => program_directories(),
        };
        let request = Request {
            production: reader,
            clone: &clone,
            administrator,
            plan: &plan,
            programs: &installed(&directories),
        };
        let tell = |step: &str| {
            if std::io::stderr().is_terminal() {
                printer.complain(&format!("{step} ..."));
            }
        };
        cloning::create(request, interrupted(), &tell).await
    };
    let made = Box::pin(made).await;
    databases.settled().await;
    let created = match made {
        Ok(created) => created,
        Err(error) => return statement::show_refusal(&error, as_json, printer),
    };
    if !as_json {
        printer.print(&text(&created))?;
    }
    let compared = first_drift(production, &name, &clone).await?;
    let (drift, status) = match &compared {
        Ok(Compared { id, comparison }) => (
            json!({"id": id, "line": comparison.line(), "comparison": comparison}),
            comparison.verdict.into(),
        ),
        Err(error) => (json!({"error": error}), Status::CouldNotRun),
    };
    if as_json {
        printer.print_json(&json!({"created": created, "drift": drift}))?;
        return Ok(status);
    }
    match &compared {
        Ok(Compared { id, comparison }) => printer.print(&format!(
            "{} drift: {}, recorded as {id}; `gatepost drift compare` lists it",
            comparison.verdict,
            comparison.line()
        ))?,
        Err(error) => {
            printer.print("the clone stands and is marked; its drift is not recorded yet:")?;
            statement::show_refusal(error, false, printer)?;
        }
    }
    Ok(status)
}

impl Arguments {
    /// Production's configuration with the clone's ledger, and the name there of the one database that is copied.
    fn production(&self, clone: &CloneConfig) -> Result<(Config, String), Error> {
        let mut config = Channel::from_file(&self.production)?.production()?;
        let names: Vec<String> = config.databases.keys().cloned().collect();
        let name = match (&self.database, names.as_slice()) {
            (Some(name), names) if names.contains(name) => name.clone(),
            (None, [only]) => only.clone(),
            _ => {
                return Err(Error::Usage(format!(
                    "name with --database which to copy: {}",
                    names.join(", ")
                )));
            }
        };
        config.ledger.clone_from(&clone.ledger);
        Ok((config, name))
    }

    fn plan(&self) -> Result<Plan, Error> {
        let Some(path) = &self.plan else {
            return Plan::parse("").map_err(|error| Error::Usage(error.to_string()));
        };
        let text = std::fs::read_to_string(path).map_err(|source| Error::Io {
            what: format!("cannot read `{}`", path.display()),
            source,
        })?;
        Plan::parse(&text)
            .map_err(|error| Error::Usage(format!("`{}` cannot be used: {error}", path.display())))
    }
}

/// The clone as its server's superuser reaches it. Every name in production's file is production's.
fn administrator(
    url: &str,
    clone: &CloneConfig,
    production: &Config,
    plan: &Plan,
) -> Result<CloneConfig, Error> {
    let of_file = production.databases.iter();
    let of_file = of_file.flat_map(|(name, database)| {
        let own = database.connection.get_dbname().map(str::to_owned);
        std::iter::once(name.clone()).chain(own)
    });
    let names: Vec<String> = clone.production.iter().cloned().chain(of_file).collect();
    let mut administrator =
        CloneConfig::of_administrator(&clone.name, url, &names, &clone.production_roles)?;
    administrator.timeouts.statement = plan.timeout;
    administrator.timeouts.idle_in_transaction = plan.timeout;
    Ok(administrator)
}

/// Who reads production: the auditor, or else the agents' role; one that can write only where its configuration accepts it.
async fn reader<'a>(
    production: &'a Config,
    name: &str,
    databases: &Databases,
) -> Result<&'a DatabaseConfig, ToolError> {
    let database = databases.get(name)?;
    let posture = match database.auditor_posture().await? {
        Some(posture) => posture,
        None => database.posture().await?,
    };
    let Some(config) = production.databases.get(name) else {
        return Err(ToolError::new(
            ErrorCode::DatabaseUnknown,
            name,
            "name one of production's file",
        ));
    };
    if let Posture {
        clone_marker: Some(marker),
        ..
    } = &posture
    {
        return Err(ToolError::new(
            ErrorCode::DatabaseIsClone,
            format!("`{name}` is no production: it is marked as the clone {marker:?}"),
            "copy production itself",
        ));
    }
    let reader = config.auditor.as_deref().unwrap_or(config);
    if posture.can_write() && reader.writable_role != WritableRole::Accept {
        return Err(posture.refusal(name));
    }
    Ok(reader)
}

/// Production's inventory and the clone's difference from it, both on the clone's ledger.
async fn first_drift(
    production: Config,
    name: &str,
    clone: &CloneConfig,
) -> Result<Result<Compared, ToolError>, Error> {
    let databases = Databases::new(&production)?;
    let of_production = toolbox(&production, databases)?;
    let captured = of_production.drift_capture(PRINCIPAL, name, &|_| {}).await;
    of_production.settled().await;
    let inventory = match captured {
        Ok(inventory) => inventory,
        Err(error) => return Ok(Err(error)),
    };
    if let Some(path) = &clone.inventory {
        let bytes = inventory
            .to_bytes()
            .map_err(|error| Error::Usage(error.to_string()))?;
        std::fs::write(path, bytes).map_err(|source| Error::Io {
            what: format!("cannot write `{}`", path.display()),
            source,
        })?;
    }
    let channel = match CloneChannel::open(clone).await {
        Ok(channel) => channel,
        Err(error) => return Ok(Err(error)),
    };
    let of_clone = clone_toolbox(clone, channel)?;
    let compared = of_clone.drift_compare(PRINCIPAL, &inventory, &|_| {}).await;
    of_clone.settled().await;
    Ok(compared)
}

fn text(created: &Created) -> String {
    let rows: u64 = created.tables.iter().map(|table| table.rows).sum();
    let mut text = format!(
        "made {} from {}: {} tables with {rows} rows, {} sequences; marked",
        created.clone,
        created.of,
        created.tables.len(),
        created.sequences
    );
    for table in created
        .tables
        .iter()
        .filter(|table| table.sampled || !table.masked.is_empty())
    {
        let _ = write!(text, "\n  {}: {} rows", plain(&table.table), table.rows);
        if table.sampled {
            text.push_str(", sampled");
        }
        if !table.masked.is_empty() {
            let _ = write!(text, ", masked: {}", plain(&table.masked.join(", ")));
        }
    }
    for note in &created.notes {
        let _ = write!(text, "\n  {}", plain(note));
    }
    text
}

/// A name may hold anything; a terminal obeys control characters.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}
