//! Operators run functions. PostgreSQL's own are harmless; any other is for the server.

use sqlparser::ast::{BinaryOperator, ObjectName, UnaryOperator};
use sqlparser::tokenizer::Span;

use super::function::overload_is_allowed;
use crate::sql::reading::Reading;

/// Checks an infix operator.
pub(in crate::sql) fn check(op: &BinaryOperator, reading: &mut Reading<'_>) {
    use BinaryOperator as Op;
    match op {
        // Not operators to PostgreSQL's catalog.
        Op::And | Op::Or | Op::Overlaps => {}
        Op::Custom(symbol) => check_symbol(symbol, reading),
        Op::PGCustomBinaryOperator(parts) => check_parts(parts, reading),
        Op::Plus
        | Op::Minus
        | Op::Multiply
        | Op::Divide
        | Op::Modulo
        | Op::StringConcat
        | Op::Gt
        | Op::Lt
        | Op::GtEq
        | Op::LtEq
        | Op::Eq
        | Op::NotEq
        | Op::BitwiseOr
        | Op::BitwiseAnd
        | Op::PGBitwiseXor
        | Op::PGBitwiseShiftLeft
        | Op::PGBitwiseShiftRight
        | Op::PGExp
        | Op::PGOverlap
        | Op::PGRegexMatch
        | Op::PGRegexIMatch
        | Op::PGRegexNotMatch
        | Op::PGRegexNotIMatch
        | Op::PGLikeMatch
        | Op::PGILikeMatch
        | Op::PGNotLikeMatch
        | Op::PGNotILikeMatch
        | Op::PGStartsWith
        | Op::Arrow
        | Op::LongArrow
        | Op::HashArrow
        | Op::HashLongArrow
        | Op::AtAt
        | Op::AtArrow
        | Op::ArrowAt
        | Op::HashMinus
        | Op::AtQuestion
        | Op::Question
        | Op::QuestionAnd
        | Op::QuestionPipe
        | Op::DoubleHash
        | Op::LtDashGt
        | Op::AndLt
        | Op::AndGt
        | Op::LtLtPipe
        | Op::PipeGtGt
        | Op::AndLtPipe
        | Op::PipeAndGt
        | Op::LtCaret
        | Op::GtCaret
        | Op::QuestionHash
        | Op::QuestionDash
        | Op::QuestionDashPipe
        | Op::QuestionDoublePipe
        | Op::TildeEq => check_symbol(&op.to_string(), reading),
        Op::Spaceship
        | Op::Xor
        | Op::BitwiseXor
        | Op::DuckIntegerDivide
        | Op::MyIntegerDivide
        | Op::Match
        | Op::Regexp
        | Op::Glob
        | Op::At
        | Op::Assignment => reading.unknown_syntax("this operator"),
    }
}

/// Checks a prefix operator.
pub(in crate::sql) fn check_prefix(op: UnaryOperator, reading: &mut Reading<'_>) {
    match op {
        UnaryOperator::Not => {}
        UnaryOperator::Plus
        | UnaryOperator::Minus
        | UnaryOperator::AtDashAt
        | UnaryOperator::BitwiseNot
        | UnaryOperator::DoubleAt
        | UnaryOperator::Hash
        | UnaryOperator::PGAbs
        | UnaryOperator::PGCubeRoot
        | UnaryOperator::PGSquareRoot
        | UnaryOperator::PGPrefixFactorial
        | UnaryOperator::QuestionDash
        | UnaryOperator::QuestionPipe => check_symbol(&op.to_string(), reading),
        UnaryOperator::BangNot | UnaryOperator::PGPostfixFactorial => {
            reading.unknown_syntax("this operator");
        }
    }
}

/// Checks the operator of `ORDER BY ... USING`.
pub(in crate::sql) fn check_name(name: &ObjectName, reading: &mut Reading<'_>) {
    let parts: Vec<String> = name.0.iter().map(ToString::to_string).collect();
    check_parts(&parts, reading);
}

/// `OPERATOR(schema.symbol)`.
fn check_parts(parts: &[String], reading: &mut Reading<'_>) {
    match parts {
        [symbol] => check_symbol(symbol, reading),
        [schema, symbol] if schema.eq_ignore_ascii_case("pg_catalog") => {
            check_symbol(symbol, reading);
        }
        _ => reading.unknown_syntax("an operator of another schema"),
    }
}

fn check_symbol(symbol: &str, reading: &mut Reading<'_>) {
    let catalog = reading.catalog;
    if catalog.operator_is_plain(symbol) {
        return;
    }
    let operators = catalog.operators_named(symbol);
    // PostgreSQL turns `!=` into `<>` while it scans.
    if operators.is_empty() && symbol != "!=" {
        reading.undecided(
            Span::empty(),
            "an operator that is not one of PostgreSQL's own can only be judged by the server",
        );
        return;
    }
    let all_allowed = operators
        .iter()
        .filter_map(|oid| catalog.operators.get(oid))
        .all(|operator| overload_is_allowed(operator.function, reading));
    if !all_allowed {
        reading.undecided(
            Span::empty(),
            "an operator may call a function that is not allowed; the server can tell",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_approved, all_undecided};

    #[test]
    fn operators_of_others_are_left_to_the_server() {
        all_undecided(&[
            "SELECT 1 OPERATOR(public.+) 2",
            "SELECT 1 OPERATOR(public.evil) 2",
            "SELECT 1 <%> 2",
            "SELECT a ~~~ b FROM t",
            "SELECT a == b FROM t",
            "SELECT a <=> b FROM t",
            "SELECT a FROM t ORDER BY a USING <~>",
        ]);
    }

    #[test]
    fn postgresqls_own_pass() {
        all_approved(&[
            "SELECT 1 OPERATOR(pg_catalog.+) 2",
            "SELECT -1 + 2 - 3 * 4 / 5 % 6 ^ 7 != 8 OR 1 <> 2 AND NOT 3 >= 4",
            "SELECT a -> 'b' ->> 'c', a #> '{x}' #>> '{y}', a @> b, a <@ b, a ? 'k', a ?| b, a ?& b, a #- b, a @? b, a @@ b FROM t",
            "SELECT a || b, a && b, a << b, a >> b, a &< b, a &> b, a -|- b, a ~ 'x', a !~* 'x', a ^@ 'x' FROM t",
            "SELECT |/ 25, ||/ 27, @ -5, ~1, 1 # 2, 1 & 2, 1 | 2, 1 << 3",
            "SELECT a <-> b, a ~= b, a ## b, a <<| b, a |>> b, a ?# b FROM t",
            "SELECT a = ANY(b), a <> ALL(b), a > SOME(c) FROM t",
            "SELECT a ~~ 'x', a ~~* 'x', a !~~ 'x' FROM t",
        ]);
    }
}
