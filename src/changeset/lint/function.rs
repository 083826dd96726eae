//! Functions that reach past the transaction: those that no read may call, less the exceptions of `functions.txt`.

use crate::changeset::token::Token;
use crate::policy::{Listing, line};

use super::list::lines;
use super::reading::Reading;

const HINT: &str = "A change set changes rows and objects of its database, and nothing else.";

/// Judges every name.
pub(super) fn check(reading: &mut Reading<'_>) {
    let mut refusals = Vec::new();
    for tokens in &reading.texts {
        refusals.extend(denied(tokens));
    }
    for (line, message) in refusals {
        reading.refuse(line, "function_not_permitted", message, HINT);
    }
}

/// The line and the reason of each denied function that these tokens name.
pub(super) fn denied(tokens: &[Token]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Some(name) = token.name() else { continue };
        let before = |back: usize| index.checked_sub(back).and_then(|at| tokens.get(at));
        let schema = before(1)
            .filter(|dot| dot.is_symbol("."))
            .and_then(|_| before(2))
            .and_then(Token::name);
        let names_relation = before(1)
            .and_then(Token::word)
            .is_some_and(|word| ["into", "table", "references", "exists", "on"].contains(&word));
        let is_call = !names_relation
            && tokens
                .get(index + 1)
                .is_some_and(|next| next.is_symbol("("));
        let listed = line(schema.unwrap_or("pg_catalog"), name)
            // `(row).name` calls a function, too.
            .or_else(|| schema.and_then(|_| line("pg_catalog", name)));
        let Some(listed) = listed else { continue };
        let of_postgresql = listed.name.starts_with("pg_catalog.");
        let excepted = lines(include_str!("functions.txt")).any(|line| line[0] == name);
        if let Listing::Denied(why) = listed.listing
            && (is_call || of_postgresql)
            && !excepted
        {
            found.push((token.line, format!("{name}: {why}")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn functions_stay_in_the_transaction() {
        for sql in [
            "SELECT pg_read_file('/etc/passwd');",
            "SELECT pg_catalog.PG_READ_FILE ('/etc/passwd');",
            "SELECT ('/etc/passwd'::text).pg_read_file;",
            "SELECT \"pg_read_file\"('x');",
            "SELECT * FROM dblink('host=x', 'COMMIT') AS t(a int);",
            "SELECT public.dblink_exec('x', 'y');",
            "SELECT set_config('session_authorization', 'x', false);",
            "SELECT lo_export(1, '/x');",
            "SELECT pg_terminate_backend(1);",
            "SELECT pg_notify('a', 'b');",
            "SELECT query_to_xml('SELECT 1', true, true, '');",
            "SELECT pg_advisory_lock(1);",
            "SELECT pg_sleep(10);",
            "CREATE VIEW v AS SELECT pg_ls_dir('.');",
            "DO $$ BEGIN PERFORM pg_sleep(1); END $$;",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT lo_import('/x') $$;",
            "DO $$ BEGIN EXECUTE 'SELECT pg_sleep(1)'; END $$;",
            "DO $$ DECLARE a text := pg_read_file('x'); BEGIN NULL; END $$;",
        ] {
            refused(sql, &["function_not_permitted"]);
        }
        for sql in [
            "SELECT nextval('s'), setval('s', 1), pg_advisory_xact_lock(1);",
            "SELECT now(), count(*), to_regclass('x'), gen_random_uuid() FROM generate_series(1, 3);",
            "SELECT 'pg_read_file', 1 AS http;",
            "INSERT INTO http (a) VALUES (1);",
        ] {
            passes(sql);
        }
    }
}
