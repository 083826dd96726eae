//! What functions do to sizes and numbers: data, in `functions.txt`.

use std::sync::LazyLock;

use super::data::{self, Functions};
use super::working;
use crate::policy::Oid;

/// What a function does, as far as a bound on memory needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// So many points as the first argument says.
    Points,
    /// So many bits as the second argument says.
    Bits,
    /// The first argument, each part of it with all that lies inside it: the deeper the longer.
    Unfold,
    /// The same of the second argument.
    UnfoldSecond,
    /// The text read as a document.
    Document,
    /// A piece of the first argument, each sign perhaps an element.
    Cells,
    /// The text, as often as the number says.
    Repeat,
    /// The text, filled up to the length the number says.
    Pad,
    /// The same, by the length of the type `character(n)`.
    PadType,
    /// The value, in an array of the dimensions given.
    Fill,
    /// The arguments, each as often and as wide as the first says.
    Format,
    /// The text, with the last argument wherever something matches.
    Replace,
    /// The elements of an array or the arguments, with a text between them.
    Join,
    /// The arguments together, each sign perhaps twice: quoting and encoding.
    Double,
    /// A piece of the first argument.
    Piece,
    /// One of the arguments, a little more or less for numbers.
    Either,
    /// The first argument as a number.
    Pass,
    /// The first argument as a whole number.
    PassWhole,
    /// How long the first argument is.
    Length,
    /// A count of rows.
    Rank,
    /// All the rows' values added.
    Sum,
    /// All the rows' values in one.
    Collect,
    /// Numbers from the first argument to the second.
    Series,
    /// Times from the first argument to the second, by steps of the third.
    TimeSeries,
    /// The time at which the statement began, or a little later.
    Now,
    /// The first argument, later by the second.
    Later,
    /// The second argument, later by the first.
    LaterFirst,
    /// The first argument, earlier by the second.
    Earlier,
    /// The first argument, so many days later.
    DaysLater,
    /// The second argument, so many days later.
    DaysLaterFirst,
    /// The first argument, so many days earlier.
    DaysEarlier,
    /// The time between two.
    Between,
    /// The days between two.
    DaysBetween,
    /// The first argument in another time zone, or without its hours.
    Zone,
    /// The second argument in another time zone.
    ZoneSecond,
    /// The second argument, back to the begin of a period.
    Truncate,
    /// A time in the year that the first argument says.
    Year,
    /// An interval of so many of each unit, none longer than a year.
    Interval,
    /// What the server holds, whatever the arguments.
    Stored,
    /// Whether both arguments are equal.
    Equal,
    /// Whether the first argument is less than the second, or equal.
    Less,
    /// Whether the first argument is greater than the second, or equal.
    Greater,
    /// The logarithm to a base of 2 or more.
    Logarithm,
    /// The logarithm of the second argument to the base of the first.
    LogarithmTo,
    /// The product of all numbers up to the first argument.
    Factorial,
    /// e to the power of the first argument.
    Exp,
    /// From 0 to one more than the last argument.
    Bucket,
    /// From 0 to as many as the second argument has elements.
    BucketOf,
    /// So many characters of the first argument as the second says.
    Cut,
    /// Between -1 and 1.
    Unit,
    /// A part of a date, by name.
    Extract,
    /// Arithmetic.
    Add,
    /// Arithmetic.
    Subtract,
    /// Arithmetic.
    Multiply,
    /// Arithmetic.
    Divide,
    /// Arithmetic on whole numbers: no divisor lies between 0 and 1.
    DivideWhole,
    /// Arithmetic.
    Modulo,
    /// One more than the first argument.
    Increment,
    /// Arithmetic.
    Negate,
    /// Arithmetic.
    Power,
}

impl Rule {
    /// Whether one call can make much of little.
    pub(super) fn amplifies(self) -> bool {
        matches!(
            self,
            Self::Repeat
                | Self::Power
                | Self::Exp
                | Self::Factorial
                | Self::Points
                | Self::Bits
                | Self::Unfold
                | Self::UnfoldSecond
                | Self::Pad
                | Self::PadType
                | Self::Fill
                | Self::Format
                | Self::Replace
                | Self::Join
                | Self::Collect
        )
    }
}

/// The rule of a function; `None` for one that makes nothing longer than its arguments together.
pub(super) fn rule(function: Oid) -> Option<Rule> {
    FUNCTIONS.get(&function).map(|(_, rule)| *rule)
}

/// The name of a function that has a rule.
pub(super) fn name(function: Oid) -> Option<&'static str> {
    let (signature, _) = FUNCTIONS.get(&function)?;
    signature.split('(').next()
}

/// Every OID of the data with the signature it has there, to be compared with a server.
pub fn growing_functions() -> impl Iterator<Item = (Oid, &'static str)> {
    data::signatures(&FUNCTIONS).chain(working::functions())
}

static FUNCTIONS: LazyLock<Functions<Rule>> =
    LazyLock::new(|| data::read(include_str!("functions.txt"), named));

/// The rule that a line of the data names.
fn named(rule: &str) -> Option<Rule> {
    Some(match rule {
        "points" => Rule::Points,
        "bits" => Rule::Bits,
        "unfold" => Rule::Unfold,
        "unfold_second" => Rule::UnfoldSecond,
        "document" => Rule::Document,
        "cells" => Rule::Cells,
        "repeat" => Rule::Repeat,
        "pad" => Rule::Pad,
        "pad_type" => Rule::PadType,
        "fill" => Rule::Fill,
        "format" => Rule::Format,
        "replace" => Rule::Replace,
        "join" => Rule::Join,
        "double" => Rule::Double,
        "piece" => Rule::Piece,
        "either" => Rule::Either,
        "pass" => Rule::Pass,
        "pass_whole" => Rule::PassWhole,
        "length" => Rule::Length,
        "rank" => Rule::Rank,
        "sum" => Rule::Sum,
        "collect" => Rule::Collect,
        "series" => Rule::Series,
        "time_series" => Rule::TimeSeries,
        "now" => Rule::Now,
        "later" => Rule::Later,
        "later_first" => Rule::LaterFirst,
        "earlier" => Rule::Earlier,
        "days_later" => Rule::DaysLater,
        "days_later_first" => Rule::DaysLaterFirst,
        "days_earlier" => Rule::DaysEarlier,
        "between" => Rule::Between,
        "days_between" => Rule::DaysBetween,
        "zone" => Rule::Zone,
        "zone_second" => Rule::ZoneSecond,
        "truncate" => Rule::Truncate,
        "year" => Rule::Year,
        "interval" => Rule::Interval,
        "stored" => Rule::Stored,
        "equal" => Rule::Equal,
        "less" => Rule::Less,
        "greater" => Rule::Greater,
        "logarithm" => Rule::Logarithm,
        "logarithm_to" => Rule::LogarithmTo,
        "exp" => Rule::Exp,
        "factorial" => Rule::Factorial,
        "bucket" => Rule::Bucket,
        "bucket_of" => Rule::BucketOf,
        "cut" => Rule::Cut,
        "unit" => Rule::Unit,
        "extract" => Rule::Extract,
        "add" => Rule::Add,
        "subtract" => Rule::Subtract,
        "multiply" => Rule::Multiply,
        "divide" => Rule::Divide,
        "divide_whole" => Rule::DivideWhole,
        "modulo" => Rule::Modulo,
        "increment" => Rule::Increment,
        "negate" => Rule::Negate,
        "power" => Rule::Power,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_understood() {
        let lines = include_str!("functions.txt").lines();
        let data = lines.filter(|line| !line.starts_with('#'));
        assert_eq!(data.count(), FUNCTIONS.len());
        assert_eq!(rule(1622), Some(Rule::Repeat));
        assert_eq!(name(1622), Some("repeat"));
        assert_eq!(rule(1258), None);
    }
}
