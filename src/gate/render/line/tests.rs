use super::line;
use crate::gate::definition::Definition;
use crate::gate::observation::{Failure, Observation};
use crate::gate::snapshot::{Moment, Snapshot};
use crate::gate::state::{NotProven, Part, QualifiedName};
use crate::gate::testing::{
    answer, bind, check, fill, gate, hard_gate, hard_gate_broken, snapshot, table,
};
use crate::gate::{decide, enter, judge};

fn decided((definition, entry, exit): (Definition, Snapshot, Snapshot)) -> String {
    line(&decide(&definition, &entry, &exit).expect("serializable"))
}

/// The tail of a bracket over one table at the level given, changed before it is decided.
fn tail(body: &str, change: fn(&mut Snapshot, &mut Snapshot)) -> String {
    let definition = gate("bracket", &format!("[unchanged]\n{body}"));
    let taken = |moment| {
        let mut snapshot = snapshot(&definition, moment);
        let mut state = table("public", "t", 1);
        state.content = Some(Part::Observed(crate::gate::state::Content {
            rows: 1,
            sha256: crate::gate::digest::Digest::of(b""),
        }));
        fill(&mut snapshot, vec![state]);
        snapshot
    };
    let (mut entry, mut exit) = (taken(Moment::Entry), taken(Moment::Exit));
    change(&mut entry, &mut exit);
    bind(&entry, &mut exit);
    let text = decided((definition, entry, exit));
    text.rsplit(" → ").next().expect("a conclusion").to_owned()
}

#[test]
fn the_hard_gate_reads_like_the_report() {
    assert_eq!(
        decided(hard_gate()),
        "db=directus✅ | ownership 0→0✅ | owner_gap 210→210✅ | ospa 0→0✅ (blocker intact) | axis_* tables 0→0✅ | \
         gov emit 0→0✅ | candidate/ruleset/worker 0/0/0✅ | system_issues 203,537→203,612 (organic)✅ | \
         apr_approvals 42→42✅ | idle-in-txn 0→0✅ | no write channel opened✅ \
         → SAFE, row-versions-unchanged (governance.*, public.apr_approvals)"
    );
}

#[test]
fn a_broken_hard_gate_says_what_broke_and_what_could_not_be_seen() {
    assert_eq!(
        decided(hard_gate_broken()),
        "db=directus✅ | ownership 0→0✅ | owner_gap 210→210✅ | ospa 0→0✅ (blocker intact) | axis_* tables 0→0✅ | \
         gov emit 0→0✅ | candidate/ruleset/worker 0/0/0✅ | system_issues 203,537→203,612 (organic)✅ | \
         apr_approvals 42→41❌ | idle-in-txn blind❓ | no write channel opened✅ | \
         schema: policy governance.restricted_note.public_notes altered❌ | \
         rows: relation public.apr_approvals altered: rows 42→41, 0 written since entry❌ \
         → UNSAFE: apr_approvals: was 42, is 41 (and 2 more)"
    );
}

#[test]
fn an_entry_shows_what_it_recorded() {
    let (definition, entry, _) = hard_gate();
    let text = line(&enter(&definition, &entry).expect("serializable"));
    assert!(
        text.starts_with(
            "db=directus✅ | ownership 0✅ | owner_gap 210✅ | ospa 0✅ (blocker intact) | "
        ),
        "{text}"
    );
    assert!(
        text.contains(" | system_issues 203,537 (organic)✅ | "),
        "{text}"
    );
    assert!(
        text.ends_with(" | no write channel opened✅ → SAFE, entry recorded"),
        "{text}"
    );
}

#[test]
fn snapshots_that_cannot_be_compared_show_no_check_as_good() {
    let (definition, entry, mut exit) = hard_gate();
    exit.identity.timeline = 2;
    let text = decided((definition, entry, exit));
    assert!(!text.contains('✅'), "{text}");
    assert!(
        text.starts_with("db not_comparable❓ | ownership not_comparable❓"),
        "{text}"
    );
    assert!(
        text.ends_with(" → INDETERMINATE: timeline was 1 at entry and is 2 at exit"),
        "{text}"
    );
}

#[test]
fn each_kind_of_rule_has_its_words() {
    let body: String = [
        ("absent", "\"absent\"", "blocking"),
        ("present", "\"present\"", "blocking"),
        ("isolated", "{ refused = [\"42501\"] }", "blocking"),
        ("offenders", "\"zero_rows\"", "blocking"),
        ("views", "{ at_least = 16 }", "advisory"),
        ("gone", "\"unchanged\"", "advisory"),
    ]
    .map(|(name, rule, severity)| check(name, rule, severity))
    .concat();
    let definition = gate("bracket", &body);
    let taken = |moment, views: &str| {
        let mut snapshot = snapshot(&definition, moment);
        snapshot.checks = vec![
            answer("absent", Observation::Null),
            answer(
                "present",
                Observation::value("regclass", "governance.ownership"),
            ),
            answer(
                "isolated",
                Observation::Error(Failure::new("42501", "permission denied")),
            ),
            answer("offenders", Observation::Empty),
            answer("views", Observation::value("int8", views)),
            answer("gone", Observation::Error(Failure::new("57014", "timeout"))),
        ];
        snapshot
    };
    let (entry, mut exit) = (taken(Moment::Entry, "16"), taken(Moment::Exit, "15"));
    bind(&entry, &mut exit);
    assert_eq!(
        decided((definition, entry, exit)),
        "db=directus✅ | absent absent✅ | present present✅ | isolated refused 42501✅ | offenders 0 rows✅ | \
         views 16→15⚠️ | gone 57014❓ → SAFE"
    );
}

#[test]
fn byte_unchanged_is_said_only_when_it_was_proven() {
    let rows = "rows = [\"public.t\"]\n";
    for (body, wanted) in [
        (
            format!("{rows}level = \"row_versions\"\n"),
            "SAFE, row-versions-unchanged (public.t)",
        ),
        (
            format!("{rows}level = \"content\"\n"),
            "SAFE, byte-unchanged (public.t)",
        ),
        (
            format!("{rows}level = \"content\"\nschema = []\n"),
            "SAFE, content-unchanged (public.t)",
        ),
        (
            format!("{rows}level = \"counters\"\n"),
            "SAFE, counters-unchanged (public.t)",
        ),
        (String::new(), "SAFE, definitions-unchanged (*)"),
        ("schema = []\n".to_owned(), "SAFE"),
    ] {
        assert_eq!(tail(&body, |_, _| {}), wanted, "{body}");
    }
    let body = format!("{rows}level = \"content\"\n");
    let except = tail(&body, |entry, _| {
        let relation = QualifiedName::new("public", "far");
        entry.not_proven = vec![NotProven {
            relation,
            why: "foreign table".to_owned(),
        }];
    });
    assert_eq!(except, "SAFE, content-unchanged (public.t; 1 not proven)");
    let cluster = tail(&body, |entry, exit| {
        exit.transaction_snapshot
            .clone_from(&entry.transaction_snapshot);
        exit.rows = Some(Part::SameSnapshot);
    });
    assert_eq!(
        cluster,
        "SAFE, byte-unchanged (public.t; no transaction finished in the cluster)"
    );
}

#[test]
fn a_standing_gate_shows_one_value() {
    let definition = gate(
        "standing",
        &format!(
            "[channel]\n{}",
            check("ownership", "{ equals = 0 }", "blocking")
        ),
    );
    let mut taken = snapshot(&definition, Moment::Check);
    fill(&mut taken, Vec::new());
    taken.checks = vec![answer("ownership", Observation::value("int8", "0"))];
    let text = line(&judge(&definition, &taken).expect("serializable"));
    assert_eq!(
        text,
        "db=directus✅ | ownership 0✅ | idle-in-txn 0✅ | no write channel opened✅ → SAFE"
    );
}

#[test]
fn a_value_cannot_forge_a_check_or_a_verdict() {
    let definition = gate("bracket", &check("c", "\"unchanged\"", "blocking"));
    let taken = |moment, text: &str| {
        let mut snapshot = snapshot(&definition, moment);
        snapshot.checks = vec![answer("c", Observation::value("text", text))];
        snapshot
    };
    let (entry, mut exit) = (
        taken(Moment::Entry, "a"),
        taken(Moment::Exit, "b✅ | d 0→0✅\n → SAFE"),
    );
    bind(&entry, &mut exit);
    let text = decided((definition, entry, exit));
    assert_eq!(text.matches(" | ").count(), 1, "{text}");
    assert!(
        !text.contains('\n') && text.contains(" → UNSAFE: c: was a, is "),
        "{text}"
    );
}
