//! Calls: how large what they give can get.

use sqlparser::ast::{BinaryOperator, Expr, FunctionArg};

use super::super::arithmetic::{array_count, format_size, largest_field, power};
use super::super::bound::{Bound, COLUMN_NUMBER, Linear};
use super::super::literal::{expression, literal_number, literal_text};
use super::super::sources::Call;
use super::Evaluator;

impl Evaluator<'_, '_> {
    pub(in crate::sql::rules::growth) fn call(&mut self, call: Call<'_>) -> Bound {
        let name = call.folded();
        let args: Vec<Bound> = call.args.iter().map(|arg| self.argument(arg)).collect();
        let written = |index: usize| call.args.get(index).and_then(expression);
        let argument = |index: usize| args.get(index).cloned().unwrap_or_default();
        let sizes = args
            .iter()
            .fold(Linear::default(), |sum, arg| sum.plus(&arg.size));
        let numbers = args
            .iter()
            .fold(Linear::default(), |most, arg| most.max(&arg.number));
        match name.as_str() {
            "repeat" => Bound::of_text(argument(0).size.repeated(&argument(1).number)),
            "lpad" | "rpad" => Bound::of_text(argument(1).number),
            "format" => Bound::of_text(format_size(written(0), &args)),
            "array_fill" => {
                let count = array_count(written(1), &argument(1).number);
                let element = argument(0).size.max(&Linear::constant(8.0));
                Bound {
                    size: element.repeated(&count),
                    number: argument(0).number,
                }
            }
            "replace" => {
                let from = written(1).and_then(literal_text).map_or(1.0, |text| {
                    // An empty text is found nowhere.
                    text.chars().count().max(1) as f64
                });
                let ratio = argument(2)
                    .size
                    .scale(1.0 / from)
                    .max(&Linear::constant(1.0));
                Bound::of_text(argument(0).size.repeated(&ratio))
            }
            "regexp_replace" => {
                let plain = written(2)
                    .and_then(literal_text)
                    .is_some_and(|text| !text.contains('\\'));
                let replacement = if plain {
                    argument(2).size
                } else {
                    argument(2).size.plus(&argument(0).size)
                };
                let everywhere = written(3).is_some();
                Bound::of_text(if everywhere {
                    let places = argument(0).size.plus(&Linear::constant(1.0));
                    replacement.max(&Linear::constant(1.0)).repeated(&places)
                } else {
                    argument(0).size.plus(&replacement)
                })
            }
            "array_to_string" => {
                let separators = argument(1).size.plus(&argument(2).size);
                let places = separators.plus(&Linear::constant(1.0));
                Bound::of_text(argument(0).size.repeated(&places))
            }
            "range_agg" | "string_agg" | "array_agg" | "json_agg" | "jsonb_agg"
            | "json_object_agg" | "jsonb_object_agg" | "xmlagg" => Bound {
                size: sizes.scale(self.rows),
                number: numbers,
            },
            "array" => match call.subquery {
                Some(query) => {
                    let rows = self.rows_of_query(query);
                    let element = self.query(query);
                    Bound {
                        size: element.size.scale(rows),
                        number: element.number,
                    }
                }
                None => Bound::unbounded(),
            },
            "concat" | "concat_ws" | "array_cat" | "array_append" | "array_prepend" | "textcat"
            | "overlay" | "row" | "make_interval" => {
                let text = Bound::of_text(sizes);
                Bound {
                    number: text.number.max(&numbers),
                    size: text.size,
                }
            }
            "left" | "right" => match written(1).and_then(literal_number) {
                // A character has four bytes at most; a negative count leaves as many off.
                Some(count) if count >= 0.0 => {
                    let cut = Linear::constant(4.0 * count);
                    let text = argument(0);
                    Bound {
                        size: text.size.min(&cut),
                        ..text
                    }
                }
                _ => argument(0),
            },
            "array_remove" | "trim_array" => argument(0),
            "least" => Bound {
                size: sizes,
                number: args
                    .iter()
                    .map(|arg| arg.number.clone())
                    .reduce(|least, next| least.min(&next))
                    .unwrap_or_default(),
            },
            "mod" => Bound::of_number(argument(0).number.min(&argument(1).number)),
            "power" | "pow" | "dpow" | "numeric_power" => {
                Bound::of_number(power(&argument(0).number, &argument(1).number))
            }
            "exp" | "dexp" => Bound::of_number(power(&Linear::constant(2.72), &argument(0).number)),
            "random" | "sign" => Bound::of_number(Linear::constant(1.0)),
            "ntile" => Bound::of_number(argument(0).number),
            "width_bucket" => Bound::of_number(argument(args.len().saturating_sub(1)).number),
            "length" | "char_length" | "character_length" | "octet_length" | "bit_length"
            | "cardinality" | "array_length" | "array_upper" | "array_lower" | "strpos"
            | "jsonb_array_length" | "json_array_length" | "regexp_count" | "levenshtein" => {
                Bound::of_number(sizes.scale(8.0))
            }
            "date_part" => {
                let field = written(0).and_then(literal_text).unwrap_or_default();
                self.field(field, written(1))
            }
            "count" | "row_number" | "rank" | "dense_rank" | "pg_column_size" => {
                Bound::of_number(Linear::column(COLUMN_NUMBER))
            }
            // What the server holds, whatever they are asked for.
            "pg_blocking_pids" | "pg_safe_snapshot_blocking_pids" => Bound::stored(),
            "sum" => Bound {
                size: sizes,
                number: if self.rows > 1.0 {
                    numbers.scale(self.rows)
                } else {
                    numbers
                },
            },
            // A function from a part to that part or less, or to one of its arguments.
            "abs"
            | "ceil"
            | "ceiling"
            | "floor"
            | "round"
            | "trunc"
            | "int2"
            | "int4"
            | "int8"
            | "numeric"
            | "float4"
            | "float8"
            | "coalesce"
            | "nullif"
            | "greatest"
            | "min"
            | "max"
            | "avg"
            | "sqrt"
            | "cbrt"
            | "ln"
            | "log"
            | "div"
            | "lag"
            | "lead"
            | "first_value"
            | "last_value"
            | "nth_value"
            | "any_value"
            | "percentile_cont"
            | "percentile_disc"
            | "mode"
            | "generate_series"
            | "unnest"
            | "generate_subscripts"
            | "substr"
            | "substring"
            | "split_part"
            | "lower"
            | "upper"
            | "btrim"
            | "ltrim"
            | "rtrim"
            | "trim"
            | "reverse"
            | "array_position"
            | "json_extract_path_text"
            | "jsonb_extract_path_text"
            | "json_array_elements"
            | "jsonb_array_elements"
            | "json_array_elements_text"
            | "jsonb_array_elements_text"
            | "to_json"
            | "to_jsonb"
            | "text"
            | "varchar"
            | "to_number" => Bound {
                size: sizes.max(&Linear::constant(24.0)),
                number: numbers,
            },
            // Any other: its text is some small multiple of what it is given, and its number can be any,
            // unless stored columns make it.
            _ => {
                let size = sizes.scale(4.0).max(&Linear::constant(256.0));
                let number = if sizes.depends_on_columns() {
                    numbers.max(&Linear::column(COLUMN_NUMBER))
                } else {
                    Linear::unbounded()
                };
                Bound { size, number }
            }
        }
    }

    /// A field of a date or time. Seconds since 1970 are a large number; of a stored interval, or of the time
    /// since a stored moment, they count as any stored number.
    pub(super) fn field(&mut self, field: &str, of: Option<&Expr>) -> Bound {
        let largest = largest_field(field);
        if largest.is_finite() {
            return Bound::of_number(Linear::constant(largest));
        }
        let mut of = of;
        while let Some(Expr::Nested(inner)) = of {
            of = Some(inner);
        }
        let stored = match of {
            Some(Expr::BinaryOp {
                left,
                op: BinaryOperator::Minus,
                right,
            }) => [left, right]
                .into_iter()
                .any(|side| self.expr(side).number.depends_on_columns()),
            Some(expr) => {
                let number = self.expr(expr).number;
                number.depends_on_columns() && number.constant <= COLUMN_NUMBER
            }
            None => false,
        };
        Bound::of_number(if stored {
            Linear::column(COLUMN_NUMBER)
        } else {
            Linear::unbounded()
        })
    }

    pub(super) fn argument(&mut self, arg: &FunctionArg) -> Bound {
        match expression(arg) {
            Some(expr) => self.expr(expr),
            None => Bound::stored(),
        }
    }
}
