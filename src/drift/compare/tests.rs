//! Every class once, with its nearest harmless neighbour; and what is told of comparisons that follow one another.

use std::collections::BTreeSet;

use super::compare;
use crate::drift::testing::{clone_of, inventory};
use crate::drift::{
    Comparison, Content, Inventory, Policy, RowCount, SequencePlace, Severity, listed_classes,
    markdown,
};
use crate::gate::{Decision, Digest, Failure, Part, QualifiedName, SequencePosition};

type Objects<'a> = &'a [(&'a str, &'a str, &'a str)];

fn policy() -> Policy {
    Policy::new(&[], Some("KB-1")).expect("no globs")
}

fn compared(production: &Inventory, clone: &Inventory) -> Comparison {
    compare(production, clone, &policy(), None).expect("serializes")
}

fn classes(comparison: &Comparison) -> Vec<&str> {
    comparison
        .drifts
        .iter()
        .map(|drift| drift.class.as_str())
        .collect()
}

const INDEX: &str = "valid=true\nready=true\nlive=true\nprimary=false\nunique=false\nimmediate=true\nreplica_identity=false";
const COLUMN: &str = "number=1\ntype=integer\nnot_null=true\ndefault=1\ncollation=\"C\"\nstorage=p";

/// Class or none, production's objects, the clone's.
const DEFINITIONS: &[(&str, Objects<'_>, Objects<'_>)] = &[
    (
        "missing_relation",
        &[
            ("table", "s.t", "owner=a"),
            ("column", "s.t.a", "number=1"),
            ("comment", "table s.t", "x"),
        ],
        &[],
    ),
    (
        "",
        &[("table", "s.t", "owner=a"), ("column", "s.t.a", "number=1")],
        &[("table", "s.t", "owner=a"), ("column", "s.t.a", "number=1")],
    ),
    ("missing_column", &[("column", "s.t.a", COLUMN)], &[]),
    (
        "column_type_changed",
        &[("column", "s.t.a", COLUMN)],
        &[(
            "column",
            "s.t.a",
            "number=1\ntype=bigint\nnot_null=true\ndefault=1\ncollation=\"C\"\nstorage=p",
        )],
    ),
    // The number moves where a column was dropped; the order does not.
    (
        "",
        &[("column", "s.t.a", "number=3\ntype=integer")],
        &[("column", "s.t.a", "number=2\ntype=integer")],
    ),
    (
        "pk_missing_or_not_valid",
        &[("constraint", "s.t.p", "PRIMARY KEY (a)\nvalidated=true")],
        &[],
    ),
    (
        "fk_missing_or_not_valid",
        &[(
            "constraint",
            "s.t.f",
            "FOREIGN KEY (a) REFERENCES s.u(a)\nvalidated=true",
        )],
        &[(
            "constraint",
            "s.t.f",
            "FOREIGN KEY (a) REFERENCES s.u(a) NOT VALID\nvalidated=false",
        )],
    ),
    (
        "unique_missing_or_not_valid",
        &[("constraint", "s.t.u", "UNIQUE (a)\nvalidated=true")],
        &[],
    ),
    (
        "unique_missing_or_not_valid",
        &[(
            "index",
            "s.i",
            "CREATE UNIQUE INDEX i ON s.t USING btree (a)",
        )],
        &[],
    ),
    (
        "check_missing_or_not_valid",
        &[("constraint", "s.t.c", "CHECK ((a > 0))\nvalidated=true")],
        &[("constraint", "s.t.c", "CHECK ((a > -1))\nvalidated=true")],
    ),
    (
        "untagged_object",
        &[],
        &[("constraint", "s.t.c", "CHECK ((a > 0))\nvalidated=true")],
    ),
    (
        "not_null_dropped",
        &[("column", "s.t.a", "number=1\ntype=integer\nnot_null=true")],
        &[("column", "s.t.a", "number=1\ntype=integer\nnot_null=false")],
    ),
    (
        "not_null_added",
        &[("column", "s.t.a", "number=1\ntype=integer\nnot_null=false")],
        &[("column", "s.t.a", "number=1\ntype=integer\nnot_null=true")],
    ),
    (
        "trigger_missing_or_disabled",
        &[("trigger", "s.t.g", "CREATE TRIGGER g\nenabled=O")],
        &[("trigger", "s.t.g", "CREATE TRIGGER g\nenabled=D")],
    ),
    (
        "trigger_missing_or_disabled",
        &[("trigger", "s.t.g", "CREATE TRIGGER g\nenabled=O")],
        &[],
    ),
    (
        "",
        &[("trigger", "s.t.g", "CREATE TRIGGER g\nenabled=O")],
        &[("trigger", "s.t.g", "CREATE TRIGGER g\nenabled=O")],
    ),
    (
        "function_changed",
        &[("function", "s.f()", "owner=a\nCREATE FUNCTION f() 1")],
        &[("function", "s.f()", "owner=a\nCREATE FUNCTION f() 2")],
    ),
    (
        "view_changed",
        &[("view", "s.v", "owner=a\nquery= SELECT 1\n UNION SELECT 2")],
        &[("view", "s.v", "owner=a\nquery= SELECT 1\n UNION SELECT 3")],
    ),
    (
        "view_security_option_changed",
        &[(
            "view",
            "s.v",
            "owner=a\noption=security_invoker=true\nquery= SELECT 1",
        )],
        &[("view", "s.v", "owner=a\nquery= SELECT 1")],
    ),
    (
        "storage_option",
        &[("table", "s.t", "owner=a\noption=fillfactor=70")],
        &[("table", "s.t", "owner=a")],
    ),
    (
        "rls_or_policy_changed",
        &[("table", "s.t", "owner=a\nrow_security=true forced=false")],
        &[("table", "s.t", "owner=a\nrow_security=false forced=false")],
    ),
    (
        "rls_or_policy_changed",
        &[("policy", "s.t.p", "using=(a = 1)")],
        &[("policy", "s.t.p", "using=true")],
    ),
    (
        "rls_or_policy_changed",
        &[],
        &[("policy", "s.t.KB-1", "using=true")],
    ),
    (
        "owner_changed",
        &[("table", "s.t", "owner=a\ngrant=a=r/a")],
        &[("table", "s.t", "owner=b\ngrant=b=r/b")],
    ),
    (
        "owner_changed",
        &[(
            "table",
            "s.t",
            "owner=\"A \"\"b\"\"\"\ngrant=\"A \"\"b\"\"\"=r/c",
        )],
        &[("table", "s.t", "owner=\"C\"\ngrant=C=r/C")],
    ),
    (
        "owner_changed",
        &[("table", "s.t", "owner=a\ngrant=c=r/a")],
        &[("table", "s.t", "owner=a\ngrant=c=r/b")],
    ),
    (
        "privilege_widened",
        &[("table", "s.t", "owner=a\ngrant=c=r/a")],
        &[("table", "s.t", "owner=a\ngrant=c=rw/a")],
    ),
    (
        "privilege_narrowed",
        &[("table", "s.t", "owner=a\ngrant=c=rw/a")],
        &[("table", "s.t", "owner=a\ngrant=c=r/a")],
    ),
    (
        "privilege_widened",
        &[],
        &[("default privileges", "tables of a", "grant=c=r/a")],
    ),
    (
        "event_trigger_changed",
        &[("event trigger", "e", "owner=a\nenabled=O")],
        &[("event trigger", "e", "owner=a\nenabled=D")],
    ),
    (
        "default_changed",
        &[(
            "column",
            "s.t.a",
            "number=1\ntype=integer\nnot_null=true\ndefault=1",
        )],
        &[(
            "column",
            "s.t.a",
            "number=1\ntype=integer\nnot_null=true\ndefault=2",
        )],
    ),
    (
        "enum_changed",
        &[("enum", "s.e", "owner=a\nlabel=x\nlabel=y")],
        &[("enum", "s.e", "owner=a\nlabel=y\nlabel=x")],
    ),
    (
        "generated_or_identity_changed",
        &[("column", "s.t.a", "number=1\ntype=integer\nidentity=a")],
        &[("column", "s.t.a", "number=1\ntype=integer\nidentity=d")],
    ),
    (
        "extension_version",
        &[("extension", "x", "owner=a\nversion=1.0")],
        &[("extension", "x", "owner=a\nversion=1.1")],
    ),
    (
        "index_missing",
        &[("index", "s.i", "CREATE INDEX i ON s.t USING btree (a)")],
        &[],
    ),
    (
        "extra_index",
        &[],
        &[("index", "s.i", "CREATE INDEX i ON s.t USING btree (a)")],
    ),
    (
        "untagged_object",
        &[],
        &[(
            "index",
            "s.i",
            "CREATE UNIQUE INDEX i ON s.t USING btree (a)",
        )],
    ),
    (
        "collation_changed",
        &[("column", "s.t.a", "number=1\ntype=text\ncollation=\"C\"")],
        &[("column", "s.t.a", "number=1\ntype=text\ncollation=\"de\"")],
    ),
    (
        "untagged_object",
        &[],
        &[("table", "s.t", "owner=a"), ("column", "s.t.a", "number=1")],
    ),
    (
        "extra_tagged_object",
        &[],
        &[
            ("table", "s.t", "owner=a"),
            ("column", "s.t.a", "number=1"),
            ("comment", "table s.t", "made by KB-1"),
        ],
    ),
    (
        "extra_tagged_object",
        &[],
        &[
            ("function", "s.f(a integer)", "owner=a\nx"),
            ("comment", "function s.f(integer)", "KB-1"),
        ],
    ),
    (
        "comment",
        &[("comment", "table s.t", "one")],
        &[("comment", "table s.t", "two")],
    ),
    (
        "statistics_target",
        &[("column", "s.t.a", "number=1\ntype=text\nstatistics=100")],
        &[("column", "s.t.a", "number=1\ntype=text")],
    ),
    // Two columns have changed places.
    (
        "column_order,column_order",
        &[
            ("column", "s.t.a", "number=1"),
            ("column", "s.t.b", "number=2"),
        ],
        &[
            ("column", "s.t.a", "number=2"),
            ("column", "s.t.b", "number=1"),
        ],
    ),
    (
        "unclassified",
        &[("novelty", "n", "x=1")],
        &[("novelty", "n", "x=2")],
    ),
    ("unclassified", &[], &[("novelty", "n", "x=2")]),
    (
        "unclassified",
        &[("table", "s.t", "owner=a\nnovelty=1")],
        &[("table", "s.t", "owner=a")],
    ),
    // A default's text that looks like a property of less weight.
    (
        "unclassified",
        &[("column", "s.t.a", "number=1\ndefault='a'\nstorage=x")],
        &[(
            "column",
            "s.t.a",
            "number=1\ndefault='a\nstatistics=1'\nstorage=x",
        )],
    ),
    // One object, two classes.
    (
        "column_type_changed,default_changed",
        &[("column", "s.t.a", "number=1\ntype=text\ndefault=1")],
        &[("column", "s.t.a", "number=1\ntype=integer\ndefault=2")],
    ),
];

#[test]
fn definitions_fall_into_their_classes() {
    for (expected, production, clone) in DEFINITIONS {
        let comparison = compared(&inventory(production), &clone_of(clone));
        assert_eq!(
            classes(&comparison).join(","),
            *expected,
            "{production:?} {clone:?}"
        );
    }
}

#[test]
fn an_index_that_lies_elsewhere_is_the_same_index() {
    let index = |head: &str, tail: &str| format!("CREATE INDEX {head}\n{INDEX}{tail}");
    let plain = index("i ON s.t USING btree (a)", "");
    for (other, class) in [
        (
            index("i ON s.t USING btree (a)", "\nclustered=s.t"),
            "storage_option",
        ),
        (index("i ON s.t USING btree (b)", ""), "index_missing"),
        (plain.replace("valid=true", "valid=false"), "index_missing"),
        (
            index("i ON s.t USING btree (a)", "\nattached_to=s.j"),
            "index_missing",
        ),
    ] {
        let comparison = compared(
            &inventory(&[("index", "s.i", &plain)]),
            &clone_of(&[("index", "s.i", &other)]),
        );
        assert_eq!(classes(&comparison), [class], "{other}");
    }
}

fn rows(count: u64, organic: bool) -> RowCount {
    RowCount {
        relation: QualifiedName::new("s", "t"),
        organic,
        rows: Part::Observed(count),
    }
}

fn sequence(at: &str, is_called: bool, maximum: Option<&str>) -> SequencePlace {
    SequencePlace {
        sequence: QualifiedName::new("s", "q"),
        position: SequencePosition::Read {
            last_value: at.to_owned(),
            is_called,
        },
        maximum: Part::Observed(maximum.map(str::to_owned)),
    }
}

#[test]
fn numbers_fall_into_their_classes() {
    for (class, was, is, organic) in [
        ("governed_rows_lost", 5, 4, false),
        ("organic_growth", 5, 6, false),
        ("organic_growth", 5, 4, true),
        ("", 5, 5, false),
    ] {
        let (mut production, mut clone) = (inventory(&[]), clone_of(&[]));
        production.rows = vec![rows(was, organic)];
        clone.rows = vec![rows(is, organic)];
        assert_eq!(
            classes(&compared(&production, &clone)).join(","),
            class,
            "{was} {is}"
        );
    }
    for (class, place) in [
        ("sequence_behind_max", sequence("4", true, Some("5"))),
        ("sequence_behind_max", sequence("5", false, Some("5"))),
        ("", sequence("5", true, Some("5"))),
        ("", sequence("1", false, None)),
    ] {
        let (mut production, mut clone) = (inventory(&[]), clone_of(&[]));
        production.sequences = vec![sequence("9", true, Some("9"))];
        clone.sequences = vec![place.clone()];
        assert_eq!(
            classes(&compared(&production, &clone)).join(","),
            class,
            "{place:?}"
        );
        // What production has too is no drift.
        production.sequences = vec![sequence("8", true, Some("9"))];
        assert_eq!(classes(&compared(&production, &clone)).join(","), "");
    }
    let content = |text: &str| Content {
        relation: QualifiedName::new("s", "t"),
        sha256: Part::Observed(Digest::of(text.as_bytes())),
    };
    let (mut production, mut clone) = (inventory(&[]), clone_of(&[]));
    production.reference = vec![content("a")];
    clone.reference = vec![content("a")];
    assert_eq!(classes(&compared(&production, &clone)).join(","), "");
    clone.reference = vec![content("b")];
    assert_eq!(
        classes(&compared(&production, &clone)),
        ["reference_data_changed"]
    );
    for (class, major, version) in [
        ("identity_mismatch", 16, "16.1"),
        ("server_minor", 15, "15.2"),
        ("", 15, "15.1"),
    ] {
        let (production, mut clone) = (inventory(&[]), clone_of(&[]));
        clone.server_major = major;
        clone.server_version = version.to_owned();
        assert_eq!(classes(&compared(&production, &clone)).join(","), class);
    }
}

#[test]
fn every_class_has_its_test() {
    let numbers = [
        "identity_mismatch",
        "governed_rows_lost",
        "sequence_behind_max",
        "reference_data_changed",
        "organic_growth",
        "server_minor",
    ];
    let tested: BTreeSet<&str> = DEFINITIONS
        .iter()
        .flat_map(|(classes, ..)| classes.split(','))
        .chain(numbers)
        .collect();
    for listed in listed_classes() {
        assert!(
            tested.contains(listed.class),
            "{} has no test",
            listed.class
        );
    }
}

#[test]
fn what_cannot_be_seen_is_never_safe() {
    let (mut production, mut clone) = (inventory(&[]), clone_of(&[]));
    production.rows = vec![rows(5, false)];
    clone.rows = vec![RowCount {
        rows: Part::Failed(Failure::blind("no SELECT", "GRANT SELECT")),
        ..rows(5, false)
    }];
    let comparison = compared(&production, &clone);
    assert_eq!(comparison.verdict, Decision::Indeterminate);
    assert!(comparison.not_compared[0].contains("GRANT SELECT"));
    assert_eq!(
        comparison.line(),
        "0 (first comparison, 0 critical); 1 not compared"
    );

    clone.scope.governed = vec!["other.*".to_owned()];
    assert_eq!(
        compared(&production, &clone).verdict,
        Decision::Indeterminate
    );

    let blind = inventory(&[("table", "s.t", "owner=a")]);
    assert_eq!(
        compared(&blind, &clone).verdict,
        Decision::Unsafe,
        "known bad is known"
    );
}

#[test]
fn what_is_new_and_what_is_resolved_is_told_by_id() {
    let production = inventory(&[
        ("index", "s.a", "CREATE INDEX a ON s.t USING btree (a)"),
        ("index", "s.b", "CREATE INDEX b ON s.t USING btree (a)"),
        ("comment", "table s.t", "one"),
    ]);
    let first = compared(&production, &clone_of(&[]));
    assert_eq!(first.line(), "3 (first comparison, 0 critical)");
    assert_eq!(first.verdict, Decision::Safe);
    let again = compared(&production, &clone_of(&[]));
    assert_eq!(first.drifts, again.drifts, "ids and order are stable");

    let mended = clone_of(&[
        ("index", "s.a", "CREATE INDEX a ON s.t USING btree (a)"),
        ("table", "s.u", "owner=a"),
    ]);
    let second = compare(&production, &mended, &policy(), Some(&first)).expect("serializes");
    assert_eq!(second.line(), "3→3 (resolved 1, new 1, 0 critical)");
    let read = Comparison::from_json(&serde_json::to_string(&second).expect("serializes"));
    assert_eq!(read.expect("reads"), second);

    // Asked again, a critical drift is not new any more, and UNSAFE as before.
    let worse = inventory(&[("table", "s.t", "owner=a")]);
    let first = compared(&worse, &clone_of(&[]));
    let again = compare(&worse, &clone_of(&[]), &policy(), Some(&first)).expect("serializes");
    assert_eq!(again.line(), "1→1 (resolved 0, new 0, 1 critical)");
    assert_eq!(again.verdict, Decision::Unsafe);
}

#[test]
fn what_is_excluded_is_counted() {
    let production = inventory(&[("table", "s.t", "owner=a"), ("comment", "table s.u", "one")]);
    let policy = Policy::new(&["missing_relation table s.*".to_owned()], None).expect("a glob");
    let comparison = compare(&production, &clone_of(&[]), &policy, None).expect("serializes");
    assert_eq!(classes(&comparison), ["comment"]);
    assert_eq!(
        comparison.line(),
        "1 (first comparison, 0 critical); 1 excluded, 1 of them critical"
    );
    assert_eq!(comparison.verdict, Decision::Safe);
}

#[test]
fn reports_are_in_order_and_hold_what_names_hold() {
    let production = inventory(&[
        ("comment", "table s.t", "one"),
        ("table", "s.b|`x", "owner=a"),
        ("table", "s.a", "owner=a"),
        ("column", "s.t.a", "number=1\ntype=text\nnot_null=true"),
    ]);
    let clone = clone_of(&[("column", "s.t.a", "number=1\ntype=text\nnot_null=false")]);
    let comparison = compared(&production, &clone);
    let order: Vec<(&str, &str)> = comparison
        .drifts
        .iter()
        .map(|drift| (drift.class.as_str(), drift.name.as_str()))
        .collect();
    assert_eq!(
        order,
        [
            ("missing_relation", "s.a"),
            ("missing_relation", "s.b|`x"),
            ("not_null_dropped", "s.t.a"),
            ("comment", "table s.t"),
        ]
    );
    assert_eq!(comparison.drifts[3].severity, Severity::Minor);
    let report = markdown(&comparison);
    assert!(
        report.contains("| critical | missing_relation | table | s.b\\|\\`x |"),
        "{report}"
    );
    assert!(
        report.contains("    -not_null=true\n    +not_null=false"),
        "{report}"
    );
}
