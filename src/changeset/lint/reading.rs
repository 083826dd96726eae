//! A script with the bodies in it opened: what the rules look at.

use crate::changeset::plpgsql::{self, Block, Text};
use crate::changeset::token::{Token, tokenize};
use crate::changeset::{Finding, Script};

use super::dynamic;

const BODY_HINT: &str =
    "Write the body between dollars, in LANGUAGE sql or plpgsql, as PostgreSQL accepts it.";

/// A file, read as far as the rules need.
pub(super) struct Reading<'a> {
    pub(super) script: &'a Script,
    /// Every statement: those of the file first, then those of bodies and of text that EXECUTE runs.
    pub(super) commands: Vec<Command>,
    /// Every PL/pgSQL body.
    pub(super) blocks: Vec<Body>,
    /// The tokens of the statements, of bodies and of dynamic text, for rules that look for names.
    pub(super) texts: Vec<Vec<Token>>,
    pub(super) findings: Vec<Finding>,
}

/// A statement somewhere in a file.
pub(super) struct Command {
    /// Its place in the file, for a statement that is not inside a body.
    pub(super) index: Option<usize>,
    pub(super) tokens: Vec<Token>,
}

impl Command {
    pub(super) fn line(&self) -> usize {
        self.tokens.first().map_or(1, |token| token.line)
    }

    pub(super) fn is_word(&self, index: usize, word: &str) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.is_word(word))
    }
}

/// A PL/pgSQL body.
pub(super) struct Body {
    /// The statement of the file that is the DO block; none for functions and for bodies within bodies.
    pub(super) statement: Option<usize>,
    pub(super) block: Block,
}

impl<'a> Reading<'a> {
    /// Opens every body of a script.
    pub(super) fn new(script: &'a Script) -> Self {
        let mut reading = Self {
            script,
            commands: Vec::new(),
            blocks: Vec::new(),
            texts: Vec::new(),
            findings: Vec::new(),
        };
        for (index, statement) in script.statements().iter().enumerate() {
            reading.texts.push(statement.tokens.clone());
            reading.commands.push(Command {
                index: Some(index),
                tokens: statement.tokens.clone(),
            });
        }
        for (index, statement) in script.statements().iter().enumerate() {
            reading.open(&statement.tokens, Some(index));
        }
        reading
    }

    pub(super) fn path(&self) -> &str {
        self.script.path()
    }

    pub(super) fn refuse(
        &mut self,
        line: usize,
        code: &'static str,
        message: impl Into<String>,
        hint: &'static str,
    ) {
        let finding = Finding::new(self.script.path(), line, code, message, hint);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn inner(&mut self, tokens: &[Token]) {
        if tokens.is_empty() {
            return;
        }
        self.commands.push(Command {
            index: None,
            tokens: tokens.to_vec(),
        });
        self.open(tokens, None);
    }

    /// Opens the body of a DO block or of a function.
    fn open(&mut self, tokens: &[Token], index: Option<usize>) {
        let Some(first) = tokens.first() else { return };
        let is_do = first.is_word("do");
        if !is_do && !creates_routine(tokens) {
            return;
        }
        let outside = outside_parentheses(tokens);
        let atomic = outside
            .windows(2)
            .position(|pair| tokens[pair[0]].is_word("begin") && tokens[pair[1]].is_word("atomic"));
        let language = language(tokens, &outside);
        if let Some(atomic) = atomic {
            let body = tokens.get(outside[atomic] + 2..).unwrap_or_default();
            let end = body.iter().rposition(|token| token.is_word("end"));
            for statement in body[..end.unwrap_or(body.len())].split(|token| token.is_symbol(";")) {
                self.inner(statement);
            }
            return;
        }
        let is_body = |position: &usize| {
            let after_as = *position > 0 && tokens[position - 1].is_word("as");
            tokens[*position].is_literal()
                && (is_do || after_as)
                && !(*position > 0 && tokens[position - 1].is_word("language"))
        };
        let Some(position) = outside.iter().copied().find(|position| is_body(position)) else {
            let returns = outside.iter().any(|index| tokens[*index].is_word("return"));
            if !returns {
                self.refuse(
                    first.line,
                    "body_unreadable",
                    "no body can be found",
                    BODY_HINT,
                );
            }
            return;
        };
        let line = tokens[position].line;
        let language = language.unwrap_or_else(|| if is_do { "plpgsql" } else { "sql" }.to_owned());
        if !matches!(language.as_str(), "sql" | "plpgsql") {
            self.refuse(
                line,
                "language_not_permitted",
                format!("a body in LANGUAGE {language} cannot be judged"),
                BODY_HINT,
            );
            return;
        }
        let read = tokens[position].literal().map(|body| tokenize(body, line));
        let Some(Ok(body)) = read else {
            self.refuse(
                line,
                "body_unreadable",
                "the body is written with escapes, or is not complete",
                BODY_HINT,
            );
            return;
        };
        self.texts.push(body.clone());
        if language == "sql" {
            for statement in body.split(|token| token.is_symbol(";")) {
                self.inner(statement);
            }
        } else {
            self.open_plpgsql(&body, line, index.filter(|_| is_do));
        }
    }

    fn open_plpgsql(&mut self, body: &[Token], line: usize, statement: Option<usize>) {
        let block = match plpgsql::parse(body) {
            Ok(block) => block,
            Err(unreadable) => {
                self.refuse(
                    unreadable.line.max(line),
                    "body_unreadable",
                    format!("the body holds {}", unreadable.what),
                    BODY_HINT,
                );
                return;
            }
        };
        let mut statements: Vec<Vec<Token>> = Vec::new();
        let mut dynamic: Vec<Vec<Token>> = Vec::new();
        block.each_text(&mut |text| {
            let tokens = match text {
                Text::Statement(tokens) => {
                    if !is_control(tokens) {
                        statements.push(tokens.to_vec());
                    }
                    tokens
                }
                Text::Expression(tokens) => tokens,
            };
            dynamic.extend(dynamic::texts(tokens));
        });
        for tokens in dynamic {
            match dynamic::statements(&tokens) {
                Ok(parts) => {
                    for part in parts {
                        self.texts.push(part.clone());
                        self.inner(&part);
                    }
                }
                Err((line, reason)) => {
                    self.refuse(line, dynamic::CODE, reason, dynamic::HINT);
                }
            }
        }
        for tokens in statements {
            self.inner(&tokens);
        }
        self.blocks.push(Body { statement, block });
    }
}

/// True for a statement of PL/pgSQL itself: its SQL expressions hold no statement.
fn is_control(tokens: &[Token]) -> bool {
    const CONTROL: [&str; 13] = [
        "assert", "close", "continue", "execute", "exit", "fetch", "get", "move", "null", "open",
        "perform", "raise", "return",
    ];
    let assigns = tokens
        .iter()
        .take_while(|token| !token.is_symbol("("))
        .enumerate()
        .find(|(_, token)| token.is_symbol(":=") || token.is_symbol("="))
        .is_some_and(|(index, _)| is_variable(&tokens[..index]));
    assigns
        || tokens
            .first()
            .and_then(Token::word)
            .is_some_and(|word| CONTROL.contains(&word))
}

/// `name`, `name.field`, `name[...]`: not two words in a row.
fn is_variable(tokens: &[Token]) -> bool {
    let is_name = |token: &Token| token.name().is_some();
    tokens
        .first()
        .is_some_and(|token| is_name(token) || token.is_symbol("$1"))
        && !tokens
            .windows(2)
            .any(|pair| is_name(&pair[0]) && is_name(&pair[1]))
}

pub(super) fn creates_routine(tokens: &[Token]) -> bool {
    let is = |index: usize, word: &str| {
        tokens
            .get(index)
            .is_some_and(|token: &Token| token.is_word(word))
    };
    let at = if is(1, "or") && is(2, "replace") {
        3
    } else {
        1
    };
    is(0, "create") && (is(at, "function") || is(at, "procedure"))
}

/// The places of the tokens that no parenthesis holds.
pub(super) fn outside_parentheses(tokens: &[Token]) -> Vec<usize> {
    let mut depth = 0_usize;
    let mut outside = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if token.is_symbol(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            outside.push(index);
        }
        if token.is_symbol("(") {
            depth += 1;
        }
    }
    outside
}

/// The language named, folded.
fn language(tokens: &[Token], outside: &[usize]) -> Option<String> {
    let at = outside
        .iter()
        .find(|index| tokens[**index].is_word("language"))?;
    let name = tokens.get(at + 1)?;
    name.name()
        .or_else(|| name.literal())
        .map(str::to_ascii_lowercase)
        .or_else(|| Some(name.text.clone()))
}
