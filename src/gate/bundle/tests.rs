use super::{Bundle, Document, Report, Standing, verify};
use crate::gate::decide;
use crate::gate::definition::builtin::BUILTIN;
use crate::gate::document::{PAYLOAD_TYPE, Statement};
use crate::gate::dsse::{SigningKey, private_pem};
use crate::gate::snapshot::Snapshot;
use crate::gate::testing::{hard_gate, hard_gate_broken};
use crate::gate::verdict::Decision;

fn key() -> SigningKey {
    SigningKey::parse(&private_pem(&[7; 32])).expect("a key")
}

fn text(snapshot: &Snapshot) -> String {
    String::from_utf8(snapshot.to_bytes().expect("serializable")).expect("JSON")
}

fn statement(broken: bool) -> (Statement, Snapshot, Snapshot) {
    let (definition, entry, exit) = if broken {
        hard_gate_broken()
    } else {
        hard_gate()
    };
    let verdict = decide(&definition, &entry, &exit).expect("serializable");
    (Statement::of(&verdict), entry, exit)
}

fn bundle(broken: bool, signed: bool) -> Bundle {
    let (statement, entry, exit) = statement(broken);
    let bytes = statement.to_bytes().expect("serializable");
    let document = if signed {
        Document::Envelope(key().sign(PAYLOAD_TYPE, &bytes))
    } else {
        Document::Statement(String::from_utf8(bytes).expect("JSON"))
    };
    Bundle::new(
        document,
        BUILTIN[0].1.to_owned(),
        Some(text(&entry)),
        text(&exit),
    )
}

fn verified(bundle: &Bundle, keys: &[crate::gate::dsse::VerifyingKey]) -> Report {
    verify(&serde_json::to_vec(bundle).expect("serializable"), keys).expect("a document")
}

fn standing(report: &Report, claim: &str) -> Standing {
    report
        .claims
        .iter()
        .find(|one| one.claim == claim)
        .expect(claim)
        .standing
}

#[test]
fn a_signed_bundle_proves_all_that_can_be_proven() {
    for (broken, decision) in [(false, Decision::Safe), (true, Decision::Unsafe)] {
        let report = verified(&bundle(broken, true), &[key().verifying_key()]);
        assert_eq!(
            (report.verdict, report.holds(), report.is_safe()),
            (decision, true, !broken)
        );
        for claim in [
            "signature",
            "consistent",
            "gate_digest",
            "entry_digest",
            "subject_digest",
            "decided_again",
        ] {
            assert_eq!(standing(&report, claim), Standing::Proven, "{claim}");
        }
        assert_eq!(standing(&report, "observed_truly"), Standing::NotProven);
        assert_eq!(
            report
                .claims
                .iter()
                .filter(|claim| claim.claim == "scope")
                .count(),
            2
        );
    }
}

#[test]
fn less_attached_proves_less_and_says_so() {
    let (statement, ..) = statement(false);
    let bytes = statement.to_bytes().expect("serializable");
    let report = verify(&bytes, &[]).expect("a document");
    assert!(report.holds());
    assert_eq!(standing(&report, "signature"), Standing::NotProven);
    assert_eq!(standing(&report, "decided_again"), Standing::NotProven);
    let envelope = serde_json::to_vec(&key().sign(PAYLOAD_TYPE, &bytes)).expect("serializable");
    assert_eq!(
        standing(&verify(&envelope, &[]).expect("a document"), "signature"),
        Standing::NotProven
    );
    assert_eq!(
        standing(
            &verify(&envelope, &[key().verifying_key()]).expect("a document"),
            "signature"
        ),
        Standing::Proven
    );
}

#[test]
fn a_key_that_was_given_must_have_signed() {
    let other = SigningKey::parse(&private_pem(&[8; 32]))
        .expect("a key")
        .verifying_key();
    for (bundle, keys) in [
        (bundle(false, true), vec![other]),
        (bundle(false, false), vec![key().verifying_key()]),
    ] {
        let report = verified(&bundle, &keys);
        assert_eq!(
            (standing(&report, "signature"), report.is_safe()),
            (Standing::Contradicted, false)
        );
    }
}

/// Each forgery of an unsigned bundle, and a claim that contradicts it.
#[test]
fn forgeries_are_contradicted() {
    type Forge = fn(&mut Bundle);
    fn forge(bundle: &mut Bundle, from: &str, to: &str) {
        let Document::Statement(text) = &mut bundle.document else {
            panic!("unsigned")
        };
        assert!(text.contains(from), "{from}");
        *text = text.replacen(from, to, 1);
    }
    let forgeries: [(bool, &str, Forge); 12] = [
        (true, "consistent", |bundle| {
            forge(
                bundle,
                "\"verdict\":\"UNSAFE\",\"verificationResult\":\"FAILED\"",
                "\"verdict\":\"SAFE\",\"verificationResult\":\"PASSED\"",
            );
        }),
        (true, "consistent", |bundle| {
            forge(bundle, "\"outcome\":\"FAIL\"", "\"outcome\":\"PASS\"")
        }),
        (true, "consistent", |bundle| {
            forge(
                bundle,
                "\"verificationResult\":\"FAILED\"",
                "\"verificationResult\":\"PASSED\"",
            )
        }),
        (true, "consistent", |bundle| {
            forge(bundle, "\"failed\":3", "\"failed\":2")
        }),
        (true, "decided_again", |bundle| {
            forge(
                bundle,
                "{\"type\":\"int8\",\"value\":\"41\"}",
                "{\"type\":\"int8\",\"value\":\"42\"}",
            )
        }),
        (true, "decided_again", |bundle| {
            forge(
                bundle,
                "public.apr_approvals altered",
                "public.other altered",
            )
        }),
        (false, "decided_again", |bundle| {
            forge(
                bundle,
                "\"level\":\"row_versions\"",
                "\"level\":\"content\"",
            )
        }),
        (false, "decided_again", |bundle| {
            forge(bundle, "/7512345678901234567/", "/1/")
        }),
        (false, "gate_digest", |bundle| bundle.gate.push(' ')),
        (true, "subject_digest", |bundle| {
            bundle.subject = bundle.subject.replacen("\"41\"", "\"42\"", 1)
        }),
        (true, "entry_digest", |bundle| {
            bundle.entry = bundle
                .entry
                .as_ref()
                .map(|entry| entry.replacen("\"42\"", "\"41\"", 1))
        }),
        (false, "decided_again", |bundle| bundle.entry = None),
    ];
    for (index, (broken, claim, forge)) in forgeries.into_iter().enumerate() {
        let mut bundle = bundle(broken, false);
        forge(&mut bundle);
        let report = verified(&bundle, &[]);
        assert_eq!(
            standing(&report, claim),
            Standing::Contradicted,
            "forgery {index}"
        );
        assert!(!report.is_safe(), "forgery {index}");
    }
}

#[test]
fn another_version_may_use_other_words_but_not_say_another_thing() {
    let with = |from: &str, to: &str| {
        let mut bundle = bundle(true, false);
        let Document::Statement(text) = &mut bundle.document else {
            panic!("unsigned")
        };
        *text = text
            .replacen("\"version\":\"", "\"version\":\"9.", 1)
            .replacen(from, to, 1);
        let report = verified(&bundle, &[]);
        assert!(
            !report.summary.contains("all is SAFE"),
            "{}",
            report.summary
        );
        standing(&report, "decided_again")
    };
    for (from, to) in [
        ("was 42, is 41", "42 became 41"),
        ("\"summary\":\"", "\"summary\":\"all is SAFE: "),
    ] {
        assert_eq!(with(from, to), Standing::Proven, "{from}");
    }
    for (from, to) in [
        (
            "{\"type\":\"int8\",\"value\":\"41\"}",
            "{\"type\":\"int8\",\"value\":\"42\"}",
        ),
        ("\"severity\":\"blocking\"", "\"severity\":\"advisory\""),
        ("\"reason\":\"unchanged\"", "\"reason\":\"organic\""),
        ("\"rule\":\"unchanged\"", "\"rule\":\"organic\""),
        ("\"kind\":\"bracket\"", "\"kind\":\"standing\""),
        (
            "\"durationMs\"",
            "\"differences\":[{\"change\":\"found\",\"kind\":\"x\",\"name\":\"y\",\"detail\":\"\"}],\"durationMs\"",
        ),
        (
            "\"warnings\":",
            "\"mismatches\":[{\"code\":\"clock\",\"message\":\"\"}],\"warnings\":",
        ),
    ] {
        assert_eq!(with(from, to), Standing::Contradicted, "{from}");
    }
}

#[test]
fn what_is_no_verdict_document_is_an_error() {
    let (statement, ..) = statement(false);
    let text = String::from_utf8(statement.to_bytes().expect("serializable")).expect("JSON");
    let bundle = serde_json::to_string(&bundle(false, false)).expect("serializable");
    let other_type = key().sign("text/plain", text.as_bytes());
    for bytes in [
        String::new(),
        "{}".to_owned(),
        "[]".to_owned(),
        text.replace("in-toto.io/Statement/v1", "in-toto.io/Statement/v9"),
        text.replace("pg-gate/verdict/v1", "pg-gate/verdict/v9"),
        text.replace("\"verdict\":\"SAFE\"", "\"verdict\":\"GREAT\""),
        text.replacen('{', "{\"extra\":1,", 1),
        bundle.replace("gatepost-bundle/1", "gatepost-bundle/9"),
        bundle.replacen("{\"format\"", "{\"more\":1,\"format\"", 1),
        serde_json::to_string(&other_type).expect("serializable"),
    ] {
        assert!(verify(bytes.as_bytes(), &[]).is_err(), "{bytes}");
    }
}
