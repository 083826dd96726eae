//! The outcome of one comparison, as it is recorded and told.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::class::{Severity, place, severity};
use super::policy::lengths;
use super::structure::Found;
use crate::gate::{Decision, Digest, Timestamp};

/// The form of what is recorded.
const FORMAT: &str = "gatepost-drift/1";

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// SHA-256 of class, kind and name: the same difference has it in every comparison.
    pub id: Digest,
    /// Its class.
    pub class: String,
    /// What it means for a rehearsal.
    pub severity: Severity,
    /// 0 critical, 1 major, 2 minor.
    pub rank: u32,
    /// What kind of object differs.
    pub kind: String,
    /// Which.
    pub name: String,
    /// How, in words.
    pub what: String,
    /// Production's definition against the clone's.
    pub diff: String,
}

impl Drift {
    pub(super) fn of(found: Found) -> Self {
        let severity = severity(found.class);
        Self {
            id: Digest::of(&lengths([found.class, &found.kind, &found.name])),
            class: found.class.to_owned(),
            severity,
            rank: severity.rank(),
            kind: found.kind,
            name: found.name,
            what: found.what,
            diff: found.diff,
        }
    }

    /// Rank, class in the order of the list, kind, name: bytewise.
    pub(super) fn order(&self) -> (u32, usize, &str, &str, &str) {
        (
            self.rank,
            place(&self.class),
            &self.class,
            &self.kind,
            &self.name,
        )
    }
}

/// Which database, when, and the digest of its inventory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The database by its own name.
    pub database: String,
    /// When it was looked at.
    #[schemars(with = "String")]
    pub captured_at: Timestamp,
    /// The digest of its inventory.
    pub sha256: Digest,
}

/// How many of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Critical drifts.
    pub critical: usize,
    /// Major drifts.
    pub major: usize,
    /// Minor drifts.
    pub minor: usize,
    /// Drifts that the policy leaves out; they are among none of the others.
    pub excluded: usize,
    /// Of those, the critical ones.
    pub excluded_critical: usize,
}

impl Counts {
    /// All but the excluded ones.
    pub fn total(&self) -> usize {
        self.critical + self.major + self.minor
    }
}

/// What changed since the last comparison of the same two databases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// How many drifts there were.
    pub total: usize,
    /// Those that are no more.
    pub resolved: Vec<Digest>,
    /// Those that were not there.
    pub new: Vec<Digest>,
    /// Whether exclusions, tag or classes are others: then some came or went by the rules alone.
    pub policy_changed: bool,
}

/// All that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    format: String,
    /// Production, as its inventory has it.
    pub production: Subject,
    /// The clone.
    pub clone: Subject,
    /// The digest of exclusions, tag and classes.
    pub policy: Digest,
    /// SAFE without a critical drift, when all could be compared.
    pub verdict: Decision,
    /// How many of what.
    pub counts: Counts,
    /// Absent in the first comparison.
    pub since: Option<Since>,
    /// What one of the two could not tell.
    pub not_compared: Vec<String>,
    /// The drifts in order.
    pub drifts: Vec<Drift>,
}

/// Why text is no recorded comparison.
#[derive(Debug, thiserror::Error)]
pub enum ComparisonError {
    /// Not JSON of the known form.
    #[error("the comparison cannot be read: {0}")]
    Form(#[from] serde_json::Error),
    /// Another version's form.
    #[error("the comparison has format `{0}`, this gatepost reads `{FORMAT}`")]
    Format(String),
}

impl Comparison {
    pub(super) fn new(
        production: Subject,
        clone: Subject,
        policy: Digest,
        (drifts, mut counts): (Vec<Drift>, Counts),
        not_compared: Vec<String>,
        last: Option<&Comparison>,
    ) -> Self {
        for drift in &drifts {
            match drift.severity {
                Severity::Critical => counts.critical += 1,
                Severity::Major => counts.major += 1,
                Severity::Minor => counts.minor += 1,
            }
        }
        let verdict = match (counts.critical, not_compared.is_empty()) {
            (0, true) => Decision::Safe,
            (0, false) => Decision::Indeterminate,
            _ => Decision::Unsafe,
        };
        let ids = |drifts: &[Drift]| -> BTreeSet<Digest> {
            drifts.iter().map(|drift| drift.id.clone()).collect()
        };
        let since = last.map(|last| {
            let (were, are) = (ids(&last.drifts), ids(&drifts));
            Since {
                total: last.drifts.len(),
                resolved: were.difference(&are).cloned().collect(),
                new: are.difference(&were).cloned().collect(),
                policy_changed: last.policy != policy,
            }
        });
        Self {
            format: FORMAT.to_owned(),
            production,
            clone,
            policy,
            verdict,
            counts,
            since,
            not_compared,
            drifts,
        }
    }

    /// Reads what was recorded.
    ///
    /// # Errors
    /// When it is none, or of another form.
    pub fn from_json(text: &str) -> Result<Self, ComparisonError> {
        let comparison: Self = serde_json::from_str(text)?;
        match comparison.format == FORMAT {
            true => Ok(comparison),
            false => Err(ComparisonError::Format(comparison.format)),
        }
    }

    /// `41→38 (resolved 3, new 0, 0 critical)`, and what else must be said of it.
    pub fn line(&self) -> String {
        let (total, counts) = (self.counts.total(), &self.counts);
        let mut line = match &self.since {
            Some(since) => format!(
                "{}→{total} (resolved {}, new {}, {} critical)",
                since.total,
                since.resolved.len(),
                since.new.len(),
                counts.critical
            ),
            None => format!("{total} (first comparison, {} critical)", counts.critical),
        };
        if counts.excluded > 0 {
            line.push_str(&format!(
                "; {} excluded, {} of them critical",
                counts.excluded, counts.excluded_critical
            ));
        }
        if !self.not_compared.is_empty() {
            line.push_str(&format!("; {} not compared", self.not_compared.len()));
        }
        if self
            .since
            .as_ref()
            .is_some_and(|since| since.policy_changed)
        {
            line.push_str("; the policy changed since");
        }
        line
    }
}
