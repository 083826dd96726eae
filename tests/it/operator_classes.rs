//! What operator classes run: those of a type's default, of PostgreSQL's own operators, and of operators that are written.

use gatepost::config::PolicyConfig;
use gatepost::error::ErrorCode;

use crate::policy_rules::judged;
use crate::support::Copy;

const OBJECTS: &str = include_str!("operator_classes.sql");

const FUNCTION: Option<ErrorCode> = Some(ErrorCode::FunctionNotAllowed);
const TYPE: Option<ErrorCode> = Some(ErrorCode::TypeNotAllowed);

#[tokio::test(flavor = "multi_thread")]
async fn operator_classes_are_judged_where_they_are_used() {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    let cases = [
        ("SELECT name FROM classes.names LIMIT 1", None),
        ("SELECT lower('A'), 1", None),
        (
            "SELECT DISTINCT name, array_agg(name ORDER BY name) FROM classes.names WHERE name > 'a' GROUP BY name, id ORDER BY 1",
            None,
        ),
        (
            "SELECT 1 FROM classes.names a JOIN classes.names b ON (a.name, a.id) = (b.name, b.id) WHERE ARRAY[a.name] < ARRAY['x']",
            None,
        ),
        // In no operator family.
        ("SELECT 'a' OPERATOR(classes.<~) 'b'", None),
        ("SELECT id FROM classes.spans", None),
        ("SELECT classes.sorts_plainly(1)", None),
        ("SELECT id FROM classes.bads", None),
        (
            "SELECT name FROM classes.names WHERE name OPERATOR(classes.=#) 'a'",
            FUNCTION,
        ),
        (
            "SELECT name FROM classes.names ORDER BY name USING OPERATOR(classes.<#)",
            FUNCTION,
        ),
        (
            "SELECT name FROM classes.names ORDER BY name USING operator(\"classes\" . >#)",
            FUNCTION,
        ),
        (
            "SELECT rank() OVER (ORDER BY name USING OPERATOR(classes.<#)) FROM classes.names",
            FUNCTION,
        ),
        (
            "SELECT 1 FROM classes.names a JOIN classes.names b ON a.name OPERATOR(classes.=#) b.name",
            FUNCTION,
        ),
        (
            "SELECT classes.first_name(name) FROM classes.names",
            FUNCTION,
        ),
        ("SELECT classes.sorts(1)", FUNCTION),
        ("SELECT classes.sorts_atomic(1)", FUNCTION),
        ("SELECT id FROM classes.parted", FUNCTION),
        ("SELECT span FROM classes.spans ORDER BY span", TYPE),
        ("SELECT bad FROM classes.bads ORDER BY bad", FUNCTION),
        ("SELECT DISTINCT b FROM classes.bads b", TYPE),
    ];
    judged(&copy, PolicyConfig::default(), &cases).await;
    // An index of such a class is searched by PostgreSQL's own operator.
    copy.superuser(
        "CREATE FUNCTION classes.name_cmp(a name, b name) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN btnamecmp(a, b); END'; \
         CREATE OPERATOR CLASS classes.mixed_ops FOR TYPE name USING btree AS OPERATOR 1 <, OPERATOR 3 =, \
         FUNCTION 1 classes.name_cmp(name, name);",
    );
    let cases = [
        ("SELECT relname FROM pg_class WHERE relname = 'x'", TYPE),
        ("SELECT name FROM classes.names LIMIT 1", None),
    ];
    judged(&copy, PolicyConfig::default(), &cases).await;
}
