//! Settings that decide how text is read, how values are written and how long anything may take, the same for every call.
//!
//! They travel with the connection's first message, where nothing a role or a database is configured with overrides
//! them and `RESET ALL` comes back to them. A pooler may refuse or drop that message's options; then each transaction
//! sets them itself, which costs about 100 microseconds a call (measured on PostgreSQL 15: `TimeZone` alone half of it).

use std::fmt::Write;
use std::time::Duration;

use tokio_postgres::Client;

use crate::config::CloneTimeouts;

/// How long a reader's transaction may be idle between its round trips.
const READER_IDLE: Duration = Duration::from_secs(60);

/// A setting of our own that says the pinned ones arrived.
const MARK: &str = "gatepost.pinned";

/// A condition that holds only on a session whose settings were pinned when it began.
pub(super) const PROOF: &str = "pg_catalog.current_setting('gatepost.pinned', true) = 'yes'";

/// The statement that asks for [`PROOF`].
const ASK: &str =
    "SELECT COALESCE(pg_catalog.current_setting('gatepost.pinned', true), '') = 'yes'";

/// Whether the settings of a session's first message arrived.
///
/// # Errors
/// When it cannot be asked.
pub(super) async fn arrived(client: &Client) -> Result<bool, tokio_postgres::Error> {
    client.query_typed_one(ASK, &[]).await?.try_get(0)
}

/// How a session's settings are pinned.
#[derive(Debug, Clone)]
pub(super) enum Pinning {
    /// By the first message of the connection.
    AtStart,
    /// By a condition that also sets them, in each transaction.
    EachTransaction(String),
}

fn settings(statement: Duration, lock: Duration, idle: Duration) -> [(&'static str, String); 10] {
    let milliseconds = |timeout: Duration| timeout.as_millis().max(1).to_string();
    let fixed = str::to_owned;
    [
        ("TimeZone", fixed("UTC")),
        ("DateStyle", fixed("ISO, MDY")),
        ("IntervalStyle", fixed("postgres")),
        ("bytea_output", fixed("hex")),
        ("extra_float_digits", fixed("1")),
        // The first reading takes a backslash in '...' for a backslash.
        ("standard_conforming_strings", fixed("on")),
        ("xmlbinary", fixed("base64")),
        ("statement_timeout", milliseconds(statement)),
        ("lock_timeout", milliseconds(lock)),
        ("idle_in_transaction_session_timeout", milliseconds(idle)),
    ]
}

/// Those of a session that only reads.
fn reading(timeout: Duration) -> [(&'static str, String); 10] {
    settings(timeout, timeout, READER_IDLE)
}

/// The `options` of a connection's first message (PostgreSQL manual, section 34.1.2: spaces are escaped).
pub(super) fn startup_options(timeout: Duration) -> String {
    // The last net: should a transaction not be opened, what was sent behind its opening still cannot write.
    let own = format!("-c {MARK}=yes -c default_transaction_read_only=on");
    with_options(own, reading(timeout))
}

/// The same for a session that writes on the clone.
pub(super) fn writing_options(timeouts: &CloneTimeouts) -> String {
    let CloneTimeouts {
        statement,
        lock,
        idle_in_transaction,
        ..
    } = *timeouts;
    let own = format!("-c {MARK}=yes");
    with_options(own, settings(statement, lock, idle_in_transaction))
}

fn with_options<const N: usize>(mut options: String, settings: [(&str, String); N]) -> String {
    for (name, value) in settings {
        let _ = write!(options, " -c {name}={}", value.replace(' ', "\\ "));
    }
    options
}

/// Pinning by each transaction itself.
pub(super) fn each_transaction(timeout: Duration) -> Pinning {
    let set = |(name, value): (&str, String)| {
        format!("pg_catalog.set_config('{name}', '{value}', true) IS NOT NULL")
    };
    Pinning::EachTransaction(reading(timeout).map(set).join(" AND "))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Pinning, each_transaction, startup_options};

    #[test]
    fn both_forms_carry_every_setting() {
        let options = startup_options(Duration::from_secs(5));
        assert!(
            options.contains("-c DateStyle=ISO,\\ MDY")
                && options.contains("-c statement_timeout=5000"),
            "{options}"
        );
        let Pinning::EachTransaction(condition) = each_transaction(Duration::from_secs(5)) else {
            panic!("expected a condition");
        };
        assert_eq!(
            condition.matches("set_config").count(),
            options.matches("-c ").count() - 2,
            "beside the mark and the access mode"
        );
    }
}
