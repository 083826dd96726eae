use super::{Comparison, Rows, rows};
use crate::gate::definition::{Definition, Unchanged};
use crate::gate::digest::Digest;
use crate::gate::judgement::Judgement;
use crate::gate::observation::Failure;
use crate::gate::snapshot::{Moment, Snapshot};
use crate::gate::state::{Content, NotProven, Part, QualifiedName, RelationState, RowVersions};
use crate::gate::testing::{fill, gate, snapshot, table};
use crate::gate::verdict::Outcome;

fn definition(patterns: &str) -> Definition {
    gate("bracket", &format!("[unchanged]\nrows = {patterns}\n"))
}

fn unchanged(definition: &Definition) -> &Unchanged {
    definition.unchanged.as_ref().expect("given")
}

fn taken(definition: &Definition, moment: Moment, tables: Vec<RelationState>) -> Snapshot {
    let mut snapshot = snapshot(definition, moment);
    fill(&mut snapshot, tables);
    snapshot
}

fn judged(definition: &Definition, entry: &Snapshot, exit: &Snapshot, same_snapshot: bool) -> Rows {
    rows(
        unchanged(definition),
        Comparison {
            has_exit: true,
            same_snapshot,
        },
        entry,
        Some(exit),
    )
}

fn bracket(patterns: &str, entry: Vec<RelationState>, exit: Vec<RelationState>) -> Judgement {
    let definition = definition(patterns);
    let (entry, exit) = (
        taken(&definition, Moment::Entry, entry),
        taken(&definition, Moment::Exit, exit),
    );
    judged(&definition, &entry, &exit, false).judgement
}

fn with_fewer(mut state: RelationState) -> RelationState {
    if let Some(Part::Observed(RowVersions { count, .. })) = &mut state.row_versions {
        *count -= 1;
    }
    state
}

#[test]
fn the_relation_that_changed_is_named() {
    let (a, b) = (table("public", "a", 5), table("public", "b", 5));
    let judgement = bracket(
        "[\"public.*\"]",
        vec![a.clone(), b.clone()],
        vec![a.clone(), with_fewer(b.clone())],
    );
    assert_eq!(judgement.outcome, Outcome::Fail);
    assert_eq!(
        judgement.message,
        "relation public.b altered: rows 5→4, 0 written since entry"
    );
    let judgement = bracket(
        "[\"public.*\"]",
        vec![a.clone(), b.clone()],
        vec![a.clone()],
    );
    assert_eq!(
        judgement.message,
        "relation public.b removed: the relation is gone"
    );
    let judgement = bracket("[\"public.*\"]", vec![a.clone()], vec![a, b]);
    assert_eq!(
        judgement.message,
        "relation public.b added: the relation is new"
    );
}

#[test]
fn another_relation_under_the_same_name_is_a_change() {
    let (a, b) = (table("public", "a", 5), table("public", "b", 5));
    let mut exchanged = a.clone();
    exchanged.oid = Some(16_391);
    let judgement = bracket(
        "[\"public.*\"]",
        vec![a.clone(), b.clone()],
        vec![exchanged, b],
    );
    assert_eq!(
        (judgement.outcome, judgement.message.as_str()),
        (
            Outcome::Fail,
            "relation public.a altered: another relation stands under its name"
        )
    );
    let mut unknown = a.clone();
    unknown.oid = None;
    assert_eq!(
        bracket("[\"public.*\"]", vec![a], vec![unknown]).outcome,
        Outcome::Pass,
        "what was not asked is not known to differ"
    );
}

#[test]
fn what_is_known_to_have_changed_beats_what_is_not_known() {
    let (a, b) = (table("public", "a", 5), table("public", "b", 5));
    let mut blind = a.clone();
    blind.row_versions = Some(Part::Failed(Failure::blind(
        "no SELECT",
        "GRANT SELECT ON public.a TO ro;",
    )));
    let judgement = bracket(
        "[\"public.*\"]",
        vec![a.clone(), b.clone()],
        vec![blind.clone(), b.clone()],
    );
    assert_eq!(
        (judgement.outcome, judgement.message.as_str()),
        (Outcome::Error, "public.a: no SELECT")
    );
    assert_eq!(
        judgement.mend.as_deref(),
        Some("GRANT SELECT ON public.a TO ro;")
    );
    let judgement = bracket(
        "[\"public.*\"]",
        vec![a, b.clone()],
        vec![blind, with_fewer(b)],
    );
    assert_eq!(judgement.outcome, Outcome::Fail);
}

#[test]
fn a_pattern_without_a_relation_proves_nothing() {
    let a = table("public", "a", 5);
    let judgement = bracket(
        "[\"public.a\", \"governance.*\"]",
        vec![a.clone()],
        vec![a.clone()],
    );
    assert_eq!(
        judgement.message,
        "`governance.*` matches no relation that the role can see"
    );
    assert_eq!(
        bracket("[\"*\"]", Vec::new(), Vec::new()).outcome,
        Outcome::Pass
    );
    let judgement = bracket(
        "[\"public.a\", \"governance.*\"]",
        vec![a.clone()],
        vec![with_fewer(a)],
    );
    assert_eq!(judgement.outcome, Outcome::Fail);
}

#[test]
fn a_relation_of_which_nothing_can_be_proven_is_no_proof() {
    let definition = definition("[\"public.far\"]");
    let mut entry = taken(&definition, Moment::Entry, Vec::new());
    let far = NotProven {
        relation: QualifiedName::new("public", "far"),
        why: "foreign table".to_owned(),
    };
    entry.not_proven = vec![far];
    let exit = Snapshot {
        moment: Moment::Exit,
        ..entry.clone()
    };
    let judgement = judged(&definition, &entry, &exit, false).judgement;
    assert_eq!(
        judgement.message,
        "`public.far`: nothing can be proven of public.far"
    );
    let seen = taken(&definition, Moment::Exit, vec![table("public", "far", 1)]);
    assert_eq!(
        judged(&definition, &entry, &seen, false).judgement.outcome,
        Outcome::Error
    );
}

#[test]
fn a_file_that_another_relation_had_holds_other_rows() {
    let in_file = |name, file, level_content: bool| {
        let mut state = table("public", name, 5);
        state.relfilenode = Some(file);
        if level_content {
            state.content = Some(Part::Observed(Content {
                rows: 5,
                sha256: Digest::of(b"rows"),
            }));
        }
        state
    };
    for (level, exit, outcome) in [
        ("row_versions", (16_502, 16_501), Outcome::Fail),
        ("row_versions", (16_502, 16_503), Outcome::Fail),
        ("row_versions", (16_503, 16_504), Outcome::Pass),
        ("row_versions", (16_501, 16_502), Outcome::Pass),
        ("counters", (16_502, 16_501), Outcome::Fail),
        ("counters", (16_503, 16_502), Outcome::Error),
        ("content", (16_502, 16_501), Outcome::Pass),
    ] {
        let definition = gate(
            "bracket",
            &format!("[unchanged]\nrows = [\"public.*\"]\nlevel = \"{level}\"\n"),
        );
        let read = level == "content";
        let of = |(a, b)| vec![in_file("a", a, read), in_file("b", b, read)];
        let entry = taken(&definition, Moment::Entry, of((16_501, 16_502)));
        let exit = taken(&definition, Moment::Exit, of(exit));
        let judgement = judged(&definition, &entry, &exit, false).judgement;
        assert_eq!(judgement.outcome, outcome, "{level}: {judgement:?}");
        if outcome == Outcome::Fail {
            assert_eq!(judgement.differences[0].name, "public.a");
            let detail = &judgement.differences[0].detail;
            assert!(detail.contains("the file that public.b had"), "{detail}");
        }
    }
}

#[test]
fn counters_of_a_standby_are_no_answer_at_either_moment() {
    for (level, outcome) in [
        ("counters", Outcome::Error),
        ("row_versions", Outcome::Pass),
    ] {
        let definition = gate(
            "bracket",
            &format!("[unchanged]\nrows = [\"*\"]\nlevel = \"{level}\"\n"),
        );
        let standby = |moment| {
            let mut snapshot = taken(&definition, moment, vec![table("public", "a", 5)]);
            snapshot.identity.in_recovery = true;
            snapshot
        };
        let (entry, exit) = (standby(Moment::Entry), standby(Moment::Exit));
        let judgement = judged(&definition, &entry, &exit, false).judgement;
        assert_eq!(judgement.outcome, outcome, "{level}: {judgement:?}");
        let comparison = Comparison {
            has_exit: false,
            same_snapshot: false,
        };
        let alone = rows(unchanged(&definition), comparison, &entry, None).judgement;
        assert_eq!(alone.outcome, outcome, "{level}: {alone:?}");
    }
}

#[test]
fn a_relation_observed_twice_is_an_error() {
    let a = table("public", "a", 5);
    assert_eq!(
        bracket("[\"*\"]", vec![a.clone(), a.clone()], vec![a]).outcome,
        Outcome::Error
    );
}

#[test]
fn an_equal_transaction_snapshot_stands_for_the_rows_only_when_it_is_equal() {
    let definition = definition("[\"public.*\"]");
    let entry = taken(&definition, Moment::Entry, vec![table("public", "a", 5)]);
    let mut exit = taken(&definition, Moment::Exit, Vec::new());
    exit.rows = Some(Part::SameSnapshot);
    let rows = judged(&definition, &entry, &exit, true);
    assert_eq!(
        (rows.judgement.outcome, rows.by_same_snapshot),
        (Outcome::Pass, true)
    );
    let rows = judged(&definition, &entry, &exit, false);
    assert_eq!(
        (rows.judgement.outcome, rows.by_same_snapshot),
        (Outcome::Error, false)
    );
}

#[test]
fn an_entry_that_cannot_be_compared_later_is_no_entry() {
    let definition = definition("[\"public.*\"]");
    let mut blind = table("public", "a", 5);
    blind.row_versions = None;
    let entry = taken(&definition, Moment::Entry, vec![blind]);
    let alone = |entry: &Snapshot| {
        rows(
            unchanged(&definition),
            Comparison {
                has_exit: false,
                same_snapshot: false,
            },
            entry,
            None,
        )
        .judgement
    };
    assert_eq!(alone(&entry).outcome, Outcome::Error);
    let entry = taken(&definition, Moment::Entry, vec![table("public", "a", 5)]);
    assert_eq!(alone(&entry).outcome, Outcome::Pass);
}

#[test]
fn after_a_crash_row_versions_tell_only_what_was_on_disk_at_entry() {
    let rows = |level: &str, flushed, restarted: bool, changed: bool| {
        let text = format!("[unchanged]\nrows = [\"public.*\"]\nlevel = \"{level}\"\n");
        let definition = gate("bracket", &text);
        let a = table("public", "a", 5);
        let later = match changed {
            true => with_fewer(a.clone()),
            false => a.clone(),
        };
        let mut entry = taken(&definition, Moment::Entry, vec![a]);
        let mut exit = taken(&definition, Moment::Exit, vec![later]);
        entry.wal_flushed = flushed;
        if restarted {
            exit.identity.server_started = "later".to_owned();
        }
        judged(&definition, &entry, &exit, false).judgement
    };
    for (flushed, restarted, changed, outcome) in [
        (Some(true), false, false, Outcome::Pass),
        (Some(true), true, false, Outcome::Pass),
        (Some(false), false, false, Outcome::Pass),
        (None, false, false, Outcome::Pass),
        (Some(false), true, false, Outcome::Error),
        (None, true, false, Outcome::Error),
        (Some(false), true, true, Outcome::Fail),
    ] {
        let judgement = rows("row_versions", flushed, restarted, changed);
        assert_eq!(
            judgement.outcome, outcome,
            "{flushed:?} {restarted} {judgement:?}"
        );
    }
    let counted = rows("counters", Some(false), true, false);
    assert_ne!(counted.reason, "ids_given_again", "statistics decide");
}
