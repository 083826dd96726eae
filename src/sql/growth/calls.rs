//! What calls make of their arguments, rule by rule.

use super::bound::{Bound, STORED};
use super::constant::{is_interval, is_time};
use super::evaluate::{Evaluation, bytes};
use super::nodes::NodeId;
use super::own::is_own;
use super::rules::{self, Rule};
use super::times::years;
use crate::policy::{Growth, Oid};

/// What a value that is repeated, padded or filled up may grow to, in bytes: a bar as long as a stored number times 100
/// passes, in any script.
const REPEATED_LIMIT: f64 = 4.0 * 1024.0 * 1024.0;

/// What a function is taken to say that is told nothing, in bytes.
const SHORT: f64 = 64.0;

/// Bytes of an element of an array that is one sign.
const CELL_BYTES: f64 = 8.0;

/// Bytes of a point.
const POINT_BYTES: f64 = 16.0;

/// `json_to_record`, `json_to_recordset`, `json_populate_record`, `json_populate_recordset` and those of `jsonb`, which read
/// texts as numbers.
const READS_NUMBERS: [Oid; 8] = [3204, 3205, 3209, 3475, 3490, 3491, 3960, 3961];

/// Bytes that a character can have.
const CHARACTER_BYTES: f64 = 4.0;

impl Evaluation<'_, '_> {
    /// A call of a function, operator, aggregate or window function.
    pub(super) fn call(&mut self, function: Oid, id: NodeId, field: &str) -> Bound {
        let arguments = self.nodes.list(id, field);
        self.works(function, id, &arguments);
        self.multiplied(function, id, &arguments);
        if READS_NUMBERS.contains(&function) {
            self.reads_numbers();
        }
        if is_own(function) {
            return self.own_call(id, &arguments);
        }
        let Some(rule) = rules::rule(function) else {
            // What it says need not come from its arguments, such as a version.
            let all = self.together(&arguments);
            return Bound {
                size: all.size.max(SHORT),
                ..all
            };
        };
        match rule {
            Rule::Repeat | Rule::Pad | Rule::PadType | Rule::Fill | Rule::Points | Rule::Bits => {
                let bound = self.repeated(rule, &arguments);
                if bound.size > REPEATED_LIMIT {
                    self.found(Growth::Value {
                        what: rules::name(function).unwrap_or("a function"),
                        bytes: bytes(bound.size),
                    });
                }
                // Constant ones are all made while the statement is planned.
                self.gathered(id, bound.size);
                bound
            }
            Rule::Format => self.formatted(&arguments),
            Rule::Replace => self.replaced(function, &arguments),
            Rule::Logarithm => self.argument(&arguments, 0).logarithm(),
            Rule::LogarithmTo => {
                let base = self.argument(&arguments, 0);
                match self.argument(&arguments, 1) {
                    value if base.low >= 2.0 && !base.stored => value.logarithm(),
                    _ => Bound::unbounded().number_only(),
                }
            }
            Rule::Exp => {
                let e = Bound::number(std::f64::consts::E, std::f64::consts::E, false);
                let exponent = self.argument(&arguments, 0);
                let most = e.power(exponent).high;
                let digits = exponent.high * std::f64::consts::LOG10_E;
                let result = Bound::number(0.0, most, false)
                    .of_digits(digits)
                    .number_only();
                self.worked(function, id, result.digits);
                result
            }
            Rule::Factorial => {
                let most = self.argument(&arguments, 0).high.max(1.0);
                let digits = most * most.log10();
                let result = Bound::number(0.0, f64::INFINITY, true)
                    .of_digits(digits)
                    .number_only();
                self.worked(function, id, result.digits);
                result
            }
            Rule::Bucket => {
                let count = self.argument(&arguments, 3);
                Bound::number(0.0, count.high + 1.0, true)
            }
            Rule::BucketOf => {
                let thresholds = self.argument(&arguments, 1).size;
                Bound::number(0.0, thresholds, true)
            }
            Rule::Cut => self.cut(&arguments),
            Rule::Join => self.joined(function, &arguments),
            Rule::Unfold => self.argument(&arguments, 0).unfolded(),
            Rule::UnfoldSecond => self.argument(&arguments, 1).unfolded(),
            Rule::Document => self.argument(&arguments, 0).read(),
            Rule::Double => self.doubled(function, &arguments),
            Rule::Piece => match self.argument(&arguments, 0) {
                whole if whole.stored => whole,
                whole => Bound {
                    depth: whole.depth,
                    ..Bound::sized(whole.size, whole.grown)
                },
            },
            Rule::Cells => match self.argument(&arguments, 0) {
                text if text.stored => text,
                text => Bound::sized(text.size * CELL_BYTES, text.grown * CELL_BYTES),
            },
            Rule::Either => self.either(&arguments),
            Rule::Collect => {
                let overhead = self.overhead(function, &arguments);
                self.collected(id, &arguments, overhead)
            }
            Rule::Sum => {
                let summand = self.argument(&arguments, 0);
                if summand.stored {
                    summand
                } else {
                    let rows = self.rows_around(id).all().max(STORED);
                    summand.times(Bound::number(1.0, rows, true))
                }
            }
            Rule::Rank => Bound::number(0.0, self.rows_around(id).all().max(STORED), true),
            Rule::Length => {
                let size = self.argument(&arguments, 0).size;
                Bound::number(0.0, size, true)
            }
            Rule::Pass => self.rounded(&arguments, false),
            Rule::PassWhole => self.rounded(&arguments, true),
            Rule::Series => {
                let ends = &arguments[..arguments.len().min(2)];
                self.either(ends).number_only()
            }
            Rule::TimeSeries
            | Rule::Now
            | Rule::Later
            | Rule::LaterFirst
            | Rule::Earlier
            | Rule::DaysLater
            | Rule::DaysLaterFirst
            | Rule::DaysEarlier
            | Rule::Between
            | Rule::DaysBetween
            | Rule::Zone
            | Rule::ZoneSecond
            | Rule::Truncate
            | Rule::Year
            | Rule::Interval => self.time(rule, &arguments),
            Rule::Stored => Bound::sized(STORED, SHORT),
            Rule::Equal | Rule::Less | Rule::Greater => Bound::number(0.0, 1.0, true),
            Rule::Unit => Bound::number(-1.0, 1.0, false),
            Rule::Extract => self.extracted(&arguments),
            Rule::Increment => {
                let one = Bound::number(1.0, 1.0, true);
                self.argument(&arguments, 0).plus(one).number_only()
            }
            Rule::Negate => self.argument(&arguments, 0).negated(),
            Rule::Add
            | Rule::Subtract
            | Rule::Multiply
            | Rule::Divide
            | Rule::DivideWhole
            | Rule::Modulo
            | Rule::Power => {
                let (left, right) = (self.argument(&arguments, 0), self.argument(&arguments, 1));
                let digits = digits(rule, left, right);
                let result = arithmetic(rule, left, right)
                    .of_digits(digits)
                    .number_only();
                self.worked(
                    function,
                    id,
                    left.digits.max(right.digits).max(result.digits),
                );
                result
            }
        }
    }

    pub(super) fn argument(&mut self, arguments: &[NodeId], place: usize) -> Bound {
        let argument = arguments.get(place);
        argument.map_or(Bound::unbounded(), |id| self.bound(*id))
    }

    fn repeated(&mut self, rule: Rule, arguments: &[NodeId]) -> Bound {
        let value = self.argument(arguments, 0);
        let count = self.argument(arguments, 1).high.max(0.0);
        let size = match rule {
            Rule::Repeat if value.size == 0.0 => 0.0,
            Rule::Repeat => value.size * count,
            Rule::Pad => count * CHARACTER_BYTES,
            Rule::Points => POINT_BYTES * value.high.max(0.0),
            // As a text each is a sign.
            Rule::Bits => value.size.max(count),
            // The length is the type's modifier, which counts a header of four bytes.
            Rule::PadType => value.size.max((count - 4.0) * CHARACTER_BYTES),
            _ => value.size.max(8.0) * self.cells(arguments),
        };
        Bound::sized(size, size)
    }

    /// How many elements an array has that is filled to the dimensions of the second argument.
    fn cells(&mut self, arguments: &[NodeId]) -> f64 {
        /// `MAXDIM`
        const MOST_DIMENSIONS: i32 = 6;
        let Some(dimensions) = arguments.get(1) else {
            return f64::INFINITY;
        };
        if self.nodes.is(*dimensions, "ARRAYEXPR") || self.nodes.is(*dimensions, "ARRAY") {
            let sizes = self.nodes.list(*dimensions, "elements");
            return sizes
                .iter()
                .map(|size| self.bound(*size).high.max(0.0))
                .product();
        }
        let bound = self.bound(*dimensions);
        // Four bytes each, after a header of 24.
        let count = ((bound.size - 20.0) / 4.0).clamp(1.0, f64::from(MOST_DIMENSIONS));
        bound.high.max(0.0).powf(count)
    }

    fn joined(&mut self, function: Oid, arguments: &[NodeId]) -> Bound {
        /// `array_to_string`
        const ARRAYS: [Oid; 2] = [384, 395];
        let all = self.together(arguments);
        let [first, others @ ..] = arguments else {
            return all;
        };
        let (first, others_together) = (self.bound(*first), self.together(others));
        let separators = if ARRAYS.contains(&function) || others.len() < 2 {
            // An element between any two texts, or a text for each that is NULL; concat_ws(separator, VARIADIC array).
            (first.size * others_together.grown).max(first.grown * others_together.size)
        } else {
            first.grown * others.len() as f64
        };
        Bound {
            collected: all.collected,
            ..Bound::sized(all.size + separators, all.grown + separators)
        }
    }

    /// The first characters of a text, or the last.
    fn cut(&mut self, arguments: &[NodeId]) -> Bound {
        let (text, count) = (self.argument(arguments, 0), self.argument(arguments, 1));
        // A negative count leaves as many off.
        if count.low < 0.0 {
            return text;
        }
        let most = count.high * CHARACTER_BYTES;
        Bound {
            size: text.size.min(most),
            grown: text.grown.min(most),
            collected: false,
            ..text
        }
    }

    fn rounded(&mut self, arguments: &[NodeId], whole: bool) -> Bound {
        let value = self.argument(arguments, 0);
        if value.stored {
            return value;
        }
        let whole = whole || value.whole;
        let exact = value.whole && value.low == value.high;
        let slack = if exact { 0.0 } else { 1.0 };
        Bound::number(value.low - slack, value.high + slack, whole).of_digits(value.digits)
    }

    fn extracted(&mut self, arguments: &[NodeId]) -> Bound {
        let from = self.argument(arguments, 1);
        let of_type = arguments.get(1).and_then(|id| self.data_type(*id));
        if from.stored && of_type.is_some_and(is_interval) {
            return from;
        }
        let fields = arguments.first().and_then(|id| self.texts(*id));
        let is_year = |field: &Vec<u8>| matches!(field.as_slice(), b"year" | b"isoyear");
        if of_type.is_some_and(is_time) && fields.iter().flatten().all(is_year) && fields.is_some()
        {
            return years(from);
        }
        let small = |field: &Vec<u8>| {
            const FIELDS: [&[u8]; 17] = [
                b"century",
                b"day",
                b"decade",
                b"dow",
                b"doy",
                b"hour",
                b"isodow",
                b"isoyear",
                b"millennium",
                b"minute",
                b"month",
                b"quarter",
                b"second",
                b"timezone_hour",
                b"timezone_minute",
                b"week",
                b"year",
            ];
            FIELDS.contains(&field.to_ascii_lowercase().as_slice())
        };
        match fields {
            Some(fields) if fields.iter().all(small) => Bound::number(-STORED, STORED, true),
            _ => Bound::unbounded().number_only(),
        }
    }
}

/// How many digits arithmetic gives.
fn digits(rule: Rule, left: Bound, right: Bound) -> f64 {
    match rule {
        Rule::Multiply | Rule::Divide => left.digits + right.digits,
        Rule::Modulo => left.digits.min(right.digits),
        Rule::Power => {
            let base = left.low.abs().max(left.high.abs()).max(1.0);
            let base = if base.is_finite() {
                base.log10()
            } else {
                left.digits
            };
            base * right.low.abs().max(right.high.abs())
        }
        _ => left.digits.max(right.digits) + 1.0,
    }
}

fn arithmetic(rule: Rule, left: Bound, right: Bound) -> Bound {
    match rule {
        Rule::Add => left.plus(right),
        Rule::Subtract => left.minus(right),
        Rule::Multiply => left.times(right),
        Rule::Divide => left.over(right),
        Rule::DivideWhole => Bound {
            whole: true,
            ..left.over(Bound {
                whole: true,
                ..right
            })
        },
        Rule::Modulo => left.modulo(right),
        _ => left.power(right),
    }
}
