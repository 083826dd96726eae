//! CREATE EXTENSION: only extensions of `extensions.txt`, which reach nothing outside the database.

use super::list::lines;
use super::reading::Reading;

/// Judges every CREATE EXTENSION.
pub(super) fn check(reading: &mut Reading<'_>) {
    let mut refusals = Vec::new();
    for command in &reading.commands {
        if !command.is_word(0, "create") || !command.is_word(1, "extension") {
            continue;
        }
        let at = if command.is_word(2, "if") { 5 } else { 2 };
        let name = command.tokens.get(at).map_or("", |token| &token.text);
        let cascades = command.tokens.iter().any(|token| token.is_word("cascade"));
        if cascades || !lines(include_str!("extensions.txt")).any(|line| line[0] == name) {
            refusals.push((command.line(), name.to_owned()));
        }
    }
    for (line, name) in refusals {
        reading.refuse(
            line,
            "extension_not_permitted",
            format!("extension `{name}` is not on the list, or brings others along by CASCADE"),
            "Have an administrator create it on the clone; permitted are those of `extensions.txt`.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn extensions_are_listed() {
        for sql in [
            "CREATE EXTENSION dblink;",
            "CREATE EXTENSION IF NOT EXISTS plpython3u;",
            "CREATE EXTENSION hstore CASCADE;",
        ] {
            refused(sql, &["extension_not_permitted"]);
        }
        passes("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" SCHEMA public;");
    }
}
