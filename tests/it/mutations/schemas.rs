//! The schemas that a gate names.

use gatepost::gate::{Decision, Definition};

use super::lane::Lane;

fn gate(schemas: &str) -> Definition {
    let text = format!(
        "name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n[unchanged]\nschema = [{schemas}]\nroles = false\n"
    );
    Definition::parse("test.toml", text.as_bytes()).expect("a gate")
}

/// Each pattern must cover a schema, or whoever misspells one is told that nothing changed there.
#[tokio::test]
async fn a_pattern_that_matches_no_schema_is_no_proof() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    lane.superuser(&bracket.database, "CREATE SCHEMA \"Odd \"\"one\"\"\"");
    for (schemas, wrong) in [
        (r#""gov""#, "gov"),
        (r#""d", "G""#, "G"),
        (r#""d*", "elsewhere2""#, "elsewhere2"),
    ] {
        let refused = bracket.entry(&gate(schemas)).await.expect_err(schemas);
        let told = format!("`{wrong}` matches no schema");
        assert!(refused.contains(&told), "{schemas}: {refused}");
    }
    for (schemas, script, expected) in [
        (r#""*""#, "SELECT 1", Decision::Safe),
        (
            r#""d", "empty_one", "Odd *one*""#,
            "SELECT 1",
            Decision::Safe,
        ),
        (r#""Odd \"one\"""#, "SELECT 1", Decision::Safe),
        (r#""information_schema""#, "SELECT 1", Decision::Safe),
        (
            r#""d", "empty_one""#,
            "DROP SCHEMA empty_one",
            Decision::Unsafe,
        ),
        (
            r#""d""#,
            "ALTER TABLE d.plain DISABLE TRIGGER noticing",
            Decision::Unsafe,
        ),
    ] {
        let gate = gate(schemas);
        let entry = bracket.entry(&gate).await.expect(schemas);
        lane.superuser(&bracket.database, script);
        let verdict = bracket.exit(&gate, &entry).await.expect("judged");
        assert_eq!(verdict.decision, expected, "{schemas}: {}", verdict.reason);
    }
}
