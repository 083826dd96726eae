//! `describe_clone`: what there is on the clone, by the same questions as `describe_pg`'s.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::describe::{self, Description};
use super::{Effect, ToolDefinition, answer_schema, schema_of};
use crate::db::Databases;
use crate::error::ToolError;

/// The tool's name.
pub const NAME: &str = "describe_clone";

const DESCRIPTION: &str = "Find your way on the clone, step by step: without arguments its schemas and extensions; with \
    `schema` or `pattern` the tables, views, functions and types there, a page at a time; with `object` one of them in full \
    (columns, keys, foreign keys both ways, indexes, partitions, policies, size).";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Objects of this schema.
    #[serde(default)]
    schema: Option<String>,
    /// Objects whose name is like this; % and _ stand for anything.
    #[serde(default)]
    pattern: Option<String>,
    /// Objects of this kind: table, view, function, enum, ...
    #[serde(default)]
    kind: Option<String>,
    /// One object, as schema.name or name.
    #[serde(default)]
    object: Option<String>,
    /// The next page: `after` of the last one.
    #[serde(default)]
    after: Option<String>,
}

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Describe the clone",
        description: DESCRIPTION.to_owned(),
        input_schema: schema_of::<Arguments>(),
        output_schema: answer_schema::<Description>(),
        effect: Effect::Reads,
    }
}

/// Answers one call.
///
/// # Errors
/// A refusal or failure in words made for the agent.
pub(super) async fn call(
    databases: &Databases,
    clone: &str,
    arguments: Map<String, Value>,
) -> Result<Description, ToolError> {
    let arguments: Arguments = super::parse_arguments(arguments)?;
    let arguments = describe::Arguments {
        database: Some(clone.to_owned()),
        schema: arguments.schema,
        pattern: arguments.pattern,
        kind: arguments.kind,
        object: arguments.object,
        after: arguments.after,
    };
    describe::run(databases, |_| true, arguments).await
}
