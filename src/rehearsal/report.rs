//! What a rehearsal found, step by step, and its verdict.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::changeset::Finding;
use crate::db::clone::StatementFailure;
use crate::gate::{Decision, Difference};

/// How far a rehearsal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Everything, twice, and back to the entry state.
    Full,
    /// Up to the first commit: the clone is left as it is.
    Check,
    /// The change is applied and left in place.
    Apply,
    /// What an applied change set left is taken back.
    Rollback,
}

/// A step, in the order they run.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The files are judged without a database.
    Lint,
    /// What an earlier run left is taken back.
    Recover,
    /// Nothing on the clone bears the tag yet.
    TagIsFree,
    /// In a transaction that is rolled back: each guard raises before its body ran, and passes after it.
    GuardBites,
    /// That transaction left nothing.
    TrialLeavesNothing,
    /// The commit files are run and committed.
    Apply,
    /// Everything that appeared bears the tag, and only declared tables changed, as declared.
    Tagged,
    /// A second run of the scanner changes nothing but volatile columns.
    ScannerIdempotent,
    /// Each negative is refused with its SQLSTATE, and leaves nothing.
    NegativesRefused,
    /// The rollback file is run and committed.
    Rollback,
    /// Definitions and the content of touched tables are as at entry.
    RollbackRestores,
    /// The commit files are run a second time.
    ApplyAgain,
    /// The rollback file is run a second time.
    RollbackAgain,
    /// All is as at entry once more.
    RollbackRestoresAgain,
}

impl Step {
    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Recover => "recover",
            Self::TagIsFree => "tag is free",
            Self::GuardBites => "guard bites",
            Self::TrialLeavesNothing => "trial leaves nothing",
            Self::Apply => "apply",
            Self::Tagged => "tagged",
            Self::ScannerIdempotent => "scanner idempotent",
            Self::NegativesRefused => "negatives refused",
            Self::Rollback => "rollback",
            Self::RollbackRestores => "rollback restores",
            Self::ApplyAgain => "apply again",
            Self::RollbackAgain => "rollback again",
            Self::RollbackRestoresAgain => "rollback restores again",
        }
    }
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It could not be asked.
    Error,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// Stable snake_case.
    pub code: String,
    /// The file of the change set, where one is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The thing and the reason.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// PostgreSQL's code, where it is PostgreSQL that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sqlstate: Option<String>,
}

impl Problem {
    /// A problem of the change as a whole.
    pub(super) fn new(code: &str, message: impl Into<String>, hint: &str) -> Self {
        Self {
            code: code.to_owned(),
            file: None,
            line: None,
            message: message.into(),
            hint: hint.to_owned(),
            sqlstate: None,
        }
    }

    /// The same, at a line of a file.
    pub(super) fn at(self, file: &str, line: usize) -> Self {
        Self {
            file: Some(file.to_owned()),
            line: Some(line),
            ..self
        }
    }

    /// What PostgreSQL said to a statement.
    pub(super) fn of_failure(code: &str, failure: &StatementFailure, hint: &str) -> Self {
        let mut message = failure.message.clone();
        for more in [&failure.detail, &failure.hint].into_iter().flatten() {
            message = format!("{message} ({more})");
        }
        Self {
            sqlstate: failure.sqlstate.clone(),
            ..Self::new(code, message, hint)
        }
    }

    /// An object that is not as it was.
    pub(super) fn of_difference(code: &str, difference: &Difference, hint: &str) -> Self {
        let Difference {
            change,
            kind,
            name,
            detail,
        } = difference;
        let message = format!("{kind} {name} {}: {detail}", change.as_str());
        Self::new(code, message.trim_end_matches(": "), hint)
    }
}

impl From<&Finding> for Problem {
    fn from(finding: &Finding) -> Self {
        Self::new(finding.code, &finding.message, finding.hint).at(&finding.file, finding.line)
    }
}

/// A step with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepResult {
    /// Which.
    pub step: Step,
    /// What became of it.
    pub outcome: Outcome,
    /// What was done, in a few words.
    pub detail: String,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// What a reader should know and what decided nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// Milliseconds.
    pub duration_ms: u64,
}

/// The whole rehearsal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The change set's name.
    pub change_set: String,
    /// Its tag; empty where the manifest could not be read.
    pub tag: String,
    /// SHA-256 over its files; empty where they could not be read.
    pub digest: String,
    /// The clone.
    pub clone: String,
    /// How far it was to go.
    pub mode: Mode,
    /// SAFE, UNSAFE or INDETERMINATE.
    pub verdict: Decision,
    /// The steps that ran.
    pub steps: Vec<StepResult>,
    /// What the change set left on the clone, each object named; empty when nothing is left or nothing was to be taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remains: Vec<String>,
    /// How to go on.
    pub next: String,
}
