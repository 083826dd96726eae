//! The body of GitHub's "create a check run"; the caller adds `head_sha`.

use serde_json::{Value, json};

use super::line::line;
use super::markdown::markdown;
use crate::gate::verdict::{Decision, Verdict};

/// GitHub's limit on `summary` and on `text`, in characters.
const LIMIT: usize = 65_535;

/// The verdict as a finished check run.
///
/// INDETERMINATE is `action_required`, because `neutral` satisfies a required check.
pub fn github_check(verdict: &Verdict) -> Value {
    let expired = verdict
        .mismatches
        .iter()
        .any(|mismatch| mismatch.code == "entry_expired");
    let conclusion = match verdict.decision {
        Decision::Safe => "success",
        Decision::Unsafe => "failure",
        Decision::Indeterminate if expired => "stale",
        Decision::Indeterminate => "action_required",
    };
    let counts = &verdict.counts;
    json!({
        "name": format!("gatepost / {}", verdict.gate),
        "status": "completed",
        "conclusion": conclusion,
        "completed_at": verdict.subject.taken_at,
        "external_id": verdict.subject.digest,
        "output": {
            "title": format!("{}: {} of {} checks passed", verdict.decision, counts.passed, counts.planned),
            "summary": cut(line(verdict)),
            "text": cut(markdown(verdict)),
        },
    })
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LIMIT - 1) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests;
