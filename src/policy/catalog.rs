//! What a database defines, as far as a judgement needs it: functions, operators, types, relations by OID.
//!
//! A live catalog is read by `db`; [`Catalog::builtin`] is the committed one of PostgreSQL's own objects.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::NameIndex;

/// PostgreSQL's object identifier.
pub type Oid = u32;

/// Objects of PostgreSQL's own have OIDs below this one, and others have not, whatever schema they were put into
/// (`FirstNormalObjectId` of PostgreSQL's `src/include/access/transam.h`).
pub const FIRST_NORMAL_OID: Oid = 16384;

/// `pg_proc.provolatile`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volatility {
    /// Same arguments, same answer, for ever.
    Immutable,
    /// Same answer within one statement; cannot modify the database.
    Stable,
    /// Anything may happen.
    Volatile,
}

/// `pg_proc.prokind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// An ordinary function.
    Function,
    /// An aggregate.
    Aggregate,
    /// A window function.
    Window,
    /// A procedure.
    Procedure,
}

/// One row of `pg_proc`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Schema.
    pub schema: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Argument types, such as `tsquery, text`: what stands between the parentheses of a signature.
    pub arguments: Box<str>,
    /// Kind.
    pub kind: FunctionKind,
    /// Volatility as declared.
    pub volatility: Volatility,
    /// Runs with its owner's rights.
    pub security_definer: bool,
    /// Language name, such as `internal`, `c`, `sql`, `plpgsql`.
    pub language: Box<str>,
    /// `pg_language.lanpltrusted`.
    pub language_trusted: bool,
    /// The only argument is a composite type or polymorphic, so attribute notation (`row.name`) can call it.
    pub callable_as_attribute: bool,
    /// The extension it belongs to.
    pub extension: Option<Box<str>>,
    /// What is known of its body.
    pub body: Body,
}

/// What is known of the body of a function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Body {
    /// Compiled: its declared volatility is all there is to go by.
    #[default]
    Compiled,
    /// SQL or PL/pgSQL that only reads, as far as can be told.
    Reads(Box<BodyReads>),
    /// SQL or PL/pgSQL with something no read does, or that cannot be read; what it is.
    Refused(Box<str>),
}

/// What the body of a function names. In a body that is text, a name stands for everything of that name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyReads {
    /// Functions, those behind operators too. PostgreSQL's own that may be called anyway are left out.
    pub functions: Vec<Oid>,
    /// Functions that run without a word for them: casts and comparisons of the types it uses.
    pub unwritten: Vec<Oid>,
    /// Types that are not PostgreSQL's own, of which values may be made.
    pub types: Vec<Oid>,
    /// Types that are not PostgreSQL's own, of values made elsewhere and passed on.
    pub passed_types: Vec<Oid>,
    /// Relations with the attribute numbers read, as in [`TreeFacts::relations`](super::TreeFacts::relations).
    pub relations: BTreeMap<Oid, BTreeSet<i32>>,
}

/// What reading a relation reads and runs besides: the query of a view, the row-level policies of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// What it names.
    pub body: Body,
    /// It is read with the caller's own rights, not with a view owner's.
    pub with_callers_rights: bool,
}

/// One row of `pg_operator`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Symbol.
    pub name: Box<str>,
    /// `oprcode`: the function that implements it; 0 for a shell.
    pub function: Oid,
    /// Functions, not PostgreSQL's own, that sorting, hashing and searching by it run besides: of its operator families.
    pub support: Vec<Oid>,
}

impl Operator {
    /// The function that implements it, and those that are run besides.
    pub fn functions(&self) -> impl Iterator<Item = Oid> {
        std::iter::once(self.function).chain(self.support.iter().copied())
    }
}

/// One row of `pg_aggregate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// The functions it runs (transition, final, combine, serial, deserial, moving ones), zeroes left out.
    pub functions: Vec<Oid>,
    /// The types, not PostgreSQL's own, of its states: their values are made of texts and of results.
    pub states: Vec<Oid>,
}

/// What a type is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeKind {
    /// A base, pseudo or enum type.
    Plain,
    /// A domain over another type.
    Domain,
    /// A composite type or a relation's row type.
    Composite,
    /// A range or multirange.
    Range,
    /// An array.
    Array,
}

/// One row of `pg_type`, with what using it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// Schema.
    pub schema: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Kind.
    pub kind: TypeKind,
    /// Types inside it: a domain's base, an array's element, a composite's columns, a range's subtype.
    pub parts: Vec<Oid>,
    /// Functions, not PostgreSQL's own, that any use of a value runs: output, comparison and hashing.
    pub functions: Vec<Oid>,
    /// Functions, not PostgreSQL's own, that making JSON of a value runs: a cast to json.
    pub to_json: Vec<Oid>,
    /// Functions, not PostgreSQL's own, that making a value runs besides: input, a range's canonical function, a domain's checks.
    pub making: Vec<Oid>,
}

/// `pg_class.relkind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// An ordinary or partitioned table.
    Table,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A foreign table.
    ForeignTable,
    /// A sequence.
    Sequence,
    /// Anything else.
    Other,
}

/// One row of `pg_class` with its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Schema.
    pub schema: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Kind.
    pub kind: RelationKind,
    /// Column names by attribute number, dropped ones left out.
    pub columns: BTreeMap<i32, Box<str>>,
    /// Row-level security is on.
    pub row_security: bool,
    /// Partitions and inheritance children at every depth: reading this relation reads them.
    pub descendants: Vec<Oid>,
    /// The same the other way: what is denied of a relation is denied of its parts, which hold its rows.
    pub ancestors: Vec<Oid>,
    /// By the names of stored generated columns, the columns that they are worked out from.
    pub generated: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
}

/// Everything a judgement looks up.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Functions by OID.
    pub functions: HashMap<Oid, Function>,
    /// Operators by OID.
    pub operators: HashMap<Oid, Operator>,
    /// Aggregates by the OID of their function.
    pub aggregates: HashMap<Oid, Aggregate>,
    /// Types by OID.
    pub types: HashMap<Oid, Type>,
    /// Relations by OID.
    pub relations: HashMap<Oid, Relation>,
    /// What stands behind the relations that bodies of functions name, and behind those again. What stands behind those
    /// that a statement names, its tree shows.
    pub behind: HashMap<Oid, Behind>,
    /// Functions, not PostgreSQL's own, that planning a query of the relation may run: PostgreSQL works out what is constant
    /// in its indexes, statistics objects, checks and partition key. No tree shows them.
    pub planning: HashMap<Oid, Vec<Oid>>,
    /// The same objects by name.
    pub names: NameIndex,
}

impl Function {
    /// `schema.name(argument types)`.
    pub fn signature(&self) -> String {
        format!("{}.{}({})", self.schema, self.name, self.arguments)
    }
}

impl Function {
    /// Whether it may make JSON of values of any type: PostgreSQL's own functions of JSON, and any other that takes them,
    /// since it may pass them on to those.
    pub fn makes_json(&self) -> bool {
        let mut arguments = self.arguments.split(", ");
        let any = arguments.any(|argument| {
            let argument = argument.trim_matches('"');
            argument.starts_with("any") || argument.starts_with("record") || argument == "internal"
        });
        any && (&*self.schema != "pg_catalog" || self.name.contains("json"))
    }
}

impl std::fmt::Display for Relation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.schema, self.name)
    }
}

#[cfg(test)]
impl Function {
    /// An immutable function of no name, to be filled in.
    pub(crate) fn for_tests() -> Self {
        Self {
            schema: "public".into(),
            name: "f".into(),
            arguments: "".into(),
            kind: FunctionKind::Function,
            volatility: Volatility::Immutable,
            security_definer: false,
            language: "internal".into(),
            language_trusted: false,
            callable_as_attribute: false,
            extension: None,
            body: Body::Compiled,
        }
    }
}
