//! Markdown in the shape of the report that gatepost reproduces.

use std::fmt::Write as _;

use super::line::{claim, line};
use super::text::{block, inline, mark, summary};
use crate::gate::snapshot::Moment;
use crate::gate::verdict::{CheckResult, Decision, Outcome, Shown, SnapshotReference, Verdict};

/// The most differences written out for one check; the document holds them all.
const DIFFERENCES: usize = 50;

/// The verdict as Markdown: channel, checks, conclusion, what moved, and the evidence.
pub fn markdown(verdict: &Verdict) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut text, verdict);
    text
}

fn write(text: &mut String, verdict: &Verdict) -> std::fmt::Result {
    let identity = &verdict.identity;
    let date = verdict.subject.taken_at.to_string();
    writeln!(text, "# {} ({})\n", escape(&verdict.title), &date[..10])?;
    writeln!(text, "## Channel\n")?;
    writeln!(
        text,
        "- Database {}, PostgreSQL {}, through role {}: one validated read at a time, REPEATABLE READ READ ONLY.\n",
        code(&identity.current_database),
        escape(&identity.server_version),
        code(&identity.role)
    )?;
    let moments = match verdict.moment {
        Moment::Entry => "entry",
        Moment::Exit => "entry == exit",
        Moment::Check => "checked once",
    };
    writeln!(
        text,
        "## {} — {moments} (read-only)\n",
        escape(&verdict.title)
    )?;
    writeln!(text, "{}\n", escape(&line(verdict)))?;
    writeln!(text, "**Verdict: {}**\n", conclusion(verdict))?;
    table(text, verdict)?;
    moved(text, verdict)?;
    list(text, "Warnings", &verdict.warnings)?;
    evidence(text, verdict)?;
    list(text, "Not proven", &verdict.proof.not_proven)
}

/// "byte-unchanged" is said only where the proof allows it, with its scope and how it was proven.
fn conclusion(verdict: &Verdict) -> String {
    let proof = &verdict.proof;
    match (verdict.decision, claim(verdict)) {
        (Decision::Safe, Some(_)) if proof.byte_unchanged => {
            let scope = escape(&proof.scope.join(", "));
            format!(
                "SAFE — byte-unchanged over {scope}, proven by {}.",
                proof.level.as_str().replace('_', " ")
            )
        }
        (Decision::Safe, Some(claim)) => format!("SAFE — {}.", escape(&claim)),
        (Decision::Safe, None) => "SAFE.".to_owned(),
        (decision, _) => format!(
            "{decision} — {}.",
            escape(verdict.reason.trim_end_matches('.'))
        ),
    }
}

fn table(text: &mut String, verdict: &Verdict) -> std::fmt::Result {
    writeln!(
        text,
        "| | check | rule | entry | exit | why |\n|---|---|---|---|---|---|"
    )?;
    for check in &verdict.checks {
        let shown = |shown: &Option<Shown>| {
            shown
                .as_ref()
                .map(|shown| cell(&summary(shown)))
                .unwrap_or_default()
        };
        let severity = if check.severity.as_str() == "advisory" {
            " (advisory)"
        } else {
            ""
        };
        let why = if check.message.is_empty() {
            &check.reason
        } else {
            &check.message
        };
        let note = check
            .note
            .as_ref()
            .map(|note| format!(" ({note})"))
            .unwrap_or_default();
        writeln!(
            text,
            "| {} | {}{severity} | {} | {} | {} | {} |",
            mark(check),
            cell(&check.name),
            cell(&check.rule),
            shown(&check.entry),
            shown(&check.exit),
            cell(&format!("{why}{note}"))
        )?;
    }
    let counts = &verdict.counts;
    writeln!(
        text,
        "\n{} planned: {} passed, {} failed, {} errors, {} for information.\n",
        counts.planned, counts.passed, counts.failed, counts.errored, counts.info
    )
}

fn moved(text: &mut String, verdict: &Verdict) -> std::fmt::Result {
    let told = |check: &&CheckResult| !check.differences.is_empty() || check.mend.is_some();
    if !verdict.checks.iter().any(|check| told(&check)) {
        return Ok(());
    }
    writeln!(text, "## What moved, and what could not be seen\n")?;
    for check in verdict.checks.iter().filter(told) {
        if check.outcome == Outcome::Error {
            writeln!(
                text,
                "- {}: {}",
                escape(&check.name),
                escape(&check.message)
            )?;
        }
        if let Some(mend) = &check.mend {
            writeln!(text, "\n{}", fence("sql", mend))?;
        }
        for difference in check.differences.iter().take(DIFFERENCES) {
            let what = format!("{} {}", escape(&difference.kind), code(&difference.name));
            let happened = difference.change.as_str();
            match difference.detail.as_str() {
                "" => writeln!(text, "- {what} {happened}")?,
                detail if detail.contains('\n') => {
                    writeln!(text, "- {what} {happened}\n\n{}", fence("diff", detail))?
                }
                detail => writeln!(text, "- {what} {happened}: {}", escape(detail))?,
            }
        }
        if check.differences.len() > DIFFERENCES {
            writeln!(
                text,
                "- … and {} more",
                check.differences.len() - DIFFERENCES
            )?;
        }
    }
    writeln!(text)
}

fn evidence(text: &mut String, verdict: &Verdict) -> std::fmt::Result {
    let identity = &verdict.identity;
    writeln!(text, "## Evidence\n")?;
    writeln!(
        text,
        "- Gate {}, sha256 {}",
        code(&verdict.gate),
        code(verdict.gate_digest.as_str())
    )?;
    writeln!(
        text,
        "- Server: system identifier {}, timeline {}, database OID {}",
        code(&identity.system_identifier),
        identity.timeline,
        identity.database_oid
    )?;
    let moment = |text: &mut String, name: &str, snapshot: &SnapshotReference| {
        let wal = snapshot
            .wal_position
            .as_ref()
            .map(|wal| format!(", WAL {}", code(wal)))
            .unwrap_or_default();
        let transaction = code(&snapshot.transaction_snapshot);
        let digest = code(snapshot.digest.as_str());
        writeln!(
            text,
            "- {name}: {}, transaction snapshot {transaction}{wal}, sha256 {digest}",
            snapshot.taken_at
        )
    };
    if let Some(entry) = &verdict.entry {
        moment(text, "Entry", entry)?;
    }
    let name = match verdict.moment {
        Moment::Entry => "Entry",
        Moment::Exit => "Exit",
        Moment::Check => "Check",
    };
    moment(text, name, &verdict.subject)?;
    writeln!(text)
}

fn list(text: &mut String, title: &str, lines: &[String]) -> std::fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(text, "## {title}\n")?;
    for line in lines {
        writeln!(text, "- {}", escape(line))?;
    }
    writeln!(text)
}

/// Plain text in one line of Markdown: nothing in it is markup.
pub fn escape(text: &str) -> String {
    let characters: Vec<char> = inline(text, usize::MAX).replace('¦', "|").chars().collect();
    let word = |index: Option<usize>| {
        index
            .and_then(|index| characters.get(index))
            .is_some_and(|c| c.is_alphanumeric())
    };
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in characters.iter().enumerate() {
        match character {
            // Inside a word an underscore is no markup (CommonMark, section 6.2), and names are full of them.
            '_' if word(index.checked_sub(1)) && word(Some(index + 1)) => escaped.push('_'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' => escaped.extend(['\\', *character]),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            other => escaped.push(*other),
        }
    }
    escaped
}

fn cell(text: &str) -> String {
    escape(&inline(text, 120)).replace('|', "\\|")
}

/// Text in a code span that no backtick of its own can end.
pub fn code(text: &str) -> String {
    format!("`{}`", inline(text, usize::MAX).replace('`', "´"))
}

/// A block whose fence is longer than any in the text.
fn fence(language: &str, text: &str) -> String {
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", block(text.trim_end()))
}

#[cfg(test)]
mod tests;
