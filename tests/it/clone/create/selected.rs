//! Which rows come along, and how their columns are masked.

use super::{AUDITOR, Making};
use crate::process::text;
use crate::support::{Copy, cluster};

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
