use std::collections::BTreeSet;

use super::*;
use crate::policy::Oid;

/// Trees of PostgreSQL 15, each under its statement: what `debug_print_rewritten` printed for it.
const CALLS: &str = include_str!("fixtures/calls.txt");
const OBJECTS: &str = include_str!("fixtures/objects.txt");
const RELATIONS: &str = include_str!("fixtures/relations.txt");
const NOT_READS: &str = include_str!("fixtures/not_reads.txt");
const NAMES: &str = include_str!("fixtures/names.txt");

const PG_SLEEP: Oid = 2626;
/// The table `acct(id, owner, secret)` of the fixtures, its view and its locking view.
const ACCT: Oid = 16413;
const V_ACCT: Oid = 16424;

fn trees(fixture: &'static str) -> Vec<(&'static str, &'static str)> {
    let trees: Vec<_> = fixture
        .split("#### ")
        .filter_map(|entry| entry.split_once('\n'))
        .collect();
    assert!(!trees.is_empty());
    trees
}

fn facts_of(fixture: &'static str, statement: &str) -> TreeFacts {
    let (sql, tree) = trees(fixture)
        .into_iter()
        .find(|(sql, _)| sql.contains(statement))
        .expect("the fixture has the statement");
    scan(tree).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

fn set<T: Ord + Copy>(values: &[T]) -> BTreeSet<T> {
    values.iter().copied().collect()
}

#[test]
fn a_function_is_found_wherever_it_is_called() {
    for (sql, tree) in trees(CALLS) {
        let facts = scan(tree).expect(sql);
        assert!(facts.functions.contains(&PG_SLEEP), "{sql}");
        assert_eq!(facts.command_types, set(&[1]), "{sql}");
        assert!(!facts.locks_rows && !facts.asks_to_write, "{sql}");
    }
}

#[test]
fn table_sample_handlers_and_window_functions_are_functions() {
    assert!(facts_of(CALLS, "tablesample").functions.contains(&3313));
    assert!(
        facts_of(CALLS, "over (order by 1)")
            .functions
            .contains(&2108)
    );
    let frame = facts_of(OBJECTS, "preceding");
    // first_value, in_range(date, date, interval, bool, bool)
    assert!(
        frame.functions.is_superset(&set(&[3112, 4133])),
        "{frame:?}"
    );
}

#[test]
fn aggregates_operators_and_types_are_found() {
    let aggregate = facts_of(OBJECTS, "percentile_cont");
    assert!(aggregate.aggregates.contains(&3974));
    let operators = facts_of(OBJECTS, "operator(pg_catalog.+)");
    // int4 < int4, text < text of the row comparison; = ANY; +
    assert!(operators.operators.is_superset(&set(&[97, 664, 96, 551])));
    assert!(operators.functions.contains(&177));
    let types = facts_of(OBJECTS, "int4range");
    // an int4range constant, a cast to text; int4[] and regclass are only passed on
    assert!(types.types.is_superset(&set(&[3904, 25])));
    assert!(types.passed_types.is_superset(&set(&[1007, 2205])));
    let values = facts_of(OBJECTS, "current_date");
    // date, numeric of the parameter and the cast
    assert!(values.types.is_superset(&set(&[1082, 1700])));
}

#[test]
fn the_type_of_a_column_is_passed_on_and_not_made() {
    let facts = facts_of(RELATIONS, "select a.owner");
    // text; integer is that of the constant too
    assert!(facts.passed_types.is_superset(&set(&[25, 23])));
    assert!(facts.types.contains(&23) && !facts.types.contains(&25));
}

#[test]
fn attribute_notation_is_a_call() {
    assert!(facts_of(OBJECTS, "a.to_json").functions.contains(&3176));
}

#[test]
fn relations_come_with_the_columns_read() {
    for (statement, relation, columns) in [
        ("select a.owner", ACCT, set(&[1, 2])),
        ("select a from acct", ACCT, set(&[0])),
        ("table acct", ACCT, set(&[1, 2, 3])),
        ("from only acct", ACCT, set(&[])),
        ("select ctid, xmin", ACCT, set(&[-1, -2])),
        ("select owner from v_acct", V_ACCT, set(&[2])),
        // The view itself reads both of its columns.
        ("select owner from v_acct", ACCT, set(&[1, 2])),
    ] {
        let facts = facts_of(RELATIONS, statement);
        assert_eq!(
            facts.relations.get(&relation),
            Some(&columns),
            "{statement}"
        );
    }
    let through_view = facts_of(RELATIONS, "select owner from v_acct");
    assert_eq!(through_view.read_directly, set(&[V_ACCT]));
    assert!(through_view.read_through_views.contains(&ACCT));
}

#[test]
fn locks_and_writes_are_found_also_inside_views_and_with_queries() {
    for (sql, tree) in trees(NOT_READS) {
        let facts = scan(tree).expect(sql);
        let writes = facts.command_types.iter().any(|command| *command != 1);
        assert_eq!(writes, sql.starts_with("with"), "{sql}");
        assert_eq!(facts.locks_rows, !writes, "{sql}");
    }
    assert!(facts_of(NOT_READS, "with d").command_types.contains(&4));
    assert!(facts_of(NOT_READS, "with i").command_types.contains(&3));
    assert!(facts_of(NOT_READS, "with m").command_types.contains(&2));
}

#[test]
fn a_name_hides_nothing_and_adds_nothing() {
    for (sql, tree) in trees(NAMES) {
        match scan(tree) {
            Ok(facts) => {
                assert!(facts.functions.contains(&PG_SLEEP), "{sql}");
                let casts_from_int = set(&[PG_SLEEP, 316]);
                assert!(facts.functions.is_subset(&casts_from_int), "{sql}");
            }
            Err(error) => assert_eq!(error, Error::BrokenName, "{sql}"),
        }
    }
    let understood = trees(NAMES)
        .into_iter()
        .filter(|(_, tree)| scan(tree).is_ok())
        .count();
    assert_eq!(understood, 4, "the ones with blanks or of little length");
}

#[test]
fn what_is_not_understood_is_an_error() {
    let deep = format!("({}<> {}", "{QUERY :a ".repeat(9), "}".repeat(8));
    for (tree, error) in [
        ("", Error::Malformed("it does not begin with a query")),
        (
            "(\n   {QUERY}",
            Error::Malformed("it does not begin with a query"),
        ),
        (
            "({QUERY :commandType 1",
            Error::Malformed("it ends too early"),
        ),
        (
            "({QUERY :commandType 1})}",
            Error::Malformed("a node ends where none is open"),
        ),
        (
            "({QUERY :commandType 1)",
            Error::Malformed("a list ends where none is open"),
        ),
        (
            "({QUERY :commandType })",
            Error::Malformed("a node ends where none is open"),
        ),
        (
            "({QUERY commandType 1})",
            Error::Malformed("a field has no name"),
        ),
        (
            "({QUERY :x {FUNCEXPR :funcid pg_sleep}})",
            Error::Malformed("a number is expected"),
        ),
        (
            "({QUERY :x {NEWNODE :y 1}})",
            Error::UnknownNode("NEWNODE".into()),
        ),
        ("({QUERY :x {}})", Error::Malformed("a node has no label")),
        (
            "({QUERY :newfield 4711})",
            Error::UnknownField("newfield".into()),
        ),
        (
            "({QUERY :newfield (o 2626)})",
            Error::UnknownField("newfield".into()),
        ),
        (deep.as_str(), Error::Malformed("it ends too early")),
    ] {
        assert_eq!(scan(tree), Err(error), "{tree}");
    }
    let large = format!("({{QUERY{}", " ".repeat(LIMIT_BYTES));
    let bytes = large.len();
    assert_eq!(scan(&large), Err(Error::TooLarge { bytes }));
}

#[test]
fn fields_of_later_releases_that_hold_no_oid_are_passed_over() {
    let tree = "({QUERY :commandType 1 :hasGroupRTE false :newKind 3 :newNode {CONST :constvalue \
                4 [ 1 0 ]} :newNames (\"a\" \"b\") :newNumbers (i 77)})";
    assert_eq!(scan(tree).map(|facts| facts.command_types), Ok(set(&[1])));
}

#[test]
fn from_16_on_privileges_stand_in_a_node_of_their_own() {
    let tree = "({QUERY :commandType 1 :rtable ({RANGETBLENTRY :rtekind 0 :relid 16413 :inh true \
                :relkind r :rellockmode 1 :perminfoindex 1 :tablesample <>}) :rteperminfos \
                ({RTEPERMISSIONINFO :relid 16413 :inh true :requiredPerms 2 :checkAsUser 0 \
                :selectedCols (b 8 9) :insertedCols (b) :updatedCols (b)})})";
    let facts = scan(tree).expect("a tree of PostgreSQL 16");
    assert_eq!(facts.relations.get(&ACCT), Some(&set(&[1, 2])));
    assert_eq!(facts.read_directly, set(&[ACCT]));
    assert!(!facts.asks_to_write);
    let locking = tree.replace("requiredPerms 2", "requiredPerms 6");
    assert!(scan(&locking).is_ok_and(|facts| facts.asks_to_write));
}

#[test]
fn nodes_that_only_writes_have_are_reported() {
    let tree = "({QUERY :commandType 1 :x {NEXTVALUEEXPR :seqid 16500 :typeId 20}})";
    let facts = scan(tree).expect("a node of the data");
    assert_eq!(facts.refused_nodes, set(&["NEXTVALUEEXPR"]));
}

#[test]
fn a_function_is_written_where_its_node_has_a_place_in_the_text() {
    let tree = "({FUNCEXPR :funcid 123 :args ({CONST :location 4}) :location 7} {FUNCEXPR :funcid 124 :args \
        ({AGGREF :aggfnoid 125 :location 0} {CONST :location 9}) :location -1} {OPEXPR :opno 96 :opfuncid 65 :location 3})";
    let facts = scan_nodes(tree).expect("nodes are known");
    assert_eq!(facts.written, set(&[65, 123, 125]));
}
