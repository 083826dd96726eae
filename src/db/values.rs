//! Cells and parameters: PostgreSQL's own JSON out, JSON in as PostgreSQL's own text.
//!
//! Cells are what `to_json` makes, passed through unparsed but for one thing: a number that a double cannot hold
//! becomes a string of the same digits, because most JSON readers would round it without a word. Whole numbers,
//! booleans, timestamps and text come in binary and are written here as `to_json` would: it finds out what its argument is for each
//! cell anew, which makes half of the cost of a page.

use std::fmt::Write;

use bytes::BytesMut;
use serde_json::Value;
use tokio_postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type, accepts, to_sql_checked};

use super::timestamps::push_timestamp;
use crate::error::{ErrorCode, ToolError};
use crate::sql::growth::long_number;

type BoxError = Box<dyn std::error::Error + Sync + Send>;

/// One cell that is not null, borrowed from the message it came in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    /// The text of JSON.
    Json(&'a str),
    /// Text that is no JSON yet.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
    /// Microseconds from 2000-01-01, and the time zone they are shown with.
    Timestamp(i64, &'static str),
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(sent: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        Ok(match *sent {
            Type::BOOL => Self::Boolean(bool::from_sql(sent, raw)?),
            Type::INT2 => Self::Integer(i16::from_sql(sent, raw)?.into()),
            Type::INT4 => Self::Integer(i32::from_sql(sent, raw)?.into()),
            Type::INT8 => Self::Integer(i64::from_sql(sent, raw)?),
            Type::TIMESTAMP => Self::Timestamp(microseconds(raw)?, ""),
            Type::TIMESTAMPTZ => Self::Timestamp(microseconds(raw)?, "+00:00"),
            Type::JSON => Self::Json(std::str::from_utf8(raw)?),
            _ => Self::Text(std::str::from_utf8(raw)?),
        })
    }

    accepts!(
        BOOL,
        INT2,
        INT4,
        INT8,
        TIMESTAMP,
        TIMESTAMPTZ,
        JSON,
        TEXT,
        VARCHAR,
        NAME
    );
}

fn microseconds(raw: &[u8]) -> Result<i64, BoxError> {
    i64::from_sql(&Type::INT8, raw)
}

/// Appends a cell to a row's JSON text.
pub(super) fn push_cell(row: &mut String, cell: Option<Cell<'_>>) {
    match cell {
        None => row.push_str("null"),
        Some(Cell::Boolean(value)) => row.push_str(if value { "true" } else { "false" }),
        Some(Cell::Integer(value)) if value.unsigned_abs() < 1 << f64::MANTISSA_DIGITS => {
            let _ = write!(row, "{value}");
        }
        Some(Cell::Integer(value)) => push_json(row, &value.to_string()),
        Some(Cell::Timestamp(value, zone)) => push_timestamp(row, value, zone),
        Some(Cell::Text(text)) => push_text(row, text),
        Some(Cell::Json(text)) => push_json(row, text),
    }
}

/// Appends text as a JSON string, byte for byte as PostgreSQL's `escape_json` writes it.
fn push_text(row: &mut String, text: &str) {
    row.push('"');
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0x00..=0x1f => "",
            _ => continue,
        };
        row.push_str(&text[copied..at]);
        if escaped.is_empty() {
            let _ = write!(row, "\\u{byte:04x}");
        } else {
            row.push_str(escaped);
        }
        copied = at + 1;
    }
    row.push_str(&text[copied..]);
    row.push('"');
}

/// Appends JSON, with numbers that a double cannot hold as strings.
fn push_json(row: &mut String, cell: &str) {
    let bytes = cell.as_bytes();
    let (mut copied, mut at, mut in_string) = (0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if in_string => at += 2,
            b'"' => {
                in_string = !in_string;
                at += 1;
            }
            b'-' | b'0'..=b'9' if !in_string => {
                let end = bytes[at..]
                    .iter()
                    .position(|byte| !is_number_part(*byte))
                    .map_or(bytes.len(), |n| at + n);
                let number = &cell[at..end];
                if !fits_double(number) {
                    row.push_str(&cell[copied..at]);
                    row.push('"');
                    row.push_str(number);
                    row.push('"');
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    row.push_str(&cell[copied..]);
}

fn is_number_part(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

/// Whether reading the number as a double and writing it shortest gives the same digits back.
/// Fifteen significant digits always do (IEEE 754 binary64), so most numbers are not parsed at all.
fn fits_double(number: &str) -> bool {
    if number.len() <= 15 && !number.contains(['e', 'E']) {
        return true;
    }
    number.parse::<f64>().is_ok_and(|double| {
        double.is_finite()
            && significand_and_exponent(&format!("{double:e}")) == significand_and_exponent(number)
    })
}

/// A decimal number as its digits without leading and trailing zeros, and the power of ten of the last digit.
fn significand_and_exponent(number: &str) -> Option<(bool, String, i64)> {
    let (negative, number) = number
        .strip_prefix('-')
        .map_or((false, number), |rest| (true, rest));
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.trim_start_matches('+').parse::<i64>().ok()?
        - i64::try_from(fraction.len()).ok()?;
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    let trimmed = significant.trim_end_matches('0');
    if trimmed.is_empty() {
        return Some((negative, String::new(), 0));
    }
    Some((
        negative,
        trimmed.to_owned(),
        exponent + i64::try_from(significant.len() - trimmed.len()).ok()?,
    ))
}

/// A parameter in PostgreSQL's text form, which every type can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextParameter(Option<String>);

impl TextParameter {
    /// A value in the text form of its type, or NULL.
    pub(super) fn new(text: Option<String>) -> Self {
        Self(text)
    }
}

impl ToSql for TextParameter {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        let Some(text) = &self.0 else {
            return Ok(IsNull::Yes);
        };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// The parameters of a call, each in the text form of the type the statement gives it.
///
/// # Errors
/// `parameter_count` when their number does not fit; `parameter_invalid` when a value has no text form for its type, is
/// or holds a text of more than `longest` bytes, or a number of very many digits: the readings see none of it, and PostgreSQL
/// searches a text for another, and divides numbers, without ever looking whether it is to stop.
pub(super) fn bind(
    values: &[Value],
    types: &[Type],
    longest: usize,
) -> Result<Vec<(TextParameter, Type)>, ToolError> {
    if values.len() != types.len() {
        return Err(ToolError::new(
            ErrorCode::ParameterCount,
            format!(
                "the statement has {} parameter(s), {} given",
                types.len(),
                values.len()
            ),
            "give one value in `parameters` for each of $1, $2, ... in the SQL",
        ));
    }
    let bound = values.iter().zip(types).enumerate().map(|(index, (value, wanted))| {
        let mut largest = Largest::default();
        let text = text_of(value, wanted, &mut largest).ok_or_else(|| {
            ToolError::new(
                ErrorCode::ParameterInvalid,
                format!("parameter ${} is of type {} and cannot be given as this JSON value", index + 1, type_name(wanted)),
                "give a string, number, boolean or null; an array for an array type, as in id = ANY($1); any JSON for json and jsonb",
            )
        })?;
        if largest.text > longest {
            return Err(ToolError::new(
                ErrorCode::ParameterInvalid,
                format!("parameter ${} holds a text of {} bytes, of {longest} there may be", index + 1, largest.text),
                "give a shorter text; of an array each element may be so long, so give an array as a JSON array",
            ));
        }
        if let Some(digits) = largest.number {
            return Err(ToolError::new(
                ErrorCode::ParameterInvalid,
                format!("parameter ${} holds a number of {digits} digits", index + 1),
                "give a number of at most 1000 digits",
            ));
        }
        Ok((TextParameter(text), wanted.clone()))
    });
    bound.collect()
}

/// The largest of what a statement gets of a parameter; of an array, among its elements.
#[derive(Default)]
struct Largest {
    /// Bytes of a text.
    text: usize,
    /// Digits of a number, where they are very many.
    number: Option<usize>,
}

/// `None`: the value has no text form for the type. `Some(None)`: SQL NULL.
fn text_of(value: &Value, wanted: &Type, largest: &mut Largest) -> Option<Option<String>> {
    if let Kind::Domain(inner) = wanted.kind() {
        return text_of(value, inner, largest);
    }
    let is_json = matches!(*wanted, Type::JSON | Type::JSONB);
    let text = match (value, wanted.kind()) {
        (Value::Null, _) => return Some(None),
        (Value::String(text), _) => {
            if !is_text(wanted) {
                largest.number = largest.number.max(long_number(text.as_bytes()));
            }
            text.clone()
        }
        (Value::Bool(_) | Value::Number(_), _) => value.to_string(),
        (_, _) if is_json => value.to_string(),
        (Value::Array(elements), Kind::Array(element)) => {
            return Some(Some(array_text(elements, element, largest)?));
        }
        _ => return None,
    };
    largest.text = largest.text.max(text.len());
    Some(Some(text))
}

/// Whether a text of this type may look like a number and be none.
fn is_text(wanted: &Type) -> bool {
    match wanted.kind() {
        Kind::Domain(inner) | Kind::Array(inner) => is_text(inner),
        Kind::Enum(_) => true,
        _ => matches!(
            *wanted,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::BYTEA | Type::XML
        ),
    }
}

/// An array literal (PostgreSQL manual, section 8.15.2), every element quoted.
fn array_text(elements: &[Value], element_type: &Type, largest: &mut Largest) -> Option<String> {
    let mut text = String::from("{");
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        match element {
            Value::Array(inner) => text.push_str(&array_text(inner, element_type, largest)?),
            _ => match text_of(element, element_type, largest)? {
                None => text.push_str("NULL"),
                Some(inner) => {
                    text.push('"');
                    text.push_str(&inner.replace('\\', "\\\\").replace('"', "\\\""));
                    text.push('"');
                }
            },
        }
    }
    text.push('}');
    Some(text)
}

/// A type's name as SQL writes it: `int8`, `text[]`, `public.mood`.
pub(super) fn type_name(described: &Type) -> String {
    match described.kind() {
        Kind::Array(element) => format!("{}[]", type_name(element)),
        _ if described.schema() == "pg_catalog" => described.name().to_owned(),
        _ => format!("{}.{}", described.schema(), described.name()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tokio_postgres::types::Type;

    use super::{Largest, bind, push_json, text_of};

    #[test]
    fn numbers_a_double_cannot_hold_become_strings() {
        for (cell, shown) in [
            ("9007199254740992", "9007199254740992"),
            ("9007199254740993", "\"9007199254740993\""),
            ("-9223372036854775808", "\"-9223372036854775808\""),
            ("9223372036854775807", "\"9223372036854775807\""),
            ("0.30000000000000004", "0.30000000000000004"),
            ("1.10", "1.10"),
            (
                "123456789012345678901234567890.5",
                "\"123456789012345678901234567890.5\"",
            ),
            ("1e+300", "1e+300"),
            ("1e400", "\"1e400\""),
            ("-0", "-0"),
            (
                "[1, 9007199254740993, \"9007199254740993\"]",
                "[1, \"9007199254740993\", \"9007199254740993\"]",
            ),
            (
                "{\"a\\\"9007199254740993\": 12345678901234567890}",
                "{\"a\\\"9007199254740993\": \"12345678901234567890\"}",
            ),
            (
                "\"2026-01-01T00:00:00.123456789012345678\"",
                "\"2026-01-01T00:00:00.123456789012345678\"",
            ),
            ("true", "true"),
        ] {
            let mut row = String::new();
            push_json(&mut row, cell);
            assert_eq!(row, shown, "{cell}");
            serde_json::from_str::<serde_json::Value>(&row).expect("still JSON");
        }
    }

    #[test]
    fn parameters_take_the_text_form_of_their_type() {
        for (value, wanted, text) in [
            (json!(5), Type::INT4, Some("5")),
            (json!("x"), Type::TEXT, Some("x")),
            (json!(null), Type::TEXT, None),
            (json!(true), Type::BOOL, Some("true")),
            (json!({"a": [1]}), Type::JSONB, Some("{\"a\":[1]}")),
            (
                json!([1, null, "a\"b\\c"]),
                Type::TEXT_ARRAY,
                Some("{\"1\",NULL,\"a\\\"b\\\\c\"}"),
            ),
            (
                json!([[1, 2], [3, 4]]),
                Type::INT4_ARRAY,
                Some("{{\"1\",\"2\"},{\"3\",\"4\"}}"),
            ),
        ] {
            assert_eq!(
                text_of(&value, &wanted, &mut Largest::default())
                    .expect("has a text form")
                    .as_deref(),
                text,
                "{value}"
            );
        }
        assert!(text_of(&json!({"a": 1}), &Type::INT4, &mut Largest::default()).is_none());
        assert!(text_of(&json!([1]), &Type::INT4, &mut Largest::default()).is_none());
    }

    #[test]
    fn the_number_of_parameters_must_fit() {
        assert!(bind(&[], &[], 9).expect("none").is_empty());
        let error = bind(&[json!(1)], &[], 9).expect_err("one too many");
        assert_eq!(error.code, crate::error::ErrorCode::ParameterCount);
    }

    #[test]
    fn a_long_text_is_refused_and_many_short_ones_are_not() {
        for (value, wanted) in [
            (json!("ten bytes."), Type::TEXT),
            (json!(["short", "ten bytes."]), Type::TEXT_ARRAY),
            (json!([["short", "ten bytes."]]), Type::TEXT_ARRAY),
            (json!("{a,b,c,d}."), Type::TEXT_ARRAY),
            (json!({"a": "b", "c": 1}), Type::JSONB),
            (json!(["many", "short"]), Type::JSONB),
        ] {
            let error = bind(std::slice::from_ref(&value), &[wanted], 9).expect_err("too long");
            assert_eq!(
                error.code,
                crate::error::ErrorCode::ParameterInvalid,
                "{value}"
            );
        }
        for (value, wanted) in [
            (json!("9 bytes.."), Type::TEXT),
            (json!(["9 bytes..", "9 bytes..", null]), Type::TEXT_ARRAY),
            (json!((0..1_000).collect::<Vec<_>>()), Type::INT4_ARRAY),
            (json!([]), Type::TEXT_ARRAY),
            (json!(null), Type::TEXT),
            (json!({"a": 1}), Type::JSONB),
        ] {
            bind(std::slice::from_ref(&value), &[wanted], 9).expect("short enough");
        }
    }

    #[test]
    fn a_long_number_is_refused_and_a_text_like_one_is_not() {
        for (value, wanted) in [
            (json!("1e131071"), Type::NUMERIC),
            (json!("7".repeat(1_001)), Type::NUMERIC),
            (json!(["1.5", "1e5000"]), Type::NUMERIC_ARRAY),
            (json!("{1.5,1e5000}"), Type::NUMERIC_ARRAY),
            (json!("[1,1e5000]"), Type::JSONB),
            (json!("[1,1e5000)"), Type::NUM_RANGE),
        ] {
            let error = bind(std::slice::from_ref(&value), &[wanted], 9_999).expect_err("long");
            assert_eq!(error.code, crate::error::ErrorCode::ParameterInvalid);
        }
        for (value, wanted) in [
            (json!("12E4567"), Type::TEXT),
            (json!(["12E4567", "1e5000"]), Type::VARCHAR_ARRAY),
            (json!("{12E4567,1e5000}"), Type::TEXT_ARRAY),
            (json!("1e1000"), Type::NUMERIC),
            (json!(1e308), Type::NUMERIC),
            (json!({"sku": "12E4567"}), Type::JSONB),
            (json!("12345e67-e89b-12d3-a456-1e1234567890"), Type::UUID),
        ] {
            bind(std::slice::from_ref(&value), &[wanted], 9_999).expect("short enough");
        }
    }
}
