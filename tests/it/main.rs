//! Integration tests, one module a behaviour, over a real PostgreSQL.

mod architecture;
mod bounds;
mod corpus;
mod layers_alone;
mod observe;
mod query_allowed;
mod query_refused;
mod support;
