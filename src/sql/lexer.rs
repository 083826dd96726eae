//! PostgreSQL's lexical structure, exactly.
//!
//! One scan gives everything the first reading needs before it parses: where literals, comments and
//! identifiers begin and end, how deep the text nests, and how many statements it holds. sqlparser's own
//! tokenizer is not used, because where it disagrees with PostgreSQL a function call can hide in what it
//! takes for a string (`E'a'` continued on the next line is one such place).
//!
//! The rules are those of PostgreSQL's `src/backend/parser/scan.l` with `standard_conforming_strings` on.
//! Where versions differ (digits followed by letters) the lexeme says so and nothing is guessed.

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
    pub(crate) fn is_word(self, sql: &str, word: &str) -> bool {
        self.kind == LexemeKind::Word && self.text(sql).eq_ignore_ascii_case(word)
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
    let mut scanner = Scanner {
        sql,
        bytes: sql.as_bytes(),
        at: 0,
    };
    let mut lexemes = Vec::with_capacity(sql.len() / 5 + 4);
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
    let mut scanner = Scanner {
        sql,
        bytes: sql.as_bytes(),
        at: from,
    };
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

struct Scanner<'a> {
    sql: &'a str,
    bytes: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_identifier_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_identifier_part(byte: u8) -> bool {
    is_identifier_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'~' | b'!'
            | b'@'
            | b'#'
            | b'^'
            | b'&'
            | b'|'
            | b'`'
            | b'?'
            | b'+'
            | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'<'
            | b'>'
            | b'='
    )
}

/// An operator may end in `+` or `-` only when it holds one of these.
fn keeps_trailing_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'~' | b'!' | b'@' | b'#' | b'%' | b'^' | b'&' | b'|' | b'`' | b'?'
    )
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest_starts_with(&self, prefix: &[u8]) -> bool {
        self.bytes
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(prefix))
    }

    fn skip_while(&mut self, accepts: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && accepts(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    fn skip_space_and_comments(&mut self) -> Result<(), Unterminated> {
        loop {
            self.skip_while(is_space);
            if self.rest_starts_with(b"--") {
                self.skip_while(|byte| !is_newline(byte));
            } else if self.rest_starts_with(b"/*") {
                self.skip_block_comment()?;
            } else {
                return Ok(());
            }
        }
    }

    /// Block comments nest.
    fn skip_block_comment(&mut self) -> Result<(), Unterminated> {
        let start = self.at;
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            if self.rest_starts_with(b"/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest_starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else {
                self.at += 1;
            }
        }
        Err(Unterminated {
            what: "/* comment",
            start,
        })
    }

    fn next(&mut self) -> Result<Option<Lexeme>, Unterminated> {
        self.skip_space_and_comments()?;
        let start = self.at;
        if start >= self.bytes.len() {
            return Ok(None);
        }
        let kind = self.scan(start)?;
        Ok(Some(Lexeme {
            kind,
            start,
            end: self.at,
        }))
    }

    fn scan(&mut self, start: usize) -> Result<LexemeKind, Unterminated> {
        let byte = self.bytes[start];
        match (byte, self.peek(1)) {
            (b'\'', _) => self.text(start, 1, TextForm::Plain),
            (b'e' | b'E', b'\'') => self.text(start, 2, TextForm::Escape),
            (b'b' | b'B', b'\'') => self.text(start, 2, TextForm::Bit),
            (b'x' | b'X', b'\'') => self.text(start, 2, TextForm::Hex),
            (b'n' | b'N', b'\'') => self.text(start, 2, TextForm::Plain),
            (b'u' | b'U', b'&') if self.peek(2) == b'\'' => self.text(start, 3, TextForm::Unicode),
            (b'u' | b'U', b'&') if self.peek(2) == b'"' => {
                self.quoted_identifier(start, 3, LexemeKind::UnicodeIdentifier)
            }
            (b'"', _) => self.quoted_identifier(start, 1, LexemeKind::QuotedIdentifier),
            (b'$', _) => self.dollar(start),
            (b'.', b'.') => Ok(self.take(2, LexemeKind::DotDot)),
            (b'.', next) if next.is_ascii_digit() => Ok(self.number()),
            (b':', b':') => Ok(self.take(2, LexemeKind::Typecast)),
            (b':', b'=') => Ok(self.take(2, LexemeKind::ColonEquals)),
            (b'(' | b')' | b'[' | b']' | b',' | b';' | b':' | b'.', _) => {
                Ok(self.take(1, LexemeKind::Punctuation(byte)))
            }
            _ if byte.is_ascii_digit() => Ok(self.number()),
            _ if is_identifier_start(byte) => {
                self.skip_while(is_identifier_part);
                Ok(LexemeKind::Word)
            }
            _ if is_operator(byte) => Ok(self.operator(start)),
            _ => Ok(self.take(1, LexemeKind::Stray)),
        }
    }

    fn take(&mut self, length: usize, kind: LexemeKind) -> LexemeKind {
        self.at += length;
        kind
    }

    /// A quoted literal, with its continuations: a newline between two quotes joins them, and the
    /// second part is read in the form of the first.
    fn text(
        &mut self,
        start: usize,
        opening: usize,
        form: TextForm,
    ) -> Result<LexemeKind, Unterminated> {
        self.at += opening;
        loop {
            match self.peek(0) {
                _ if self.at >= self.bytes.len() => {
                    return Err(Unterminated {
                        what: "quoted string",
                        start,
                    });
                }
                b'\\' if form == TextForm::Escape => self.at += 2,
                b'\'' if self.peek(1) == b'\'' => self.at += 2,
                b'\'' => {
                    self.at += 1;
                    match self.continuation() {
                        Some(after_quote) => self.at = after_quote,
                        None => return Ok(LexemeKind::Text(form)),
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// Just after a closing quote: where the next part begins, when white space with a newline in it
    /// (line comments count as white space) and another quote follow.
    fn continuation(&self) -> Option<usize> {
        let mut at = self.at;
        let mut newline = false;
        loop {
            match self.bytes.get(at)? {
                b'\'' if newline => return Some(at + 1),
                byte if is_space(*byte) => {
                    newline |= is_newline(*byte);
                    at += 1;
                }
                b'-' if self.bytes.get(at + 1) == Some(&b'-') => {
                    while !is_newline(*self.bytes.get(at)?) {
                        at += 1;
                    }
                }
                _ => return None,
            }
        }
    }

    fn quoted_identifier(
        &mut self,
        start: usize,
        opening: usize,
        kind: LexemeKind,
    ) -> Result<LexemeKind, Unterminated> {
        self.at += opening;
        loop {
            self.skip_while(|byte| byte != b'"');
            if self.at >= self.bytes.len() {
                return Err(Unterminated {
                    what: "quoted identifier",
                    start,
                });
            }
            if self.peek(1) == b'"' {
                self.at += 2;
            } else {
                self.at += 1;
                return Ok(kind);
            }
        }
    }

    /// A parameter, a dollar-quoted literal, or a stray `$`.
    fn dollar(&mut self, start: usize) -> Result<LexemeKind, Unterminated> {
        self.at += 1;
        if self.peek(0).is_ascii_digit() {
            self.skip_while(|byte| byte.is_ascii_digit());
            if is_identifier_start(self.peek(0)) {
                self.skip_while(is_identifier_part);
                return Ok(LexemeKind::NumberWithJunk);
            }
            return Ok(LexemeKind::Parameter);
        }
        let tag_start = self.at;
        if is_identifier_start(self.peek(0)) {
            self.skip_while(|byte| is_identifier_part(byte) && byte != b'$');
        }
        if self.peek(0) != b'$' {
            self.at = tag_start;
            return Ok(LexemeKind::Stray);
        }
        self.at += 1;
        let tag = self.sql.get(start..self.at).unwrap_or_default();
        let body = self.sql.get(self.at..).unwrap_or_default();
        let closing = body.find(tag).ok_or(Unterminated {
            what: "dollar-quoted string",
            start,
        })?;
        self.at += closing + tag.len();
        Ok(LexemeKind::DollarText(tag.len()))
    }

    fn number(&mut self) -> LexemeKind {
        self.skip_while(|byte| byte.is_ascii_digit());
        if self.peek(0) == b'.' && self.peek(1) != b'.' {
            self.at += 1;
            self.skip_while(|byte| byte.is_ascii_digit());
        }
        if matches!(self.peek(0), b'e' | b'E') {
            let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if self.peek(1 + sign).is_ascii_digit() {
                self.at += 1 + sign;
                self.skip_while(|byte| byte.is_ascii_digit());
            }
        }
        if is_identifier_part(self.peek(0)) {
            self.skip_while(is_identifier_part);
            return LexemeKind::NumberWithJunk;
        }
        LexemeKind::Number
    }

    /// The longest run of operator characters, cut before a comment and, unless the operator has a
    /// character that plain SQL operators lack, before trailing signs.
    fn operator(&mut self, start: usize) -> LexemeKind {
        while is_operator(self.peek(0)) {
            if self.at > start && (self.rest_starts_with(b"--") || self.rest_starts_with(b"/*")) {
                break;
            }
            self.at += 1;
        }
        let run = self.bytes.get(start..self.at).unwrap_or_default();
        if run.len() > 1 {
            let trimmed = run
                .iter()
                .rposition(|byte| !matches!(byte, b'+' | b'-'))
                .map_or(1, |last| last + 1);
            if trimmed < run.len()
                && !run[..run.len() - 1]
                    .iter()
                    .copied()
                    .any(keeps_trailing_sign)
            {
                self.at = start + trimmed;
            }
        }
        LexemeKind::Operator
    }
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
