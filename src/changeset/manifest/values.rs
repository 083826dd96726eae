//! The values a manifest may hold.

use std::time::Duration;

use crate::gate::QualifiedName;

/// True for a tag that reads the same in SQL, in a file name and in a comment.
pub(super) fn is_tag(text: &str) -> bool {
    (8..=63).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// True for the path of an SQL file that stays in its folder.
pub(super) fn is_sql_path(text: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    text.ends_with(".sql") && text.split('/').all(is_part)
}

/// True for an error's five characters. Class 00 is success, 01 a warning, 02 no data: they refuse nothing.
pub(super) fn is_error_sqlstate(text: &str) -> bool {
    text.len() == 5
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && !["00", "01", "02"]
            .iter()
            .any(|class| text.starts_with(class))
}

/// `schema.table`.
pub(super) fn table(text: &str) -> Option<QualifiedName> {
    let (schema, name) = text.split_once('.')?;
    let is_name = |part: &str| !part.is_empty() && part.len() <= 63 && !part.contains(['.', '"']);
    (is_name(schema) && is_name(name)).then(|| QualifiedName::new(schema, name))
}

/// A duration as PostgreSQL reads the value of `lock_timeout`: a whole number and a unit, milliseconds without one.
/// Fractions and hexadecimal numbers, which PostgreSQL also takes, are not read.
pub(in crate::changeset) fn postgres_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let microseconds: u64 = match unit.trim() {
        "us" => 1,
        "" | "ms" => 1_000,
        "s" => 1_000_000,
        "min" => 60_000_000,
        "h" => 3_600_000_000,
        "d" => 86_400_000_000,
        _ => return None,
    };
    let number: u64 = number.parse().ok()?;
    // PostgreSQL rounds to milliseconds, so that `100us` is 0: no timeout at all.
    let milliseconds = number.checked_mul(microseconds)?.checked_add(499)? / 1_000;
    Some(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{is_error_sqlstate, is_sql_path, is_tag, postgres_duration, table};

    #[test]
    fn reads_durations_as_postgresql() {
        for (text, milliseconds) in [
            ("5000", Some(5_000)),
            ("5s", Some(5_000)),
            (" 5 s ", Some(5_000)),
            ("1min", Some(60_000)),
            ("0", Some(0)),
            ("100us", Some(0)),
            ("500us", Some(0)),
            ("600us", Some(1)),
            ("2S", None),
            ("1.5s", None),
            ("0x10", None),
            ("-1", None),
            ("", None),
        ] {
            assert_eq!(
                postgres_duration(text),
                milliseconds.map(Duration::from_millis),
                "{text}"
            );
        }
    }

    #[test]
    fn values_are_narrow() {
        assert!(is_tag("TEST_CLONE_finalization_2026-06-03"));
        for text in [
            "short",
            "1_2026-06-03",
            "with space",
            "quote'quote",
            "tag%like%tag",
        ] {
            assert!(!is_tag(text), "{text}");
        }
        assert!(is_sql_path("01_tables.sql") && is_sql_path("negatives/a.sql"));
        for text in [
            "/a.sql", "../a.sql", "a//b.sql", "a.txt", ".a.sql", "a b.sql",
        ] {
            assert!(!is_sql_path(text), "{text}");
        }
        assert!(is_error_sqlstate("23514") && is_error_sqlstate("P0001"));
        for text in [
            "00000",
            "01000",
            "02000",
            "2351",
            "p0001",
            "unique_violation",
        ] {
            assert!(!is_error_sqlstate(text), "{text}");
        }
        assert!(table("governance.axis").is_some());
        for text in ["axis", "a.b.c", ".b", "\"a\".b"] {
            assert!(table(text).is_none(), "{text}");
        }
    }
}
