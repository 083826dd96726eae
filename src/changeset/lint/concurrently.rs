//! CONCURRENTLY: all but REFRESH MATERIALIZED VIEW refuse to run in a transaction block, wherever the word stands.

use super::reading::Reading;

/// Judges REINDEX and ALTER, where the word stands late in the statement; CREATE and DROP INDEX are on the list of statements.
pub(super) fn check(reading: &mut Reading<'_>) {
    let lines: Vec<usize> = reading
        .commands
        .iter()
        .filter(|command| command.is_word(0, "reindex") || command.is_word(0, "alter"))
        .filter(|command| {
            command
                .tokens
                .iter()
                .any(|token| token.is_word("concurrently"))
        })
        .map(super::reading::Command::line)
        .collect();
    for line in lines {
        reading.refuse(
            line,
            "cannot_run_in_transaction",
            "CONCURRENTLY refuses to run in a transaction block",
            "Leave the word out: on a clone nobody waits for the lock.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn nothing_runs_concurrently() {
        for sql in [
            "CREATE INDEX CONCURRENTLY i ON t (a);",
            "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);",
            "DROP INDEX CONCURRENTLY i;",
            "REINDEX TABLE CONCURRENTLY t;",
            "REINDEX DATABASE d;",
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY;",
        ] {
            refused(sql, &["cannot_run_in_transaction"]);
        }
        for sql in [
            "CREATE INDEX concurrently_made ON t (a);",
            "REINDEX TABLE t;",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY v;",
            "ALTER TABLE t DETACH PARTITION p;",
        ] {
            passes(sql);
        }
    }
}
