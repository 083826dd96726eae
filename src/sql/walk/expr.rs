//! Expressions.

use sqlparser::ast::{
    AccessExpr, BinaryOperator, CastKind, CeilFloorKind, Expr, Ident, Subscript, TrimWhereField,
    Value,
};
use sqlparser::tokenizer::Span;

use super::{Node, Walk};
use crate::sql::rules::{function, growth, operator, reserved};

impl<'a> Walk<'a, '_, '_> {
    pub(super) fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Identifier(ident) => {
                reserved::check(ident, self.reading);
                self.reading.fold(ident);
            }
            Expr::CompoundIdentifier(parts) => self.compound(parts),
            Expr::CompoundFieldAccess { root, access_chain } => {
                self.push(root);
                for access in access_chain {
                    match access {
                        AccessExpr::Dot(Expr::Identifier(field)) => {
                            self.reading.undecided(
                                field.span,
                                "only the server can tell a field from a function here",
                            );
                        }
                        AccessExpr::Dot(expr) => {
                            self.push(expr);
                            self.reading.unknown_syntax("an expression after a dot");
                        }
                        AccessExpr::Subscript(Subscript::Index { index }) => self.push(index),
                        AccessExpr::Subscript(Subscript::Slice {
                            lower_bound,
                            upper_bound,
                            stride,
                        }) => {
                            self.push_all(lower_bound);
                            self.push_all(upper_bound);
                            self.push_all(stride);
                        }
                    }
                }
            }
            Expr::IsFalse(expr)
            | Expr::IsNotFalse(expr)
            | Expr::IsTrue(expr)
            | Expr::IsNotTrue(expr)
            | Expr::IsNull(expr)
            | Expr::IsNotNull(expr)
            | Expr::IsUnknown(expr)
            | Expr::IsNotUnknown(expr)
            | Expr::IsJson { expr, .. }
            | Expr::Nested(expr) => self.push(expr),
            Expr::IsNormalized { expr, .. } => {
                function::check_syntax("is_normalized", self.reading);
                self.push(expr);
            }
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.push_all([left.as_ref(), right]);
            }
            Expr::InList {
                expr,
                list,
                negated: _,
            } => {
                self.push(expr);
                self.push_all(list);
            }
            Expr::InSubquery {
                expr,
                subquery,
                negated: _,
            } => {
                self.push(expr);
                self.pending.push(Node::Query(subquery));
            }
            Expr::Between {
                expr,
                negated: _,
                low,
                high,
            } => self.push_all([expr.as_ref(), low, high]),
            Expr::BinaryOp { .. } => self.chain(expr),
            Expr::AnyOp {
                left,
                compare_op,
                right,
                is_some: _,
            }
            | Expr::AllOp {
                left,
                compare_op,
                right,
            } => {
                operator::check(compare_op, self.reading);
                self.push_all([left.as_ref(), right]);
            }
            Expr::UnaryOp { op, expr } => {
                operator::check_prefix(*op, self.reading);
                self.push(expr);
            }
            Expr::Like {
                expr,
                pattern,
                escape_char,
                any,
                negated: _,
            }
            | Expr::ILike {
                expr,
                pattern,
                escape_char,
                any,
                negated: _,
            } => {
                self.push_all([expr.as_ref(), pattern]);
                if let Some(escape) = escape_char {
                    function::check_syntax("like_escape", self.reading);
                    self.push(escape);
                }
                if *any {
                    self.reading.unknown_syntax("LIKE ANY");
                }
            }
            Expr::SimilarTo {
                expr,
                pattern,
                escape_char,
                negated: _,
            } => {
                function::check_syntax("similar_to_escape", self.reading);
                self.push_all([expr.as_ref(), pattern]);
                self.push_all(escape_char.as_deref());
            }
            Expr::Cast {
                kind,
                expr,
                data_type,
                format,
            } => {
                match kind {
                    CastKind::Cast | CastKind::DoubleColon => {}
                    CastKind::TryCast | CastKind::SafeCast => {
                        self.reading.unknown_syntax("this kind of cast");
                    }
                }
                if format.is_some() {
                    self.reading.unknown_syntax("CAST ... FORMAT");
                }
                self.sources.saw_cast(growth::declared_length(data_type));
                self.push(expr);
                self.data_type(data_type);
            }
            Expr::TypedString(typed) => {
                self.data_type(&typed.data_type);
                if typed.uses_odbc_syntax {
                    self.reading.unknown_syntax("an ODBC literal");
                }
            }
            Expr::AtTimeZone {
                timestamp,
                time_zone,
            } => {
                function::check_syntax("timezone", self.reading);
                self.push_all([timestamp.as_ref(), time_zone]);
            }
            Expr::Extract { expr, .. } => {
                function::check_syntax("extract", self.reading);
                self.push(expr);
            }
            Expr::Ceil { expr, field } => {
                function::check_syntax("ceil", self.reading);
                self.push(expr);
                self.rounding(field);
            }
            Expr::Floor { expr, field } => {
                function::check_syntax("floor", self.reading);
                self.push(expr);
                self.rounding(field);
            }
            Expr::Position { expr, r#in } => {
                function::check_syntax("position", self.reading);
                self.push_all([expr.as_ref(), r#in]);
            }
            Expr::Substring {
                expr,
                substring_from,
                substring_for,
                special: _,
                shorthand,
            } => {
                function::check_syntax(
                    if *shorthand { "substr" } else { "substring" },
                    self.reading,
                );
                self.push(expr);
                self.push_all(substring_from.as_deref());
                self.push_all(substring_for.as_deref());
            }
            Expr::Trim {
                trim_where,
                trim_what,
                expr,
                trim_characters,
            } => {
                let name = match trim_where {
                    None | Some(TrimWhereField::Both) => "btrim",
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                };
                function::check_syntax(name, self.reading);
                self.push(expr);
                self.push_all(trim_what.as_deref());
                self.push_all(trim_characters.iter().flatten());
            }
            Expr::Overlay {
                expr,
                overlay_what,
                overlay_from,
                overlay_for,
            } => {
                function::check_syntax("overlay", self.reading);
                self.push_all([expr.as_ref(), overlay_what, overlay_from]);
                self.push_all(overlay_for.as_deref());
            }
            Expr::Collate { expr, collation } => {
                self.push(expr);
                self.reading.name(collation);
            }
            Expr::Value(value) => self.value(&value.value, value.span),
            Expr::Function(call) => self.function(call),
            Expr::Case {
                case_token: _,
                end_token: _,
                operand,
                conditions,
                else_result,
            } => {
                self.push_all(operand.as_deref());
                for when in conditions {
                    self.push_all([&when.condition, &when.result]);
                }
                self.push_all(else_result.as_deref());
            }
            Expr::Exists {
                subquery,
                negated: _,
            }
            | Expr::Subquery(subquery) => self.pending.push(Node::Query(subquery)),
            Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => {
                self.push_all(sets.iter().flatten());
            }
            Expr::Tuple(exprs) => self.push_all(exprs),
            Expr::Array(array) => self.push_all(&array.elem),
            Expr::Interval(interval) => self.push(&interval.value),
            Expr::Wildcard(_) => {}
            Expr::QualifiedWildcard(name, _) => {
                self.reading.name(name);
            }
            Expr::JsonAccess { .. }
            | Expr::InUnnest { .. }
            | Expr::RLike { .. }
            | Expr::Convert { .. }
            | Expr::Prefixed { .. }
            | Expr::Struct { .. }
            | Expr::Named { .. }
            | Expr::Dictionary(_)
            | Expr::Map(_)
            | Expr::MatchAgainst { .. }
            | Expr::OuterJoin(_)
            | Expr::Prior(_)
            | Expr::Lambda(_)
            | Expr::MemberOf(_) => self.reading.unknown_syntax("this expression"),
        }
    }

    /// Operators of one precedence lean to the left: a chain of them is visited as one.
    pub(super) fn chain(&mut self, whole: &'a Expr) {
        let mut first = whole;
        let mut concatenates = false;
        while let Expr::BinaryOp { left, op, right } = first {
            match op {
                BinaryOperator::Overlaps => function::check_syntax("overlaps", self.reading),
                BinaryOperator::StringConcat => concatenates = true,
                _ => {}
            }
            operator::check(op, self.reading);
            self.push(right);
            first = left;
        }
        self.push(first);
        if concatenates {
            self.sources.saw_concatenation(whole);
        }
    }

    pub(super) fn rounding(&mut self, field: &CeilFloorKind) {
        match field {
            CeilFloorKind::DateTimeField(sqlparser::ast::DateTimeField::NoDateTime) => {}
            CeilFloorKind::DateTimeField(_) | CeilFloorKind::Scale(_) => {
                self.reading.unknown_syntax("this form of CEIL or FLOOR");
            }
        }
    }

    pub(super) fn compound(&mut self, parts: &'a [Ident]) {
        if let Some(first) = parts.first() {
            reserved::check(first, self.reading);
        }
        for part in parts {
            self.reading.fold(part);
        }
        if let Some(last) = parts.last() {
            function::check_attribute(last, self.reading);
        }
    }

    pub(super) fn value(&mut self, value: &Value, span: Span) {
        match value {
            Value::Number(..)
            | Value::SingleQuotedString(_)
            | Value::EscapedStringLiteral(_)
            | Value::UnicodeStringLiteral(_)
            | Value::SingleQuotedByteStringLiteral(_)
            | Value::HexStringLiteral(_)
            | Value::Boolean(_)
            | Value::Null
            | Value::Placeholder(_) => {}
            Value::DollarQuotedString(_)
            | Value::TripleSingleQuotedString(_)
            | Value::TripleDoubleQuotedString(_)
            | Value::DoubleQuotedByteStringLiteral(_)
            | Value::TripleSingleQuotedByteStringLiteral(_)
            | Value::TripleDoubleQuotedByteStringLiteral(_)
            | Value::SingleQuotedRawStringLiteral(_)
            | Value::DoubleQuotedRawStringLiteral(_)
            | Value::TripleSingleQuotedRawStringLiteral(_)
            | Value::TripleDoubleQuotedRawStringLiteral(_)
            | Value::NationalStringLiteral(_)
            | Value::QuoteDelimitedStringLiteral(_)
            | Value::NationalQuoteDelimitedStringLiteral(_)
            | Value::DoubleQuotedString(_) => {
                self.reading
                    .undecided(span, "this literal can only be read by the server");
            }
        }
    }
}
