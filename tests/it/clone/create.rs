//! Clones made from production: as production is, at one instant, with nothing of what is masked, or not there at all.

use std::path::Path;
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

/// Tables of every shape that rows, or values of rows, could slip through.
const SHAPES: &str = r#"
CREATE SCHEMA shapes;
SET search_path = shapes;
CREATE DOMAIN short AS text CHECK (length(value) < 100);
CREATE DOMAIN address AS varchar(40) CHECK (value LIKE '%@%');
CREATE DOMAIN own_address AS address;
CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gone int, email text UNIQUE, name varchar(40),
  born date, secret text DEFAULT 'none', shout text GENERATED ALWAYS AS (upper(name)) STORED, note short, pair point, mail own_address);
ALTER TABLE people DROP COLUMN gone;
INSERT INTO people (email, name, born, secret, note, mail)
  SELECT 'needle' || n || '@example.com', 'Needle ' || n, date '1970-05-05' + n, 'needle' || n, 'needle note', 'needle' || n || '@here'
  FROM generate_series(1, 200) n;
CREATE INDEX people_lower ON people (lower(email));
CREATE STATISTICS people_pairs ON email, name FROM people;
CREATE VIEW addresses AS SELECT email FROM people;
CREATE MATERIALIZED VIEW roll AS SELECT id, email, name FROM people;
CREATE UNIQUE INDEX roll_id ON roll (id);
CREATE TABLE letters (id int PRIMARY KEY, email text REFERENCES people (email), body text);
INSERT INTO letters SELECT n, 'needle' || n || '@example.com', 'hello' FROM generate_series(1, 200) n;
CREATE TABLE "Odd ""Table" ("a b" text, "select" int);
INSERT INTO "Odd ""Table" VALUES ('needle odd', 1), (E'tab\there\\n', 2), (NULL, 3);
CREATE TABLE base (id int, word text);
CREATE TABLE derived (more text) INHERITS (base);
INSERT INTO base VALUES (1, 'needle base');
INSERT INTO derived VALUES (2, 'needle derived', 'm');
CREATE TABLE parts (id int, day date, word text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (id);
CREATE TABLE parts_2_all PARTITION OF parts_2 DEFAULT;
INSERT INTO parts SELECT n, date '2020-01-01' + n, 'needle' || n FROM generate_series(1, 600) n;
CREATE TABLE of_parts (part int, day date, FOREIGN KEY (part, day) REFERENCES parts);
INSERT INTO of_parts SELECT id, day FROM parts;
ANALYZE people;
"#;

const MASKS: &str = r#"
tables = ["shapes.*"]
[[mask]]
columns = ["shapes.people.email", "shapes.letters.email", "shapes.base.word", "shapes.parts.word", "shapes.people.secret", "shapes.people.note"]
rule = "hash"
[[mask]]
columns = ["shapes.people.mail"]
rule = "email"
[[mask]]
columns = ["shapes.people.name"]
rule = "constant"
value = "N. 'N' \\ N"
[[mask]]
columns = ["shapes.Odd \"Table.a b"]
rule = "null"
[[mask]]
columns = ["shapes.people.born"]
rule = "year"
"#;

#[test]
fn masked_values_are_nowhere_in_the_clone() {
    let making = Making::new();
    making.production.superuser(SHAPES);
    let made = making.made(MASKS);
    let dump = making.dumped();
    assert!(
        !dump.to_lowercase().contains("needle"),
        "{}",
        dump.lines()
            .find(|line| line.to_lowercase().contains("needle"))
            .unwrap_or_default()
    );
    let rows: Vec<(&str, u64)> = made["created"]["tables"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|table| {
            (
                table["table"].as_str().expect("a name"),
                table["rows"].as_u64().expect("a number"),
            )
        })
        .collect();
    assert!(
        rows.contains(&("\"shapes\".\"Odd \"\"Table\"", 3)),
        "{rows:?}"
    );
    for (sql, expected) in [
        (
            "SELECT count(*) FROM shapes.people JOIN shapes.letters USING (email)",
            "200",
        ),
        (
            "SELECT count(DISTINCT email) FROM shapes.people WHERE email ~ '^[0-9a-f]{32}$'",
            "200",
        ),
        (
            "SELECT count(DISTINCT mail) FROM shapes.people WHERE mail ~ '^[0-9a-f]{25}@masked.invalid$'",
            "200",
        ),
        (
            "SELECT DISTINCT name || shout FROM shapes.people",
            "N. 'N' \\ NN. 'N' \\ N",
        ),
        (
            "SELECT count(*) FROM shapes.people WHERE extract(doy FROM born) = 1",
            "200",
        ),
        (
            "SELECT count(*) FROM shapes.roll JOIN shapes.people USING (id, email)",
            "200",
        ),
        ("SELECT count(*) FROM ONLY shapes.base", "1"),
        ("SELECT count(*) FROM shapes.base", "2"),
        ("SELECT count(*) FROM shapes.parts", "600"),
        ("SELECT count(*) FROM shapes.of_parts", "600"),
        (
            "SELECT count(*) FROM pg_stats WHERE most_common_vals::text ~* 'needle' OR histogram_bounds::text ~* 'needle'",
            "0",
        ),
    ] {
        assert_eq!(making.ask(sql), expected, "{sql}");
    }
    // The next key follows production's.
    making.ask("INSERT INTO shapes.people (email) VALUES ('x')");
    assert_eq!(making.ask("SELECT max(id) FROM shapes.people"), "201");
}

#[test]
fn two_runs_with_one_key_agree_and_without_one_differ() {
    let production = Copy::new();
    production.superuser("CREATE TABLE t (v text, n bigint, u uuid); INSERT INTO t VALUES ('x', 7, md5('x')::uuid), (NULL, NULL, NULL)");
    let making = Making::of(production, AUDITOR);
    let plan = "tables = [\"public.t\"]\n[[mask]]\ncolumns = [\"public.t.*\"]\nrule = \"hash\"\n";
    let keyed = format!("hash_key_env = \"GATEPOST_TEST_MASK_KEY\"\n{plan}");
    let again = |plan: &str, key: Option<&str>| {
        let _ = cluster().drop_database(&making.clone);
        let mut command = making.command(plan);
        if let Some(key) = key {
            command.env("GATEPOST_TEST_MASK_KEY", key);
        }
        let output = command.output().expect("runs");
        if !making.exists() {
            return text(&output.stdout) + &text(&output.stderr);
        }
        making.ask("SELECT v, n, u FROM t ORDER BY v")
    };
    let first = again(&keyed, Some("a key of some length"));
    assert!(first.ends_with("\n||"), "NULL stays NULL: {first}");
    assert_eq!(first, again(&keyed, Some("a key of some length")));
    assert_ne!(first, again(&keyed, Some("another key of length")));
    let own = again(plan, None);
    assert!(own != first && own != again(plan, None));
    for key in [None, Some("short")] {
        let said = again(&keyed, key);
        assert!(said.contains("GATEPOST_TEST_MASK_KEY"), "{said}");
    }
}

#[test]
fn samples_are_closed_over_foreign_keys_and_the_same_each_time() {
    let production = Copy::new();
    production.superuser(
        "CREATE SCHEMA s; SET search_path = s;
         CREATE TABLE house (id int PRIMARY KEY);
         CREATE TABLE person (id int PRIMARY KEY, house int REFERENCES house);
         CREATE TABLE pet (id int PRIMARY KEY, person int NOT NULL REFERENCES person, house int REFERENCES house);
         CREATE TABLE loose (word text);
         INSERT INTO house SELECT generate_series(1, 1000);
         INSERT INTO person SELECT n, CASE WHEN n % 10 > 0 THEN n % 1000 + 1 END FROM generate_series(1, 3000) n;
         INSERT INTO pet SELECT n, n % 3000 + 1, n % 1000 + 1 FROM generate_series(1, 9000) n;
         INSERT INTO loose SELECT 'w' || n FROM generate_series(1, 100) n;",
    );
    let making = Making::of(production, AUDITOR);
    let plan = "tables = [\"s.*\"]\n[[sample]]\ntable = \"s.house\"\npercent = 10\n[[sample]]\ntable = \"s.pet\"\nrows = 20\n\
                [[sample]]\ntable = \"s.loose\"\nrows = 5\n";
    let made = making.made(plan);
    let number = |table: &str| {
        making
            .ask(&format!("SELECT count(*) FROM s.{table}"))
            .parse::<u32>()
            .expect("a number")
    };
    assert!((60..=150).contains(&number("house")), "{}", number("house"));
    assert!(
        (400..=900).contains(&number("person")),
        "{}",
        number("person")
    );
    assert_eq!((number("pet"), number("loose")), (20, 5));
    let person = made["created"]["tables"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|table| table["table"] == "\"s\".\"person\"");
    assert_eq!(person.expect("copied")["sampled"], true);
    let rows = "SELECT string_agg(id::text, ',' ORDER BY id) FROM s.pet";
    let first = making.ask(rows);
    cluster().drop_database(&making.clone).expect("drops");
    making.made(plan);
    assert_eq!(first, making.ask(rows));
}

#[test]
fn plans_that_cannot_hold_are_refused_before_anything_is_made() {
    let making = Making::new();
    making.production.superuser(SHAPES);
    making.production.superuser(
        "CREATE TABLE shapes.tree (id int PRIMARY KEY, up int REFERENCES shapes.tree); INSERT INTO shapes.tree VALUES (1, NULL), (2, 1);",
    );
    let mask = |columns: &str, rule: &str| {
        format!("tables = [\"shapes.*\"]\n[[mask]]\ncolumns = [\"{columns}\"]\nrule = \"{rule}\"\n")
    };
    for (plan, said) in [
        ("tables = [\"shapes.peeple\"]".to_owned(), "shapes.peeple"),
        (mask("shapes.people.emial", "hash"), "shapes.people.emial"),
        (mask("shapes.people.email", "hash"), "not masked alike"),
        (mask("shapes.letters.email", "hash"), "not masked alike"),
        (
            mask("shapes.people.shout", "null"),
            "computed by PostgreSQL",
        ),
        (mask("shapes.people.id", "null"), "refuses NULL"),
        (mask("shapes.people.pair", "hash"), "text, varchar"),
        (mask("shapes.*.day", "year"), "which partition"),
        (mask("shapes.people.born", "email"), "date"),
        (
            "tables = [\"shapes.letters\"]".to_owned(),
            "whose rows are not all copied",
        ),
        (
            "tables = [\"shapes.*\"]\n[[sample]]\ntable = \"shapes.tree\"\nrows = 1\n".to_owned(),
            "in a circle",
        ),
        (
            "tables = [\"shapes.*\"]\n[[sample]]\ntable = \"shapes.parts\"\nrows = 1\n".to_owned(),
            "percent",
        ),
        (
            "tables = [\"shapes.*\"]\nsql = \"SELECT 1\"".to_owned(),
            "unknown field",
        ),
    ] {
        let refusal = making.refused(&plan);
        assert!(refusal.contains(said), "{plan}: {refusal}");
    }
    // A key that is NULL throughout leads nowhere, and needs nothing copied.
    let plan = "tables = [\"shapes.letters\"]\n[[mask]]\ncolumns = [\"shapes.letters.email\"]\nrule = \"null\"\n";
    making.made(plan);
    assert_eq!(
        making.ask("SELECT count(*), count(email) FROM shapes.letters"),
        "200|0"
    );
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
    let said = making
        .command("")
        .arg("--programs")
        .arg(empty.path())
        .output()
        .expect("runs");
    let said = text(&said.stdout);
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
    let said = making
        .command("")
        .arg("--programs")
        .arg(empty.path())
        .output()
        .expect("runs");
    let said = text(&said.stdout);
    assert!(said.contains("there is 12 in"), "{said}");
    assert!(!making.exists() && Path::new(making.clone_file.path()).exists());
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
