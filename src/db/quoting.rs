//! Names and text inside SQL of gatepost's own.

use crate::gate::QualifiedName;

/// A quoted identifier (PostgreSQL manual, section 4.1.1); quoting always is simpler than knowing every reserved word.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A relation's name in SQL, both parts quoted.
pub fn quoted(name: &QualifiedName) -> String {
    format!("{}.{}", identifier(&name.schema), identifier(&name.name))
}

/// A string literal (PostgreSQL manual, section 4.1.2); the E makes its meaning independent of settings.
pub fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::{identifier, literal};

    #[test]
    fn names_and_text_cannot_end_early() {
        assert_eq!(
            identifier("a\"; DROP ROLE x; --"),
            "\"a\"\"; DROP ROLE x; --\""
        );
        assert_eq!(literal("o'\\x"), "E'o\\'\\\\x'");
    }
}
