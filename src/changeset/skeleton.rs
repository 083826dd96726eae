//! A change set to start from: it passes [`lint`](fn@super::lint) and a rehearsal as it is.

/// The files of a skeleton, with `__NAME__` and `__TAG__` where the name and the tag go.
const FILES: [(&str, &str); 4] = [
    ("manifest.toml", include_str!("skeleton/manifest.toml")),
    ("01_tables.sql", include_str!("skeleton/01_tables.sql")),
    (
        "90_negatives.sql",
        include_str!("skeleton/90_negatives.sql"),
    ),
    ("Z_rollback.sql", include_str!("skeleton/Z_rollback.sql")),
];

/// The files of a new change set, as paths in its folder and their text: a small tagged table in the schema `public`, its
/// rollback, and one negative. `name` becomes part of the table's name, with `_` for what an unquoted name cannot hold;
/// `date_tag` is the tag, for example `TEST_CLONE_finalization_2026-06-03`.
pub fn skeleton(name: &str, date_tag: &str) -> Vec<(String, String)> {
    let table = table_part(name);
    FILES
        .iter()
        .map(|(path, text)| {
            let text = text
                .replace("__NAME__", &table)
                .replace("__TAG__", date_tag);
            ((*path).to_owned(), text)
        })
        .collect()
}

/// At most 40 of PostgreSQL's 63 bytes, so that names made from it fit, too.
fn table_part(name: &str) -> String {
    name.chars()
        .take(40)
        .map(|character| match character {
            'a'..='z' | '0'..='9' => character,
            'A'..='Z' => character.to_ascii_lowercase(),
            _ => '_',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::skeleton;
    use crate::changeset::{ChangeSet, lint};

    #[test]
    fn it_passes() {
        for (name, tag) in [
            ("finalization", "TEST_CLONE_finalization_2026-06-03"),
            ("1 Größe; DROP TABLE x", "TEST_2026"),
        ] {
            let files = skeleton(name, tag)
                .into_iter()
                .map(|(path, text)| (path, text.into_bytes()))
                .collect();
            let linted = ChangeSet::parse(name, files)
                .and_then(lint)
                .expect("a skeleton passes");
            assert_eq!(linted.tag(), tag);
            assert_eq!(linted.name(), name);
            let file = &linted.commit_files()[0];
            assert_eq!(file.script().statements()[0].text(), "BEGIN");
            assert!(file.body()[0].text().starts_with("SET LOCAL lock_timeout"));
            assert!(file.guard().text().starts_with("DO $guard$"));
            assert_eq!(file.script().statements().len(), file.body().len() + 3);
            assert_eq!(file.creates()[0].kind, "table");
            assert!(
                linted.rollback_file().body()[1]
                    .text()
                    .starts_with("DROP TABLE")
            );
            let case = &linted.negatives()[0].cases()[0];
            assert_eq!(
                (case.declared().sqlstate.as_str(), case.not_refused()),
                ("23514", "NG001")
            );
            let negatives = &linted.negatives()[0];
            assert!(
                negatives.script().statements()[case.statement()]
                    .text()
                    .starts_with("DO $case$")
            );
        }
    }
}
