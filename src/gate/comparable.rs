//! Whether two snapshots may be compared at all: the same server, database, role and gate, in time.

use super::definition::{Definition, Kind};
use super::snapshot::{Identity, Moment, Snapshot};
use super::verdict::Mismatch;

fn mismatch(code: &str, message: String) -> Mismatch {
    Mismatch {
        code: code.to_owned(),
        message,
    }
}

/// Why one snapshot cannot be judged by the gate; empty when it can.
pub(super) fn judged_alone(
    definition: &Definition,
    snapshot: &Snapshot,
    moment: Moment,
) -> Vec<Mismatch> {
    let identity = &snapshot.identity;
    let mut found = Vec::new();
    let wanted = if moment == Moment::Check {
        Kind::Standing
    } else {
        Kind::Bracket
    };
    if definition.kind != wanted {
        let message = match wanted {
            Kind::Bracket => "a standing gate has no entry and no exit",
            Kind::Standing => "a bracket gate is judged by entry and exit",
        };
        found.push(mismatch("gate_kind", message.to_owned()));
    }
    if snapshot.moment != moment {
        found.push(mismatch(
            "moment",
            format!(
                "the snapshot is of {:?}, not of {moment:?}",
                snapshot.moment
            ),
        ));
    }
    if identity.gate_digest != definition.digest {
        let message = format!(
            "the gate file has digest {} and was {} when the snapshot was taken",
            definition.digest.short(),
            identity.gate_digest.short()
        );
        found.push(mismatch("gate_changed", message));
    }
    if definition
        .database
        .as_ref()
        .is_some_and(|database| *database != identity.database)
    {
        let message = format!(
            "the gate is for database {}, the snapshot is of {}",
            definition.database.as_deref().unwrap_or_default(),
            identity.database
        );
        found.push(mismatch("other_database", message));
    }
    if identity.role_can_write {
        let message = format!(
            "a role that gatepost uses on {} can write and is served all the same, so no gate is SAFE through it",
            identity.database
        );
        found.push(mismatch("role_can_write", message));
    }
    found.extend(checks_not_of_the_plan(definition, snapshot));
    found
}

/// Answers to questions the gate did not plan would make counts lie.
fn checks_not_of_the_plan(definition: &Definition, snapshot: &Snapshot) -> Option<Mismatch> {
    let names: Vec<&str> = snapshot
        .checks
        .iter()
        .map(|check| check.name.as_str())
        .collect();
    let unplanned = names
        .iter()
        .find(|name| !definition.checks.iter().any(|check| check.name == ***name));
    let twice = names
        .iter()
        .enumerate()
        .find(|(index, name)| names[..*index].contains(name))
        .map(|(_, name)| name);
    unplanned
        .map(|name| {
            mismatch(
                "unplanned_check",
                format!("the snapshot answers check `{name}`, which the gate has not"),
            )
        })
        .or(twice.map(|name| {
            mismatch(
                "unplanned_check",
                format!("the snapshot answers check `{name}` twice"),
            )
        }))
}

/// Why exit cannot be compared with entry; empty when it can.
pub(super) fn compared(
    definition: &Definition,
    entry: &Snapshot,
    exit: &Snapshot,
) -> Vec<Mismatch> {
    let mut found = judged_alone(definition, entry, Moment::Entry);
    found.extend(judged_alone(definition, exit, Moment::Exit));
    found.dedup();
    found.extend(other_server(&entry.identity, &exit.identity));
    match (&exit.compared_with, entry.digest()) {
        (Some(with), Ok(digest)) if *with == digest => {}
        _ => {
            let message = "the exit was not measured against this entry".to_owned();
            found.push(mismatch("other_entry", message));
        }
    }
    match exit.taken_at.since(entry.taken_at) {
        None => found.push(mismatch(
            "clock",
            format!(
                "exit at {} is before entry at {}",
                exit.taken_at, entry.taken_at
            ),
        )),
        Some(age) if age > definition.expires => found.push(mismatch(
            "entry_expired",
            format!(
                "the entry of {} expired after {}",
                entry.taken_at,
                humantime::format_duration(definition.expires)
            ),
        )),
        Some(_) => {}
    }
    found
}

fn other_server(entry: &Identity, exit: &Identity) -> Vec<Mismatch> {
    let pairs = [
        (
            "other_server",
            "system identifier",
            entry.system_identifier.clone(),
            exit.system_identifier.clone(),
        ),
        (
            "other_database",
            "database",
            entry.database.clone(),
            exit.database.clone(),
        ),
        (
            "other_database",
            "current_database()",
            entry.current_database.clone(),
            exit.current_database.clone(),
        ),
        (
            "other_database",
            "database OID",
            entry.database_oid.to_string(),
            exit.database_oid.to_string(),
        ),
        ("other_role", "role", entry.role.clone(), exit.role.clone()),
        (
            "other_timeline",
            "timeline",
            entry.timeline.to_string(),
            exit.timeline.to_string(),
        ),
        (
            "other_major",
            "server major version",
            entry.server_major.to_string(),
            exit.server_major.to_string(),
        ),
        (
            "failover",
            "pg_is_in_recovery()",
            entry.in_recovery.to_string(),
            exit.in_recovery.to_string(),
        ),
    ];
    pairs
        .into_iter()
        .filter(|(_, _, was, is)| was != is)
        .map(|(code, what, was, is)| {
            mismatch(
                code,
                format!("{what} was {was} at entry and is {is} at exit"),
            )
        })
        .collect()
}

/// Whether no transaction with an id finished since entry, in the whole cluster, when the server of `after` says that
/// `pg_current_snapshot()` is `transaction_snapshot`. The observer asks it too, before there is an exit.
///
/// Equal text says so on a primary that ran on without a break: a standby lists no transactions in progress, and a
/// crash empties unlogged tables without any.
pub fn same_snapshot(entry: &Snapshot, after: &Identity, transaction_snapshot: &str) -> bool {
    let before = &entry.identity;
    !entry.transaction_snapshot.is_empty()
        && entry.transaction_snapshot == transaction_snapshot
        && before.system_identifier == after.system_identifier
        && before.timeline == after.timeline
        && before.server_started == after.server_started
        && !before.in_recovery
        && !after.in_recovery
}
