//! The query that is run around an approved statement: its grammar allows nothing but a query inside, and its cells are of forms
//! that gatepost reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio_postgres::Statement;
use tokio_postgres::types::Type;

use super::approvals::Prepared;
use super::knowledge::Known;
use super::quoting::identifier;
use super::read_session::Column;
use super::values::type_name;
use super::weight::too_heavy;
use crate::policy::{Catalog, RelationKind};
use crate::sql::ApprovedQuery;

impl Prepared {
    /// Wraps an approved query so that grammar allows nothing but a query inside it, and so that no cell is longer than `bytes`.
    pub(super) fn new(
        approved: ApprovedQuery,
        statement: &Statement,
        bytes: u64,
        known: &Known,
    ) -> Self {
        let columns: Arc<[Column]> = statement
            .columns()
            .iter()
            .map(|column| Column {
                name: column.name().to_owned(),
                type_name: type_name(column.type_()),
            })
            .collect();
        let cells: Vec<String> = statement
            .columns()
            .iter()
            .enumerate()
            .map(|(index, column)| cell_expression(index, column.type_(), bytes))
            .collect();
        let types = statement
            .columns()
            .iter()
            .map(tokio_postgres::Column::type_);
        let too_heavy = too_heavy(types, bytes);
        let computed = statement.columns().iter().any(|column| {
            (too_heavy.is_some() || is_named_twice(column.type_()))
                && !is_stored(column, &known.catalog)
        });
        let inner = Inner::new(approved.sql().body(), &columns, computed);
        let (wrapped, before) = match &too_heavy {
            None => over(&cells, &inner),
            Some(too_heavy) => weighed(&cells, too_heavy, &inner),
        };
        Self {
            approved,
            wrapped,
            before,
            is_weighed: too_heavy.is_some(),
            columns,
            parameters: statement.params().to_vec(),
            generation: known.generation,
        }
    }
}

/// A statement with what stands around it, in the query of its cells.
pub(super) struct Inner<'a> {
    begin: String,
    statement: &'a str,
    end: &'static str,
}

impl<'a> Inner<'a> {
    /// The statement that had these columns when it was approved. With `once`, each is computed once for all cells that name it.
    ///
    /// A `*` may stand for other columns by now, as many and of the same types: so columns are named as they were, and a
    /// statement that no longer has them fails. Names that come twice cannot be told apart.
    pub(super) fn new(statement: &'a str, columns: &[Column], once: bool) -> Self {
        let names: BTreeSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let by_name = may_have_others(statement) && names.len() == columns.len();
        let (begin, end) = match (once, by_name && !columns.is_empty()) {
            (false, false) => (String::new(), ""),
            // PostgreSQL puts what computes a column wherever the column is named, unless the query that computes it has an OFFSET.
            (true, false) => ("SELECT * FROM (".to_owned(), ") AS s OFFSET 0"),
            (false, true) => (format!("SELECT {} FROM (", qualified(columns)), ") AS s"),
            (true, true) => (
                format!("SELECT {} FROM (", qualified(columns)),
                ") AS s OFFSET 0",
            ),
        };
        Self {
            begin,
            statement,
            end,
        }
    }
}

/// Whether a statement may come to have other columns: it has a `*`, or is a `TABLE t`.
fn may_have_others(statement: &str) -> bool {
    let mut words = statement.split(|c: char| !c.is_alphanumeric() && c != '_');
    statement.contains('*') || words.any(|word| word.eq_ignore_ascii_case("table"))
}

/// The columns of `s` by their names.
fn qualified(columns: &[Column]) -> String {
    let names = columns.iter();
    let names = names.map(|column| format!("s.{}", identifier(&column.name)));
    names.collect::<Vec<_>>().join(", ")
}

/// A query of these cells, up to the number of its LIMIT, over a statement whose columns they name `c0`, `c1` and so on, and how
/// many characters of it stand before the statement.
pub(super) fn over(cells: &[String], inner: &Inner<'_>) -> (String, usize) {
    let begin = format!("SELECT {} FROM (", cells.join(", "));
    around(&begin, inner, cells.len(), " LIMIT ")
}

/// The same, with one more cell that says whether the row is too heavy; then all others are null. It is computed once, by the
/// query that has it, since that one has an OFFSET.
fn weighed(cells: &[String], too_heavy: &str, inner: &Inner<'_>) -> (String, usize) {
    let guarded = cells.iter();
    let guarded = guarded.map(|cell| format!("CASE WHEN NOT too_heavy THEN {cell} END"));
    let begin = format!(
        "SELECT {}, too_heavy FROM (SELECT *, {too_heavy} AS too_heavy FROM (",
        guarded.collect::<Vec<_>>().join(", ")
    );
    let end = " OFFSET 0) AS t LIMIT ";
    around(&begin, inner, cells.len(), end)
}

/// A text around a statement with so many columns, as a table expression that names them.
fn around(begin: &str, inner: &Inner<'_>, columns: usize, end: &str) -> (String, usize) {
    let before = begin.chars().count() + inner.begin.chars().count();
    let names = names(columns);
    // A comment at the end of the statement ends with its line.
    let text = format!(
        "{begin}{}{}\n{}) AS t{names}{end}",
        inner.begin, inner.statement, inner.end
    );
    (text, before)
}

/// `(c0, c1)`; a table alias without columns takes no list.
fn names(columns: usize) -> String {
    match columns {
        0 => String::new(),
        _ => {
            let names: Vec<String> = (0..columns).map(|index| format!("c{index}")).collect();
            format!("({})", names.join(", "))
        }
    }
}

/// Whether the cells of a type are named more than once in [`cell_expression`].
fn is_named_twice(column_type: &Type) -> bool {
    matches!(*column_type, Type::TEXT | Type::VARCHAR | Type::BPCHAR)
}

/// Whether a column is read from a relation that holds it, so that naming it twice computes nothing.
fn is_stored(column: &tokio_postgres::Column, catalog: &Catalog) -> bool {
    let relation = column
        .table_oid()
        .and_then(|oid| catalog.relations.get(&oid));
    relation.is_some_and(|relation| {
        matches!(
            relation.kind,
            RelationKind::Table | RelationKind::MaterializedView
        )
    })
}

/// One cell as it is sent: as [`Cell`](super::values::Cell) reads it, and otherwise as JSON. Text is cut one character past the answer's
/// bound, which then reports the truncation: the driver holds a whole row in memory, and a cell can be a gigabyte.
fn cell_expression(index: usize, column_type: &Type, bytes: u64) -> String {
    match *column_type {
        Type::VOID => "null::pg_catalog.json".to_owned(),
        Type::BOOL
        | Type::INT2
        | Type::INT4
        | Type::INT8
        | Type::NAME
        | Type::TIMESTAMP
        | Type::TIMESTAMPTZ => format!("c{index}"),
        // Its length in bytes costs nothing, not even that a long text is fetched; `left` copies.
        Type::TEXT | Type::VARCHAR => format!(
            "CASE WHEN pg_catalog.octet_length(c{index}) OPERATOR(pg_catalog.<=) {bytes} THEN c{index} \
             ELSE pg_catalog.\"left\"(c{index}, {}) END",
            bytes + 1
        ),
        // As text it would lose the blanks at its end.
        Type::BPCHAR => format!(
            "CASE WHEN pg_catalog.octet_length(c{index}) OPERATOR(pg_catalog.<=) {bytes} THEN pg_catalog.to_json(c{index}) \
             ELSE pg_catalog.to_json(pg_catalog.\"left\"(c{index}, {})) END",
            bytes + 1
        ),
        Type::BYTEA => format!(
            "pg_catalog.to_json(pg_catalog.substr(c{index}, 1, {}))",
            bytes + 1
        ),
        _ => format!("pg_catalog.to_json(c{index})"),
    }
}
