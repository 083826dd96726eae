//! The only module that talks to PostgreSQL.
//!
//! [`Database::query`] takes one call through both readings and the read session ([`call`], on a [`database`]):
//! [`connect`] opens connections and owns their notices, [`driver`] polls them,
//! [`posture`] says what the role may do,
//! [`catalog`] reads what a judgement looks up, [`analysis`] obtains PostgreSQL's own reading,
//! [`read_session`] runs an approved query and nothing else, by what [`statements`] keeps where it can,
//! [`values`] shapes what comes back.
//! [`Database::explain`] gives an approved query's plan from the same session: [`explain`].
//! [`Database::observe`] fills a gate's snapshot: [`observe`].
//! [`source`] reads production as a clone is copied from it.
//! [`clone`] is the only way to a session that writes, and only to a database proven to be a clone; [`connector`] opens
//! connections over the network or over a command.

mod allowlist;
mod analysis;
mod approvals;
mod call;
mod cancellation;
mod catalog;
pub mod clone;
mod command_stream;
mod connect;
mod connector;
mod database;
mod driver;
mod explain;
mod failure;
mod judged_functions;
mod knowledge;
mod observe;
mod pinning;
mod posture;
pub mod quoting;
mod read_session;
pub mod source;
mod statements;
mod timestamps;
mod tls;
mod values;
mod weight;
mod wrapping;

pub use allowlist::{Databases, Error};
pub use call::{Answer, Call};
pub use database::{Database, PoolStatus};
pub use observe::{Progress, Purpose};
pub use posture::{Finding, Posture};
pub use read_session::{Column, Rows, Truncated};
pub use tls::{Error as TlsError, verified_client};
