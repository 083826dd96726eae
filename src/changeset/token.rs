//! Lexemes with their text and line, as the rules read them.

use crate::sql::lexer::{Lexeme, LexemeKind, TextForm, Unterminated, lex};

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// An unquoted identifier or keyword; its text is folded to lower case.
    Word,
    /// A `"quoted"` identifier; its text is what the quotes hold.
    Name,
    /// `U&"..."`: its text is not decoded.
    UnicodeName,
    /// `'...'` without escapes: its text is what the quotes hold.
    Literal,
    /// `$tag$...$tag$`: its text is what the tags hold.
    DollarLiteral,
    /// A literal with escapes, or one in several parts: its text is as written.
    EscapedLiteral,
    /// A number; its text is as written.
    Number,
    /// Everything else: operators and punctuation.
    Symbol,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) text: String,
    /// The line where it starts, counted from 1.
    pub(super) line: usize,
}

impl Token {
    /// True for the unquoted word (given in lower case).
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text == word
    }

    /// True for the operator or punctuation.
    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }

    /// The unquoted word, folded.
    pub(super) fn word(&self) -> Option<&str> {
        (self.kind == TokenKind::Word).then_some(self.text.as_str())
    }

    /// The identifier, quoted or not, as PostgreSQL folds it.
    pub(super) fn name(&self) -> Option<&str> {
        matches!(self.kind, TokenKind::Word | TokenKind::Name).then_some(self.text.as_str())
    }

    /// What a literal holds, when that can be read without decoding escapes.
    pub(super) fn literal(&self) -> Option<&str> {
        matches!(self.kind, TokenKind::Literal | TokenKind::DollarLiteral)
            .then_some(self.text.as_str())
    }

    /// True for a literal of any form.
    pub(super) fn is_literal(&self) -> bool {
        matches!(
            self.kind,
            TokenKind::Literal | TokenKind::DollarLiteral | TokenKind::EscapedLiteral
        )
    }
}

/// The tokens of `text`, whose first line is `first_line`.
///
/// # Errors
/// When a literal, a quoted identifier or a comment is not closed.
pub(super) fn tokenize(text: &str, first_line: usize) -> Result<Vec<Token>, Unterminated> {
    let lexemes = lex(text)?;
    Ok(tokens(text, &lexemes, first_line))
}

/// The tokens of lexemes whose offsets are into `text`.
pub(super) fn tokens(text: &str, lexemes: &[Lexeme], first_line: usize) -> Vec<Token> {
    let mut line = first_line;
    let mut counted = 0;
    lexemes
        .iter()
        .map(|lexeme| {
            line += newlines(text.get(counted..lexeme.start).unwrap_or_default());
            counted = lexeme.start;
            token(text, *lexeme, line)
        })
        .collect()
}

/// How many line feeds `text` has.
pub(super) fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn token(source: &str, lexeme: Lexeme, line: usize) -> Token {
    let text = lexeme.text(source);
    let inside = |opening: usize, closing: usize| {
        text.get(opening..text.len() - closing)
            .unwrap_or_default()
            .to_owned()
    };
    let (kind, text) = match lexeme.kind {
        LexemeKind::Word => (TokenKind::Word, text.to_ascii_lowercase()),
        LexemeKind::QuotedIdentifier => (TokenKind::Name, inside(1, 1).replace("\"\"", "\"")),
        LexemeKind::UnicodeIdentifier => (TokenKind::UnicodeName, text.to_owned()),
        LexemeKind::Text(TextForm::Plain) if is_one_part(text) => {
            (TokenKind::Literal, inside(1, 1).replace("''", "'"))
        }
        LexemeKind::Text(_) => (TokenKind::EscapedLiteral, text.to_owned()),
        LexemeKind::DollarText(tag) => (TokenKind::DollarLiteral, inside(tag, tag)),
        LexemeKind::Number | LexemeKind::NumberWithJunk => (TokenKind::Number, text.to_owned()),
        LexemeKind::Parameter
        | LexemeKind::Operator
        | LexemeKind::Punctuation(_)
        | LexemeKind::Typecast
        | LexemeKind::ColonEquals
        | LexemeKind::DotDot
        | LexemeKind::Stray => (TokenKind::Symbol, text.to_owned()),
    };
    Token { kind, text, line }
}

/// True for `'...'` that is not joined from several parts and has no letter before it.
fn is_one_part(text: &str) -> bool {
    let inside = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    inside.is_some_and(|inside| !inside.replace("''", "").contains('\''))
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokenize};

    #[test]
    fn tokens_carry_what_was_meant_and_where() {
        let read = tokenize(
            "SELECT \"A\"\"b\",\n 'it''s', $x$\ny$x$, E'\\n'\n, 'a'\n'b'",
            7,
        )
        .expect("complete");
        let read: Vec<(&str, usize)> = read
            .iter()
            .filter(|token| token.kind != TokenKind::Symbol)
            .map(|token| (token.text.as_str(), token.line))
            .collect();
        assert_eq!(
            read,
            [
                ("select", 7),
                ("A\"b", 7),
                ("it's", 8),
                ("\ny", 8),
                ("E'\\n'", 9),
                ("'a'\n'b'", 10)
            ]
        );
    }
}
