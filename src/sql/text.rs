//! Layer 2: the text itself. Its size, the characters in it, and that it holds one statement.

use crate::error::{ErrorCode, Position, ToolError};

use super::lexer::{Lexeme, LexemeKind, lex};
use super::rules::statement;

/// Deeper than anyone writes by hand, shallower than any stack.
const NESTING_LIMIT: usize = 200;

/// One statement's text, of a size and in characters that are safe to read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawSql {
    text: String,
    lexemes: Vec<Lexeme>,
    body_end: usize,
    depth: usize,
}

impl RawSql {
    /// Checks the text: not empty, at most `limit_bytes` bytes, no hidden characters, one statement that
    /// begins as a read, nested no deeper than 200 levels.
    ///
    /// # Errors
    /// `sql_empty`, `sql_too_large`, `forbidden_character`, `statement_not_allowed`, `multiple_statements`, `too_deep`, or
    /// `sql_error` for text no PostgreSQL would accept (an unclosed quote, comment or parenthesis).
    pub fn new(text: &str, limit_bytes: usize) -> Result<Self, ToolError> {
        if text.len() > limit_bytes {
            return Err(ToolError::new(
                ErrorCode::SqlTooLarge,
                format!(
                    "the SQL is {} bytes long; the limit is {limit_bytes}",
                    text.len()
                ),
                "Ask for less in one statement; pass long lists as an array parameter.",
            ));
        }
        // Before anything else: NUL ends a string for PostgreSQL.
        if let Some(offset) = text.find('\0') {
            return Err(forbidden(text, offset, '\0'));
        }
        let mut lexemes = lex(text)
            .map_err(|unterminated| syntax(text, unterminated.start, &unterminated.to_string()))?;
        refuse_hidden_characters(text, &lexemes)?;
        if let Some(refusal) = statement::check_first_word(text, &lexemes) {
            return Err(refusal);
        }
        let body_end = one_statement(text, &lexemes)?;
        lexemes.truncate(lexemes.partition_point(|lexeme| lexeme.end <= body_end));
        let depth = check_nesting(text, &lexemes)?;
        Ok(Self {
            text: text.to_owned(),
            lexemes,
            body_end,
            depth,
        })
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The statement without the `;`, white space and comments after it, so that it can stand in
    /// parentheses. It starts where the text starts, so offsets into one are offsets into the other.
    pub fn body(&self) -> &str {
        self.text.get(..self.body_end).unwrap_or_default()
    }

    pub(super) fn lexemes(&self) -> &[Lexeme] {
        &self.lexemes
    }

    /// The deepest nesting of parentheses, brackets and CASE.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    pub(super) fn position(&self, offset: usize) -> Position {
        Position::of_offset(&self.text, offset)
    }
}

fn syntax(text: &str, offset: usize, what: &str) -> ToolError {
    ToolError::new(
        ErrorCode::SqlError,
        format!("{what} in the SQL text"),
        "Close every quote, comment, parenthesis and bracket.",
    )
    .at(Position::of_offset(text, offset))
    .with_sqlstate("42601")
}

fn forbidden(text: &str, offset: usize, character: char) -> ToolError {
    let hint = if character == '\0' {
        "PostgreSQL text cannot hold U+0000; leave it out."
    } else if character.is_whitespace() {
        "Write an ordinary space or newline; inside a literal any character is allowed."
    } else {
        "Leave the character out, or write it inside a quoted literal."
    };
    ToolError::new(
        ErrorCode::ForbiddenCharacter,
        format!(
            "U+{:04X} ({}) is not allowed outside literals",
            u32::from(character),
            describe(character)
        ),
        hint,
    )
    .at(Position::of_offset(text, offset))
}

fn describe(character: char) -> &'static str {
    match character {
        '\n' | '\r' | '\t' | '\x0c' => "a line break or tab in a quoted identifier",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            "a bidirectional control"
        }
        _ if character.is_control() => "a control character",
        _ if character.is_whitespace() => "white space SQL does not know",
        _ => "an invisible character",
    }
}

/// Characters a reader cannot see, or that change how the text around them looks: Unicode's
/// categories Cc, Cf, Zl, Zp and Zs less the space, and the other default-ignorable characters.
pub(crate) fn is_hidden(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r' | '\x0c');
    }
    character.is_control()
        || character.is_whitespace()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Hidden characters are data inside a literal and a trick anywhere else, comments included.
fn refuse_hidden_characters(text: &str, lexemes: &[Lexeme]) -> Result<(), ToolError> {
    let mut lexemes = lexemes.iter().peekable();
    for (offset, character) in text.char_indices() {
        if (' '..='~').contains(&character) {
            continue;
        }
        while lexemes.next_if(|lexeme| lexeme.end <= offset).is_some() {}
        let kind = lexemes
            .peek()
            .filter(|lexeme| lexeme.start <= offset)
            .map(|lexeme| lexeme.kind);
        let allowed = match kind {
            Some(LexemeKind::Text(_) | LexemeKind::DollarText(_)) => true,
            Some(LexemeKind::QuotedIdentifier | LexemeKind::UnicodeIdentifier) => {
                !character.is_ascii_control() && !is_hidden(character)
            }
            _ => !is_hidden(character),
        };
        if !allowed {
            return Err(forbidden(text, offset, character));
        }
    }
    Ok(())
}

/// Where the only statement ends.
fn one_statement(text: &str, lexemes: &[Lexeme]) -> Result<usize, ToolError> {
    let semicolon = lexemes.iter().position(|lexeme| lexeme.is(b';'));
    let (statement, after) = lexemes.split_at(semicolon.unwrap_or(lexemes.len()));
    if let Some(second) = after.iter().find(|lexeme| !lexeme.is(b';')) {
        return Err(ToolError::new(
            ErrorCode::MultipleStatements,
            "the text holds more than one statement",
            "Send one statement per call, without anything after its `;`.",
        )
        .at(Position::of_offset(text, second.start)));
    }
    statement.last().map(|last| last.end).ok_or_else(|| {
        ToolError::new(
            ErrorCode::SqlEmpty,
            "the text holds no statement",
            "Send one SELECT, WITH, VALUES or TABLE statement.",
        )
    })
}

/// Parentheses and brackets must match, or the text could close the parentheses it is put into.
/// Gives the depth.
fn check_nesting(text: &str, lexemes: &[Lexeme]) -> Result<usize, ToolError> {
    let mut deepest = 0;
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut previous: Option<Lexeme> = None;
    for lexeme in lexemes {
        match lexeme.kind {
            LexemeKind::Punctuation(opening @ (b'(' | b'[')) => open.push((opening, lexeme.start)),
            LexemeKind::Punctuation(closing @ (b')' | b']')) => {
                let expected = if closing == b')' { b'(' } else { b'[' };
                while open.last().is_some_and(|(opening, _)| *opening == b'c') {
                    open.pop();
                }
                if open.pop().map(|(opening, _)| opening) != Some(expected) {
                    return Err(syntax(
                        text,
                        lexeme.start,
                        &format!("`{}` closes nothing", char::from(closing)),
                    ));
                }
            }
            // `x.case` and `AS case` are names.
            LexemeKind::Word if !names_follow(text, previous) => {
                if lexeme.is_word(text, "case") {
                    open.push((b'c', lexeme.start));
                } else if lexeme.is_word(text, "end")
                    && open.last().is_some_and(|(opening, _)| *opening == b'c')
                {
                    open.pop();
                }
            }
            _ => {}
        }
        deepest = deepest.max(open.len());
        if deepest > NESTING_LIMIT {
            return Err(ToolError::new(
                ErrorCode::TooDeep,
                format!("the statement is nested more than {NESTING_LIMIT} levels deep"),
                "Take out redundant parentheses, or name parts of it in a WITH clause.",
            )
            .at(Position::of_offset(text, lexeme.start)));
        }
        previous = Some(*lexeme);
    }
    match open.iter().find(|(opening, _)| *opening != b'c') {
        Some((opening, start)) => Err(syntax(
            text,
            *start,
            &format!("`{}` is never closed", char::from(*opening)),
        )),
        None => Ok(deepest),
    }
}

fn names_follow(text: &str, previous: Option<Lexeme>) -> bool {
    previous.is_some_and(|lexeme| lexeme.is(b'.') || lexeme.is_word(text, "as"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(sql: &str) -> Result<(), ErrorCode> {
        RawSql::new(sql, 100_000)
            .map(|_| ())
            .map_err(|error| error.code)
    }

    #[test]
    fn the_body_ends_with_the_statement() {
        for (sql, body) in [
            ("SELECT 1", "SELECT 1"),
            ("SELECT 1; -- x", "SELECT 1"),
            ("SELECT 1 -- x", "SELECT 1"),
            (
                " /* a */ SELECT 1 /* ; */ ; /* ; */ ; ",
                " /* a */ SELECT 1",
            ),
            ("SELECT ';' ;", "SELECT ';'"),
            ("SELECT $$;$$;", "SELECT $$;$$"),
            ("SELECT \";\" --;\n;", "SELECT \";\""),
            ("SELECT 1 /* a /* b */ ; */;", "SELECT 1"),
        ] {
            assert_eq!(
                RawSql::new(sql, 100).expect("one statement").body(),
                body,
                "{sql}"
            );
        }
    }

    #[test]
    fn nothing_is_empty() {
        for sql in [
            "",
            "  \n",
            ";",
            ";;",
            "-- SELECT 1",
            "/* SELECT 1 */",
            "/* */ ; --",
        ] {
            assert_eq!(code(sql), Err(ErrorCode::SqlEmpty), "{sql:?}");
        }
    }

    #[test]
    fn the_size_is_counted_in_bytes() {
        assert!(RawSql::new("SELECT 'é'", 11).is_ok());
        let error = RawSql::new("SELECT 'é'", 10).expect_err("eleven bytes");
        assert_eq!(error.code, ErrorCode::SqlTooLarge);
    }

    #[test]
    fn a_second_statement_is_refused() {
        for sql in [
            "SELECT 1; SELECT 2",
            "SELECT 1; COMMIT; DROP TABLE t",
            "SELECT 1;;x",
            ";SELECT 1; SELECT 2",
            "SELECT '\\'; SELECT 2 --'",
            "SELECT 1 /* ; */; /* */ SELECT 2",
        ] {
            assert_eq!(code(sql), Err(ErrorCode::MultipleStatements), "{sql}");
        }
        for sql in [
            "SELECT ';SELECT 2'",
            "SELECT E'\\';SELECT 2'",
            "SELECT 1 --;x",
        ] {
            assert_eq!(code(sql), Ok(()), "{sql}");
        }
    }

    #[test]
    fn hidden_characters_are_data_only_in_literals() {
        for hidden in [
            '\u{1}',
            '\u{b}',
            '\u{7f}',
            '\u{85}',
            '\u{a0}',
            '\u{ad}',
            '\u{200b}',
            '\u{200d}',
            '\u{202e}',
            '\u{2028}',
            '\u{2066}',
            '\u{3000}',
            '\u{feff}',
            '\u{e0041}',
            '\u{fe0f}',
        ] {
            for sql in [
                format!("SELECT{hidden}1"),
                format!("SELECT 1 -- {hidden}"),
                format!("SELECT /* {hidden} */ 1"),
                format!("SELECT \"a{hidden}\""),
                format!("SELECT pg_{hidden}sleep(1)"),
                format!("{hidden}SELECT 1"),
                format!("SELECT 1; {hidden}"),
            ] {
                assert_eq!(code(&sql), Err(ErrorCode::ForbiddenCharacter), "{sql:?}");
            }
            for sql in [
                format!("SELECT '{hidden}'"),
                format!("SELECT E'{hidden}'"),
                format!("SELECT $a${hidden}$a$"),
            ] {
                assert_eq!(code(&sql), Ok(()), "{sql:?}");
            }
        }
        for sql in [
            "SELECT 'a\0b'",
            "SELECT 1\0",
            "SELECT \"a\nb\"",
            "SELECT \"a\tb\"",
        ] {
            assert_eq!(code(sql), Err(ErrorCode::ForbiddenCharacter), "{sql:?}");
        }
        for sql in [
            "SELECT\t1\r\n\x0c",
            "SELECT 'é', \"naïve\", имя FROM 表 -- ¡",
            "SELECT 'a\nb'",
        ] {
            assert_eq!(code(sql), Ok(()), "{sql:?}");
        }
    }

    #[test]
    fn a_forbidden_character_is_placed() {
        let error = RawSql::new("SELECT 1,\n  é\u{200b}", 100).expect_err("zero-width space");
        assert_eq!(error.position, Some(Position { line: 2, column: 4 }));
    }

    #[test]
    fn unclosed_text_is_an_error() {
        for sql in [
            "SELECT 'a",
            "SELECT \"a",
            "SELECT $$a",
            "SELECT 1 /* /* */",
            "SELECT (1",
            "SELECT 1)",
            "SELECT a[1",
            "SELECT (a]",
            "SELECT 1) AS t, (SELECT 2",
        ] {
            assert_eq!(code(sql), Err(ErrorCode::SqlError), "{sql}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_before_parsing() {
        let nested = |depth: usize| format!("SELECT {}1{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(code(&nested(10_000)), Err(ErrorCode::TooDeep));
        assert_eq!(code(&nested(150)), Ok(()));
        let cases = format!(
            "SELECT {}1{}",
            "CASE WHEN ".repeat(300),
            " THEN 1 END".repeat(300)
        );
        assert_eq!(code(&cases), Err(ErrorCode::TooDeep));
        let flat = format!("SELECT {}1", "CASE WHEN a THEN 1 END, t.case, ".repeat(300));
        assert_eq!(code(&flat), Ok(()));
    }
}
