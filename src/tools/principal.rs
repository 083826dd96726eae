//! Who calls, and what they may do.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{ErrorCode, ToolError};

/// A caller by name, with what it may do.
#[derive(Debug, Clone)]
pub struct Principal {
    name: Arc<str>,
    grants: Arc<Grants>,
}

/// What a principal may do; what is `None` is everything.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    /// Databases it may read.
    pub databases: Option<BTreeSet<String>>,
    /// Gates it may ask.
    pub gates: Option<BTreeSet<String>>,
    /// Tools it may call.
    pub tools: Option<BTreeSet<String>>,
}

impl Principal {
    /// A principal that may do what these grants say.
    pub fn new(name: &str, grants: Grants) -> Self {
        Self {
            name: Arc::from(name),
            grants: Arc::new(grants),
        }
    }

    /// Whoever runs the process: it may do everything that is configured.
    pub fn unrestricted(name: &str) -> Self {
        Self::new(name, Grants::default())
    }

    /// The name that records bear.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it may call the tool.
    pub fn may_call(&self, tool: &str) -> bool {
        allows(&self.grants.tools, tool)
    }

    /// Whether it may read the database.
    pub fn may_read(&self, database: &str) -> bool {
        allows(&self.grants.databases, database)
    }

    /// Whether it may ask the gate.
    pub fn may_ask(&self, gate: &str) -> bool {
        allows(&self.grants.gates, gate)
    }

    /// Whether anything is withheld from it.
    pub fn is_restricted(&self) -> bool {
        self.grants.databases.is_some() || self.grants.gates.is_some()
    }

    /// What it is told of a database it may not read: no more than of one that does not exist.
    pub(super) fn no_database(&self, name: &str) -> ToolError {
        let served = self.grants.databases.iter().flatten();
        let served: Vec<&str> = served.map(String::as_str).collect();
        ToolError::new(
            ErrorCode::DatabaseUnknown,
            format!("no database is served under the name {:?}", shortened(name)),
            format!("use one of: {}", served.join(", ")),
        )
    }

    /// What it is told of a gate it may not ask.
    pub(super) fn no_gate(&self, name: &str) -> ToolError {
        ToolError::new(
            ErrorCode::GateUnknown,
            format!("there is no gate {:?}", shortened(name)),
            "gate_list names those there are",
        )
    }
}

fn allows(granted: &Option<BTreeSet<String>>, name: &str) -> bool {
    granted
        .as_ref()
        .is_none_or(|granted| granted.contains(name))
}

fn shortened(name: &str) -> String {
    name.chars().take(80).collect()
}
