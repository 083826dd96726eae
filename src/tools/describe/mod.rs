//! `describe_pg`: what there is to read, from databases down to one object, with few words at each step.
//!
//! The questions are SQL files beside this one, asked as any agent's are: through both readings, as the agents' role.

mod object;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Effect, ToolDefinition, answer_schema, schema_of};
use crate::db::{Call, Database, Databases};
use crate::error::{ErrorCode, ToolError};

/// The tool's name.
pub const NAME: &str = "describe_pg";

const DESCRIPTION: &str = "Find your way, step by step: without arguments the databases; with `database` its schemas and \
    extensions; with `schema` or `pattern` the tables, views, functions and types there, a page at a time; with `object` one \
    of them in full (columns, keys, foreign keys both ways, indexes, partitions, policies, size).";

const SCHEMAS: &str = include_str!("schemas.sql");
const EXTENSIONS: &str = include_str!("extensions.sql");
const OBJECTS: &str = include_str!("objects.sql");

/// What is said where nothing is found; the kinds are those of `objects.sql`.
const NOTHING: &str = "there is nothing of that name and kind that the role may see: give `database` alone for the schemas, and \
    names as they are stored, without quotation marks; kinds are table, view, materialized view, foreign table, function, \
    aggregate, window function, procedure, enum, domain, range type and composite type";

/// Objects on one page.
const PAGE: usize = 50;

#[derive(Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The database.
    #[serde(default)]
    pub(super) database: Option<String>,
    /// Objects of this schema.
    #[serde(default)]
    pub(super) schema: Option<String>,
    /// Objects whose name is like this; % and _ stand for anything.
    #[serde(default)]
    pub(super) pattern: Option<String>,
    /// Objects of this kind: table, view, function, enum, ...
    #[serde(default)]
    pub(super) kind: Option<String>,
    /// One object, as schema.name or name.
    #[serde(default)]
    pub(super) object: Option<String>,
    /// The next page: `after` of the last one.
    #[serde(default)]
    pub(super) after: Option<String>,
}

/// What there is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Description {
    /// Databases, schemas, objects, or the one object; what does not apply is left out.
    pub items: Vec<Map<String, Value>>,
    /// There is more: ask again with this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What to ask next.
    pub next: String,
}

pub(super) fn definition(databases: &[&str]) -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Describe PostgreSQL",
        description: DESCRIPTION.to_owned(),
        input_schema: super::with_databases(schema_of::<Arguments>(), databases),
        output_schema: answer_schema::<Description>(),
        effect: Effect::Reads,
    }
}

/// Answers one call over the databases that the caller may read.
///
/// # Errors
/// A refusal or failure in words made for the agent.
pub(super) async fn call(
    databases: &Databases,
    may_read: impl Fn(&str) -> bool,
    arguments: Map<String, Value>,
) -> Result<Description, ToolError> {
    run(databases, may_read, super::parse_arguments(arguments)?).await
}

/// The same with arguments that were understood.
///
/// # Errors
/// A refusal or failure in words made for the agent.
pub(super) async fn run(
    databases: &Databases,
    may_read: impl Fn(&str) -> bool,
    arguments: Arguments,
) -> Result<Description, ToolError> {
    let Some(name) = &arguments.database else {
        if arguments != Arguments::default() {
            return Err(ToolError::new(
                ErrorCode::ArgumentsInvalid,
                "`database` is missing: the other arguments are about one",
                "call without arguments for the databases, then give `database` too",
            ));
        }
        let names = databases.names().filter(|name| may_read(name));
        let items = names.map(|name| Map::from_iter([("database".to_owned(), json!(name))]));
        return Ok(described(
            items.collect(),
            "give `database` for its schemas",
        ));
    };
    let database = databases.get(name)?;
    if let Some(object) = &arguments.object {
        return object::describe(database, arguments.schema.as_deref(), object).await;
    }
    if arguments.schema.is_some() || arguments.pattern.is_some() || arguments.kind.is_some() {
        let Arguments {
            schema,
            pattern,
            kind,
            after,
            ..
        } = &arguments;
        let asked = [json!(schema), json!(pattern), json!(kind), json!(after)];
        let (items, after) = list(database, asked).await?;
        let next = match items.is_empty() {
            true => NOTHING,
            false => "give `object` as schema.name for one in full",
        };
        return Ok(Description {
            after,
            ..described(items, next)
        });
    }
    let mut items = ask(database, SCHEMAS, vec![]).await?;
    items.extend(ask(database, EXTENSIONS, vec![]).await?);
    Ok(described(
        items,
        "give `schema` or `pattern` for what is in them",
    ))
}

/// One page of objects by schema, pattern, kind and the place it comes after, and the place where the next page begins.
async fn list(
    database: &Arc<Database>,
    [schema, pattern, kind, after]: [Value; 4],
) -> Result<(Vec<Map<String, Value>>, Option<String>), ToolError> {
    let parameters = vec![schema, pattern, kind, after, json!(PAGE + 1)];
    let mut items = ask(database, OBJECTS, parameters).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let mut last = None;
    for item in &mut items {
        last = item.remove("place");
    }
    say_what_may_be_called(database, &mut items).await?;
    let last = last.as_ref().and_then(Value::as_str).map(str::to_owned);
    Ok((items, last.filter(|_| more)))
}

/// Beside each function, why `query_pg` would refuse a statement that calls it.
async fn say_what_may_be_called(
    database: &Arc<Database>,
    items: &mut [Map<String, Value>],
) -> Result<(), ToolError> {
    let oid = |item: &mut Map<String, Value>| {
        let oid = item.remove("function")?.as_u64()?;
        u32::try_from(oid).ok()
    };
    let oids: Vec<Option<u32>> = items.iter_mut().map(oid).collect();
    let functions: Vec<u32> = oids.iter().flatten().copied().collect();
    if functions.is_empty() {
        return Ok(());
    }
    let mut refusals = database
        .refusals_of_functions(&functions)
        .await?
        .into_iter();
    for (item, oid) in items.iter_mut().zip(&oids) {
        if oid.is_none() {
            continue;
        }
        let refusal = refusals.next().flatten();
        item.insert("may_be_called".to_owned(), json!(refusal.is_none()));
        if let Some(reason) = refusal {
            item.insert("why_not".to_owned(), json!(reason));
        }
    }
    Ok(())
}

fn described(items: Vec<Map<String, Value>>, next: &str) -> Description {
    Description {
        items,
        after: None,
        next: next.to_owned(),
    }
}

/// The rows of a question as objects, without what is NULL.
async fn ask(
    database: &Arc<Database>,
    sql: &str,
    parameters: Vec<Value>,
) -> Result<Vec<Map<String, Value>>, ToolError> {
    let call = Call {
        sql: sql.to_owned(),
        parameters,
        ..Call::default()
    };
    let rows = database.query(&call).await?.rows;
    let names = rows.columns.iter().map(|column| column.name.as_str());
    let mut items = Vec::with_capacity(rows.rows.len());
    for row in &rows.rows {
        let cells: Vec<Value> = serde_json::from_str(row).map_err(|error| {
            ToolError::new(
                ErrorCode::Internal,
                format!("a description is not JSON: {error}"),
                "report this; information_schema can be read with query_pg",
            )
        })?;
        let cells = names.clone().map(str::to_owned).zip(cells);
        items.push(cells.filter(|(_, cell)| !cell.is_null()).collect());
    }
    Ok(items)
}
