//! Who calls, and what they may do.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::error::{ErrorCode, ToolError};
use crate::sql::is_hidden;

/// The longest name of a principal, in bytes.
const LONGEST_NAME: usize = 128;

/// A caller by name, with what it may do.
#[derive(Debug, Clone)]
pub struct Principal {
    name: Arc<str>,
    /// Each stands alone: what one allows on its databases is not allowed on another's.
    grants: Arc<[Grants]>,
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

impl Grants {
    /// From lists as the configuration has them.
    pub fn of(
        databases: Option<Vec<String>>,
        gates: Option<Vec<String>>,
        tools: Option<Vec<String>>,
    ) -> Self {
        let set = |names: Option<Vec<String>>| names.map(BTreeSet::from_iter);
        Self {
            databases: set(databases),
            gates: set(gates),
            tools: set(tools),
        }
    }
}

impl Principal {
    /// A principal that may do what any one of these grants says.
    pub fn new(name: &str, grants: Vec<Grants>) -> Self {
        Self {
            name: Arc::from(name),
            grants: grants.into(),
        }
    }

    /// Whether a name that others chose can stand in every record: of some length, in one line, and none that reads like
    /// another's and is not.
    pub fn can_be_called(name: &str) -> bool {
        let is_unseen = |c: char| c.is_control() || is_hidden(c);
        (1..=LONGEST_NAME).contains(&name.len()) && !name.contains(is_unseen)
    }

    /// Whoever runs the process: it may do everything that is configured.
    pub fn unrestricted(name: &str) -> Self {
        Self::new(name, vec![Grants::default()])
    }

    /// The name that records bear.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same principal with what it may do by this tool.
    #[must_use]
    pub fn calling(&self, tool: &str) -> Self {
        let grants = self.grants.iter();
        let grants = grants.filter(|grants| allows(&grants.tools, tool));
        Self {
            name: Arc::clone(&self.name),
            grants: grants.cloned().collect(),
        }
    }

    /// Whether it may call the tool.
    pub fn may_call(&self, tool: &str) -> bool {
        self.is_granted(|grants| allows(&grants.tools, tool))
    }

    /// Whether it may read the database.
    pub fn may_read(&self, database: &str) -> bool {
        self.is_granted(|grants| allows(&grants.databases, database))
    }

    /// Whether it may ask the gate, on this database if it is said.
    pub fn may_ask(&self, gate: &str, database: Option<&str>) -> bool {
        self.is_granted(|grants| {
            allows(&grants.gates, gate)
                && database.is_none_or(|name| allows(&grants.databases, name))
        })
    }

    fn is_granted(&self, by: impl Fn(&Grants) -> bool) -> bool {
        self.grants.iter().any(by)
    }

    /// Whether anything is withheld from it.
    pub fn is_restricted(&self) -> bool {
        !self.is_granted(|grants| grants.databases.is_none() && grants.gates.is_none())
    }

    /// What it is told of a database it may not read: no more than of one that does not exist.
    pub(super) fn no_database(&self, name: &str) -> ToolError {
        let served = self.grants.iter().flat_map(|grants| &grants.databases);
        let served: BTreeSet<&str> = served.flatten().map(String::as_str).collect();
        let served: Vec<&str> = served.into_iter().collect();
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
