//! The guard: the `DO` block directly before `COMMIT`, which raises when the result is not what it must be.
//!
//! What is judged here is whether it can raise at all: that a `RAISE EXCEPTION` can be reached, hangs on a condition, that
//! the condition can differ, and that nothing catches it. Whether it does raise on the entry state, the rehearsal shows.

use crate::changeset::plpgsql::{Block, Node};
use crate::changeset::token::{Token, TokenKind};

use super::reading::Reading;
use super::transaction::is_plain;

const HINT: &str = "Write, directly before COMMIT: DO $$ BEGIN IF (SELECT count(*) FROM ...) <> 3 THEN RAISE EXCEPTION '...'; END IF; END $$;";

/// Judges the guard of a file that has a COMMIT.
pub(super) fn check(reading: &mut Reading<'_>) {
    let statements = reading.script.statements();
    let commit = statements
        .iter()
        .rposition(|statement| is_plain(&statement.tokens, "commit"));
    let Some(commit) = commit else { return };
    let guard = commit
        .checked_sub(1)
        .and_then(|index| statements.get(index));
    let guard = guard.filter(|statement| statement.tokens[0].is_word("do"));
    let Some(guard) = guard else {
        reading.refuse(
            statements[commit].line(),
            "guard_missing",
            "no DO block stands directly before COMMIT",
            HINT,
        );
        return;
    };
    let line = guard.line();
    let body = reading
        .blocks
        .iter()
        .find(|body| body.statement == Some(commit - 1));
    let Some(body) = body else {
        let known = |finding: &crate::changeset::Finding| {
            finding.line >= line
                && matches!(finding.code, "body_unreadable" | "language_not_permitted")
        };
        if !reading.findings.iter().any(known) {
            reading.refuse(line, "guard_missing", "the guard is not PL/pgSQL", HINT);
        }
        return;
    };
    let mut judge = Judge::default();
    judge.block(&body.block, Reach::default());
    let mut refusals = judge.refusals;
    if judge.raises == 0 && refusals.is_empty() {
        refusals.push((
            line,
            "guard_without_raise",
            "the guard has no RAISE EXCEPTION",
        ));
    }
    if judge.raises > 0 && !judge.reads {
        refusals.push((
            line,
            "guard_vacuous",
            "the guard reads nothing from the database",
        ));
    }
    for (line, code, message) in refusals {
        reading.refuse(line, code, message, HINT);
    }
}

/// How a statement is reached.
#[derive(Debug, Clone, Copy, Default)]
struct Reach {
    /// Under a condition that can differ.
    conditional: bool,
    /// Under a condition that is a constant.
    constant: bool,
    /// In a block whose handlers may catch what it raises.
    caught: bool,
    /// In a handler: only an error leads there.
    handler: bool,
    /// After something that leaves.
    left: bool,
}

#[derive(Default)]
struct Judge {
    refusals: Vec<(usize, &'static str, &'static str)>,
    raises: usize,
    reads: bool,
    /// A RETURN was seen, which may end the guard before what follows.
    returned: bool,
}

impl Judge {
    fn block(&mut self, block: &Block, reach: Reach) {
        for declaration in &block.declarations {
            self.reads |= reads(declaration);
        }
        let caught = reach.caught || !block.handlers.is_empty();
        self.nodes(&block.body, Reach { caught, ..reach });
        for handler in &block.handlers {
            let handler_reach = Reach {
                handler: true,
                ..reach
            };
            self.nodes(&handler.body, handler_reach);
        }
    }

    fn nodes(&mut self, nodes: &[Node], mut reach: Reach) {
        for node in nodes {
            match node {
                Node::Block(block) => self.block(block, reach),
                Node::Choice {
                    branches,
                    otherwise,
                } => {
                    let mut all_constant = true;
                    for (condition, body) in branches {
                        self.reads |= reads(condition);
                        let constant = is_constant(condition);
                        all_constant &= constant;
                        self.nodes(body, under(reach, constant));
                    }
                    self.nodes(otherwise, under(reach, all_constant));
                }
                Node::Loop { header, body } => {
                    self.reads |= reads(header);
                    let is_while = header.first().is_some_and(|token| token.is_word("while"));
                    let bare = header.is_empty();
                    let constant = is_while && is_constant(&header[1..]);
                    let inner = if bare { reach } else { under(reach, constant) };
                    self.nodes(body, inner);
                }
                Node::Simple(tokens) => {
                    reach.left |= self.simple(tokens, reach);
                }
            }
        }
    }

    /// Judges a statement; true when what follows it in its list cannot be reached.
    fn simple(&mut self, tokens: &[Token], reach: Reach) -> bool {
        let line = tokens[0].line;
        match tokens[0].word() {
            Some("raise") if raises(tokens) => {
                if !reach.handler {
                    self.raises += 1;
                    self.raise(line, reach);
                }
                true
            }
            Some("raise") => false,
            Some("return") => {
                self.returned = true;
                true
            }
            Some("exit" | "continue") => {
                match tokens.iter().position(|token| token.is_word("when")) {
                    None => true,
                    Some(when) => is_constant(&tokens[when + 1..]),
                }
            }
            Some("assert") => {
                self.refusals.push((
                    line,
                    "guard_assert",
                    "ASSERT is silent when plpgsql.check_asserts is off",
                ));
                false
            }
            Some(
                "insert" | "update" | "delete" | "merge" | "truncate" | "create" | "alter" | "drop",
            ) => {
                self.refusals
                    .push((line, "guard_writes", "a guard only reads"));
                false
            }
            _ => {
                self.reads |= reads(tokens);
                false
            }
        }
    }

    fn raise(&mut self, line: usize, reach: Reach) {
        let refusal = if reach.caught {
            ("guard_swallowed", "a handler around the RAISE may catch it")
        } else if reach.left || self.returned {
            ("guard_unreachable", "the guard may leave before its RAISE")
        } else if reach.constant {
            ("guard_vacuous", "the condition of the RAISE is a constant")
        } else if !reach.conditional {
            ("guard_unconditional", "the RAISE hangs on no condition")
        } else {
            return;
        };
        self.refusals.push((line, refusal.0, refusal.1));
    }
}

fn under(reach: Reach, constant: bool) -> Reach {
    Reach {
        conditional: true,
        constant: reach.constant || constant,
        ..reach
    }
}

/// True for a RAISE that is an error: EXCEPTION is the level when none is named. A bare RAISE is one of a handler.
pub(super) fn raises(tokens: &[Token]) -> bool {
    const LEVELS: [&str; 5] = ["debug", "log", "info", "notice", "warning"];
    let level = tokens.get(1);
    tokens[0].is_word("raise")
        && level.is_some_and(|level| !LEVELS.iter().any(|other| level.is_word(other)))
}

/// True when a condition has a part that is a constant on its own: `false`, `1 = 0`, `bad AND false`, `NOT bad OR true`.
pub(super) fn is_constant(condition: &[Token]) -> bool {
    const CONSTANTS: [&str; 14] = [
        "true", "false", "null", "not", "is", "distinct", "from", "between", "in", "unknown",
        "boolean", "bool", "text", "int",
    ];
    let mut expression = condition;
    while let [open, inside @ .., close] = expression {
        if !(open.is_symbol("(") && close.is_symbol(")") && encloses(inside)) {
            break;
        }
        expression = inside;
    }
    let mut depth = 0_usize;
    let mut parts: Vec<Vec<&Token>> = vec![Vec::new()];
    let mut between = false;
    for token in expression {
        if token.is_symbol("(") {
            depth += 1;
        } else if token.is_symbol(")") {
            depth = depth.saturating_sub(1);
        }
        between |= depth == 0 && token.is_word("between");
        let joins = token.is_word("and") || token.is_word("or");
        if depth == 0 && joins && !(between && token.is_word("and")) {
            parts.push(Vec::new());
        } else {
            between &= !(joins && depth == 0);
            if let Some(part) = parts.last_mut() {
                part.push(token);
            }
        }
    }
    parts.iter().any(|part| {
        part.iter().all(|token| match token.kind {
            TokenKind::Word => CONSTANTS.contains(&token.text.as_str()),
            TokenKind::Name | TokenKind::UnicodeName => false,
            _ => true,
        })
    })
}

/// True when the parenthesis around these tokens is one pair.
fn encloses(inside: &[Token]) -> bool {
    let mut depth = 0_i32;
    inside.iter().all(|token| {
        depth += i32::from(token.is_symbol("(")) - i32::from(token.is_symbol(")"));
        depth >= 0
    })
}

/// True when an expression asks the database something: a query, or a function that is called.
fn reads(tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(index, token)| {
        let called = token.name().is_some_and(|name| {
            !["if", "and", "or", "not", "in", "numeric", "varchar"].contains(&name)
        }) && tokens
            .get(index + 1)
            .is_some_and(|next| next.is_symbol("("));
        called || token.is_word("select") || token.is_word("from") || token.is_word("perform")
    })
}

#[cfg(test)]
mod tests;
