//! What a file creates and calls, by name: not a rule, but what a reviewer and the runner want to know.

use crate::changeset::Created;
use crate::changeset::token::Token;

use super::reading::Reading;
use super::statement::words;

/// Kinds of objects, those of two words first.
const KINDS: [&[&str]; 20] = [
    &["materialized", "view"],
    &["recursive", "view"],
    &["unique", "index"],
    &["constraint", "trigger"],
    &["text", "search"],
    &["aggregate"],
    &["collation"],
    &["domain"],
    &["extension"],
    &["function"],
    &["index"],
    &["operator"],
    &["policy"],
    &["procedure"],
    &["schema"],
    &["sequence"],
    &["statistics"],
    &["table"],
    &["trigger"],
    &["type"],
];

/// What the file's own statements create.
pub(super) fn creates(reading: &Reading<'_>) -> Vec<Created> {
    reading
        .commands
        .iter()
        .filter(|command| command.index.is_some())
        .filter_map(|command| created(&command.tokens))
        .collect()
}

fn created(tokens: &[Token]) -> Option<Created> {
    let read = words(tokens);
    let (create, rest) = read.split_first()?;
    if *create != "create" {
        return None;
    }
    let view: &[&[&str]] = &[&["view"]];
    let kind = KINDS
        .iter()
        .chain(view)
        .find(|kind| rest.starts_with(kind))?;
    let last = kind.last()?;
    let at = tokens.iter().position(|token| token.is_word(last))? + 1;
    let exists = tokens.get(at).is_some_and(|token| token.is_word("if"));
    let at = if exists { at + 3 } else { at };
    // An index may have no name of its own.
    let name = tokens.get(at).filter(|token| !token.is_word("on"))?;
    let mut name = name.name()?.to_owned();
    if tokens.get(at + 1).is_some_and(|dot| dot.is_symbol(".")) {
        name = format!("{name}.{}", tokens.get(at + 2)?.name()?);
    }
    Some(Created {
        kind: kind.join(" "),
        name,
        line: tokens.first()?.line,
    })
}

/// The procedures that the file calls, in bodies too, each once.
pub(super) fn calls(reading: &Reading<'_>) -> Vec<String> {
    let mut calls: Vec<String> = Vec::new();
    for command in &reading.commands {
        if !command.is_word(0, "call") {
            continue;
        }
        let name = command.tokens.iter().skip(1);
        let name = name.take_while(|token| !token.is_symbol("("));
        let name: String = name.map(|token| token.text.as_str()).collect();
        if !calls.contains(&name) {
            calls.push(name);
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::super::testing::linted;

    #[test]
    fn names_what_is_created_and_called() {
        let sql = "CREATE TABLE IF NOT EXISTS s.t (a int);\n\
                   CREATE UNIQUE INDEX i ON s.t (a);\n\
                   CREATE OR REPLACE FUNCTION \"F\"() RETURNS int LANGUAGE sql AS 'SELECT 1';\n\
                   CREATE MATERIALIZED VIEW v AS SELECT 1;\n\
                   CALL s.p(1); DO $$ BEGIN CALL q(); END $$;";
        let linted = linted(sql);
        let file = &linted.commit_files()[0];
        let created: Vec<(&str, &str)> = file
            .creates()
            .iter()
            .map(|created| (created.kind.as_str(), created.name.as_str()))
            .collect();
        assert_eq!(
            created,
            [
                ("table", "s.t"),
                ("unique index", "i"),
                ("function", "F"),
                ("materialized view", "v")
            ]
        );
        assert_eq!(file.calls(), ["s.p", "q"]);
    }
}
