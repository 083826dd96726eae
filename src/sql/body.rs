//! What the body of a function in SQL or PL/pgSQL names, told from its words alone.
//!
//! PostgreSQL already stops a stable or immutable function from writing: its statements run as in a read-only transaction.
//! What it does not stop is the call of a volatile function, so a body is read for what it names. A name stands for
//! everything of that name, so this reports too much rather than too little.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
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
    /// Operators, and what may be several written together; those that keywords stand for, too. Those that are written
    /// as PostgreSQL's own, `OPERATOR(pg_catalog.+)`, are not among them.
    pub operators: BTreeSet<String>,
    /// The schemas of those written as `OPERATOR(schema.+)`.
    pub operator_schemas: BTreeSet<String>,
    /// A cast is written.
    pub casts: bool,
    /// What a text stands behind, which makes a value of it where it is the name of a type.
    pub before_texts: BTreeSet<String>,
}

impl BodyNames {
    /// Whether it may make values of the row type of a relation that it names: by a cast, in a variable, of a text.
    pub fn makes_rows_of(&self, relation: &str) -> bool {
        self.casts || self.words.contains("declare") || self.before_texts.contains(relation)
    }
}

/// Reads a body.
///
/// # Errors
///
/// What it holds that no read does, in words that follow "its body holds".
pub fn read_body(body: &str) -> Result<BodyNames, String> {
    let unreadable = || "something that cannot be read".to_owned();
    let lexemes = lex(body).map_err(|_| unreadable())?;
    let mut reader = Reader {
        body,
        lexemes,
        declarations: Vec::new(),
    };
    reader.declarations = reader.declarations();
    let mut names = BodyNames::default();
    for (index, lexeme) in reader.lexemes.iter().enumerate() {
        match lexeme.kind {
            LexemeKind::Word => {
                reader.check_word(index)?;
                let word = lexeme.text(body).to_ascii_lowercase();
                names.casts |= word == "cast";
                if word == "operator" && reader.is(Some(index + 1), b'(') {
                    let qualifiers = (index + 2..).step_by(2);
                    let qualifiers = qualifiers.map_while(|place| reader.name(place));
                    names.operator_schemas.extend(qualifiers);
                }
                let stands_for = KEYWORDS.get(word.as_str()).copied().unwrap_or_default();
                let operators = stands_for.split(' ').filter(|symbol| !symbol.is_empty());
                names.operators.extend(operators.map(str::to_owned));
            }
            LexemeKind::UnicodeIdentifier | LexemeKind::NumberWithJunk | LexemeKind::Stray => {
                return Err(unreadable());
            }
            LexemeKind::Operator if !reader.is_own_operator(index) => {
                names.operators.insert(lexeme.text(body).to_owned());
            }
            LexemeKind::Typecast => names.casts = true,
            _ => {}
        }
        let Some(name) = reader.name(index) else {
            continue;
        };
        let after_dot = reader.is(index.checked_sub(1), b'.');
        if reader.is_text(index + 1) {
            names.before_texts.insert(name.clone());
        }
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
    /// Where the declarations of PL/pgSQL's blocks are, each from its DECLARE to its BEGIN.
    declarations: Vec<Range<usize>>,
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
        if word != "execute" && self.is_declared(index) {
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

    fn declarations(&self) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for start in 0..self.lexemes.len() {
            let inside = found.last().is_some_and(|range| range.contains(&start));
            if inside || !self.opens_declarations(start) {
                continue;
            }
            let mut rest = start + 1..self.lexemes.len();
            let end = rest.find(|index| {
                let begins = self.word(Some(*index)).as_deref() == Some("begin");
                begins && (*index == start + 1 || self.is(index.checked_sub(1), b';'))
            });
            found.extend(end.map(|end| start..end));
        }
        found
    }

    /// Whether a DECLARE stands there where a block of PL/pgSQL may begin: elsewhere it is a name.
    fn opens_declarations(&self, index: usize) -> bool {
        if self.word(Some(index)).as_deref() != Some("declare") {
            return false;
        }
        let Some(before) = index.checked_sub(1) else {
            return true;
        };
        let before_word = self.word(Some(before));
        let label_or_option = |place: Option<usize>, symbol: &str| {
            let lexeme = place.and_then(|place| self.lexemes.get(place));
            lexeme.is_some_and(|lexeme| {
                lexeme.kind == LexemeKind::Operator && lexeme.text(self.body) == symbol
            })
        };
        self.is(Some(before), b';')
            || before_word.is_some_and(|word| OPENINGS.contains(&word.as_str()))
            || label_or_option(Some(before), ">>")
            || label_or_option(index.checked_sub(3), "#")
    }

    /// Whether the operator there is written as `OPERATOR(pg_catalog.+)`.
    fn is_own_operator(&self, index: usize) -> bool {
        let qualified = index.checked_sub(4).filter(|start| {
            self.word(Some(*start)).as_deref() == Some("operator") && self.is(Some(start + 1), b'(')
        });
        qualified.is_some_and(|start| {
            self.is(Some(start + 3), b'.') && self.name(start + 2).as_deref() == Some("pg_catalog")
        })
    }

    /// Whether what stands there is the name of a variable that is declared.
    fn is_declared(&self, index: usize) -> bool {
        let inside = |range: &Range<usize>| range.start < index && index < range.end;
        self.declarations.iter().any(|range| {
            inside(range) && (index == range.start + 1 || self.is(index.checked_sub(1), b';'))
        })
    }

    fn is_quoted(&self, index: usize) -> bool {
        let lexeme = self.lexemes.get(index);
        lexeme.is_some_and(|lexeme| lexeme.kind == LexemeKind::QuotedIdentifier)
    }

    fn is_text(&self, index: usize) -> bool {
        let lexeme = self.lexemes.get(index);
        lexeme.is_some_and(|lexeme| {
            matches!(lexeme.kind, LexemeKind::Text(_) | LexemeKind::DollarText(_))
        })
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
mod tests;
