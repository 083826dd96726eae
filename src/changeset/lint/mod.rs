//! The rules: one rule, one file, its tests beside it. A [`Linted`] comes from here and from nowhere else.
//!
//! A commit or rollback file is `BEGIN`, `SET LOCAL lock_timeout`, the change, the guard, `COMMIT`. A file of negatives is
//! `BEGIN`, `SET LOCAL lock_timeout`, a `DO` block for each case, `ROLLBACK`. What no rule permits is refused.

mod catalog_write;
mod concurrently;
mod creates;
mod dynamic;
mod extension;
mod function;
mod grant;
mod guard;
mod list;
mod lock_timeout;
mod negative;
mod reading;
mod replication_role;
mod rollback;
mod scanner;
mod setting;
mod statement;
#[cfg(test)]
mod testing;
mod transaction;
mod unicode_name;
mod when_others;

use super::{ChangeSet, Finding, Linted, LintedFile, Script};
use reading::Reading;
use transaction::Frame;

/// Judges a change set.
///
/// # Errors
/// Every finding, by file and line.
pub fn lint(change_set: ChangeSet) -> Result<Linted, Vec<Finding>> {
    let mut findings = Vec::new();
    let ceiling = change_set.manifest.lock_timeout;
    let judge = |script: &Script, findings: &mut Vec<Finding>| {
        let mut reading = Reading::new(script);
        judge_all(&mut reading, Frame::Commit, ceiling);
        if script.findings().is_empty() {
            guard::check(&mut reading);
        }
        let creates = creates::creates(&reading);
        let calls = creates::calls(&reading);
        findings.extend(reading.findings);
        LintedFile {
            script: script.clone(),
            creates,
            calls,
        }
    };
    let commit: Vec<LintedFile> = change_set
        .commit
        .iter()
        .map(|script| judge(script, &mut findings))
        .collect();
    let rollback = judge(&change_set.rollback, &mut findings);
    rollback::check(&change_set, &mut findings);
    scanner::check(&change_set.manifest, &mut findings);
    let mut readings: Vec<Reading<'_>> = change_set.negatives.iter().map(Reading::new).collect();
    for reading in &mut readings {
        judge_all(reading, Frame::Rollback, ceiling);
    }
    let negatives = negative::check(&change_set.manifest, &mut readings);
    for reading in readings {
        findings.extend(reading.findings);
    }
    for script in change_set
        .commit
        .iter()
        .chain([&change_set.rollback])
        .chain(&change_set.negatives)
    {
        findings.extend(script.findings().iter().cloned());
    }
    if !findings.is_empty() {
        findings.sort();
        findings.dedup();
        return Err(findings);
    }
    Ok(Linted {
        name: change_set.name,
        manifest: change_set.manifest,
        commit,
        rollback,
        negatives,
        digest: change_set.digest,
    })
}

/// The rules for every file. A script that psql would not run as it stands is judged no further than its statements.
fn judge_all(reading: &mut Reading<'_>, frame: Frame, ceiling: std::time::Duration) {
    let excused = if reading.script.findings().is_empty() {
        lock_timeout::check(reading, ceiling);
        transaction::check(reading, frame)
    } else {
        transaction::frame_of(reading)
    };
    statement::check(reading, &excused);
    setting::check(reading);
    grant::check(reading);
    concurrently::check(reading);
    extension::check(reading);
    function::check(reading);
    catalog_write::check(reading);
    replication_role::check(reading);
    unicode_name::check(reading);
    when_others::check(reading);
}
