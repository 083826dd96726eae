//! No `FOR UPDATE`, `FOR SHARE` and their kin: they lock rows, and write to them to do so.

use sqlparser::ast::LockClause;
use sqlparser::tokenizer::Span;

use crate::error::{ErrorCode, ToolError};
use crate::sql::RawSql;
use crate::sql::reading::{Reading, Rule};

fn error() -> ToolError {
    ToolError::new(
        ErrorCode::RowLocking,
        "a FOR UPDATE or FOR SHARE clause locks rows",
        "Leave the clause out; a read sees one snapshot without any lock.",
    )
}

/// Refuses what the syntax tree shows.
pub(in crate::sql) fn check(locks: &[LockClause], reading: &mut Reading<'_>) {
    if !locks.is_empty() {
        reading.refuse(Rule::RowLocking, Span::empty(), error());
    }
}

/// Refuses the forms sqlparser cannot parse, and places the others. `FOR KEY SHARE` and `FOR NO KEY UPDATE`
/// can be nothing else; `FOR UPDATE` at the end of the statement or of a subquery's parenthesis, or before
/// OF, NOWAIT or SKIP, likewise, but `substring(x FOR update)` is a column.
pub(in crate::sql) fn scan(sql: &RawSql) -> Option<ToolError> {
    let text = sql.as_str();
    let lexemes = sql.lexemes();
    let word = |index: usize, word: &str| {
        lexemes
            .get(index)
            .is_some_and(|lexeme| lexeme.is_word(text, word))
    };
    (0..lexemes.len())
        .find(|&at| {
            word(at, "for")
                && ((word(at + 1, "key") && word(at + 2, "share"))
                    || (word(at + 1, "no") && word(at + 2, "key") && word(at + 3, "update"))
                    || ((word(at + 1, "update") || word(at + 1, "share"))
                        && (at + 2 == lexemes.len()
                            || ["of", "nowait", "skip", "limit", "offset", "fetch", "for"]
                                .iter()
                                .any(|next| word(at + 2, next)))))
        })
        .map(|at| error().at(sql.position(lexemes[at].start)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_approved, all_refused, refusal};
    use crate::error::{ErrorCode, Position};

    #[test]
    fn refuses_every_strength_and_place() {
        all_refused(
            ErrorCode::RowLocking,
            &[
                "SELECT * FROM t FOR UPDATE",
                "SELECT * FROM t FOR SHARE",
                "SELECT * FROM t FOR NO KEY UPDATE",
                "SELECT * FROM t for key share",
                "SELECT * FROM t FOR UPDATE OF t NOWAIT",
                "SELECT * FROM t FOR UPDATE SKIP LOCKED",
                "SELECT * FROM t LIMIT 1 FOR UPDATE",
                "SELECT * FROM t FOR UPDATE LIMIT 1",
                "SELECT * FROM t FOR UPDATE OFFSET 1",
                "SELECT * FROM t FOR /* */ UPDATE",
                "SELECT * FROM t FOR SHARE OF t FOR UPDATE OF u",
                "SELECT * FROM (SELECT * FROM t FOR UPDATE) s",
                "WITH x AS (SELECT * FROM t FOR SHARE) SELECT * FROM x",
                "SELECT (SELECT a FROM t FOR UPDATE)",
                "SELECT 1 WHERE EXISTS (SELECT FROM t FOR KEY SHARE)",
                "SELECT ARRAY(SELECT a FROM t FOR UPDATE)",
                "(SELECT * FROM t) FOR UPDATE",
                "TABLE t FOR UPDATE",
            ],
        );
    }

    #[test]
    fn passes_the_word_for_elsewhere() {
        all_approved(&[
            "SELECT substring(name FOR 3) FROM t",
            "SELECT substring(name FROM 2 FOR 3) FROM t",
            "SELECT overlay('abc' PLACING 'x' FROM 1 FOR 2)",
            "SELECT 'FOR UPDATE'",
            "SELECT \"for\", share FROM t",
            "SELECT share AS for FROM t",
        ]);
    }

    #[test]
    fn says_where() {
        let error = refusal("SELECT *\nFROM t\nFOR NO KEY UPDATE");
        assert_eq!(error.position, Some(Position { line: 3, column: 1 }));
    }
}
