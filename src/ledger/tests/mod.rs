//! The ledger over real files: what it keeps, what it finds, how it fails, and what kills it.

mod appending;
mod cost;
mod failures;
mod processes;
mod tampering;

use std::path::PathBuf;

use tempfile::TempDir;

use super::{CallFinished, CallStarted, Decision, GateRecord, Ledger};

/// A directory with room for one ledger.
struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            directory: TempDir::new().expect("a temporary directory"),
        }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("ledger.db")
    }

    fn location(&self) -> String {
        self.path().to_str().expect("a path in UTF-8").to_owned()
    }

    fn open(&self) -> Ledger {
        Ledger::open(&self.location()).expect("a ledger opens")
    }

    /// A connection past all of gatepost's care, as someone with the file has it.
    fn intruder(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).expect("SQLite opens the file")
    }
}

fn call() -> CallStarted {
    CallStarted {
        tool: "query_pg".to_owned(),
        principal: "agent".to_owned(),
        channel: "production".to_owned(),
        database: "directus".to_owned(),
        sql_sha256: "0".repeat(64),
        sql: "SELECT id, title FROM public.articles WHERE author = ? LIMIT ?".to_owned(),
    }
}

fn outcome_of(call: u64) -> CallFinished {
    CallFinished {
        call,
        decision: Decision::Allowed,
        relations: vec!["public.articles".to_owned()],
        rows: Some(20),
        duration_ms: 3,
        code: None,
        sqlstate: None,
    }
}

fn gate_record(id: &str) -> GateRecord {
    GateRecord {
        id: id.to_owned(),
        gate: "production-hard-gate-0".to_owned(),
        digest: "f".repeat(64),
        expires: Some("2026-11-23T15:40:00Z".to_owned()),
        document: "{\n  \"kept\": 1.50\n}".to_owned(),
    }
}
