//! Flaws that only a run can find: `tests/corpus/rehearsals/README.md`.

use futures::stream::{self, StreamExt};
use gatepost::changeset::{ChangeSet, lint};
use gatepost::gate::Decision;
use gatepost::rehearsal::{Mode, text};

use super::stage::{BASE, ENTRY, Files, Stage, files, found};

const FLAWED: &str = include_str!("../../corpus/rehearsals/flawed.txt");
const GOOD: &str = include_str!("../../corpus/rehearsals/good.txt");

/// As many as PostgreSQL and the machine bear beside the other tests.
const AT_ONCE: usize = 3;

/// Set, every flaw is rehearsed; otherwise one in three, which takes a minute less.
const LONG_FORM: &str = "GATEPOST_LONG_CAMPAIGNS";

struct Case {
    name: String,
    /// The step and its codes; none when every step passes.
    expected: Option<(String, Vec<String>)>,
    entry: String,
    files: Files,
}

/// What is there at entry, and the files, of the change set of this name that must pass.
pub(crate) fn good(name: &str) -> (String, Files) {
    let case = cases(GOOD).into_iter().find(|case| case.name == name);
    let case = case.expect("a case of that name");
    (case.entry, case.files)
}

fn cases(catalogue: &str) -> Vec<Case> {
    let texts = format!("\n{catalogue}");
    let cases = texts.split("\n@ ").skip(1).map(case);
    cases.collect()
}

fn case(text: &str) -> Case {
    let (header, changes) = text.split_once('\n').expect("a header and changes");
    let parts: Vec<&str> = header.split(" | ").collect();
    let [name, step, codes, _] = parts[..] else {
        panic!("a header has four parts: {header}");
    };
    let mut files = files(BASE.into_iter().chain([("entry.sql", ENTRY)]));
    for change in format!("\n{changes}").split("\n--- ").skip(1) {
        let (file, change) = change.split_once('\n').unwrap_or((change, ""));
        let before = files.remove(file);
        let before = before.unwrap_or_else(|| panic!("{name}: no file {file}"));
        let text = String::from_utf8(before).expect("UTF-8");
        files.insert(file.to_owned(), changed(name, text, change).into());
    }
    let entry = files.remove("entry.sql").expect("it was put there");
    Case {
        name: name.to_owned(),
        expected: (step != "ok").then(|| {
            let codes = codes.split(' ').map(str::to_owned);
            (step.to_owned(), codes.collect())
        }),
        entry: String::from_utf8(entry).expect("UTF-8"),
        files,
    }
}

fn changed(name: &str, mut text: String, change: &str) -> String {
    if let Some(added) = change.strip_prefix("+++") {
        let added = format!("{}\nDO $guard$", added.trim());
        return replaced(name, &text, "DO $guard$", &added);
    }
    let mut rest = change.trim_end();
    while let Some(replacement) = rest.strip_prefix("<<<\n") {
        let parts = replacement
            .split_once("===\n")
            .and_then(|(from, to)| Some((from, to.split_once(">>>")?)));
        let (from, (to, after)) = parts.unwrap_or_else(|| panic!("{name}: half a replacement"));
        // Where a part of a line is meant, both end with it.
        let whole = text.matches(from).count() == 1;
        let cut = |part: &str| part.strip_suffix('\n').unwrap_or(part).to_owned();
        text = match whole {
            true => replaced(name, &text, from, to),
            false => replaced(name, &text, &cut(from), &cut(to)),
        };
        rest = after.trim_start_matches('\n');
    }
    assert_eq!(rest, "", "{name}: what is to be replaced?");
    text
}

fn replaced(name: &str, text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{name}: {from}");
    text.replacen(from, to, 1)
}

/// What is wrong with how the case ended.
async fn judged(case: Case) -> Option<String> {
    let linted = ChangeSet::parse(&case.name, case.files.clone()).and_then(lint);
    if let Err(findings) = linted {
        return Some(format!("{}: {findings:?}", case.name));
    }
    let stage = Stage::new(&case.entry).await;
    let entry = stage.state();
    let report = stage.rehearse(&case.files, Mode::Full).await;
    let after = stage.state();
    let decision = match case.expected {
        Some(_) => Decision::Unsafe,
        None => Decision::Safe,
    };
    let reason = if found(&report) != case.expected || report.verdict != decision {
        "another step or code"
    } else if report.remains.is_empty() && after != entry {
        "the clone is not as it was, and nothing is named"
    } else if !report.remains.is_empty() && after == entry {
        "remains are named, and there are none"
    } else {
        return None;
    };
    Some(format!("{}: {reason}\n{}", case.name, text(&report)))
}

async fn differences(cases: impl Iterator<Item = Case>) -> Vec<String> {
    let judged = cases.map(|case| tokio::spawn(judged(case)));
    let judged = stream::iter(judged).buffer_unordered(AT_ONCE);
    judged
        .filter_map(|ended| async { ended.expect("a case ends") })
        .collect()
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_flaw_is_found_by_its_step_and_code() {
    let every = if std::env::var_os(LONG_FORM).is_some() {
        1
    } else {
        3
    };
    assert!(cases(FLAWED).len() >= 50);
    assert!(cases(FLAWED).iter().all(|case| case.expected.is_some()));
    assert_eq!(
        differences(cases(FLAWED).into_iter().step_by(every))
            .await
            .join("\n\n"),
        ""
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn good_change_sets_are_safe() {
    assert!(cases(GOOD).iter().all(|case| case.expected.is_none()));
    assert_eq!(differences(cases(GOOD).into_iter()).await.join("\n\n"), "");
}
