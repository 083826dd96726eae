//! Integration tests, one module a behaviour, over a real PostgreSQL.

mod architecture;
mod bad_input;
mod bad_server;
mod bounds;
mod builtin_catalog;
mod cli;
mod corpus;
mod freshness;
mod function_lists;
mod layers_alone;
mod objects;
mod policy_rules;
mod posture;
mod process;
mod query_allowed;
mod query_refused;
mod readings_agree;
mod recorded;
mod role_sql;
mod schemas;
mod scratch;
mod second_reading;
mod support;
mod tls;
mod wire;
mod wire_faults;
