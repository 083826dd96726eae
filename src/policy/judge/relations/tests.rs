use super::*;
use crate::policy::Function;
use crate::policy::judge::calls::{InBody, ReadInBody};

const USERS: Oid = 1;
const V_USERS: Oid = 2;
const REMOTE: Oid = 3;
const PARENT: Oid = 4;
const PART: Oid = 5;
const PG_CLASS: Oid = 6;
const PG_STATISTIC: Oid = 7;

/// The rules of the tests; what is not named is empty.
#[derive(Default)]
struct Rules<'a> {
    allow_relations: Option<&'a [&'a str]>,
    deny_relations: &'a [&'a str],
    deny_columns: &'a [&'a str],
    allow_foreign_tables: &'a [&'a str],
}

impl Rules<'_> {
    fn policy(&self) -> Policy {
        let owned = |rules: &[&str]| -> Vec<String> {
            rules.iter().map(|rule| (*rule).to_owned()).collect()
        };
        Policy::new(
            &[],
            self.allow_relations.map(owned).as_deref(),
            &owned(self.deny_relations),
            &owned(self.deny_columns),
            &owned(self.allow_foreign_tables),
        )
        .expect("the rules are well formed")
    }
}

#[test]
fn a_column_newer_than_the_catalog_has_it_read_again() {
    let mut facts = TreeFacts::default();
    facts.relations.insert(USERS, BTreeSet::from([1, 99]));
    let policy = Rules::default().policy();
    let judged = judge(&facts, &catalog(), &policy);
    assert_eq!(judged, Err(JudgeError::UnknownObject(USERS)));
}

fn catalog() -> Catalog {
    let relation = |schema: &str, name: &str, kind, descendants: &[Oid]| Relation {
        schema: schema.into(),
        name: name.into(),
        kind,
        columns: [(1, "id".into()), (2, "name".into()), (4, "password".into())].into(),
        row_security: false,
        descendants: descendants.into(),
        ancestors: Vec::new(),
        generated: Default::default(),
    };
    use RelationKind::{ForeignTable, Table, View};
    Catalog {
        relations: [
            (USERS, relation("public", "users", Table, &[])),
            (V_USERS, relation("public", "v_users", View, &[])),
            (REMOTE, relation("public", "remote", ForeignTable, &[])),
            (PARENT, relation("public", "parent", Table, &[PART, REMOTE])),
            (PART, relation("public", "part", Table, &[])),
            (PG_CLASS, relation("pg_catalog", "pg_class", Table, &[])),
            (
                PG_STATISTIC,
                relation("pg_catalog", "pg_statistic", Table, &[]),
            ),
        ]
        .into(),
        ..Catalog::default()
    }
}

/// The statement reads `attributes` of each relation; the last may be read through a view.
fn code(lists: &Rules<'_>, relation: Oid, attributes: &[i32]) -> Option<ErrorCode> {
    judged(lists, relation, attributes, false).err()
}

fn judged(
    lists: &Rules<'_>,
    relation: Oid,
    attributes: &[i32],
    through_view: bool,
) -> Result<Vec<ReadRelation>, ErrorCode> {
    let mut facts = TreeFacts::default();
    let attributes = attributes.iter().copied().collect();
    facts.relations.insert(relation, attributes);
    if through_view {
        facts.read_through_views.insert(relation);
    } else {
        facts.read_directly.insert(relation);
    }
    judge(&facts, &catalog(), &lists.policy()).map_err(|error| match error {
        JudgeError::Refused(refusal) => refusal.code,
        JudgeError::UnknownObject(oid) => panic!("{oid} is not in the catalog of the test"),
    })
}

#[test]
fn without_rules_everything_but_foreign_tables_is_readable() {
    let none = Rules::default();
    assert_eq!(code(&none, USERS, &[0, 1]), None);
    assert_eq!(code(&none, PG_STATISTIC, &[1]), None);
    assert_eq!(code(&none, REMOTE, &[1]), Some(ErrorCode::ForeignTable));
    let parent = code(&none, PARENT, &[1]);
    assert_eq!(parent, Some(ErrorCode::ForeignTable), "by a partition");
    let allowed = Rules {
        allow_foreign_tables: &["public.remote"],
        ..none
    };
    assert_eq!(code(&allowed, REMOTE, &[1]), None);
    assert_eq!(code(&allowed, PARENT, &[1]), None);
}

#[test]
fn a_denied_relation_is_not_read_by_any_way() {
    let lists = Rules {
        deny_relations: &["public.users", "public.part"],
        allow_foreign_tables: &["*.*"],
        ..Rules::default()
    };
    let denied = Some(ErrorCode::RelationNotAllowed);
    assert_eq!(code(&lists, USERS, &[]), denied);
    assert_eq!(judged(&lists, USERS, &[1], true).err(), denied);
    assert_eq!(code(&lists, PARENT, &[1]), denied, "by its partition");
    assert_eq!(code(&lists, V_USERS, &[1]), None);
    assert_eq!(code(&lists, PG_STATISTIC, &[1]), denied, "holds its values");
}

#[test]
fn a_denied_column_is_not_read_by_name_or_in_a_row() {
    let lists = Rules {
        deny_columns: &["*.*.password", "public.users.ctid"],
        ..Rules::default()
    };
    let denied = Some(ErrorCode::ColumnNotAllowed);
    for (attributes, expected) in [
        (&[1, 2][..], None),
        (&[], None),
        (&[4], denied),
        (&[0], denied),
        (&[-1], denied),
        (&[-2, -6], None),
    ] {
        assert_eq!(code(&lists, USERS, attributes), expected, "{attributes:?}");
    }
    assert_eq!(judged(&lists, USERS, &[4], true).err(), denied);
}

#[test]
fn a_list_of_relations_allowed_leaves_views_their_tables_and_the_catalog_readable() {
    let lists = Rules {
        allow_relations: Some(&["public.v_*"]),
        ..Rules::default()
    };
    let denied = Some(ErrorCode::RelationNotAllowed);
    assert_eq!(code(&lists, V_USERS, &[1]), None);
    assert_eq!(judged(&lists, USERS, &[1], true).err(), None);
    assert_eq!(code(&lists, USERS, &[1]), denied);
    assert_eq!(code(&lists, PG_CLASS, &[1]), None);
    assert_eq!(code(&lists, PG_STATISTIC, &[1]), denied);
}

#[test]
fn a_relation_named_in_a_body_must_be_readable_whole() {
    let catalog = catalog();
    let function = Function::for_tests();
    let code = |rules: &Rules<'_>, relation: Oid| {
        let by = InBody {
            function: &function,
            behind: None,
            directly: true,
        };
        let attributes = [0, -1].into();
        let read = [((relation, true), ReadInBody { attributes, by })].into();
        match judge_bodies(&read, &catalog, &rules.policy()) {
            Err(JudgeError::Refused(refusal)) => Some(refusal.code),
            _ => None,
        }
    };
    let none = Rules::default();
    assert_eq!(code(&none, USERS), None);
    assert_eq!(code(&none, REMOTE), Some(ErrorCode::ForeignTable));
    assert_eq!(code(&none, PARENT), Some(ErrorCode::ForeignTable));
    let relation = Rules {
        deny_relations: &["*.users"],
        ..none
    };
    assert_eq!(code(&relation, USERS), Some(ErrorCode::RelationNotAllowed));
    let column = Rules {
        deny_columns: &["*.users.password"],
        ..Rules::default()
    };
    assert_eq!(code(&column, USERS), Some(ErrorCode::ColumnNotAllowed));
    let system_column = Rules {
        deny_columns: &["*.users.ctid"],
        ..Rules::default()
    };
    let denied = Some(ErrorCode::ColumnNotAllowed);
    assert_eq!(code(&system_column, USERS), denied);
}

#[test]
fn what_is_read_is_reported_by_name() {
    let read = judged(&Rules::default(), USERS, &[-1, 2], false);
    assert_eq!(
        read,
        Ok(vec![ReadRelation {
            schema: "public".to_owned(),
            name: "users".to_owned(),
            columns: ["ctid".to_owned(), "name".to_owned()].into(),
        }])
    );
}

#[test]
fn an_unknown_relation_asks_for_a_newer_catalog() {
    let mut facts = TreeFacts::default();
    facts.relations.insert(99, BTreeSet::new());
    assert_eq!(
        judge(&facts, &catalog(), &Policy::default()),
        Err(JudgeError::UnknownObject(99))
    );
}
