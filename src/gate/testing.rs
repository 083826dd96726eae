//! Snapshots and gates for the tests of this module.

use super::definition::Definition;
use super::digest::Digest;
use super::observation::{Failure, Observation};
use super::snapshot::{CheckObservation, FORMAT, Identity, Moment, Snapshot};
use super::state::{
    ChannelState, Counters, GrayZone, LargeObjects, Object, Objects, Part, QualifiedName,
    RelationState, RowVersions,
};
use super::time::Timestamp;

/// A gate of its text; the head is added.
pub(super) fn gate(kind: &str, body: &str) -> Definition {
    let text =
        format!("name = \"test\"\ntitle = \"Test\"\nkind = \"{kind}\"\nexpires = \"1h\"\n{body}");
    Definition::parse("test.toml", text.as_bytes()).expect("valid gate")
}

/// The text of one check.
pub(super) fn check(name: &str, rule: &str, severity: &str) -> String {
    format!(
        "[[check]]\nname = \"{name}\"\nsql = \"select 1\"\nrule = {rule}\nseverity = \"{severity}\"\n"
    )
}

/// A snapshot of the gate in which nothing was asked yet.
pub(super) fn snapshot(definition: &Definition, moment: Moment) -> Snapshot {
    let minutes = if moment == Moment::Exit { 30 } else { 0 };
    Snapshot {
        format: FORMAT.to_owned(),
        moment,
        taken_at: Timestamp::from_unix_milliseconds(1_780_444_800_000 + minutes * 60_000),
        duration_ms: 12,
        identity: Identity {
            system_identifier: "7512345678901234567".to_owned(),
            database: "directus".to_owned(),
            current_database: "directus".to_owned(),
            database_oid: 16_384,
            role: "query_pg_ro".to_owned(),
            role_can_write: false,
            timeline: 1,
            server_major: 15,
            server_version: "15.18".to_owned(),
            in_recovery: false,
            server_started: "2026-06-01 08:00:00+00".to_owned(),
            stats_reset: None,
            gate_digest: definition.digest.clone(),
        },
        transaction_snapshot: if moment == Moment::Exit {
            "766:790:".to_owned()
        } else {
            "766:769:766".to_owned()
        },
        wal_position: None,
        wal_flushed: (moment == Moment::Entry).then_some(true),
        checkpoint: Some("0/1A2B3C4".to_owned()),
        compared_with: None,
        checks: Vec::new(),
        schema: None,
        rows: None,
        sequences: None,
        roles: None,
        large_objects: None,
        channel: None,
        not_proven: Vec::new(),
    }
}

/// The answer of a check.
pub(super) fn answer(name: &str, observation: Observation) -> CheckObservation {
    CheckObservation {
        name: name.to_owned(),
        observation,
        relations: None,
        callable: Vec::new(),
        duration_ms: 1,
    }
}

/// Says that exit was measured against entry.
pub(super) fn bind(entry: &Snapshot, exit: &mut Snapshot) {
    exit.compared_with = Some(entry.digest().expect("serializable"));
}

/// An object of a database.
pub(crate) fn object(kind: &str, name: &str, definition: &str) -> Object {
    Object {
        kind: kind.to_owned(),
        name: name.to_owned(),
        definition: definition.to_owned(),
    }
}

/// A table with `count` rows that nobody touches.
pub(super) fn table(schema: &str, name: &str, count: u64) -> RelationState {
    RelationState {
        relation: QualifiedName::new(schema, name),
        oid: Some(16_390),
        counters: Some(Counters {
            inserted: count,
            updated: 0,
            deleted: 0,
        }),
        relfilenode: Some(16_400),
        shape: Some(Digest::of(b"columns")),
        row_versions: Some(Part::Observed(RowVersions {
            count,
            newer: 0,
            gray: GrayZone {
                count: 0,
                sha256: Some(Digest::of(b"")),
            },
        })),
        content: None,
    }
}

/// Fills every part that is not a check, with a world in which nothing is wrong.
pub(super) fn fill(snapshot: &mut Snapshot, tables: Vec<RelationState>) {
    snapshot.schema = Some(Part::Observed(Objects::default()));
    snapshot.rows = Some(Part::Observed(tables));
    snapshot.sequences = Some(Part::Observed(Vec::new()));
    snapshot.roles = Some(Part::Observed(Objects::default()));
    snapshot.large_objects = Some(Part::Observed(LargeObjects {
        count: 0,
        listing: None,
        content: None,
    }));
    snapshot.channel = Some(ChannelState {
        findings: Part::Observed(Vec::new()),
        idle_in_transaction: Part::Observed(0),
        prepared_transactions: Part::Observed(0),
    });
}

/// The hard gate of the report over a quiet bracket, with the report's figures.
pub(super) fn hard_gate() -> (Definition, Snapshot, Snapshot) {
    let definition = super::definition::builtin::builtin()
        .expect("valid built-in gates")
        .remove(0);
    let taken = |moment, issues: &str| {
        let mut snapshot = snapshot(&definition, moment);
        let tables = [
            ("governance", "ownership", 0),
            ("governance", "ospa", 0),
            ("public", "apr_approvals", 42),
        ];
        fill(
            &mut snapshot,
            tables
                .map(|(schema, name, count)| table(schema, name, count))
                .to_vec(),
        );
        snapshot.checks = [
            ("ownership", "int8", "0"),
            ("owner_gap", "int8", "210"),
            ("ospa", "int8", "0"),
            ("axis_* tables", "int8", "0"),
            ("gov emit", "int8", "0"),
            ("candidate/ruleset/worker", "text", "0/0/0"),
            ("system_issues", "int8", issues),
            ("apr_approvals", "int8", "42"),
        ]
        .map(|(name, type_name, text)| answer(name, Observation::value(type_name, text)))
        .to_vec();
        snapshot
    };
    let entry = taken(Moment::Entry, "203537");
    let mut exit = taken(Moment::Exit, "203612");
    bind(&entry, &mut exit);
    (definition, entry, exit)
}

/// The same bracket in which a policy changed, an approval went, and the sessions' states could not be seen.
pub(super) fn hard_gate_broken() -> (Definition, Snapshot, Snapshot) {
    let (definition, mut entry, mut exit) = hard_gate();
    let policy = |using: &str| {
        Some(Part::Observed(Objects::from(vec![Object {
            kind: "policy".to_owned(),
            name: "governance.restricted_note.public_notes".to_owned(),
            definition: format!("command=SELECT\nusing={using}\nroles=public"),
        }])))
    };
    entry.schema = policy("(visibility = 'public')");
    exit.schema = policy("true");
    if let Some(Part::Observed(tables)) = &mut exit.rows {
        tables.pop();
        tables.push(table("public", "apr_approvals", 41));
    }
    exit.checks.pop();
    exit.checks
        .push(answer("apr_approvals", Observation::value("int8", "41")));
    if let Some(channel) = &mut exit.channel {
        let failure = Failure::blind(
            "the states of 3 sessions are hidden",
            "GRANT pg_read_all_stats TO query_pg_ro;",
        );
        channel.idle_in_transaction = Part::Failed(failure);
    }
    bind(&entry, &mut exit);
    (definition, entry, exit)
}
