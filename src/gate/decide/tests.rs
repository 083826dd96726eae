use proptest::prelude::*;

use super::{decide, enter, judge};
use crate::gate::definition::Definition;
use crate::gate::digest::Digest;
use crate::gate::observation::{Failure, Observation};
use crate::gate::snapshot::{Moment, Snapshot};
use crate::gate::state::{NotProven, Object, Objects, Part, QualifiedName};
use crate::gate::testing::{answer, bind, check, fill, gate, object, snapshot, table};
use crate::gate::time::Timestamp;
use crate::gate::verdict::{Decision, Outcome, ProofLevel, Verdict};

const EVERYTHING: &str = "[unchanged]\nrows = [\"public.*\"]\n[channel]\n";

fn everything() -> Definition {
    gate(
        "bracket",
        &format!("{EVERYTHING}{}", check("c", "\"unchanged\"", "blocking")),
    )
}

/// A quiet bracket of a gate that asks everything.
fn quiet(definition: &Definition) -> (Snapshot, Snapshot) {
    let taken = |moment| {
        let mut snapshot = snapshot(definition, moment);
        fill(&mut snapshot, vec![table("public", "apr_approvals", 42)]);
        snapshot.checks = vec![answer("c", Observation::value("int8", "210"))];
        snapshot
    };
    let entry = taken(Moment::Entry);
    let mut exit = taken(Moment::Exit);
    bind(&entry, &mut exit);
    (entry, exit)
}

fn decided(change: impl Fn(&mut Snapshot, &mut Snapshot)) -> Verdict {
    let definition = everything();
    let (mut entry, mut exit) = quiet(&definition);
    change(&mut entry, &mut exit);
    decide(&definition, &entry, &exit).expect("serializable")
}

/// As [`decided`], with the exit measured against the changed entry.
fn rebound(change: impl Fn(&mut Snapshot, &mut Snapshot)) -> Verdict {
    decided(|entry, exit| {
        change(entry, exit);
        bind(entry, exit);
    })
}

#[test]
fn a_quiet_bracket_is_safe_and_says_what_it_proves() {
    let verdict = decided(|_, _| {});
    assert_eq!(
        (verdict.decision, verdict.reason.as_str()),
        (Decision::Safe, "")
    );
    assert_eq!(verdict.counts.passed, 9);
    assert_eq!(verdict.proof.level, ProofLevel::RowVersions);
    assert_eq!(verdict.proof.scope, ["public.*"]);
    assert!(verdict.proof.byte_unchanged);
    assert_eq!(
        verdict.proof.not_proven,
        ["rows outside scope", "sequences outside scope"]
    );
    let definition = everything();
    let (entry, _) = quiet(&definition);
    assert!(
        enter(&definition, &entry)
            .expect("serializable")
            .is_usable_entry()
    );
}

#[test]
fn snapshots_that_cannot_be_compared_are_indeterminate_with_the_reason() {
    type Change = fn(&mut Snapshot, &mut Snapshot);
    let cases: [(&str, Change); 17] = [
        ("other_server", |_, exit| {
            exit.identity.system_identifier = "1".to_owned()
        }),
        ("other_database", |_, exit| {
            exit.identity.database = "workflow".to_owned()
        }),
        ("other_database", |_, exit| {
            exit.identity.current_database = "other".to_owned()
        }),
        ("other_database", |_, exit| exit.identity.database_oid = 1),
        ("other_role", |_, exit| {
            exit.identity.role = "other".to_owned()
        }),
        ("other_timeline", |_, exit| exit.identity.timeline = 2),
        ("other_major", |_, exit| exit.identity.server_major = 16),
        ("failover", |_, exit| exit.identity.in_recovery = true),
        ("gate_changed", |_, exit| {
            exit.identity.gate_digest = Digest::of(b"other")
        }),
        ("gate_changed", |entry, _| {
            entry.identity.gate_digest = Digest::of(b"other")
        }),
        ("role_can_write", |_, exit| {
            exit.identity.role_can_write = true
        }),
        ("role_can_write", |entry, _| {
            entry.identity.role_can_write = true
        }),
        ("entry_expired", |entry, exit| {
            exit.taken_at =
                Timestamp::from_unix_milliseconds(entry.taken_at.unix_milliseconds() + 3_600_001);
        }),
        ("clock", |entry, exit| {
            exit.taken_at =
                Timestamp::from_unix_milliseconds(entry.taken_at.unix_milliseconds() - 1);
        }),
        ("moment", |entry, _| entry.moment = Moment::Exit),
        ("unplanned_check", |_, exit| {
            exit.checks.push(answer("d", Observation::Null))
        }),
        ("unplanned_check", |_, exit| {
            exit.checks.push(answer("c", Observation::Null))
        }),
    ];
    for (code, change) in cases {
        let verdict = rebound(change);
        assert_eq!(verdict.decision, Decision::Indeterminate, "{code}");
        assert_eq!(verdict.mismatches[0].code, code);
        assert_eq!(verdict.reason, verdict.mismatches[0].message);
        assert_eq!(verdict.counts.errored, verdict.counts.planned, "{code}");
        assert_eq!(verdict.proof.level, ProofLevel::None);
    }
    for verdict in [
        decided(|_, exit| exit.compared_with = None),
        decided(|entry, _| entry.duration_ms += 1),
    ] {
        assert_eq!(verdict.decision, Decision::Indeterminate);
        assert_eq!(verdict.mismatches[0].code, "other_entry");
    }
    let definition = gate(
        "bracket",
        &format!(
            "database = \"workflow\"\n{EVERYTHING}{}",
            check("c", "\"unchanged\"", "blocking")
        ),
    );
    let (entry, exit) = quiet(&definition);
    let verdict = decide(&definition, &entry, &exit).expect("serializable");
    assert_eq!(
        verdict.reason,
        "the gate is for database workflow, the snapshot is of directus"
    );
}

#[test]
fn an_entry_is_good_to_the_last_millisecond() {
    let verdict = rebound(|entry, exit| {
        exit.taken_at =
            Timestamp::from_unix_milliseconds(entry.taken_at.unix_milliseconds() + 3_600_000);
    });
    assert_eq!(verdict.decision, Decision::Safe);
}

#[test]
fn a_change_is_unsafe_and_named() {
    let object = |definition: &str| {
        let object = Object {
            kind: "policy".to_owned(),
            name: "public.t.p".to_owned(),
            definition: definition.to_owned(),
        };
        Some(Part::Observed(Objects::from(vec![object])))
    };
    let verdict = rebound(|entry, exit| {
        entry.schema = object("using=(true)");
        exit.schema = object("using=(false)");
    });
    assert_eq!(
        (verdict.decision, verdict.reason.as_str()),
        (Decision::Unsafe, "schema: policy public.t.p altered")
    );
    assert!(verdict.checks.iter().any(|check| {
        check
            .differences
            .iter()
            .any(|one| one.detail.contains("-using=(true)"))
    }));
    let verdict = decided(|_, exit| exit.checks[0].observation = Observation::value("int8", "209"));
    assert_eq!(verdict.reason, "c: was 210, is 209");
    let verdict = decided(|_, exit| {
        exit.rows = Some(Part::Observed(vec![table("public", "apr_approvals", 41)]))
    });
    assert_eq!(
        verdict.reason,
        "rows: relation public.apr_approvals altered: rows 42→41, 0 written since entry"
    );
}

#[test]
fn fewer_answers_than_planned_are_indeterminate() {
    type Drop = fn(&mut Snapshot);
    let drops: [(&str, Drop); 7] = [
        ("c", |snapshot| snapshot.checks.clear()),
        ("schema", |snapshot| snapshot.schema = None),
        ("rows", |snapshot| snapshot.rows = None),
        ("sequences", |snapshot| snapshot.sequences = None),
        ("roles", |snapshot| snapshot.roles = None),
        ("large objects", |snapshot| snapshot.large_objects = None),
        ("idle-in-txn", |snapshot| snapshot.channel = None),
    ];
    for (name, drop) in drops {
        for verdict in [
            rebound(|_, exit| drop(exit)),
            rebound(|entry, _| drop(entry)),
        ] {
            assert_eq!(verdict.decision, Decision::Indeterminate, "{name}");
            assert!(verdict.reason.starts_with(name), "{}", verdict.reason);
        }
        let definition = everything();
        let (mut entry, _) = quiet(&definition);
        drop(&mut entry);
        assert!(
            !enter(&definition, &entry)
                .expect("serializable")
                .is_usable_entry(),
            "{name}"
        );
    }
}

#[test]
fn a_gate_in_which_nothing_blocking_was_asked_is_indeterminate() {
    let mut definition = gate("bracket", "[channel]\n");
    definition.channel = None;
    let entry = snapshot(&definition, Moment::Entry);
    let mut exit = snapshot(&definition, Moment::Exit);
    bind(&entry, &mut exit);
    let verdict = decide(&definition, &entry, &exit).expect("serializable");
    assert_eq!(
        (verdict.decision, verdict.reason.as_str()),
        (Decision::Indeterminate, "no blocking check was asked")
    );
}

#[test]
fn the_same_transaction_snapshot_proves_the_cluster_but_not_after_a_restart_nor_on_a_standby() {
    let same = |change: fn(&mut Snapshot, &mut Snapshot)| {
        rebound(|entry, exit| {
            exit.transaction_snapshot
                .clone_from(&entry.transaction_snapshot);
            exit.rows = Some(Part::SameSnapshot);
            exit.schema = Some(Part::SameSnapshot);
            change(entry, exit);
        })
    };
    let verdict = same(|_, _| {});
    assert_eq!(
        (verdict.decision, verdict.proof.level),
        (Decision::Safe, ProofLevel::Cluster)
    );
    assert!(verdict.proof.byte_unchanged);
    let restarted = same(|_, exit| exit.identity.server_started = "later".to_owned());
    assert_eq!(restarted.decision, Decision::Indeterminate);
    let standby = same(|entry, exit| {
        entry.identity.in_recovery = true;
        exit.identity.in_recovery = true;
    });
    assert_eq!(standby.decision, Decision::Indeterminate);
    let moved = same(|_, exit| exit.transaction_snapshot = "766:770:".to_owned());
    assert_eq!(moved.decision, Decision::Indeterminate);
    let sequences = same(|_, exit| exit.sequences = Some(Part::SameSnapshot));
    assert_eq!(
        (sequences.decision, sequences.proof.level),
        (Decision::Indeterminate, ProofLevel::None)
    );
}

#[test]
fn a_standby_says_what_it_may_not_have_replayed() {
    for (body, sequences) in [("", true), ("sequences = false\n", false)] {
        let checks = check("c", "\"unchanged\"", "blocking");
        let body = format!("[unchanged]\nrows = [\"public.*\"]\n{body}{checks}");
        let definition = gate("bracket", &body);
        let told = |standby: bool| {
            let (mut entry, mut exit) = quiet(&definition);
            entry.identity.in_recovery = standby;
            exit.identity.in_recovery = standby;
            bind(&entry, &mut exit);
            let verdict = decide(&definition, &entry, &exit).expect("serializable");
            assert_eq!(verdict.decision, Decision::Safe, "{}", verdict.reason);
            verdict.proof.not_proven.join("\n")
        };
        let primary = told(false);
        assert!(!primary.contains("standby"), "{primary}");
        let standby = told(true);
        assert!(standby.contains("had not replayed"), "{standby}");
        assert_eq!(standby.contains("32 values"), sequences, "{standby}");
    }
}

#[test]
fn a_gate_that_leaves_roles_out_says_what_else_it_does_not_see() {
    let body = "[unchanged]\nrows = [\"public.*\"]\nroles = false\n";
    let checks = check("c", "\"unchanged\"", "blocking");
    let definition = gate("bracket", &format!("{body}{checks}"));
    let (entry, mut exit) = quiet(&definition);
    bind(&entry, &mut exit);
    let verdict = decide(&definition, &entry, &exit).expect("serializable");
    assert_eq!(verdict.decision, Decision::Safe, "{}", verdict.reason);
    let told = verdict.proof.not_proven.join("\n");
    for unseen in [
        "roles, settings",
        "extensions",
        "publications",
        "PostgreSQL's own objects: the gate does not ask",
    ] {
        assert!(told.contains(unseen), "{unseen}: {told}");
    }
}

#[test]
fn byte_unchanged_needs_definitions_and_the_whole_scope() {
    let with = |body: &str, change: fn(&mut Snapshot)| {
        let definition = gate(
            "bracket",
            &format!("{body}{}", check("c", "\"unchanged\"", "blocking")),
        );
        let (mut entry, mut exit) = quiet(&definition);
        change(&mut entry);
        change(&mut exit);
        bind(&entry, &mut exit);
        decide(&definition, &entry, &exit).expect("serializable")
    };
    let rows = "rows = [\"public.*\"]\n";
    for (body, level, byte_unchanged) in [
        ("schema = [\"*\"]\n", ProofLevel::RowVersions, true),
        ("schema = [\"pub*\"]\n", ProofLevel::RowVersions, true),
        (
            "schema = [\"governance\"]\n",
            ProofLevel::RowVersions,
            false,
        ),
        ("schema = []\n", ProofLevel::RowVersions, false),
        ("level = \"counters\"\n", ProofLevel::Counters, false),
    ] {
        let verdict = with(&format!("[unchanged]\n{rows}{body}"), |snapshot| {
            let schemas = ["governance", "public"].map(|name| object("schema", name, "owner=a"));
            snapshot.schema = Some(Part::Observed(schemas.to_vec().into()));
        });
        assert_eq!(
            verdict.decision,
            Decision::Safe,
            "{body} {}",
            verdict.reason
        );
        assert_eq!(
            (verdict.proof.level, verdict.proof.byte_unchanged),
            (level, byte_unchanged),
            "{body}"
        );
        // No time bounds what a busy session has not reported.
        let told = verdict.proof.not_proven.iter();
        let mut told = told.filter(|told| told.contains("had not counted yet"));
        let counted = told.next().map(|told| told.contains("stays busy"));
        assert_eq!(counted, (level == ProofLevel::Counters).then_some(true));
    }
    let verdict = with(&format!("[unchanged]\n{rows}"), |snapshot| {
        let relation = QualifiedName::new("public", "far");
        snapshot.not_proven = vec![NotProven {
            relation,
            why: "foreign table".to_owned(),
        }];
    });
    assert_eq!(
        (verdict.decision, verdict.proof.byte_unchanged),
        (Decision::Safe, false)
    );
    assert_eq!(verdict.proof.except, ["public.far"]);
    assert_eq!(verdict.proof.not_proven[0], "public.far: foreign table");
    let failed =
        decided(|_, exit| exit.schema = Some(Part::Failed(Failure::new("57014", "too slow"))));
    assert_eq!(
        (failed.proof.level, failed.proof.byte_unchanged),
        (ProofLevel::RowVersions, false)
    );
}

#[test]
fn what_decides_nothing_is_still_said() {
    let verdict = decided(|_, exit| {
        exit.identity.stats_reset = Some("2026-06-03".to_owned());
        exit.identity.server_version = "15.19".to_owned();
    });
    assert_eq!(verdict.decision, Decision::Safe);
    assert_eq!(verdict.warnings.len(), 2);
    let definition = gate(
        "bracket",
        &format!("{EVERYTHING}{}", check("c", "\"unchanged\"", "advisory")),
    );
    let (entry, mut exit) = quiet(&definition);
    exit.checks[0].observation = Observation::value("int8", "9");
    let verdict = decide(&definition, &entry, &exit).expect("serializable");
    assert_eq!(
        (verdict.decision, verdict.warnings),
        (
            Decision::Safe,
            vec!["advisory check c: was 210, is 9".to_owned()]
        )
    );
}

#[test]
fn a_standing_gate_is_judged_once() {
    let definition = gate("standing", "[channel]\n");
    let mut taken = snapshot(&definition, Moment::Check);
    fill(&mut taken, Vec::new());
    let verdict = judge(&definition, &taken).expect("serializable");
    assert_eq!((verdict.decision, verdict.entry), (Decision::Safe, None));
    if let Some(channel) = &mut taken.channel {
        channel.idle_in_transaction = Part::Observed(1);
    }
    let verdict = judge(&definition, &taken).expect("serializable");
    assert_eq!(
        verdict.reason,
        "idle-in-txn: 1 sessions idle in transaction, 0 allowed"
    );
    let bracket = enter(&definition, &snapshot(&definition, Moment::Entry)).expect("serializable");
    assert_eq!(bracket.mismatches[0].code, "gate_kind");
}

#[test]
fn a_snapshot_survives_its_bytes_and_no_other_bytes_are_taken_for_it() {
    let (entry, _) = quiet(&everything());
    let bytes = entry.to_bytes().expect("serializable");
    assert_eq!(Snapshot::from_bytes(&bytes).expect("canonical"), entry);
    let text = String::from_utf8(bytes).expect("JSON");
    for changed in [
        format!("{text} "),
        text.replace("\"not_proven\"", "\"other\""),
        text.replace("snapshot/1", "snapshot/2"),
    ] {
        assert!(
            Snapshot::from_bytes(changed.as_bytes()).is_err(),
            "{changed}"
        );
    }
}

/// An observation for one check of the gate below.
fn observation() -> impl Strategy<Value = Observation> {
    prop_oneof![
        4 => Just(Observation::value("int8", "5")),
        1 => Just(Observation::value("int8", "7")),
        1 => Just(Observation::Null),
        1 => Just(Observation::Empty),
        1 => Just(Observation::NotRun),
        1 => Just(Observation::Truncated { cap: 500 }),
        1 => Just(Observation::Error(Failure::new("57014", "timeout"))),
    ]
}

const RULES: [&str; 8] = [
    "\"unchanged\"",
    "{ equals = 5 }",
    "{ at_least = 6 }",
    "{ organic = { direction = \"up\", max_delta = 1 } }",
    "\"set_unchanged\"",
    "\"zero_rows\"",
    "\"absent\"",
    "{ refused = [\"42501\"] }",
];

proptest! {
    /// Taking answers away, and putting errors in their place, never makes a verdict SAFE.
    #[test]
    fn errors_never_make_it_safe(
        entries in prop::collection::vec(observation(), RULES.len()),
        exits in prop::collection::vec(observation(), RULES.len()),
        advisory in prop::collection::vec(any::<bool>(), RULES.len()),
        errors in prop::collection::vec(any::<(bool, bool)>(), RULES.len()),
        parts in any::<[bool; 6]>(),
        missing in any::<bool>(),
        fewer in any::<bool>(),
    ) {
        let checks: String = RULES.iter().zip(&advisory).enumerate()
            .map(|(index, (rule, advisory))| check(&format!("c{index}"), rule, if *advisory { "advisory" } else { "blocking" }))
            .collect();
        let definition = gate("bracket", &format!("{EVERYTHING}{checks}"));
        let taken = |moment, observations: &[Observation], rows| {
            let mut snapshot = snapshot(&definition, moment);
            fill(&mut snapshot, vec![table("public", "t", rows)]);
            snapshot.checks = observations.iter().enumerate().map(|(index, one)| answer(&format!("c{index}"), one.clone())).collect();
            snapshot
        };
        let (mut entry, mut exit) = (taken(Moment::Entry, &entries, 9), taken(Moment::Exit, &exits, if fewer { 8 } else { 9 }));
        bind(&entry, &mut exit);
        let before = decide(&definition, &entry, &exit).expect("serializable");

        let failure = Failure::new("57014", "timeout");
        for (index, (at_entry, at_exit)) in errors.iter().enumerate() {
            for (snapshot, fails) in [(&mut entry, at_entry), (&mut exit, at_exit)] {
                if *fails {
                    snapshot.checks[index].observation = Observation::Error(failure.clone());
                }
            }
        }
        let lost = |lost: bool| lost && missing;
        if parts[0] { exit.schema = if lost(true) { None } else { Some(Part::Failed(failure.clone())) }; }
        if parts[1] { exit.rows = if lost(true) { None } else { Some(Part::Failed(failure.clone())) }; }
        if parts[2] { exit.rows = Some(Part::SameSnapshot); }
        if parts[3] { exit.sequences = if lost(true) { None } else { Some(Part::Failed(failure.clone())) }; }
        if parts[4] { exit.channel = None; }
        if parts[5] { exit.large_objects = Some(Part::Failed(failure)); }
        bind(&entry, &mut exit);
        let after = decide(&definition, &entry, &exit).expect("serializable");

        prop_assert!(before.decision == Decision::Safe || after.decision != Decision::Safe);
        let blocking_error = after.checks.iter().any(|check| {
            check.outcome == Outcome::Error && check.severity == crate::gate::definition::Severity::Blocking
        });
        prop_assert!(!blocking_error || after.decision != Decision::Safe);
        prop_assert!(parts == [false; 6] || after.decision != Decision::Safe);
    }
}
