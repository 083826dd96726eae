//! What is refused before anything is made, and what is left of a making that fails: nothing.

use std::path::Path;
use std::process::Command;

use gatepost::demo::{MAINTENANCE_DATABASE, READER_ROLE, SUPERUSER};

use super::{AUDITOR, Making, OWNER};
use crate::process::{Configuration, run, text};
use crate::support::{Copy, cluster};

#[test]
fn a_database_that_is_there_is_never_touched() {
    let making = Making::new();
    let script = format!("CREATE DATABASE {};", making.clone);
    cluster()
        .psql(SUPERUSER, MAINTENANCE_DATABASE, &script)
        .expect("made");
    cluster()
        .psql(SUPERUSER, &making.clone, "CREATE TABLE dear (x int)")
        .expect("made");
    let output = making.create("tables = [\"*\"]");
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stdout);
    assert!(
        said.contains("already") && said.contains("drops nothing"),
        "{said}"
    );
    assert_eq!(making.ask("SELECT count(*) FROM dear"), "0");
}

#[test]
fn production_is_never_a_target() {
    let making = Making::new();
    let administrator = cluster().url(SUPERUSER, MAINTENANCE_DATABASE);
    // By its own name, which the clone's file does not know to be production's; and by that of the allowlist.
    for name in [making.production.name.as_str(), "directus", "Workflow"] {
        let url = cluster().url(OWNER, name);
        let file = Configuration::new(&format!("[clone]\nname = \"{name}\"\nurl = \"{url}\"\n"));
        let output = run(&[
            "clone",
            "create",
            "--production",
            making.production_file.path(),
            "--config",
            file.path(),
            "--administrator",
            &administrator,
        ]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(
            said.contains("name of a production database"),
            "{name}: {said}"
        );
    }
    // Each channel's file stays its own.
    for (production, clone) in [
        (making.clone_file.path(), making.clone_file.path()),
        (making.production_file.path(), making.production_file.path()),
    ] {
        let output = run(&[
            "clone",
            "create",
            "--production",
            production,
            "--config",
            clone,
            "--administrator",
            &administrator,
        ]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    }
    assert!(!making.exists());
}

#[test]
fn a_clone_is_not_made_from_a_clone_nor_by_a_role_that_writes() {
    let making = Making::of(Copy::new(), SUPERUSER);
    let said = making.refused("");
    assert!(said.contains("role_can_write"), "{said}");
    let making = Making::new();
    let name = &making.production.name;
    let script = format!("ALTER DATABASE {name} SET gatepost.clone = '{name}'");
    cluster()
        .psql(SUPERUSER, MAINTENANCE_DATABASE, &script)
        .expect("marks");
    let said = making.refused("");
    assert!(said.contains("database_is_clone"), "{said}");
}

#[test]
fn what_the_role_may_not_read_is_named_with_its_grant() {
    let production = Copy::new();
    production.superuser(
        "CREATE TABLE closed (x int); REVOKE ALL ON closed FROM PUBLIC, query_pg_ro; CREATE SEQUENCE counter; REVOKE ALL ON counter FROM query_pg_ro; \
         CREATE TABLE hidden (x int); GRANT SELECT ON hidden TO query_pg_ro; ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;",
    );
    let making = Making::of(production, AUDITOR);
    let reader = cluster().url(READER_ROLE, &making.production.name);
    making
        .production_file
        .replace(|_| format!("[databases.directus]\nurl = \"{reader}\"\n"));
    let said = making.refused("tables = [\"public.hidden\"]");
    for part in [
        "permission_denied",
        "GRANT SELECT ON \\\"public\\\".\\\"closed\\\" TO \\\"query_pg_ro\\\";",
        "GRANT SELECT ON SEQUENCE \\\"public\\\".\\\"counter\\\" TO \\\"query_pg_ro\\\";",
        "ALTER ROLE \\\"query_pg_ro\\\" BYPASSRLS;",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_failure_midway_leaves_nothing() {
    let making = Making::new();
    making.production.superuser("CREATE TABLE zz_twins (id bigint PRIMARY KEY, v text UNIQUE); INSERT INTO zz_twins VALUES (1, 'needle one'), (2, 'needle two')");
    let plan = "tables = [\"public.zz_twins\"]\n[[mask]]\ncolumns = [\"public.zz_twins.v\"]\nrule = \"constant\"\nvalue = \"same\"\n";
    // After all rows were copied: the unique constraint cannot be made.
    let said = making.refused(plan);
    assert!(
        said.contains("could not create unique index") && !said.contains("needle"),
        "{said}"
    );
    // While rows are copied: a check refuses one.
    making
        .production
        .superuser("ALTER TABLE zz_twins ADD CHECK (v LIKE 'needle%')");
    let said = making.refused(plan);
    assert!(
        said.contains("violates check constraint") && !said.contains("needle o"),
        "{said}"
    );
    // While definitions are made: another database has an extension that the clone's server cannot make again.
    making.production.superuser("DROP TABLE zz_twins");
    making.production.superuser(
        "CREATE FUNCTION outside() RETURNS int LANGUAGE sql STABLE AS 'SELECT count(*)::int FROM pg_database WHERE datname LIKE ''made%'' AND datname = current_database()';
         CREATE TABLE outside_only (x int, CHECK (outside() = 0)); INSERT INTO outside_only VALUES (1);",
    );
    let said = making.refused("tables = [\"public.outside_only\"]");
    assert!(said.contains("outside_only"), "{said}");
}

#[test]
fn an_interrupted_making_leaves_nothing_and_a_killed_one_is_known() {
    let making = Making::new();
    making.production.superuser(
        "CREATE FUNCTION slowly(int) RETURNS boolean LANGUAGE sql AS 'SELECT pg_sleep(0.5) IS NOT NULL';
         CREATE TABLE slow (x int CHECK (slowly(x)));
         ALTER TABLE slow DROP CONSTRAINT slow_x_check;
         INSERT INTO slow SELECT generate_series(1, 200);
         ALTER TABLE slow ADD CHECK (slowly(x)) NOT VALID;
         UPDATE pg_constraint SET convalidated = true WHERE conname = 'slow_x_check';",
    );
    let plan = "tables = [\"public.slow\"]";
    let stopped = |signal: &str| {
        let child = making
            .command(plan)
            .stdout(std::process::Stdio::null())
            .spawn();
        let mut child = child.expect("runs");
        for _ in 0..200 {
            if making.exists() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert!(making.exists(), "the making began");
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.expect("kill runs").success());
        child.wait().expect("it ends").code()
    };
    assert_eq!(stopped("-INT"), Some(1));
    assert!(!making.exists(), "nothing is left");
    assert_eq!(stopped("-KILL"), None);
    assert!(making.exists(), "nobody was there to remove it");
    let said = text(&making.create(plan).stdout);
    assert!(
        said.contains("left by a run that was killed") && said.contains("DROP DATABASE"),
        "{said}"
    );
    let check = run(&["clone", "check", "--config", making.clone_file.path()]);
    assert_eq!(
        check.status.code(),
        Some(1),
        "it is no clone: {}",
        text(&check.stdout)
    );
    cluster().drop_database(&making.clone).expect("drops");
    let said = making.refused(&format!("timeout = \"3s\"\n{plan}"));
    assert!(said.contains("timeout"), "{said}");
}

#[test]
fn programs_that_are_missing_are_named() {
    let making = Making::new();
    let empty = tempfile::tempdir().expect("a folder");
    let tried = || {
        let mut command = making.command("");
        command.arg("--programs").arg(empty.path());
        text(&command.output().expect("runs").stdout)
    };
    let said = tried();
    assert!(
        said.contains("pg_dump and pg_restore of version 15 or later")
            && said.contains("none was found"),
        "{said}"
    );
    let old = |name: &str| {
        let path = empty.path().join(name);
        std::fs::write(
            &path,
            format!("#!/bin/sh\necho '{name} (PostgreSQL) 12.1'\n"),
        )
        .expect("writes");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&path, mode).expect("made runnable");
    };
    old("pg_dump");
    old("pg_restore");
    let said = tried();
    assert!(said.contains("there is 12 in"), "{said}");
    assert!(!making.exists() && Path::new(making.clone_file.path()).exists());
}
