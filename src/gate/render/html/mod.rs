//! One page that needs no network: light and dark, readable on a phone.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};

use super::RenderError;
use super::line::{claim, line};
use super::text::{block, mark, summary};
use crate::gate::verdict::{CheckResult, Decision, SnapshotReference, Verdict};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");

/// The verdict as one HTML page.
///
/// # Errors
/// Never in a build that passed its tests, which render the template with everything in it.
pub fn html(verdict: &Verdict) -> Result<String, RenderError> {
    let identity = &verdict.identity;
    let proof = &verdict.proof;
    page(
        TEMPLATE,
        context! {
            title => verdict.title.as_str(),
            gate => verdict.gate.as_str(),
            gate_digest => verdict.gate_digest.as_str(),
            decision => verdict.decision.as_str(),
            tone => tone(verdict.decision),
            reason => block(&verdict.reason),
            claim => claim(verdict),
            byte_unchanged => verdict.decision == Decision::Safe && proof.byte_unchanged,
            scope => proof.scope.join(", "),
            level => proof.level.as_str().replace('_', " "),
            line => line(verdict),
            planned => verdict.counts.planned,
            passed => verdict.counts.passed,
            failed => verdict.counts.failed,
            errored => verdict.counts.errored,
            info => verdict.counts.info,
            checks => verdict.checks.iter().map(check).collect::<Vec<_>>(),
            warnings => texts(&verdict.warnings),
            not_proven => texts(&proof.not_proven),
            database => identity.current_database.as_str(),
            role => identity.role.as_str(),
            server_version => identity.server_version.as_str(),
            system_identifier => identity.system_identifier.as_str(),
            timeline => identity.timeline,
            snapshots => verdict.entry.iter().map(|entry| snapshot("entry", entry))
                .chain([snapshot(moment(verdict), &verdict.subject)]).collect::<Vec<_>>(),
        },
    )
}

/// One page of a template that includes `style`, the look that all pages share. Whatever stands in the page is escaped.
///
/// # Errors
/// When the template is none, or asks for a value that is not given.
pub fn page(template: &str, values: Value) -> Result<String, RenderError> {
    let mut environment = Environment::new();
    // Text from a database stands in the page, so everything is escaped, and a missing value is an error.
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.add_template("style", STYLE)?;
    environment.add_template("page", template)?;
    Ok(environment.get_template("page")?.render(values)?)
}

/// The class of the verdict's colour.
pub fn tone(decision: Decision) -> &'static str {
    match decision {
        Decision::Safe => "safe",
        Decision::Unsafe => "unsafe",
        Decision::Indeterminate => "indeterminate",
    }
}

fn moment(verdict: &Verdict) -> &'static str {
    match verdict.moment {
        crate::gate::snapshot::Moment::Entry => "entry",
        crate::gate::snapshot::Moment::Exit => "exit",
        crate::gate::snapshot::Moment::Check => "check",
    }
}

fn texts(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| block(line)).collect()
}

fn check(check: &CheckResult) -> Value {
    let differences: Vec<Value> = check
        .differences
        .iter()
        .map(|difference| {
            context! {
                change => difference.change.as_str(),
                kind => block(&difference.kind),
                name => block(&difference.name),
                detail => block(&difference.detail),
                long => difference.detail.contains('\n'),
            }
        })
        .collect();
    let shown = |shown: &Option<crate::gate::verdict::Shown>| shown.as_ref().map(summary);
    context! {
        mark => mark(check),
        name => block(&check.name),
        rule => block(&check.rule),
        advisory => check.severity.as_str() == "advisory",
        outcome => check.outcome.as_str(),
        entry => shown(&check.entry),
        exit => shown(&check.exit),
        message => block(if check.message.is_empty() { &check.reason } else { &check.message }),
        note => check.note.as_deref().map(block),
        mend => check.mend.as_deref().map(block),
        remarks => texts(&check.remarks),
        differences,
    }
}

fn snapshot(name: &str, snapshot: &SnapshotReference) -> Value {
    context! {
        name,
        taken_at => snapshot.taken_at.to_string(),
        transaction_snapshot => snapshot.transaction_snapshot.clone(),
        wal_position => snapshot.wal_position.clone(),
        digest => snapshot.digest.as_str(),
    }
}

#[cfg(test)]
mod tests;
