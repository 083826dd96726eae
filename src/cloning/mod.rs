//! A clone made from production: definitions by `pg_dump` and `pg_restore`, rows by COPY from one session straight into
//! another, all of one instant.
//!
//! It is an operator's command and no server's: the one place where both channels' ways are known at once. Production is
//! only ever read, through [`Source`]; what is written is a database that [`Site::make`] has just made, through
//! [`Construction`], and it becomes a clone by [`clone::mark`] alone. A masked column is masked by production's server, so
//! that its values are in no file, no connection and no page of the clone.

mod mask;
mod plan;
mod programs;
mod selection;

use std::future::Future;

use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

pub use plan::{Mask, Plan, PlanError, Rule, Sample};
pub use programs::{Programs, installed};
pub use selection::{Selection, select};

use self::programs::Section;
use crate::config::{CloneConfig, DatabaseConfig};
use crate::db::clone::{self, Construction, Site};
use crate::db::quoting::{identifier, quoted};
use crate::db::source::{CopiedCatalog, CopiedTable, Source};
use crate::error::{ErrorCode, ToolError};

/// What a clone is made from and what it is to be.
#[derive(Debug)]
pub struct Request<'a> {
    /// Production, as the role that reads all that is copied reaches it.
    pub production: &'a DatabaseConfig,
    /// The clone to be.
    pub clone: &'a CloneConfig,
    /// The same as a superuser of its server reaches it.
    pub administrator: CloneConfig,
    /// What it is to hold.
    pub plan: &'a Plan,
    /// The installations of PostgreSQL's programs there are.
    pub programs: &'a [Programs],
}

/// What is told of the making under way.
pub type Report<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// A table whose rows were copied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Copied {
    /// Its name, quoted.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// Not all of them.
    pub sampled: bool,
    /// The columns that were masked.
    pub masked: Vec<String>,
}

/// A clone that was made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Created {
    /// Its name.
    pub clone: String,
    /// The database that it is of.
    pub of: String,
    /// The tables with rows.
    pub tables: Vec<Copied>,
    /// Sequences that stand where production's stood.
    pub sequences: usize,
    /// What is not as in production, on purpose.
    pub notes: Vec<String>,
}

/// Makes and marks the clone, or leaves nothing of it. `interrupted` ends the making at any moment.
///
/// # Errors
/// When the target is production or is there already, production cannot be read by the role, the plan does not hold, a
/// program is missing or fails. What was made is removed again, or the error says what is left and how to remove it.
pub async fn create(
    request: Request<'_>,
    interrupted: impl Future<Output = ()>,
    report: Report<'_>,
) -> Result<Created, ToolError> {
    let mut interrupted = std::pin::pin!(interrupted);
    let prepared = tokio::select! {
        prepared = prepare(&request, report) => prepared?,
        () = &mut interrupted => return Err(cancelled()),
    };
    let Prepared {
        source,
        catalog,
        selections,
        programs,
        site,
    } = prepared;
    report("making the database");
    let owner = request
        .clone
        .writer
        .connection
        .get_user()
        .unwrap_or_default();
    let observer = request.clone.observer.iter();
    let observer = observer.filter_map(|way| way.connection.get_user().map(str::to_owned));
    // Not to be interrupted: it is over at once, and half of it could not be told from all.
    let construction = site
        .make(&catalog.database, owner, &observer.collect::<Vec<_>>())
        .await?;
    let build = build(
        &request,
        &source,
        &catalog,
        &selections,
        programs,
        &construction,
        report,
    );
    let outcome = tokio::select! {
        outcome = build => outcome,
        () = &mut interrupted => Err(cancelled()),
        () = tokio::time::sleep(request.plan.timeout) => Err(too_long(request.plan)),
    };
    match outcome {
        Ok(created) => Ok(created),
        Err(error) => Err(construction.remove(error).await),
    }
}

struct Prepared<'a> {
    source: Source,
    catalog: CopiedCatalog,
    selections: Vec<Selection>,
    programs: &'a Programs,
    site: Site,
}

/// Everything that can be refused before anything is made.
async fn prepare<'a>(request: &Request<'a>, report: Report<'_>) -> Result<Prepared<'a>, ToolError> {
    report("looking at production");
    let [inner, outer] = mask::halves(&key(request.plan)?);
    let secrets = [(mask::INNER_KEY, inner), (mask::OUTER_KEY, outer)];
    let source = Source::open(request.production, request.plan.timeout, &secrets).await?;
    let catalog = source.look().await?;
    let production = &catalog.database;
    let name = &request.clone.name;
    let site = Site::open(request.administrator.clone()).await?;
    if request.clone.is_production(name) || production.database.eq_ignore_ascii_case(name) {
        let same = site.system_identifier == production.system_identifier;
        let place = if same {
            " on the very server it is on"
        } else {
            ""
        };
        return Err(ToolError::new(
            ErrorCode::CloneIsProduction,
            format!("`{name}` is the name of production's database{place}: nothing was sent to it"),
            "give the clone a name of its own",
        ));
    }
    site.free().await?;
    let major = production.version_number / 10_000;
    if site.version_number / 10_000 < major {
        return Err(ToolError::new(
            ErrorCode::CloneUnavailable,
            format!(
                "the clone's server is PostgreSQL {}, and production is {major}: what is rehearsed on an older one proves nothing",
                site.version_number / 10_000
            ),
            "make the clone on a server of production's version",
        ));
    }
    let programs = Programs::choose(request.programs, major)?;
    let missing = site.missing_roles(&production.roles).await?;
    if !missing.is_empty() {
        let sql: Vec<String> = missing
            .iter()
            .map(|role| format!("CREATE ROLE {} NOLOGIN;", identifier(role)))
            .collect();
        return Err(ToolError::new(
            ErrorCode::CloneUnavailable,
            format!(
                "roles that own or were granted things in production are not on the clone's server: {}",
                missing.join(", ")
            ),
            format!("make them there, without a login: {}", sql.join(" ")),
        ));
    }
    let plan_error = |error: PlanError| {
        ToolError::new(
            ErrorCode::ConfigInvalid,
            error.to_string(),
            "correct the plan; nothing was made",
        )
    };
    let selections = select(&catalog, request.plan).map_err(plan_error)?;
    readable(&catalog, &selections)?;
    Ok(Prepared {
        source,
        selections,
        programs,
        site,
        catalog,
    })
}

/// That the role may read what is copied, all of it: `pg_dump` locks every table, and hidden rows would be missing.
fn readable(catalog: &CopiedCatalog, selections: &[Selection]) -> Result<(), ToolError> {
    let role = identifier(&catalog.database.role);
    let (mut seen, mut mend) = (Vec::new(), Vec::new());
    let own = || catalog.tables.iter().filter(|table| !table.of_extension);
    let schemas = own().filter(|table| !table.schema_usable);
    let mut schemas: Vec<String> = schemas
        .map(|table| identifier(&table.name.schema))
        .collect();
    schemas.dedup();
    for schema in schemas {
        seen.push(format!("schema {schema}"));
        mend.push(format!("GRANT USAGE ON SCHEMA {schema} TO {role};"));
    }
    for table in own().filter(|table| !table.readable) {
        seen.push(quoted(&table.name));
        mend.push(format!(
            "GRANT SELECT ON {} TO {role};",
            quoted(&table.name)
        ));
    }
    for sequence in catalog
        .sequences
        .iter()
        .filter(|sequence| !sequence.readable)
    {
        seen.push(quoted(&sequence.name));
        mend.push(format!(
            "GRANT SELECT ON SEQUENCE {} TO {role};",
            quoted(&sequence.name)
        ));
    }
    let copied = |table: &&CopiedTable| {
        selections
            .iter()
            .any(|selection| selection.table == table.name)
    };
    let hidden: Vec<String> = own()
        .filter(|table| table.row_security)
        .filter(copied)
        .map(|table| quoted(&table.name))
        .collect();
    if !hidden.is_empty() {
        seen.push(format!(
            "all rows of {}, which policies may hide",
            hidden.join(", ")
        ));
        mend.push(format!("ALTER ROLE {role} BYPASSRLS;"));
    }
    if seen.is_empty() {
        return Ok(());
    }
    Err(ToolError::new(
        ErrorCode::PermissionDenied,
        format!(
            "role {role} may not read in production: {}",
            seen.join(", ")
        ),
        format!(
            "{} Or all of it: GRANT pg_read_all_data TO {role};",
            mend.join(" ")
        ),
    ))
}

async fn build(
    request: &Request<'_>,
    source: &Source,
    catalog: &CopiedCatalog,
    selections: &[Selection],
    programs: &Programs,
    construction: &Construction,
    report: Report<'_>,
) -> Result<Created, ToolError> {
    let name = &request.clone.name;
    let snapshot = source.freeze(catalog).await?;
    report("reading production's definitions");
    let archive = programs.dump(request.production, &snapshot).await?;
    report("making tables");
    let way = construction.way();
    programs
        .restore(&archive, Section::BeforeData, way, name)
        .await?;
    let mut tables = Vec::new();
    for selection in selections {
        let table = quoted(&selection.table);
        report(&format!("copying {table}"));
        let rows = source.rows(&selection.select).await?;
        let columns: Vec<&str> = selection.columns.iter().map(String::as_str).collect();
        tables.push(Copied {
            rows: construction.fill(&selection.table, &columns, rows).await?,
            table,
            sampled: selection.sampled,
            masked: selection.masked.clone(),
        });
    }
    for sequence in &catalog.sequences {
        let position = source.position(&sequence.name).await?;
        construction.place(&sequence.name, position).await?;
    }
    report("making indexes, constraints and triggers");
    programs
        .restore(&archive, Section::AfterData, way, name)
        .await?;
    construction.analyze().await?;
    report("marking the clone");
    clone::mark(&request.administrator).await?;
    let of = catalog.database.database.clone();
    construction
        .finish(&format!("A clone of {of} to rehearse on, made by gatepost"))
        .await?;
    Ok(Created {
        clone: name.clone(),
        of,
        tables,
        sequences: catalog.sequences.len(),
        notes: notes(catalog, &archive.left_out),
    })
}

/// The key of hashes: the operator's, so that several clones agree, or one of this run's own that nobody keeps.
fn key(plan: &Plan) -> Result<[u8; 32], ToolError> {
    let Some(variable) = &plan.hash_key_env else {
        let mut key = [0; 32];
        let filled = SystemRandom::new().fill(&mut key);
        return filled.map(|()| key).map_err(|_| {
            ToolError::new(
                ErrorCode::Internal,
                "the system gives no random numbers, so nothing can be masked",
                "report this; nothing is left",
            )
        });
    };
    match std::env::var(variable) {
        Ok(secret) if secret.len() >= 16 => Ok(Sha256::digest(secret.as_bytes()).into()),
        _ => Err(ToolError::new(
            ErrorCode::ConfigInvalid,
            format!(
                "the environment variable {variable} is not set to a key of 16 characters or more"
            ),
            "set it, or take `hash_key_env` out of the plan: then each run has a key of its own",
        )),
    }
}

fn notes(catalog: &CopiedCatalog, left_out: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if catalog.database.large_objects > 0 {
        notes.push(format!(
            "{} large objects were not copied",
            catalog.database.large_objects
        ));
    }
    if !left_out.is_empty() {
        notes.push(format!(
            "{} user mappings were left out: a clone reaches no other server",
            left_out.len()
        ));
    }
    let tables = catalog.tables.iter().filter(|table| table.of_extension);
    let tables: Vec<String> = tables.map(|table| quoted(&table.name)).collect();
    if !tables.is_empty() {
        notes.push(format!(
            "tables of extensions hold what the extension puts there: {}",
            tables.join(", ")
        ));
    }
    notes
}

fn too_long(plan: &Plan) -> ToolError {
    let most = humantime::format_duration(plan.timeout);
    ToolError::new(
        ErrorCode::Timeout,
        format!(
            "making the clone took longer than {most}, and holds production's snapshot no longer"
        ),
        "give the plan a longer `timeout`, or copy less",
    )
}

fn cancelled() -> ToolError {
    ToolError::new(
        ErrorCode::Cancelled,
        "interrupted; what was made so far was removed",
        "make the clone again",
    )
}
