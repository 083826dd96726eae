//! Lexemes to sqlparser's tokens, and tokens to its syntax tree.
//!
//! A token's location holds its byte offset (as the column of line 1, counted from 1), so positions cost
//! nothing until one is reported.

use sqlparser::ast::{Query, Statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan};

use super::lexer::{Lexeme, LexemeKind, TextForm};
use super::{RawSql, Undecided};

/// Each level of parentheses takes sqlparser two or three levels of its own.
const RECURSION_LIMIT: usize = 400;

/// A chain of operators or set operations is one level of the tree per link; longer ones are left to the
/// server, so that the tree stays shallow enough for any thread's stack.
const CHAIN_LIMIT: usize = 4_000;

/// sqlparser reads parentheses at the start of a FROM item twice at each level; longer runs of them are left
/// to the server.
const RUN_LIMIT: usize = 20;

/// The byte offset that a span of ours starts at; nothing for the empty span of a made-up node.
pub(super) fn offset(span: Span) -> Option<usize> {
    usize::try_from(span.start.column).ok()?.checked_sub(1)
}

/// Parses a statement that begins as a read does.
///
/// # Errors
/// When sqlparser cannot read it, or reads it as something PostgreSQL would not.
pub(super) fn parse(sql: &RawSql) -> Result<Box<Query>, Undecided> {
    if let Some(link) = chain_too_long(sql) {
        return Err(Undecided::at(
            "the expression has too many parts to be judged from the text alone",
            sql.position(link),
        ));
    }
    if let Some(parenthesis) = run_too_long(sql) {
        return Err(Undecided::at(
            "the parentheses are nested too deeply to be judged from the text alone",
            sql.position(parenthesis),
        ));
    }
    let tokens = tokens(sql)?;
    let dialect = PostgreSqlDialect {};
    let mut parser = Parser::new(&dialect)
        .with_recursion_limit(RECURSION_LIMIT)
        .with_tokens_with_locations(tokens);
    let statement = parser.parse_statement().map_err(|error| {
        let reason = match error {
            ParserError::RecursionLimitExceeded => "the statement is nested deeply",
            ParserError::TokenizerError(_) | ParserError::ParserError(_) => {
                "this syntax can only be judged by the server"
            }
        };
        undecided_here(sql, &parser, reason)
    })?;
    let Statement::Query(query) = statement else {
        return Err(undecided_here(
            sql,
            &parser,
            "this statement can only be judged by the server",
        ));
    };
    if parser.peek_token_ref().token != Token::EOF {
        return Err(undecided_here(
            sql,
            &parser,
            "this syntax can only be judged by the server",
        ));
    }
    Ok(query)
}

fn undecided_here(sql: &RawSql, parser: &Parser<'_>, reason: &str) -> Undecided {
    match offset(parser.peek_token_ref().span) {
        Some(place) => Undecided::at(reason, sql.position(place)),
        None => Undecided::new(reason),
    }
}

/// Where a chain of operators at one level, or of levels inside each other, passes the limit.
fn chain_too_long(sql: &RawSql) -> Option<usize> {
    // Per level: links since the last comma, and set operations, which commas do not separate.
    let mut levels = vec![(0_usize, 0_usize)];
    let mut total = 0_usize;
    for lexeme in sql.lexemes() {
        let level = levels.last_mut()?;
        match lexeme.kind {
            LexemeKind::Punctuation(opening @ (b'(' | b'[')) => {
                // `int[][]` nests one type in another.
                if opening == b'[' {
                    level.0 += 1;
                    total += 1;
                }
                levels.push((0, 0));
            }
            LexemeKind::Punctuation(b')' | b']') => {
                total -= level.0 + level.1;
                levels.pop();
            }
            LexemeKind::Punctuation(b',') => total -= std::mem::take(&mut level.0),
            LexemeKind::Word if is_set_operator(sql, *lexeme) => {
                level.1 += 1;
                total += 1;
            }
            LexemeKind::Word | LexemeKind::Operator | LexemeKind::Typecast => {
                level.0 += 1;
                total += 1;
            }
            _ => {}
        }
        if total > CHAIN_LIMIT {
            return Some(lexeme.start);
        }
    }
    None
}

/// Where a run of opening parentheses passes the limit.
fn run_too_long(sql: &RawSql) -> Option<usize> {
    let mut run = 0;
    for lexeme in sql.lexemes() {
        run = if lexeme.is(b'(') { run + 1 } else { 0 };
        if run > RUN_LIMIT {
            return Some(lexeme.start);
        }
    }
    None
}

fn is_set_operator(sql: &RawSql, lexeme: Lexeme) -> bool {
    ["union", "except", "intersect"]
        .iter()
        .any(|word| lexeme.is_word(sql.as_str(), word))
}

fn tokens(sql: &RawSql) -> Result<Vec<TokenWithSpan>, Undecided> {
    let text = sql.as_str();
    let lexemes = sql.lexemes();
    let mut tokens = Vec::with_capacity(lexemes.len() + 4);
    for (index, lexeme) in lexemes.iter().enumerate() {
        let span = Span::new(location(lexeme.start), location(lexeme.end));
        let previous = index.checked_sub(1).map(|before| lexemes[before]);
        let mut push = |token| tokens.push(TokenWithSpan { token, span });
        if lexeme.is_word(text, "table") && begins_query(text, previous) {
            // `TABLE t` is `SELECT * FROM t`; sqlparser hides the relation or cannot parse it.
            push(Token::make_word("SELECT", None));
            push(Token::Mul);
            push(Token::make_word("FROM", None));
        } else if lexeme.is_word(text, "only")
            && previous.is_some_and(|before| begins_relation(text, before))
            && lexemes.get(index + 1).is_some_and(|next| {
                matches!(next.kind, LexemeKind::Word | LexemeKind::QuotedIdentifier)
            })
        {
            // `FROM ONLY t` reads `t` without its children; sqlparser would read a table called ONLY.
        } else {
            push(token(text, *lexeme).ok_or_else(|| {
                Undecided::at(
                    "this can only be read by the server",
                    sql.position(lexeme.start),
                )
            })?);
        }
    }
    Ok(tokens)
}

fn begins_query(text: &str, previous: Option<Lexeme>) -> bool {
    previous.is_none_or(|before| {
        before.is(b'(')
            || before.is(b')')
            || ["union", "except", "intersect", "all", "distinct"]
                .iter()
                .any(|word| before.is_word(text, word))
    })
}

fn begins_relation(text: &str, before: Lexeme) -> bool {
    before.is(b',')
        || ["from", "join", "table"]
            .iter()
            .any(|word| before.is_word(text, word))
}

/// Of no line: sqlparser would write it into the errors that it makes and drops for every name it tries as a type, a
/// twentieth of a reading.
fn location(offset: usize) -> Location {
    Location {
        line: 0,
        column: offset as u64 + 1,
    }
}

/// The token for a lexeme, when sqlparser can be trusted to read it as PostgreSQL does.
fn token(text: &str, lexeme: Lexeme) -> Option<Token> {
    let written = lexeme.text(text);
    Some(match lexeme.kind {
        LexemeKind::Word => Token::make_word(written, None),
        LexemeKind::QuotedIdentifier => {
            Token::make_word(&unquote(written, '"')?.replace("\"\"", "\""), Some('"'))
        }
        LexemeKind::Text(form) => {
            // The value is used only for its size and as a number, so escapes stay as they are.
            let value = unquote(written.trim_start_matches(|c| c != '\''), '\'')?;
            match form {
                TextForm::Plain => Token::SingleQuotedString(value.replace("''", "'")),
                TextForm::Escape => Token::EscapedStringLiteral(value.to_owned()),
                TextForm::Unicode => Token::UnicodeStringLiteral(value.to_owned()),
                TextForm::Bit => Token::SingleQuotedByteStringLiteral(value.to_owned()),
                TextForm::Hex => Token::HexStringLiteral(value.to_owned()),
            }
        }
        LexemeKind::DollarText(tag) => {
            let value = written.get(tag..written.len().checked_sub(tag)?)?;
            Token::SingleQuotedString(value.to_owned())
        }
        LexemeKind::Number => Token::Number(written.to_owned(), false),
        LexemeKind::Parameter => Token::Placeholder(written.to_owned()),
        LexemeKind::Operator => operator(written),
        LexemeKind::Typecast => Token::DoubleColon,
        // The old spelling of `=>`; sqlparser takes it for an operator.
        LexemeKind::ColonEquals => Token::RArrow,
        LexemeKind::Punctuation(character) => match character {
            b'(' => Token::LParen,
            b')' => Token::RParen,
            b'[' => Token::LBracket,
            b']' => Token::RBracket,
            b',' => Token::Comma,
            b':' => Token::Colon,
            b'.' => Token::Period,
            _ => return None,
        },
        LexemeKind::UnicodeIdentifier
        | LexemeKind::NumberWithJunk
        | LexemeKind::DotDot
        | LexemeKind::Stray => return None,
    })
}

fn unquote(written: &str, quote: char) -> Option<&str> {
    written.strip_prefix(quote)?.strip_suffix(quote)
}

/// sqlparser has a token for each operator it knows, and one for all others.
fn operator(written: &str) -> Token {
    match written {
        "=" => Token::Eq,
        "<>" | "!=" => Token::Neq,
        "<" => Token::Lt,
        ">" => Token::Gt,
        "<=" => Token::LtEq,
        ">=" => Token::GtEq,
        "=>" => Token::RArrow,
        "+" => Token::Plus,
        "-" => Token::Minus,
        "*" => Token::Mul,
        "/" => Token::Div,
        "%" => Token::Mod,
        "^" => Token::Caret,
        "||" => Token::StringConcat,
        "|" => Token::Pipe,
        "&" => Token::Ampersand,
        "#" => Token::Sharp,
        "##" => Token::DoubleSharp,
        "~" => Token::Tilde,
        "~*" => Token::TildeAsterisk,
        "!~" => Token::ExclamationMarkTilde,
        "!~*" => Token::ExclamationMarkTildeAsterisk,
        "~~" => Token::DoubleTilde,
        "~~*" => Token::DoubleTildeAsterisk,
        "!~~" => Token::ExclamationMarkDoubleTilde,
        "!~~*" => Token::ExclamationMarkDoubleTildeAsterisk,
        "~=" => Token::TildeEqual,
        "<<" => Token::ShiftLeft,
        ">>" => Token::ShiftRight,
        "<<|" => Token::ShiftLeftVerticalBar,
        "|>>" => Token::VerticalBarShiftRight,
        "&&" => Token::Overlap,
        "&<" => Token::AmpersandLeftAngleBracket,
        "&>" => Token::AmpersandRightAngleBracket,
        "&<|" => Token::AmpersandLeftAngleBracketVerticalBar,
        "|&>" => Token::VerticalBarAmpersandRightAngleBracket,
        "<->" => Token::TwoWayArrow,
        "<^" => Token::LeftAngleBracketCaret,
        ">^" => Token::RightAngleBracketCaret,
        "^@" => Token::CaretAt,
        "|/" => Token::PGSquareRoot,
        "||/" => Token::PGCubeRoot,
        "!!" => Token::DoubleExclamationMark,
        "@" => Token::AtSign,
        "@-@" => Token::AtDashAt,
        "@@" => Token::AtAt,
        "@>" => Token::AtArrow,
        "<@" => Token::ArrowAt,
        "@?" => Token::AtQuestion,
        "?" => Token::Question,
        "?&" => Token::QuestionAnd,
        "?|" => Token::QuestionPipe,
        "?#" => Token::QuestionMarkSharp,
        "?-" => Token::QuestionMarkDash,
        "?-|" => Token::QuestionMarkDashVerticalBar,
        "?||" => Token::QuestionMarkDoubleVerticalBar,
        "->" => Token::Arrow,
        "->>" => Token::LongArrow,
        "#>" => Token::HashArrow,
        "#>>" => Token::HashLongArrow,
        "#-" => Token::HashMinus,
        _ => Token::CustomBinaryOperator(written.to_owned()),
    }
}
