//! No `SELECT ... INTO`: it creates a table.

use sqlparser::ast::SelectInto;
use sqlparser::tokenizer::Span;

use crate::error::{ErrorCode, ToolError};
use crate::sql::RawSql;
use crate::sql::reading::{Reading, Rule};

fn error() -> ToolError {
    ToolError::new(
        ErrorCode::SelectInto,
        "SELECT ... INTO would create a table",
        "Leave INTO and its target out; the rows come back in the answer.",
    )
}

/// Refuses what the syntax tree shows.
pub(in crate::sql) fn check(into: Option<&SelectInto>, select: Span, reading: &mut Reading<'_>) {
    if into.is_some() {
        reading.refuse(Rule::SelectInto, select, error());
    }
}

/// Refuses by the word, because sqlparser reads `SELECT INTO t FROM x` as a column called INTO.
/// INTO is reserved: in a read it is a name only after a dot or AS, and otherwise follows a verb that
/// has its own rule.
pub(in crate::sql) fn scan(sql: &RawSql) -> Option<ToolError> {
    let text = sql.as_str();
    let mut previous = None;
    for lexeme in sql.lexemes() {
        if lexeme.is_word(text, "into")
            && !previous.is_some_and(|before: crate::sql::lexer::Lexeme| {
                before.is(b'.')
                    || ["as", "insert", "merge"]
                        .iter()
                        .any(|word| before.is_word(text, word))
            })
        {
            return Some(error().at(sql.position(lexeme.start)));
        }
        previous = Some(*lexeme);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_approved, all_refused};
    use crate::error::ErrorCode;

    #[test]
    fn refuses_every_spelling() {
        all_refused(
            ErrorCode::SelectInto,
            &[
                "SELECT * INTO t FROM x",
                "SELECT 1 INTO TEMP t",
                "SELECT a, b INTO UNLOGGED s.t FROM x",
                "SELECT INTO t FROM x",
                "SELECT INTO TABLE t FROM x",
                "select/**/into t",
                "SELECT 1 INTO TEMPORARY TABLE t",
                "WITH x AS (SELECT 1) SELECT * INTO t FROM x",
                "SELECT 1 INTO t UNION SELECT 2",
                "(SELECT 1 INTO t)",
                "SELECT * FROM (SELECT 1 INTO t) s",
                "VALUES (1) INTO t",
            ],
        );
    }

    #[test]
    fn passes_the_name_into() {
        all_approved(&[
            "SELECT 'into'",
            "SELECT \"into\" FROM t",
            "SELECT t.into FROM t",
            "SELECT 1 AS into",
            "SELECT 1 -- into",
            "SELECT intro FROM t",
        ]);
    }
}
