use super::split;

fn statements(text: &str) -> Vec<(String, usize)> {
    let text = format!("\\set ON_ERROR_STOP on\n{text}");
    let (statements, findings) = split("a.sql", &text);
    assert_eq!(findings, [], "{text}");
    statements
        .into_iter()
        .map(|statement| {
            assert_eq!(&text[statement.range()], statement.text());
            (statement.text, statement.line)
        })
        .collect()
}

fn codes(text: &str) -> Vec<(&'static str, usize)> {
    let (_, findings) = split("a.sql", text);
    findings
        .into_iter()
        .map(|finding| (finding.code, finding.line))
        .collect()
}

#[test]
fn splits_as_psql_does() {
    for (text, expected) in [
        ("BEGIN;\n\nCOMMIT;", vec!["BEGIN", "COMMIT"]),
        ("a /* ; /* ; */ ; */ b;", vec!["a /* ; /* ; */ ; */ b"]),
        ("a -- ; COMMIT;\n b;", vec!["a -- ; COMMIT;\n b"]),
        ("-- note\na;;;b;", vec!["a", "b"]),
        ("DO $$ BEGIN a; END $$;", vec!["DO $$ BEGIN a; END $$"]),
        ("DO $a$ $$;$$ $a$; b;", vec!["DO $a$ $$;$$ $a$", "b"]),
        (
            "SELECT 'a;b', E'\\';', \"c;d\", U&'\\0061;';",
            vec!["SELECT 'a;b', E'\\';', \"c;d\", U&'\\0061;'"],
        ),
        (
            "CREATE RULE r AS ON INSERT TO t DO (a; b);",
            vec!["CREATE RULE r AS ON INSERT TO t DO (a; b)"],
        ),
        (
            "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; b;",
            vec![
                "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END",
                "b",
            ],
        ),
        (
            "CREATE TABLE begin_note (a int); b;",
            vec!["CREATE TABLE begin_note (a int)", "b"],
        ),
        // Not CREATE FUNCTION: BEGIN opens nothing.
        (
            "BEGIN; CREATE VIEW function AS SELECT 1; END;",
            vec!["BEGIN", "CREATE VIEW function AS SELECT 1", "END"],
        ),
    ] {
        let read: Vec<String> = statements(text).into_iter().map(|(text, _)| text).collect();
        assert_eq!(read, expected, "{text}");
    }
}

#[test]
fn a_commit_that_psql_sees_is_seen() {
    for text in [
        "SELECT '$$'; COMMIT; SELECT '$$';",
        "SELECT E'\\''; COMMIT; SELECT '';",
        "SELECT '\\'; COMMIT; SELECT '';",
        "SELECT $a$ $b$ $a$; COMMIT; SELECT 1;",
        "SELECT 1 /* /* */ */; COMMIT; SELECT 1 /* */;",
        "SELECT a$$; COMMIT; SELECT a$$;",
        "SELECT \"$$\"; COMMIT; SELECT \"$$\";",
        "SELECT 1 --'\n; COMMIT; --'\n SELECT 1;",
    ] {
        assert!(
            statements(text).iter().any(|(text, _)| text == "COMMIT"),
            "{text}"
        );
    }
}

#[test]
fn line_numbers_hold_over_commands_and_comments() {
    let read = statements("\\echo it's\n\\timing on\nBEGIN;\n/* a\nb */ a\n;\r\nCOMMIT;");
    let lines: Vec<usize> = read.into_iter().map(|(_, line)| line).collect();
    assert_eq!(lines, [4, 6, 8]);
}

#[test]
fn a_backslash_in_quotes_and_comments_is_no_command() {
    let text = "SELECT E'\\! ls', '\\! ls', \"\\!\", $$\\! ls$$ -- \\! ls\n/* \\! ls */;";
    assert_eq!(statements(text).len(), 1);
}

#[test]
fn what_is_wrong_has_its_line() {
    let on = "\\set ON_ERROR_STOP on\n";
    for (text, expected) in [
        ("BEGIN;", vec![("on_error_stop_missing", 1)]),
        (
            "BEGIN;\n\\set ON_ERROR_STOP on\n",
            vec![("on_error_stop_missing", 1)],
        ),
        (&format!("{on}SELECT 1\n"), vec![("unterminated", 2)]),
        (&format!("{on}SELECT 'a\n"), vec![("unterminated", 2)]),
        (&format!("{on}SELECT $x$a\n$X$;"), vec![("unterminated", 2)]),
        (&format!("{on}/* /* */\n"), vec![("unterminated", 2)]),
        (&format!("{on}SELECT (1;\n"), vec![("unterminated", 2)]),
        (&format!("{on}SELECT 1 \\g\n;"), vec![("meta_command", 2)]),
        (
            &format!("{on}SELECT 1; \\echo a\n"),
            vec![("meta_command", 2)],
        ),
        (
            &format!("{on}SELECT 1\n\\echo a\n;"),
            vec![("meta_command", 3)],
        ),
        (
            &format!("{on}SELECT 1 \\; SELECT 2;"),
            vec![("meta_command", 2), ("unterminated", 2)],
        ),
        (
            &format!("{on}a;\n\\! ls\n\\c x\n"),
            vec![("meta_command", 3), ("meta_command", 4)],
        ),
        (&format!("{on}SELECT\n :x;"), vec![("psql_variable", 3)]),
        (
            &format!("{on}COPY t FROM STDIN;\n1\tit's\n\\.\nSELECT 1;"),
            vec![("copy_inline_data", 2)],
        ),
    ] {
        assert_eq!(codes(text), expected, "{text}");
    }
}
