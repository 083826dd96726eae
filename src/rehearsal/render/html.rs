//! A rehearsal as one page that needs no network, in the look of the gates' pages.

use minijinja::context;
use minijinja::value::Value;

use super::{mark, place};
use crate::gate::render::{RenderError, block, page, tone};
use crate::rehearsal::report::{Mode, Outcome, Problem, Report, StepResult};

const TEMPLATE: &str = include_str!("page.html");

/// The report as one HTML page.
///
/// # Errors
/// Never in a build that passed its tests, which render the template with everything in it.
pub fn html(report: &Report) -> Result<String, RenderError> {
    let count = |outcome| {
        let steps = report.steps.iter();
        steps.filter(|step| step.outcome == outcome).count()
    };
    page(
        TEMPLATE,
        context! {
            change_set => block(&report.change_set),
            verdict => report.verdict.as_str(),
            tone => tone(report.verdict),
            next => block(&report.next),
            passed => count(Outcome::Pass),
            failed => count(Outcome::Fail),
            errored => count(Outcome::Error),
            steps => report.steps.iter().map(step).collect::<Vec<_>>(),
            remains => report.remains.iter().map(|left| block(left)).collect::<Vec<_>>(),
            clone => block(&report.clone),
            tag => block(&report.tag),
            digest => block(&report.digest),
            mode => mode(report.mode),
        },
    )
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Full => "all the way: applied, judged and taken back, twice",
        Mode::Check => "up to the first commit",
        Mode::Apply => "applied, and left on the clone",
        Mode::Rollback => "taken back what an earlier run left",
    }
}

fn step(step: &StepResult) -> Value {
    let outcome = match step.outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Error => "error",
    };
    context! {
        name => step.step.as_str(),
        mark => mark(step.outcome),
        outcome,
        detail => block(&step.detail),
        duration_ms => step.duration_ms,
        remarks => step.remarks.iter().map(|remark| block(remark)).collect::<Vec<_>>(),
        problems => step.problems.iter().map(problem).collect::<Vec<_>>(),
    }
}

fn problem(problem: &Problem) -> Value {
    context! {
        place => block(&place(problem)),
        code => block(&problem.code),
        sqlstate => problem.sqlstate.as_deref().map(block),
        message => block(&problem.message),
        hint => block(&problem.hint),
    }
}
