//! From characters to one lexeme after the other.

use super::{Lexeme, LexemeKind, TextForm, Unterminated};

/// Reads one lexeme after the other.
pub(super) struct Scanner<'a> {
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

impl<'a> Scanner<'a> {
    /// From the byte `at` on.
    pub(super) fn new(sql: &'a str, at: usize) -> Self {
        Self {
            sql,
            bytes: sql.as_bytes(),
            at,
        }
    }

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

    /// The next lexeme; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Lexeme>, Unterminated> {
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
