//! What every tool needs, and the call of each by its name.

mod dispatch;
mod recording;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};
use tokio_util::task::TaskTracker;

use recording::Read;

use super::principal::Principal;
use super::query_pg::{self, QueryResult};
use super::{
    ToolDefinition, clone_definitions, definitions, drift_compare, gate_check, gate_entry,
    gate_exit, gate_list, gate_verdict, names,
};
use super::{drift_compare::DriftResult, gate_list::GateList, gate_result::GateResult};
use crate::db::Databases;
use crate::db::clone::CloneChannel;
use crate::drift::Inventory;
use crate::error::{ErrorCode, ToolError};
use crate::gate::Decision;
use crate::gate::dsse::SigningKey;
use crate::gatekeeper::{Compared, Gatekeeper, Library, Report};
use crate::ledger::Ledger;

/// The databases, the gates over them, and the ledger.
#[derive(Clone)]
pub struct Toolbox {
    databases: Databases,
    /// The channel of a process that works on a clone; without it, the process only reads production.
    clone: Option<Arc<Rehearsing>>,
    gatekeeper: Gatekeeper,
    ledger: Ledger,
    endings: TaskTracker,
}

/// What the clone's tools need besides.
struct Rehearsing {
    channel: CloneChannel,
    /// The folder of change sets.
    changes: PathBuf,
}

/// What a call gives, whatever the tool.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Structured, in the form of the tool's output schema.
    pub structured: Value,
    /// In words, where the tool has better ones than its structured answer.
    pub text: Option<String>,
    /// What a gate decided now.
    pub decision: Option<Decision>,
}

impl Toolbox {
    /// Tools over these databases and gates; no call is answered that is not on the ledger.
    pub fn new(databases: Databases, gatekeeper: Gatekeeper, ledger: Ledger) -> Self {
        Self {
            databases,
            clone: None,
            gatekeeper,
            ledger,
            endings: TaskTracker::new(),
        }
    }

    /// The clone's tools, over gates that see it as `channel` has it; `changes` is the folder of change sets.
    pub fn of_clone(
        channel: CloneChannel,
        changes: PathBuf,
        gatekeeper: Gatekeeper,
        ledger: Ledger,
    ) -> Self {
        let databases = channel.databases().clone();
        Self {
            clone: Some(Arc::new(Rehearsing { channel, changes })),
            ..Self::new(databases, gatekeeper, ledger)
        }
    }

    /// The clone's name, where it is a clone that is served.
    pub fn clone_name(&self) -> Option<&str> {
        self.clone.as_ref().map(|clone| clone.channel.name())
    }

    /// The names of the tools there are.
    pub fn tool_names(&self) -> &'static [&'static str] {
        match &self.clone {
            None => &names::ALL,
            Some(_) => &names::CLONE,
        }
    }

    /// The tools as a principal sees them: those it may call, with the databases that it may read.
    pub fn definitions(&self, principal: &Principal) -> Vec<ToolDefinition> {
        let mut tools = match self.clone_name() {
            None => definitions(
                self.databases
                    .names()
                    .filter(|name| principal.may_read(name)),
            ),
            Some(clone) => clone_definitions(clone),
        };
        tools.retain(|tool| principal.may_call(tool.name));
        tools
    }

    /// Other databases and gates, on the same ledger.
    #[must_use]
    pub fn renewed(
        &self,
        databases: Databases,
        library: Library,
        signing_key: Option<SigningKey>,
    ) -> Self {
        let ledger = self.ledger.clone();
        Self {
            gatekeeper: Gatekeeper::new(library, databases.clone(), ledger.clone(), signing_key),
            databases,
            clone: self.clone.clone(),
            ledger,
            endings: self.endings.clone(),
        }
    }

    /// The other takes the place of this one: what is under way here goes on, and is waited for by
    /// [`Toolbox::settled`] of the other.
    pub fn replaced_by(&self, other: &Self) {
        let databases = self.databases.clone();
        let under_way = async move { databases.settled().await };
        other.endings.spawn(under_way);
    }

    /// The databases served.
    pub fn databases(&self) -> &Databases {
        &self.databases
    }

    /// The gates.
    pub fn gatekeeper(&self) -> &Gatekeeper {
        &self.gatekeeper
    }

    /// Records appended to the ledger by this process, and records that could not be.
    pub fn ledger_counts(&self) -> (u64, u64) {
        self.ledger.counts()
    }

    /// Whether a call could be served now, for each database and for the ledger: the database answers through a role
    /// that may be served, and the ledger can be read.
    pub async fn readiness(&self) -> BTreeMap<String, bool> {
        let mut readiness = BTreeMap::new();
        for name in self.databases.names() {
            let ready = match self.databases.get(name) {
                Ok(database) => database.check("SELECT 1").await.is_ok(),
                Err(_) => false,
            };
            readiness.insert(name.to_owned(), ready);
        }
        readiness.insert("ledger".to_owned(), self.ledger.anchor().await.is_ok());
        readiness
    }

    /// Waits until nothing of ours runs in any database, and the ledger holds all that it was given.
    pub async fn settled(&self) {
        self.databases.settled().await;
        if let Some(clone) = &self.clone {
            clone.channel.settled().await;
        }
        self.endings.close();
        self.endings.wait().await;
        self.ledger.close().await;
    }

    /// One call of `query_pg`.
    ///
    /// # Errors
    /// A refusal or failure in words made for the agent.
    pub async fn query_pg(
        &self,
        principal: &str,
        arguments: Map<String, Value>,
    ) -> Result<QueryResult, ToolError> {
        let started = self.started(principal, query_pg::NAME, &arguments);
        self.recorded(started, async {
            let (result, relations) = query_pg::call(&self.databases, arguments).await?;
            let rows = Some(result.row_count as u64);
            Ok((result, Read { relations, rows }))
        })
        .await
    }

    /// One call of `gate_list`.
    ///
    /// # Errors
    /// When it has arguments, or cannot be recorded.
    pub async fn gate_list(
        &self,
        principal: &str,
        arguments: Map<String, Value>,
    ) -> Result<GateList, ToolError> {
        let started = self.started(principal, gate_list::NAME, &arguments);
        let listed = async { gate_list::call(&self.gatekeeper, arguments) };
        self.recorded_alone(started, listed).await
    }

    /// One call of a tool that gives a verdict: `gate_entry`, `gate_exit`, `gate_check` or `gate_verdict`.
    ///
    /// # Errors
    /// A refusal or failure in words made for the agent; UNSAFE and INDETERMINATE are none.
    pub async fn gate(
        &self,
        principal: &str,
        tool: &str,
        arguments: Map<String, Value>,
        report: Report<'_>,
    ) -> Result<GateResult, ToolError> {
        let started = self.started(principal, tool, &arguments);
        let keeper = &self.gatekeeper;
        self.recorded_alone(started, async {
            match tool {
                gate_entry::NAME => gate_entry::call(keeper, arguments, report).await,
                gate_exit::NAME => gate_exit::call(keeper, arguments, report).await,
                gate_check::NAME => gate_check::call(keeper, arguments, report).await,
                _ => gate_verdict::call(keeper, arguments).await,
            }
        })
        .await
    }

    /// One call of `drift_compare`, with the operator's inventory.
    async fn agents_drift(
        &self,
        principal: &Principal,
        arguments: Map<String, Value>,
        report: Report<'_>,
    ) -> Result<DriftResult, ToolError> {
        let started = self.started(principal.name(), drift_compare::NAME, &arguments);
        self.recorded_alone(started, async {
            let clone = self.clone_for(principal)?;
            drift_compare::call(&self.gatekeeper, clone, arguments, report).await
        })
        .await
    }

    /// Captures the inventory of a production database.
    ///
    /// # Errors
    /// A refusal or failure in words made for the caller.
    pub async fn drift_capture(
        &self,
        principal: &str,
        database: &str,
        report: Report<'_>,
    ) -> Result<Inventory, ToolError> {
        let mut arguments = Map::new();
        arguments.insert("database".to_owned(), Value::String(database.to_owned()));
        let started = self.started(principal, "drift_capture", &arguments);
        let captured = self.gatekeeper.capture_inventory(database, report);
        self.recorded_alone(started, captured).await
    }

    /// Compares the clone with an inventory that the operator has at hand.
    ///
    /// # Errors
    /// A refusal or failure in words made for the caller; drift is none.
    pub async fn drift_compare(
        &self,
        principal: &str,
        production: &Inventory,
        report: Report<'_>,
    ) -> Result<Compared, ToolError> {
        let started = self.started(principal, drift_compare::NAME, &Map::new());
        self.recorded_alone(started, async {
            let clone = self
                .clone_name()
                .ok_or_else(|| no_tool(drift_compare::NAME))?;
            self.gatekeeper
                .compare_drift(clone, production, report)
                .await
        })
        .await
    }
}

fn no_tool(tool: &str) -> ToolError {
    let tool: String = tool.chars().take(80).collect();
    let message = format!("there is no tool {tool:?}");
    ToolError::new(ErrorCode::ArgumentsInvalid, message, "list the tools")
}
