//! The MCP wiring over rmcp: handler, stdio and HTTP transports.

mod completion;
mod handler;
mod http;
mod instructions;
mod metrics;
mod opening;
mod progress;
mod prompts;
mod request;
mod resources;
mod stdio;

pub use handler::Gatepost;
pub use http::{Access, AccessError, HttpError, Site, serve as serve_http};
pub use stdio::{Error, serve as serve_stdio};
