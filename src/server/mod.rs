//! The MCP wiring over rmcp: handler and stdio transport.

mod handler;
mod instructions;
mod opening;
mod progress;
mod stdio;

pub use handler::Gatepost;
pub use stdio::{Error, serve as serve_stdio};
