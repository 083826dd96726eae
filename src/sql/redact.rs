//! A statement without its literals, for records that must not hold values.

use super::lexer::{LexemeKind, lex};

/// What stands where a literal stood.
const REMOVED: &str = "?";

/// The statement with every literal and number removed, comments too; names and operators stay.
///
/// Text that is not SQL is removed whole: nothing can be said of what in it is a value.
pub fn redact(text: &str) -> String {
    let Ok(lexemes) = lex(text) else {
        return REMOVED.to_owned();
    };
    let mut redacted = String::with_capacity(text.len());
    let mut end = 0;
    for lexeme in lexemes {
        if lexeme.start > end && !redacted.is_empty() {
            redacted.push(' ');
        }
        end = lexeme.end;
        match lexeme.kind {
            LexemeKind::Text(_)
            | LexemeKind::DollarText(_)
            | LexemeKind::Number
            | LexemeKind::NumberWithJunk
            | LexemeKind::Stray => redacted.push_str(REMOVED),
            _ => redacted.push_str(lexeme.text(text)),
        }
    }
    redacted
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn values_and_comments_go_and_names_stay() {
        for (sql, redacted) in [
            (
                "SELECT a FROM t WHERE b = 'secret' AND c = 42",
                "SELECT a FROM t WHERE b = ? AND c = ?",
            ),
            (
                "SELECT $x$secret$x$, E'se\\'cret', U&'secret', 1.5e3",
                "SELECT ?, ?, ?, ?",
            ),
            ("SELECT a /* secret */ -- secret\nFROM t", "SELECT a FROM t"),
            ("SELECT $1::int, \"Name\"", "SELECT $1::int, \"Name\""),
            ("SELECT 'secret", "?"),
            ("", ""),
        ] {
            assert_eq!(redact(sql), redacted, "{sql}");
        }
    }
}
