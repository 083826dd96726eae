//! The one line, as the report that gatepost reproduces wrote it by hand.

use super::text::{inline, is_figure, mark, value};
use crate::gate::plan;
use crate::gate::snapshot::Moment;
use crate::gate::verdict::{CheckResult, Decision, Outcome, ProofLevel, Shown, Verdict};

/// Characters of the reason at the end of the line.
const REASON_CHARACTERS: usize = 300;

/// The whole verdict in one line: each check, then the conclusion and what is proven.
pub fn line(verdict: &Verdict) -> String {
    let checks: Vec<String> = verdict.checks.iter().filter_map(item).collect();
    format!("{} → {}", checks.join(" | "), conclusion(verdict))
}

/// The conclusion with what is proven, or why not.
fn conclusion(verdict: &Verdict) -> String {
    match (verdict.decision, verdict.moment) {
        (Decision::Safe, Moment::Entry) => "SAFE, entry recorded".to_owned(),
        (Decision::Safe, _) => match claim(verdict) {
            Some(claim) => format!("SAFE, {claim}"),
            None => "SAFE".to_owned(),
        },
        (decision, _) => format!("{decision}: {}", inline(&verdict.reason, REASON_CHARACTERS)),
    }
}

/// What is proven of rows and definitions, with its scope; `None` when nothing is.
///
/// "byte-unchanged" stands only where [`Proof::byte_unchanged`] allows it and the bytes were read, or no
/// transaction finished at all; row versions say their own name.
///
/// [`Proof::byte_unchanged`]: crate::gate::Proof::byte_unchanged
pub fn claim(verdict: &Verdict) -> Option<String> {
    let proof = &verdict.proof;
    let word = match (proof.level, proof.byte_unchanged) {
        (ProofLevel::None, _) if proof.schema_scope.is_empty() => return None,
        (ProofLevel::None, _) => {
            return Some(format!(
                "definitions-unchanged ({})",
                proof.schema_scope.join(", ")
            ));
        }
        (ProofLevel::Counters, _) => "counters-unchanged",
        (ProofLevel::RowVersions, _) => "row-versions-unchanged",
        (ProofLevel::Content | ProofLevel::Cluster, true) => "byte-unchanged",
        (ProofLevel::Content, false) => "content-unchanged",
        (ProofLevel::Cluster, false) => "rows-unchanged",
    };
    let except = match proof.except.len() {
        0 => String::new(),
        count => format!("; {count} not proven"),
    };
    let how = if proof.level == ProofLevel::Cluster {
        "; no transaction finished in the cluster"
    } else {
        ""
    };
    Some(format!("{word} ({}{how}{except})", proof.scope.join(", ")))
}

/// One check. What `[unchanged]` proves stands in the conclusion, so those checks show only when they do not hold.
fn item(check: &CheckResult) -> Option<String> {
    let name = inline(&check.name, 63);
    let proven = [
        plan::SCHEMA,
        plan::ROWS,
        plan::SEQUENCES,
        plan::ROLES,
        plan::LARGE_OBJECTS,
    ]
    .contains(&check.name.as_str());
    let text = match check.outcome {
        Outcome::Pass if proven => return None,
        Outcome::Pass if check.name == plan::DATABASE => {
            let database = check
                .exit
                .as_ref()
                .or(check.entry.as_ref())
                .map(value)
                .unwrap_or_default();
            format!("{name}={database}")
        }
        Outcome::Pass => match values(check) {
            Some(values) => format!("{name} {values}"),
            None => name,
        },
        Outcome::Info => format!("{name} {} (organic)", values(check).unwrap_or_default()),
        Outcome::Fail => match values(check) {
            Some(values) if !proven => format!("{name} {values}"),
            _ if proven => format!("{name}: {}", inline(&check.message, 80)),
            _ => name,
        },
        Outcome::Error => format!("{name} {}", inline(&check.reason, 20)),
    };
    let note = match (&check.note, check.outcome) {
        (Some(note), Outcome::Pass) => format!(" ({})", inline(note, 63)),
        _ => String::new(),
    };
    Some(format!("{text}{}{note}", mark(check)))
}

/// What was seen: `210→210` for numbers, once for equal texts.
fn values(check: &CheckResult) -> Option<String> {
    let show = |shown: &Shown| match (check.rule.split('(').next(), shown.type_name.as_str()) {
        (Some("absent"), "null") => "absent".to_owned(),
        (Some("present"), "null") => "absent".to_owned(),
        (Some("present"), _) => "present".to_owned(),
        (Some("refused"), "error") => format!("refused {}", value(shown)),
        _ => value(shown),
    };
    match (&check.entry, &check.exit) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(show(one)),
        (Some(entry), Some(exit)) if entry == exit && !is_figure(exit) => Some(show(exit)),
        (Some(entry), Some(exit)) => Some(format!("{}→{}", show(entry), show(exit))),
    }
}

#[cfg(test)]
mod tests;
