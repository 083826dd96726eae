//! A moment as a value: gates never ask a clock, the caller hands the time in.

use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment in UTC with millisecond precision, written as RFC 3339 (`2026-11-22T15:40:00.000Z`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment `milliseconds` after 1970-01-01T00:00:00Z.
    pub fn from_unix_milliseconds(milliseconds: u64) -> Self {
        // The last moment RFC 3339 can write; formatting past it would panic.
        const LAST: u64 = 253_402_300_799_999;
        Self(milliseconds.min(LAST))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn unix_milliseconds(self) -> u64 {
        self.0
    }

    /// The time from `earlier` to this moment, or `None` when this moment is before it.
    pub fn since(self, earlier: Self) -> Option<Duration> {
        self.0.checked_sub(earlier.0).map(Duration::from_millis)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let moment = UNIX_EPOCH + Duration::from_millis(self.0);
        humantime::format_rfc3339_millis(moment).fmt(formatter)
    }
}

impl From<Timestamp> for String {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.to_string()
    }
}

impl TryFrom<String> for Timestamp {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let moment =
            humantime::parse_rfc3339(&text).map_err(|error| format!("`{text}`: {error}"))?;
        let since = moment
            .duration_since(UNIX_EPOCH)
            .map_err(|_| format!("`{text}` is before 1970"))?;
        let milliseconds = u64::try_from(since.as_millis()).map_err(|error| error.to_string())?;
        Ok(Self::from_unix_milliseconds(milliseconds))
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn text_and_back() {
        let moment = Timestamp::from_unix_milliseconds(1_795_362_000_123);
        assert_eq!(moment.to_string(), "2026-11-22T15:40:00.123Z");
        assert_eq!(Timestamp::try_from(moment.to_string()), Ok(moment));
        assert!(Timestamp::try_from("yesterday".to_owned()).is_err());
        assert!(
            Timestamp::from_unix_milliseconds(u64::MAX)
                .to_string()
                .starts_with("9999-")
        );
    }

    #[test]
    fn time_does_not_run_backwards() {
        let (early, late) = (
            Timestamp::from_unix_milliseconds(5),
            Timestamp::from_unix_milliseconds(9),
        );
        assert_eq!(late.since(early).expect("later").as_millis(), 4);
        assert_eq!(early.since(late), None);
    }
}
