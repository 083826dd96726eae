//! The network: who is let in, what the edge refuses, both transports, and the end of the process.

mod access;
mod edge;
mod ending;
mod load;
mod operating;
mod server;
mod sse;
