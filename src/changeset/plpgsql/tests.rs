use super::{Text, parse};
use crate::changeset::token::tokenize;

fn read(body: &str) -> Result<Vec<String>, String> {
    let tokens = tokenize(body, 1).expect("complete");
    let block = parse(&tokens).map_err(|error| format!("{}: {}", error.line, error.what))?;
    let mut read = Vec::new();
    block.each_text(&mut |text| {
        let (prefix, tokens) = match text {
            Text::Statement(tokens) => ("", tokens),
            Text::Expression(tokens) => ("? ", tokens),
        };
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        read.push(format!("{prefix}{}", words.join(" ")));
    });
    Ok(read)
}

#[test]
fn reads_every_form() {
    for (body, expected) in [
        ("BEGIN NULL; END", vec!["null"]),
        ("begin end;", vec![]),
        (
            "DECLARE a int := 1; b CURSOR FOR SELECT 1; BEGIN a := 2; END;",
            vec!["? a int := 1", "? b cursor for select 1", "a := 2"],
        ),
        (
            "BEGIN IF a THEN b; ELSIF c THEN d; ELSEIF e THEN f; ELSE g; END IF; END",
            vec!["? a", "b", "? c", "d", "? e", "f", "g"],
        ),
        (
            "BEGIN CASE x WHEN 1, 2 THEN a; ELSE b; END CASE; END",
            vec!["? x 1 , 2", "a", "b"],
        ),
        (
            "BEGIN a := CASE WHEN b THEN 1 ELSE 2 END; END",
            vec!["a := case when b then 1 else 2 end"],
        ),
        (
            "BEGIN IF (CASE WHEN b THEN c END) THEN d; END IF; END",
            vec!["? ( case when b then c end )", "d"],
        ),
        (
            "<<o>> BEGIN <<l>> FOR r IN SELECT 1 LOOP EXIT l; END LOOP l; <<i>> BEGIN NULL; END i; END o",
            vec!["? for r in select 1", "exit l", "null"],
        ),
        (
            "BEGIN WHILE a LOOP b; END LOOP; LOOP c; END LOOP; END",
            vec!["? while a", "b", "? ", "c"],
        ),
        (
            "BEGIN a; EXCEPTION WHEN x OR SQLSTATE '23505' THEN b; WHEN y THEN c; END",
            vec!["a", "b", "c"],
        ),
        (
            "#variable_conflict use_column\nBEGIN return := 1; exception := 2; END",
            vec!["return := 1", "exception := 2"],
        ),
        (
            "BEGIN CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; a; END",
            vec![
                "create function f ( ) returns int begin atomic select 1 ; select 2 ; end",
                "a",
            ],
        ),
    ] {
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(read(body), Ok(expected), "{body}");
    }
}

#[test]
fn what_does_not_fit_is_an_error() {
    for body in [
        "",
        "NULL;",
        "BEGIN NULL END",
        "BEGIN IF a THEN b; END; END",
        "BEGIN ELSE END",
        "BEGIN a); END",
        "BEGIN NULL; END; COMMIT;",
        "BEGIN LOOP a; END IF; END",
        "BEGIN ; END",
        "BEGIN a; EXCEPTION WHEN x y THEN b; END",
    ] {
        assert!(read(body).is_err(), "{body}");
    }
}
