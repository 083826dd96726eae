//! The MCP wiring over rmcp: handler, stdio and HTTP transports.

mod handler;
mod http;
mod instructions;
mod opening;
mod progress;
mod stdio;

pub use handler::Gatepost;
pub use http::{Access, AccessError, HttpError, serve as serve_http};
pub use stdio::{Error, serve as serve_stdio};
