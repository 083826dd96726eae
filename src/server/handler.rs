//! What gatepost answers to each MCP request, whatever the transport.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::FutureExt;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams, CompleteResult,
    ContentBlock, GetPromptRequestParams, GetPromptResponse, GetPromptResult, Implementation,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, PromptMessage, ReadResourceRequestParams, ReadResourceResponse,
    ReadResourceResult, ResourceContents, Role, ServerCapabilities, ServerConfig, Tool,
    ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Map, Value};
use tokio::time::{Duration, Instant};
use tracing::{Instrument, Span};

use super::http::Caller;
use super::instructions::{clone_instructions, instructions};
use super::metrics::Metrics;
use super::progress::ProgressReport;
use super::request::RequestOrigin;
use super::{completion, prompts, resources};
use crate::error::{ErrorCode, ToolError};
use crate::tools::names::DESCRIBE_PG;
use crate::tools::{Answer, Effect, Principal, ToolDefinition, Toolbox};

/// Who asks over standard input: whoever started the process.
const STDIO: &str = "stdio";

/// One channel's MCP server. Stateless: any clone answers any request.
#[derive(Clone)]
pub struct Gatepost {
    toolbox: Toolbox,
    instructions: Arc<str>,
    /// Who calls where the transport says nothing of it.
    otherwise: Option<Caller>,
    metrics: Metrics,
}

impl Gatepost {
    /// A server of these tools to whoever started the process.
    pub fn for_stdio(toolbox: Toolbox) -> Self {
        let caller = Caller::unbounded(Principal::unrestricted(STDIO));
        Self::new(toolbox, Some(caller))
    }

    /// A server of these tools to callers that the transport names.
    pub fn for_network(toolbox: Toolbox) -> Self {
        Self::new(toolbox, None)
    }

    fn new(toolbox: Toolbox, otherwise: Option<Caller>) -> Self {
        // Over the network, which databases there are is for each caller's own list of tools to say.
        let databases: Vec<&str> = match &otherwise {
            Some(_) => toolbox.databases().names().collect(),
            None => Vec::new(),
        };
        let instructions = Arc::from(match toolbox.clone_name() {
            None => instructions(&databases),
            Some(_) => clone_instructions(&databases),
        });
        Self {
            toolbox,
            instructions,
            otherwise,
            metrics: Metrics::new(),
        }
    }

    /// The same server of other tools: what it counted, it goes on counting.
    #[must_use]
    pub fn renewed(&self, toolbox: Toolbox) -> Self {
        Self {
            toolbox,
            ..self.clone()
        }
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What was counted, in Prometheus' text format.
    ///
    /// # Errors
    /// Never for text in memory; the encoder's signature allows it.
    pub(super) fn metrics_text(&self) -> Result<String, std::fmt::Error> {
        self.metrics.text(&self.toolbox)
    }

    /// Whether each database and the ledger could serve a call now.
    pub(super) async fn readiness(&self) -> BTreeMap<String, bool> {
        self.toolbox.readiness().await
    }

    /// Who asks; a request over the network without a caller is a fault of ours, and is not answered.
    fn caller(&self, context: &RequestContext<RoleServer>) -> Result<Caller, ErrorData> {
        carried::<Caller>(context)
            .or(self.otherwise.as_ref())
            .cloned()
            .ok_or_else(|| ErrorData::internal_error("nobody is known to ask", None))
    }

    /// Whether there are databases to describe as resources; a clone has a tool alone.
    fn describes_production(&self) -> bool {
        self.toolbox.tool_names().contains(&DESCRIBE_PG)
    }

    /// The tools that the principal may call, with the databases that it may read.
    fn tools_of(&self, principal: &Principal) -> impl Iterator<Item = Tool> + use<> {
        let definitions = self.toolbox.definitions(principal);
        definitions.into_iter().map(as_tool)
    }
}

fn as_tool(definition: ToolDefinition) -> Tool {
    let annotations = ToolAnnotations::new()
        .read_only(definition.effect.is_read())
        .destructive(definition.effect == Effect::Changes)
        .idempotent(definition.effect.is_read())
        .open_world(false);
    Tool::new(
        definition.name,
        definition.description,
        Arc::new(definition.input_schema),
    )
    .with_title(definition.title)
    .with_raw_output_schema(Arc::new(definition.output_schema))
    .with_annotations(annotations)
}

impl ServerHandler for Gatepost {
    fn get_info(&self) -> ServerConfig {
        let implementation =
            Implementation::new("gatepost", env!("CARGO_PKG_VERSION")).with_title("Gatepost");
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .enable_completions()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(implementation)
            .with_instructions(self.instructions.as_ref())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let caller = self.caller(&context)?;
        let tools = self.tools_of(&caller.principal).collect();
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let caller = self.caller(&context)?;
        let databases = self.toolbox.databases().names();
        let resources = match self.describes_production() {
            true => resources::list(databases, &caller.principal),
            false => Vec::new(),
        };
        Ok(ListResourcesResult::with_all_items(resources))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let caller = self.caller(&context)?;
        let templates = match self.describes_production() {
            true => resources::templates(&caller.principal),
            false => Vec::new(),
        };
        Ok(ListResourceTemplatesResult::with_all_items(templates))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let caller = self.caller(&context)?;
        let uri = request.uri;
        let told = self.described(&caller, &uri, &context).await;
        let told = told.map_err(|error| resources::concerning(error, &uri))?;
        let text = told.structured.to_string();
        let contents = ResourceContents::text(text, uri).with_mime_type(resources::JSON);
        Ok(ReadResourceResult::new(vec![contents]).into())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let caller = self.caller(&context)?;
        let prompts = prompts::list(&caller.principal);
        Ok(ListPromptsResult::with_all_items(prompts))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let caller = self.caller(&context)?;
        let arguments = request.arguments.unwrap_or_default();
        let text = prompts::text(&request.name, &arguments, &caller.principal)?;
        let message = PromptMessage::new_text(Role::User, text);
        Ok(GetPromptResult::new(vec![message]).into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let caller = self.caller(&context)?;
        let databases = self.toolbox.databases().names();
        let call = |tool, arguments| self.observed(&caller, tool, arguments, &context).boxed();
        let completed = completion::complete(&request, databases, &caller.principal, call).await;
        let info = completed.map_err(|error| protocol_error(&error))?;
        Ok(CompleteResult::new(info))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let caller = self.caller(&context)?;
        let arguments = request.arguments.unwrap_or_default();
        let callable = |tool: &&&str| caller.principal.may_call(tool);
        let known = self.toolbox.tool_names().iter().filter(callable);
        let Some(tool) = known.clone().copied().find(|tool| *tool == request.name) else {
            let known: Vec<&str> = known.copied().collect();
            let message = format!(
                "there is no tool {:?}; the tools are {}",
                request.name.chars().take(80).collect::<String>(),
                known.join(", ")
            );
            return Err(ErrorData::invalid_params(message, None));
        };
        let outcome = self.observed(&caller, tool, arguments, &context).await;
        Ok(outcome
            .map_or_else(|error| refusal(&error), result_of)
            .into())
    }
}

impl Gatepost {
    /// What a resource holds.
    async fn described(
        &self,
        caller: &Caller,
        uri: &str,
        context: &RequestContext<RoleServer>,
    ) -> Result<Answer, ErrorData> {
        let arguments = resources::arguments_of(uri)?;
        if !caller.principal.may_call(DESCRIBE_PG) {
            return Err(ErrorData::invalid_params("there is no such resource", None));
        }
        let told = self.observed(caller, DESCRIBE_PG, arguments, context);
        told.await.map_err(|error| protocol_error(&error))
    }

    /// One call, counted and logged.
    async fn observed(
        &self,
        caller: &Caller,
        tool: &'static str,
        arguments: Map<String, Value>,
        context: &RequestContext<RoleServer>,
    ) -> Result<Answer, ToolError> {
        let started = Instant::now();
        let span = span_of(context, caller, tool);
        let answering = self.answer(caller, tool, arguments, context);
        let outcome = answering.instrument(span.clone()).await;
        let took = started.elapsed();
        self.metrics.called(tool, &outcome, took);
        span.in_scope(|| log_outcome(tool, &outcome, took));
        outcome
    }

    async fn answer(
        &self,
        caller: &Caller,
        tool: &str,
        arguments: Map<String, Value>,
        context: &RequestContext<RoleServer>,
    ) -> Result<Answer, ToolError> {
        let _turn = caller.begin().ok_or_else(too_many)?;
        let progress = ProgressReport::new();
        let report = |progressed| progress.tell(progressed);
        let answered = async {
            let call = self
                .toolbox
                .call(&caller.principal, tool, arguments, &report);
            // Dropping the call cancels its query in the server.
            let outcome = tokio::select! {
                outcome = call => outcome,
                () = context.ct.cancelled() => Err(cancelled()),
            };
            progress.end();
            outcome
        };
        let (outcome, ()) = tokio::join!(answered, progress.pass_on(context));
        outcome
    }
}

fn too_many() -> ToolError {
    ToolError::new(
        ErrorCode::RateLimited,
        "you make more calls, or more at once, than the operator allows you",
        "wait for calls under way to end, and try again in a minute",
    )
}

fn cancelled() -> ToolError {
    ToolError::new(
        ErrorCode::Cancelled,
        "the caller cancelled the call, and the server was asked to cancel its query",
        "call again when the answer is wanted",
    )
}

/// What came with a request: over HTTP among its head's extensions.
fn carried<T: Send + Sync + 'static>(context: &RequestContext<RoleServer>) -> Option<&T> {
    let extensions = &context.extensions;
    match extensions.get::<axum::http::request::Parts>() {
        Some(parts) => parts.extensions.get(),
        None => extensions.get(),
    }
}

/// What the log says of a call wherever it speaks of it.
fn span_of(context: &RequestContext<RoleServer>, caller: &Caller, tool: &str) -> Span {
    let origin = carried::<RequestOrigin>(context).cloned();
    let origin = origin.unwrap_or_else(|| RequestOrigin::new(None));
    let origin = origin.with_meta(&context.meta);
    let trace = origin.trace.as_ref();
    tracing::info_span!(
        "call",
        request_id = &*origin.id,
        principal = caller.principal.name(),
        tool,
        trace_id = trace.map(|trace| trace.trace_id.as_str()),
        parent_id = trace.map(|trace| trace.parent_id.as_str()),
    )
}

fn result_of(answer: Answer) -> CallToolResult {
    let mut result = CallToolResult::structured(answer.structured);
    if let Some(text) = answer.text {
        result.content = vec![ContentBlock::text(text)];
    }
    result
}

/// Where the protocol has no result that refuses; what to do is in the data.
fn protocol_error(error: &ToolError) -> ErrorData {
    ErrorData::invalid_params(error.message.clone(), serde_json::to_value(error).ok())
}

/// A refusal is a result that says what to do, never a protocol error.
fn refusal(error: &ToolError) -> CallToolResult {
    match serde_json::to_value(error) {
        Ok(value) => CallToolResult::structured_error(value),
        Err(_) => CallToolResult::error(vec![ContentBlock::text(error.to_string())]),
    }
}

/// One line a call, without SQL text or row data.
fn log_outcome(tool: &str, outcome: &Result<Answer, ToolError>, took: Duration) {
    let duration_ms = took.as_millis() as u64;
    match outcome {
        Ok(_) => tracing::info!(tool, duration_ms, "answered a call"),
        Err(error) => {
            tracing::info!(tool, duration_ms, code = %error.code, sqlstate = error.sqlstate, "refused a call")
        }
    }
}
