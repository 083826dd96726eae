//! The report in the making: each step with what became of it, told as it begins.

use std::time::Instant;

use super::report::{Mode, Outcome, Problem, Report, Step, StepResult};
use crate::gate::Decision;

/// A step begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Which.
    pub step: Step,
}

/// The report in the making.
pub(super) struct Results<'a> {
    pub(super) report: Report,
    tell: &'a (dyn Fn(Progress) + Send + Sync),
    current: Step,
    started: Instant,
    remarks: Vec<String>,
}

impl<'a> Results<'a> {
    pub(super) fn new(
        name: &str,
        clone: &str,
        mode: Mode,
        tell: &'a (dyn Fn(Progress) + Send + Sync),
    ) -> Self {
        Self {
            report: Report {
                change_set: name.to_owned(),
                tag: String::new(),
                digest: String::new(),
                clone: clone.to_owned(),
                mode,
                verdict: Decision::Indeterminate,
                steps: Vec::new(),
                remains: Vec::new(),
                next: String::new(),
            },
            tell,
            current: Step::Lint,
            started: Instant::now(),
            remarks: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, step: Step) {
        (self.tell)(Progress { step });
        self.current = step;
        self.started = Instant::now();
    }

    pub(super) fn remark(&mut self, remarks: Vec<String>) {
        self.remarks.extend(remarks);
    }

    /// The step passed when there is no problem.
    pub(super) fn end(&mut self, detail: &str, problems: Vec<Problem>) -> bool {
        let lost = problems
            .iter()
            .any(|problem| problem.code == "session_lost");
        let outcome = match (problems.is_empty(), lost) {
            (true, _) => Outcome::Pass,
            (false, true) => Outcome::Error,
            (false, false) => Outcome::Fail,
        };
        let detail = match outcome {
            Outcome::Pass => detail.to_owned(),
            _ => format!("{} problems", problems.len()),
        };
        self.push(outcome, detail, problems);
        outcome == Outcome::Pass
    }

    pub(super) fn could_not(&mut self, detail: &str, problems: Vec<Problem>) {
        self.push(Outcome::Error, detail.to_owned(), problems);
    }

    pub(super) fn push(&mut self, outcome: Outcome, detail: String, problems: Vec<Problem>) {
        let duration = self.started.elapsed().as_millis();
        self.report.steps.push(StepResult {
            step: self.current,
            outcome,
            detail,
            problems,
            remarks: std::mem::take(&mut self.remarks),
            duration_ms: u64::try_from(duration).unwrap_or(u64::MAX),
        });
        self.conclude();
    }

    pub(super) fn passed(&self) -> bool {
        self.report
            .steps
            .iter()
            .all(|step| step.outcome == Outcome::Pass)
    }

    pub(super) fn conclude(&mut self) {
        let has = |outcome| self.report.steps.iter().any(|step| step.outcome == outcome);
        self.report.verdict = if has(Outcome::Fail) {
            Decision::Unsafe
        } else if has(Outcome::Error) || self.report.steps.is_empty() {
            Decision::Indeterminate
        } else {
            Decision::Safe
        };
    }

    pub(super) fn concluded(mut self, remains: Vec<String>) -> Report {
        let standing = self.report.mode == Mode::Apply && self.passed();
        self.report.next = match (self.report.verdict, remains.is_empty(), standing) {
            (Decision::Safe, _, true) => "it stands on the clone; `gatepost rehearse --rollback` takes it back",
            (Decision::Safe, ..) if self.report.mode == Mode::Check => "`gatepost rehearse` without `--check` commits and takes back",
            (Decision::Safe, ..) => "the change and its rollback hold on the clone",
            (_, true, _) => "correct what is named and rehearse again; the clone is as it was",
            (_, false, _) => "correct the rollback file and rehearse again: what is left is taken back first; or undo by hand what is named under `remains`",
        }
        .to_owned();
        self.report.remains = remains;
        self.report
    }
}
