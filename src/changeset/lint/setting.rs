//! Which settings may change, and how far: `settings.txt`.

use crate::changeset::token::Token;

use super::list::lines;
use super::reading::{Reading, outside_parentheses};
use super::statement::words;

const CODE: &str = "setting_not_permitted";
const HINT: &str =
    "Permitted are limits, search_path and formats; see `settings.txt` for the list.";

/// Judges `SET LOCAL`, in files and bodies, and the SET clauses of functions.
pub(super) fn check(reading: &mut Reading<'_>) {
    let mut refusals = Vec::new();
    for command in &reading.commands {
        let tokens = &command.tokens;
        let words = words(tokens);
        let mut judge = |name: Option<&Token>, in_function: bool| {
            let name = name.map_or(String::new(), |token| token.text.to_ascii_lowercase());
            if !is_permitted(&name, in_function) {
                refusals.push((command.line(), format!("`{name}` may not be set here")));
            }
        };
        if words.starts_with(&["set", "local"]) && !is_identity(&words) {
            judge(tokens.get(2), false);
        }
        if is_routine(&words) {
            let outside = outside_parentheses(tokens);
            for index in outside {
                // A body written BEGIN ATOMIC has UPDATE ... SET of its own.
                if tokens[index].is_word("begin") {
                    break;
                }
                if tokens[index].is_word("set") {
                    judge(tokens.get(index + 1), true);
                }
            }
        }
    }
    for (line, message) in refusals {
        reading.refuse(line, CODE, message, HINT);
    }
}

/// `SET LOCAL ROLE` and `SET LOCAL SESSION AUTHORIZATION` are refused as statements.
fn is_identity(words: &[&str]) -> bool {
    matches!(words.get(2), Some(&"role" | &"session"))
}

fn is_routine(words: &[&str]) -> bool {
    matches!(
        words,
        ["create" | "alter", "function" | "procedure" | "routine", ..]
    )
}

fn is_permitted(name: &str, in_function: bool) -> bool {
    lines(include_str!("settings.txt"))
        .any(|line| line[0] == name && (!in_function || line[1] == "script and function"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn settings_are_local_and_listed() {
        for (sql, code) in [
            ("SET lock_timeout = '5s';", "session_setting"),
            ("SET SESSION lock_timeout = '5s';", "session_setting"),
            ("SET search_path = x;", "session_setting"),
            ("RESET ALL;", "session_setting"),
            ("SET ROLE x;", "session_identity"),
            ("SET LOCAL ROLE x;", "session_identity"),
            ("RESET ROLE;", "session_identity"),
            ("SET SESSION AUTHORIZATION x;", "session_identity"),
            ("SET LOCAL SESSION AUTHORIZATION x;", "session_identity"),
            (
                "SET LOCAL session_replication_role = replica;",
                "setting_not_permitted",
            ),
            (
                "SET LOCAL standard_conforming_strings = off;",
                "setting_not_permitted",
            ),
            (
                "SET LOCAL plpgsql.check_asserts = off;",
                "setting_not_permitted",
            ),
            ("SET LOCAL \"role\" = x;", "setting_not_permitted"),
            (
                "DO $$ BEGIN SET LOCAL row_security = off; END $$;",
                "setting_not_permitted",
            ),
            (
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET lock_timeout = 0 AS 'SELECT 1';",
                "setting_not_permitted",
            ),
            ("ALTER FUNCTION f() SET role = x;", "setting_not_permitted"),
        ] {
            refused(sql, &[code]);
        }
        for sql in [
            "SET LOCAL search_path = public, pg_temp;",
            "SET LOCAL statement_timeout TO '1min';",
            "SET CONSTRAINTS ALL DEFERRED;",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = '' AS 'SELECT 1';",
            "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1;",
            "UPDATE t SET role = 'x';",
            "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC UPDATE t SET a = 1; END;",
        ] {
            passes(sql);
        }
    }
}
