//! What stands in the text as it is: literals, and lengths that types declare.

use sqlparser::ast::{ArrayElemTypeDef, DataType, Expr, FunctionArg, FunctionArgExpr, Value};

use super::bound::{Bound, Linear};

pub(super) fn expression(arg: &FunctionArg) -> Option<&Expr> {
    let (FunctionArg::Unnamed(value)
    | FunctionArg::Named { arg: value, .. }
    | FunctionArg::ExprNamed { arg: value, .. }) = arg;
    match value {
        FunctionArgExpr::Expr(expr) => Some(expr),
        FunctionArgExpr::QualifiedWildcard(_)
        | FunctionArgExpr::Wildcard
        | FunctionArgExpr::WildcardWithOptions(_) => None,
    }
}

pub(super) fn of_value(value: &Value) -> Bound {
    match value {
        Value::Number(digits, _) => Bound {
            size: Linear::constant(digits.len() as f64),
            number: Linear::constant(digits.parse().map_or(f64::INFINITY, f64::abs)),
        },
        Value::Boolean(_) | Value::Null => Bound::of_number(Linear::constant(1.0)),
        // Its value is not in the text; as a text it is counted like a stored one.
        Value::Placeholder(_) => Bound {
            size: Bound::stored().size,
            number: Linear::unbounded(),
        },
        Value::SingleQuotedString(text) => Bound {
            size: Linear::constant(text.len() as f64),
            number: Linear::constant(largest_number_in(text)),
        },
        // Escapes could spell any digits.
        Value::EscapedStringLiteral(text)
        | Value::UnicodeStringLiteral(text)
        | Value::SingleQuotedByteStringLiteral(text)
        | Value::HexStringLiteral(text) => Bound::of_text(Linear::constant(text.len() as f64)),
        _ => Bound::unbounded(),
    }
}

/// The largest number that stands anywhere in a text, such as an array or a document.
pub(super) fn largest_number_in(text: &str) -> f64 {
    text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-')))
        .filter(|part| part.contains(|c: char| c.is_ascii_digit()))
        .map(|part| {
            part.parse::<f64>().map_or_else(
                // Digits with signs between them, such as a date: no larger than their run of digits.
                |_| 10_f64.powf((part.len() as f64).min(300.0)),
                f64::abs,
            )
        })
        .fold(0.0, f64::max)
}

pub(super) fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => literal_text(inner),
        _ => None,
    }
}

/// Whether it looks like a time or an interval, which are no numbers.
pub(super) fn is_time(expr: &Expr) -> bool {
    match expr {
        Expr::TypedString(_) | Expr::Interval(_) | Expr::AtTimeZone { .. } => true,
        Expr::Cast {
            expr, data_type, ..
        } => {
            matches!(
                data_type,
                DataType::Date
                    | DataType::Timestamp(..)
                    | DataType::Datetime(_)
                    | DataType::Interval { .. }
            ) || is_time(expr)
        }
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => text.trim().parse::<f64>().is_err(),
            _ => false,
        },
        Expr::Nested(inner) => is_time(inner),
        Expr::BinaryOp { left, right, .. } => is_time(left) || is_time(right),
        _ => false,
    }
}

pub(super) fn literal_number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse().ok(),
            _ => None,
        },
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => literal_number(inner),
        Expr::UnaryOp {
            op: sqlparser::ast::UnaryOperator::Minus,
            expr,
        } => literal_number(expr).map(|number| -number),
        _ => None,
    }
}

/// The length a type pads a value to, in bytes or characters.
pub(in crate::sql) fn declared_length(data_type: &DataType) -> Option<u64> {
    match data_type {
        DataType::Character(Some(sqlparser::ast::CharacterLength::IntegerLength {
            length,
            ..
        }))
        | DataType::Char(Some(sqlparser::ast::CharacterLength::IntegerLength { length, .. })) => {
            Some(*length)
        }
        DataType::Bit(Some(bits)) => Some(bits / 8),
        DataType::Array(ArrayElemTypeDef::SquareBracket(element, _)) => declared_length(element),
        DataType::Custom(name, modifiers)
            if name.to_string().to_ascii_lowercase().ends_with("bpchar") =>
        {
            modifiers.first()?.parse().ok()
        }
        _ => None,
    }
}
