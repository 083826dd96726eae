use serde_json::json;

use super::{Statement, Verifier};
use crate::gate::decide;
use crate::gate::testing::{hard_gate, hard_gate_broken};

#[test]
fn a_statement_has_the_fields_of_in_toto_and_of_verification_summaries() {
    let (definition, entry, exit) = hard_gate();
    let verdict = decide(&definition, &entry, &exit).expect("serializable");
    let statement = serde_json::to_value(Statement::of(&verdict)).expect("serializable");
    let digest = |snapshot: &crate::gate::Snapshot| snapshot.digest().expect("digest");
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(
        statement["subject"],
        json!([{"name": "snapshot/exit", "digest": {"sha256": digest(&exit)}}])
    );
    let predicate = &statement["predicate"];
    assert_eq!(
        predicate["verifier"]["version"],
        Verifier::this_build().version
    );
    assert_eq!(predicate["timeVerified"], "2026-06-03T00:30:00.000Z");
    assert_eq!(
        predicate["resourceUri"],
        "pg://system_identifier/7512345678901234567/directus"
    );
    assert_eq!(
        predicate["policy"],
        json!({"uri": "policy/production-hard-gate-0", "digest": {"sha256": definition.digest}})
    );
    assert_eq!(
        predicate["inputAttestations"],
        json!([{"name": "snapshot/entry", "digest": {"sha256": digest(&entry)}}])
    );
    assert_eq!(
        (&predicate["verdict"], &predicate["verificationResult"]),
        (&json!("SAFE"), &json!("PASSED"))
    );
    assert_eq!(
        predicate["counts"],
        json!({"planned": 16, "passed": 15, "failed": 0, "errored": 0, "info": 1})
    );
    assert_eq!(
        predicate["proof"],
        json!({
            "level": "row_versions",
            "scope": ["governance.*", "public.apr_approvals"],
            "schemaScope": ["*"],
            "byteUnchanged": true,
            "except": [],
            "notProven": ["rows outside scope", "sequences outside scope"]
        })
    );
    assert_eq!(
        predicate["checks"][2],
        json!({
            "name": "owner_gap", "rule": "unchanged", "severity": "blocking", "outcome": "PASS",
            "entry": {"type": "int8", "value": "210"}, "exit": {"type": "int8", "value": "210"},
            "reason": "unchanged", "message": "", "durationMs": 1
        })
    );
}

#[test]
fn every_value_is_a_string() {
    let (definition, entry, exit) = hard_gate();
    let statement = Statement::of(&decide(&definition, &entry, &exit).expect("serializable"));
    for check in &serde_json::to_value(statement).expect("serializable")["predicate"]["checks"]
        .as_array()
        .expect("checks")
        .clone()
    {
        for side in ["entry", "exit"] {
            assert!(
                check[side].is_null() || check[side]["value"].is_string(),
                "{check}"
            );
        }
    }
}

#[test]
fn only_safe_passes_for_a_plain_reader() {
    let (definition, entry, mut exit) = hard_gate_broken();
    let result = |exit: &crate::gate::Snapshot| {
        let statement = Statement::of(&decide(&definition, &entry, exit).expect("serializable"));
        let value = serde_json::to_value(statement).expect("serializable");
        (
            value["predicate"]["verdict"].clone(),
            value["predicate"]["verificationResult"].clone(),
        )
    };
    assert_eq!(result(&exit), (json!("UNSAFE"), json!("FAILED")));
    exit.identity.timeline = 2;
    assert_eq!(result(&exit), (json!("INDETERMINATE"), json!("FAILED")));
}

#[test]
fn a_statement_survives_its_bytes_and_fits_its_schema_names() {
    let (definition, entry, exit) = hard_gate_broken();
    let statement = Statement::of(&decide(&definition, &entry, &exit).expect("serializable"));
    let bytes = statement.to_bytes().expect("serializable");
    assert_eq!(
        serde_json::from_slice::<Statement>(&bytes).expect("a statement"),
        statement
    );
    let schema = serde_json::to_value(schemars::schema_for!(Statement)).expect("serializable");
    let required = schema["required"].as_array().expect("names").clone();
    assert!(
        required.contains(&json!("_type")) && required.contains(&json!("predicateType")),
        "{required:?}"
    );
}
