//! What a rehearsal says of what it did not prove, and of what was left by others.

use gatepost::gate::Decision;
use gatepost::rehearsal::{Mode, Step, markdown, text};

use super::catalogue::good;
use super::stage::{BASE, ENTRY, Files, Stage, files, found, remarks};

/// The files of the base with one text for another in one of them.
fn changed(path: &str, from: &str, to: &str) -> Files {
    let mut change = files(BASE);
    let text = String::from_utf8(change[path].clone()).expect("UTF-8");
    assert_eq!(text.matches(from).count(), 1, "{from}");
    change.insert(path.to_owned(), text.replace(from, to).into());
    change
}

/// Nothing is proven of files that need those before them committed until they are: a check of them is not SAFE.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_tried_is_said_and_proven_as_it_is_committed() {
    let (entry, change) = good("enum value added in one file and used in the next");
    let stage = Stage::new(&entry).await;
    let before = stage.state();
    let report = stage.rehearse(&change, Mode::Check).await;
    assert_eq!(report.verdict, Decision::Indeterminate, "{}", text(&report));
    let step = (
        "guard_bites".to_owned(),
        vec!["trial_incomplete".to_owned()],
    );
    assert_eq!(found(&report), Some(step));
    assert_eq!(stage.state(), before);
    // What stays on the clone was taken back once before.
    let report = stage.rehearse(&change, Mode::Apply).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    let steps: Vec<Step> = report.steps.iter().map(|result| result.step).collect();
    let expected = [
        Step::Rollback,
        Step::RollbackRestores,
        Step::ApplyAgain,
        Step::Tagged,
    ];
    assert!(steps.ends_with(&expected), "{steps:?}");
    let felt = stage.superuser("SELECT count(*) FROM public.felt WHERE mood::text = 'fair';");
    assert_eq!(felt.trim(), "1");
    let report = stage.rehearse(&change, Mode::Rollback).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    assert_eq!(stage.state(), before);
    let report = stage.rehearse(&change, Mode::Full).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    let said = remarks(&report, Step::GuardBites).join("\n");
    assert!(
        said.contains("trial_incomplete: 02_rows.sql and what follows it"),
        "{said}"
    );
    assert_eq!(stage.state(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_no_delta_speaks_of_are_counted() {
    let (entry, change) = good("rows that no delta speaks of");
    let stage = Stage::new(&entry).await;
    let said =
        "rows_changed: public.old: 0 rows inserted, 5 updated, 0 deleted; no delta says how many";
    for (mode, step) in [(Mode::Check, Step::GuardBites), (Mode::Full, Step::Apply)] {
        let report = stage.rehearse(&change, mode).await;
        let remarks = remarks(&report, step);
        assert!(remarks.contains(&said), "{remarks:?}");
        assert!(markdown(&report).contains("## Noted\n\n"), "{mode:?}");
    }
    let report = stage.rehearse(&files(BASE), Mode::Full).await;
    assert_eq!(remarks(&report, Step::Apply), [""; 0]);
}

/// What the scanner wrote into a table that was there before stays in its volatile columns, and nobody compares them.
#[tokio::test(flavor = "multi_thread")]
async fn volatile_columns_of_old_tables_are_not_proven() {
    let stage = Stage::new(ENTRY).await;
    let mut change = changed(
        "manifest.toml",
        "tables = [\"public.fresh\"]\n\n[scanner.volatile]",
        "tables = [\"public.fresh\", \"public.quiet\"]\n\n[scanner.volatile]\n\"public.quiet\" = [\"value\"]",
    );
    let scanner = changed(
        "01_objects.sql",
        "SET seen_at = clock_timestamp();",
        "SET seen_at = clock_timestamp();\n  UPDATE public.quiet SET value = clock_timestamp()::text;",
    );
    change.insert(
        "01_objects.sql".to_owned(),
        scanner["01_objects.sql"].clone(),
    );
    let report = stage.rehearse(&change, Mode::Full).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    let said = remarks(&report, Step::ScannerIdempotent);
    let rows = "scanner_changed: public.quiet: 0 rows inserted, 10 updated, 0 deleted";
    assert!(said.contains(&rows), "{said:?}");
    for step in [Step::RollbackRestores, Step::RollbackRestoresAgain] {
        let said = remarks(&report, step).join("\n");
        assert!(
            said.contains("not_proven: value of public.quiet"),
            "{step:?}: {said}"
        );
        assert!(!said.contains("public.fresh"), "{step:?}: {said}");
    }
    // Declared as touched, the table is compared with every column, and the scanner's times are residue.
    let manifest = String::from_utf8(change["manifest.toml"].clone()).expect("UTF-8");
    let manifest = manifest.replace(
        "tables = [\"public.fresh\", \"public.old\"]",
        "tables = [\"public.fresh\", \"public.old\", \"public.quiet\"]\ntag_column = { \"public.quiet\" = \"tag\" }",
    );
    change.insert("manifest.toml".to_owned(), manifest.into());
    let scanner = String::from_utf8(change["01_objects.sql"].clone()).expect("UTF-8");
    let scanner = scanner.replace(
        "SET value = clock_timestamp()::text",
        "SET value = clock_timestamp()::text, tag = 'TEST_2026-06-03'",
    );
    change.insert("01_objects.sql".to_owned(), scanner.into());
    let report = stage.rehearse(&change, Mode::Full).await;
    let residue = (
        "rollback_restores".to_owned(),
        vec!["rollback_residue".to_owned()],
    );
    assert_eq!(found(&report), Some(residue), "{}", text(&report));
    assert_eq!(remarks(&report, Step::RollbackRestores), [""; 0]);
}

/// The rollback file of one change set is not run on what another left, though both have one tag.
#[tokio::test(flavor = "multi_thread")]
async fn what_another_change_set_of_the_same_tag_left_is_its_own() {
    let stage = Stage::new(ENTRY).await;
    let before = stage.state();
    let report = stage.rehearse(&files(BASE), Mode::Apply).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    let applied = stage.state();
    assert_ne!(applied, before);
    let other = changed(
        "Z_rollback.sql",
        "DROP FUNCTION public.fresh_scan();",
        "DELETE FROM public.old;\nDROP FUNCTION public.fresh_scan();",
    );
    for mode in [Mode::Full, Mode::Check, Mode::Apply, Mode::Rollback] {
        let report = stage.rehearse_as("another", &other, mode).await;
        assert_eq!(report.verdict, Decision::Unsafe, "{}", text(&report));
        let step = ("recover".to_owned(), vec!["left_by_another".to_owned()]);
        assert_eq!(found(&report), Some(step));
        let message = &report.steps[1].problems[0].message;
        assert!(
            message.contains("`change` (digest ") && message.contains("table public.fresh"),
            "{message}"
        );
        assert!(!report.remains.is_empty());
        assert_eq!(stage.state(), applied, "{mode:?}");
    }
    let report = stage.rehearse(&files(BASE), Mode::Rollback).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    assert_eq!(stage.state(), before);
    let report = stage.rehearse_as("another", &files(BASE), Mode::Full).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
}

/// Taken back by hand, it stands in nobody's way.
#[tokio::test(flavor = "multi_thread")]
async fn what_another_change_set_left_can_be_taken_back_by_hand() {
    let stage = Stage::new(ENTRY).await;
    let before = stage.state();
    stage.rehearse(&files(BASE), Mode::Apply).await;
    let rollback = String::from_utf8(files(BASE)["Z_rollback.sql"].clone()).expect("UTF-8");
    stage.superuser(&rollback);
    assert_eq!(stage.state(), before);
    let report = stage.rehearse_as("another", &files(BASE), Mode::Full).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
}

/// A corrected rollback file takes back what its first version could not.
#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_version_of_the_change_set_is_taken_back_by_the_next() {
    let stage = Stage::new(ENTRY).await;
    let before = stage.state();
    let flawed = changed(
        "Z_rollback.sql",
        "UPDATE public.old SET tag = NULL WHERE tag = 'TEST_2026-06-03';",
        "UPDATE public.old SET tag = NULL WHERE tag = 'TEST_2026-06-03' AND id < 5;",
    );
    let report = stage.rehearse(&flawed, Mode::Full).await;
    assert_eq!(report.verdict, Decision::Unsafe, "{}", text(&report));
    assert!(!report.remains.is_empty());
    let corrected = changed(
        "Z_rollback.sql",
        "DROP FUNCTION public.fresh_scan();\nDROP TABLE public.fresh;",
        "DROP FUNCTION IF EXISTS public.fresh_scan();\nDROP TABLE IF EXISTS public.fresh;",
    );
    let report = stage.rehearse(&corrected, Mode::Full).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    let said = remarks(&report, Step::Recover).join("\n");
    assert!(said.contains("left_by_earlier_version: "), "{said}");
    assert_eq!(stage.state(), before);
}
