//! Tokens of a printed node tree, whatever the lines it was wrapped into.
//!
//! PostgreSQL prints a tree as one long line (outfuncs.c), in which a backslash protects every blank, bracket and
//! backslash of a name, and then wraps it at 78 bytes (`format_node_dump` in print.c): at a blank, which the line
//! break replaces, or, when a line holds no blank, anywhere. The first kind is undone by reading a line break as a
//! blank. The second splits a name and may part a backslash from what it protects, so that text chosen by the
//! author of a query would be read as structure: a line that long without a blank is an error.

use super::Error;

/// Bytes without a blank from which on `format_node_dump` may have broken a line inside a token: a line has 78, the
/// first of which it does not look at.
const UNBREAKABLE_BYTES: usize = 77;

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sql) enum Token<'a> {
    /// `(`
    ListOpen,
    /// `)`
    ListClose,
    /// `{`
    NodeOpen,
    /// `}`
    NodeClose,
    /// Anything else, with its backslashes.
    Word(&'a [u8]),
}

/// Reads tokens from a printed tree.
#[derive(Debug)]
pub(in crate::sql) struct Tokens<'a> {
    text: &'a [u8],
    position: usize,
    /// Where the bytes without a blank that end at `position` begin.
    unbroken_from: usize,
}

impl<'a> Tokens<'a> {
    /// Reads `text` from its start.
    pub(in crate::sql) fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            position: 0,
            unbroken_from: 0,
        }
    }

    /// The next token, or `None` at the end.
    ///
    /// # Errors
    ///
    /// A line break that may stand inside a token, and a backslash with nothing after it.
    pub(in crate::sql) fn next(&mut self) -> Result<Option<Token<'a>>, Error> {
        while let Some(&byte) = self.text.get(self.position) {
            match byte {
                b' ' | b'\t' => self.position += 1,
                b'\n' => {
                    self.check_line_break()?;
                    self.position += 1;
                }
                _ => break,
            }
            self.unbroken_from = self.position;
        }
        let Some(&byte) = self.text.get(self.position) else {
            return Ok(None);
        };
        let bracket = match byte {
            b'(' => Token::ListOpen,
            b')' => Token::ListClose,
            b'{' => Token::NodeOpen,
            b'}' => Token::NodeClose,
            _ => return self.word().map(Some),
        };
        self.position += 1;
        Ok(Some(bracket))
    }

    /// The bytes of a constant, printed as numbers, up to its `]`, which is taken; its `[` was the last token.
    ///
    /// # Errors
    ///
    /// Anything but numbers before the `]`.
    pub(in crate::sql) fn constant(&mut self) -> Result<&'a [u8], Error> {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b' ' | b'-' | b'\n'))
            .filter(|end| rest[*end] == b']')
            .ok_or(Error::Malformed("a constant's bytes do not end"))?;
        self.position += length + 1;
        self.unbroken_from = self.position - 1;
        Ok(&rest[..length])
    }

    fn word(&mut self) -> Result<Token<'a>, Error> {
        let start = self.position;
        while let Some(&byte) = self.text.get(self.position) {
            match byte {
                b' ' | b'\t' | b'\n' | b'(' | b')' | b'{' | b'}' => break,
                b'\\' => {
                    self.position += 1;
                    match self.text.get(self.position) {
                        None => return Err(Error::Malformed("a backslash protects nothing")),
                        // A blank at which the line may have been broken, had it been needed.
                        Some(b' ') => self.unbroken_from = self.position + 1,
                        // Either such a blank, replaced by a line break, or a line break in a name.
                        Some(b'\n') => self.check_line_break()?,
                        Some(_) => {}
                    }
                }
                _ => {}
            }
            self.position += 1;
        }
        Ok(Token::Word(&self.text[start..self.position]))
    }

    fn check_line_break(&self) -> Result<(), Error> {
        if self.position - self.unbroken_from >= UNBREAKABLE_BYTES {
            return Err(Error::BrokenName);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<Vec<String>, Error> {
        let mut tokens = Tokens::new(text);
        let mut found = Vec::new();
        while let Some(token) = tokens.next()? {
            found.push(match token {
                Token::ListOpen => "(".to_owned(),
                Token::ListClose => ")".to_owned(),
                Token::NodeOpen => "{".to_owned(),
                Token::NodeClose => "}".to_owned(),
                Token::Word(word) => String::from_utf8_lossy(word).into_owned(),
            });
        }
        Ok(found)
    }

    #[test]
    fn a_backslash_protects_blanks_brackets_and_line_breaks() {
        for (text, expected) in [
            ("{A :b <>}", vec!["{", "A", ":b", "<>", "}"]),
            ("(o 96\n97)", vec!["(", "o", "96", "97", ")"]),
            (r":x a\ :funcid\ 1 )", vec![":x", r"a\ :funcid\ 1", ")"]),
            ("a\\\n:funcid b", vec!["a\\\n:funcid", "b"]),
            (r"\(\{\}\) \\ \\\(", vec![r"\(\{\}\)", r"\\", r"\\\("]),
        ] {
            assert_eq!(words(text).as_deref(), Ok(expected.map_owned().as_slice()));
        }
    }

    trait MapOwned {
        fn map_owned(self) -> Vec<String>;
    }

    impl MapOwned for Vec<&str> {
        fn map_owned(self) -> Vec<String> {
            self.into_iter().map(str::to_owned).collect()
        }
    }

    #[test]
    fn a_line_too_long_to_break_at_a_blank_is_an_error() {
        let name = "x".repeat(UNBREAKABLE_BYTES);
        assert_eq!(words(&format!("{name}\nrest")), Err(Error::BrokenName));
        assert_eq!(words(&format!(":a {name}\nrest")), Err(Error::BrokenName));
        // A line break in the name does not hide how long the line is.
        let (front, back) = name.split_at(40);
        assert_eq!(
            words(&format!("{front}\\\n{back}\nrest")),
            Err(Error::BrokenName)
        );
        // Blanks are where lines are broken, protected or not.
        let short = "x".repeat(UNBREAKABLE_BYTES - 1);
        assert!(words(&format!("{short}\n{short}\\ {short}\n{short}")).is_ok());
    }

    #[test]
    fn the_bytes_of_a_constant_are_one() {
        let mut tokens = Tokens::new("[ 36 0 -1\n120 ]} :x");
        assert_eq!(tokens.next(), Ok(Some(Token::Word(b"["))));
        assert_eq!(tokens.constant(), Ok(" 36 0 -1\n120 ".as_bytes()));
        assert_eq!(tokens.next(), Ok(Some(Token::NodeClose)));
        for text in [" 1 2", " 1 x ]", " 1 ( ]"] {
            assert!(Tokens::new(text).constant().is_err(), "{text}");
        }
    }
}
