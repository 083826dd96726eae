use crate::sql::tree;

/// Trees of PostgreSQL 15, each under its statement, over `item(id, parent, name, n, price, j, at)`.
const UNBOUNDED: &str = include_str!("fixtures/unbounded.txt");
const BOUNDED: &str = include_str!("fixtures/bounded.txt");

fn trees(fixture: &'static str) -> Vec<(&'static str, &'static str)> {
    let entries = fixture.split("#### ");
    let trees: Vec<_> = entries.filter_map(|entry| entry.split_once('\n')).collect();
    assert!(!trees.is_empty());
    trees
}

#[test]
fn values_that_may_outgrow_memory_are_found() {
    for (sql, tree) in trees(UNBOUNDED) {
        let facts = tree::scan(tree).expect(sql);
        assert!(facts.growth.is_some(), "{sql}");
    }
}

#[test]
fn ordinary_reads_are_bounded() {
    for (sql, tree) in trees(BOUNDED) {
        let facts = tree::scan(tree).expect(sql);
        assert_eq!(facts.growth, None, "{sql}");
    }
}

/// A statement made to keep the analysis busy is given up on, and refused.
#[test]
fn an_involved_statement_is_given_up_on() {
    let mut tree = String::from("({CONST :consttype 25 :constisnull true :constvalue <>})");
    for _ in 0..400 {
        tree = format!("({{FUNCEXPR :funcid 1622 :args {tree}}})");
    }
    let tree = format!("({{QUERY :commandType 1 :targetList {tree}}})");
    let facts = tree::scan(&tree).expect("a tree");
    assert_eq!(facts.growth, Some(crate::policy::Growth::Unknown));
}

/// Constants are as long as they are written, so nothing has to grow for a search that no time limit stops.
#[test]
fn a_long_text_looked_for_in_another_is_found() {
    let text = |length: usize| {
        format!(
            "{{CONST :consttype 25 :constlen -1 :constisnull false :constvalue {} [ 0 0 0 0 {}]}}",
            length + 4,
            "97 ".repeat(length)
        )
    };
    for node in [
        "FUNCEXPR :funcid 868",
        "OPEXPR :opfuncid 850",
        "SCALARARRAYOPEXPR :opfuncid 850",
    ] {
        for (sought, length, expected) in [
            (30_000, 60_000, true),
            (20, 90_000, false),
            (90_000, 20, false),
            (1_000, 1_000, false),
        ] {
            let (text, sought) = (text(length), text(sought));
            let tree = format!(
                "({{QUERY :commandType 1 :targetList ({{{node} :args ({text} {sought})}})}})"
            );
            let facts = tree::scan(&tree).expect("a tree");
            assert_eq!(facts.growth.is_some(), expected, "{node} {length}");
        }
    }
}
