//! No writes inside a read: `WITH x AS (INSERT | UPDATE | DELETE | MERGE ...)`.

use sqlparser::ast::Statement;

use super::statement::verb;
use crate::error::{ErrorCode, ToolError};
use crate::sql::RawSql;
use crate::sql::lexer::{Lexeme, LexemeKind};
use crate::sql::reading::{Reading, Rule};

fn error(verb: &str) -> ToolError {
    ToolError::new(
        ErrorCode::DataModifyingCte,
        format!("a WITH query holds {verb}, which is not a read"),
        "Use only SELECT, VALUES or TABLE inside WITH; to see the rows a write would touch, SELECT them.",
    )
}

/// Refuses a write below the top of a statement.
pub(in crate::sql) fn check(statement: &Statement, reading: &mut Reading<'_>) {
    let (verb, span) = verb(statement);
    reading.refuse(Rule::DataModifyingCte, span, error(verb));
}

/// Finds a write by its words alone, for a statement that cannot be parsed: after `AS (`, where only a
/// query or a list of column definitions can stand, a verb with the word that must follow it.
pub(in crate::sql) fn scan(sql: &RawSql) -> Option<ToolError> {
    let text = sql.as_str();
    let lexemes = sql.lexemes();
    lexemes.windows(4).enumerate().find_map(|(index, window)| {
        let [before, open, verb, next] = window else {
            return None;
        };
        let opens_cte =
            open.is(b'(') && (before.is_word(text, "as") || before.is_word(text, "materialized"));
        if !opens_cte {
            return None;
        }
        let verb_name = if verb.is_word(text, "insert") && next.is_word(text, "into") {
            "INSERT"
        } else if verb.is_word(text, "merge") && next.is_word(text, "into") {
            "MERGE"
        } else if verb.is_word(text, "delete") && next.is_word(text, "from") {
            "DELETE"
        } else if verb.is_word(text, "update") && sets(text, &lexemes[index + 3..]) {
            "UPDATE"
        } else {
            return None;
        };
        Some(error(verb_name).at(sql.position(verb.start)))
    })
}

/// True when nothing but a name and an alias stands before SET.
fn sets(text: &str, after_update: &[Lexeme]) -> bool {
    after_update
        .iter()
        .take_while(|lexeme| {
            matches!(
                lexeme.kind,
                LexemeKind::Word | LexemeKind::QuotedIdentifier | LexemeKind::Punctuation(b'.')
            )
        })
        .skip(1)
        .any(|lexeme| lexeme.is_word(text, "set"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_approved, all_refused, all_undecided, refusal};
    use crate::error::{ErrorCode, Position};

    #[test]
    fn refuses_writes_in_with() {
        all_refused(
            ErrorCode::DataModifyingCte,
            &[
                "WITH x AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM x",
                "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x",
                "WITH x AS (UPDATE t SET a = 1 RETURNING *) SELECT * FROM x",
                "WITH x AS (MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE) SELECT 1",
                "with x as materialized (delete from t returning *) select 1",
                "WITH a AS (SELECT 1), b AS (DELETE FROM t) SELECT * FROM a",
                "WITH RECURSIVE x AS (DELETE FROM t RETURNING a) TABLE x",
                "WITH x AS (WITH y AS (SELECT 1) DELETE FROM t RETURNING *) SELECT 1",
                "SELECT * FROM (WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x) s",
                "SELECT (WITH x AS (INSERT INTO t VALUES (1) RETURNING a) SELECT a FROM x)",
                "SELECT 1 UNION (WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x)",
                "WITH x AS (/**/DELETE/**/FROM t) SELECT 1",
                // ROWS FROM and EXCLUDE cannot be parsed, so only the words tell.
                "WITH x AS (DELETE FROM t) SELECT * FROM ROWS FROM (f(1), g(2))",
                "WITH x AS (UPDATE ONLY s.\"t\" AS u SET a = 1) SELECT * FROM ROWS FROM (f(1))",
                "WITH x AS NOT MATERIALIZED (INSERT INTO t VALUES (1)) SELECT * FROM ROWS FROM (f(1))",
                "WITH x AS (MERGE INTO t USING s ON true WHEN MATCHED THEN DO NOTHING) SELECT * FROM ROWS FROM (f(1))",
            ],
        );
    }

    #[test]
    fn passes_reads_that_only_look_alike() {
        all_approved(&[
            "WITH inserted AS (SELECT 1) SELECT * FROM inserted",
            "WITH x AS (SELECT 'DELETE FROM t') SELECT * FROM x",
            "WITH x AS (SELECT \"delete\" FROM t) SELECT * FROM x",
            "WITH x AS (VALUES (1)), y AS (TABLE t) SELECT * FROM x, y",
        ]);
        all_undecided(&[
            "SELECT * FROM ROWS FROM (json_to_record('{}') AS (delete text, update int)) s",
            "SELECT * FROM ROWS FROM (json_to_record('{}') AS (update text, set int)) s",
        ]);
    }

    #[test]
    fn says_where() {
        let error = refusal("WITH x AS (\n  DELETE FROM t RETURNING *) SELECT * FROM x");
        assert_eq!(error.position, Some(Position { line: 2, column: 3 }));
    }
}
