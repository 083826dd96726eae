//! The verdict as an in-toto Statement, with the field names of SLSA's verification summary.
//!
//! Fields: in-toto Attestation Framework, `spec/v1/statement.md`, and SLSA `verification_summary/v1`. A reader that
//! knows only those sees PASSED for SAFE and FAILED for everything else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::definition::Kind;
use super::digest::Digest;
use super::render;
use super::snapshot::Moment;
use super::time::Timestamp;
use super::verdict::{CheckResult, Counts, Decision, Mismatch, Proof, Verdict};

/// in-toto's own type.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// The type of the predicate below.
pub const PREDICATE_TYPE: &str = "https://example.org/pg-gate/verdict/v1";
/// The media type of a Statement, which a signature covers.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
const VERIFIER_ID: &str = "https://example.org/pg-gate";

/// A digest set with the one algorithm gatepost uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DigestSet {
    /// SHA-256.
    pub sha256: Digest,
}

/// Something named by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// What it is, such as `snapshot/exit`.
    pub name: String,
    /// Its digest.
    pub digest: DigestSet,
}

/// The gate that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// `policy/` and the gate's name.
    pub uri: String,
    /// Digest of the gate file's bytes.
    pub digest: DigestSet,
}

/// Who verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verifier {
    /// Which program.
    pub id: String,
    /// Which version, with the commit it was built from where the build knew it.
    pub version: String,
}

impl Verifier {
    /// This program.
    pub fn this_build() -> Self {
        let commit = option_env!("GATEPOST_COMMIT")
            .map(|commit| format!("+{commit}"))
            .unwrap_or_default();
        Self {
            id: VERIFIER_ID.to_owned(),
            version: format!("{}{commit}", env!("CARGO_PKG_VERSION")),
        }
    }
}

/// What a plain reader of verification summaries sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum VerificationResult {
    /// SAFE.
    Passed,
    /// UNSAFE and INDETERMINATE: it fails closed.
    Failed,
}

impl From<Decision> for VerificationResult {
    fn from(decision: Decision) -> Self {
        if decision == Decision::Safe {
            Self::Passed
        } else {
            Self::Failed
        }
    }
}

/// The verdict itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Predicate {
    /// Who verified.
    pub verifier: Verifier,
    /// When the judged snapshot was taken, by gatepost's clock.
    pub time_verified: Timestamp,
    /// The database, by the server's own identifier.
    pub resource_uri: String,
    /// The gate.
    pub policy: Policy,
    /// Whether the gate compares two moments.
    pub kind: Kind,
    /// What the judged snapshot was compared with.
    pub input_attestations: Vec<Resource>,
    /// The conclusion.
    pub verdict: Decision,
    /// The conclusion for plain readers.
    pub verification_result: VerificationResult,
    /// Why it is not SAFE; empty when it is.
    pub reason: String,
    /// What holds.
    pub proof: Proof,
    /// How many checks of each outcome.
    pub counts: Counts,
    /// Every planned check.
    pub checks: Vec<CheckResult>,
    /// Why nothing could be compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mismatches: Vec<Mismatch>,
    /// What decided nothing and a reader should know.
    pub warnings: Vec<String>,
    /// The one line.
    pub summary: String,
}

/// An in-toto Statement about one snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement {
    /// Always [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub statement_type: String,
    /// The judged snapshot.
    pub subject: Vec<Resource>,
    /// Always [`PREDICATE_TYPE`].
    pub predicate_type: String,
    /// The verdict.
    pub predicate: Predicate,
}

impl Statement {
    /// The statement of a verdict, by this program.
    pub fn of(verdict: &Verdict) -> Self {
        Self::by(Verifier::this_build(), verdict)
    }

    /// The statement that `verifier` makes of a verdict.
    pub fn by(verifier: Verifier, verdict: &Verdict) -> Self {
        let identity = &verdict.identity;
        let moment = match verdict.moment {
            Moment::Entry => "entry",
            Moment::Exit => "exit",
            Moment::Check => "check",
        };
        let resource = |moment: &str, digest: &Digest| Resource {
            name: format!("snapshot/{moment}"),
            digest: DigestSet {
                sha256: digest.clone(),
            },
        };
        Self {
            statement_type: STATEMENT_TYPE.to_owned(),
            subject: vec![resource(moment, &verdict.subject.digest)],
            predicate_type: PREDICATE_TYPE.to_owned(),
            predicate: Predicate {
                verifier,
                time_verified: verdict.subject.taken_at,
                resource_uri: format!(
                    "pg://system_identifier/{}/{}",
                    identity.system_identifier, identity.current_database
                ),
                policy: Policy {
                    uri: format!("policy/{}", verdict.gate),
                    digest: DigestSet {
                        sha256: verdict.gate_digest.clone(),
                    },
                },
                kind: verdict.kind,
                input_attestations: verdict
                    .entry
                    .iter()
                    .map(|entry| resource("entry", &entry.digest))
                    .collect(),
                verdict: verdict.decision,
                verification_result: verdict.decision.into(),
                reason: verdict.reason.clone(),
                proof: verdict.proof.clone(),
                counts: verdict.counts,
                checks: verdict.checks.clone(),
                mismatches: verdict.mismatches.clone(),
                warnings: verdict.warnings.clone(),
                summary: render::line(verdict),
            },
        }
    }

    /// The bytes to store and to sign.
    ///
    /// # Errors
    /// Never for values made in memory; the serializer's signature allows it.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}

#[cfg(test)]
mod tests;
