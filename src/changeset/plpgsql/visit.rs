//! Every block, and every statement, condition and header in a body.

use super::{Block, Node, Token};

impl Block {
    /// Calls `visit` with this block and every block in it.
    pub(in crate::changeset) fn each_block<'a>(&'a self, visit: &mut dyn FnMut(&'a Block)) {
        visit(self);
        each_inner(&self.body, visit);
        for handler in &self.handlers {
            each_inner(&handler.body, visit);
        }
    }

    /// Calls `visit` with each statement that is no block, and with each condition and loop header.
    pub(in crate::changeset) fn each_text<'a>(&'a self, visit: &mut dyn FnMut(Text<'a>)) {
        for declaration in &self.declarations {
            visit(Text::Expression(declaration));
        }
        each_text(&self.body, visit);
        for handler in &self.handlers {
            each_text(&handler.body, visit);
        }
    }
}

/// A part of a body that holds SQL.
#[derive(Debug, Clone, Copy)]
pub(in crate::changeset) enum Text<'a> {
    /// A statement.
    Statement(&'a [Token]),
    /// A declaration, a condition or the header of a loop.
    Expression(&'a [Token]),
}

fn each_inner<'a>(nodes: &'a [Node], visit: &mut dyn FnMut(&'a Block)) {
    for node in nodes {
        match node {
            Node::Block(block) => block.each_block(visit),
            Node::Choice {
                branches,
                otherwise,
            } => {
                for (_, body) in branches {
                    each_inner(body, visit);
                }
                each_inner(otherwise, visit);
            }
            Node::Loop { body, .. } => each_inner(body, visit),
            Node::Simple(_) => {}
        }
    }
}

fn each_text<'a>(nodes: &'a [Node], visit: &mut dyn FnMut(Text<'a>)) {
    for node in nodes {
        match node {
            Node::Block(block) => block.each_text(visit),
            Node::Choice {
                branches,
                otherwise,
            } => {
                for (condition, body) in branches {
                    visit(Text::Expression(condition));
                    each_text(body, visit);
                }
                each_text(otherwise, visit);
            }
            Node::Loop { header, body } => {
                visit(Text::Expression(header));
                each_text(body, visit);
            }
            Node::Simple(tokens) => visit(Text::Statement(tokens)),
        }
    }
}
