//! Gatepost stands between AI agents and PostgreSQL.
//!
//! # Layout
//!
//! A module may import only modules below it in this list; `tests/it/architecture.rs` fails when one does not.
//!
//! | module | what it holds |
//! |---|---|
//! | [`cli`] | one file per command, and the printer: the only place that writes to stdout |
//! | [`demo`] | a throwaway PostgreSQL with a governed world, and the tour through it |
//! | [`server`] | the MCP wiring over rmcp: handler and stdio transport |
//! | [`tools`] | one file per MCP tool: arguments, call, structured result |
//! | [`gatekeeper`] | gates at work: looked up, observed, decided, signed, recorded |
//! | [`rehearsal`] | change sets at work on a clone: tried, applied, judged, taken back, recorded |
//! | [`cloning`] | a clone made from production: the plan, the masks, what is copied |
//! | [`config`] | file and environment to a validated [`config::Config`], one struct per concern |
//! | [`ledger`] | the append-only, hash-chained record of calls, entries and verdicts, in SQLite; its verification |
//! | [`db`] | the only module that talks to PostgreSQL: connections, posture, catalog, analysis, the read session |
//! | [`changeset`] | PURE: a folder of psql files and a manifest, read, judged, and handed to the rehearsal as [`changeset::Linted`] |
//! | [`drift`] | PURE: two inventories of definitions to classed differences with stable ids |
//! | [`gate`] | PURE: what a gate asks, what was observed, and the verdict a third party can check |
//! | [`sql`] | PURE: text to first reading; the scan of PostgreSQL's rewritten tree; [`sql::ApprovedQuery`] |
//! | [`policy`] | PURE: what is allowed: function lists, relations, the judgement of a tree over a catalog |
//! | [`error`] | [`error::ToolError`], the only error text that can reach an agent |
//!
//! Pure modules have no `async`, no I/O and no clock. One statement travels
//! [`sql::RawSql`] → [`sql::FirstReading`] → [`policy::Judged`] → [`sql::ApprovedQuery`] → [`db::Rows`],
//! and each step can only be made from the one before.

pub mod changeset;
pub mod cli;
pub mod cloning;
pub mod config;
pub mod db;
pub mod demo;
pub mod drift;
pub mod error;
pub mod gate;
pub mod gatekeeper;
pub mod ledger;
pub mod policy;
pub mod rehearsal;
pub mod server;
pub mod sql;
pub mod tools;
