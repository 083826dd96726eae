//! No `EXCEPTION WHEN OTHERS`: it swallows what the guard and the negatives raise.

use crate::changeset::plpgsql::Condition;

use super::reading::Reading;

/// Judges every handler of every body.
pub(super) fn check(reading: &mut Reading<'_>) {
    let mut lines = Vec::new();
    for body in &reading.blocks {
        body.block.each_block(&mut |block| {
            for handler in &block.handlers {
                if handler
                    .conditions
                    .contains(&Condition::Named("others".to_owned()))
                {
                    lines.push(handler.line);
                }
            }
        });
    }
    for line in lines {
        reading.refuse(
            line,
            "when_others",
            "WHEN OTHERS swallows every error, those of guards too",
            "Name the condition that is expected.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    #[test]
    fn others_are_not_caught() {
        for sql in [
            "DO $$ BEGIN NULL; EXCEPTION WHEN OTHERS THEN NULL; END $$;",
            "DO $$ BEGIN IF a THEN BEGIN NULL; EXCEPTION WHEN x OR Others THEN NULL; END; END IF; END $$;",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; EXCEPTION WHEN OTHERS THEN RETURN 2; END $$;",
        ] {
            refused(sql, &["when_others"]);
        }
        for sql in [
            "DO $$ BEGIN NULL; EXCEPTION WHEN unique_violation THEN NULL; END $$;",
            "DO $$ BEGIN -- WHEN OTHERS THEN\n PERFORM 'WHEN OTHERS THEN'; END $$;",
        ] {
            passes(sql);
        }
    }
}
