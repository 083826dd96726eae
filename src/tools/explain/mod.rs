//! `explain_pg`: the plan of a statement that `query_pg` would run.

mod plan;

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Effect, ToolDefinition, answer_schema, schema_of};
use crate::db::{Call, Databases};
use crate::error::ToolError;

/// The tool's name.
pub const NAME: &str = "explain_pg";

const DESCRIPTION: &str = "The plan of one statement that query_pg would run: a summary of where the time goes, the plan as \
    text, and as PostgreSQL's JSON. With `analyze` the statement is also run, under query_pg's limits, and its rows thrown away.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The database.
    database: String,
    /// One SELECT, WITH, VALUES or TABLE statement.
    sql: String,
    /// Values for $1, $2, ... in order.
    #[serde(default)]
    parameters: Vec<Value>,
    /// Run it, and measure.
    #[serde(default)]
    analyze: bool,
    /// Less time than the limit, in milliseconds.
    #[serde(default)]
    #[schemars(range(min = 1))]
    timeout_ms: Option<u32>,
}

/// A plan.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Explanation {
    /// What matters most, in sentences.
    pub summary: Vec<String>,
    /// One line a node.
    pub text: String,
    /// As PostgreSQL gives it.
    #[schemars(with = "Map<String, Value>")]
    pub plan: Value,
}

pub(super) fn definition(databases: &[&str]) -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Explain a statement",
        description: DESCRIPTION.to_owned(),
        input_schema: super::with_databases(schema_of::<Arguments>(), databases),
        output_schema: answer_schema::<Explanation>(),
        effect: Effect::Reads,
    }
}

/// Answers one call.
///
/// # Errors
/// What query_pg would say of the statement.
pub(super) async fn call(
    databases: &Databases,
    arguments: Map<String, Value>,
) -> Result<Explanation, ToolError> {
    let arguments: Arguments = super::parse_arguments(arguments)?;
    let call = Call {
        sql: arguments.sql,
        parameters: arguments.parameters,
        rows: None,
        timeout: arguments
            .timeout_ms
            .map(|milliseconds| Duration::from_millis(milliseconds.into())),
    };
    let database = databases.get(&arguments.database)?;
    let plan = database.explain(&call, arguments.analyze).await?;
    Ok(Explanation {
        summary: plan::summary(&plan),
        text: plan::text(&plan),
        plan,
    })
}
