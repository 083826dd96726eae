//! psql's variables: `:name`, `:'name'`, `:"name"`, `:{?name}`. psql replaces them before the server sees the statement,
//! so a script that has one is not the text that runs.

use crate::sql::lexer::{Lexeme, LexemeKind};

/// Where psql would insert a variable of that name, in bytes. Inside quotes, dollar quotes and comments it inserts none.
pub(super) fn first_variable(text: &str, lexemes: &[Lexeme]) -> Option<usize> {
    let mut brackets = 0_usize;
    for (index, lexeme) in lexemes.iter().enumerate() {
        match lexeme.kind {
            LexemeKind::Punctuation(b'[') => brackets += 1,
            LexemeKind::Punctuation(b']') => brackets = brackets.saturating_sub(1),
            LexemeKind::Punctuation(b':') => {
                let next = lexemes
                    .get(index + 1)
                    .filter(|next| next.start == lexeme.end);
                let Some(next) = next else { continue };
                let digits = next.text(text).bytes().all(|byte| byte.is_ascii_digit());
                // `[1:2]` is a slice: no script here can set a variable named 2.
                if digits && brackets > 0 {
                    continue;
                }
                let inserts = matches!(
                    next.kind,
                    LexemeKind::Word
                        | LexemeKind::Number
                        | LexemeKind::NumberWithJunk
                        | LexemeKind::Text(_)
                        | LexemeKind::QuotedIdentifier
                        | LexemeKind::UnicodeIdentifier
                ) || next.text(text) == "{";
                if inserts {
                    return Some(lexeme.start);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::first_variable;
    use crate::sql::lexer::lex;

    fn found(text: &str) -> bool {
        first_variable(text, &lex(text).expect("complete")).is_some()
    }

    #[test]
    fn finds_what_psql_replaces() {
        for text in [
            "SELECT :x",
            "SELECT :'x'",
            "SELECT :\"x\"",
            "SELECT :{?x}",
            "SELECT a[i:j]",
            "SELECT a+:x",
            "SELECT 1 :2",
            "SELECT 'a':x",
        ] {
            assert!(found(text), "{text}");
        }
    }

    #[test]
    fn leaves_casts_slices_and_quoted_text() {
        for text in [
            "SELECT a::text",
            "SELECT a[1:2]",
            "SELECT a[:2]",
            "SELECT a[i : j]",
            "SELECT ':x', $$:x$$ -- :x",
            "SELECT f(a := 1)",
            "SELECT \":x\"",
        ] {
            assert!(!found(text), "{text}");
        }
    }
}
