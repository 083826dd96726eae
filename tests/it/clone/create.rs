//! Clones made from production: as production is, at one instant, with nothing of what is masked, or not there at all.

mod failing;
mod selected;

use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use gatepost::cloning::{Programs, installed};
use gatepost::demo::{MAINTENANCE_DATABASE, READER_ROLE, SUPERUSER, program_directories};
use serde_json::Value;

use crate::process::{Configuration, gatepost, run, text};
use crate::support::{Copy, cluster, connect};

const AUDITOR: &str = "gatepost_auditor";
const OWNER: &str = "directus_app";

static CLONES: AtomicUsize = AtomicUsize::new(1);

/// A production database and the clone to be.
struct Making {
    production: Copy,
    production_file: Configuration,
    clone: String,
    clone_file: Configuration,
    folder: tempfile::TempDir,
}

impl Making {
    fn new() -> Self {
        Self::of(Copy::new(), AUDITOR)
    }

    fn of(production: Copy, auditor: &str) -> Self {
        let clone = format!("made_{}", CLONES.fetch_add(1, Ordering::Relaxed));
        let url = |role: &str| cluster().url(role, &production.name);
        let production_file = Configuration::new(&format!(
            "[databases.directus]\nurl = \"{}\"\nauditor_url = \"{}\"\n",
            url(READER_ROLE),
            url(auditor)
        ));
        let clone_file = Configuration::new(&format!(
            "[clone]\nname = \"{clone}\"\nurl = \"{}\"\n",
            cluster().url(OWNER, &clone)
        ));
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            production,
            production_file,
            clone,
            clone_file,
            folder,
        }
    }

    fn command(&self, plan: &str) -> Command {
        let file = self.folder.path().join("plan.toml");
        std::fs::write(&file, plan).expect("writes");
        let mut command = gatepost();
        command
            .args(["clone", "create", "--format", "json"])
            .args(["--production", self.production_file.path()])
            .args(["--config", self.clone_file.path()])
            .args([
                "--administrator",
                &cluster().url(SUPERUSER, MAINTENANCE_DATABASE),
            ])
            .arg("--plan")
            .arg(file);
        command
    }

    fn create(&self, plan: &str) -> Output {
        self.command(plan).output().expect("the binary runs")
    }

    /// The outcome of a making that succeeds.
    fn made(&self, plan: &str) -> Value {
        let output = self.create(plan);
        let said = (text(&output.stdout), text(&output.stderr));
        let made: Value = serde_json::from_str(&said.0).unwrap_or_else(|_| panic!("{said:?}"));
        assert!(made["created"].is_object(), "{said:?}");
        made
    }

    /// A refusal, after which there is no clone.
    fn refused(&self, plan: &str) -> String {
        let output = self.create(plan);
        assert_ne!(output.status.code(), Some(0), "{}", text(&output.stdout));
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(!self.exists(), "a clone is left: {said}");
        said
    }

    fn exists(&self) -> bool {
        let sql = format!(
            "SELECT count(*) FROM pg_database WHERE datname = '{}'",
            self.clone
        );
        let found = cluster().psql(SUPERUSER, MAINTENANCE_DATABASE, &sql);
        found.expect("asks").trim() == "1"
    }

    fn ask(&self, sql: &str) -> String {
        let answer = cluster().psql(SUPERUSER, &self.clone, sql).expect("asks");
        answer.trim().to_owned()
    }

    /// Everything in the clone as text.
    fn dumped(&self) -> String {
        let programs = installed(&program_directories());
        let dump = &Programs::choose(&programs, 1)
            .expect("there is one")
            .directory;
        let output = Command::new(dump.join("pg_dump"))
            .arg(cluster().url(SUPERUSER, &self.clone))
            .output()
            .expect("pg_dump runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        let _ = cluster().drop_database(&self.clone);
    }
}

#[test]
fn a_whole_copy_has_no_drift_and_all_rows() {
    let making = Making::new();
    // Its owner reads the clone, whom policies that are forced would bind too.
    making
        .production
        .superuser("ALTER TABLE governance.watched_note NO FORCE ROW LEVEL SECURITY");
    let made = making.made("tables = [\"*\"]");
    // pg_dump writes int[][] as int[], which are the same to PostgreSQL.
    assert_eq!(
        made["drift"]["line"], "1 (first comparison, 0 critical)",
        "{}",
        made["drift"]
    );
    let drift = &made["drift"]["comparison"]["drifts"][0];
    assert_eq!(drift["what"], "dimensions=2→1", "{drift}");
    let count = "SELECT string_agg(format('%s %s', relname, (xpath('/row/c/text()', query_to_xml(format(\
                 'SELECT count(*) AS c FROM ONLY %s', oid::regclass), false, true, '')))[1]), ' ' ORDER BY relname) \
                 FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('public', 'governance')";
    assert_eq!(making.production.superuser(count).trim(), making.ask(count));
    let places = "SELECT string_agg(format('%s %s', sequencename, last_value), ' ' ORDER BY sequencename) FROM pg_sequences";
    assert_eq!(
        making.production.superuser(places).trim(),
        making.ask(places)
    );
    let check = run(&["clone", "check", "--config", making.clone_file.path()]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
    // What a new database gives to everybody would be a way to write in the eyes of the clone's own gate.
    let everybody = "SELECT string_agg(privilege, ' ') FROM unnest('{CONNECT,CREATE,TEMPORARY}'::text[]) privilege \
                     WHERE has_database_privilege('public', current_database(), privilege)";
    assert_eq!(making.ask(everybody), "");
    let ledger = run(&["ledger", "export", "--ledger", &making.clone_file.ledger()]);
    let ledger = text(&ledger.stdout);
    assert!(ledger.contains("drift_inventory") && ledger.contains("drift_comparison"));
}

#[test]
fn without_a_plan_there_are_definitions_and_no_rows() {
    let making = Making::new();
    let made = making.made("");
    assert_eq!(made["created"]["tables"], serde_json::json!([]));
    assert_eq!(making.ask("SELECT count(*) FROM customers"), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clone_is_one_instant_while_production_is_written() {
    let making = Making::new();
    making.production.superuser(
        "CREATE TABLE a_ledger (n bigint PRIMARY KEY); CREATE TABLE z_ledger (n bigint PRIMARY KEY);
         INSERT INTO a_ledger SELECT generate_series(1, 20000); INSERT INTO z_ledger SELECT generate_series(1, 20000);",
    );
    let writer = connect(SUPERUSER, &making.production.name).await;
    let writing = tokio::spawn(async move {
        for n in 20_001_i64.. {
            // Both or neither, in every instant.
            let sql = format!(
                "BEGIN; INSERT INTO a_ledger VALUES ({n}); INSERT INTO z_ledger VALUES ({n}); COMMIT"
            );
            if writer.batch_execute(&sql).await.is_err() {
                return;
            }
        }
    });
    let making = tokio::task::spawn_blocking(move || {
        making.made("tables = [\"*\"]");
        making
    });
    let making = making.await.expect("made");
    writing.abort();
    let both = making.ask("SELECT (SELECT max(n) FROM a_ledger) = (SELECT max(n) FROM z_ledger), (SELECT max(n) > 20000 FROM a_ledger)");
    assert_eq!(both, "t|t");
}

#[test]
fn what_leads_elsewhere_or_is_no_table_stays_behind() {
    let production = Copy::new();
    production.superuser(
        "CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
         CREATE USER MAPPING FOR directus_app SERVER far OPTIONS (password 'hunter9');
         CREATE SUBSCRIPTION feed CONNECTION 'host=far password=hunter9' PUBLICATION p WITH (connect = false);
         SELECT lo_from_bytea(0, 'hunter9');
         CREATE TABLE kept (x int); INSERT INTO kept VALUES (1); ALTER TABLE kept ENABLE ROW LEVEL SECURITY;
         CREATE RULE kept_log AS ON INSERT TO kept DO ALSO NOTIFY needles;
         CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''fired''; END';
         CREATE TRIGGER refusing BEFORE INSERT ON kept FOR EACH ROW EXECUTE FUNCTION refuse();",
    );
    let making = Making::of(production, AUDITOR);
    let made = making.made("tables = [\"public.kept\"]");
    making
        .production
        .superuser("ALTER SUBSCRIPTION feed SET (slot_name = NONE); DROP SUBSCRIPTION feed;");
    let counts = "SELECT (SELECT count(*) FROM pg_user_mapping), (SELECT count(*) FROM pg_subscription WHERE subdbid = \
                  (SELECT oid FROM pg_database WHERE datname = current_database())), \
                  (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM kept)";
    assert_eq!(making.ask(counts), "0|0|0|1");
    let notes = made["created"]["notes"].to_string();
    assert!(
        notes.contains("large objects") && notes.contains("user mappings"),
        "{notes}"
    );
    assert!(!making.dumped().contains("hunter9"), "a password is left");
}
