//! From a tool's name to its work, for who may ask for it.

use futures::future::BoxFuture;
use serde_json::{Map, Value};

use super::{Answer, Read, Rehearsing, Toolbox, no_tool};
use crate::error::{ErrorCode, ToolError};
use crate::gatekeeper::Report;
use crate::tools::principal::Principal;
use crate::tools::{
    describe, describe_clone, drift_compare, explain, gate_check, gate_entry, gate_exit, gate_list,
    gate_verdict, query_clone, query_pg, rehearse,
};

impl Toolbox {
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
            return self.recorded_alone::<Answer>(started, refused).await;
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
                let described = self.recorded_alone(started, async {
                    let clone = self.clone_for(principal)?;
                    describe_clone::call(&self.databases, clone, arguments).await
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
                let rehearsed = self.recorded_alone(started, async {
                    self.clone_for(principal)?;
                    let clone = self.clone.as_ref().ok_or_else(|| no_tool(tool))?;
                    let Rehearsing { channel, changes } = clone.as_ref();
                    rehearse::call(channel, &self.ledger, changes, arguments, report).await
                });
                let result = rehearsed.await?;
                let mut answer = answer(&result, Some(result.text.clone()))?;
                answer.decision = Some(result.report.verdict);
                Ok(answer)
            }),
            describe::NAME => Box::pin(async move {
                let started = self.started(principal.name(), tool, &arguments);
                let may_read = |name: &str| principal.may_read(name);
                let described = describe::call(&self.databases, may_read, arguments);
                answer(&self.recorded_alone(started, described).await?, None)
            }),
            explain::NAME => Box::pin(async move {
                let started = self.started(principal.name(), tool, &arguments);
                let explained = explain::call(&self.databases, arguments);
                answer(&self.recorded_alone(started, explained).await?, None)
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
    pub(super) fn clone_for(&self, principal: &Principal) -> Result<&str, ToolError> {
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
