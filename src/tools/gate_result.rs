//! What the tools answer that give a verdict: one shape for entry, exit, check and look-up.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::error::{ErrorCode, ToolError};
use crate::gate::{Decision, Moment, Timestamp, render};
use crate::gatekeeper::Judgement;

/// A verdict with its line, its handle and its evidence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GateResult {
    /// For gate_exit and gate_verdict.
    pub id: String,
    /// The gate.
    pub gate: String,
    /// The database.
    pub database: String,
    /// What was judged.
    pub moment: Moment,
    /// Only SAFE lets work go on.
    pub verdict: Decision,
    /// Every check in one line, with what was seen.
    pub line: String,
    /// Until when an entry can be exited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// What to do now.
    pub next: String,
    /// The verdict as an in-toto Statement: `predicate.checks` in full, `predicate.proof`.
    #[schemars(with = "serde_json::Map<String, Value>")]
    pub statement: Value,
}

impl GateResult {
    /// The answer for a judgement.
    ///
    /// # Errors
    /// Never for values made in memory; the serializer's signature allows it.
    pub fn of(judgement: &Judgement) -> Result<Self, ToolError> {
        let verdict = &judgement.verdict;
        let statement = serde_json::to_value(&judgement.statement).map_err(|error| {
            ToolError::new(
                ErrorCode::Internal,
                format!("the verdict cannot be written as JSON: {error}"),
                "report this",
            )
        })?;
        Ok(Self {
            id: judgement.id.clone(),
            gate: verdict.gate.clone(),
            database: judgement.database.clone(),
            moment: verdict.moment,
            verdict: verdict.decision,
            line: render::line(verdict),
            expires: judgement.expires,
            next: next(judgement),
            statement,
        })
    }

    /// The answer in words: the line, and what to do now.
    pub fn text(&self) -> String {
        format!("{}\n{}: {}", self.line, self.id, self.next)
    }
}

fn next(judgement: &Judgement) -> String {
    let verdict = &judgement.verdict;
    let mut mends: Vec<&str> = Vec::new();
    for mend in verdict
        .checks
        .iter()
        .filter_map(|check| check.mend.as_deref())
    {
        if !mends.contains(&mend) {
            mends.push(mend);
        }
    }
    let mend = if mends.is_empty() {
        String::new()
    } else {
        format!(" What could not be seen is mended by: {}", mends.join(" "))
    };
    match (verdict.moment, verdict.decision, judgement.expires) {
        (Moment::Entry, Decision::Safe, Some(expires)) => format!(
            "do the work, then exit with this id (gate_exit, `gatepost gate exit`) before {expires}; it is good for one exit"
        ),
        (Moment::Entry, ..) => format!(
            "no entry was made, so do not start the work; mend what is named and enter the gate again.{mend}"
        ),
        (_, Decision::Safe, _) => {
            "done; this verdict stays on the ledger and can be verified offline".to_owned()
        }
        (_, Decision::Unsafe, _) => {
            "stop, and show what moved to whoever is responsible for the database".to_owned()
        }
        (_, Decision::Indeterminate, _) => format!(
            "nothing is proven: treat it as UNSAFE until the cause is mended and the gate is asked again.{mend}"
        ),
    }
}
