//! Splitting a script into statements as psql does.
//!
//! The rules are those of PostgreSQL's `src/fe_utils/psqlscan.l`: a `;` ends a statement outside parentheses and outside
//! the `BEGIN ... END` of a `CREATE [OR REPLACE] {FUNCTION | PROCEDURE}`.

use crate::changeset::Finding;
use crate::changeset::token::{newlines, tokens};
use crate::sql::lexer::{Lexeme, LexemeKind, Stop, lex_from};

use super::Statement;
use super::meta::{Meta, judge};
use super::variables::first_variable;

const COPY_HINT: &str = "Write the rows as INSERT ... VALUES.";

/// The statements of `text` and what is wrong with it.
pub(super) fn split(path: &str, text: &str) -> (Vec<Statement>, Vec<Finding>) {
    let mut splitter = Splitter {
        path,
        text,
        statements: Vec::new(),
        findings: Vec::new(),
        stops_on_error: false,
    };
    splitter.run();
    (splitter.statements, splitter.findings)
}

struct Splitter<'a> {
    path: &'a str,
    text: &'a str,
    statements: Vec<Statement>,
    findings: Vec<Finding>,
    stops_on_error: bool,
}

impl Splitter<'_> {
    fn run(&mut self) {
        let mut from = 0;
        let mut open: Vec<Lexeme> = Vec::new();
        loop {
            let (lexemes, stop) = match lex_from(self.text, from) {
                Ok(read) => read,
                Err(unterminated) => {
                    self.refuse(
                        unterminated.start,
                        "unterminated",
                        unterminated.to_string(),
                        "Close it: everything after it is taken for its content.",
                    );
                    return;
                }
            };
            let end = lexemes.last().map_or(from, |last| last.end);
            open.extend(lexemes);
            from = match stop {
                Stop::Semicolon => self.semicolon(end, &mut open),
                Stop::Backslash(at) => self.meta(at, !open.is_empty()),
                Stop::End => break,
            };
        }
        if let Some(first) = open.first() {
            self.refuse(
                first.start,
                "unterminated",
                "the last statement has no `;`".to_owned(),
                "End it with `;`: psql does not send it otherwise.",
            );
        }
        if !self.stops_on_error && self.findings.is_empty() {
            self.findings.push(Finding::new(
                self.path,
                1,
                "on_error_stop_missing",
                "psql goes on after an error",
                "Begin the file with `\\set ON_ERROR_STOP on`: people run it with psql, too.",
            ));
        }
    }

    fn refuse(&mut self, offset: usize, code: &'static str, message: String, hint: &'static str) {
        let line = 1 + newlines(self.text.get(..offset).unwrap_or_default());
        self.findings
            .push(Finding::new(self.path, line, code, message, hint));
    }

    /// Judges the command at `backslash`; where reading goes on.
    fn meta(&mut self, backslash: usize, inside_statement: bool) -> usize {
        let rest = self.text.get(backslash..).unwrap_or_default();
        let end = backslash + rest.find('\n').unwrap_or(rest.len());
        let command = self.text.get(backslash..end).unwrap_or_default();
        let before = self.text.get(..backslash).unwrap_or_default();
        let line = 1 + newlines(before);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let alone = before[line_start..].trim().is_empty();
        match judge(self.path, line, command.trim_end()) {
            Err(finding) => self.findings.push(finding),
            Ok(_) if inside_statement || !alone => self.refuse(
                backslash,
                "meta_command",
                format!("`{}` stands after SQL", command.trim_end()),
                "Write it on a line of its own, between statements.",
            ),
            Ok(Meta::StopOnError) if self.statements.is_empty() => self.stops_on_error = true,
            Ok(Meta::StopOnError | Meta::Harmless) => {}
        }
        end
    }

    /// Closes the statement when the `;` that is the last of `open` ends it; where reading goes on.
    fn semicolon(&mut self, end: usize, open: &mut Vec<Lexeme>) -> usize {
        let Some((_, statement)) = open.split_last() else {
            return end;
        };
        if !ends_statement(self.text, statement) {
            return end;
        }
        let copies = is_copy_from_stdin(self.text, statement);
        if let (true, Some(first)) = (copies, statement.first()) {
            self.refuse(
                first.start,
                "copy_inline_data",
                "COPY ... FROM STDIN has its data in the script".to_owned(),
                COPY_HINT,
            );
        } else {
            self.close(statement);
        }
        open.clear();
        if copies {
            self.after_copy_data(end)
        } else {
            end
        }
    }

    fn close(&mut self, lexemes: &[Lexeme]) {
        let (Some(first), Some(last)) = (lexemes.first(), lexemes.last()) else {
            return;
        };
        if let Some(variable) = first_variable(self.text, lexemes) {
            self.refuse(
                variable,
                "psql_variable",
                "psql would insert a variable here".to_owned(),
                "Write the value itself; in a slice write spaces: `a[i : j]`.",
            );
        }
        let own = tokens(self.text, lexemes, 1);
        self.statements.push(Statement {
            text: self.text[first.start..last.end].to_owned(),
            line: own.first().map_or(1, |token| token.line),
            range: first.start..last.end,
            tokens: own,
        });
    }

    fn after_copy_data(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        rest.find("\n\\.")
            .map_or(self.text.len(), |end| from + end + 3)
    }
}

/// Whether a `;` after these lexemes ends the statement.
fn ends_statement(text: &str, lexemes: &[Lexeme]) -> bool {
    let mut parentheses = 0_usize;
    let mut blocks = 0_usize;
    // psql notes the first letters of the first four identifiers when they are among these words.
    let mut opening = Vec::with_capacity(4);
    for lexeme in lexemes {
        match lexeme.kind {
            LexemeKind::Punctuation(b'(') => parentheses += 1,
            LexemeKind::Punctuation(b')') => parentheses = parentheses.saturating_sub(1),
            LexemeKind::Word => {
                let word = lexeme.text(text).to_ascii_lowercase();
                if opening.len() < 4 {
                    opening.push(word.clone());
                }
                let opening: Vec<&str> = opening.iter().map(String::as_str).collect();
                let creates_function = matches!(
                    opening[..],
                    ["create", "function" | "procedure", ..]
                        | ["create", "or", "replace", "function" | "procedure", ..]
                );
                if !creates_function || parentheses > 0 {
                    continue;
                }
                match word.as_str() {
                    "begin" => blocks += 1,
                    "case" if blocks > 0 => blocks += 1,
                    "end" => blocks = blocks.saturating_sub(1),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    parentheses == 0 && blocks == 0
}

fn is_copy_from_stdin(text: &str, statement: &[Lexeme]) -> bool {
    let is = |index: usize, word: &str| {
        statement
            .get(index)
            .is_some_and(|lexeme: &Lexeme| lexeme.is_word(text, word))
    };
    is(0, "copy") && (0..statement.len()).any(|index| is(index, "from") && is(index + 1, "stdin"))
}

#[cfg(test)]
mod tests;
