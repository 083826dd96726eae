//! No false SAFE and no false UNSAFE: one mutation at a time between entry and exit, each with the verdict it must end in.
//!
//! The lists are data, one file for each family; [`list`] says how they are written and [`lane`] runs them.

mod asked;
mod campaign;
mod columns;
mod counting;
mod crash;
mod interrupted;
mod lane;
mod list;
mod locked;
mod prepared;
mod quiet;
mod replication;
mod restarted;
mod schemas;
mod secrets;
