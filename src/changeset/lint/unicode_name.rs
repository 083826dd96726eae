//! No `U&"..."`: such a name hides what it names from every other rule and from the reader.

use crate::changeset::token::TokenKind;

use super::reading::Reading;

/// Judges every name.
pub(super) fn check(reading: &mut Reading<'_>) {
    let lines: Vec<usize> = reading
        .texts
        .iter()
        .flatten()
        .filter(|token| token.kind == TokenKind::UnicodeName)
        .map(|token| token.line)
        .collect();
    for line in lines {
        reading.refuse(
            line,
            "unicode_name",
            "a name written with escapes",
            "Write the name itself, in double quotes where it needs them.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn names_are_shown() {
        for sql in [
            "SELECT U&\"pg_read_\\0066ile\"('x');",
            "DO $$ BEGIN PERFORM u&\"\\0061\"; END $$;",
        ] {
            refused(sql, &["unicode_name"]);
        }
        passes("SELECT U&'\\0061', \"a b\", u & 1;");
    }
}
