//! A printed node tree as nodes with fields, each knowing the query it stands in.

use crate::sql::tree::Error;
use crate::sql::tree::token::{Token, Tokens};

/// Index of a node.
pub(super) type NodeId = usize;

/// The value of a field or the element of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A word, with its backslashes; `<>` for nothing.
    Word(&'a [u8]),
    /// A list, its `o`, `i` or `b` the first element.
    List(Vec<Value<'a>>),
    /// A node.
    Node(NodeId),
}

/// A node.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) label: &'a [u8],
    pub(super) fields: Vec<(&'a [u8], Value<'a>)>,
    /// The bytes of a constant, printed as numbers.
    pub(super) constant: Option<&'a [u8]>,
    /// The query it stands in; of a query, the query around it.
    pub(super) query: Option<NodeId>,
}

/// All nodes of a tree; one comes before those inside it.
#[derive(Debug)]
pub(super) struct Nodes<'a>(Vec<Node<'a>>);

impl<'a> Nodes<'a> {
    /// Reads a tree that a scan has understood.
    ///
    /// # Errors
    ///
    /// As for a scan.
    pub(super) fn parse(text: &'a str) -> Result<Self, Error> {
        let mut tokens = Tokens::new(text);
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let mut open: Vec<Open<'a>> = Vec::new();
        let mut queries: Vec<NodeId> = Vec::new();
        while let Some(token) = tokens.next()? {
            let value = match token {
                Token::NodeOpen => {
                    let Some(Token::Word(label)) = tokens.next()? else {
                        return Err(Error::Malformed("a node has no label"));
                    };
                    let id = nodes.len();
                    nodes.push(Node {
                        label,
                        fields: Vec::new(),
                        constant: None,
                        query: queries.last().copied(),
                    });
                    if label == b"QUERY" {
                        queries.push(id);
                    }
                    open.push(Open::Node { id, field: None });
                    continue;
                }
                Token::ListOpen => {
                    open.push(Open::List(Vec::new()));
                    continue;
                }
                Token::NodeClose => {
                    let Some(Open::Node { id, .. }) = open.pop() else {
                        return Err(Error::Malformed("a node ends where none is open"));
                    };
                    if queries.last() == Some(&id) {
                        queries.pop();
                    }
                    Value::Node(id)
                }
                Token::ListClose => {
                    let Some(Open::List(elements)) = open.pop() else {
                        return Err(Error::Malformed("a list ends where none is open"));
                    };
                    Value::List(elements)
                }
                Token::Word(word) => Value::Word(word),
            };
            match open.last_mut() {
                Some(Open::List(elements)) => elements.push(value),
                Some(Open::Node { id, field }) => {
                    let node = &mut nodes[*id];
                    match (field.take(), &value) {
                        (Some(name), _) => node.fields.push((name, value)),
                        (None, Value::Word(b"[")) => node.constant = Some(tokens.constant()?),
                        (None, Value::Word([b':', name @ ..])) => *field = Some(name),
                        (None, _) => return Err(Error::Malformed("a field has no name")),
                    }
                }
                None => {}
            }
        }
        Ok(Self(nodes))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The node with this index.
    pub(super) fn get(&self, id: NodeId) -> &Node<'a> {
        &self.0[id]
    }

    /// The value of a field.
    pub(super) fn field(&self, id: NodeId, name: &str) -> Option<&Value<'a>> {
        let fields = &self.get(id).fields;
        let found = fields.iter().find(|(field, _)| *field == name.as_bytes());
        found.map(|(_, value)| value)
    }

    /// The number in a field.
    pub(super) fn number<T: std::str::FromStr>(&self, id: NodeId, name: &str) -> Option<T> {
        std::str::from_utf8(self.word(id, name)?).ok()?.parse().ok()
    }

    /// The word in a field.
    pub(super) fn word(&self, id: NodeId, name: &str) -> Option<&'a [u8]> {
        match self.field(id, name)? {
            Value::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The node in a field.
    pub(super) fn node(&self, id: NodeId, name: &str) -> Option<NodeId> {
        match self.field(id, name)? {
            Value::Node(node) => Some(*node),
            _ => None,
        }
    }

    /// The nodes in the list of a field.
    pub(super) fn list(&self, id: NodeId, name: &str) -> Vec<NodeId> {
        match self.field(id, name) {
            Some(Value::List(elements)) => nodes_of(elements),
            Some(Value::Node(node)) => vec![*node],
            _ => Vec::new(),
        }
    }

    /// The entry of a query's FROM at a place, counted from 1.
    pub(super) fn entry(&self, query: NodeId, place: usize) -> Option<NodeId> {
        let entries = self.list(query, "rtable");
        entries.get(place.checked_sub(1)?).copied()
    }

    /// The target that gives a query its column of this number, counted from 1.
    pub(super) fn target(&self, query: NodeId, column: usize) -> Option<NodeId> {
        let mut targets = self.list(query, "targetList").into_iter();
        targets.find(|target| self.number(*target, "resno") == Some(column))
    }

    /// The expression of that target.
    pub(super) fn target_expression(&self, query: NodeId, column: usize) -> Option<NodeId> {
        self.node(self.target(query, column)?, "expr")
    }

    /// Every node directly in a field or in lists of a field.
    pub(super) fn children(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Value<'a>> = self.get(id).fields.iter().map(|(_, v)| v).collect();
        while let Some(value) = waiting.pop() {
            match value {
                Value::Node(node) => found.push(*node),
                Value::List(elements) => waiting.extend(elements),
                Value::Word(_) => {}
            }
        }
        found
    }

    /// Whether the node has this label.
    pub(super) fn is(&self, id: NodeId, label: &str) -> bool {
        self.get(id).label == label.as_bytes()
    }
}

/// The nodes among the elements of a list.
pub(super) fn nodes_of(elements: &[Value<'_>]) -> Vec<NodeId> {
    let node = |value: &Value<'_>| match value {
        Value::Node(node) => Some(*node),
        _ => None,
    };
    elements.iter().filter_map(node).collect()
}

/// What is open around a token.
enum Open<'a> {
    Node { id: NodeId, field: Option<&'a [u8]> },
    List(Vec<Value<'a>>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_know_their_fields_and_their_query() {
        let text = "({QUERY :commandType 1 :cteList ({COMMONTABLEEXPR :ctename :x :ctequery \
                    {QUERY :limitCount {CONST :constvalue 4 [ 1 0 ]}}}) :opnos (o 1 2)})";
        let nodes = Nodes::parse(text).expect("a tree");
        assert_eq!(nodes.len(), 4);
        assert_eq!(nodes.word(1, "ctename"), Some(":x".as_bytes()));
        assert_eq!(nodes.list(0, "cteList"), [1]);
        assert_eq!(nodes.node(1, "ctequery"), Some(2));
        assert_eq!(nodes.get(2).query, Some(0));
        assert_eq!(nodes.get(3).query, Some(2));
        assert_eq!(nodes.get(3).constant, Some(" 1 0 ".as_bytes()));
        assert_eq!(nodes.number(3, "constvalue"), Some(4));
        assert_eq!(nodes.children(0), [1]);
    }
}
