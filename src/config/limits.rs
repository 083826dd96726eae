//! Bounds on every call. Agents may ask for less, never for more.

use std::time::Duration;

use bytesize::ByteSize;
use serde::Deserialize;

use super::Error;

/// `[limits]`: the defaults, and the ceilings an agent can ask for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Rows in one answer.
    pub rows: u32,
    /// The whole call: waiting for a connection, both readings, execution.
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
    /// JSON text of all rows in one answer.
    pub result_bytes: ByteSize,
    /// Length of one statement, and of each text among its parameters.
    pub sql_bytes: ByteSize,
    /// Connections to each database, and so calls at once.
    pub connections: usize,
    /// How old the knowledge of functions, views, policies and privileges may be that a call is judged by. From half of
    /// it on it is read again in the background. At most a minute.
    #[serde(with = "humantime_serde")]
    pub catalog_age: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: 500,
            timeout: Duration::from_secs(5),
            result_bytes: ByteSize::mib(1),
            sql_bytes: ByteSize::kib(100),
            connections: 8,
            catalog_age: Duration::from_secs(50),
        }
    }
}

impl Limits {
    /// [`Limits::sql_bytes`] as a length in memory.
    pub fn sql_length(&self) -> usize {
        usize::try_from(self.sql_bytes.as_u64()).unwrap_or(usize::MAX)
    }

    /// A limit of nothing would refuse every call, and a limit without end is none.
    pub(super) fn validate(&self) -> Result<(), Error> {
        let in_range = |setting: &str, value: u64, most: u64, unit: &str| {
            if (1..=most).contains(&value) {
                Ok(())
            } else {
                Err(Error::setting(
                    format!("limits.{setting}"),
                    format!("must be 1 to {most}{unit}, is {value}"),
                ))
            }
        };
        in_range("rows", self.rows.into(), 100_000, "")?;
        let milliseconds =
            |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        in_range("timeout", milliseconds(self.timeout), 600_000, " ms")?;
        in_range("catalog_age", milliseconds(self.catalog_age), 60_000, " ms")?;
        in_range(
            "result_bytes",
            self.result_bytes.as_u64(),
            64 << 20,
            " bytes",
        )?;
        in_range("sql_bytes", self.sql_bytes.as_u64(), 1 << 20, " bytes")?;
        in_range("connections", self.connections as u64, 1_000, "")
    }
}
