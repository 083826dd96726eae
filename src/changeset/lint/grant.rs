//! GRANT and REVOKE stay inside the database: no membership of roles, no privilege on what the server shares.

use crate::changeset::token::Token;

use super::reading::Reading;

const HINT: &str = "Grant privileges on tables, schemas, sequences and functions of this database.";

/// Judges every GRANT and REVOKE.
pub(super) fn check(reading: &mut Reading<'_>) {
    let mut refusals = Vec::new();
    for command in &reading.commands {
        if !command.is_word(0, "grant") && !command.is_word(0, "revoke") {
            continue;
        }
        let on = command.tokens.iter().position(|token| token.is_word("on"));
        let on = on.and_then(|on| command.tokens.get(on + 1));
        let refusal = match on.map(|token| (token, Token::word(token))) {
            None => Some((
                "cluster_wide",
                "membership of a role is shared by the whole server",
            )),
            Some((_, Some("database" | "tablespace" | "parameter"))) => {
                Some(("cluster_wide", "the object is shared by the whole server"))
            }
            Some((_, Some("foreign"))) => {
                Some(("reaches_outside", "a foreign server is another server"))
            }
            Some(_) => None,
        };
        refusals.extend(refusal.map(|(code, message)| (command.line(), code, message)));
    }
    for (line, code, message) in refusals {
        reading.refuse(line, code, message, HINT);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn grants_stay_in_the_database() {
        for (sql, code) in [
            ("GRANT admin TO x;", "cluster_wide"),
            ("REVOKE ADMIN OPTION FOR admin FROM x;", "cluster_wide"),
            ("GRANT CONNECT ON DATABASE d TO x;", "cluster_wide"),
            ("GRANT CREATE ON TABLESPACE t TO x;", "cluster_wide"),
            ("GRANT SET ON PARAMETER work_mem TO x;", "cluster_wide"),
            ("GRANT USAGE ON FOREIGN SERVER s TO x;", "reaches_outside"),
        ] {
            refused(sql, &[code]);
        }
        for sql in [
            "GRANT SELECT, INSERT (a) ON t TO PUBLIC;",
            "REVOKE ALL ON ALL TABLES IN SCHEMA s FROM x;",
            "GRANT EXECUTE ON FUNCTION f() TO x;",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT EXECUTE ON FUNCTIONS TO x;",
        ] {
            passes(sql);
        }
    }
}
