//! The files of a change set do through `psql` what a rehearsal does with them.

use std::process::Command;

use gatepost::demo::Binaries;
use gatepost::gate::Decision;
use gatepost::rehearsal::{Mode, text};

use super::realistic::realistic;
use super::stage::{BASE, ENTRY, Files, Stage, files};
use crate::clone::world::{WRITER, cluster};

/// Runs a file as a human would.
fn psql(stage: &Stage, files: &Files, name: &str) {
    let path = stage.folder.path().join(name);
    std::fs::write(&path, &files[name]).expect("writes");
    let binaries = Binaries::find().expect("PostgreSQL is installed");
    let ran = Command::new(binaries.psql)
        .args(["-X", "-v", "ON_ERROR_STOP=1", "-q", "-d"])
        .arg(cluster().url(WRITER, &stage.clone.name))
        .arg("-f")
        .arg(&path)
        .output()
        .expect("psql runs");
    assert!(ran.status.success(), "{name}: {ran:?}");
}

/// What differs from run to run by design: when a row was made.
fn untimed(files: &Files) -> Files {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let files = files.iter();
    let at_once = "DEFAULT '2026-06-03 12:00:00+00'";
    files
        .map(|(name, bytes)| {
            let text = text(bytes).replace("DEFAULT now()", at_once);
            (name.clone(), text.into_bytes())
        })
        .collect()
}

async fn same(files: &Files, commit: &[&str]) {
    let (ours, theirs) = (Stage::new(ENTRY).await, Stage::new(ENTRY).await);
    let entry = ours.state();
    assert_eq!(theirs.state(), entry);
    let report = ours.rehearse(files, Mode::Apply).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    assert_eq!(report.remains.len(), 1, "what stands is named: {report:?}");
    for name in commit {
        psql(&theirs, files, name);
    }
    // Sequences moved in the trial; their place is no row and no definition.
    let applied = theirs.state();
    assert_ne!(applied, entry);
    assert_eq!(ours.state(), applied);
    psql(&theirs, files, "90_negatives.sql");
    assert_eq!(theirs.state(), applied);
    let report = ours.rehearse(files, Mode::Rollback).await;
    assert_eq!(report.verdict, Decision::Safe, "{}", text(&report));
    psql(&theirs, files, "Z_rollback.sql");
    assert_eq!(theirs.state(), entry);
    assert_eq!(ours.state(), entry);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_set_does_the_same_through_psql() {
    same(&files(BASE), &["01_objects.sql", "02_rows.sql"]).await;
    let commit = ["01_tables.sql", "02_code.sql", "03_backfill.sql"];
    same(&untimed(&realistic()), &commit).await;
}
