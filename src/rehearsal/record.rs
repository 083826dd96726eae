//! What gates need to know of a rehearsal, on the ledger: that it is about to commit, and how it ended.

use super::report::{Mode, Outcome, Report, Step};
use crate::db::clone::CloneChannel;
use crate::error::{ErrorCode, ToolError};
use crate::ledger::{Kind, Ledger, RehearsalEnd, RehearsalRecord};

/// Records that the run is about to commit.
///
/// # Errors
/// When it cannot be recorded: nothing must be committed then.
pub(super) async fn began(
    ledger: &Ledger,
    channel: &CloneChannel,
    report: &Report,
) -> Result<(), ToolError> {
    append(ledger, channel, report, None).await
}

/// Records how the run ended. One that was to leave the clone as it is proves nothing that a gate asks for.
///
/// # Errors
/// When it cannot be recorded; a gate then takes the run for one that was killed.
pub(super) async fn ended(
    ledger: &Ledger,
    channel: &CloneChannel,
    report: &Report,
) -> Result<(), ToolError> {
    if report.mode == Mode::Check {
        return Ok(());
    }
    let scanner = report
        .steps
        .iter()
        .rev()
        .find(|step| step.step == Step::ScannerIdempotent);
    let end = RehearsalEnd {
        verdict: report.verdict.to_string(),
        scanner: scanner.map(|step| outcome(step.outcome).to_owned()),
        is_standing: !report.remains.is_empty(),
    };
    append(ledger, channel, report, Some(end)).await
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Error => "error",
    }
}

async fn append(
    ledger: &Ledger,
    channel: &CloneChannel,
    report: &Report,
    ended: Option<RehearsalEnd>,
) -> Result<(), ToolError> {
    let record = RehearsalRecord {
        clone: channel.name().to_owned(),
        clone_identity: channel.isolation().identity.clone(),
        change_set: report.change_set.clone(),
        tag: report.tag.clone(),
        digest: report.digest.clone(),
        is_full: report.mode == Mode::Full,
        ended,
    };
    let recorded = ledger.append(Kind::RehearsalRun, &record).await;
    recorded.map(|_| ()).map_err(|error| {
        ToolError::new(
            ErrorCode::LedgerUnavailable,
            format!("the rehearsal cannot be recorded: {error}"),
            "mend the ledger and run the rehearsal again: it looks for what is left and takes it back",
        )
    })
}
