//! What holds secrets is observed, and no secret is in what gatepost keeps of it.

use gatepost::gate::Decision;

use super::lane::{Lane, unchanged};

const KEPT: &str = "ALTER SYSTEM SET primary_conninfo = 'host=nowhere password=hunter2';
    ALTER SYSTEM SET ssl_passphrase_command = 'echo hunter2';
    COPY (SELECT 'app.token = hunter2') TO PROGRAM 'cat >> postgresql.conf';
    COPY (SELECT 'host all all 10.1.0.0/16 ldap ldapserver=x ldapbasedn=dc ldapbinddn=cn ldapbindpasswd=hunter2') TO PROGRAM 'cat >> pg_hba.conf';
    ALTER ROLE app_owner PASSWORD 'hunter2';
    CREATE SUBSCRIPTION reading CONNECTION 'host=nowhere password=hunter2' PUBLICATION p WITH (connect = false, slot_name = NONE);
    ALTER USER MAPPING FOR app_user SERVER far OPTIONS (SET password 'hunter2');
    SELECT pg_reload_conf(); SELECT pg_sleep(0.3);";

#[tokio::test]
async fn no_secret_is_in_a_snapshot_or_verdict() {
    let mut lane = Lane::start();
    let bracket = lane.copy();
    lane.superuser(&bracket.database, KEPT);
    let gate = unchanged("row_versions");
    let entry = bracket.entry(&gate).await.expect("an entry");
    let kept = String::from_utf8(entry.to_bytes().expect("serializable")).expect("text");
    for seen in [
        "primary_conninfo",
        "ssl_passphrase_command",
        "app.token",
        "ldapbindpasswd",
    ] {
        assert!(kept.contains(seen), "{seen}");
    }
    assert!(!kept.contains("hunter2"));
    let other = KEPT
        .replace("hunter2", "hunter3")
        .replace("CREATE SUBSCRIPTION reading", "ALTER SUBSCRIPTION reading")
        .replace(
            " PUBLICATION p WITH (connect = false, slot_name = NONE)",
            "",
        );
    lane.superuser(&bracket.database, &other);
    let verdict = bracket.exit(&gate, &entry).await.expect("a verdict");
    assert_eq!(verdict.decision, Decision::Unsafe);
    let told = format!("{verdict:?}");
    assert!(!told.contains("hunter"), "{told}");
}
