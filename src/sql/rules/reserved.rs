//! Reserved words are no names: where the syntax tree has one as a name, the parser has misread.

use sqlparser::ast::Ident;

use crate::sql::reading::Reading;

/// PostgreSQL 15's reserved keywords (`pg_get_keywords()` with `catcode` R), sorted. The server has the
/// last word, so a version with one more only loses this early answer.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "initially",
    "intersect",
    "into",
    "lateral",
    "leading",
    "limit",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "placing",
    "primary",
    "references",
    "returning",
    "select",
    "session_user",
    "some",
    "symmetric",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "when",
    "where",
    "window",
    "with",
];

/// Leaves the statement to the server when an unquoted name is a reserved word.
pub(in crate::sql) fn check(name: &Ident, reading: &mut Reading<'_>) {
    if name.quote_style.is_none() && is_reserved(&name.value) {
        reading.undecided(
            name.span,
            "a reserved word stands where a name is expected, so only the server can read this",
        );
    }
}

fn is_reserved(word: &str) -> bool {
    // The longest one has 17 letters, and most names are compared with very few.
    word.len() <= 17
        && RESERVED
            .binary_search_by(|reserved| {
                reserved
                    .bytes()
                    .cmp(word.bytes().map(|byte| byte.to_ascii_lowercase()))
            })
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_approved, all_undecided};
    use super::RESERVED;

    #[test]
    fn the_list_is_sorted_and_short() {
        assert!(RESERVED.is_sorted());
        assert!(RESERVED.iter().all(|word| word.len() <= 17));
    }

    #[test]
    fn misread_statements_are_left_to_the_server() {
        all_undecided(&[
            "SELECT * FROM ONLY (secret)",
            "SELECT * FROM a, ONLY (secret) s",
            "SELECT U&\"pg_sl\\0065ep\"(1)",
            "SELECT u&\"c\\006fl\" FROM t",
            "SELECT pg_lsn '0/16'",
            "SELECT 1 FROM t WHERE a = inet '10.0.0.1'",
            "SELECT 'a' 'b'",
            "SELECT 0x1F",
            "SELECT * FROM t*",
            "SELECT 1 un\u{131}on SELECT 2",
        ]);
    }

    #[test]
    fn only_and_table_are_read_as_postgresql_does() {
        use super::super::testing::read;
        use crate::sql::FirstReading;
        for sql in [
            "SELECT * FROM ONLY secret",
            "SELECT * FROM a JOIN ONLY secret s ON true",
            "SELECT * FROM a, ONLY secret AS s",
            "SELECT 1 UNION ALL TABLE secret",
            "TABLE secret",
            "WITH x AS (TABLE secret) SELECT * FROM x",
            "WITH x AS (SELECT 1) TABLE secret",
            "SELECT (TABLE secret)",
            "SELECT 1 IN (TABLE secret)",
            "TABLE ONLY secret",
        ] {
            match read(sql) {
                FirstReading::Approved(inventory) => {
                    assert!(
                        inventory.relations.contains("secret"),
                        "{sql} {inventory:?}"
                    );
                    assert!(!inventory.relations.contains("only"), "{sql} {inventory:?}");
                }
                other => panic!("{sql}: {other:?}"),
            }
        }
    }

    #[test]
    fn quoted_and_qualified_names_are_names() {
        all_approved(&[
            "SELECT \"table\", \"user\" FROM \"only\"",
            "SELECT t.order, t.user FROM t",
            "SELECT a FROM t FETCH FIRST 1 ROW ONLY",
        ]);
    }
}
