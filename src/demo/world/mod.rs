//! The governed world: four databases, three roles, and the figures a report of production stands on.
//!
//! Each SQL file is one subject. What lives in `attack_targets.sql` is there to be refused.

use super::psql::with_variables;
use super::{
    CLONE_DATABASE, Cluster, DIRECTUS, Error, INCOMEX_METADATA, MAINTENANCE_DATABASE, SUPERUSER,
    WORKFLOW,
};

/// Roles and databases, cluster-wide.
const ROLES: &str = include_str!("roles.sql");
/// What the reader may do in one database; run last there, over all its schemas.
const READER: &str = include_str!("reader.sql");

/// Every database with its scripts, in order. The longest one first: they run side by side.
const DATABASES: [(&str, &[&str]); 4] = [
    (
        DIRECTUS,
        &[
            include_str!("directus_system.sql"),
            include_str!("directus_shop.sql"),
            include_str!("directus_governance.sql"),
            include_str!("directus_types.sql"),
            include_str!("attack_targets.sql"),
            READER,
        ],
    ),
    (
        CLONE_DATABASE,
        &[include_str!("clone.sql"), include_str!("clone_views.sql")],
    ),
    (
        INCOMEX_METADATA,
        &[include_str!("incomex_metadata.sql"), READER],
    ),
    (WORKFLOW, &[include_str!("workflow.sql"), READER]),
];

/// One number the world is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// What it is called.
    pub name: &'static str,
    /// The database it is asked in.
    pub database: &'static str,
    /// The query, with one column and one row.
    pub sql: &'static str,
    /// The answer.
    pub value: i64,
}

const fn figure(
    name: &'static str,
    database: &'static str,
    sql: &'static str,
    value: i64,
) -> Figure {
    Figure {
        name,
        database,
        sql,
        value,
    }
}

/// The figures of production and of the clone.
pub const FIGURES: [Figure; 18] = [
    figure(
        "ownership",
        DIRECTUS,
        "SELECT count(*) FROM governance.ownership",
        0,
    ),
    figure(
        "owner gap",
        DIRECTUS,
        "SELECT count(*) FROM governance.owner_gap",
        210,
    ),
    figure("ospa", DIRECTUS, "SELECT count(*) FROM governance.ospa", 0),
    figure(
        "axis tables",
        DIRECTUS,
        r"SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relname LIKE 'axis\_%'",
        0,
    ),
    figure(
        "governance events emitted",
        DIRECTUS,
        "SELECT count(*) FROM governance.event_outbox WHERE emitted_at IS NOT NULL",
        0,
    ),
    figure(
        "candidate",
        DIRECTUS,
        "SELECT count(*) FROM governance.candidate",
        0,
    ),
    figure(
        "ruleset",
        DIRECTUS,
        "SELECT count(*) FROM governance.ruleset",
        0,
    ),
    figure(
        "worker",
        DIRECTUS,
        "SELECT count(*) FROM governance.worker",
        0,
    ),
    figure(
        "system issues",
        DIRECTUS,
        "SELECT count(*) FROM public.system_issues",
        203_537,
    ),
    figure(
        "approvals",
        DIRECTUS,
        "SELECT count(*) FROM public.apr_approvals",
        42,
    ),
    figure(
        "ownership",
        CLONE_DATABASE,
        "SELECT count(*) FROM governance.ownership",
        210,
    ),
    figure(
        "owner gap",
        CLONE_DATABASE,
        "SELECT count(*) FROM governance.owner_gap",
        0,
    ),
    figure(
        "axes",
        CLONE_DATABASE,
        "SELECT count(*) FROM governance.axis",
        3,
    ),
    figure(
        "axis tables",
        CLONE_DATABASE,
        r"SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relname LIKE 'axis\_%'",
        6,
    ),
    figure(
        "governance views",
        CLONE_DATABASE,
        "SELECT count(*) FROM pg_views WHERE schemaname = 'governance'",
        18,
    ),
    figure(
        "active governance event types",
        CLONE_DATABASE,
        "SELECT count(*) FROM governance.event_type WHERE active",
        0,
    ),
    figure(
        "emittable events",
        CLONE_DATABASE,
        "SELECT count(*) FROM governance.emittable_event",
        0,
    ),
    figure(
        "approvals",
        CLONE_DATABASE,
        "SELECT count(*) FROM public.apr_approvals",
        42,
    ),
];

/// Makes the roles and databases in a fresh cluster and fills them.
///
/// # Errors
/// When a script fails; see [`Cluster::psql`].
pub fn seed(cluster: &Cluster) -> Result<(), Error> {
    cluster.psql(SUPERUSER, MAINTENANCE_DATABASE, ROLES)?;
    std::thread::scope(|scope| {
        let runs: Vec<_> = DATABASES
            .iter()
            .map(|(database, scripts)| {
                scope.spawn(move || {
                    let script = with_variables(&[("database", database)], &scripts.join("\n"));
                    cluster.psql(SUPERUSER, database, &script)
                })
            })
            .collect();
        for run in runs {
            match run.join() {
                Ok(outcome) => outcome.map(drop)?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(())
    })
}
