//! The node labels and fields a scan knows: data, in `nodes.txt` and `fields.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a known node is to a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// Part of ordinary reads.
    Part,
    /// The same, whose values were made elsewhere.
    Passes,
    /// Part of ordinary reads, that makes JSON of values of any type.
    MakesJson,
    /// Never part of a read; carries its label.
    Refused(&'static str),
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Nothing a judgement needs; or nodes, which are scanned in turn.
    Nothing,
    /// Where the node stands in the text of the statement.
    Place,
    /// OIDs of functions.
    Function,
    /// OIDs of aggregates.
    Aggregate,
    /// OIDs of operators.
    Operator,
    /// OIDs of types.
    Type,
    /// The OID of a relation.
    Relation,
    /// A query's command type.
    CommandType,
    /// Locking when `true`.
    LocksIfTrue,
    /// Locking when anything is there.
    LocksIfAny,
    /// A utility statement when anything is there.
    Utility,
    /// Whether a query is recursive.
    Recursive,
    /// The columns read, as a bitmap set.
    ReadColumns,
    /// The columns written, as a bitmap set.
    WrittenColumns,
    /// The privileges needed, as bits.
    RequiredPermissions,
    /// The role whose rights are checked.
    CheckAsUser,
}

/// What the node with this label is; `None` when the label is unknown.
pub(super) fn node(label: &[u8]) -> Option<Node> {
    NODES.get(label).copied()
}

/// What the field with this name holds; `None` when the name is unknown.
pub(super) fn field(name: &[u8]) -> Option<Field> {
    FIELDS.get(name).copied()
}

static NODES: LazyLock<HashMap<&'static [u8], Node>> = LazyLock::new(|| {
    lines(include_str!("nodes.txt"))
        .filter_map(|(label, kind)| {
            let node = match kind {
                "part" => Node::Part,
                "passes" => Node::Passes,
                "json" => Node::MakesJson,
                "refused" => Node::Refused(label),
                _ => return None,
            };
            Some((label.as_bytes(), node))
        })
        .collect()
});

static FIELDS: LazyLock<HashMap<&'static [u8], Field>> = LazyLock::new(|| {
    lines(include_str!("fields.txt"))
        .filter_map(|(name, holds)| Some((name.as_bytes(), parse_field(holds)?)))
        .collect()
});

fn parse_field(holds: &str) -> Option<Field> {
    Some(match holds {
        "nothing" => Field::Nothing,
        "place" => Field::Place,
        "function" => Field::Function,
        "aggregate" => Field::Aggregate,
        "operator" => Field::Operator,
        "type" => Field::Type,
        "relation" => Field::Relation,
        "command_type" => Field::CommandType,
        "locks_if_true" => Field::LocksIfTrue,
        "locks_if_any" => Field::LocksIfAny,
        "utility" => Field::Utility,
        "recursive" => Field::Recursive,
        "read_columns" => Field::ReadColumns,
        "written_columns" => Field::WrittenColumns,
        "required_permissions" => Field::RequiredPermissions,
        "check_as_user" => Field::CheckAsUser,
        _ => return None,
    })
}

/// The first two columns of a data file.
fn lines(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .filter_map(|line| {
            let mut columns = line.splitn(3, " | ");
            Some((columns.next()?, columns.next()?))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A misspelt line would silently lose a field that holds OIDs.
    #[test]
    fn every_line_of_the_data_is_understood_and_says_why() {
        for (text, known) in [
            (include_str!("nodes.txt"), NODES.len()),
            (include_str!("fields.txt"), FIELDS.len()),
        ] {
            let data = text
                .lines()
                .filter(|line| !line.starts_with('#') && !line.is_empty());
            assert_eq!(data.clone().count(), known);
            for line in data {
                assert_eq!(line.split(" | ").count(), 3, "{line}");
                assert!(line.split(" | ").all(|column| !column.trim().is_empty()));
            }
        }
    }
}
