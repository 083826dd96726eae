//! What initdb made, which a gatepost that runs keeps as long as nothing of it changes.

use gatepost::db::{Progress, Purpose};
use gatepost::gate::{Object, Part, Snapshot};

use super::world::{ROLES, World, gate};

/// What is PostgreSQL's own.
fn systems(snapshot: Snapshot) -> Vec<Object> {
    let Some(Part::Observed(objects)) = snapshot.roles else {
        panic!("{:?}", snapshot.roles);
    };
    let objects = objects.as_slice().iter();
    objects
        .filter(|object| object.kind.starts_with("system "))
        .cloned()
        .collect()
}

#[tokio::test]
async fn it_is_told_alike_by_who_knew_it_before_and_who_sees_it_first() {
    let world = World::audited();
    let gate = gate(ROLES);
    let role = format!("initial_{}", world.copy.name);
    world.copy.superuser(&format!("CREATE ROLE {role}"));
    let mut before = systems(world.entry(&gate).await);
    for (change, name) in [
        (
            format!("GRANT SELECT ON pg_authid TO {role}"),
            "pg_catalog.pg_authid",
        ),
        (
            format!("GRANT SELECT (ctid) ON pg_class TO {role}"),
            "pg_catalog.pg_class",
        ),
        (
            format!("GRANT USAGE ON TYPE int4 TO {role}; REVOKE USAGE ON TYPE int4 FROM PUBLIC"),
            "pg_catalog.int4",
        ),
        (
            format!("GRANT EXECUTE ON FUNCTION lo_create(oid) TO {role}"),
            "pg_catalog.lo_create(oid)",
        ),
        (
            format!("ALTER ROLE {role} RENAME TO {role}_too"),
            "pg_catalog.pg_authid",
        ),
        (
            "ALTER VIEW information_schema.tables SET (security_barrier)".to_owned(),
            "information_schema.tables",
        ),
        (
            "CREATE VIEW information_schema.made AS SELECT 1 AS one".to_owned(),
            "information_schema.made",
        ),
        (
            format!("GRANT SELECT ON information_schema.made TO {role}_too"),
            "information_schema.made",
        ),
    ] {
        world.copy.superuser(&change);
        let after = systems(world.entry(&gate).await);
        let changed = after.iter().filter(|object| !before.contains(object));
        let names: Vec<_> = changed.map(|object| object.name.as_str()).collect();
        assert!(names.contains(&name), "{change}: {names:?}");
        let other = world.with_one_connection();
        let first = other
            .database()
            .observe(&gate, Purpose::Entry, |_: Progress| {});
        assert_eq!(systems(first.await.expect("an entry")), after, "{change}");
        before = after;
    }
    world
        .copy
        .superuser(&format!("DROP OWNED BY {role}_too; DROP ROLE {role}_too"));
}
