//! `session_replication_role` by a detour: it switches triggers and foreign keys off.

use super::reading::Reading;

/// Judges what names the setting in other places than SET, which has a rule of its own.
pub(super) fn check(reading: &mut Reading<'_>) {
    let mut lines = Vec::new();
    for tokens in &reading.texts {
        if tokens.first().is_some_and(|token| token.is_word("set")) {
            continue;
        }
        for token in tokens {
            // A body between dollars is among the texts itself.
            let is_body = token.kind == crate::changeset::token::TokenKind::DollarLiteral;
            if !is_body
                && token
                    .text
                    .to_ascii_lowercase()
                    .contains("session_replication_role")
            {
                lines.push(token.line);
            }
        }
    }
    for line in lines {
        reading.refuse(
            line,
            "replication_role",
            "session_replication_role switches triggers and foreign keys off",
            "Leave it: what triggers and foreign keys say of the change is part of the rehearsal.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn triggers_stay_on() {
        for sql in [
            "UPDATE x SET setting = 'replica' WHERE name = 'session_replication_role';",
            "DO $$ BEGIN PERFORM 'SESSION_REPLICATION_ROLE'; END $$;",
        ] {
            refused(sql, &["replication_role"]);
        }
        passes("-- session_replication_role\nCREATE TABLE replication_role (a int);");
    }
}
