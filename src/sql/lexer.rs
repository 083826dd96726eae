//! PostgreSQL's lexical structure, exactly.
//!
//! One scan gives everything the first reading needs before it parses: where literals, comments and
//! identifiers begin and end, how deep the text nests, and how many statements it holds. sqlparser's own
//! tokenizer is not used, because where it disagrees with PostgreSQL a function call can hide in what it
//! takes for a string (`E'a'` continued on the next line is one such place).
//!
//! The rules are those of PostgreSQL's `src/backend/parser/scan.l` with `standard_conforming_strings` on.
//! Where versions differ (digits followed by letters) the lexeme says so and nothing is guessed.

mod scanner;

use scanner::Scanner;

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LexemeKind {
    /// An unquoted identifier or keyword.
    Word,
    /// `"..."`.
    QuotedIdentifier,
    /// `U&"..."`.
    UnicodeIdentifier,
    /// `'...'` in any of its forms.
    Text(TextForm),
    /// `$tag$...$tag$`; the length of the opening `$tag$`.
    DollarText(usize),
    /// An integer, decimal or float.
    Number,
    /// Digits directly followed by letters: another token in each PostgreSQL version.
    NumberWithJunk,
    /// `$1`.
    Parameter,
    /// An operator, or one of the single characters `+-*/%^<>=`.
    Operator,
    /// One of `( ) [ ] , ; : .`.
    Punctuation(u8),
    /// `::`.
    Typecast,
    /// `:=`.
    ColonEquals,
    /// `..`.
    DotDot,
    /// Any other character: no statement has one.
    Stray,
}

/// The form of a quoted literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextForm {
    /// `'...'`, also after `N`.
    Plain,
    /// `E'...'`: a backslash escapes.
    Escape,
    /// `U&'...'`.
    Unicode,
    /// `B'...'`.
    Bit,
    /// `X'...'`.
    Hex,
}

/// A lexeme with its place in the text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lexeme {
    pub(crate) kind: LexemeKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Lexeme {
    /// The lexeme's own text.
    pub(crate) fn text(self, sql: &str) -> &str {
        sql.get(self.start..self.end).unwrap_or_default()
    }

    /// True for the unquoted word `word` (given in lower case) in any case.
    #[inline]
    pub(crate) fn is_word(self, sql: &str, word: &str) -> bool {
        // Most words are of another length, which is the first that is looked at: every word is compared with many.
        self.end - self.start == word.len()
            && self.kind == LexemeKind::Word
            && self.text(sql).eq_ignore_ascii_case(word)
    }

    /// True for the punctuation `character`.
    pub(crate) fn is(self, character: u8) -> bool {
        self.kind == LexemeKind::Punctuation(character)
    }
}

/// Something that begins and never ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unterminated {what}")]
pub(crate) struct Unterminated {
    /// What it is, in words.
    pub(crate) what: &'static str,
    /// Where it begins, in bytes.
    pub(crate) start: usize,
}

/// Splits `sql` into lexemes; white space and comments are left out.
///
/// # Errors
/// When a literal, a quoted identifier or a comment is not closed.
pub(crate) fn lex(sql: &str) -> Result<Vec<Lexeme>, Unterminated> {
    let mut scanner = Scanner::new(sql, 0);
    let mut lexemes = Vec::with_capacity(sql.len() / 3 + 4);
    while let Some(lexeme) = scanner.next()? {
        lexemes.push(lexeme);
    }
    Ok(lexemes)
}

/// Where [`lex_from`] stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// After a `;`.
    Semicolon,
    /// At a backslash outside literals and comments, at this byte: psql begins a command there.
    Backslash(usize),
    /// At the end of the text.
    End,
}

/// Splits `sql` from the byte `from` on, as [`lex`] does, to the first `;` (which is the last lexeme) or backslash.
///
/// # Errors
/// As [`lex`].
pub(crate) fn lex_from(sql: &str, from: usize) -> Result<(Vec<Lexeme>, Stop), Unterminated> {
    let mut scanner = Scanner::new(sql, from);
    let mut lexemes = Vec::new();
    while let Some(lexeme) = scanner.next()? {
        if lexeme.kind == LexemeKind::Stray && lexeme.text(sql) == "\\" {
            return Ok((lexemes, Stop::Backslash(lexeme.start)));
        }
        lexemes.push(lexeme);
        if lexeme.is(b';') {
            return Ok((lexemes, Stop::Semicolon));
        }
    }
    Ok((lexemes, Stop::End))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        lex(sql)
            .expect("the test text is complete")
            .into_iter()
            .map(|lexeme| lexeme.text(sql))
            .collect()
    }

    #[test]
    fn splits_as_postgresql_does() {
        for (sql, expected) in [
            ("a<-1", vec!["a", "<", "-", "1"]),
            ("a@-1", vec!["a", "@-", "1"]),
            ("a+-1", vec!["a", "+", "-", "1"]),
            ("a->>'b'", vec!["a", "->>", "'b'"]),
            ("1--2\n+3", vec!["1", "+", "3"]),
            ("1+/*x*/2", vec!["1", "+", "2"]),
            ("a=-1", vec!["a", "=", "-", "1"]),
            ("/*/**/1*/2", vec!["2"]),
            ("a$$b", vec!["a$$b"]),
            ("$$a$$", vec!["$$a$$"]),
            ("$t$ $$ ' $t$x", vec!["$t$ $$ ' $t$", "x"]),
            ("$1$2", vec!["$1", "$2"]),
            ("'a''b'", vec!["'a''b'"]),
            (r"'\'", vec![r"'\'"]),
            (r"E'\''", vec![r"E'\''"]),
            ("E'a'\n'\\'' x", vec!["E'a'\n'\\''", "x"]),
            ("'a' --c\n 'b'", vec!["'a' --c\n 'b'"]),
            ("'a' 'b'", vec!["'a'", "'b'"]),
            ("1..2", vec!["1", "..", "2"]),
            ("1.5e3.x", vec!["1.5e3", ".", "x"]),
            (
                "t.c::int[1:2]",
                vec!["t", ".", "c", "::", "int", "[", "1", ":", "2", "]"],
            ),
            (
                "U&\"a\" U&'b' u & c",
                vec!["U&\"a\"", "U&'b'", "u", "&", "c"],
            ),
            ("\"a\"\"b\".\"c\"", vec!["\"a\"\"b\"", ".", "\"c\""]),
            (
                "f(a=>1,b:=2)",
                vec!["f", "(", "a", "=>", "1", ",", "b", ":=", "2", ")"],
            ),
            ("é+1", vec!["é", "+", "1"]),
        ] {
            assert_eq!(texts(sql), expected, "{sql}");
        }
    }

    #[test]
    fn digits_with_letters_are_not_guessed() {
        for sql in ["0x1F", "1_000", "12ab", "1e", "$1a"] {
            assert_eq!(
                lex(sql).expect("complete")[0].kind,
                LexemeKind::NumberWithJunk,
                "{sql}"
            );
        }
    }

    #[test]
    fn what_never_ends_is_an_error() {
        for sql in [
            "'a", "E'a\\'", "\"a", "$$a", "$a$ $b$", "/* /* */", "'a'\n'b",
        ] {
            assert!(lex(sql).is_err(), "{sql}");
        }
    }
}
