//! Integration tests, one module a behaviour, over a real PostgreSQL.

mod architecture;
mod bounds;
mod cli;
mod corpus;
mod layers_alone;
mod process;
mod query_allowed;
mod query_refused;
mod schemas;
mod support;
mod tls;
mod wire;
mod wire_faults;
