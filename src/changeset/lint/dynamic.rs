//! SQL that a body makes from text: `EXECUTE`. Only text that can be read here can be judged.

use crate::changeset::token::{Token, TokenKind, tokenize};

/// The code of this rule.
pub(super) const CODE: &str = "dynamic_sql";
/// What to write instead.
pub(super) const HINT: &str = "Write EXECUTE 'text', or EXECUTE format('text', ...) with %I and %L, and pass values by USING.";

/// The expressions that `EXECUTE` runs among these tokens of a PL/pgSQL statement or header.
pub(super) fn texts(tokens: &[Token]) -> Vec<Vec<Token>> {
    // GRANT EXECUTE ON, ALTER DEFAULT PRIVILEGES ... GRANT EXECUTE, and CREATE TRIGGER ... EXECUTE FUNCTION run no text.
    let is_sql = |words: &[&str]| words.iter().any(|word| tokens[0].is_word(word));
    if tokens.is_empty() || is_sql(&["grant", "revoke", "alter"]) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let after = tokens.get(index + 1);
        let names_function =
            after.is_some_and(|next| next.is_word("function") || next.is_word("procedure"));
        let is_field = index > 0 && tokens[index - 1].is_symbol(".");
        if !token.is_word("execute") || names_function || is_field {
            continue;
        }
        let expression: Vec<Token> = tokens[index..].to_vec();
        found.push(expression);
    }
    found
}

/// The statements in the text that `tokens` (from `EXECUTE` on) run.
///
/// # Errors
/// The line and why the text cannot be read.
pub(super) fn statements(tokens: &[Token]) -> Result<Vec<Vec<Token>>, (usize, String)> {
    let line = tokens.first().map_or(1, |token| token.line);
    let error = |reason: &str| Err((line, format!("EXECUTE runs {reason}")));
    let mut expression = tokens.get(1..).unwrap_or_default();
    if let Some(end) = end_of_expression(expression) {
        expression = &expression[..end];
    }
    while let [open, inside @ .., close] = expression {
        if !(open.is_symbol("(") && close.is_symbol(")")) {
            break;
        }
        expression = inside;
    }
    let text = match expression {
        [text] => text.literal().map(str::to_owned),
        [format, open, template, rest @ .., close]
            if format.is_word("format")
                && open.is_symbol("(")
                && close.is_symbol(")")
                && (rest.is_empty() || rest[0].is_symbol(","))
                && is_one_call(rest) =>
        {
            match template.literal().map(fill) {
                Some(Some(text)) => Some(text),
                Some(None) => return error("a format with something else than %I, %L and %%"),
                None => None,
            }
        }
        _ => None,
    };
    let Some(text) = text else {
        return error("text that cannot be read here");
    };
    let text_line = expression.iter().find(|token| token.is_literal());
    let Ok(read) = tokenize(&text, text_line.map_or(line, |token| token.line)) else {
        return error("text that is not complete");
    };
    Ok(read
        .split(|token| token.is_symbol(";"))
        .filter(|part| !part.is_empty())
        .map(<[Token]>::to_vec)
        .collect())
}

/// Where `USING` or `INTO` follow the expression.
fn end_of_expression(tokens: &[Token]) -> Option<usize> {
    tokens
        .iter()
        .position(|token| token.is_word("using") || token.is_word("into"))
}

/// True when the parenthesis before these tokens is closed after them, and not among them.
fn is_one_call(tokens: &[Token]) -> bool {
    let mut depth = 0_i32;
    tokens.iter().all(|token| {
        if token.kind == TokenKind::Symbol {
            depth += i32::from(token.text == "(") - i32::from(token.text == ")");
        }
        depth >= 0
    })
}

/// A template with a name for `%I` and a literal for `%L`, which is what they stand for whatever the arguments are.
fn fill(template: &str) -> Option<String> {
    let mut parts = template.split('%');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if part.is_empty() {
            // `%%`: the part after it is plain text.
            filled.push('%');
            filled.push_str(parts.next()?);
            continue;
        }
        let digits = part.find(|c: char| !c.is_ascii_digit())?;
        let specifier = match part[digits..].strip_prefix('$') {
            Some(rest) if digits > 0 => rest,
            None if digits == 0 => part,
            _ => return None,
        };
        let (stands_for, rest) = match specifier.chars().next()? {
            'I' => ("\"i\"", &specifier[1..]),
            'L' => ("'l'", &specifier[1..]),
            _ => return None,
        };
        filled.push_str(stands_for);
        filled.push_str(rest);
    }
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{passes, refused};

    fn body(statement: &str) -> String {
        format!("DO $$ BEGIN {statement}; END $$;")
    }

    #[test]
    fn text_that_cannot_be_read_is_refused() {
        for statement in [
            "EXECUTE v_text",
            "EXECUTE 'SELECT ' || v_text",
            "EXECUTE 'COM' || 'MIT'",
            "EXECUTE format('%s', v_text)",
            "EXECUTE format('ALTER TABLE %s ADD x int', v)",
            "EXECUTE format(v_text)",
            "EXECUTE format('SELECT 1') || format('; COMMIT')",
            "EXECUTE E'\\x43OMMIT'",
            "EXECUTE (SELECT x FROM t)",
            "RETURN QUERY EXECUTE v_text",
            "FOR r IN EXECUTE v_text LOOP NULL; END LOOP",
            "OPEN c FOR EXECUTE v_text",
            "EXECUTE concat('CREATE ', 'ROLE x')",
        ] {
            refused(&body(statement), &["dynamic_sql"]);
        }
    }

    #[test]
    fn text_that_can_be_read_is_judged() {
        refused(&body("EXECUTE 'COMMIT'"), &["inner_commit"]);
        refused(&body("EXECUTE $x$ COMMIT $x$"), &["inner_commit"]);
        refused(&body("EXECUTE 'SELECT 1; COMMIT'"), &["inner_commit"]);
        refused(&body("EXECUTE 'CREATE ROLE x'"), &["cluster_wide"]);
        refused(
            &body("EXECUTE format('GRANT %I TO %I', a, b)"),
            &["cluster_wide"],
        );
        refused(
            &body("EXECUTE format('CREATE %I x', a)"),
            &["statement_not_permitted"],
        );
        for statement in [
            "EXECUTE 'SELECT 1'",
            "EXECUTE ('SELECT 1') INTO x USING y",
            "EXECUTE format('ALTER TABLE %I.%2$I ADD COLUMN x text DEFAULT %L', a, b, f(c))",
            "EXECUTE format('SELECT ''100%%''')",
            "EXECUTE 'COMMENT ON TABLE t IS ''COMMIT'''",
            "FOR r IN EXECUTE 'SELECT 1' USING x LOOP NULL; END LOOP",
        ] {
            passes(&body(statement));
        }
        passes("CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW EXECUTE FUNCTION f();");
        passes(&body("GRANT EXECUTE ON FUNCTION f() TO x"));
    }
}
