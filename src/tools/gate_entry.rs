//! `gate_entry`: the moment before the work.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::gate_result::GateResult;
use super::{Effect, ToolDefinition, answer_schema_in_short, schema_of};
use crate::error::ToolError;
use crate::gatekeeper::{Gatekeeper, Report};

/// The tool's name.
pub const NAME: &str = "gate_entry";

const DESCRIPTION: &str = "Record the state of a database before some work, by a bracket gate. Gives an entry id; after \
    the work, gate_exit with that id says whether anything changed. If the entry is not SAFE there is no id to exit: \
    do not start the work.";

/// A gate asked by its name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The gate, as gate_list names it.
    pub(super) gate: String,
    /// The database, for a gate that names none.
    #[serde(default)]
    pub(super) database: Option<String>,
}

pub(super) fn definition(databases: &[&str]) -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "Enter a gate",
        description: DESCRIPTION.to_owned(),
        input_schema: super::with_databases(schema_of::<Arguments>(), databases),
        output_schema: answer_schema_in_short::<GateResult>(),
        effect: Effect::Records,
    }
}

pub(super) async fn call(
    gatekeeper: &Gatekeeper,
    arguments: Map<String, Value>,
    report: Report<'_>,
) -> Result<GateResult, ToolError> {
    let Arguments { gate, database } = super::parse_arguments(arguments)?;
    GateResult::of(&gatekeeper.enter(&gate, database.as_deref(), report).await?)
}
