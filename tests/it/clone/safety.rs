//! The clone's gate: nine checks, of which some rest on records of this very database, and none is believed without.

use std::path::Path;

use gatepost::demo::{
    CLONE_DATABASE, CLONE_READER_ROLE, CLONE_ROLE, MAINTENANCE_DATABASE, SUPERUSER,
};
use serde_json::Value;

use crate::process::{Configuration, run, text};
use crate::support::cluster;

const TAG: &str = "TEST_CLONE_safety_2026-06-03";

/// A copy of the demo's clone, marked, with a ledger of its own.
struct Governed {
    name: String,
    file: Configuration,
    folder: tempfile::TempDir,
}

impl Governed {
    fn new(name: &str) -> Self {
        let governed = Self {
            name: name.to_owned(),
            file: Configuration::new(&format!(
                "[clone]\nname = \"{name}\"\nurl = \"{}\"\nobserver_url = \"{}\"\n",
                cluster().url(CLONE_ROLE, name),
                cluster().url(CLONE_READER_ROLE, name)
            )),
            folder: tempfile::tempdir().expect("a folder"),
        };
        governed.make();
        governed
    }

    /// The database, anew: of the same name, and another.
    fn make(&self) {
        let name = &self.name;
        cluster()
            .create_database_from_template(name, CLONE_DATABASE)
            .expect("a copy");
        let script = format!("ALTER DATABASE {name} SET gatepost.clone = '{name}'");
        cluster()
            .psql(SUPERUSER, MAINTENANCE_DATABASE, &script)
            .expect("marks");
    }

    fn superuser(&self, script: &str) {
        cluster().psql(SUPERUSER, &self.name, script).expect("runs");
    }

    fn command(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = run(&[arguments, &["--config", self.file.path()]].concat());
        let said = text(&output.stdout) + &text(&output.stderr);
        (output.status.code(), said)
    }

    fn gate(&self) -> (Option<i32>, Value) {
        let (status, said) = self.command(&[
            "gate",
            "check",
            "clone-safety",
            "--database",
            &self.name,
            "--format",
            "json",
        ]);
        (
            status,
            serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}")),
        )
    }

    /// A change set with a scanner, after `edit`.
    fn change_set(&self, folder: &str, edit: impl Fn(&str, String) -> String) -> String {
        let folder = self.folder.path().join(folder);
        for (path, text) in gatepost::changeset::skeleton("safety", TAG) {
            let text = match path.as_str() {
                "manifest.toml" => {
                    text + "\n[scanner]\ncall = \"SELECT public.safety_scan()\"\ntables = [\"public.rehearsal_safety\"]\n"
                }
                "01_tables.sql" => text.replacen(
                    "-- The guard:",
                    &format!(
                        "CREATE FUNCTION public.safety_scan() RETURNS void LANGUAGE sql AS\n\
                         'UPDATE public.rehearsal_safety SET amount = 20 WHERE amount > 20';\n\
                         COMMENT ON FUNCTION public.safety_scan IS '{TAG}';\n-- The guard:"
                    ),
                    1,
                ),
                "Z_rollback.sql" => text.replacen(
                    "SET LOCAL lock_timeout = '5s';\n",
                    "SET LOCAL lock_timeout = '5s';\nDROP FUNCTION public.safety_scan();\n",
                    1,
                ),
                _ => text,
            };
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(folder.join(&path), edit(&path, text)).expect("writes");
        }
        folder.display().to_string()
    }

    fn inventory_of(&self, database: &str) -> String {
        let path = self
            .folder
            .path()
            .join("production.json")
            .display()
            .to_string();
        let url = cluster().url(CLONE_READER_ROLE, database);
        let file = Configuration::new(&format!("[databases.governed]\nurl = \"{url}\"\n"));
        let output = run(&[
            "drift",
            "capture",
            "governed",
            "--output",
            &path,
            "--config",
            file.path(),
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        path
    }
}

impl Drop for Governed {
    fn drop(&mut self) {
        let _ = cluster().drop_database(&self.name);
    }
}

/// Outcome and reason of a check.
fn outcome<'a>(gate: &'a Value, name: &str) -> (&'a str, &'a str) {
    let checks = gate["statement"]["predicate"]["checks"]
        .as_array()
        .expect("checks");
    let check = checks
        .iter()
        .find(|check| check["name"] == name)
        .expect(name);
    (
        check["outcome"].as_str().expect("an outcome"),
        check["reason"].as_str().unwrap_or_default(),
    )
}

#[test]
fn nine_checks_are_safe_once_all_is_on_the_ledger_and_not_before() {
    let clone = Governed::new("safety_whole");
    let (status, gate) = clone.gate();
    assert_eq!(status, Some(3), "{gate}");
    for name in ["scanner", "rollback rehearsed", "drift critical"] {
        assert_eq!(outcome(&gate, name), ("ERROR", "no_record"), "{gate}");
    }
    let mends = gate.to_string();
    assert!(
        mends.contains("gatepost rehearse") && mends.contains("gatepost drift compare"),
        "{mends}"
    );

    // What plays production here: the same definitions without the marker.
    let production = "safety_production";
    cluster()
        .create_database_from_template(production, CLONE_DATABASE)
        .expect("a copy");
    let inventory = clone.inventory_of(production);
    cluster().drop_database(production).expect("drops");
    let (status, said) = clone.command(&["drift", "compare", &inventory]);
    assert_eq!(status, Some(0), "{said}");
    let sound = clone.change_set("sound", |_, text| text);
    let document = |name: &str| clone.folder.path().join(name).display().to_string();
    let (status, said) = clone.command(&["rehearse", &sound, "--report", &document("r.txt")]);
    assert!(status == Some(2) && said.contains(".html or .md"), "{said}");
    let (page, markdown) = (document("r.html"), document("r.md"));
    let (status, said) = clone.command(&["rehearse", &sound, "--report", &page]);
    assert_eq!(status, Some(0), "{said}");
    let page = std::fs::read_to_string(page).expect("written");
    assert!(
        page.starts_with("<!doctype html>")
            && page.contains("<strong>SAFE</strong>")
            && page.contains(TAG),
        "{page}"
    );
    let (status, said) = clone.command(&[
        "rehearse", &sound, "--check", "--format", "html", "--report", &markdown,
    ]);
    assert!(
        status == Some(0) && said.starts_with("<!doctype html>"),
        "{said}"
    );
    let markdown = std::fs::read_to_string(markdown).expect("written");
    assert!(
        markdown.starts_with("# Rehearsal of safety: SAFE")
            || markdown.starts_with("# Rehearsal of sound: SAFE"),
        "{markdown}"
    );
    let (status, line) =
        clone.command(&["gate", "check", "clone-safety", "--database", &clone.name]);
    assert_eq!(status, Some(0), "{line}");
    for part in [
        "db=safety_whole✅",
        "marker 1✅",
        "isolated 0✅",
        "ownership gap 0✅",
        "axes 3✅ | axis tables 6✅ | governance views 18✅",
        "scanner idempotent✅",
        "active event types 0✅",
        "rollback rehearsed SAFE✅",
        "no worker loop quiet✅",
        "drift critical 0✅",
        "→ SAFE",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let id = line
        .lines()
        .find(|line| line.starts_with("verdict-"))
        .expect("an id")
        .to_owned();
    let (status, report) = clone.command(&["gate", "report", &id, "--format", "html"]);
    assert!(
        status == Some(0) && report.contains("rollback rehearsed"),
        "{report}"
    );

    // A drift, a scanner that never rests, a worker: each fails its own check.
    clone.superuser("ALTER TABLE governance.ownership ALTER owner DROP NOT NULL");
    let (status, said) = clone.command(&["drift", "compare", &inventory]);
    assert_eq!(status, Some(1), "{said}");
    let restless = clone.change_set("restless", |path, text| match path {
        "01_tables.sql" => text.replace(
            "SET amount = 20 WHERE amount > 20",
            "SET amount = amount + 1",
        ),
        _ => text,
    });
    let (status, said) = clone.command(&["rehearse", &restless]);
    assert_eq!(status, Some(1), "{said}");
    let (status, gate) = clone.gate();
    assert_eq!(status, Some(1), "{gate}");
    assert_eq!(outcome(&gate, "scanner").0, "FAIL", "{gate}");
    assert_eq!(outcome(&gate, "rollback rehearsed").0, "FAIL", "{gate}");
    assert_eq!(outcome(&gate, "drift critical").0, "FAIL", "{gate}");
    assert_eq!(outcome(&gate, "no worker loop").0, "PASS", "{gate}");

    // What stands on the clone, and then another database of the name.
    let (status, said) = clone.command(&["rehearse", &sound, "--apply"]);
    assert_eq!(status, Some(0), "{said}");
    let (_, gate) = clone.gate();
    assert_eq!(
        outcome(&gate, "rollback rehearsed"),
        ("ERROR", "standing"),
        "{gate}"
    );
    let (status, said) = clone.command(&["rehearse", &sound, "--rollback"]);
    assert_eq!(status, Some(0), "{said}");
    let (_, gate) = clone.gate();
    assert_eq!(
        outcome(&gate, "rollback rehearsed").0,
        "FAIL",
        "the last full one was the restless one's: {gate}"
    );
    cluster().drop_database(&clone.name).expect("drops");
    clone.make();
    let (status, gate) = clone.gate();
    assert_eq!(status, Some(3), "{gate}");
    for name in ["scanner", "rollback rehearsed", "drift critical"] {
        assert_eq!(outcome(&gate, name), ("ERROR", "no_record"), "{gate}");
    }
    assert!(
        gate.to_string()
            .contains("of another database of that name"),
        "{gate}"
    );
}

#[test]
fn a_worker_that_writes_by_itself_is_seen() {
    let clone = Governed::new("safety_worked");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                clone.superuser("UPDATE system_issues SET severity = severity WHERE id = 1");
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        });
        let (status, gate) = clone.gate();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(status, Some(1), "{gate}");
        assert_eq!(outcome(&gate, "no worker loop").0, "FAIL", "{gate}");
        assert!(
            gate.to_string().contains("system_issues") || gate.to_string().contains("rows"),
            "{gate}"
        );
    });
}

#[test]
fn records_that_are_too_old_or_unfinished_are_no_answer() {
    let clone = Governed::new("safety_aged");
    let gates = Path::new(clone.file.path()).with_file_name("gates");
    std::fs::create_dir(&gates).expect("a folder");
    let gate = "name = \"young\"\ntitle = \"Young\"\nkind = \"standing\"\n[[check]]\nname = \"rehearsed\"\n\
                evidence = \"rehearsal\"\nmax_age = \"1ms\"\nrule = { equals = \"SAFE\" }\n";
    std::fs::write(gates.join("young.toml"), gate).expect("writes");
    let sound = clone.change_set("sound", |_, text| text);
    let (status, said) = clone.command(&["rehearse", &sound]);
    assert_eq!(status, Some(0), "{said}");
    let young = || {
        let (status, said) = clone.command(&[
            "gate",
            "check",
            "young",
            "--database",
            &clone.name,
            "--format",
            "json",
        ]);
        let gate: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}"));
        assert_eq!(status, Some(3), "{gate}");
        outcome(&gate, "rehearsed").1.to_owned()
    };
    assert_eq!(young(), "stale");
    // Killed once it had committed: its beginning is on the ledger and its end is not.
    let slow = clone.change_set("slow", |path, text| match path {
        "01_tables.sql" => text.replace("AS\n'UPDATE", "AS\n'SELECT count(*) FROM generate_series(1, 30000) a, generate_series(1, 30000) b; UPDATE"),
        _ => text,
    });
    let mut child = crate::process::gatepost()
        .args(["rehearse", &slow, "--config", clone.file.path()])
        .spawn()
        .expect("runs");
    let standing = || {
        let sql = "SELECT to_regclass('public.rehearsal_safety') IS NOT NULL";
        cluster()
            .psql(SUPERUSER, &clone.name, sql)
            .expect("asks")
            .trim()
            == "t"
    };
    for _ in 0..400 {
        if standing() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    assert!(standing(), "it has committed");
    child.kill().expect("killed");
    child.wait().expect("ended");
    assert_eq!(young(), "not_ended");
}
