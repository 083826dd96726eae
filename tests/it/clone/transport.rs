//! A command that carries the protocol: that works, that dies, that says something else, that says nothing.

use std::time::Duration;

use gatepost::db::Call;
use gatepost::db::clone::CloneChannel;
use gatepost::error::ErrorCode;

use super::world::{Clone, WRITER, cluster};

/// What a command's own errors take at most, on a busy machine.
const SOON: Duration = Duration::from_secs(10);

/// A bridge to the server in bash alone: nothing else is sure to be there.
fn bridge() -> String {
    format!(
        "exec 3<>/dev/tcp/127.0.0.1/{}; cat <&3 & cat >&3; kill $!",
        cluster().port()
    )
}

/// Settings that reach the clone by this script of bash.
fn by(clone: &Clone, script: &str) -> String {
    let argv = serde_json::json!(["bash", "-c", script]);
    format!(
        "url = \"postgres://{WRITER}@/{}\"\nconnect_timeout = \"2s\"\nconnect_command = {argv}\n",
        clone.name
    )
}

#[tokio::test]
async fn a_clone_is_reached_by_a_command() {
    let clone = Clone::new();
    let channel = clone.open(&by(&clone, &bridge())).await.expect("a clone");
    let mut session = channel.session().await.expect("a session");
    session
        .execute_script_statement("CREATE TABLE t AS SELECT g AS id, repeat('x', 1000) AS v FROM generate_series(1, 20000) g")
        .await
        .expect("runs");
    let rows = session
        .query_text("SELECT v FROM t", &[])
        .await
        .expect("answers");
    assert_eq!(rows.len(), 20_000);
    let call = Call {
        sql: "SELECT count(*) AS n FROM t".to_owned(),
        ..Call::default()
    };
    let answer = channel.database().expect("the clone").query(&call).await;
    assert_eq!(answer.expect("a read").rows.rows, ["[20000]"]);
}

#[tokio::test]
async fn a_statement_is_cancelled_and_the_command_ended_with_it() {
    let clone = Clone::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pids = folder.path().join("pids");
    let script = format!("echo $$ >> {}; {}", pids.display(), bridge());
    let channel = clone.open(&by(&clone, &script)).await.expect("a clone");
    let mut session = channel.session().await.expect("a session");
    let pid = session.backend_pid();
    let long = session.execute_script_statement("SELECT pg_sleep(600)");
    tokio::time::timeout(Duration::from_millis(300), long)
        .await
        .expect_err("it is not done by then");
    tokio::time::timeout(SOON, channel.settled())
        .await
        .expect("cancelled soon");
    clone.process_ended(pid).await;
    drop((session, channel));
    let ended = async {
        let started = std::fs::read_to_string(&pids).expect("written");
        assert!(
            started.lines().count() >= 3,
            "two sessions and a cancel request: {started}"
        );
        while started.lines().any(is_alive) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, ended)
        .await
        .expect("the commands end");
}

/// Whether the process runs; one that only waits to be reaped does not.
fn is_alive(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

/// A command's failure, which comes soon.
async fn failure(script: &str) -> String {
    let clone = Clone::new();
    let config = clone.config(&by(&clone, script));
    let opening = tokio::time::timeout(SOON, CloneChannel::open(&config));
    let error = opening.await.expect("soon").err().expect("refused");
    assert_eq!(error.code, ErrorCode::CloneUnavailable, "{error}");
    error.message
}

#[tokio::test]
async fn a_command_that_dies_is_told_with_its_last_words() {
    let message = failure("echo first >&2; echo 'ssh: no route to host' >&2; exit 255").await;
    assert!(
        message.contains("exit status: 255") && message.contains("no route to host"),
        "{message}"
    );
    assert!(!message.contains("first"), "{message}");
}

#[tokio::test]
async fn a_command_that_says_something_else_is_no_server() {
    for script in [
        "echo 'Welcome to host'; sleep 60",
        "echo 'Error: No such container: db'; sleep 60",
        "echo 'Recorded session'; sleep 60",
    ] {
        let message = failure(script).await;
        assert!(
            message.contains("does not give the PostgreSQL protocol"),
            "{script}: {message}"
        );
    }
}

#[tokio::test]
async fn a_command_that_says_nothing_is_waited_for_so_long() {
    let message = failure("echo 'connecting' >&2; sleep 60").await;
    assert!(message.contains("within 2s"), "{message}");
}

/// It answers the start, and nothing after it: AuthenticationOk alone.
#[tokio::test]
async fn a_command_that_falls_silent_is_waited_for_so_long() {
    let message = failure("printf 'R\\0\\0\\0\\010\\0\\0\\0\\0'; sleep 60").await;
    assert!(message.contains("within 2s"), "{message}");
}

#[tokio::test]
async fn a_command_that_is_not_there_is_named() {
    let clone = Clone::new();
    let settings = format!(
        "url = \"postgres://{WRITER}@/{}\"\nconnect_command = [\"/nonesuch/bridge\"]\n",
        clone.name
    );
    let error = clone.refusal(&settings).await;
    assert_eq!(error.code, ErrorCode::CloneUnavailable);
    assert!(
        error.message.contains("cannot start `/nonesuch/bridge`"),
        "{error}"
    );
}

/// The command decides where it leads; the database it leads to must still be the clone.
#[tokio::test]
async fn a_command_cannot_lead_past_the_marker() {
    let clone = Clone::unmarked();
    let settings = by(&clone, &bridge());
    clone
        .assert_refused(&settings, ErrorCode::CloneMarkerMissing, "marker")
        .await;
}
