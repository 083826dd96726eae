//! What a verdict may claim, said positively, with its scope and with what is left out.

use std::collections::BTreeSet;

use super::definition::{Definition, Level, RelationPattern, Unchanged};
use super::plan;
use super::snapshot::Snapshot;
use super::state::{Object, Objects, Part, RelationState};
use super::verdict::{CheckResult, Outcome, Proof, ProofLevel};

/// `pgstat_report_stat` runs where a session becomes idle, and not within a transaction.
const UNCOUNTED: &str = "writes that PostgreSQL had not counted yet: a session's are counted within seconds of its being idle \
                         outside a transaction, and those of a session that stays busy not before, however long that is";

/// A superuser's session may, and the server's may have been off and on again between the moments.
const UNTRACKED: &str = "writes of sessions that turned track_counts off, and all writes while it was off in the server";

/// An earlier copy that has come further than the entry has nothing that went back.
const SET_BACK: &str =
    "that the server's files were not set back to an earlier copy when it was started again";

/// It commits on the primary before it is here, and nothing here says how far the primary has come.
const UNREPLAYED: &str = "what the primary had written and this standby had not replayed";

/// `nextval` writes to the log ahead, 32 values at a time (PostgreSQL's sequence.c, SEQ_LOG_VALS).
const UNLOGGED: &str = "values drawn from a sequence that the primary had logged ahead: a standby hears of them only when those are \
                        used up, after 32 values";

/// Gatepost's own sessions begin with these, so that they cannot ask what others begin with.
const PINNED: &str = "settings on the server's command line, with which it was started again, that gatepost's own sessions begin with \
                      themselves: TimeZone, DateStyle, IntervalStyle, bytea_output, extra_float_digits, standard_conforming_strings, \
                      xmlbinary, default_transaction_read_only, and the time limits of statements, locks and idle transactions";

/// What the judging of checks found out beside their outcomes.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Whether rows were proven by the equal transaction snapshot alone.
    pub(super) rows_by_same_snapshot: bool,
    /// What of large objects could not be read.
    pub(super) not_proven: Vec<String>,
}

/// What holds.
pub(super) fn proof(
    definition: &Definition,
    entry: Option<&Snapshot>,
    exit: Option<&Snapshot>,
    checks: &[CheckResult],
    facts: &Facts,
) -> Proof {
    let passed = |name: &str| {
        checks
            .iter()
            .any(|check| check.name == name && check.outcome == Outcome::Pass)
    };
    let asked = |name: &str| checks.iter().any(|check| check.name == name);
    let unchanged = definition.unchanged.as_ref();
    let (Some(entry), Some(exit), Some(unchanged)) = (entry, exit, unchanged) else {
        return Proof {
            level: ProofLevel::None,
            scope: Vec::new(),
            schema_scope: Vec::new(),
            byte_unchanged: false,
            except: Vec::new(),
            not_proven: Vec::new(),
        };
    };
    let level = if passed(plan::ROWS) {
        match unchanged.level {
            // The cluster's proof needs the sequences too, which move without transactions.
            _ if facts.rows_by_same_snapshot
                && (passed(plan::SEQUENCES) || !asked(plan::SEQUENCES)) =>
            {
                ProofLevel::Cluster
            }
            _ if facts.rows_by_same_snapshot => ProofLevel::None,
            Level::Counters => ProofLevel::Counters,
            Level::RowVersions => ProofLevel::RowVersions,
            Level::Content => ProofLevel::Content,
        }
    } else {
        ProofLevel::None
    };
    let schema_proven = passed(plan::SCHEMA);
    let strong = matches!(
        level,
        ProofLevel::RowVersions | ProofLevel::Content | ProofLevel::Cluster
    );
    let whole = entry.not_proven.is_empty() && exit.not_proven.is_empty();
    let texts = |proven: bool, patterns: Vec<&str>| {
        if proven {
            patterns.into_iter().map(str::to_owned).collect()
        } else {
            Vec::new()
        }
    };
    Proof {
        level,
        scope: texts(
            level != ProofLevel::None,
            unchanged
                .rows
                .iter()
                .map(|pattern| pattern.as_str())
                .collect(),
        ),
        schema_scope: texts(
            schema_proven,
            unchanged
                .schema
                .iter()
                .map(|pattern| pattern.as_str())
                .collect(),
        ),
        byte_unchanged: strong && schema_proven && whole && schema_covers_rows(unchanged, entry),
        except: except(entry, exit)
            .into_iter()
            .map(|(name, _)| name)
            .collect(),
        not_proven: not_proven(level, unchanged, entry, exit, facts),
    }
}

/// Row versions cannot see a column added with a default, so definitions must be proven wherever rows are.
fn schema_covers_rows(unchanged: &Unchanged, entry: &Snapshot) -> bool {
    match &entry.rows {
        Some(Part::Observed(relations)) => relations
            .iter()
            .all(|RelationState { relation, .. }| unchanged.covers_schema(&relation.schema)),
        _ => false,
    }
}

/// Relations in scope of which nothing is proven, with why.
fn except(entry: &Snapshot, exit: &Snapshot) -> BTreeSet<(String, String)> {
    let both = entry.not_proven.iter().chain(&exit.not_proven);
    both.map(|not_proven| (not_proven.relation.to_string(), not_proven.why.clone()))
        .collect()
}

fn not_proven(
    level: ProofLevel,
    unchanged: &Unchanged,
    entry: &Snapshot,
    exit: &Snapshot,
    facts: &Facts,
) -> Vec<String> {
    let mut list: Vec<String> = except(entry, exit)
        .into_iter()
        .map(|(name, why)| format!("{name}: {why}"))
        .collect();
    let not_visible: BTreeSet<&str> = entry
        .definitions()
        .chain(exit.definitions())
        .flat_map(Objects::as_slice)
        .filter_map(Object::as_not_visible)
        .collect();
    list.extend(not_visible.into_iter().map(str::to_owned));
    list.extend(facts.not_proven.iter().cloned());
    if level == ProofLevel::Counters {
        list.extend([UNCOUNTED, UNTRACKED].map(str::to_owned));
    }
    if entry.identity.server_started != exit.identity.server_started {
        if level == ProofLevel::RowVersions || entry.definitions().any(Objects::rest_on_ids) {
            list.push(SET_BACK.to_owned());
        }
        if unchanged.roles {
            list.push(PINNED.to_owned());
        }
    }
    if exit.identity.in_recovery {
        list.push(UNREPLAYED.to_owned());
        if unchanged.sequences {
            list.push(UNLOGGED.to_owned());
        }
    }
    let every_row = unchanged.rows.iter().any(RelationPattern::is_everything);
    let every_schema = unchanged
        .schema
        .iter()
        .any(|pattern| pattern.as_str() == "*");
    let every_sequence = if unchanged.rows.is_empty() {
        every_schema
    } else {
        every_row
    };
    for (asked, whole, what) in [
        (!unchanged.rows.is_empty(), every_row, "rows"),
        (!unchanged.schema.is_empty(), every_schema, "definitions"),
        (unchanged.sequences, every_sequence, "sequences"),
        (
            unchanged.roles,
            true,
            "roles, settings, tablespaces, extensions, publications, subscriptions, replication slots and PostgreSQL's own objects",
        ),
        (unchanged.large_objects, true, "large objects"),
    ] {
        match (asked, whole) {
            (false, _) => list.push(format!("{what}: the gate does not ask")),
            (true, false) => list.push(format!("{what} outside scope")),
            (true, true) => {}
        }
    }
    list
}
