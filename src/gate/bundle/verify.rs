//! What anyone can prove of a verdict document without a database, and what not.

use serde::{Deserialize, Serialize};

use super::{BUNDLE_FORMAT, Bundle, BundleError, Document, statement_of};
use crate::gate::definition::Severity;
use crate::gate::digest::Digest;
use crate::gate::document::{
    PAYLOAD_TYPE, PREDICATE_TYPE, Resource, STATEMENT_TYPE, Statement, VerificationResult, Verifier,
};
use crate::gate::dsse::{DsseError, VerifyingKey};
use crate::gate::verdict::{Counts, Decision, Outcome};

/// How a claim stands after verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It was recomputed, and holds.
    Proven,
    /// It cannot be recomputed from what is at hand.
    NotProven,
    /// It was recomputed, and does not hold.
    Contradicted,
}

/// One claim and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The claim, as a stable word.
    pub claim: String,
    /// How it stands.
    pub standing: Standing,
    /// Why, in words.
    pub detail: String,
}

/// What is and is not proven of a verdict document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What the document says.
    pub verdict: Decision,
    /// The document's own line, or what this release says of the same where the document says it in other words.
    pub summary: String,
    /// Every claim.
    pub claims: Vec<Claim>,
}

impl Report {
    /// Whether nothing that could be recomputed contradicts the document.
    pub fn holds(&self) -> bool {
        self.contradiction().is_none()
    }

    /// The first claim that was recomputed and does not hold.
    pub fn contradiction(&self) -> Option<&Claim> {
        self.claims
            .iter()
            .find(|claim| claim.standing == Standing::Contradicted)
    }

    /// Whether the document says SAFE and nothing contradicts it.
    pub fn is_safe(&self) -> bool {
        self.verdict == Decision::Safe && self.holds()
    }

    fn claim(&mut self, claim: &str, standing: Standing, detail: impl Into<String>) {
        self.claims.push(Claim {
            claim: claim.to_owned(),
            standing,
            detail: detail.into(),
        });
    }
}

/// Verifies a document offline: a bundle, an envelope, or a bare Statement.
///
/// # Errors
/// When the bytes are none of these, so that there is nothing to verify.
pub fn verify(bytes: &[u8], keys: &[VerifyingKey]) -> Result<Report, BundleError> {
    let (document, bundle) = read(bytes)?;
    let payload = document.payload()?;
    let statement = statement_of(&payload)?;
    if statement.statement_type != STATEMENT_TYPE || statement.predicate_type != PREDICATE_TYPE {
        return Err(BundleError::Form(format!(
            "its predicate is of type {}",
            statement.predicate_type
        )));
    }
    let mut report = Report {
        verdict: statement.predicate.verdict,
        summary: statement.predicate.summary.clone(),
        claims: Vec::new(),
    };
    signature(&mut report, &document, keys);
    consistency(&mut report, &statement);
    match &bundle {
        Some(bundle) => {
            digests(&mut report, &statement, bundle);
            decided_again(&mut report, &statement, &payload, bundle);
        }
        None => {
            let detail = "the gate and the snapshots are not attached, so the verdict cannot be decided again";
            report.claim("decided_again", Standing::NotProven, detail);
        }
    }
    report.claim(
        "observed_truly",
        Standing::NotProven,
        "that the snapshots are what the server answered, at the times they say, rests on who ran gatepost",
    );
    for what in &statement.predicate.proof.not_proven {
        report.claim("scope", Standing::NotProven, what);
    }
    Ok(report)
}

fn read(bytes: &[u8]) -> Result<(Document, Option<Bundle>), BundleError> {
    let form = |error: serde_json::Error| BundleError::Form(error.to_string());
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(form)?;
    let has = |key: &str| value.get(key).is_some();
    if has("document") {
        let bundle: Bundle = serde_json::from_slice(bytes).map_err(form)?;
        if bundle.format != BUNDLE_FORMAT {
            return Err(BundleError::Form(format!(
                "the bundle has format `{}`",
                bundle.format
            )));
        }
        Ok((bundle.document.clone(), Some(bundle)))
    } else if has("payloadType") {
        Ok((
            Document::Envelope(serde_json::from_slice(bytes).map_err(form)?),
            None,
        ))
    } else {
        let text = String::from_utf8(bytes.to_vec())
            .map_err(|error| BundleError::Form(error.to_string()))?;
        Ok((Document::Statement(text), None))
    }
}

fn signature(report: &mut Report, document: &Document, keys: &[VerifyingKey]) {
    let (standing, detail) = match document {
        Document::Envelope(envelope) => match envelope.signed_by(PAYLOAD_TYPE, keys) {
            Ok(key) => (Standing::Proven, format!("signed by key {key}")),
            Err(DsseError::UnknownKey) if keys.is_empty() => (
                Standing::NotProven,
                "signed, but no key was given to check the signature with".to_owned(),
            ),
            Err(error) => (Standing::Contradicted, error.to_string()),
        },
        Document::Statement(_) if keys.is_empty() => (
            Standing::NotProven,
            "not signed, so anyone may have written it".to_owned(),
        ),
        // A key was given: a document without its signature is not what the caller asked for.
        Document::Statement(_) => (
            Standing::Contradicted,
            "not signed, though a key was given".to_owned(),
        ),
    };
    report.claim("signature", standing, detail);
}

/// Whether the document agrees with itself: its verdict with its checks, its counts with both.
fn consistency(report: &mut Report, statement: &Statement) {
    let predicate = &statement.predicate;
    let of = |outcome| {
        predicate
            .checks
            .iter()
            .filter(|check| check.outcome == outcome)
            .count()
    };
    let blocking = |outcome| {
        predicate
            .checks
            .iter()
            .any(|check| check.outcome == outcome && check.severity == Severity::Blocking)
    };
    let counts = Counts {
        planned: predicate.checks.len(),
        passed: of(Outcome::Pass),
        failed: of(Outcome::Fail),
        errored: of(Outcome::Error),
        info: of(Outcome::Info),
    };
    let follows = match predicate.verdict {
        Decision::Safe => {
            blocking(Outcome::Pass)
                && !blocking(Outcome::Fail)
                && !blocking(Outcome::Error)
                && predicate.mismatches.is_empty()
        }
        Decision::Unsafe => blocking(Outcome::Fail),
        Decision::Indeterminate => !blocking(Outcome::Fail),
    };
    let problem = if counts != predicate.counts {
        Some("its counts are not those of its checks")
    } else if !follows {
        Some("its verdict does not follow from its checks")
    } else if predicate.verification_result != VerificationResult::from(predicate.verdict) {
        Some("its verificationResult is not that of its verdict")
    } else if statement.subject.len() != 1 {
        Some("it must have one subject")
    } else {
        None
    };
    match problem {
        Some(problem) => report.claim("consistent", Standing::Contradicted, problem),
        None => report.claim(
            "consistent",
            Standing::Proven,
            "verdict, counts and checks agree",
        ),
    }
}

fn digests(report: &mut Report, statement: &Statement, bundle: &Bundle) {
    let named = |resources: &[Resource]| {
        resources
            .first()
            .map(|resource| resource.digest.sha256.clone())
    };
    let of = |text: &String| Digest::of(text.as_bytes());
    for (claim, said, found) in [
        (
            "gate_digest",
            Some(statement.predicate.policy.digest.sha256.clone()),
            Some(of(&bundle.gate)),
        ),
        (
            "entry_digest",
            named(&statement.predicate.input_attestations),
            bundle.entry.as_ref().map(of),
        ),
        (
            "subject_digest",
            named(&statement.subject),
            Some(of(&bundle.subject)),
        ),
    ] {
        match (said, found) {
            (None, None) => {}
            (Some(said), Some(found)) if said == found => {
                report.claim(claim, Standing::Proven, found.to_string())
            }
            (Some(said), Some(found)) => {
                report.claim(
                    claim,
                    Standing::Contradicted,
                    format!("the document says {said}, attached is {found}"),
                );
            }
            (Some(_), None) => report.claim(claim, Standing::NotProven, "it is not attached"),
            (None, Some(_)) => report.claim(
                claim,
                Standing::Contradicted,
                "attached is what the document does not name",
            ),
        }
    }
}

fn decided_again(report: &mut Report, statement: &Statement, payload: &[u8], bundle: &Bundle) {
    const CLAIM: &str = "decided_again";
    let verdict = match bundle.decide() {
        Ok(verdict) => verdict,
        Err(error) => return report.claim(CLAIM, Standing::Contradicted, error.to_string()),
    };
    let again = Statement::by(statement.predicate.verifier.clone(), &verdict);
    if again.to_bytes().is_ok_and(|bytes| bytes == payload) {
        return report.claim(
            CLAIM,
            Standing::Proven,
            "the same document, byte for byte, follows from gate and snapshots",
        );
    }
    let outcomes = |statement: &Statement| -> Vec<_> {
        let checks = &statement.predicate.checks;
        checks
            .iter()
            .map(|check| {
                let differences = check.differences.iter();
                let differences: Vec<_> = differences
                    .map(|found| (found.change, found.kind.clone(), found.name.clone()))
                    .collect();
                (
                    (check.name.clone(), check.rule.clone(), check.severity),
                    (check.outcome, check.reason.clone(), differences),
                    (check.entry.clone(), check.exit.clone()),
                )
            })
            .collect()
    };
    let mismatches = |statement: &Statement| -> Vec<_> {
        let mismatches = statement.predicate.mismatches.iter();
        mismatches.map(|mismatch| mismatch.code.clone()).collect()
    };
    let same = again.predicate.verdict == statement.predicate.verdict
        && again.predicate.kind == statement.predicate.kind
        && outcomes(&again) == outcomes(statement)
        && mismatches(&again) == mismatches(statement)
        && again.subject == statement.subject
        && again.predicate.proof == statement.predicate.proof
        && again.predicate.resource_uri == statement.predicate.resource_uri
        && again.predicate.time_verified == statement.predicate.time_verified
        && again.predicate.policy == statement.predicate.policy
        && again.predicate.input_attestations == statement.predicate.input_attestations;
    // Another version may put messages in other words; the same version may not.
    if same && statement.predicate.verifier != Verifier::this_build() {
        let detail = "the same verdict, outcomes, values and proof follow from gate and snapshots, in other words";
        report.claim(CLAIM, Standing::Proven, detail);
        // Those other words are not proven.
        report.summary = again.predicate.summary;
    } else {
        let detail = format!(
            "gate and snapshots give {}: {}",
            again.predicate.verdict, again.predicate.summary
        );
        report.claim(CLAIM, Standing::Contradicted, detail);
    }
}
