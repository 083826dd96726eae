//! Change sets as people write them: they pass, again and again, and leave the clone as it was.

use gatepost::changeset::skeleton;
use gatepost::gate::Decision;
use gatepost::rehearsal::{Mode, Step, text};

use super::stage::{ENTRY, Files, Stage, files};

/// A table, a view, functions, a trigger, indexes, comments, grants, and a backfill of 100,000 rows.
pub(super) fn realistic() -> Files {
    files([
        (
            "manifest.toml",
            include_str!("../../corpus/rehearsals/realistic/manifest.toml"),
        ),
        (
            "01_tables.sql",
            include_str!("../../corpus/rehearsals/realistic/01_tables.sql"),
        ),
        (
            "02_code.sql",
            include_str!("../../corpus/rehearsals/realistic/02_code.sql"),
        ),
        (
            "03_backfill.sql",
            include_str!("../../corpus/rehearsals/realistic/03_backfill.sql"),
        ),
        (
            "90_negatives.sql",
            include_str!("../../corpus/rehearsals/realistic/90_negatives.sql"),
        ),
        (
            "Z_rollback.sql",
            include_str!("../../corpus/rehearsals/realistic/Z_rollback.sql"),
        ),
    ])
}

async fn passes_twice(files: &Files) {
    let stage = Stage::new(ENTRY).await;
    let entry = stage.state();
    for _ in 0..2 {
        let report = stage.rehearse(files, Mode::Full).await;
        assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
        assert_eq!(report.remains, Vec::<String>::new());
        let steps: Vec<Step> = report.steps.iter().map(|step| step.step).collect();
        let expected = [
            Step::Lint,
            Step::TagIsFree,
            Step::GuardBites,
            Step::TrialLeavesNothing,
            Step::Apply,
            Step::Tagged,
            Step::NegativesRefused,
            Step::Rollback,
            Step::RollbackRestores,
            Step::ApplyAgain,
            Step::RollbackAgain,
            Step::RollbackRestoresAgain,
        ];
        assert_eq!(steps, expected);
        assert_eq!(stage.state(), entry);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skeleton_passes_twice_and_leaves_nothing() {
    let skeleton = skeleton("finalization", "TEST_CLONE_finalization_2026-06-03");
    let skeleton = skeleton.iter().map(|(path, text)| (&path[..], &text[..]));
    passes_twice(&files(skeleton)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_realistic_change_set_passes_twice_and_leaves_nothing() {
    passes_twice(&realistic()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_commits_nothing() {
    let stage = Stage::new(ENTRY).await;
    let (entry, transaction) = (
        stage.state(),
        "SELECT max(xmin::text::bigint) FROM pg_class",
    );
    let newest = stage.superuser(transaction);
    let report = stage.rehearse(&realistic(), Mode::Check).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    assert_eq!(
        report.steps.last().map(|step| step.step),
        Some(Step::TrialLeavesNothing)
    );
    assert_eq!(stage.state(), entry);
    assert_eq!(stage.superuser(transaction), newest);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_back_that_does_not_stand() {
    let stage = Stage::new(ENTRY).await;
    let entry = stage.state();
    let report = stage.rehearse(&realistic(), Mode::Rollback).await;
    assert_eq!(report.verdict, Decision::Unsafe, "{}", text(&report));
    assert_eq!(
        super::stage::found(&report),
        Some(("recover".to_owned(), vec!["nothing_stands".to_owned()]))
    );
    assert_eq!(stage.state(), entry);
}
