//! What the role cannot see is an error that names what mends it, and never an answer.

use gatepost::db::{Progress, Purpose};
use gatepost::demo::{READER_ROLE, SUPERUSER};
use gatepost::error::ErrorCode;
use gatepost::gate::{Decision, Failure, Part, SequencePosition};

use super::world::{ROLES, World, gate, rows_gate};
use crate::support::{Served, eventually};

#[track_caller]
fn failure<T: std::fmt::Debug>(part: Option<Part<T>>) -> Failure {
    match part {
        Some(Part::Failed(failure)) => failure,
        other => panic!("expected a failure, found {other:?}"),
    }
}

#[tokio::test]
async fn sessions_whose_state_is_hidden() {
    let world = World::unaudited();
    let channel = gate("[channel]\n");
    let writer = world.writer().await;
    writer
        .batch_execute("BEGIN; SELECT 1")
        .await
        .expect("opens");
    let entry = world.entry(&channel).await;
    let blind = failure(entry.channel.map(|channel| channel.idle_in_transaction));
    assert_eq!(
        blind.mend.as_deref(),
        Some(r#"GRANT pg_read_all_stats TO "query_pg_ro";"#),
        "{blind:?}"
    );

    // The auditor sees it, and sees it go.
    let world = World::audited();
    let writer = world.writer().await;
    writer
        .batch_execute("BEGIN; SELECT 1")
        .await
        .expect("opens");
    let idle = async || match world
        .entry(&channel)
        .await
        .channel
        .map(|channel| channel.idle_in_transaction)
    {
        Some(Part::Observed(count)) => count,
        other => panic!("{other:?}"),
    };
    assert_eq!(idle().await, 1);
    writer.batch_execute("COMMIT").await.expect("ends");
    eventually("it is gone", async || idle().await == 0).await;
}

#[tokio::test]
async fn the_channel_is_the_agents_role_too() {
    let world = World::audited();
    let channel = gate("[channel]\n");
    let findings = async || match world
        .entry(&channel)
        .await
        .channel
        .map(|channel| channel.findings)
    {
        Some(Part::Observed(findings)) => findings
            .into_iter()
            .map(|finding| finding.code)
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert!(findings().await.is_empty());
    world
        .copy
        .superuser(&format!("GRANT INSERT ON g.heap TO {READER_ROLE}"));
    assert_eq!(findings().await, ["table_privilege"]);
    world.copy.superuser(&format!(
        "REVOKE INSERT ON g.heap FROM {READER_ROLE}; GRANT CREATE ON SCHEMA g TO PUBLIC"
    ));
    // The auditor could as well.
    assert_eq!(findings().await, ["create_in_schema", "create_in_schema"]);
    world.copy.superuser(&format!(
        "REVOKE CREATE ON SCHEMA g FROM PUBLIC; GRANT ALTER SYSTEM ON PARAMETER work_mem TO {READER_ROLE}"
    ));
    assert_eq!(findings().await, ["parameter_privilege"]);
    world.copy.superuser(&format!(
        "REVOKE ALTER SYSTEM ON PARAMETER work_mem FROM {READER_ROLE}"
    ));
    assert!(findings().await.is_empty());
}

#[tokio::test]
async fn a_sequence_that_cannot_be_read() {
    let world = World::unaudited();
    world.copy.superuser(&format!(
        "REVOKE SELECT ON g.numbers FROM {READER_ROLE}; GRANT USAGE ON g.numbers TO {READER_ROLE}"
    ));
    let gate = gate("[unchanged]\nschema = [\"g\"]\nroles = false\nlarge_objects = false\n");
    let entry = world.entry(&gate).await;
    let Some(Part::Observed(sequences)) = &entry.sequences else {
        panic!("{:?}", entry.sequences)
    };
    let [sequence] = sequences.as_slice() else {
        panic!("one sequence: {sequences:?}")
    };
    let SequencePosition::Unreadable { mend } = &sequence.position else {
        panic!("{sequence:?}")
    };
    assert!(
        mend.contains(r#"GRANT SELECT ON SEQUENCE "g"."numbers" TO "query_pg_ro";"#),
        "{mend}"
    );
    world.copy.superuser(mend);
    let entry = world.entry(&gate).await;
    for (script, decision) in [
        ("SELECT 1", Decision::Safe),
        ("SELECT nextval('g.numbers')", Decision::Unsafe),
        ("SELECT nextval('g.numbers')", Decision::Unsafe),
        ("SELECT setval('g.numbers', 1, false)", Decision::Safe),
        ("SELECT setval('g.numbers', 1, true)", Decision::Unsafe),
    ] {
        world.copy.superuser(script);
        let verdict = world.exit(&gate, &entry).await;
        assert_eq!(
            verdict.decision, decision,
            "{script}: {:#?}",
            verdict.checks
        );
    }
}

#[tokio::test]
async fn rows_that_cannot_be_read() {
    let world = World::unaudited();
    world.copy.superuser(&format!(
        "REVOKE SELECT ON g.heap FROM {READER_ROLE};
         ALTER TABLE g.parent ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON g.parent USING (id < 5);
         CREATE FOREIGN TABLE g.far (id int) SERVER ledger_server;"
    ));
    for level in ["row_versions", "content"] {
        let gate = rows_gate(level);
        let entry = world.entry(&gate).await;
        let Some(Part::Observed(rows)) = &entry.rows else {
            panic!("{:?}", entry.rows)
        };
        let find = |name: &str| {
            let state = rows
                .iter()
                .find(|state| state.relation.name == name)
                .expect("in scope")
                .clone();
            if level == "content" {
                failure(state.content)
            } else {
                failure(state.row_versions)
            }
        };
        let (denied, filtered) = (find("heap"), find("parent"));
        assert!(
            denied.mend.is_some_and(
                |mend| mend.contains(r#"GRANT SELECT ON "g"."heap" TO "query_pg_ro";"#)
            )
        );
        assert!(
            filtered
                .mend
                .is_some_and(|mend| mend.contains("BYPASSRLS") && mend.contains("auditor_url"))
        );
        assert_eq!(entry.not_proven.len(), 1, "{:?}", entry.not_proven);
        assert_eq!(entry.not_proven[0].relation.name, "far");
        // Had no transaction finished, that alone would prove that nothing changed.
        world
            .copy
            .superuser("INSERT INTO elsewhere.growing VALUES (1)");
        let verdict = world.exit(&gate, &entry).await;
        assert_eq!(
            verdict.decision,
            Decision::Indeterminate,
            "{level}: {:#?}",
            verdict.checks
        );
    }
    let audited = World::audited();
    audited.copy.superuser("ALTER TABLE g.parent ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON g.parent USING (id < 5);");
    let gate = rows_gate("row_versions");
    let verdict = audited
        .bracket(&gate, "DELETE FROM g.parent WHERE id = 50")
        .await;
    super::world::assert_unsafe(&verdict, "relation g.parent", "a row that the policy hides");
}

#[tokio::test]
async fn a_role_that_can_write_is_refused_and_said_when_accepted() {
    let world = World::unaudited();
    let gate = rows_gate("row_versions");
    let refused = Served::new(SUPERUSER, &world.copy.name, |_| {});
    let error = refused
        .database()
        .observe(&gate, Purpose::Entry, |_: Progress| {})
        .await
        .expect_err("refused");
    assert_eq!(error.code, ErrorCode::RoleCanWrite);
    let accepted = Served::writable(SUPERUSER, &world.copy.name);
    let entry = accepted
        .database()
        .observe(&gate, Purpose::Entry, |_: Progress| {})
        .await
        .expect("served");
    assert!(entry.identity.role_can_write);
}

#[tokio::test]
async fn an_auditor_elsewhere_is_refused() {
    let world = World::audited();
    let other = World::audited();
    let served = Served::new(READER_ROLE, &world.copy.name, |config| {
        for database in config.databases.values_mut() {
            let mut auditor = database.clone();
            auditor
                .connection
                .user(crate::support::AUDITOR)
                .dbname(&other.copy.name);
            database.auditor = Some(Box::new(auditor));
        }
    });
    let gate = rows_gate("row_versions");
    let error = served
        .database()
        .observe(&gate, Purpose::Entry, |_: Progress| {})
        .await
        .expect_err("refused");
    assert_eq!(error.code, ErrorCode::ConfigInvalid, "{error}");
}

#[tokio::test]
async fn identity_is_the_servers() {
    let world = World::audited();
    let entry = world.entry(&rows_gate("counters")).await;
    let identity = &entry.identity;
    let asked = world.copy.superuser(
        "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()) FROM pg_control_system()",
    );
    assert_eq!(
        format!("{}|{}", identity.system_identifier, identity.database_oid),
        asked.trim()
    );
    assert_eq!(
        (identity.database.as_str(), identity.role.as_str()),
        ("directus", crate::support::AUDITOR)
    );
    assert_eq!(identity.current_database, world.copy.name);
    assert!(
        identity.server_major >= 14
            && identity.timeline == 1
            && !identity.in_recovery
            && !identity.role_can_write
    );
    assert!(entry.wal_position.is_some());
}

#[tokio::test]
async fn what_few_may_see_is_not_proven_where_the_role_is_not_one_of_them() {
    let roles = gate(ROLES);
    let settings = "GRANT EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings() TO PUBLIC";
    let all = "GRANT EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings(), pg_catalog.pg_hba_file_rules() TO PUBLIC;
               GRANT EXECUTE ON FUNCTION pg_catalog.pg_ident_file_mappings() TO PUBLIC";
    let file = "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean) TO PUBLIC";
    for (world, granted, hidden) in [
        (World::unaudited(), "", [true, true, true, true, true, true]),
        (
            World::unaudited(),
            settings,
            [true, false, true, true, true, true],
        ),
        (
            World::unaudited(),
            all,
            [true, false, true, false, false, true],
        ),
        (World::audited(), "", [false, true, false, true, true, true]),
        (
            World::audited(),
            all,
            [false, false, false, false, false, true],
        ),
        (
            World::audited(),
            &format!("{all}; {file}"),
            [false, false, false, false, false, false],
        ),
    ] {
        world.copy.superuser(granted);
        let verdict = world.bracket(&roles, "SELECT 1").await;
        let told = [
            "passwords of roles",
            "settings in the server's files",
            "settings of the server that are shown to few",
            "who may connect, in pg_hba.conf",
            "who may be whom, in pg_ident.conf",
            "how pg_hba.conf is written",
        ]
        .map(|what| {
            verdict
                .proof
                .not_proven
                .iter()
                .any(|told| told.starts_with(what))
        });
        assert_eq!(told, hidden, "{:?}", verdict.proof);
    }
}
