//! Another session's lock, for which observing waits until its time is over.

use gatepost::gate::{Decision, Definition};

use super::lane::Lane;
use crate::scratch;

#[tokio::test]
async fn a_lock_of_another_session_is_told_as_what_may_have_held_it_up() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    let text = "name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n[unchanged]\nschema = []\nrows = [\"g.heap\"]\n\
                sequences = false\nroles = false\nlarge_objects = false\n";
    let gate = Definition::parse("test.toml", text.as_bytes()).expect("a gate");
    let entry = bracket.entry(&gate).await.expect("an entry");
    let client = scratch::superuser(&lane.cluster, &bracket.database).await;
    let locked = "BEGIN; LOCK TABLE g.heap IN ACCESS EXCLUSIVE MODE; SELECT pg_current_xact_id()";
    client.batch_execute(locked).await.expect("is held");
    let spent = "SELECT pg_current_xact_id()";
    lane.superuser(&bracket.database, spent);
    let verdict = bracket.exit(&gate, &entry).await.expect("judged");
    assert_eq!(verdict.decision, Decision::Indeterminate, "{verdict:#?}");
    for word in [
        "another session holds a lock",
        "pg_locks",
        "pg_blocking_pids",
    ] {
        assert!(verdict.reason.contains(word), "{}", verdict.reason);
    }
    client
        .batch_execute("ROLLBACK")
        .await
        .expect("is given back");
    let verdict = bracket.exit(&gate, &entry).await.expect("judged");
    assert_eq!(verdict.decision, Decision::Safe, "{verdict:#?}");
}
