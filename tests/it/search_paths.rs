//! Operators that a search_path finds before PostgreSQL's own, and bodies that come to them.

use gatepost::config::PolicyConfig;
use gatepost::demo::READER_ROLE;
use gatepost::error::ErrorCode;

use crate::policy_rules::{judged, rules};
use crate::support::Copy;

const OBJECTS: &str = include_str!("search_paths.sql");

/// Functions that name pg_catalog last, and one that such a function calls.
const NAMED_LAST: &str = "
    SET check_function_bodies = off;
    CREATE FUNCTION found.l_plpgsql(x int) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = found, pg_catalog AS 'BEGIN RETURN x = 5; END';
    CREATE FUNCTION found.l_in(x int) RETURNS boolean LANGUAGE sql STABLE SET search_path TO 'found', 'pg_catalog' AS 'SELECT x IN (5)';
    CREATE FUNCTION found.l_case(x int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE SET search_path = public, found, \"pg_catalog\", pg_temp AS 'BEGIN CASE x WHEN 5 THEN RETURN true; END CASE; END';
    CREATE FUNCTION found.l_joined(x text) RETURNS text LANGUAGE sql STABLE SET search_path = found, pg_catalog AS $$SELECT x || ''$$;
    CREATE FUNCTION found.l_calls(x int) RETURNS boolean LANGUAGE sql STABLE SET search_path = found, pg_catalog AS 'SELECT found.p_none(x)';
    CREATE FUNCTION found.l_adds(x int) RETURNS int LANGUAGE sql STABLE SET search_path = found, pg_catalog AS 'SELECT x + 1';
";

const REFUSED: Option<ErrorCode> = Some(ErrorCode::FunctionNotAllowed);

fn prepared(besides: &str) -> Copy {
    let copy = Copy::new();
    copy.superuser(OBJECTS);
    copy.superuser(besides);
    copy
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_before_postgresqls_own_are_judged_where_they_are_found() {
    let always = [
        ("SELECT found.p_first(1), found.p_implied(1)", None),
        ("SELECT found.p_empty('a'), found.p_written(1)", None),
        ("SELECT found.w_written(5)", REFUSED),
        ("SELECT found.w_quoted(5)", REFUSED),
        ("SELECT 5 OPERATOR(found.=) 5", REFUSED),
    ];
    let copy = prepared("");
    judged(&copy, PolicyConfig::default(), &always).await;
    let without = [("SELECT found.p_none(5)", None)];
    judged(&copy, PolicyConfig::default(), &without).await;
    copy.superuser(NAMED_LAST);
    judged(&copy, PolicyConfig::default(), &always).await;
    let with = [
        ("SELECT found.l_adds(5), found.l_joined('a')", None),
        ("SELECT found.l_plpgsql(5)", REFUSED),
        ("SELECT found.l_in(5)", REFUSED),
        ("SELECT found.l_case(5)", REFUSED),
        ("SELECT found.l_calls(5)", REFUSED),
    ];
    judged(&copy, PolicyConfig::default(), &with).await;
    let policy = PolicyConfig {
        deny_relations: rules(&["found.kept"]),
        ..PolicyConfig::default()
    };
    let denied = Some(ErrorCode::RelationNotAllowed);
    judged(
        &copy,
        policy,
        &[
            ("SELECT found.l_joined('a')", denied),
            ("SELECT found.w_joined('a')", denied),
            ("SELECT found.p_empty('a'), found.l_adds(5)", None),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_path_of_the_session_is_that_of_bodies_without_one() {
    let copy = prepared("");
    for scope in [
        format!("DATABASE {}", copy.name),
        format!("ROLE {READER_ROLE} IN DATABASE {}", copy.name),
    ] {
        copy.superuser(&format!(
            "ALTER {scope} SET search_path = found, pg_catalog;"
        ));
        let cases = [
            ("SELECT found.p_none(5)", REFUSED),
            ("SELECT found.p_first(1), found.p_empty('a')", None),
        ];
        judged(&copy, PolicyConfig::default(), &cases).await;
        copy.superuser(&format!("ALTER {scope} SET search_path = found, public;"));
        let cases = [("SELECT found.p_none(5), found.p_implied(5)", None)];
        judged(&copy, PolicyConfig::default(), &cases).await;
        copy.superuser(&format!("ALTER {scope} RESET search_path;"));
    }
}
