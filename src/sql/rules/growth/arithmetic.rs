//! Bounds of operators and functions that are more than a sum.

use sqlparser::ast::Expr;

use super::bound::{Bound, Linear, product};
use super::literal::{literal_number, literal_text};

/// A quotient. Divided by a literal it is known; by stored columns, which count as 1 at least, what the text
/// fixes stays and what columns made shrinks to its factor; by anything else it could be anything.
pub(super) fn divide(left: &Linear, right: &Linear, written: &Expr) -> Linear {
    match literal_number(written) {
        Some(divisor) if divisor != 0.0 => left.scale(1.0 / divisor.abs()),
        _ if right.depends_on_columns() => left.per_column(),
        _ => Linear::unbounded(),
    }
}

pub(super) fn power(base: &Linear, exponent: &Linear) -> Linear {
    if exponent.depends_on_columns() {
        return Linear::unbounded();
    }
    let exponent = exponent.constant;
    if !base.depends_on_columns() {
        return Linear::constant(base.constant.max(1.0).powf(exponent));
    }
    if exponent <= 3.0 {
        base.times_number(base).times_number(base).max(base)
    } else {
        Linear::unbounded()
    }
}

/// The size of what `format` makes: the format, its arguments, and the widths in it.
pub(super) fn format_size(format: Option<&Expr>, args: &[Bound]) -> Linear {
    let mut size = args
        .iter()
        .fold(Linear::default(), |sum, arg| sum.plus(&arg.size));
    match format.and_then(literal_text) {
        Some(text) => {
            // Each value is there once, unless a field names its place.
            if text.contains('$') {
                let fields = text.matches('%').count() as f64;
                let longest = args
                    .iter()
                    .skip(1)
                    .fold(Linear::default(), |most, arg| most.max(&arg.size));
                size = size.plus(&longest.scale(fields));
            }
            // `%1$20s`: of the numbers one is a place, and it does no harm to count it as a width.
            let widths: f64 = text.split('%').skip(1).map(leading_number).sum();
            size = size.plus(&Linear::constant(widths));
            if text.contains('*') {
                for arg in args.iter().skip(1) {
                    size = size.plus(&arg.number);
                }
            }
            size
        }
        // A format that is put together can hold any width of so many digits.
        None => match args.first() {
            Some(format) => size.plus(&format.number),
            None => size,
        },
    }
}

/// The largest number before the letter that ends a field of a format.
pub(super) fn leading_number(field: &str) -> f64 {
    let end = field
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '$' | '*')))
        .unwrap_or(field.len());
    field
        .get(..end)
        .unwrap_or_default()
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse::<f64>().ok())
        .fold(0.0, f64::max)
}

/// The elements of an array with these dimensions: their product.
pub(super) fn array_count(dimensions: Option<&Expr>, largest: &Linear) -> Linear {
    match dimensions {
        Some(Expr::Array(array)) => {
            let numbers: Option<Vec<f64>> = array.elem.iter().map(literal_number).collect();
            match numbers {
                Some(numbers) => Linear::constant(numbers.into_iter().fold(1.0, product)),
                None => {
                    (1..array.elem.len()).fold(largest.clone(), |count, _| count.repeated(largest))
                }
            }
        }
        Some(expr) => match literal_text(expr) {
            Some(text) => Linear::constant(
                text.split(|c: char| !c.is_ascii_digit())
                    .filter_map(|digits| digits.parse::<f64>().ok())
                    .fold(1.0, product),
            ),
            None => Linear::unbounded(),
        },
        None => Linear::default(),
    }
}

/// The largest value of a field of a date or time.
pub(super) fn largest_field(field: &str) -> f64 {
    match field.to_ascii_lowercase().as_str() {
        "day" | "days" | "hour" | "hours" | "minute" | "minutes" | "month" | "months"
        | "quarter" | "second" | "seconds" | "dow" | "doy" | "isodow" | "week" | "weeks"
        | "timezone_hour" | "timezone_minute" => 1_000.0,
        "year" | "years" | "isoyear" | "century" | "decade" | "millennium" | "milliseconds"
        | "millisecond" => 300_000.0,
        _ => f64::INFINITY,
    }
}
