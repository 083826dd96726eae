//! The network: who is let in, what the edge refuses, both transports, and the end of the process.

mod access;
mod edge;
mod ending;
mod jwt;
mod load;
mod operating;
mod resources;
mod server;
mod sse;
