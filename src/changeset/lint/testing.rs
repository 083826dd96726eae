//! A good change set that a test changes in one place.

use std::collections::BTreeMap;

use crate::changeset::{ChangeSet, Linted, lint};

/// The base of the corpus, which the tests of the rules use, too.
const BASE: [(&str, &str); 4] = [
    (
        "manifest.toml",
        include_str!("../../../tests/corpus/changesets/base/manifest.toml"),
    ),
    ("01_change.sql", COMMIT),
    (
        "Z_rollback.sql",
        include_str!("../../../tests/corpus/changesets/base/Z_rollback.sql"),
    ),
    ("90_negatives.sql", NEGATIVE),
];

pub(super) const COMMIT: &str = include_str!("../../../tests/corpus/changesets/base/01_change.sql");
pub(super) const NEGATIVE: &str =
    include_str!("../../../tests/corpus/changesets/base/90_negatives.sql");
/// The guard in [`COMMIT`].
pub(super) const GUARD: &str = "DO $guard$
BEGIN
  IF (SELECT count(*) FROM public.example WHERE tag = 'TEST_2026-06-03') <> 3 THEN
    RAISE EXCEPTION 'public.example does not hold its 3 rows';
  END IF;
END
$guard$;";

pub(super) fn files() -> BTreeMap<String, Vec<u8>> {
    BASE.map(|(path, text)| (path.to_owned(), text.into()))
        .into()
}

/// The codes of a change set's findings, each once.
pub(super) fn codes(files: BTreeMap<String, Vec<u8>>) -> Vec<&'static str> {
    let findings = ChangeSet::parse("test", files).and_then(lint);
    let mut codes: Vec<&str> = findings
        .err()
        .unwrap_or_default()
        .iter()
        .map(|finding| finding.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn with_file(text: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = files();
    files.insert("01_change.sql".to_owned(), text.into());
    files
}

/// A commit file around `sql`.
pub(super) fn commit_file(begin: &str, sql: &str, end: &str) -> String {
    format!(
        "\\set ON_ERROR_STOP on\n{begin}\nSET LOCAL lock_timeout = '5s';\n{sql}\n{GUARD}\n{end}\n"
    )
}

pub(super) fn passes_file(text: &str) {
    let findings = ChangeSet::parse("test", with_file(text))
        .and_then(lint)
        .err();
    assert_eq!(findings, None, "{text}");
}

pub(super) fn refused_file(text: &str, expected: &[&str]) {
    assert_eq!(codes(with_file(text)), expected, "{text}");
}

pub(super) fn passes(sql: &str) {
    passes_file(&commit_file("BEGIN;", &terminated(sql), "COMMIT;"));
}

pub(super) fn refused(sql: &str, expected: &[&str]) {
    refused_file(
        &commit_file("BEGIN;", &terminated(sql), "COMMIT;"),
        expected,
    );
}

pub(super) fn linted(sql: &str) -> Linted {
    let files = with_file(&commit_file("BEGIN;", sql, "COMMIT;"));
    ChangeSet::parse("test", files)
        .and_then(lint)
        .expect("it is good")
}

fn terminated(sql: &str) -> String {
    format!("{};", sql.trim_end_matches(';'))
}
