//! The clone channel: only to the clone, only from the clone's configuration; and the session that writes there.

mod commands;
mod create;
mod isolation;
mod safety;
mod session;
mod transport;
pub(crate) mod world;
