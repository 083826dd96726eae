//! The structure of a PL/pgSQL body: blocks, branches, loops and handlers, with the statements in them as tokens.
//!
//! It follows PostgreSQL's `pl_gram.y`: a condition ends at the first `THEN` or `LOOP` outside parentheses, a statement at
//! the first `;` outside them. What does not fit is an error, never a guess.

mod visit;

use super::token::{Token, TokenKind};

pub(super) use visit::Text;

/// `[DECLARE ...] BEGIN ... [EXCEPTION ...] END`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) declarations: Vec<Vec<Token>>,
    pub(super) body: Vec<Node>,
    pub(super) handlers: Vec<Handler>,
}

/// `WHEN condition [OR condition ...] THEN ...`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Handler {
    pub(super) line: usize,
    pub(super) conditions: Vec<Condition>,
    pub(super) body: Vec<Node>,
}

/// What a handler catches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// By name, folded: `unique_violation`, `others`.
    Named(String),
    /// `SQLSTATE '23505'`.
    State(String),
}

/// A condition and the statements under it.
pub(super) type Branch = (Vec<Token>, Vec<Node>);

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Block(Block),
    /// `IF`, with its `ELSIF`s as further branches; and `CASE`, whose header is part of each condition.
    Choice {
        branches: Vec<Branch>,
        otherwise: Vec<Node>,
    },
    /// `LOOP`, `WHILE`, `FOR`, `FOREACH`: the header without the word `LOOP`.
    Loop {
        header: Vec<Token>,
        body: Vec<Node>,
    },
    /// Any other statement, without its `;`. Never empty.
    Simple(Vec<Token>),
}

/// What cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) line: usize,
    pub(super) what: String,
}

/// Words that PL/pgSQL reserves: no variable has such a name.
const RESERVED: [&str; 24] = [
    "all", "begin", "by", "case", "declare", "else", "end", "execute", "for", "foreach", "from",
    "if", "in", "into", "loop", "not", "null", "or", "strict", "then", "to", "using", "when",
    "while",
];

/// Reads a body.
///
/// # Errors
/// Where its structure is not that of PL/pgSQL.
pub(super) fn parse(tokens: &[Token]) -> Result<Block, Unreadable> {
    let mut parser = Parser { tokens, at: 0 };
    // `#variable_conflict use_column` and the like.
    while parser.peek().is_some_and(|token| token.is_symbol("#")) {
        parser.at += 3;
    }
    let block = parser.block()?;
    parser.accept_symbol(";");
    match parser.peek() {
        None => Ok(block),
        Some(token) => Err(unreadable(token.line, "something after its END")),
    }
}

fn unreadable(line: usize, what: impl Into<String>) -> Unreadable {
    Unreadable {
        line,
        what: what.into(),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn line(&self) -> usize {
        let token = self.peek().or_else(|| self.tokens.last());
        token.map_or(1, |token| token.line)
    }

    fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    fn accept_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn accept_symbol(&mut self, symbol: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_symbol(symbol));
        self.at += usize::from(found);
        found
    }

    fn expect_word(&mut self, word: &str) -> Result<(), Unreadable> {
        if self.accept_word(word) {
            return Ok(());
        }
        let found = self
            .peek()
            .map_or("its end".to_owned(), |token| format!("`{}`", token.text));
        Err(unreadable(
            self.line(),
            format!("{found} where {} was expected", word.to_uppercase()),
        ))
    }

    fn expect_semicolon(&mut self) -> Result<(), Unreadable> {
        if self.accept_symbol(";") {
            return Ok(());
        }
        Err(unreadable(self.line(), "something where `;` was expected"))
    }

    /// The tokens up to `stop` outside parentheses; `stop` is passed over.
    fn until(&mut self, stop: impl Fn(&Token) -> bool) -> Result<Vec<Token>, Unreadable> {
        let start = self.at;
        let line = self.line();
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            if depth == 0 && stop(token) {
                let read = self.tokens[start..self.at].to_vec();
                self.at += 1;
                return Ok(read);
            }
            if token.is_symbol("(") || token.is_symbol("[") {
                depth += 1;
            } else if token.is_symbol(")") || token.is_symbol("]") {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| unreadable(token.line, "a parenthesis that was never opened"))?;
            }
            self.at += 1;
        }
        Err(unreadable(line, "a statement that never ends"))
    }

    fn label(&mut self) {
        if self.accept_symbol("<<") {
            self.at += 1;
            self.accept_symbol(">>");
        }
    }

    fn block(&mut self) -> Result<Block, Unreadable> {
        self.label();
        let mut declarations = Vec::new();
        while self.accept_word("declare") {
            while !self.is_word("begin") && !self.is_word("declare") {
                declarations.push(self.until(|token| token.is_symbol(";"))?);
            }
        }
        self.expect_word("begin")?;
        let body = self.statements()?;
        let mut handlers = Vec::new();
        if self.accept_word("exception") {
            while self.is_word("when") {
                handlers.push(self.handler()?);
            }
        }
        self.end_of(None)?;
        Ok(Block {
            declarations,
            body,
            handlers,
        })
    }

    /// `END [word] [label]`.
    fn end_of(&mut self, word: Option<&str>) -> Result<(), Unreadable> {
        self.expect_word("end")?;
        if let Some(word) = word {
            self.expect_word(word)?;
        }
        if self.peek().is_some_and(|token| token.name().is_some()) {
            self.at += 1;
        }
        Ok(())
    }

    fn handler(&mut self) -> Result<Handler, Unreadable> {
        let line = self.line();
        self.expect_word("when")?;
        let tokens = self.until(|token| token.is_word("then"))?;
        let mut conditions = Vec::new();
        for condition in tokens.split(|token| token.is_word("or")) {
            conditions.push(match condition {
                [state, code] if state.is_word("sqlstate") => match code.literal() {
                    Some(code) => Condition::State(code.to_owned()),
                    None => return Err(unreadable(line, "a condition that cannot be read")),
                },
                [name] => match name.name() {
                    Some(name) => Condition::Named(name.to_owned()),
                    None => return Err(unreadable(line, "a condition that cannot be read")),
                },
                _ => return Err(unreadable(line, "a condition that cannot be read")),
            });
        }
        Ok(Handler {
            line,
            conditions,
            body: self.statements()?,
        })
    }

    fn statements(&mut self) -> Result<Vec<Node>, Unreadable> {
        let mut nodes = Vec::new();
        loop {
            let Some(token) = self.peek() else {
                return Err(unreadable(self.line(), "a block without END"));
            };
            let ends = ["end", "exception", "else", "elsif", "elseif", "when"];
            if !self.is_assignment() && ends.iter().any(|word| token.is_word(word)) {
                return Ok(nodes);
            }
            nodes.push(self.statement()?);
        }
    }

    /// True where a variable is assigned, whatever its name.
    fn is_assignment(&self) -> bool {
        let (Some(first), Some(second)) = (self.peek(), self.tokens.get(self.at + 1)) else {
            return false;
        };
        let is_variable = match first.word() {
            Some(word) => !RESERVED.contains(&word),
            None => first.kind == TokenKind::Name,
        };
        is_variable
            && [":=", "=", "[", "."]
                .iter()
                .any(|symbol| second.is_symbol(symbol))
    }

    fn statement(&mut self) -> Result<Node, Unreadable> {
        if self.is_assignment() {
            return self.simple();
        }
        if self.peek().is_some_and(|token| token.is_symbol("<<")) {
            let after_label = self.tokens.get(self.at + 3);
            let opens_block =
                after_label.is_some_and(|token| token.is_word("begin") || token.is_word("declare"));
            if !opens_block {
                self.label();
            } else {
                return self.inner_block();
            }
        }
        let Some(word) = self.peek().and_then(Token::word).map(str::to_owned) else {
            return self.simple();
        };
        match word.as_str() {
            "begin" | "declare" => self.inner_block(),
            "if" => self.choice(),
            "case" => self.case(),
            "loop" | "while" | "for" | "foreach" => {
                let header = self.until(|token| token.is_word("loop"))?;
                let body = self.statements()?;
                self.end_of(Some("loop"))?;
                self.expect_semicolon()?;
                Ok(Node::Loop { header, body })
            }
            _ => self.simple(),
        }
    }

    fn inner_block(&mut self) -> Result<Node, Unreadable> {
        let block = self.block()?;
        self.expect_semicolon()?;
        Ok(Node::Block(block))
    }

    fn choice(&mut self) -> Result<Node, Unreadable> {
        let mut branches = Vec::new();
        while self.accept_word("if") || self.accept_word("elsif") || self.accept_word("elseif") {
            let condition = self.until(|token| token.is_word("then"))?;
            branches.push((condition, self.statements()?));
        }
        let otherwise = self.otherwise()?;
        self.end_of(Some("if"))?;
        self.expect_semicolon()?;
        Ok(Node::Choice {
            branches,
            otherwise,
        })
    }

    fn case(&mut self) -> Result<Node, Unreadable> {
        self.expect_word("case")?;
        let header = self.until(|token| token.is_word("when"))?;
        self.at -= 1;
        let mut branches = Vec::new();
        while self.accept_word("when") {
            let mut condition = header.clone();
            condition.extend(self.until(|token| token.is_word("then"))?);
            branches.push((condition, self.statements()?));
        }
        let otherwise = self.otherwise()?;
        self.end_of(Some("case"))?;
        self.expect_semicolon()?;
        Ok(Node::Choice {
            branches,
            otherwise,
        })
    }

    fn otherwise(&mut self) -> Result<Vec<Node>, Unreadable> {
        if self.accept_word("else") {
            self.statements()
        } else {
            Ok(Vec::new())
        }
    }

    fn simple(&mut self) -> Result<Node, Unreadable> {
        let line = self.line();
        let mut tokens = self.until(|token| token.is_symbol(";"))?;
        // The body of a function written `BEGIN ATOMIC ... END` has semicolons of its own.
        while open_routine(&tokens) {
            tokens.extend(self.tokens.get(self.at - 1).cloned());
            tokens.extend(self.until(|token| token.is_symbol(";"))?);
        }
        if tokens.is_empty() {
            return Err(unreadable(line, "an empty statement"));
        }
        Ok(Node::Simple(tokens))
    }
}

/// True for the beginning of a CREATE FUNCTION whose `BEGIN ATOMIC` has no END yet.
fn open_routine(tokens: &[Token]) -> bool {
    let is = |index: usize, words: &[&str]| {
        tokens
            .get(index)
            .and_then(Token::word)
            .is_some_and(|word| words.contains(&word))
    };
    let routine = ["function", "procedure"];
    let creates = is(0, &["create"])
        && (is(1, &routine) || is(1, &["or"]) && is(2, &["replace"]) && is(3, &routine));
    let mut open = 0_usize;
    for token in tokens {
        match token.word() {
            Some("begin") => open += 1,
            Some("case") if open > 0 => open += 1,
            Some("end") => open = open.saturating_sub(1),
            _ => {}
        }
    }
    creates && open > 0
}

#[cfg(test)]
mod tests;
