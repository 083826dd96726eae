//! The only module that talks to PostgreSQL.

pub mod catalog;
