//! Change sets, judged as their catalogue says: `tests/corpus/changesets/README.md`.

use std::collections::{BTreeMap, BTreeSet};

use gatepost::changeset::{ChangeSet, lint};

const FLAWED: &str = include_str!("../corpus/changesets/flawed.txt");
const GOOD: &str = include_str!("../corpus/changesets/good.txt");
const BASE: [(&str, &str); 4] = [
    (
        "manifest.toml",
        include_str!("../corpus/changesets/base/manifest.toml"),
    ),
    (
        "01_change.sql",
        include_str!("../corpus/changesets/base/01_change.sql"),
    ),
    (
        "Z_rollback.sql",
        include_str!("../corpus/changesets/base/Z_rollback.sql"),
    ),
    (
        "90_negatives.sql",
        include_str!("../corpus/changesets/base/90_negatives.sql"),
    ),
];

struct Case {
    name: String,
    codes: Vec<String>,
    files: BTreeMap<String, Vec<u8>>,
}

fn cases(catalogue: &str) -> Vec<Case> {
    let cases: Vec<Case> = format!("\n{catalogue}")
        .split("\n@ ")
        .skip(1)
        .map(|text| {
            let (header, change) = text.split_once('\n').expect("a header and a change");
            let parts: Vec<&str> = header.split(" | ").collect();
            let [name, file, codes, _] = parts[..] else {
                panic!("a header has four parts: {header}");
            };
            let codes = codes.split(' ').filter(|code| *code != "ok");
            let mut files: BTreeMap<String, Vec<u8>> = BASE
                .map(|(path, text)| (path.to_owned(), text.into()))
                .into();
            let base = BASE.iter().find(|(path, _)| *path == file);
            let (_, base) = base.unwrap_or_else(|| panic!("{name}: no file {file}"));
            let changed = characters(&format!("{}\n", changed(name, base, change)));
            files.insert(file.to_owned(), changed.into());
            Case {
                name: name.to_owned(),
                codes: codes.map(str::to_owned).collect(),
                files,
            }
        })
        .collect();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "names are unique");
    cases
}

fn changed(name: &str, base: &str, change: &str) -> String {
    if let Some(added) = change.strip_prefix("+++\n") {
        return replaced(
            name,
            base,
            "DO $guard$",
            &format!("{}\nDO $guard$", added.trim_end()),
        );
    }
    let replacement = change
        .strip_prefix("<<<\n")
        .and_then(|rest| rest.trim_end().strip_suffix(">>>"))
        .and_then(|rest| rest.split_once("===\n"));
    let (from, to) = replacement.unwrap_or_else(|| panic!("{name}: what is to be replaced?"));
    replaced(name, base, from, to)
}

fn replaced(name: &str, base: &str, from: &str, to: &str) -> String {
    assert_eq!(base.matches(from).count(), 1, "{name}: {from}");
    base.replacen(from, to, 1)
}

/// `\u{202e}` is that character.
fn characters(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut read = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("a closing brace");
        let code = u32::from_str_radix(code, 16).expect("hexadecimal digits");
        read.push(char::from_u32(code).expect("a character"));
        read.push_str(rest);
    }
    read
}

fn differences(catalogue: &str) -> Vec<String> {
    let mut differences = Vec::new();
    for case in cases(catalogue) {
        let findings = ChangeSet::parse(&case.name, case.files).and_then(lint);
        let findings = findings.err().unwrap_or_default();
        let found: BTreeSet<&str> = findings.iter().map(|finding| finding.code).collect();
        let expected: BTreeSet<&str> = case.codes.iter().map(String::as_str).collect();
        if found != expected {
            let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
            differences.push(format!("{}: {}", case.name, shown.join("\n    ")));
        }
    }
    differences
}

#[test]
fn every_flaw_is_found_by_its_code_and_no_other() {
    assert_eq!(differences(FLAWED).join("\n"), "");
    assert!(cases(FLAWED).len() >= 40);
    assert!(cases(FLAWED).iter().all(|case| !case.codes.is_empty()));
}

#[test]
fn good_change_sets_pass() {
    assert_eq!(differences(GOOD).join("\n"), "");
    assert!(cases(GOOD).len() >= 20);
    assert!(cases(GOOD).iter().all(|case| case.codes.is_empty()));
}
