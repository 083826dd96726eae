//! What a walk over the syntax tree gathers, and the verdict it comes to.

use std::collections::BTreeSet;

use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};
use sqlparser::tokenizer::Span;

use crate::error::{Position, ToolError};
use crate::policy::Catalog;

use super::parse::offset;
use super::{FirstReading, Inventory, RawSql, Undecided};

/// The rules that refuse, in the order in which their refusals are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    StatementKind,
    DataModifyingCte,
    SelectInto,
    RowLocking,
    Function,
    Growth,
}

/// A walk's findings so far.
pub(super) struct Reading<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) allow_functions: &'a BTreeSet<String>,
    sql: &'a RawSql,
    refusal: Option<(Rule, usize, ToolError)>,
    undecided: Option<(usize, Undecided)>,
    inventory: Inventory,
}

/// A name as PostgreSQL folds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Everything before the last part, joined with dots; empty when nothing was written.
    pub(super) schema: String,
    /// The last part.
    pub(super) name: String,
    /// Where it was written.
    pub(super) span: Span,
}

impl Name {
    fn full(&self) -> String {
        if self.schema.is_empty() {
            self.name.clone()
        } else {
            format!("{}.{}", self.schema, self.name)
        }
    }
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        sql: &'a RawSql,
        catalog: &'a Catalog,
        allow_functions: &'a BTreeSet<String>,
    ) -> Self {
        Self {
            catalog,
            allow_functions,
            sql,
            refusal: None,
            undecided: None,
            inventory: Inventory::default(),
        }
    }

    /// Keeps the refusal of the first rule in order, and of one rule the first in the text.
    pub(super) fn refuse(&mut self, rule: Rule, span: Span, error: ToolError) {
        let place = offset(span).unwrap_or(usize::MAX);
        if self
            .refusal
            .as_ref()
            .is_none_or(|(other, at, _)| (rule, place) < (*other, *at))
        {
            self.refusal = Some((rule, place, error));
        }
    }

    /// Keeps the first reason in the text.
    pub(super) fn undecided(&mut self, span: Span, reason: impl Into<String>) {
        let place = offset(span).unwrap_or(usize::MAX);
        if self.undecided.as_ref().is_none_or(|(at, _)| place < *at) {
            self.undecided = Some((place, Undecided::new(reason)));
        }
    }

    pub(super) fn saw_function(&mut self, name: &Name) {
        self.inventory.functions.insert(name.full());
    }

    pub(super) fn saw_relation(&mut self, name: &Name) {
        self.inventory.relations.insert(name.full());
    }

    /// Syntax of other databases that sqlparser knows and PostgreSQL does not, or that nobody judged.
    pub(super) fn unknown_syntax(&mut self, what: &str) {
        self.undecided(
            Span::empty(),
            format!("{what} can only be judged by the server"),
        );
    }

    /// An identifier as PostgreSQL folds it; nothing, and undecided, when the parser misread something as one.
    pub(super) fn fold(&mut self, ident: &Ident) -> Option<String> {
        let folded = match ident.quote_style {
            None => ident.value.to_ascii_lowercase(),
            Some('"') => ident.value.clone(),
            Some(_) => {
                self.undecided(ident.span, "a literal stands where a name is expected");
                return None;
            }
        };
        // PostgreSQL cuts longer names off, so they would be other names.
        if folded.len() > 63 {
            self.undecided(ident.span, "a name is longer than PostgreSQL keeps");
            return None;
        }
        Some(folded)
    }

    /// A dotted name as PostgreSQL folds it.
    pub(super) fn name(&mut self, name: &ObjectName) -> Option<Name> {
        let mut parts = Vec::with_capacity(name.0.len());
        let mut span = Span::empty();
        for part in &name.0 {
            match part {
                ObjectNamePart::Identifier(ident) => {
                    parts.push(self.fold(ident)?);
                    if offset(span).is_none() {
                        span = ident.span;
                    }
                }
                ObjectNamePart::Function(_) => {
                    self.unknown_syntax("a name made by a function");
                    return None;
                }
            }
        }
        let last = parts.pop()?;
        Some(Name {
            schema: parts.join("."),
            name: last,
            span,
        })
    }

    /// The verdict.
    pub(super) fn finish(self) -> FirstReading {
        let sql = self.sql;
        let place = |at: usize| (at != usize::MAX).then(|| sql.position(at));
        if let Some((_, at, mut error)) = self.refusal {
            error.position = place(at);
            return FirstReading::Refused(error);
        }
        if let Some((at, mut undecided)) = self.undecided {
            let position: Option<Position> = place(at);
            undecided.position = position;
            return FirstReading::Undecided(undecided);
        }
        FirstReading::Approved(self.inventory)
    }
}
