//! psql's backslash commands: which may stand in a script.
//!
//! psql files are programs: `\!`, `\copy ... to program` and `\connect` all run, and `\set ON_ERROR_STOP off` in a file
//! overrides `-v ON_ERROR_STOP=1`. So the few that change nothing are allowed, and everything else is refused.

use crate::changeset::Finding;

const HINT: &str = "Allowed are `\\set ON_ERROR_STOP on`, `\\echo`, `\\timing`, `\\restrict` and `\\unrestrict`, alone on a line.";

/// What an allowed command is to the rest of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meta {
    /// `\set ON_ERROR_STOP on`.
    StopOnError,
    /// One that changes nothing.
    Harmless,
}

/// Judges one command: `command` is the text from its backslash to the end of the line.
///
/// # Errors
/// `meta_command`, or `on_error_stop_off`.
pub(super) fn judge(path: &str, line: usize, command: &str) -> Result<Meta, Finding> {
    let refuse = |code, message: String| Err(Finding::new(path, line, code, message, HINT));
    let words: Vec<&str> = command.split_ascii_whitespace().collect();
    let (name, arguments) = words
        .split_first()
        .map_or(("\\", &[][..]), |(n, a)| (*n, a));
    let rest = command.get(1..).unwrap_or_default();
    // A second backslash begins another command, a backquote runs a shell, and a colon may insert a variable.
    if let Some(character) = rest.chars().find(|c| matches!(c, '\\' | '`')) {
        return refuse(
            "meta_command",
            format!("`{name}` is followed by `{character}`, which psql runs"),
        );
    }
    if arguments.iter().any(|argument| argument.contains(':')) && name != "\\echo" {
        return refuse("meta_command", format!("`{name}` with a psql variable"));
    }
    match (name, arguments) {
        ("\\set", ["ON_ERROR_STOP", "on" | "1"]) => Ok(Meta::StopOnError),
        ("\\set", ["ON_ERROR_STOP", ..]) => refuse(
            "on_error_stop_off",
            format!("`{}` does not stop at an error", words.join(" ")),
        ),
        ("\\echo", _) if !inserts_variable(command) => Ok(Meta::Harmless),
        ("\\timing", [] | ["on" | "off"]) => Ok(Meta::Harmless),
        ("\\restrict" | "\\unrestrict", [key])
            if key.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            Ok(Meta::Harmless)
        }
        _ => refuse("meta_command", format!("`{name}` is not allowed")),
    }
}

/// `\echo` shows `done: 3` as it is, and replaces `:name`.
fn inserts_variable(command: &str) -> bool {
    command.split(':').skip(1).any(|after| {
        after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '"' | '{'))
    })
}

#[cfg(test)]
mod tests {
    use super::{Meta, judge};

    #[test]
    fn allows_what_changes_nothing() {
        for command in [
            "\\echo adding: the tables",
            "\\echo",
            "\\timing",
            "\\timing on",
            "\\restrict a1B2",
            "\\unrestrict a1B2",
        ] {
            assert_eq!(judge("a.sql", 1, command), Ok(Meta::Harmless), "{command}");
        }
        for command in ["\\set ON_ERROR_STOP on", "\\set  ON_ERROR_STOP\t1 "] {
            assert_eq!(judge("a.sql", 1, command), Ok(Meta::StopOnError));
        }
    }

    #[test]
    fn refuses_the_rest() {
        for (command, code) in [
            ("\\! ls", "meta_command"),
            ("\\!ls", "meta_command"),
            ("\\copy t from 'x'", "meta_command"),
            ("\\connect other", "meta_command"),
            ("\\c other", "meta_command"),
            ("\\i other.sql", "meta_command"),
            ("\\ir other.sql", "meta_command"),
            ("\\gexec", "meta_command"),
            ("\\g | sh", "meta_command"),
            ("\\if true", "meta_command"),
            ("\\;", "meta_command"),
            ("\\", "meta_command"),
            ("\\set x 1", "meta_command"),
            ("\\set on_error_stop on", "meta_command"),
            ("\\set ON_ERROR_STOP off", "on_error_stop_off"),
            ("\\set ON_ERROR_STOP", "on_error_stop_off"),
            ("\\set ON_ERROR_STOP 0", "on_error_stop_off"),
            ("\\set ON_ERROR_STOP on off", "on_error_stop_off"),
            ("\\set ON_ERROR_STOP on \\! ls", "meta_command"),
            ("\\echo a \\! ls", "meta_command"),
            ("\\echo a \\\\ COMMIT;", "meta_command"),
            ("\\echo `ls`", "meta_command"),
            ("\\echo :HOST", "meta_command"),
            ("\\echo :{?x}", "meta_command"),
            ("\\timing :x", "meta_command"),
            ("\\restrict a b", "meta_command"),
            ("\\ECHO a", "meta_command"),
        ] {
            let refused = judge("a.sql", 1, command).expect_err(command);
            assert_eq!(refused.code, code, "{command}");
        }
    }
}
