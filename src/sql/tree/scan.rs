//! The scan itself: token by token, with what is open around each.

use super::token::{Token, Tokens};
use super::vocabulary::{self, Field, Node};
use super::{Error, number};
use crate::policy::{Oid, TreeFacts};
use crate::sql::growth::Signs;

/// The lowest OID an operator or type has; a number below it in an unknown field is an enumeration or a count.
const LOWEST_OID: u32 = 15;

/// `FirstLowInvalidHeapAttributeNumber`, negated: what is added to an attribute number in a set of columns.
const ATTRIBUTE_OFFSET: i32 = 7;

/// `CMD_SELECT`.
const COMMAND_SELECT: u32 = 1;

/// `CMD_UTILITY`.
const COMMAND_UTILITY: u32 = 6;

/// `ACL_SELECT`.
const PERMISSION_SELECT: u64 = 2;

pub(super) fn scan_text(text: &str) -> Result<Scan<'_>, Error> {
    let mut scan = Scan::default();
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next()? {
        match token {
            Token::NodeOpen => scan.open_node(&mut tokens)?,
            Token::NodeClose => scan.close_node()?,
            Token::ListOpen => scan.open_list()?,
            Token::ListClose => scan.close_list()?,
            Token::Word(b"[") if scan.pending.is_none() => {
                scan.signs.constant(scan.last_type, tokens.constant()?);
            }
            Token::Word(word) => scan.word(word)?,
        }
        if scan.writes() {
            return Ok(scan);
        }
    }
    if !scan.levels.is_empty() || scan.pending.is_some() {
        return Err(Error::Malformed("it ends too early"));
    }
    Ok(scan)
}

/// A field whose value comes next.
#[derive(Debug, Clone, Copy)]
struct Pending<'a> {
    name: &'a [u8],
    /// What it holds; `None` when that is unknown.
    holds: Option<Field>,
}

/// What is open around a token.
#[derive(Debug)]
enum Level<'a> {
    Node {
        /// Its values were made elsewhere.
        passes: bool,
        relation: Relation,
        /// The functions that it calls itself.
        called: Vec<Oid>,
    },
    List {
        field: Option<Pending<'a>>,
        /// Nothing read of it yet, so an `o`, `i`, `x` or `b` says what it lists.
        at_start: bool,
        /// It lists OIDs.
        oids: bool,
    },
}

/// What a node says of a relation; most nodes say nothing.
#[derive(Debug, Default)]
struct Relation {
    relid: Option<Oid>,
    columns: Vec<i32>,
    /// The role whose rights are checked; 0 is the caller.
    check_as_user: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Scan<'a> {
    pub(super) facts: TreeFacts,
    levels: Vec<Level<'a>>,
    pending: Option<Pending<'a>>,
    /// The type read last: of a constant, its own.
    last_type: Oid,
    pub(super) signs: Signs,
}

impl<'a> Scan<'a> {
    fn writes(&self) -> bool {
        self.facts
            .command_types
            .iter()
            .any(|command| *command != COMMAND_SELECT)
    }

    fn open_node(&mut self, tokens: &mut Tokens<'a>) -> Result<(), Error> {
        self.open_value()?;
        let Some(Token::Word(label)) = tokens.next()? else {
            return Err(Error::Malformed("a node has no label"));
        };
        let node = vocabulary::node(label).ok_or_else(|| Error::UnknownNode(shown(label)))?;
        match node {
            Node::Refused(label) => {
                self.facts.refused_nodes.insert(label);
            }
            Node::MakesJson => self.facts.makes_json = true,
            Node::Part | Node::Passes => {}
        }
        self.signs.node(label);
        self.levels.push(Level::Node {
            passes: node == Node::Passes,
            relation: Relation::default(),
            called: Vec::new(),
        });
        Ok(())
    }

    fn close_node(&mut self) -> Result<(), Error> {
        let (Some(Level::Node { relation, .. }), None) = (self.levels.pop(), self.pending) else {
            return Err(Error::Malformed("a node ends where none is open"));
        };
        if let Some(relid) = relation.relid {
            let columns = self.facts.relations.entry(relid).or_default();
            columns.extend(relation.columns);
            match relation.check_as_user {
                Some(0) => self.facts.read_directly.insert(relid),
                Some(_) => self.facts.read_through_views.insert(relid),
                // From PostgreSQL 16 on another node of the same relation says.
                None => false,
            };
        }
        Ok(())
    }

    fn open_list(&mut self) -> Result<(), Error> {
        let field = self.open_value()?;
        self.levels.push(Level::List {
            field,
            at_start: true,
            oids: false,
        });
        Ok(())
    }

    fn close_list(&mut self) -> Result<(), Error> {
        let (Some(Level::List { .. }), None) = (self.levels.pop(), self.pending) else {
            return Err(Error::Malformed("a list ends where none is open"));
        };
        Ok(())
    }

    /// Takes the pending field whose value is a node or a list.
    fn open_value(&mut self) -> Result<Option<Pending<'a>>, Error> {
        let pending = self.pending.take();
        match pending.and_then(|pending| pending.holds) {
            Some(Field::LocksIfAny) => self.facts.locks_rows = true,
            Some(Field::Utility) => {
                self.facts.command_types.insert(COMMAND_UTILITY);
            }
            _ if pending.is_none() && matches!(self.levels.last(), Some(Level::Node { .. })) => {
                return Err(Error::Malformed("a value has no field"));
            }
            _ => {}
        }
        Ok(pending)
    }

    fn word(&mut self, word: &'a [u8]) -> Result<(), Error> {
        if let Some(pending) = self.pending.take() {
            return self.value(pending, word);
        }
        match self.levels.last_mut() {
            Some(Level::Node { .. }) => {
                let Some(name) = word.strip_prefix(b":") else {
                    return Err(Error::Malformed("a field has no name"));
                };
                self.pending = Some(Pending {
                    name,
                    holds: vocabulary::field(name),
                });
                Ok(())
            }
            Some(Level::List { at_start, oids, .. })
                if *at_start && matches!(word, b"o" | b"i" | b"x" | b"b") =>
            {
                *at_start = false;
                *oids = word == b"o";
                Ok(())
            }
            Some(Level::List {
                field,
                at_start,
                oids,
            }) => {
                *at_start = false;
                let (field, oids) = (*field, *oids);
                self.element(field, oids, word)
            }
            None => Err(Error::Malformed("a word stands outside every node")),
        }
    }

    fn value(&mut self, pending: Pending<'a>, word: &[u8]) -> Result<(), Error> {
        match pending.holds {
            None => self.unknown(pending, word),
            Some(Field::Nothing) => Ok(()),
            Some(Field::Place) => {
                // What PostgreSQL reads from its catalog, such as the query of a view, has no place.
                if let (Some(Level::Node { called, .. }), false) =
                    (self.levels.last_mut(), word.starts_with(b"-"))
                {
                    self.facts.written.extend(called.drain(..));
                }
                Ok(())
            }
            Some(Field::Recursive) => {
                self.signs.recursive |= word == b"true";
                Ok(())
            }
            Some(Field::CommandType) => {
                self.facts.command_types.insert(number(word)?);
                Ok(())
            }
            Some(Field::LocksIfTrue) => {
                self.facts.locks_rows |= word != b"false";
                Ok(())
            }
            Some(Field::LocksIfAny) => {
                self.facts.locks_rows |= word != b"<>";
                Ok(())
            }
            Some(Field::Utility) => {
                if word != b"<>" {
                    self.facts.command_types.insert(COMMAND_UTILITY);
                }
                Ok(())
            }
            Some(Field::Relation) => {
                let relid = number(word)?;
                if let (Some(Level::Node { relation, .. }), true) =
                    (self.levels.last_mut(), relid != 0)
                {
                    relation.relid = Some(relid);
                }
                Ok(())
            }
            Some(Field::CheckAsUser) => {
                let role = number(word)?;
                if let Some(Level::Node { relation, .. }) = self.levels.last_mut() {
                    relation.check_as_user = Some(role);
                }
                Ok(())
            }
            Some(Field::RequiredPermissions) => {
                self.facts.asks_to_write |= number::<u64>(word)? & !PERMISSION_SELECT != 0;
                Ok(())
            }
            // An empty list is printed as a word.
            Some(Field::ReadColumns | Field::WrittenColumns) if word == b"<>" => Ok(()),
            Some(Field::ReadColumns | Field::WrittenColumns) => {
                Err(Error::Malformed("a set of columns is not a set"))
            }
            Some(holds @ (Field::Function | Field::Aggregate | Field::Operator | Field::Type)) => {
                if word != b"<>" {
                    self.object(holds, number(word)?);
                }
                Ok(())
            }
        }
    }

    fn element(
        &mut self,
        field: Option<Pending<'a>>,
        oids: bool,
        word: &[u8],
    ) -> Result<(), Error> {
        let Some(field) = field else {
            return Ok(());
        };
        match field.holds {
            None if oids => self.unknown(field, word),
            Some(holds @ (Field::Function | Field::Aggregate | Field::Operator | Field::Type)) => {
                self.object(holds, number(word)?);
                Ok(())
            }
            Some(Field::ReadColumns) => {
                let column: i32 = number(word)?;
                // The list is open, so the node that holds it is the one before.
                let node = self.levels.iter_mut().rev().nth(1);
                if let Some(Level::Node { relation, .. }) = node {
                    relation.columns.push(column - ATTRIBUTE_OFFSET);
                }
                Ok(())
            }
            Some(Field::WrittenColumns) => {
                self.facts.asks_to_write = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn object(&mut self, holds: Field, oid: Oid) {
        if oid == 0 {
            return;
        }
        if holds == Field::Type {
            self.last_type = oid;
        }
        if holds == Field::Function {
            self.signs.call(oid);
        }
        if let (Field::Function | Field::Aggregate, Some(Level::Node { called, .. })) =
            (holds, self.levels.last_mut())
        {
            called.push(oid);
        }
        let objects = match holds {
            Field::Function => &mut self.facts.functions,
            Field::Aggregate => &mut self.facts.aggregates,
            Field::Operator => &mut self.facts.operators,
            // The field `type` of a JSON constructor is a small enumeration.
            Field::Type if oid <= LOWEST_OID => return,
            Field::Type if self.passes() => &mut self.facts.passed_types,
            Field::Type => &mut self.facts.types,
            _ => return,
        };
        objects.insert(oid);
    }

    /// Whether the node around the value, or around its list, passes on values made elsewhere.
    fn passes(&self) -> bool {
        let node = self.levels.iter().rev().find_map(|level| match level {
            Level::Node { passes, .. } => Some(*passes),
            Level::List { .. } => None,
        });
        node.unwrap_or_default()
    }

    fn unknown(&self, pending: Pending<'a>, word: &[u8]) -> Result<(), Error> {
        match number::<u32>(word) {
            Ok(value) if value >= LOWEST_OID => Err(Error::UnknownField(shown(pending.name))),
            _ => Ok(()),
        }
    }
}

/// A label or field name for a message, short whatever it holds.
fn shown(word: &[u8]) -> String {
    String::from_utf8_lossy(word).chars().take(63).collect()
}
