//! Checks of a gate file: judged as an agent's SQL is, answered as text and type.

use gatepost::db::{Progress, Purpose};
use gatepost::gate::{Decision, Failure, Observation};

use super::world::{World, gate};

fn gate_of(checks: &[(&str, &str)]) -> String {
    checks
        .iter()
        .enumerate()
        .map(|(index, (sql, rule))| {
            format!("[[check]]\nname = \"c{index}\"\nsql = '''{sql}'''\nrule = {rule}\n")
        })
        .collect()
}

async fn observations(world: &World, checks: &[(&str, &str)]) -> Vec<Observation> {
    let entry = world.entry(&gate(&gate_of(checks))).await;
    assert_eq!(entry.checks.len(), checks.len());
    entry
        .checks
        .into_iter()
        .map(|check| check.observation)
        .collect()
}

#[tokio::test]
async fn answers_are_text_and_type() {
    let world = World::audited();
    let value = Observation::value;
    let table = [
        ("select count(*) from g.heap", value("int8", "100")),
        ("select 1.50::numeric", value("numeric", "1.50")),
        ("select 'x'", value("text", "x")),
        ("select true", value("bool", "t")),
        ("select '{1,2}'::int[]", value("int4[]", "{1,2}")),
        (
            "select timestamptz '2026-01-02 03:04:05+02'",
            value("timestamptz", "2026-01-02 01:04:05+00"),
        ),
        ("select to_regclass('g.heap')", value("regclass", "g.heap")),
        ("select to_regclass('g.nothing')", Observation::Null),
        ("select row(null, null)", value("record", "(,)")),
        ("select id from g.heap where id < 0", Observation::Empty),
    ];
    let asked: Vec<(&str, &str)> = table
        .iter()
        .map(|(sql, _)| (*sql, "\"unchanged\""))
        .collect();
    for (found, (sql, expected)) in observations(&world, &asked).await.iter().zip(&table) {
        assert_eq!(found, expected, "{sql}");
    }
}

#[tokio::test]
async fn one_failure_does_not_poison_the_rest() {
    let world = World::audited();
    world.copy.superuser("CREATE TABLE g.wide AS SELECT string_agg(md5(n::text), '') AS v FROM generate_series(1, 50000) n");
    let found = observations(
        &world,
        &[
            ("select 1 / (count(*) - 100) from g.heap", "\"unchanged\""),
            ("select nothing", "\"unchanged\""),
            ("select pg_sleep(1)", "\"unchanged\""),
            ("delete from g.heap", "\"unchanged\""),
            ("select id from g.heap", "\"unchanged\""),
            ("select id, v from g.heap where id = 1", "\"unchanged\""),
            ("select $1::int", "\"unchanged\""),
            ("select v from g.wide", "\"unchanged\""),
            (
                "select count(*) from g.heap a, g.heap b, g.heap c, g.heap d, g.heap e, g.heap f",
                "\"unchanged\"",
            ),
            (
                "select n from generate_series(1, 501) n",
                "\"set_unchanged\"",
            ),
            (
                "select id from g.heap where id < 3 order by id desc",
                "\"set_unchanged\"",
            ),
            ("select count(*) from g.heap", "\"unchanged\""),
        ],
    )
    .await;
    let codes: Vec<String> = found
        .iter()
        .map(|observation| match observation {
            Observation::Error(Failure { sqlstate, .. }) => sqlstate.clone(),
            Observation::Rows(rows) => format!("{} rows", rows.rows().len()),
            Observation::Truncated { cap } => format!("more than {cap}"),
            Observation::Value { text, .. } => text.clone(),
            other => format!("{other:?}"),
        })
        .collect();
    let expected = [
        "22012",
        "42703",
        "function_not_allowed",
        "statement_not_allowed",
        "shape",
        "shape",
        "shape",
        "too_large",
        "57014",
        "more than 500",
        "2 rows",
        "100",
    ];
    assert_eq!(codes, expected);
}

#[tokio::test]
async fn a_refusal_is_seen_as_one_and_names_stay_the_roles_own() {
    let world = World::unaudited();
    world.copy.superuser("CREATE TABLE g.secret (id int); REVOKE ALL ON g.secret FROM query_pg_ro; CREATE TABLE public.visible (id int);");
    let found = observations(
        &world,
        &[
            ("select * from g.secret", "{ refused = [\"42501\"] }"),
            ("select count(*) from visible", "\"unchanged\""),
        ],
    )
    .await;
    assert!(
        matches!(&found[0], Observation::Error(Failure { sqlstate, .. }) if sqlstate == "42501"),
        "{found:?}"
    );
    assert_eq!(found[1], Observation::value("int8", "0"));
}

#[tokio::test]
async fn hidden_rows_are_an_error_and_no_answer() {
    let world = World::unaudited();
    let found = observations(
        &world,
        &[(
            "select count(*) from governance.restricted_note",
            "\"unchanged\"",
        )],
    )
    .await;
    assert!(
        matches!(&found[0], Observation::Error(Failure { sqlstate, .. }) if sqlstate == "42501"),
        "{found:?}"
    );
    let world = World::audited();
    let found = observations(
        &world,
        &[(
            "select count(*) from governance.restricted_note",
            "\"unchanged\"",
        )],
    )
    .await;
    assert_eq!(found[0], Observation::value("int8", "9"));
}

/// More than one session is open to observe; a check sees none but its own in a transaction, and its names are the role's.
#[tokio::test]
async fn no_check_sees_another_session_of_ours() {
    let world = World::audited();
    world.copy.superuser(
        "CREATE TABLE public.visible (id int);
         CREATE VIEW g.busy AS SELECT usename FROM pg_stat_activity
           WHERE xact_start IS NOT NULL AND datname = current_database();
         CREATE FUNCTION g.busy_ones() RETURNS bigint LANGUAGE sql STABLE AS
           'SELECT count(*) FROM g.busy WHERE usename = current_user';",
    );
    let asked = [
        ("select count(*) from g.heap", "100"),
        (
            "select count(*) from pg_stat_activity \
             where xact_start is not null and usename = current_user and datname = current_database()",
            "1",
        ),
        (
            "select count(*) from g.busy where usename = current_user",
            "1",
        ),
        ("select g.busy_ones()", "1"),
        (
            "select count(distinct l.pid) from pg_locks l join pg_stat_activity a using (pid) \
             where a.usename = current_user and l.database = (select oid from pg_database where datname = current_database())",
            "1",
        ),
        ("select count(*) from visible", "0"),
        (
            "select concat_ws('/', count(*), 1) from only g.parent",
            "100/1",
        ),
    ];
    let everything = gate(&format!(
        "[unchanged]\n[channel]\n{}",
        gate_of(&asked.map(|(sql, _)| (sql, "\"unchanged\"")))
    ));
    for _ in 0..5 {
        let entry = world.entry(&everything).await;
        assert_eq!(entry.checks.len(), asked.len());
        for (index, ((sql, expected), check)) in asked.iter().zip(&entry.checks).enumerate() {
            assert_eq!(check.name, format!("c{index}"));
            let Observation::Value { text, .. } = &check.observation else {
                panic!("{sql}: {check:?}");
            };
            assert_eq!(text, expected, "{sql}");
        }
    }
}

/// With one connection, one session is asked everything, after its checks have changed what names mean to it.
#[tokio::test]
async fn one_session_sees_what_two_see() {
    let two = World::audited();
    let one = two.with_one_connection();
    let checks = gate_of(&[("select count(*) from g.heap", "\"unchanged\"")]);
    let everything = gate(&format!("[unchanged]\n{checks}"));
    let entry = one
        .database()
        .observe(&everything, Purpose::Entry, |_: Progress| {})
        .await
        .expect("an entry");
    let verdict = two.exit(&everything, &entry).await;
    assert_eq!(verdict.decision, Decision::Safe, "{verdict:?}");
}
