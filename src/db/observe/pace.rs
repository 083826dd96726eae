//! How much one statement reads: little at first, then as much as about a second takes.

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
        Self {
            size: first.clamp(1, most),
            most,
        }
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

/// A table in ranges of pages.
#[derive(Debug)]
pub(super) struct Ranges {
    pages: u64,
    pace: Pace,
    from: Option<u64>,
}

/// Some pages of a table.
#[derive(Debug)]
pub(super) struct Range {
    /// The condition on `t.ctid`; empty for the whole table.
    pub(super) condition: String,
    pages: u64,
    started: Instant,
}

impl Ranges {
    /// Of a table that had so many pages. The last range has no end, so it also holds what was added meanwhile.
    pub(super) fn new(pages: u64, pace: Pace) -> Self {
        Self {
            pages,
            pace,
            from: Some(0),
        }
    }

    /// The next range, until there is none.
    pub(super) fn next(&mut self) -> Option<Range> {
        let from = self.from?;
        let to = Some(from.saturating_add(self.pace.size())).filter(|to| *to < self.pages);
        self.from = to;
        let condition = match (from, to) {
            (0, None) => String::new(),
            (from, None) => format!("t.ctid >= '({from},0)'"),
            (from, Some(to)) => format!("t.ctid >= '({from},0)' AND t.ctid < '({to},0)'"),
        };
        Some(Range {
            condition,
            pages: to.unwrap_or(self.pages.max(from)) - from,
            started: Instant::now(),
        })
    }

    /// Learns from a range that was read; how many pages it had.
    pub(super) fn finished(&mut self, range: Range) -> u64 {
        self.pace.learn(range.started);
        range.pages
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Pace, Ranges};

    #[test]
    fn ranges_cover_every_page_and_end_open() {
        let conditions = |pages| {
            let mut ranges = Ranges::new(pages, Pace::new(10, 10));
            std::iter::from_fn(|| ranges.next().map(|range| (range.condition, range.pages)))
                .collect::<Vec<_>>()
        };
        assert_eq!(conditions(0), [(String::new(), 0)]);
        assert_eq!(conditions(10), [(String::new(), 10)]);
        let three = [
            ("t.ctid >= '(0,0)' AND t.ctid < '(10,0)'", 10),
            ("t.ctid >= '(10,0)' AND t.ctid < '(20,0)'", 10),
            ("t.ctid >= '(20,0)'", 5),
        ];
        assert_eq!(
            conditions(25),
            three.map(|(condition, pages)| (condition.to_owned(), pages))
        );
    }

    #[test]
    fn statements_grow_while_short_and_shrink_when_long() {
        let mut pace = Pace::new(100, 10_000);
        for (milliseconds, size) in [
            (10, 800),
            (100, 1600),
            (600, 1600),
            (2000, 400),
            (1, 3200),
            (1, 10_000),
        ] {
            pace.adjust(Duration::from_millis(milliseconds));
            assert_eq!(pace.size(), size, "after {milliseconds} ms");
        }
        let mut pace = Pace::new(1, 10);
        pace.adjust(Duration::from_secs(4));
        assert_eq!(pace.size(), 1, "at least something is read");
    }
}
