//! What gatepost answers to each MCP request, whatever the transport.

use std::borrow::Cow;
use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use tokio::time::Instant;

use super::instructions::instructions;
use super::progress::ProgressReport;
use crate::error::{ErrorCode, ToolError};
use crate::tools::{self, Answer, ToolDefinition, Toolbox};

/// Who asks over standard input: whoever started the process.
const PRINCIPAL: &str = "stdio";

/// The production channel's MCP server. Stateless: any clone answers any request.
#[derive(Clone)]
pub struct Gatepost {
    toolbox: Toolbox,
    tools: Arc<[Tool]>,
    instructions: Arc<str>,
}

impl Gatepost {
    /// A server of these tools.
    pub fn new(toolbox: Toolbox) -> Self {
        let databases = toolbox.databases();
        let tools = tools::definitions(databases.names())
            .into_iter()
            .map(as_tool)
            .collect();
        let instructions = Arc::from(instructions(databases.names()));
        Self {
            toolbox,
            tools,
            instructions,
        }
    }
}

fn as_tool(definition: ToolDefinition) -> Tool {
    let annotations = ToolAnnotations::with_title(definition.title)
        .read_only(definition.effect.is_read())
        .destructive(false)
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
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(implementation)
            .with_instructions(self.instructions.as_ref())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.to_vec()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools.iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let started = Instant::now();
        let arguments = request.arguments.unwrap_or_default();
        if self.get_tool(&request.name).is_none() {
            let known: Vec<Cow<'_, str>> =
                self.tools.iter().map(|tool| tool.name.clone()).collect();
            let message = format!(
                "there is no tool {:?}; the tools are {}",
                request.name,
                known.join(", ")
            );
            return Err(ErrorData::invalid_params(message, None));
        }
        let progress = ProgressReport::new();
        let report = |progressed| progress.tell(progressed);
        let answered = async {
            let call = self
                .toolbox
                .call(PRINCIPAL, &request.name, arguments, &report);
            // Dropping the call cancels its query in the server.
            let outcome = tokio::select! {
                outcome = call => outcome,
                () = context.ct.cancelled() => Err(cancelled()),
            };
            progress.end();
            outcome
        };
        let (outcome, ()) = tokio::join!(answered, progress.pass_on(&context));
        log_outcome(&request.name, &outcome, started);
        Ok(outcome
            .map_or_else(|error| refusal(&error), result_of)
            .into())
    }
}

fn cancelled() -> ToolError {
    ToolError::new(
        ErrorCode::Cancelled,
        "the caller cancelled the call; its query was cancelled in the server",
        "call again when the answer is wanted",
    )
}

fn result_of(answer: Answer) -> CallToolResult {
    let mut result = CallToolResult::structured(answer.structured);
    if let Some(text) = answer.text {
        result.content = vec![ContentBlock::text(text)];
    }
    result
}

/// A refusal is a result that says what to do, never a protocol error.
fn refusal(error: &ToolError) -> CallToolResult {
    match serde_json::to_value(error) {
        Ok(value) => CallToolResult::structured_error(value),
        Err(_) => CallToolResult::error(vec![ContentBlock::text(error.to_string())]),
    }
}

/// One line a call, without SQL text or row data.
fn log_outcome(tool: &str, outcome: &Result<Answer, ToolError>, started: Instant) {
    let duration_ms = started.elapsed().as_millis() as u64;
    match outcome {
        Ok(_) => tracing::info!(tool, duration_ms, "answered a call"),
        Err(error) => {
            tracing::info!(tool, duration_ms, code = %error.code, sqlstate = error.sqlstate, "refused a call")
        }
    }
}
