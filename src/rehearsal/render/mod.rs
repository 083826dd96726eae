//! A rehearsal for people.

mod html;

use std::fmt::Write;

pub use html::html;

use super::report::{Outcome, Problem, Report};
use crate::gate::render::{block, code, escape};

fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✅",
        Outcome::Fail => "❌",
        Outcome::Error => "❓",
    }
}

/// The step results in one line, as the report of a gate has it, and what is wrong under it.
pub fn text(report: &Report) -> String {
    let steps: Vec<String> = report
        .steps
        .iter()
        .map(|step| format!("{}{}", step.step.as_str(), mark(step.outcome)))
        .collect();
    let mut text = format!(
        "clone={} | {} → {}",
        report.clone,
        steps.join(" | "),
        report.verdict
    );
    for step in &report.steps {
        for problem in &step.problems {
            let _ = write!(
                text,
                "\n  {}: {}\n    instead: {}",
                step.step.as_str(),
                seen(problem),
                problem.hint
            );
        }
        for remark in &step.remarks {
            let _ = write!(text, "\n  {}: noted: {remark}", step.step.as_str());
        }
    }
    for left in &report.remains {
        let _ = write!(text, "\n  left on the clone: {left}");
    }
    let _ = write!(text, "\n{}", report.next);
    block(&text)
}

/// The file and line that are meant, where any are.
fn place(problem: &Problem) -> String {
    match (&problem.file, problem.line) {
        (Some(file), Some(line)) if line > 0 => format!("{file}:{line}"),
        (Some(file), _) => file.clone(),
        (None, _) => String::new(),
    }
}

fn seen(problem: &Problem) -> String {
    let place = match place(problem) {
        place if place.is_empty() => place,
        place => format!("{place}: "),
    };
    let state = problem
        .sqlstate
        .as_deref()
        .map(|state| format!(" [{state}]"))
        .unwrap_or_default();
    format!("{place}{}{state}: {}", problem.code, problem.message)
}

/// The same as a document in Markdown.
pub fn markdown(report: &Report) -> String {
    let mut text = format!(
        "# Rehearsal of {}: {}\n\nClone {}, tag {}, digest {}.\n\n| step | | detail | ms |\n|---|---|---|---|\n",
        escape(&report.change_set),
        report.verdict,
        code(&report.clone),
        code(&report.tag),
        code(&report.digest)
    );
    for step in &report.steps {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            step.step.as_str(),
            mark(step.outcome),
            cell(&step.detail),
            step.duration_ms
        );
    }
    let problems: Vec<&Problem> = report
        .steps
        .iter()
        .flat_map(|step| &step.problems)
        .collect();
    if !problems.is_empty() {
        text.push_str("\n## What is wrong\n\n");
        for problem in problems {
            let _ = writeln!(
                text,
                "- {}. {}",
                escape(&seen(problem)),
                escape(&problem.hint)
            );
        }
    }
    let remarks: Vec<(&str, &String)> = report
        .steps
        .iter()
        .flat_map(|step| {
            step.remarks
                .iter()
                .map(|remark| (step.step.as_str(), remark))
        })
        .collect();
    if !remarks.is_empty() {
        text.push_str("\n## Noted\n\n");
        for (step, remark) in remarks {
            let _ = writeln!(text, "- {step}: {}", cell(remark));
        }
    }
    if !report.remains.is_empty() {
        text.push_str("\n## Left on the clone\n\n");
        for left in &report.remains {
            let _ = writeln!(text, "- {}", escape(left));
        }
    }
    let _ = writeln!(text, "\n{}.", escape(&report.next));
    text
}

/// Text that cannot leave its cell.
fn cell(text: &str) -> String {
    escape(text).replace('|', "\\|")
}

#[cfg(test)]
mod tests;
