use std::time::Duration;

use super::read;
use crate::gate::QualifiedName;

const GOOD: &str = r#"tag = "TEST_CLONE_2026-06-03"
description = "axes"
commit = ["01_tables.sql", "02_rows.sql"]
rollback = "Z_rollback.sql"
lock_timeout = "5s"
tables = ["governance.axis", "governance.gap"]

[tag_column]
"governance.gap" = "source"

[[negative]]
file = "90_negatives.sql"
name = "unknown axis"
sqlstate = "23503"

[[negative]]
file = "90_negatives.sql"
name = "empty name"
sqlstate = "23514"

[scanner]
call = "SELECT governance.scan()"
tables = ["governance.gap"]

[scanner.volatile]
"governance.gap" = ["seen_at"]

[[delta]]
table = "governance.axis"
inserted = 3
deleted = 1
"#;

#[test]
fn every_key_is_read() {
    let manifest = read(GOOD).expect("it is good");
    let gap = QualifiedName::new("governance", "gap");
    let axis = QualifiedName::new("governance", "axis");
    assert_eq!(manifest.tag(), "TEST_CLONE_2026-06-03");
    assert_eq!(manifest.description(), "axes");
    assert_eq!(manifest.commit(), ["01_tables.sql", "02_rows.sql"]);
    assert_eq!(manifest.rollback(), "Z_rollback.sql");
    assert_eq!(manifest.lock_timeout(), Duration::from_secs(5));
    assert_eq!(manifest.tables(), [axis.clone(), gap.clone()]);
    assert_eq!(manifest.tag_column(&gap), "source");
    assert_eq!(manifest.tag_column(&axis), "tag");
    assert_eq!(manifest.negative_files(), ["90_negatives.sql"]);
    let negatives: Vec<(&str, &str, usize)> = manifest
        .negatives()
        .iter()
        .map(|negative| {
            (
                negative.name.as_str(),
                negative.sqlstate.as_str(),
                negative.line,
            )
        })
        .collect();
    assert_eq!(
        negatives,
        [("unknown axis", "23503", 13), ("empty name", "23514", 18)]
    );
    let scanner = manifest.scanner().expect("it has one");
    assert_eq!(scanner.call, "SELECT governance.scan()");
    assert_eq!(scanner.volatile[&gap], ["seen_at"]);
    let delta = &manifest.deltas()[0];
    assert_eq!(
        (delta.inserted, delta.updated, delta.deleted),
        (Some(3), None, 1)
    );
}

#[test]
fn mistakes_have_their_line() {
    for (from, to, code, line) in [
        ("tag =", "tags =", "manifest_syntax", 1),
        ("lock_timeout", "lock_timout", "manifest_syntax", 5),
        ("inserted = 3", "inserted = -3", "manifest_syntax", 30),
        ("name = \"empty name\"\n", "", "manifest_syntax", 16),
        ("TEST_CLONE_2026-06-03", "it's", "manifest_value", 1),
        ("\"axes\"", "\" \"", "manifest_value", 2),
        (
            "[\"01_tables.sql\", \"02_rows.sql\"]",
            "[]",
            "manifest_value",
            3,
        ),
        ("02_rows.sql", "01_tables.sql", "manifest_value", 3),
        ("02_rows.sql", "../02_rows.sql", "manifest_value", 3),
        ("Z_rollback.sql", "01_tables.sql", "manifest_value", 4),
        ("Z_rollback.sql", "90_negatives.sql", "manifest_value", 12),
        ("\"5s\"", "\"0\"", "manifest_value", 5),
        ("\"5s\"", "\"1h\"", "manifest_value", 5),
        ("governance.axis\", \"", "axis\", \"", "manifest_value", 6),
        ("23503", "foreign_key_violation", "manifest_value", 14),
        ("23503", "23000", "manifest_value", 14),
        ("empty name", "unknown axis", "manifest_value", 18),
        (
            "table = \"governance.axis\"",
            "table = \"governance.other\"",
            "manifest_value",
            29,
        ),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        let findings = read(&text).expect_err(to);
        assert!(
            findings
                .iter()
                .any(|finding| (finding.code, finding.line) == (code, line)),
            "{to}: {findings:?}"
        );
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = GOOD
        .replacen("TEST_CLONE_2026-06-03", "x", 1)
        .replacen("\"5s\"", "\"5 hours\"", 1)
        .replacen("23503", "no", 1);
    assert_eq!(read(&text).expect_err("three mistakes").len(), 3);
}
