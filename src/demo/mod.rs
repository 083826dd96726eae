//! A throwaway PostgreSQL with a governed world in it.
//!
//! [`Binaries::find`] finds the server's programs, [`Cluster::start`] makes and runs a cluster in a
//! temporary directory, [`seed`] fills it. The tests start their server through the same code.
//!
//! Everything here is synchronous and meant for the edges: call it before the runtime's work begins or
//! inside `spawn_blocking`. Seeding goes through `psql` as a child process, so gatepost itself holds no
//! code path that writes to a database.

mod account;
mod binaries;
mod cluster;
mod directory;
mod error;
mod psql;
mod server;
mod watchdog;
mod world;

#[cfg(test)]
mod tests;

pub use binaries::{Binaries, program_directories};
pub use cluster::{Cluster, Kept};
pub use error::Error;
pub use world::{FIGURES, Figure, seed};

/// Production database with Directus-like tables, the shop and the governance schema.
pub const DIRECTUS: &str = "directus";
/// Production database with the data catalogue.
pub const INCOMEX_METADATA: &str = "incomex_metadata";
/// Production database with workflows and their runs.
pub const WORKFLOW: &str = "workflow";
/// The allowlisted databases of production, as gatepost serves them by default.
pub const PRODUCTION_DATABASES: [&str; 3] = [DIRECTUS, INCOMEX_METADATA, WORKFLOW];
/// The writable clone, which [`READER_ROLE`] cannot connect to.
pub const CLONE_DATABASE: &str = "directus_gov_test_20260602";

/// The role gatepost reads with: SELECT on production, nothing else.
pub const READER_ROLE: &str = "query_pg_ro";
/// The role gates look with: it may read everything and write nothing.
pub const AUDITOR_ROLE: &str = "gatepost_auditor";
/// The application's role: owns the production databases and everything in them.
pub const APPLICATION_ROLE: &str = "directus_app";
/// Owns the clone, and may not connect to production.
pub const CLONE_ROLE: &str = "workflow_admin";
/// Reads the clone, and may not connect to production.
pub const CLONE_READER_ROLE: &str = "clone_reader";
/// The cluster's bootstrap superuser.
pub const SUPERUSER: &str = "postgres";
/// The database every cluster has, for maintenance; only the superuser may connect.
pub const MAINTENANCE_DATABASE: &str = "postgres";
