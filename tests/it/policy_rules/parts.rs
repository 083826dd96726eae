//! What is denied of a relation, where its rows or values are found elsewhere: in its parts, and in the catalog.

use gatepost::config::PolicyConfig;
use gatepost::error::ErrorCode;

use super::{judged, prepared, rules};

/// Parts at two heights, a part of two parents, and values kept for rows that were there before their column.
const PARTS: &str = "
    CREATE TABLE desk.ord (id int, region text, card text) PARTITION BY LIST (region);
    CREATE TABLE desk.ord_1 PARTITION OF desk.ord FOR VALUES IN ('n') PARTITION BY RANGE (id);
    CREATE TABLE desk.ord_1_a PARTITION OF desk.ord_1 FOR VALUES FROM (0) TO (10);
    CREATE TABLE desk.left_parent (id int, secret text);
    CREATE TABLE desk.right_parent (id int, secret text, note text);
    CREATE TABLE desk.child (own text, hidden text) INHERITS (desk.left_parent, desk.right_parent);
    CREATE VIEW desk.v_child AS SELECT secret FROM desk.child;
    CREATE FUNCTION desk.of_child() RETURNS SETOF text LANGUAGE sql STABLE AS 'SELECT secret FROM desk.child';
    CREATE TABLE desk.apart (id int, secret text);
    GRANT SELECT ON ALL TABLES IN SCHEMA desk TO PUBLIC;";

#[tokio::test]
async fn what_is_denied_of_a_parent_is_denied_of_its_parts() {
    let relation = Some(ErrorCode::RelationNotAllowed);
    let column = Some(ErrorCode::ColumnNotAllowed);
    let copy = prepared();
    copy.superuser(PARTS);
    let policy = PolicyConfig {
        deny_relations: rules(&["desk.ord"]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT * FROM desk.ord", relation),
            ("SELECT * FROM desk.ord_1", relation),
            ("SELECT count(*) FROM ONLY desk.ord_1", relation),
            ("SELECT id FROM desk.ord_1_a", relation),
            ("TABLE desk.\"ord_1_a\"", relation),
            ("SELECT * FROM desk.child", None),
            ("SELECT * FROM desk.event_2026", None),
        ],
    )
    .await;
    let policy = PolicyConfig {
        deny_columns: rules(&[
            "desk.left_parent.secret",
            "desk.ord.card",
            "desk.right_parent.hid*",
        ]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT * FROM desk.child", column),
            ("SELECT secret FROM desk.child", column),
            ("SELECT c FROM desk.child c", column),
            ("SELECT id, own FROM desk.child", None),
            // The child's own column: the parent has none of that name.
            ("SELECT hidden FROM desk.child", None),
            ("SELECT secret FROM desk.v_child", column),
            ("SELECT desk.of_child()", column),
            // Its rows hold those of a child that is a part of the other parent.
            ("SELECT secret FROM desk.right_parent", column),
            ("SELECT secret FROM ONLY desk.right_parent", column),
            ("SELECT note FROM desk.right_parent", None),
            ("SELECT card FROM desk.ord_1_a", column),
            ("SELECT id, region FROM desk.ord_1_a", None),
            ("SELECT secret FROM desk.apart", None),
        ],
    )
    .await;
}

#[tokio::test]
async fn values_of_what_is_denied_are_not_read_from_the_catalog() {
    let relation = Some(ErrorCode::RelationNotAllowed);
    let column = Some(ErrorCode::ColumnNotAllowed);
    let function = Some(ErrorCode::FunctionNotAllowed);
    let copy = prepared();
    let reads = [
        ("SELECT attname FROM pg_attribute LIMIT 1", None),
        ("SELECT count(*) FROM pg_attribute", None),
        (
            "SELECT column_name FROM information_schema.columns LIMIT 1",
            None,
        ),
    ];
    let with_values = |expected| {
        [
            ("SELECT attmissingval FROM pg_attribute LIMIT 1", expected),
            (
                "SELECT a.attmissingval::text FROM pg_catalog.pg_attribute a LIMIT 1",
                expected,
            ),
            ("SELECT a FROM pg_attribute a LIMIT 1", expected),
        ]
    };
    let with_sequences = |expected| {
        [
            ("SELECT pg_sequence_last_value('desk.number')", expected),
            (
                "SELECT sequencename, last_value FROM pg_sequences",
                expected,
            ),
        ]
    };
    let columns = PolicyConfig {
        deny_columns: rules(&["desk.person.password"]),
        ..PolicyConfig::default()
    };
    let sequence = PolicyConfig {
        deny_relations: rules(&["desk.number"]),
        ..PolicyConfig::default()
    };
    let table = PolicyConfig {
        deny_relations: rules(&["desk.salary"]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        PolicyConfig::default(),
        &[&reads[..], &with_values(None), &with_sequences(None)].concat(),
    )
    .await;
    judged(
        &copy,
        columns,
        &[&reads[..], &with_values(column), &with_sequences(None)].concat(),
    )
    .await;
    judged(
        &copy,
        table,
        &[&reads[..], &with_values(column), &with_sequences(None)].concat(),
    )
    .await;
    judged(
        &copy,
        sequence,
        &[&reads[..], &with_values(column), &with_sequences(function)].concat(),
    )
    .await;
    let list = PolicyConfig {
        allow_relations: Some(rules(&["desk.person"])),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        list,
        &[
            &reads[..],
            &with_values(column),
            &with_sequences(function),
            &[("SELECT last_value FROM desk.number", relation)],
        ]
        .concat(),
    )
    .await;
}

#[tokio::test]
async fn what_is_generated_of_a_denied_column_is_denied() {
    let column = Some(ErrorCode::ColumnNotAllowed);
    let copy = prepared();
    copy.superuser(
        "CREATE TABLE desk.card (id int, number text, owner text,
           shown text GENERATED ALWAYS AS (right(number, 4)) STORED,
           both_of text GENERATED ALWAYS AS (owner || number) STORED,
           loud text GENERATED ALWAYS AS (upper(owner)) STORED);
         CREATE TABLE desk.card_of_shop (shop int) INHERITS (desk.card);
         CREATE VIEW desk.v_card AS SELECT shown FROM desk.card;
         CREATE FUNCTION desk.of_card() RETURNS SETOF text LANGUAGE sql STABLE BEGIN ATOMIC SELECT both_of FROM desk.card; END;
         CREATE FUNCTION desk.owners() RETURNS SETOF text LANGUAGE sql STABLE BEGIN ATOMIC SELECT loud FROM desk.card; END;
         GRANT SELECT ON ALL TABLES IN SCHEMA desk TO PUBLIC;",
    );
    let policy = PolicyConfig {
        deny_columns: rules(&["desk.card.number"]),
        ..PolicyConfig::default()
    };
    judged(
        &copy,
        policy,
        &[
            ("SELECT number FROM desk.card", column),
            ("SELECT shown FROM desk.card", column),
            ("SELECT id FROM desk.card ORDER BY both_of", column),
            ("SELECT shown FROM desk.v_card", column),
            ("SELECT desk.of_card()", column),
            ("SELECT shown FROM desk.card_of_shop", column),
            ("SELECT c FROM desk.card c", column),
            ("SELECT id, owner, loud FROM desk.card", None),
            ("SELECT loud, shop FROM desk.card_of_shop", None),
            ("SELECT desk.owners()", None),
        ],
    )
    .await;
    judged(
        &copy,
        PolicyConfig {
            deny_columns: rules(&["desk.card.shown"]),
            ..PolicyConfig::default()
        },
        &[
            ("SELECT number, both_of FROM desk.card", None),
            ("SELECT shown FROM desk.card", column),
        ],
    )
    .await;
}
