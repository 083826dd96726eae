//! `gate_list`: which gates there are, and what they ask.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Effect, ToolDefinition, answer_schema, schema_of};
use crate::error::ToolError;
use crate::gate::{Kind, Planned, plan};
use crate::gatekeeper::{Gate, Gatekeeper};

/// The tool's name.
pub const NAME: &str = "gate_list";

const DESCRIPTION: &str = "List the gates: named sets of checks that prove whether a database changed. A `bracket` is \
    entered before some work (gate_entry) and exited after it (gate_exit); a `standing` gate is judged once (gate_check).";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {}

/// The gates there are.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GateList {
    /// In the order of their names.
    pub gates: Vec<ListedGate>,
}

/// One gate.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ListedGate {
    /// The name to ask for it by.
    pub name: String,
    /// For people.
    pub title: String,
    /// `bracket` or `standing`.
    pub kind: Kind,
    /// Its database; without one, name one when you ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// How long an entry can be exited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Its checks, as `name: rule`.
    pub checks: Vec<String>,
}

impl GateList {
    /// Leaves only the gates that a caller may ask, by name and own database.
    pub(super) fn keep(&mut self, may_ask: impl Fn(&str, Option<&str>) -> bool) {
        self.gates
            .retain(|gate| may_ask(&gate.name, gate.database.as_deref()));
    }
}

pub(super) fn definition() -> ToolDefinition {
    ToolDefinition {
        name: NAME,
        title: "List gates",
        description: DESCRIPTION.to_owned(),
        input_schema: schema_of::<Arguments>(),
        output_schema: answer_schema::<GateList>(),
        effect: Effect::Reads,
    }
}

pub(super) fn call(
    gatekeeper: &Gatekeeper,
    arguments: Map<String, Value>,
) -> Result<GateList, ToolError> {
    let Arguments {} = super::parse_arguments(arguments)?;
    Ok(GateList {
        gates: gatekeeper.gates().map(listed).collect(),
    })
}

fn listed(gate: &Gate) -> ListedGate {
    let definition = &gate.definition;
    let expires = humantime::format_duration(definition.expires).to_string();
    ListedGate {
        name: definition.name.clone(),
        title: definition.title.clone(),
        kind: definition.kind,
        database: definition.database.clone(),
        expires: definition.is_bracket().then_some(expires),
        checks: plan(definition).iter().map(described).collect(),
    }
}

fn described(planned: &Planned<'_>) -> String {
    match planned {
        Planned::Check(check) => format!("{}: {}", check.name, check.rule.name()),
        _ => planned.name().to_owned(),
    }
}

impl fmt::Display for GateList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for gate in &self.gates {
            let database = gate.database.as_deref().unwrap_or("any database");
            let kind = match gate.kind {
                Kind::Bracket => "bracket",
                Kind::Standing => "standing",
            };
            writeln!(
                formatter,
                "{} ({kind}, {database}): {}\n  {}",
                gate.name,
                gate.title,
                gate.checks.join("; ")
            )?;
        }
        Ok(())
    }
}
