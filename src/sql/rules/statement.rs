//! Only reads: `SELECT`, `WITH`, `VALUES` and `TABLE`. In PostgreSQL no other word begins one.

use sqlparser::ast::{Spanned, Statement};
use sqlparser::tokenizer::Span;

use crate::error::{ErrorCode, Position, ToolError};
use crate::sql::lexer::{Lexeme, LexemeKind};
use crate::sql::reading::{Reading, Rule};

/// First words of statements, with what to write instead.
const HINTS: &[(&[&str], &str)] = &[
    (
        &[
            "insert", "update", "delete", "merge", "truncate", "copy", "import",
        ],
        "This connection only reads. To see rows, SELECT them; changes are rehearsed on a clone.",
    ),
    (
        &[
            "create", "alter", "drop", "comment", "grant", "revoke", "reassign", "security",
            "refresh", "reindex", "cluster",
        ],
        "This connection only reads. To see definitions, read information_schema or pg_catalog.",
    ),
    (
        &["explain"],
        "Send the query without the word EXPLAIN: query_pg reads its rows, explain_pg shows its plan.",
    ),
    (
        &["show"],
        "Write SELECT current_setting('name'), or read pg_catalog.pg_settings. For tables and databases, use the tool \
         describe_pg.",
    ),
    (
        &["describe", "desc"],
        "To see what an object is made of, use the tool describe_pg, or read information_schema.columns.",
    ),
    (
        &["use"],
        "Name the database in the argument \"database\" of the call.",
    ),
    (
        &["set", "reset", "discard"],
        "Settings are fixed for each read. To see one, write SELECT current_setting('name').",
    ),
    (
        &[
            "begin",
            "start",
            "commit",
            "end",
            "rollback",
            "abort",
            "savepoint",
            "release",
            "prepare",
            "execute",
            "deallocate",
            "declare",
            "fetch",
            "move",
            "close",
        ],
        "Each call is one read in its own transaction. Send the SELECT alone.",
    ),
    (
        &["do", "call", "load"],
        "Code cannot be run here. Write the logic as one SELECT.",
    ),
    (
        &["lock"],
        "A read needs no lock: it sees one snapshot. To see locks, read pg_catalog.pg_locks.",
    ),
    (
        &["listen", "notify", "unlisten"],
        "Notifications are not served. Read the table that holds the state.",
    ),
    (
        &["vacuum", "analyze", "analyse", "checkpoint"],
        "Maintenance is not served. Read pg_catalog.pg_stat_all_tables for its state.",
    ),
];

const READS: &[&str] = &["select", "with", "values", "table"];

fn error(seen: &str) -> ToolError {
    let hint = HINTS
        .iter()
        .find(|(words, _)| words.contains(&seen.to_ascii_lowercase().as_str()))
        .map_or(
            "Send one SELECT, WITH, VALUES or TABLE statement.",
            |(_, hint)| hint,
        );
    ToolError::new(
        ErrorCode::StatementNotAllowed,
        format!("a statement that begins with {seen} is not a read"),
        hint,
    )
}

/// Refuses by the first word, which may stand in parentheses.
pub(in crate::sql) fn check_first_word(text: &str, lexemes: &[Lexeme]) -> Option<ToolError> {
    let first = lexemes
        .iter()
        .find(|lexeme| !lexeme.is(b'(') && !lexeme.is(b';'))?;
    if READS.iter().any(|word| first.is_word(text, word)) {
        return None;
    }
    if first.text(text) == "\\" {
        return Some(psql_command().at(Position::of_offset(text, first.start)));
    }
    let seen = match first.kind {
        LexemeKind::Word => first.text(text).to_ascii_uppercase(),
        _ => "something other than a keyword".to_owned(),
    };
    Some(
        error(&seen.chars().take(40).collect::<String>())
            .at(Position::of_offset(text, first.start)),
    )
}

fn psql_command() -> ToolError {
    ToolError::new(
        ErrorCode::StatementNotAllowed,
        "a command of psql is not SQL",
        "To list or describe objects, use the tool describe_pg, or read information_schema.",
    )
}

/// Refuses `WITH ... INSERT` and its kin.
pub(in crate::sql) fn check_main(statement: &Statement, reading: &mut Reading<'_>) {
    let (verb, span) = verb(statement);
    let mut refusal = error(verb);
    refusal.message = format!("the statement after WITH is {verb}, which is not a read");
    reading.refuse(Rule::StatementKind, span, refusal);
}

/// The verb of a data-modifying statement, and its place.
pub(super) fn verb(statement: &Statement) -> (&'static str, Span) {
    match statement {
        Statement::Insert(insert) => ("INSERT", insert.insert_token.0.span),
        Statement::Update(update) => ("UPDATE", update.update_token.0.span),
        Statement::Delete(delete) => ("DELETE", delete.delete_token.0.span),
        Statement::Merge(merge) => ("MERGE", merge.merge_token.0.span),
        other => ("a statement", other.span()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_approved, all_refused, refusal};
    use crate::error::{ErrorCode, Position};

    #[test]
    fn refuses_everything_that_is_not_a_read() {
        all_refused(
            ErrorCode::StatementNotAllowed,
            &[
                "INSERT INTO t VALUES (1)",
                "insert into t select 1 returning *",
                "UPDATE t SET a = 1",
                "DELETE FROM t",
                "/* SELECT */ DELETE FROM t -- SELECT",
                "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE",
                "TRUNCATE t",
                "CREATE TABLE t AS SELECT 1",
                "CREATE TEMP TABLE t (a int)",
                "DROP TABLE t",
                "ALTER SYSTEM SET work_mem = '1GB'",
                "GRANT ALL ON t TO public",
                "EXPLAIN SELECT 1",
                "EXPLAIN ANALYZE DELETE FROM t",
                "EXPLAIN (ANALYZE, BUFFERS) SELECT 1",
                "SHOW ALL",
                "SET TRANSACTION READ WRITE",
                "SET search_path = x",
                "set session characteristics as transaction read write",
                "RESET ALL",
                "DISCARD ALL",
                "COPY t TO STDOUT",
                "COPY (SELECT 1) TO PROGRAM 'sh'",
                "copy t from '/etc/passwd'",
                "DO $$ BEGIN PERFORM 1; END $$",
                "DO LANGUAGE plpgsql 'begin end'",
                "CALL p()",
                "LOCK TABLE t",
                "PREPARE q AS SELECT 1",
                "EXECUTE q",
                "DEALLOCATE ALL",
                "PREPARE TRANSACTION 'x'",
                "BEGIN",
                "START TRANSACTION",
                "COMMIT",
                "ROLLBACK",
                "SAVEPOINT s",
                "DECLARE c CURSOR FOR SELECT 1",
                "FETCH ALL FROM c",
                "MOVE c",
                "CLOSE c",
                "LISTEN x",
                "UNLISTEN *",
                "NOTIFY x, 'y'",
                "VACUUM",
                "ANALYZE",
                "REINDEX DATABASE d",
                "CLUSTER",
                "CHECKPOINT",
                "LOAD 'x'",
                "REFRESH MATERIALIZED VIEW v",
                "COMMENT ON TABLE t IS 'x'",
                "SECURITY LABEL ON TABLE t IS 'x'",
                "IMPORT FOREIGN SCHEMA s FROM SERVER r INTO l",
                "REASSIGN OWNED BY a TO b",
                "FROM t SELECT a",
                "FROM t",
                "DESCRIBE t",
                "USE db",
                "PRAGMA x",
                "\"select\" 1",
                "1",
                "'select 1'",
                "(DELETE FROM t)",
                "((INSERT INTO t VALUES (1)))",
                "CREATE PROCEDURE p() BEGIN ATOMIC DELETE FROM t; END",
                "BEGIN; DROP TABLE t; COMMIT",
                "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
                "WITH x AS (SELECT 1) DELETE FROM t",
                "WITH x AS (SELECT 1) UPDATE t SET a = 1",
                "WITH x AS (SELECT 1) MERGE INTO t USING x ON true WHEN MATCHED THEN DELETE",
            ],
        );
    }

    #[test]
    fn passes_the_four_kinds_of_read() {
        all_approved(&[
            "SELECT 1",
            "select 1",
            "/* INSERT */ SELECT 1 -- DELETE",
            "(SELECT 1)",
            "((SELECT 1) UNION (SELECT 2))",
            "VALUES (1), (2)",
            "TABLE t",
            "TABLE s.t",
            "(TABLE t)",
            "WITH x AS (SELECT 1) SELECT * FROM x",
            "WITH x AS (TABLE t) TABLE x",
            "SELECT 'DELETE FROM t'",
            "SELECT \"delete\" FROM \"update\"",
            "SELECT 1 AS insert, 2 AS copy",
            "SELECT t.update FROM t",
        ]);
    }

    #[test]
    fn says_where_and_what_instead() {
        let error = refusal("  -- a comment\n  SHOW work_mem");
        assert_eq!(error.position, Some(Position { line: 2, column: 3 }));
        assert!(error.hint.contains("current_setting"), "{}", error.hint);
        for (sql, words) in [
            ("EXPLAIN SELECT 1", "explain_pg"),
            ("DESCRIBE orders", "describe_pg"),
            ("desc orders", "describe_pg"),
            ("\\d orders", "describe_pg"),
            ("SHOW TABLES", "describe_pg"),
            ("USE directus", "\"database\""),
        ] {
            let hint = refusal(sql).hint;
            assert!(hint.contains(words), "{sql}: {hint}");
        }
        let error = refusal("WITH x AS (SELECT 1)\nDELETE FROM t");
        assert_eq!(error.position, Some(Position { line: 2, column: 1 }));
    }
}
