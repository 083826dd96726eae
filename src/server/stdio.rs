//! MCP over standard input and output. Standard output carries JSON-RPC and nothing else.

use rmcp::service::QuitReason;
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::transport::stdio_pipes;
use rmcp::{RoleServer, ServiceExt};

use super::Gatepost;
use super::opening::Opening;

/// Why serving ended badly.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The client never spoke MCP.
    #[error("the client on standard input did not begin an MCP session: {0}")]
    Handshake(String),
    /// The task that serves ended abnormally.
    #[error("serving ended abnormally: {0}")]
    Task(String),
}

/// Serves until the client closes standard input.
///
/// # Errors
/// When the client does not speak MCP, or the serving task fails.
pub async fn serve(gatepost: Gatepost) -> Result<(), Error> {
    use rmcp::service::ServerInitializeError::ConnectionClosed;
    let (input, output) = stdio_pipes();
    let transport = AsyncRwTransport::<RoleServer, _, _>::new(input, output);
    let running = match gatepost.serve(Opening::new(transport)).await {
        Ok(running) => running,
        // A client that only looked whether the program starts is no failure.
        Err(ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(Error::Handshake(error.to_string())),
    };
    match running.waiting().await {
        Ok(QuitReason::JoinError(error)) | Err(error) => Err(Error::Task(error.to_string())),
        Ok(_) => Ok(()),
    }
}
