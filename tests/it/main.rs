//! Integration tests, one module a behaviour, over a real PostgreSQL.

mod architecture;
mod bounds;
mod support;
