//! No writes to system catalogs: some of them belong to the whole server, and none of them is undone by a rollback file.

use crate::changeset::token::Token;

use super::reading::Reading;

/// Judges every target of a write.
pub(super) fn check(reading: &mut Reading<'_>) {
    let mut refusals = Vec::new();
    for tokens in &reading.texts {
        for index in 0..tokens.len() {
            if let Some(target) = target(tokens, index)
                && is_catalog(target)
            {
                refusals.push((target[0].line, target[0].text.clone()));
            }
        }
    }
    for (line, name) in refusals {
        reading.refuse(
            line,
            "catalog_write",
            format!("`{name}` is a system catalog"),
            "Use the statement that PostgreSQL has for this change.",
        );
    }
}

/// The tokens after `INTO`, `UPDATE`, `DELETE FROM` or `TRUNCATE` at `index`.
fn target(tokens: &[Token], index: usize) -> Option<&[Token]> {
    let is = |at: usize, word: &str| {
        tokens
            .get(at)
            .is_some_and(|token: &Token| token.is_word(word))
    };
    let mut at = index + 1;
    if is(index, "delete") && is(at, "from") {
        at += 1;
    } else if is(index, "truncate") {
        at += usize::from(is(at, "table"));
    } else if !is(index, "into") && !is(index, "update") {
        return None;
    }
    at += usize::from(is(at, "only"));
    tokens.get(at..).filter(|target| !target.is_empty())
}

fn is_catalog(target: &[Token]) -> bool {
    let name = |index: usize| target.get(index).and_then(Token::name);
    let qualified = target.get(1).is_some_and(|dot| dot.is_symbol("."));
    name(0).is_some_and(|first| {
        first == "pg_catalog"
            || first == "information_schema"
            || !qualified && first.starts_with("pg_")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn catalogs_are_not_written() {
        for sql in [
            "UPDATE pg_authid SET rolsuper = true;",
            "UPDATE ONLY pg_catalog.pg_proc SET prosrc = 'x';",
            "DELETE FROM pg_depend;",
            "INSERT INTO pg_catalog.pg_class SELECT 1;",
            "WITH a AS (DELETE FROM pg_depend RETURNING 1) SELECT * FROM a;",
            "DO $$ BEGIN UPDATE \"pg_class\" SET relname = 'x'; END $$;",
        ] {
            refused(sql, &["catalog_write"]);
        }
        for sql in [
            "INSERT INTO audit SELECT relname FROM pg_class;",
            "UPDATE governance.pg_copy SET a = 1;",
            "SELECT 1 FROM t FOR UPDATE;",
        ] {
            passes(sql);
        }
    }
}
