//! `SET LOCAL lock_timeout` before the first change: nothing waits long for a lock, and so holds none long that others wait for.

use std::time::Duration;

use crate::changeset::manifest::postgres_duration;

use super::reading::{Command, Reading};

const HINT: &str = "Write `SET LOCAL lock_timeout = '5s';` directly after BEGIN, at most the manifest's lock_timeout.";

/// Checks that the limit is there, early enough, and low enough wherever it is set.
pub(super) fn check(reading: &mut Reading<'_>, ceiling: Duration) {
    let mut refusals: Vec<(usize, &'static str, String)> = Vec::new();
    for command in reading.commands.iter().filter(|command| sets(command)) {
        let value = value(command);
        let refusal = match value.as_deref().map(|text| (text, postgres_duration(text))) {
            Some((_, Some(duration))) if duration.is_zero() => {
                Some(("lock_timeout_zero", "lock_timeout 0 is no limit".to_owned()))
            }
            Some((text, Some(duration))) if duration > ceiling => Some((
                "lock_timeout_long",
                format!(
                    "lock_timeout `{text}` is more than {} ms",
                    ceiling.as_millis()
                ),
            )),
            Some((_, Some(_))) => None,
            Some((_, None)) | None => Some((
                "lock_timeout_unreadable",
                "the value of lock_timeout cannot be read".to_owned(),
            )),
        };
        refusals.extend(refusal.map(|(code, message)| (command.line(), code, message)));
    }
    let at_top = |command: &&Command| command.index.is_some();
    let top: Vec<&Command> = reading.commands.iter().filter(at_top).collect();
    let frame = usize::from(
        top.first()
            .is_some_and(|first| first.is_word(0, "begin") || first.is_word(0, "start")),
    );
    let before = top.iter().skip(frame);
    let early = before
        .clone()
        .take_while(|command| command.is_word(0, "set") && command.is_word(1, "local"))
        .any(|command| sets(command));
    if !early {
        match before.clone().find(|command| sets(command)) {
            Some(late) => refusals.push((
                late.line(),
                "lock_timeout_late",
                "lock_timeout is set after the first change".to_owned(),
            )),
            None => refusals.push((
                top.first().map_or(1, |first| first.line()),
                "lock_timeout_missing",
                "the file does not limit how long it waits for a lock".to_owned(),
            )),
        }
    }
    for (line, code, message) in refusals {
        reading.refuse(line, code, message, HINT);
    }
}

fn sets(command: &Command) -> bool {
    let name = command.tokens.get(2).and_then(|token| token.name());
    command.is_word(0, "set")
        && command.is_word(1, "local")
        && name.is_some_and(|name| name.eq_ignore_ascii_case("lock_timeout"))
}

fn value(command: &Command) -> Option<String> {
    match command.tokens.get(3..)? {
        [operator, value] if operator.is_symbol("=") || operator.is_word("to") => value
            .literal()
            .map(str::to_owned)
            .or_else(|| value.word().is_none().then(|| value.text.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{COMMIT, passes, passes_file, refused, refused_file};

    fn file(from: &str, to: &str) -> String {
        assert!(COMMIT.contains(from));
        COMMIT.replace(from, to)
    }

    #[test]
    fn the_limit_is_there_early_and_low() {
        const GOOD: &str = "SET LOCAL lock_timeout = '5s';";
        for (to, code) in [
            ("", "lock_timeout_missing"),
            (
                "SET LOCAL statement_timeout = '5s';",
                "lock_timeout_missing",
            ),
            (
                "SELECT 1; SET LOCAL lock_timeout = '5s';",
                "lock_timeout_late",
            ),
            ("SET LOCAL lock_timeout = 0;", "lock_timeout_zero"),
            ("SET LOCAL lock_timeout = '0s';", "lock_timeout_zero"),
            ("SET LOCAL lock_timeout = '100us';", "lock_timeout_zero"),
            ("SET LOCAL lock_timeout TO '11s';", "lock_timeout_long"),
            ("SET LOCAL lock_timeout = 10001;", "lock_timeout_long"),
            ("SET LOCAL \"lock_timeout\" = '1min';", "lock_timeout_long"),
            (
                "SET LOCAL lock_timeout TO DEFAULT;",
                "lock_timeout_unreadable",
            ),
            ("SET LOCAL lock_timeout = -1;", "lock_timeout_unreadable"),
            (
                "SET LOCAL lock_timeout = '0.1ms';",
                "lock_timeout_unreadable",
            ),
            (
                "-- SET LOCAL lock_timeout = '5s';\n",
                "lock_timeout_missing",
            ),
        ] {
            refused_file(&file(GOOD, to), &[code]);
        }
        for to in [
            "SET LOCAL lock_timeout = 10000;",
            "set local Lock_Timeout to '10s';",
            "SET LOCAL search_path = public; SET LOCAL lock_timeout = '1 s';",
        ] {
            passes_file(&file(GOOD, to));
        }
    }

    #[test]
    fn it_is_not_lifted_later() {
        refused("SET LOCAL lock_timeout = 0;", &["lock_timeout_zero"]);
        refused(
            "DO $$ BEGIN SET LOCAL lock_timeout = 0; END $$;",
            &["lock_timeout_zero"],
        );
        passes("SET LOCAL lock_timeout = '2s';");
    }
}
