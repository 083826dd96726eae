//! Real drifts, with ids that stay; what was mended is resolved, and what is critical is UNSAFE however often it is asked.

use super::world::World;
use crate::process::{run, text};

#[test]
fn a_clone_that_is_equal_has_no_drift() {
    let world = World::new();
    let compared = world.compare();
    assert_eq!(
        compared.line(),
        "0 (first comparison, 0 critical)",
        "{}",
        compared.json
    );
    assert_eq!((compared.verdict(), compared.status), ("SAFE", Some(0)));
}

#[test]
fn drifts_keep_their_ids_until_they_are_resolved() {
    let world = World::new();
    world.clone.superuser(
        "DROP INDEX customers_tags;
         ALTER TABLE apr_approvals ALTER decision SET DEFAULT 'approved';
         COMMENT ON TABLE system_issues IS 'of the clone';",
    );
    let first = world.compare();
    assert_eq!(
        first.line(),
        "3 (first comparison, 0 critical)",
        "{}",
        first.json
    );
    assert_eq!((first.verdict(), first.status), ("SAFE", Some(0)));
    let classes: Vec<(&str, &str)> = first
        .drifts()
        .iter()
        .map(|(class, name, _)| (*class, *name))
        .collect();
    assert_eq!(
        classes,
        [
            ("default_changed", "public.apr_approvals.decision"),
            ("index_missing", "public.customers_tags"),
            ("comment", "table public.system_issues"),
        ]
    );
    let diff = &first.json["comparison"]["drifts"][0]["diff"];
    let diff = diff.as_str().expect("a diff");
    assert!(
        diff.contains("-default='pending'::text") && diff.contains("+default='approved'::text"),
        "{diff}"
    );

    let again = world.compare();
    assert_eq!(again.line(), "3→3 (resolved 0, new 0, 0 critical)");
    assert_eq!(first.drifts(), again.drifts());

    world.clone.superuser(
        "CREATE INDEX customers_tags ON customers USING gin (tags);
         ALTER TABLE apr_approvals ALTER decision SET DEFAULT 'pending';",
    );
    let mended = world.compare();
    assert_eq!(
        mended.line(),
        "3→1 (resolved 2, new 0, 0 critical)",
        "{}",
        mended.json
    );
    assert_eq!(mended.drifts(), first.drifts()[2..]);

    world
        .clone
        .superuser("ALTER TABLE apr_approvals ALTER subject DROP NOT NULL");
    let worse = world.compare();
    assert_eq!(worse.line(), "1→2 (resolved 0, new 1, 1 critical)");
    assert_eq!((worse.verdict(), worse.status), ("UNSAFE", Some(1)));
    let asked_again = world.compare();
    assert_eq!(asked_again.line(), "2→2 (resolved 0, new 0, 1 critical)");
    assert_eq!(
        (asked_again.verdict(), asked_again.status),
        ("UNSAFE", Some(1))
    );

    let verified = run(&["ledger", "verify", "--ledger", &world.clone_file.ledger()]);
    assert_eq!(
        verified.status.code(),
        Some(0),
        "{}",
        text(&verified.stderr)
    );
}

/// One change each, and the class it falls into.
#[test]
fn changes_of_a_real_clone_fall_into_their_classes() {
    let world = World::new();
    for (change, class, undo) in [
        ("DROP VIEW governance.owner_gap", "missing_relation", None),
        (
            "ALTER TABLE governance.ospa DROP COLUMN process",
            "missing_column",
            None,
        ),
        (
            "ALTER TABLE governance.candidate ALTER score TYPE numeric(6, 2)",
            "column_type_changed",
            None,
        ),
        (
            "ALTER TABLE customers DISABLE TRIGGER ALL",
            "fk_missing_or_not_valid",
            Some("ALTER TABLE customers ENABLE TRIGGER ALL"),
        ),
        (
            "ALTER VIEW customer_totals SET (security_invoker = true)",
            "view_security_option_changed",
            Some("ALTER VIEW customer_totals RESET (security_invoker)"),
        ),
        (
            "GRANT INSERT ON apr_approvals TO query_pg_ro",
            "privilege_widened",
            Some("REVOKE INSERT ON apr_approvals FROM query_pg_ro"),
        ),
        (
            "REVOKE SELECT ON apr_approvals FROM query_pg_ro",
            "privilege_narrowed",
            Some("GRANT SELECT ON apr_approvals TO query_pg_ro"),
        ),
        (
            "ALTER TYPE issue_status ADD VALUE 'ignored'",
            "enum_changed",
            None,
        ),
        (
            "ALTER TABLE apr_approvals OWNER TO workflow_admin",
            "owner_changed",
            Some("ALTER TABLE apr_approvals OWNER TO directus_app"),
        ),
        (
            "CREATE TABLE scratch (id integer PRIMARY KEY)",
            "untagged_object",
            Some("DROP TABLE scratch"),
        ),
        (
            "DELETE FROM governance.governed_object WHERE id = (SELECT max(o.id) FROM governance.governed_object o WHERE NOT EXISTS (SELECT FROM governance.candidate c WHERE c.object_id = o.id))",
            "governed_rows_lost",
            None,
        ),
        (
            "SELECT setval(pg_get_serial_sequence('governance.governed_object', 'id'), 1)",
            "sequence_behind_max",
            None,
        ),
    ] {
        let before = world.compare();
        world.clone.superuser(change);
        let after = world.compare();
        let new: Vec<&str> = after
            .drifts()
            .iter()
            .filter(|drift| !before.drifts().contains(drift))
            .map(|(class, ..)| *class)
            .collect();
        assert!(
            !new.is_empty() && new.iter().all(|new| *new == class),
            "{change}: {new:?} {}",
            after.line()
        );
        if let Some(undo) = undo {
            world.clone.superuser(undo);
        }
    }
}

#[test]
fn what_bears_the_tag_is_the_changes_own_and_what_is_excluded_is_counted() {
    let settings = "[drift]\ntag = \"KB-575D\"\nexclude = [\"not_null_dropped column public.apr_approvals.*\"]\n";
    let world = World::with(
        "[drift]\nreference = [\"governance.event_type\"]\norganic = [\"public.system_issues\"]\n",
        settings,
    );
    world.clone.superuser(
        "CREATE TABLE governance.axis (code text PRIMARY KEY, at timestamptz DEFAULT now());
         COMMENT ON TABLE governance.axis IS 'KB-575D';
         ALTER TABLE apr_approvals ALTER subject DROP NOT NULL;
         DELETE FROM system_issues WHERE id = (SELECT max(id) FROM system_issues);
         UPDATE governance.event_type SET description = 'other' WHERE code = (SELECT min(code) FROM governance.event_type);",
    );
    let compared = world.compare();
    let classes: Vec<&str> = compared.drifts().iter().map(|(class, ..)| *class).collect();
    assert_eq!(
        classes,
        [
            "reference_data_changed",
            "extra_tagged_object",
            "organic_growth"
        ],
        "{}",
        compared.json
    );
    assert_eq!(
        compared.line(),
        "3 (first comparison, 0 critical); 1 excluded, 1 of them critical"
    );
    assert_eq!(compared.status, Some(0));
}

#[test]
fn a_report_is_markdown() {
    let world = World::new();
    world.clone.superuser("DROP INDEX customers_tags");
    let output = run(&[
        "drift",
        "compare",
        &world.inventory(),
        "--format",
        "md",
        "--config",
        world.clone_file.path(),
    ]);
    let report = text(&output.stdout);
    assert!(report.starts_with("# Drift: SAFE"), "{report}");
    assert!(
        report.contains("| major | index_missing | index | public.customers_tags |"),
        "{report}"
    );
}
