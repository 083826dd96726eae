//! Default deny: a statement that no line of `statements.txt` permits is refused, in files and in bodies alike.

use std::sync::LazyLock;

use crate::changeset::token::Token;

use super::list::lines;
use super::reading::Reading;

const HINT: &str = "A change set holds what PostgreSQL can take back, inside this database and inside its transaction.";

static LIST: LazyLock<Vec<(Vec<&'static str>, &'static str, &'static str)>> = LazyLock::new(|| {
    lines(include_str!("statements.txt"))
        .filter_map(|line| match line[..] {
            [phrase, code, why] => Some((phrase.split(' ').collect(), code, why)),
            _ => None,
        })
        .collect()
});

/// Judges every statement but those that the frame has judged.
pub(super) fn check(reading: &mut Reading<'_>, excused: &[usize]) {
    for position in 0..reading.commands.len() {
        let command = &reading.commands[position];
        if command.index.is_some_and(|index| excused.contains(&index)) {
            continue;
        }
        let line = command.line();
        let words = words(&command.tokens);
        match look_up(&words) {
            Some((_, "permitted", _)) => {}
            Some((phrase, code, why)) => {
                let message = format!("{}: {why}", phrase.join(" ").to_uppercase());
                reading.refuse(line, code, message, HINT);
            }
            None => {
                let shown = command
                    .tokens
                    .iter()
                    .take(3)
                    .map(|token| token.text.as_str());
                let shown: Vec<&str> = shown.collect();
                let message = format!(
                    "`{}` is not among the statements permitted",
                    shown.join(" ")
                );
                reading.refuse(line, "statement_not_permitted", message, HINT);
            }
        }
    }
}

type Entry = (&'static Vec<&'static str>, &'static str, &'static str);

fn look_up(words: &[&str]) -> Option<Entry> {
    LIST.iter()
        .filter(|(phrase, _, _)| words.starts_with(phrase))
        .max_by_key(|(phrase, _, _)| phrase.len())
        .map(|(phrase, code, why)| (phrase, *code, *why))
}

/// The words a statement begins with, without those that say how and not what.
pub(super) fn words(tokens: &[Token]) -> Vec<&str> {
    let mut words: Vec<&str> = tokens.iter().map_while(Token::word).collect();
    if words.first() == Some(&"create") {
        if words.get(1..3) == Some(&["or", "replace"]) {
            words.drain(1..3);
        }
        let how = ["temp", "temporary", "unlogged"];
        if words.get(1).is_some_and(|word| how.contains(word)) {
            words.remove(1);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn what_is_not_on_the_list_is_refused() {
        for (sql, code) in [
            ("EXPLAIN ANALYZE DELETE FROM t;", "statement_not_permitted"),
            ("(SELECT 1);", "statement_not_permitted"),
            (
                "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();",
                "statement_not_permitted",
            ),
            (
                "CREATE RULE r AS ON INSERT TO t DO NOTIFY x;",
                "statement_not_permitted",
            ),
            ("CREATE LANGUAGE plperl;", "statement_not_permitted"),
            ("DECLARE c CURSOR FOR SELECT 1;", "statement_not_permitted"),
            (
                "DO $$ BEGIN frobnicate x; END $$;",
                "statement_not_permitted",
            ),
            ("VACUUM t;", "cannot_run_in_transaction"),
            (
                "ALTER SYSTEM SET work_mem = '1MB';",
                "cannot_run_in_transaction",
            ),
            ("CREATE DATABASE x;", "cannot_run_in_transaction"),
            ("DROP DATABASE x;", "cannot_run_in_transaction"),
            (
                "CREATE TABLESPACE x LOCATION '/x';",
                "cannot_run_in_transaction",
            ),
            ("CREATE ROLE x;", "cluster_wide"),
            ("CREATE USER x;", "cluster_wide"),
            ("ALTER ROLE x SUPERUSER;", "cluster_wide"),
            ("DROP ROLE x;", "cluster_wide"),
            ("DROP OWNED BY x;", "cluster_wide"),
            ("ALTER DATABASE x SET work_mem = '1MB';", "cluster_wide"),
            ("COMMENT ON ROLE x IS 'y';", "cluster_wide"),
            ("DO $$ BEGIN CREATE ROLE x; END $$;", "cluster_wide"),
            (
                "DO $$ BEGIN CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN DROP ROLE x; END $f$; END $$;",
                "cluster_wide",
            ),
            ("COPY t TO PROGRAM 'sh';", "reaches_outside"),
            ("COPY t FROM '/etc/passwd';", "reaches_outside"),
            ("COPY t TO STDOUT;", "reaches_outside"),
            ("NOTIFY x;", "reaches_outside"),
            ("LOAD 'x';", "reaches_outside"),
            ("CREATE SERVER s FOREIGN DATA WRAPPER w;", "reaches_outside"),
            ("CREATE USER MAPPING FOR x SERVER s;", "reaches_outside"),
            ("CREATE FOREIGN TABLE t () SERVER s;", "reaches_outside"),
            (
                "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p;",
                "reaches_outside",
            ),
            ("LISTEN x;", "session_state"),
            ("DISCARD ALL;", "session_state"),
            ("PREPARE p AS SELECT 1;", "prepared_statement"),
            ("EXECUTE p;", "prepared_statement"),
            (
                "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'x', 'y';",
                "language_not_permitted",
            ),
            ("DO LANGUAGE plpython3u $$ x $$;", "language_not_permitted"),
            ("DO $$ x $$ LANGUAGE plperlu;", "language_not_permitted"),
            (
                "CREATE FUNCTION f() RETURNS int LANGUAGE \"C\" AS 'x';",
                "language_not_permitted",
            ),
            ("DO E'BEGIN NULL; END';", "body_unreadable"),
            ("DO $$ BEGIN NULL END $$;", "body_unreadable"),
            ("DO $$ BEGIN 'a; END $$;", "body_unreadable"),
        ] {
            refused(sql, &[code]);
        }
    }

    #[test]
    fn what_a_change_is_made_of_passes() {
        for sql in [
            "CREATE TABLE t (a int);",
            "CREATE UNLOGGED TABLE t (a int);",
            "CREATE OR REPLACE VIEW v AS SELECT 1;",
            "ALTER TYPE e ADD VALUE 'x';",
            "COMMENT ON COLUMN t.role IS 'role';",
            "CALL p();",
            "DO LANGUAGE plpgsql $$ BEGIN PERFORM 1; x := 2; y.z = 3; a[1] := 4; END $$;",
            "CREATE FUNCTION f() RETURNS int LANGUAGE 'sql' AS 'SELECT 1';",
            "CREATE FUNCTION f() RETURNS int RETURN 1;",
            "WITH a AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM a;",
        ] {
            passes(sql);
        }
    }
}
