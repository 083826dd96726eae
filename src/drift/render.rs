//! A comparison as a Markdown report.

use std::fmt::Write;

use super::comparison::Comparison;

/// The line, a table of the drifts, and the definitions that differ.
pub fn markdown(comparison: &Comparison) -> String {
    let Comparison {
        production, clone, ..
    } = comparison;
    let mut text = format!(
        "# Drift: {}\n\n**{}** {}\n\n",
        comparison.verdict,
        clone.database,
        comparison.line()
    );
    for (role, subject) in [("production", production), ("clone", clone)] {
        let _ = writeln!(
            text,
            "- {role}: `{}` at {}, inventory `{}`",
            subject.database, subject.captured_at, subject.sha256
        );
    }
    let _ = writeln!(text, "- policy: `{}`", comparison.policy);
    for blind in &comparison.not_compared {
        let _ = writeln!(text, "- not compared: {}", cell(blind));
    }
    if !comparison.drifts.is_empty() {
        text.push_str(
            "\n| severity | class | kind | name | what | id |\n|---|---|---|---|---|---|\n",
        );
    }
    let new = comparison.since.as_ref().map(|since| since.new.as_slice());
    for drift in &comparison.drifts {
        let mark = match new.is_some_and(|new| new.contains(&drift.id)) {
            true => " (new)",
            false => "",
        };
        let _ = writeln!(
            text,
            "| {}{mark} | {} | {} | {} | {} | {} |",
            drift.severity.as_str(),
            drift.class,
            cell(&drift.kind),
            cell(&drift.name),
            cell(&drift.what),
            drift.id.short()
        );
    }
    for drift in comparison
        .drifts
        .iter()
        .filter(|drift| !drift.diff.is_empty())
    {
        // An indented block holds whatever a definition holds; a fence could be closed by it.
        let _ = writeln!(text, "\n{} `{}`:\n", cell(&drift.name), drift.id.short());
        for line in drift.diff.lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

fn cell(text: &str) -> String {
    let mut cell = String::new();
    for character in text.chars() {
        match character {
            '|' | '`' | '<' | '[' | '*' | '\\' => cell.extend(['\\', character]),
            character if character.is_control() => cell.push(' '),
            character => cell.push(character),
        }
    }
    cell
}
