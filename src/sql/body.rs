//! What the body of a function in SQL or PL/pgSQL names, told from its words alone.
//!
//! PostgreSQL already stops a stable or immutable function from writing: its statements run as in a read-only transaction.
//! What it does not stop is the call of a volatile function, so a body is read for what it names. A name stands for
//! everything of that name, so this reports too much rather than too little.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::lexer::{Lexeme, LexemeKind, lex};

/// Words that begin a statement which no read has, in PL/pgSQL or SQL.
const COMMANDS: [&str; 31] = [
    "alter",
    "analyze",
    "call",
    "checkpoint",
    "cluster",
    "comment",
    "commit",
    "copy",
    "create",
    "deallocate",
    "discard",
    "do",
    "drop",
    "grant",
    "import",
    "listen",
    "load",
    "lock",
    "notify",
    "prepare",
    "reassign",
    "refresh",
    "reindex",
    "reset",
    "revoke",
    "rollback",
    "security",
    "set",
    "truncate",
    "unlisten",
    "vacuum",
];

/// Words of PL/pgSQL after which a statement begins.
const OPENINGS: [&str; 5] = ["begin", "else", "loop", "then", "atomic"];

/// What a body names. Names are folded as PostgreSQL folds them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyNames {
    /// What is called, with its schema where one is written.
    pub calls: BTreeSet<(Option<String>, String)>,
    /// What stands after a dot and may be a function by attribute notation.
    pub attributes: BTreeSet<String>,
    /// Every other identifier too: one may be a type or a relation.
    pub words: BTreeSet<String>,
    /// Operators, and what may be several written together; those that keywords stand for, too.
    pub operators: BTreeSet<String>,
    /// A cast is written.
    pub casts: bool,
}

/// Reads a body.
///
/// # Errors
///
/// What it holds that no read does, in words that follow "its body holds".
pub fn read_body(body: &str) -> Result<BodyNames, String> {
    let unreadable = || "something that cannot be read".to_owned();
    let lexemes = lex(body).map_err(|_| unreadable())?;
    let reader = Reader { body, lexemes };
    let mut names = BodyNames::default();
    for (index, lexeme) in reader.lexemes.iter().enumerate() {
        match lexeme.kind {
            LexemeKind::Word => {
                reader.check_word(index)?;
                let word = lexeme.text(body).to_ascii_lowercase();
                names.casts |= word == "cast";
                let stands_for = KEYWORDS.get(word.as_str()).copied().unwrap_or_default();
                let operators = stands_for.split(' ').filter(|symbol| !symbol.is_empty());
                names.operators.extend(operators.map(str::to_owned));
            }
            LexemeKind::UnicodeIdentifier | LexemeKind::NumberWithJunk | LexemeKind::Stray => {
                return Err(unreadable());
            }
            LexemeKind::Operator => {
                names.operators.insert(lexeme.text(body).to_owned());
            }
            LexemeKind::Typecast => names.casts = true,
            _ => {}
        }
        let Some(name) = reader.name(index) else {
            continue;
        };
        let after_dot = reader.is(index.checked_sub(1), b'.');
        if reader.is(Some(index + 1), b'(') {
            let schema = index.checked_sub(2).filter(|_| after_dot);
            let schema = schema.and_then(|schema| reader.name(schema));
            names.calls.insert((schema, name.clone()));
        } else if after_dot {
            names.attributes.insert(name.clone());
        }
        names.words.insert(name);
    }
    Ok(names)
}

/// The operators that keywords stand for.
static KEYWORDS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("body/operators.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut columns = line.splitn(3, " | ");
            Some((columns.next()?, columns.next()?))
        })
        .collect()
});

struct Reader<'a> {
    body: &'a str,
    lexemes: Vec<Lexeme>,
}

impl Reader<'_> {
    /// The identifier there, folded.
    fn name(&self, index: usize) -> Option<String> {
        let lexeme = self.lexemes.get(index)?;
        let text = lexeme.text(self.body);
        match lexeme.kind {
            LexemeKind::Word => Some(text.to_ascii_lowercase()),
            LexemeKind::QuotedIdentifier => {
                let inside = text.strip_prefix('"')?.strip_suffix('"')?;
                Some(inside.replace("\"\"", "\""))
            }
            _ => None,
        }
    }

    fn word(&self, index: Option<usize>) -> Option<String> {
        let index = index?;
        let lexeme = self.lexemes.get(index)?;
        (lexeme.kind == LexemeKind::Word).then(|| self.name(index))?
    }

    fn is(&self, index: Option<usize>, character: u8) -> bool {
        let lexeme = index.and_then(|index| self.lexemes.get(index));
        lexeme.is_some_and(|lexeme| lexeme.is(character))
    }

    fn check_word(&self, index: usize) -> Result<(), String> {
        let Some(word) = self.word(Some(index)) else {
            return Ok(());
        };
        let before = index.checked_sub(1);
        let next = self.word(Some(index + 1));
        let next = next.as_deref();
        let before_word = self.word(before);
        let before_word = before_word.as_deref();
        if self.is(before, b'.') {
            return Ok(());
        }
        match word.as_str() {
            "execute" => Err("EXECUTE, which runs SQL made from text".to_owned()),
            "insert" | "merge" if next == Some("into") => Err(word.to_ascii_uppercase()),
            "delete" if next == Some("from") => Err("DELETE".to_owned()),
            "update" | "share" if matches!(before_word, Some("for" | "key")) => {
                Err("a lock on rows".to_owned())
            }
            "update" if next.is_some() || self.is_quoted(index + 1) => Err("UPDATE".to_owned()),
            command if COMMANDS.contains(&command) => {
                let begins = before.is_none()
                    || self.is(before, b';')
                    || before_word.is_some_and(|word| OPENINGS.contains(&word));
                if begins && self.is_operand(index + 1) {
                    return Err(command.to_ascii_uppercase());
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn is_quoted(&self, index: usize) -> bool {
        let lexeme = self.lexemes.get(index);
        lexeme.is_some_and(|lexeme| lexeme.kind == LexemeKind::QuotedIdentifier)
    }

    /// Whether what stands there can follow a command, rather than a column or variable of that name.
    fn is_operand(&self, index: usize) -> bool {
        let lexeme = self.lexemes.get(index);
        lexeme.is_none_or(|lexeme| match lexeme.kind {
            LexemeKind::Word => !matches!(
                self.word(Some(index)).as_deref(),
                Some("else" | "end" | "when")
            ),
            LexemeKind::QuotedIdentifier
            | LexemeKind::Text(_)
            | LexemeKind::DollarText(_)
            | LexemeKind::Number => true,
            _ => lexeme.is(b'(') || lexeme.is(b';'),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_that_only_read_are_read() {
        for body in [
            "SELECT count(*) FROM public.users WHERE name = $1",
            "select (select max(id) from t) + 1",
            "BEGIN IF n > 1 THEN RETURN n; ELSE SELECT sum(x) INTO total FROM t; END IF; RETURN total; END",
            "DECLARE r record; BEGIN FOR r IN SELECT * FROM t LOOP total := total + r.set; END LOOP; RETURN QUERY SELECT 1; END",
            "BEGIN RETURN format('INSERT INTO %I', $1) || 'EXECUTE x'; END",
            "SELECT CASE WHEN a THEN lock ELSE copy END, update, t.delete, \"insert\" FROM t",
            "-- DELETE FROM t\nSELECT /* EXECUTE 'x' */ $$DROP TABLE t$$",
            "<<outer>> BEGIN FOR i IN 1..10 LOOP EXIT outer WHEN i > 5; END LOOP; RAISE NOTICE 'x'; RETURN 1; END",
            "BEGIN set := 1; comment = 'x'; RETURN set; END",
        ] {
            assert!(read_body(body).is_ok(), "{body}: {:?}", read_body(body));
        }
    }

    #[test]
    fn bodies_with_a_command_are_refused() {
        for (body, what) in [
            ("INSERT INTO t VALUES (1)", "INSERT"),
            (
                "WITH d AS (DELETE FROM t RETURNING 1) SELECT * FROM d",
                "DELETE",
            ),
            (
                "BEGIN RETURN QUERY UPDATE t SET a = 1 RETURNING a; END",
                "UPDATE",
            ),
            ("update \"T\" set a = 1", "UPDATE"),
            (
                "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE",
                "MERGE",
            ),
            ("SELECT * FROM t FOR UPDATE", "a lock on rows"),
            ("SELECT * FROM t FOR NO KEY UPDATE", "a lock on rows"),
            ("SELECT * FROM t for key share", "a lock on rows"),
            (
                "BEGIN EXECUTE 'select ' || f; END",
                "EXECUTE, which runs SQL made from text",
            ),
            (
                "BEGIN RETURN QUERY EXECUTE q; END",
                "EXECUTE, which runs SQL made from text",
            ),
            ("BEGIN IF x THEN CREATE TABLE t (); END IF; END", "CREATE"),
            ("BEGIN NOTIFY chan; END", "NOTIFY"),
            ("SELECT 1; TRUNCATE t", "TRUNCATE"),
            ("BEGIN LOOP COPY t TO '/tmp/x'; END LOOP; END", "COPY"),
            ("begin call p(); end", "CALL"),
            (
                "SELECT U&\"pg_sl\\0065ep\"(1)",
                "something that cannot be read",
            ),
            ("SELECT 'unterminated", "something that cannot be read"),
        ] {
            assert_eq!(read_body(body), Err(what.to_owned()), "{body}");
        }
    }

    #[test]
    fn keywords_are_reported_as_the_operators_they_stand_for() {
        for (body, operators) in [
            ("SELECT id IN (1), id NOT IN ($1)", &["=", "<>"][..]),
            ("SELECT CASE id WHEN s THEN 1 END", &["="]),
            ("SELECT nullif(a, b)", &["="]),
            ("SELECT a IS NOT DISTINCT FROM b", &["="]),
            ("select a between b and c", &[">=", "<="]),
            ("SELECT a NOT BETWEEN SYMMETRIC b AND c", &["<", ">"]),
            ("SELECT a Like b, a NOT ILIKE b", &["~~", "!~~*"]),
            ("SELECT a SIMILAR TO b", &["~"]),
            ("SELECT * FROM a JOIN b USING (id)", &["="]),
            ("SELECT * FROM a NATURAL JOIN b", &["="]),
            ("SELECT a FROM t GROUP BY a ORDER BY a", &["=", "<"]),
            ("SELECT a FROM t UNION SELECT b FROM t", &["="]),
            ("SELECT a FROM t ORDER BY a USING ~<~", &["~<~"]),
            ("SELECT a = ANY (b)", &["="]),
        ] {
            let names = read_body(body).expect(body);
            for operator in operators {
                assert!(names.operators.contains(*operator), "{body}: {operator}");
            }
        }
        let plain = read_body("SELECT id FROM t WHERE \"in\" IS NULL").expect("it only reads");
        assert_eq!(plain.operators, BTreeSet::new());
        for line in include_str!("body/operators.txt").lines() {
            let known = line.starts_with('#') || line.split(" | ").count() == 3;
            assert!(known, "{line}");
        }
    }

    #[test]
    fn casts_are_noticed() {
        for (body, casts) in [
            ("SELECT a::int", true),
            ("SELECT Cast(a AS int)", true),
            ("BEGIN a := 1; RETURN a; END", false),
            ("SELECT '::', \"cast\"", false),
        ] {
            assert_eq!(read_body(body).expect(body).casts, casts, "{body}");
        }
    }

    #[test]
    fn names_are_reported_as_postgresql_folds_them() {
        let names = read_body(
            "SELECT PG_Sleep(1), \"Pg\".\"F\"\"x\"(2), a.evil, b === c, d::Mood FROM T a",
        )
        .expect("it only reads");
        let call = |schema: Option<&str>, name: &str| (schema.map(str::to_owned), name.to_owned());
        assert_eq!(
            names.calls,
            [call(None, "pg_sleep"), call(Some("Pg"), "F\"x")].into()
        );
        assert!(names.attributes.contains("evil"));
        assert!(names.operators.contains("==="));
        assert!(names.words.contains("mood") && names.words.contains("t"));
    }
}
