//! Globs of names, which are matched by their characters: `globset` and its like match paths by their bytes, so that a `?`
//! would cover `a` and not `ä`, and a rule that denies `m?t` would let `mật` be read.

use regex::Regex;

/// A pattern of a whole name: `*` is any text, `?` any character, `[a-z]` and `[!a-z]` one of some and none of them, `{a,b}`
/// either, and a backslash takes what follows as it is.
#[derive(Debug, Clone)]
pub struct Glob {
    text: String,
    whole_name: Regex,
}

impl Glob {
    /// Reads a glob.
    ///
    /// # Errors
    ///
    /// When it is none, with what is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        let wrong = |reason: &str| format!("`{text}` is not a glob: {reason}");
        let expression = expression(text).map_err(wrong)?;
        // Also the size of a glob has a bound.
        let whole_name = Regex::new(&expression).map_err(|_| wrong("it is too large"))?;
        Ok(Self {
            text: text.to_owned(),
            whole_name,
        })
    }

    /// Whether it covers the name.
    pub fn matches(&self, name: &str) -> bool {
        self.whole_name.is_match(name)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The regular expression of the same names.
fn expression(glob: &str) -> Result<String, &'static str> {
    let mut expression = String::from("(?s)^(?:");
    let mut characters = glob.chars();
    let mut open = 0_u32;
    while let Some(character) = characters.next() {
        match character {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            '[' => push_class(&mut expression, &mut characters)?,
            '{' => {
                open += 1;
                expression.push_str("(?:");
            }
            ',' if open > 0 => expression.push('|'),
            '}' => {
                open = open.checked_sub(1).ok_or("a `}` closes nothing")?;
                expression.push(')');
            }
            '\\' => {
                let taken = characters.next().ok_or("nothing follows a backslash")?;
                push_literal(&mut expression, taken);
            }
            literal => push_literal(&mut expression, literal),
        }
    }
    if open > 0 {
        return Err("a `{` is not closed");
    }
    expression.push_str(")$");
    Ok(expression)
}

/// What stands behind a `[`, up to its `]`; one that comes first is a character of it, as is a `-` at either end.
fn push_class(
    expression: &mut String,
    characters: &mut std::str::Chars<'_>,
) -> Result<(), &'static str> {
    let text = characters.as_str();
    let listed = text.strip_prefix(['!', '^']).unwrap_or(text);
    let first = listed.chars().next().map_or(0, char::len_utf8);
    let (listed, rest) = listed
        .match_indices(']')
        .find(|(at, _)| *at >= first)
        .and_then(|(end, _)| Some((listed.get(..end)?, listed.get(end + 1..)?)))
        .ok_or("a `[` is not closed")?;
    *characters = rest.chars();
    expression.push('[');
    if text.starts_with(['!', '^']) {
        expression.push('^');
    }
    let mut listed = listed.chars().peekable();
    while let Some(first) = listed.next() {
        push_literal(expression, first);
        let mut ahead = listed.clone();
        if let (Some('-'), Some(last)) = (ahead.next(), ahead.next()) {
            if last < first {
                return Err("a range of characters ends before it begins");
            }
            expression.push('-');
            push_literal(expression, last);
            listed = ahead;
        }
    }
    expression.push(']');
    Ok(())
}

fn push_literal(expression: &mut String, character: char) {
    expression.push_str(&format!("\\x{{{:X}}}", u32::from(character)));
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn a_glob_covers_whole_names_by_their_characters() {
        for (glob, covered, others) in [
            (
                "users",
                &["users"][..],
                &["users2", "Users", "user", ""][..],
            ),
            ("*", &["", "a", "a/b", "ä\n.b"], &[]),
            (
                "m?t",
                &["mat", "mật", "m\nt", "m😀t"],
                &["mt", "maat", "mätt"],
            ),
            (
                "user_[ab]",
                &["user_a", "user_b"],
                &["user_c", "user_", "user_ab"],
            ),
            ("[ä-ü]*", &["ö", "öl"], &["o", ""]),
            ("[!ä]", &["a", "ö"], &["ä", "", "aa"]),
            ("[^a-c]x", &["dx", "ậx"], &["ax", "bx", "cx"]),
            ("[]a-]", &["]", "a", "-"], &["b", ""]),
            ("[!]]", &["a"], &["]"]),
            ("[a-]", &["a", "-"], &["b"]),
            ("[.*]", &[".", "*"], &["a"]),
            (
                "{users,or?ers}_*",
                &["users_1", "orders_", "orậers_x"],
                &["user_1", "users"],
            ),
            ("a{b{c,d},e}", &["abc", "abd", "ae"], &["ab", "abe", "a"]),
            ("a,b", &["a,b"], &["a", "b"]),
            ("\\*\\{a\\\\", &["*{a\\"], &["x{a\\", "*{a"]),
            ("a.b|c(d)+$^", &["a.b|c(d)+$^"], &["axb|c(d)+$^", "a.b"]),
            ("**", &["", "ab"], &[]),
        ] {
            let compiled = Glob::new(glob).expect(glob);
            assert_eq!(compiled.as_str(), glob);
            for name in covered {
                assert!(compiled.matches(name), "{glob} covers {name:?}");
            }
            for name in others {
                assert!(!compiled.matches(name), "{glob} does not cover {name:?}");
            }
        }
    }

    #[test]
    fn what_is_no_glob_is_said_to_be_none() {
        for (glob, reason) in [
            ("a[", "a `[` is not closed"),
            ("a[b", "a `[` is not closed"),
            ("[]", "a `[` is not closed"),
            ("[!]", "a `[` is not closed"),
            ("[z-a]", "a range of characters ends before it begins"),
            ("{a,b", "a `{` is not closed"),
            ("a}", "a `}` closes nothing"),
            ("a\\", "nothing follows a backslash"),
        ] {
            let error = Glob::new(glob).expect_err(glob);
            assert_eq!(error, format!("`{glob}` is not a glob: {reason}"));
        }
        assert!(Glob::new(&"{*a,?b}".repeat(100_000)).is_err());
    }
}
