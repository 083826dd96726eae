//! The classes of drift and their severities: data in `classes.txt`, a reason on each line.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The classes and reasons.
pub(super) const CLASSES: &str = include_str!("classes.txt");

/// The class of what no list knows. It is on no list itself, and so is critical.
pub const UNCLASSIFIED: &str = "unclassified";

/// What a drift means for a rehearsal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What is rehearsed on the clone proves nothing of production.
    Critical,
    /// A rehearsal may go otherwise in production.
    Major,
    /// Known, and of no consequence to a rehearsal.
    Minor,
}

impl Severity {
    /// As people read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Major => "major",
            Self::Minor => "minor",
        }
    }

    /// Its place in reports: 0 is the gravest.
    pub fn rank(self) -> u32 {
        match self {
            Self::Critical => 0,
            Self::Major => 1,
            Self::Minor => 2,
        }
    }
}

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// The class.
    pub class: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Why.
    pub reason: &'static str,
}

static LISTED: LazyLock<Vec<Listed>> =
    LazyLock::new(|| CLASSES.lines().filter_map(listed).collect());

/// Every class, in the order of reports.
pub fn listed_classes() -> &'static [Listed] {
    &LISTED
}

fn listed(line: &'static str) -> Option<Listed> {
    if line.starts_with('#') {
        return None;
    }
    let (severity, rest) = line.split_once(char::is_whitespace)?;
    let (class, reason) = rest.trim_start().split_once(char::is_whitespace)?;
    // What is misspelt is critical, and a test finds it.
    let severity = match severity {
        "minor" => Severity::Minor,
        "major" => Severity::Major,
        _ => Severity::Critical,
    };
    Some(Listed {
        class,
        severity,
        reason: reason.trim(),
    })
}

/// How grave the class is; critical when it is not listed.
pub(super) fn severity(class: &str) -> Severity {
    LISTED
        .iter()
        .find(|listed| listed.class == class)
        .map_or(Severity::Critical, |listed| listed.severity)
}

/// The class's place in the list; what is not listed comes last of its rank.
pub(super) fn place(class: &str) -> usize {
    LISTED
        .iter()
        .position(|listed| listed.class == class)
        .unwrap_or(LISTED.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CLASSES, Severity, UNCLASSIFIED, listed_classes, severity};

    #[test]
    fn every_line_has_a_severity_a_class_and_a_reason() {
        let mut seen = BTreeSet::new();
        for line in CLASSES.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert!(["critical", "major", "minor"].contains(&words[0]), "{line}");
            assert!(words.len() > 4, "a reason in words: {line}");
            assert!(seen.insert(words[1]), "listed twice: {line}");
        }
        assert_eq!(seen.len(), listed_classes().len());
        assert!(listed_classes().is_sorted_by_key(|listed| listed.severity));
    }

    #[test]
    fn an_unknown_class_is_critical() {
        assert_eq!(severity("no_such_class"), Severity::Critical);
        assert_eq!(severity(UNCLASSIFIED), Severity::Critical);
        assert_eq!(severity("comment"), Severity::Minor);
    }
}
