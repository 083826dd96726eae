//! The gates of the tour: a busy bracket that is SAFE, a changed one that is UNSAFE, a blind one that proves nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::super::{Error, Printer};
use super::tour::indent;
use crate::demo::{APPLICATION_ROLE, Cluster, DIRECTUS, READER_ROLE, SUPERUSER};
use crate::error::ToolError;
use crate::gate::{self, Decision, Moment};
use crate::gatekeeper::{Evidence, Gatekeeper, Judgement};

const GATE: &str = "production-hard-gate-0";

/// How many brackets there are.
pub(super) const COUNT: usize = 3;

/// What the application does while the first bracket is open.
const WORK: &str = "INSERT INTO public.system_issues (source, severity, status, message, fingerprint, created_at) \
                    SELECT source, severity, status, message, fingerprint, now() FROM public.system_issues LIMIT 25";
const WORK_INTERVAL: Duration = Duration::from_millis(50);

const DELETED: &str = "DELETE FROM public.apr_approvals WHERE id = 7";
/// The row as it was, so that who keeps the world finds its figures in it.
const KEPT: &str = "SELECT to_json(a) FROM public.apr_approvals a WHERE id = 7";

/// Shows the brackets, and gives how many came out otherwise than they must.
///
/// # Errors
/// When standard output is closed, or the cluster cannot be asked.
pub(super) async fn show(
    first: usize,
    cluster: &Arc<Cluster>,
    gatekeeper: &Gatekeeper,
    blind: &Gatekeeper,
    printer: &Printer,
) -> Result<usize, Error> {
    printer.print("\nGATES: did production change while an agent worked?")?;
    let mut unexpected = 0;
    let outcomes = [
        busy(first, cluster, gatekeeper, printer).await?,
        changed(first + 1, cluster, gatekeeper, printer).await?,
        unseen(first + 2, blind, printer).await?,
    ];
    for expected in outcomes {
        unexpected += usize::from(!expected);
    }
    Ok(unexpected)
}

/// The application works until this is dropped, also by an interruption.
struct Work(Arc<AtomicBool>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// An application goes on working; what the gate covers does not move.
async fn busy(
    number: usize,
    cluster: &Arc<Cluster>,
    gatekeeper: &Gatekeeper,
    printer: &Printer,
) -> Result<bool, Error> {
    printer.print(&format!(
        "\n{number:>2}. A bracket around a busy application\n    gatepost gate entry {GATE}\n    \
         psql -U {APPLICATION_ROLE} {DIRECTUS}> {WORK};  -- again and again"
    ))?;
    let Some(id) = enter(gatekeeper, printer).await? else {
        return Ok(false);
    };
    let work = Work(Arc::default());
    let working = {
        let (cluster, done) = (Arc::clone(cluster), Arc::clone(&work.0));
        tokio::task::spawn_blocking(move || {
            while !done.load(Ordering::Relaxed) {
                cluster.psql(APPLICATION_ROLE, DIRECTUS, WORK)?;
                std::thread::sleep(WORK_INTERVAL);
            }
            Ok::<_, crate::demo::Error>(())
        })
    };
    // Long enough that some of the work is done, and it goes on while the exit is observed.
    tokio::time::sleep(8 * WORK_INTERVAL).await;
    let exit = gatekeeper.exit(&id, &|_| {}).await;
    drop(work);
    let worked = working.await;
    worked.map_err(|error| Error::Usage(format!("the application failed: {error}")))??;
    let grew = |judgement: &Judgement| {
        let issues = judgement.verdict.checks.iter();
        let mut issues = issues.filter(|check| check.name == "system_issues");
        issues.any(|check| check.entry != check.exit)
    };
    let mut good = judged(&exit, Decision::Safe, printer)?;
    good &= exit.as_ref().is_ok_and(grew);
    good &= verified(&gatekeeper.evidence(&id).await, printer)?;
    proves(
        good,
        "what grows by itself is recorded and no alarm; what is governed did not move, row by row",
        printer,
    )
}

/// One approval is deleted.
async fn changed(
    number: usize,
    cluster: &Arc<Cluster>,
    gatekeeper: &Gatekeeper,
    printer: &Printer,
) -> Result<bool, Error> {
    printer.print(&format!(
        "\n{number:>2}. A bracket in which one approval is deleted\n    psql -U {APPLICATION_ROLE} {DIRECTUS}> {DELETED}"
    ))?;
    let Some(id) = enter(gatekeeper, printer).await? else {
        return Ok(false);
    };
    let kept = cluster.psql(SUPERUSER, DIRECTUS, KEPT)?;
    cluster.psql(APPLICATION_ROLE, DIRECTUS, DELETED)?;
    let exit = gatekeeper.exit(&id, &|_| {}).await;
    let restore = format!(
        "INSERT INTO public.apr_approvals OVERRIDING SYSTEM VALUE \
         SELECT * FROM json_populate_record(NULL::public.apr_approvals, $row${}$row$)",
        kept.trim()
    );
    cluster.psql(SUPERUSER, DIRECTUS, &restore)?;
    let good = judged(&exit, Decision::Unsafe, printer)?;
    let named = exit.is_ok_and(|exit| exit.verdict.reason.contains("apr_approvals"));
    proves(
        good && named,
        "a single missing row is seen, and the table is named",
        printer,
    )
}

/// The agents' own role, which may not see what other sessions do.
async fn unseen(number: usize, blind: &Gatekeeper, printer: &Printer) -> Result<bool, Error> {
    printer.print(&format!(
        "\n{number:>2}. A blind bracket: the same gate with no eyes but {READER_ROLE}'s"
    ))?;
    let entry = blind.enter(GATE, None, &|_| {}).await;
    let mut good = judged(&entry, Decision::Indeterminate, printer)?;
    let checks = entry.iter().flat_map(|entry| &entry.verdict.checks);
    let mends: Vec<&str> = checks.filter_map(|check| check.mend.as_deref()).collect();
    good &= !mends.is_empty();
    for mend in mends {
        printer.print(&format!("    mend: {mend}"))?;
    }
    proves(
        good,
        "what could not be seen is no SAFE: there is no entry to exit, and the SQL that mends it is named",
        printer,
    )
}

/// The id of an entry that can be exited; without one, what was seen is shown.
async fn enter(gatekeeper: &Gatekeeper, printer: &Printer) -> Result<Option<String>, Error> {
    let entry = gatekeeper.enter(GATE, None, &|_| {}).await;
    if let Ok(entry) = &entry
        && entry.verdict.is_usable_entry()
    {
        return Ok(Some(entry.id.clone()));
    }
    judged(&entry, Decision::Safe, printer)?;
    proves(false, "the gate can be entered", printer)?;
    Ok(None)
}

/// Shows a verdict; true when it is the one that must come out.
fn judged(
    outcome: &Result<Judgement, ToolError>,
    expected: Decision,
    printer: &Printer,
) -> Result<bool, Error> {
    match outcome {
        Ok(judgement) => {
            let line = gate::render::line(&judgement.verdict);
            let moment = match judgement.verdict.moment {
                Moment::Entry => "entry",
                Moment::Exit => "exit",
                Moment::Check => "check",
            };
            printer.print(&indent(&format!("{moment}: {line}")))?;
            Ok(judgement.verdict.decision == expected)
        }
        Err(error) => {
            printer.print(&indent(&error.to_string()))?;
            Ok(false)
        }
    }
}

/// The recorded verdict as a third party would check it; true when nothing contradicts it.
fn verified(evidence: &Result<Evidence, ToolError>, printer: &Printer) -> Result<bool, Error> {
    let bytes = match evidence {
        Ok(evidence) => serde_json::to_vec(&evidence.bundle).unwrap_or_default(),
        Err(error) => {
            printer.print(&indent(&error.to_string()))?;
            return Ok(false);
        }
    };
    let report = gate::verify(&bytes, &[]);
    let good = report.as_ref().is_ok_and(gate::Report::is_safe);
    let word = if good {
        "verified offline: the same verdict follows from the recorded gate and snapshots, byte for byte"
    } else {
        "NOT VERIFIED"
    };
    printer.print(&format!("    {word}"))?;
    Ok(good)
}

pub(super) fn proves(good: bool, what: &str, printer: &Printer) -> Result<bool, Error> {
    let word = if good {
        "proves:"
    } else {
        "NOT AS IT MUST BE; it should prove:"
    };
    printer.print(&format!("    {word} {what}"))?;
    Ok(good)
}
