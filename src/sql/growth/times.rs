//! Dates, times and intervals as numbers: seconds since the year 2000, or since the statement began.

use super::bound::Bound;
use super::evaluate::Evaluation;
use super::nodes::NodeId;
use super::rows::series_rows;
use super::rules::Rule;

/// Seconds of a day.
pub(super) const DAY: f64 = 86_400.0;

/// Seconds that no year is longer than.
const YEAR: f64 = 366.0 * DAY;

/// Between which times a statement may begin: 2020 and 2100.
const BEGIN: (f64, f64) = (20.0 * 365.0 * DAY, 100.0 * YEAR);

/// Between which times stored ones are taken to lie: 1970 and 2100.
const STORED_TIME: (f64, f64) = (-30.0 * YEAR, 100.0 * YEAR);

/// What a stored interval is taken to be at most.
const STORED_INTERVAL: f64 = 10.0 * YEAR;

impl Bound {
    /// A time between two others.
    pub(super) const fn time(low: f64, high: f64) -> Self {
        Self::number(low, high, false)
    }

    /// The time at which the statement began, as any time zone has it.
    pub(super) const fn now() -> Self {
        Self {
            now: true,
            ..Self::time(-DAY, DAY)
        }
    }

    /// A stored time.
    pub(super) const fn stored_time() -> Self {
        Self {
            low: STORED_TIME.0,
            high: STORED_TIME.1,
            ..Self::stored()
        }
    }

    /// The same time, counted from the year 2000.
    pub(super) fn since_2000(self) -> Self {
        if !self.now {
            return self;
        }
        Self {
            low: self.low + BEGIN.0,
            high: self.high + BEGIN.1,
            now: false,
            ..self
        }
    }

    /// Both counted from the same time.
    pub(super) fn aligned(self, other: Self) -> (Self, Self) {
        if self.now == other.now {
            (self, other)
        } else {
            (self.since_2000(), other.since_2000())
        }
    }

    /// The time that comes so much later.
    fn later(self, by: Self) -> Self {
        let by = if by.stored {
            Self::time(-STORED_INTERVAL, STORED_INTERVAL)
        } else {
            by
        };
        Self {
            now: self.now,
            stored: self.stored,
            ..self.plus(Self { now: false, ..by }).number_only()
        }
    }
}

impl Evaluation<'_, '_> {
    /// A call that gives a time, or the time between two.
    pub(super) fn time(&mut self, rule: Rule, arguments: &[NodeId]) -> Bound {
        let first = self.argument(arguments, 0);
        match rule {
            Rule::Now => Bound::now(),
            Rule::Later => first.later(self.argument(arguments, 1)),
            Rule::LaterFirst => self.argument(arguments, 1).later(first),
            Rule::Earlier => first.later(self.argument(arguments, 1).negated_interval()),
            Rule::DaysLater => first.later(self.argument(arguments, 1).days()),
            Rule::DaysLaterFirst => self.argument(arguments, 1).later(first.days()),
            Rule::DaysEarlier => first.later(self.argument(arguments, 1).negated().days()),
            Rule::Between => {
                let (first, second) = first.aligned(self.argument(arguments, 1));
                Bound {
                    now: false,
                    ..first.minus(second).number_only()
                }
            }
            Rule::DaysBetween => {
                let (first, second) = first.aligned(self.argument(arguments, 1));
                let seconds = first.minus(second);
                Bound::number(seconds.low / DAY - 1.0, seconds.high / DAY + 1.0, true)
            }
            Rule::Zone => widened(first, DAY),
            Rule::ZoneSecond => widened(self.argument(arguments, 1), DAY),
            Rule::Truncate => {
                let period = match arguments.first().and_then(|unit| self.texts(*unit)) {
                    Some(units) => units.iter().map(|unit| period(unit)).fold(DAY, f64::max),
                    None => period(b"millennium"),
                };
                widened(self.argument(arguments, 1), period + DAY)
            }
            Rule::Year => {
                let (low, high) = (first.low - 2001.0, first.high - 1999.0);
                let (short, long) = (365.0 * DAY, YEAR);
                Bound::time(
                    low * if low < 0.0 { long } else { short },
                    high * if high < 0.0 { short } else { long },
                )
            }
            Rule::Interval => {
                let most = arguments.iter().map(|id| {
                    let units = self.bound(*id);
                    units.low.abs().max(units.high.abs())
                });
                let most = most.sum::<f64>() * YEAR;
                Bound::time(-most, most)
            }
            _ => {
                let ends = &arguments[..arguments.len().min(2)];
                self.either(ends).number_only()
            }
        }
    }

    /// The rows of a series of times: the span by the step.
    pub(super) fn time_series_rows(&mut self, arguments: &[NodeId]) -> f64 {
        let (from, to) = (self.argument(arguments, 0), self.argument(arguments, 1));
        let step = self.argument(arguments, 2);
        let step = if step.stored {
            Bound::unbounded()
        } else {
            Bound {
                whole: false,
                ..step
            }
        };
        series_rows(from, to, step)
    }
}

impl Bound {
    /// Days as seconds.
    fn days(self) -> Self {
        Self {
            stored: false,
            ..self.times(Self::number(DAY, DAY, true))
        }
    }

    /// The negative, of a stored interval a stored one.
    fn negated_interval(self) -> Self {
        Self {
            stored: self.stored,
            ..self.negated()
        }
    }
}

/// A time, or one not farther from it than that.
fn widened(time: Bound, by: f64) -> Bound {
    Bound {
        low: time.low - by,
        high: time.high + by,
        ..time
    }
}

/// The years of a time, from 2000 on where it says.
pub(super) fn years(time: Bound) -> Bound {
    let time = time.since_2000();
    let year = |seconds: f64| 2000.0 + seconds / (365.0 * DAY);
    Bound::number(year(time.low) - 1.0, year(time.high) + 1.0, false)
}

/// How long the period is to whose begin `date_trunc` goes back.
pub(super) fn period(unit: &[u8]) -> f64 {
    match unit.to_ascii_lowercase().as_slice() {
        b"millennium" | b"millenniums" | b"millennia" => 1_000.0 * YEAR,
        b"century" | b"centuries" => 100.0 * YEAR,
        b"decade" | b"decades" => 10.0 * YEAR,
        b"year" | b"years" => YEAR,
        b"quarter" => 92.0 * DAY,
        b"month" | b"months" => 31.0 * DAY,
        b"week" | b"weeks" => 7.0 * DAY,
        _ => DAY,
    }
}
