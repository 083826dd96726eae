//! The frame of a file: `BEGIN` first, `COMMIT` (or `ROLLBACK`) last, and each of them once.

use crate::changeset::token::Token;

use super::reading::Reading;

/// What ends a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// `COMMIT`.
    Commit,
    /// `ROLLBACK`.
    Rollback,
}

impl Frame {
    fn word(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Rollback => "rollback",
        }
    }
}

const BEGIN_HINT: &str = "Write plain `BEGIN;` as the first statement.";
const END_HINT: &str = "End commit and rollback files with one plain `COMMIT;`, files of negatives with one `ROLLBACK;`.";

/// Checks the frame; the statements that are judged here, and by no list.
pub(super) fn check(reading: &mut Reading<'_>, frame: Frame) -> Vec<usize> {
    let statements = reading.script.statements();
    let excused = frame_of(reading);
    let (Some(first), Some(last)) = (statements.first(), statements.last()) else {
        reading.refuse(0, "begin_missing", "the file has no statement", BEGIN_HINT);
        return excused;
    };
    if !is_plain(&first.tokens, "begin") {
        reading.refuse(
            first.line(),
            "begin_missing",
            "the first statement is not plain BEGIN",
            BEGIN_HINT,
        );
    }
    if is_plain(&last.tokens, frame.word()) {
        return excused;
    }
    let end = statements
        .iter()
        .rposition(|statement| is_plain(&statement.tokens, frame.word()));
    match (end, frame) {
        (Some(index), Frame::Commit) => {
            let line = statements.get(index + 1).map_or(0, |after| after.line());
            reading.refuse(
                line,
                "commit_not_last",
                "statements stand after COMMIT",
                END_HINT,
            );
            let mut excused = excused;
            excused.push(index);
            excused
        }
        (None, Frame::Commit) => {
            let message = "the last statement is not plain COMMIT";
            reading.refuse(last.line(), "commit_missing", message, END_HINT);
            excused
        }
        (_, Frame::Rollback) => {
            let message = "the last statement is not plain ROLLBACK";
            reading.refuse(last.line(), "rollback_missing", message, END_HINT);
            excused
        }
    }
}

/// The first and the last statement, when they begin or end a transaction in some way.
pub(super) fn frame_of(reading: &Reading<'_>) -> Vec<usize> {
    let statements = reading.script.statements();
    let begins = |token: &Token| token.is_word("begin") || token.is_word("start");
    let ends = |token: &Token| {
        ["commit", "end", "rollback", "abort"]
            .iter()
            .any(|word| token.is_word(word))
    };
    let mut excused = Vec::new();
    if statements
        .first()
        .is_some_and(|statement| statement.tokens.first().is_some_and(begins))
    {
        excused.push(0);
    }
    if let Some(last) = statements.len().checked_sub(1)
        && statements[last].tokens.first().is_some_and(ends)
    {
        excused.push(last);
    }
    excused
}

/// `word [WORK | TRANSACTION]` and nothing else.
pub(super) fn is_plain(tokens: &[Token], word: &str) -> bool {
    let (Some(first), rest) = (tokens.first(), tokens.get(1..).unwrap_or_default()) else {
        return false;
    };
    let is_noise = |token: &Token| token.is_word("work") || token.is_word("transaction");
    first.is_word(word) && (rest.is_empty() || rest.len() == 1 && is_noise(&rest[0]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{commit_file, passes_file, refused, refused_file};

    #[test]
    fn the_frame_is_begin_and_commit() {
        for (begin, end, codes) in [
            ("", "COMMIT;", &["begin_missing"][..]),
            ("START TRANSACTION;", "COMMIT;", &["begin_missing"]),
            (
                "BEGIN ISOLATION LEVEL SERIALIZABLE;",
                "COMMIT;",
                &["begin_missing"],
            ),
            ("BEGIN READ ONLY;", "COMMIT;", &["begin_missing"]),
            ("BEGIN;", "", &["commit_missing"]),
            ("BEGIN;", "END;", &["commit_missing"]),
            ("BEGIN;", "ROLLBACK;", &["commit_missing"]),
            ("BEGIN;", "COMMIT AND CHAIN;", &["commit_missing"]),
            ("BEGIN;", "COMMIT PREPARED 'x';", &["commit_missing"]),
            (
                "BEGIN;",
                "PREPARE TRANSACTION 'x';",
                &["commit_missing", "transaction_control"],
            ),
            ("BEGIN;", "COMMIT; SELECT 1;", &["commit_not_last"]),
            (
                "BEGIN;",
                "COMMIT; COMMIT;",
                &["guard_missing", "inner_commit"],
            ),
            (
                "BEGIN; BEGIN;",
                "COMMIT;",
                &["lock_timeout_late", "transaction_control"],
            ),
        ] {
            refused_file(&commit_file(begin, "SELECT 1;", end), codes);
        }
        for (begin, end) in [
            ("BEGIN;", "COMMIT;"),
            ("begin work ;", "commit transaction;"),
            ("BEGIN /* now */;", "COMMIT -- done\n;"),
        ] {
            passes_file(&commit_file(begin, "SELECT 1;", end));
        }
    }

    #[test]
    fn nothing_else_controls_the_transaction() {
        for (sql, code) in [
            ("COMMIT;", "inner_commit"),
            ("commit work;", "inner_commit"),
            ("END;", "inner_commit"),
            ("COMMIT AND CHAIN;", "inner_commit"),
            ("SELECT '$$'; COMMIT; SELECT '$$';", "inner_commit"),
            ("DO $x$ BEGIN COMMIT; END $x$;", "inner_commit"),
            ("DO 'BEGIN COMMIT; END';", "inner_commit"),
            (
                "DO $x$ BEGIN IF a THEN /* */ COMMIT; END IF; END $x$;",
                "inner_commit",
            ),
            (
                "CREATE PROCEDURE p() LANGUAGE plpgsql AS $x$ BEGIN COMMIT; END $x$;",
                "inner_commit",
            ),
            (
                "CREATE PROCEDURE p() LANGUAGE sql AS $x$ SELECT 1; COMMIT $x$;",
                "inner_commit",
            ),
            (
                "CREATE PROCEDURE p() BEGIN ATOMIC SELECT 1; COMMIT; END;",
                "inner_commit",
            ),
            ("DO $x$ BEGIN ROLLBACK; END $x$;", "transaction_control"),
            ("ROLLBACK;", "transaction_control"),
            ("ABORT;", "transaction_control"),
            ("SAVEPOINT a;", "transaction_control"),
            ("RELEASE a;", "transaction_control"),
            ("ROLLBACK TO a;", "transaction_control"),
            ("PREPARE TRANSACTION 'a';", "transaction_control"),
            ("SET TRANSACTION READ WRITE;", "transaction_control"),
            ("START TRANSACTION;", "transaction_control"),
            (
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;",
                "transaction_control",
            ),
        ] {
            refused(sql, &[code]);
        }
    }

    #[test]
    fn text_that_only_speaks_of_a_commit_passes() {
        for sql in [
            "-- COMMIT;\n/* COMMIT; */ SELECT 'COMMIT;', $a$ COMMIT; $a$, \"commit\";",
            "DO $x$ BEGIN -- COMMIT;\n /* COMMIT; */ PERFORM 'COMMIT;'; END $x$;",
            "CREATE TABLE commit (commit int);",
            "COMMENT ON TABLE t IS 'BEGIN; COMMIT;';",
            "DO $x$ DECLARE commit int; BEGIN commit := 1; END $x$;",
        ] {
            super::super::testing::passes(sql);
        }
    }
}
