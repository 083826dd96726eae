//! The session that writes: what a statement gives, how it fails, and that an abandoned one is cancelled.

use std::time::Duration;

use gatepost::demo::SUPERUSER;

use super::world::{Clone, OBSERVER, cluster};

/// Longer than a cancel request takes on a busy machine, and far shorter than what is cancelled.
const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_script_runs_statement_by_statement_in_its_own_transaction() {
    let clone = Clone::new();
    let (_channel, mut session) = clone.session().await;
    for (statement, rows) in [
        ("BEGIN", 0),
        ("CREATE TABLE t (id int PRIMARY KEY, v text)", 0),
        (
            "INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 3) g",
            3,
        ),
        ("COMMIT", 0),
        ("SELECT * FROM t", 3),
        ("BEGIN", 0),
        ("DELETE FROM t", 3),
        ("ROLLBACK", 0),
    ] {
        let outcome = session.execute_script_statement(statement).await;
        assert_eq!(outcome.expect(statement).rows, rows, "{statement}");
    }
    let rows = session
        .query_text(
            "SELECT id, v, NULL::int, id > 1, ARRAY[id] FROM t WHERE id = ANY ($1) ORDER BY id -- all",
            &[Some("{1,2}")],
        )
        .await
        .expect("answers");
    let text = |value: &str| Some(value.to_owned());
    let row = |id: &str, v: &str, more: &str| {
        vec![
            text(id),
            text(v),
            None,
            text(more),
            Some(format!("{{{id}}}")),
        ]
    };
    assert_eq!(rows, [row("1", "v1", "false"), row("2", "v2", "true")]);
}

#[tokio::test]
async fn the_settings_are_pinned_and_named() {
    let clone = Clone::new();
    let settings = "statement_timeout = \"7s\"\nlock_timeout = \"3s\"\nidle_in_transaction_session_timeout = \"11s\"\n";
    let channel = clone.open(settings).await.expect("a clone");
    let mut session = channel.session().await.expect("a session");
    for (setting, value) in [
        ("application_name", "gatepost-rehearsal"),
        ("TimeZone", "UTC"),
        ("IntervalStyle", "postgres"),
        ("statement_timeout", "7s"),
        ("lock_timeout", "3s"),
        ("idle_in_transaction_session_timeout", "11s"),
        ("default_transaction_read_only", "off"),
    ] {
        let shown = session
            .query_text("SELECT current_setting($1)", &[Some(setting)])
            .await;
        assert_eq!(
            shown.expect(setting),
            [[Some(value.to_owned())]],
            "{setting}"
        );
    }
    let pid = session.query_text("SELECT pg_backend_pid()", &[]).await;
    let own = session.backend_pid().to_string();
    assert_eq!(pid.expect("answers"), [[Some(own)]]);
}

#[tokio::test]
async fn a_failure_says_what_postgresql_says_and_the_session_lives_on() {
    let clone = Clone::new();
    let (_channel, mut session) = clone.session().await;
    let failure = session
        .execute_script_statement("SELECT 1,\n  nonesuch FROM pg_class")
        .await
        .expect_err("no such column");
    assert_eq!(failure.sqlstate.as_deref(), Some("42703"));
    let position = failure.position.expect("placed");
    assert_eq!((position.line, position.column), (2, 3));
    let block = "DO $$ BEGIN RAISE NOTICE 'looking'; RAISE EXCEPTION 'guard' USING ERRCODE = 'P0999', \
                 DETAIL = 'the detail', HINT = 'the hint'; END $$";
    let failure = session.execute_script_statement(block).await;
    let failure = failure.expect_err("it raises");
    assert_eq!(failure.sqlstate.as_deref(), Some("P0999"));
    assert_eq!(failure.detail.as_deref(), Some("the detail"));
    assert_eq!(failure.hint.as_deref(), Some("the hint"));
    assert!(
        failure
            .context
            .expect("given")
            .contains("inline_code_block")
    );
    assert_eq!(failure.notices[0].message, "looking");
    let missing = session.query_text("SELECT $1::int", &[]).await;
    assert!(
        missing
            .expect_err("no parameter")
            .message
            .contains("1 parameters, 0")
    );
    assert!(session.is_open());
    let warned = session
        .execute_script_statement("COMMIT")
        .await
        .expect("harmless");
    assert_eq!(
        warned.notices[0].sqlstate, "25P01",
        "there is no transaction"
    );
}

#[tokio::test]
async fn an_abandoned_statement_is_cancelled_and_its_transaction_rolled_back() {
    let clone = Clone::new();
    clone_table(&clone);
    let (channel, mut session) = clone.session().await;
    let pid = session.backend_pid();
    for statement in ["BEGIN", "INSERT INTO t VALUES (1)"] {
        session
            .execute_script_statement(statement)
            .await
            .expect(statement);
    }
    let long = session.execute_script_statement("SELECT pg_sleep(600)");
    tokio::time::timeout(Duration::from_millis(300), long)
        .await
        .expect_err("it is not done by then");
    assert!(!session.is_open());
    let after = session.execute_script_statement("COMMIT").await;
    assert!(after.expect_err("closed").is_lost());
    tokio::time::timeout(SOON, channel.settled())
        .await
        .expect("cancelled soon");
    clone.process_ended(pid).await;
    let mut next = channel.session().await.expect("a new session");
    let rows = next.query_text("SELECT count(*) FROM t", &[]).await;
    assert_eq!(rows.expect("answers"), [[Some("0".to_owned())]]);
}

fn clone_table(clone: &Clone) {
    cluster()
        .psql(super::world::WRITER, &clone.name, "CREATE TABLE t (id int)")
        .expect("the script runs");
}

#[tokio::test]
async fn a_session_ended_by_the_server_says_so() {
    let clone = Clone::new();
    let (_channel, mut session) = clone.session().await;
    let pid = session.backend_pid();
    let client = crate::scratch::superuser(cluster(), &clone.name).await;
    let (outcome, _) = tokio::join!(
        session.execute_script_statement("SELECT pg_sleep(600)"),
        async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            client
                .execute("SELECT pg_terminate_backend($1)", &[&pid])
                .await
        }
    );
    let failure = outcome.expect_err("ended");
    assert_eq!(failure.sqlstate.as_deref(), Some("57P01"), "{failure:?}");
    let after = session.execute_script_statement("SELECT 1").await;
    assert!(after.expect_err("closed").is_lost());
}

#[tokio::test]
async fn several_statements_as_one_are_a_failure() {
    let clone = Clone::new();
    let (_channel, mut session) = clone.session().await;
    let failure = session.execute_script_statement("SELECT 1; SELECT 2").await;
    assert!(failure.expect_err("two").message.contains("2 statements"));
    assert!(!session.is_open());
}

#[tokio::test]
async fn agents_read_the_clone_and_do_not_write_it() {
    let clone = Clone::new();
    clone_table(&clone);
    let table = format!("GRANT SELECT ON t TO {OBSERVER}");
    cluster()
        .psql(SUPERUSER, &clone.name, &table)
        .expect("grants");
    let observer = format!(
        "observer_url = \"{}\"\n",
        cluster().url(OBSERVER, &clone.name)
    );
    for settings in ["", observer.as_str()] {
        let channel = clone.open(settings).await.expect("a clone");
        let database = channel.database().expect("the clone");
        database
            .check("SELECT count(*) FROM t")
            .await
            .expect("a read");
        let refused = database.check("DELETE FROM t").await;
        refused.expect_err("not a read");
    }
}
