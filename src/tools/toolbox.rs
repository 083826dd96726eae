//! What every tool needs, and the record of every call: on the ledger before it runs, its outcome before the answer leaves.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use futures::future::BoxFuture;
use serde_json::{Map, Value};
use tokio_util::task::TaskTracker;

use super::principal::Principal;
use super::query_pg::{self, QueryResult};
use super::{
    ToolDefinition, clone_definitions, definitions, describe_clone, drift_compare, names,
    query_clone, rehearse,
};
use super::{describe, explain, gate_check, gate_entry, gate_exit, gate_list, gate_verdict};
use super::{drift_compare::DriftResult, gate_list::GateList, gate_result::GateResult};
use crate::db::Databases;
use crate::db::clone::CloneChannel;
use crate::drift::Inventory;
use crate::error::{ErrorCode, ToolError};
use crate::gate::dsse::SigningKey;
use crate::gate::{Decision, Digest};
use crate::gatekeeper::{Compared, Gatekeeper, Library, Report};
use crate::ledger::{self, CallFinished, CallStarted, Ledger, Receipt};
use crate::sql::redact;

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

    /// One call of the tool of that name. When the returned future is dropped, whatever it runs is cancelled in the
    /// server and the record says so.
    ///
    /// # Errors
    /// A refusal or failure in words made for the agent.
    pub async fn call(
        &self,
        principal: &Principal,
        tool: &str,
        arguments: Map<String, Value>,
        report: Report<'_>,
    ) -> Result<Answer, ToolError> {
        let principal = &principal.calling(tool);
        if let Err(refusal) = self.permit(principal, &arguments).await {
            let started = self.started(principal.name(), tool, &arguments);
            let refused = std::future::ready(Err(refusal));
            return self.recorded::<Answer>(started, refused).await;
        }
        if !self.tool_names().contains(&tool) {
            return Err(no_tool(tool));
        }
        self.work(principal, tool, arguments, report).await
    }

    /// The work of one tool, each on the heap by itself: the stack of a call would otherwise hold the room for all of them.
    fn work<'a>(
        &'a self,
        principal: &'a Principal,
        tool: &'a str,
        arguments: Map<String, Value>,
        report: Report<'a>,
    ) -> BoxFuture<'a, Result<Answer, ToolError>> {
        match tool {
            query_clone::NAME => Box::pin(async move {
                let started = self.started(principal.name(), tool, &arguments);
                let queried = self.recorded(started, async {
                    let clone = self.clone_for(principal)?;
                    let (result, relations) =
                        query_clone::call(&self.databases, clone, arguments).await?;
                    let rows = Some(result.row_count as u64);
                    Ok((result, Read { relations, rows }))
                });
                answer(&queried.await?, None)
            }),
            describe_clone::NAME => Box::pin(async move {
                let started = self.started(principal.name(), tool, &arguments);
                let described = self.recorded(started, async {
                    let clone = self.clone_for(principal)?;
                    let described = describe_clone::call(&self.databases, clone, arguments).await?;
                    Ok((described, Read::default()))
                });
                answer(&described.await?, None)
            }),
            drift_compare::NAME => Box::pin(async move {
                let compared = self.agents_drift(principal, arguments, report).await?;
                let text = format!("{} {}\n{}", compared.verdict, compared.line, compared.next);
                answer(&compared, Some(text))
            }),
            query_pg::NAME => {
                Box::pin(
                    async move { answer(&self.query_pg(principal.name(), arguments).await?, None) },
                )
            }
            rehearse::NAME => Box::pin(async move {
                let started = self.started(principal.name(), tool, &arguments);
                let rehearsed = self.recorded(started, async {
                    self.clone_for(principal)?;
                    let clone = self.clone.as_ref().ok_or_else(|| no_tool(tool))?;
                    let Rehearsing { channel, changes } = clone.as_ref();
                    let work = rehearse::call(channel, &self.ledger, changes, arguments, report);
                    Ok((work.await?, Read::default()))
                });
                let result = rehearsed.await?;
                let mut answer = answer(&result, Some(result.text.clone()))?;
                answer.decision = Some(result.report.verdict);
                Ok(answer)
            }),
            describe::NAME => Box::pin(async move {
                let started = self.started(principal.name(), tool, &arguments);
                let may_read = |name: &str| principal.may_read(name);
                let described = self.recorded(started, async {
                    let described = describe::call(&self.databases, may_read, arguments).await?;
                    Ok((described, Read::default()))
                });
                answer(&described.await?, None)
            }),
            explain::NAME => Box::pin(async move {
                let started = self.started(principal.name(), tool, &arguments);
                let explained = self.recorded(started, async {
                    let explained = explain::call(&self.databases, arguments).await?;
                    Ok((explained, Read::default()))
                });
                answer(&explained.await?, None)
            }),
            gate_list::NAME => Box::pin(async move {
                let mut list = self.gate_list(principal.name(), arguments).await?;
                list.keep(|gate, database| principal.may_ask(gate, database));
                answer(&list, Some(list.to_string()))
            }),
            gate_entry::NAME | gate_exit::NAME | gate_check::NAME | gate_verdict::NAME => {
                Box::pin(async move {
                    let result = self.gate(principal.name(), tool, arguments, report).await?;
                    let mut answer = answer(&result, Some(result.text()))?;
                    // One that is looked up was decided before.
                    answer.decision = Some(result.verdict).filter(|_| tool != gate_verdict::NAME);
                    Ok(answer)
                })
            }
            _ => Box::pin(async move { Err(no_tool(tool)) }),
        }
    }

    /// The clone, where the principal may read it.
    fn clone_for(&self, principal: &Principal) -> Result<&str, ToolError> {
        let clone = self
            .clone_name()
            .ok_or_else(|| no_tool(query_clone::NAME))?;
        match principal.may_read(clone) {
            true => Ok(clone),
            false => Err(principal.no_database(clone)),
        }
    }

    /// Whether the principal may ask what the arguments name: a database, a gate, or an entry or verdict of one.
    async fn permit(
        &self,
        principal: &Principal,
        arguments: &Map<String, Value>,
    ) -> Result<(), ToolError> {
        let text = |name: &str| arguments.get(name).and_then(Value::as_str);
        if let Some(database) = text("database").filter(|name| !principal.may_read(name)) {
            return Err(principal.no_database(database));
        }
        if let Some(gate) = text("gate") {
            let database = self.gatekeeper.database_of(gate).or(text("database"));
            if !principal.may_ask(gate, database) {
                return Err(principal.no_gate(gate));
            }
        }
        if let Some(id) = text("entry_id")
            .or(text("id"))
            .filter(|_| principal.is_restricted())
        {
            let seen = self.gatekeeper.evidence(id).await?.judgement;
            if !principal.may_ask(&seen.verdict.gate, Some(&seen.database)) {
                return Err(principal.no_gate(&seen.verdict.gate));
            }
        }
        Ok(())
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
        self.recorded(started, async {
            Ok((
                gate_list::call(&self.gatekeeper, arguments)?,
                Read::default(),
            ))
        })
        .await
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
        self.recorded(started, async {
            let result = match tool {
                gate_entry::NAME => gate_entry::call(keeper, arguments, report).await,
                gate_exit::NAME => gate_exit::call(keeper, arguments, report).await,
                gate_check::NAME => gate_check::call(keeper, arguments, report).await,
                _ => gate_verdict::call(keeper, arguments).await,
            };
            Ok((result?, Read::default()))
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
        self.recorded(started, async {
            let clone = self.clone_for(principal)?;
            let keeper = &self.gatekeeper;
            let compared = drift_compare::call(keeper, clone, arguments, report).await?;
            Ok((compared, Read::default()))
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
        self.recorded(started, async {
            let captured = self.gatekeeper.capture_inventory(database, report).await?;
            Ok((captured, Read::default()))
        })
        .await
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
        self.recorded(started, async {
            let clone = self
                .clone_name()
                .ok_or_else(|| no_tool(drift_compare::NAME))?;
            let keeper = &self.gatekeeper;
            let compared = keeper.compare_drift(clone, production, report).await?;
            Ok((compared, Read::default()))
        })
        .await
    }

    fn started(&self, principal: &str, tool: &str, arguments: &Map<String, Value>) -> CallStarted {
        let text = |name: &str| {
            arguments
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        CallStarted {
            tool: tool.to_owned(),
            principal: principal.to_owned(),
            channel: if self.clone.is_some() {
                "clone"
            } else {
                "production"
            }
            .to_owned(),
            database: match self.clone_name() {
                None => text("database").chars().take(80).collect(),
                Some(clone) => clone.to_owned(),
            },
            sql_sha256: Digest::of(text("sql").as_bytes()).to_string(),
            sql: redact(text("sql")),
        }
    }

    /// Does the work between the two records of a call.
    async fn recorded<T>(
        &self,
        started: CallStarted,
        work: impl Future<Output = Result<(T, Read), ToolError>>,
    ) -> Result<T, ToolError> {
        let open = OpenRecord::start(self, started)
            .await
            .map_err(|error| not_recorded(&error))?;
        let outcome = work.await;
        let recorded = open.end(outcome.as_ref().map(|(_, read)| read)).await;
        recorded.map_err(|error| not_recorded(&error))?;
        outcome.map(|(result, _)| result)
    }
}

fn no_tool(tool: &str) -> ToolError {
    let tool: String = tool.chars().take(80).collect();
    let message = format!("there is no tool {tool:?}");
    ToolError::new(ErrorCode::ArgumentsInvalid, message, "list the tools")
}

/// What a call read.
#[derive(Debug, Default)]
struct Read {
    relations: Vec<String>,
    rows: Option<u64>,
}

fn answer<T: serde::Serialize>(result: &T, text: Option<String>) -> Result<Answer, ToolError> {
    let structured = serde_json::to_value(result).map_err(|error| {
        ToolError::new(
            ErrorCode::Internal,
            format!("the answer cannot be written as JSON: {error}"),
            "cast unusual columns to text",
        )
    })?;
    Ok(Answer {
        structured,
        text,
        decision: None,
    })
}

/// A call that is being put on record, or is on record and its outcome is not; dropped so, it was given up by the caller,
/// and the record says that.
struct OpenRecord {
    ledger: Ledger,
    endings: TaskTracker,
    began: Instant,
    /// The first record on its way: once sent it cannot be called back.
    starting: Option<Starting>,
    /// The number of the call on record.
    call: Option<u64>,
}

type Starting = Pin<Box<dyn Future<Output = Result<Receipt, ledger::Error>> + Send>>;

impl OpenRecord {
    async fn start(toolbox: &Toolbox, started: CallStarted) -> Result<Self, ledger::Error> {
        let ledger = toolbox.ledger.clone();
        let mut open = Self {
            ledger: ledger.clone(),
            endings: toolbox.endings.clone(),
            began: Instant::now(),
            starting: None,
            call: None,
        };
        let starting = Box::pin(async move { ledger.call_started(&started).await });
        let receipt = open.starting.insert(starting).await;
        open.starting = None;
        open.call = Some(receipt?.sequence);
        Ok(open)
    }

    /// Puts the outcome on record.
    async fn end(mut self, outcome: Result<&Read, &ToolError>) -> Result<(), ledger::Error> {
        let Some(call) = self.call.take() else {
            return Ok(());
        };
        let (decision, read, error) = match outcome {
            Ok(read) => (ledger::Decision::Allowed, Some(read), None),
            Err(error) => (ledger::Decision::Refused, None, Some(error)),
        };
        let finished = CallFinished {
            call,
            decision,
            relations: read.map_or_else(Vec::new, |read| read.relations.clone()),
            rows: read.and_then(|read| read.rows),
            duration_ms: self.began.elapsed().as_millis() as u64,
            code: error.map(|error| error.code),
            sqlstate: error.and_then(|error| error.sqlstate.clone()),
        };
        self.ledger.call_finished(&finished).await.map(drop)
    }
}

impl Drop for OpenRecord {
    fn drop(&mut self) {
        let (starting, call) = (self.starting.take(), self.call.take());
        if starting.is_none() && call.is_none() {
            return;
        }
        let (ledger, began) = (self.ledger.clone(), self.began);
        let ending = async move {
            let call = match starting {
                None => call,
                // What is not on record needs no end.
                Some(starting) => starting.await.ok().map(|receipt| receipt.sequence),
            };
            let Some(call) = call else { return };
            let finished = CallFinished {
                call,
                decision: ledger::Decision::Refused,
                relations: Vec::new(),
                rows: None,
                duration_ms: began.elapsed().as_millis() as u64,
                code: Some(ErrorCode::Cancelled),
                sqlstate: None,
            };
            if let Err(error) = ledger.call_finished(&finished).await {
                tracing::error!(%error, "the end of a cancelled call could not be recorded");
            }
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            self.endings.spawn_on(ending, &runtime);
        }
    }
}

/// The ledger's own error names files, which are the operator's to know.
fn not_recorded(error: &ledger::Error) -> ToolError {
    tracing::error!(%error, "a call could not be recorded, so it was refused");
    ToolError::new(
        ErrorCode::LedgerUnavailable,
        "the call cannot be recorded in the ledger, so it is not answered",
        "try again later; the operator finds the reason in the log",
    )
}
