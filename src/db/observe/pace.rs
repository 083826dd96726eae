//! How much one statement reads: little at first, then as much as about half a second takes.

use std::time::{Duration, Instant};

/// Under this, the next statement reads more.
const SHORT: Duration = Duration::from_millis(400);
/// Over this, it reads less; the server ends a statement at 5 s unless configured otherwise.
const LONG: Duration = Duration::from_millis(1500);

/// The size of the next statement, in whatever the caller counts.
#[derive(Debug)]
pub(super) struct Pace {
    size: u64,
    most: u64,
}

impl Pace {
    /// Starting at `first`, never above `most`.
    pub(super) fn new(first: u64, most: u64) -> Self {
        Self { size: first.clamp(1, most), most }
    }

    /// The size of the next statement.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Learns from the last statement.
    pub(super) fn learn(&mut self, started: Instant) {
        self.adjust(started.elapsed());
    }

    fn adjust(&mut self, took: Duration) {
        let size = match took {
            took if took < SHORT / 8 => self.size.saturating_mul(8),
            took if took < SHORT => self.size.saturating_mul(2),
            took if took > LONG => self.size / 4,
            _ => self.size,
        };
        self.size = size.clamp(1, self.most);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pace;

    #[test]
    fn statements_grow_while_short_and_shrink_when_long() {
        let mut pace = Pace::new(100, 10_000);
        for (milliseconds, size) in [(10, 800), (100, 1600), (600, 1600), (2000, 400), (1, 3200), (1, 10_000)] {
            pace.adjust(Duration::from_millis(milliseconds));
            assert_eq!(pace.size(), size, "after {milliseconds} ms");
        }
        let mut pace = Pace::new(1, 10);
        pace.adjust(Duration::from_secs(4));
        assert_eq!(pace.size(), 1, "at least something is read");
    }
}
