//! Level counters on a server that does not count.

use gatepost::demo::MAINTENANCE_DATABASE;
use gatepost::gate::Decision;

use super::lane::{Lane, unchanged};

const OFF: &str =
    "ALTER SYSTEM SET track_counts = off; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);";
const ON: &str = "ALTER SYSTEM RESET track_counts; SELECT pg_reload_conf(); SELECT pg_sleep(0.3);";
const WRITE: &str = "UPDATE g.heap SET v = v WHERE id = 5";

#[tokio::test]
async fn a_server_that_does_not_count_proves_nothing_by_counters() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    let gate = unchanged("counters");
    lane.superuser(MAINTENANCE_DATABASE, OFF);
    let refused = bracket.entry(&gate).await.expect_err("no entry");
    assert!(refused.contains("track_counts is off"), "{refused}");
    let versions = unchanged("row_versions");
    bracket.entry(&versions).await.expect("needs no counters");
    lane.superuser(MAINTENANCE_DATABASE, ON);
    let rows = {
        let text = "name = \"test\"\ntitle = \"Test\"\nkind = \"bracket\"\n[unchanged]\nschema = []\nrows = [\"g.*\"]\n\
                    level = \"counters\"\nsequences = false\nroles = false\nlarge_objects = false\n";
        gatepost::gate::Definition::parse("test.toml", text.as_bytes()).expect("a gate")
    };
    let entry = bracket.entry(&rows).await.expect("an entry");
    lane.superuser(MAINTENANCE_DATABASE, OFF);
    lane.superuser(&bracket.database, WRITE);
    let verdict = bracket.exit(&rows, &entry).await.expect("judged");
    assert_eq!(verdict.decision, Decision::Indeterminate, "{verdict:#?}");
    assert!(
        verdict.reason.contains("track_counts is off"),
        "{verdict:#?}"
    );
    lane.superuser(MAINTENANCE_DATABASE, ON);
    let entry = bracket.entry(&rows).await.expect("an entry");
    lane.superuser(&bracket.database, "SELECT pg_current_xact_id()");
    let verdict = bracket.exit(&rows, &entry).await.expect("judged");
    assert_eq!(verdict.decision, Decision::Safe, "{verdict:#?}");
    let told = &verdict.proof.not_proven;
    assert!(
        told.iter()
            .any(|what| what.contains("turned track_counts off")),
        "{told:?}"
    );
}
