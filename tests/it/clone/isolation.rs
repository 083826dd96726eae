//! Every way to point the clone channel at production, or production at the clone, is refused. What is refused at load,
//! before anything can be sent, is tested beside `config::clone`.

use gatepost::config::Config;
use gatepost::db::Databases;
use gatepost::db::clone::{self, CloneChannel};
use gatepost::error::ErrorCode;

use super::world::{Clone, OBSERVER, READER, WRITER, cluster, config};

#[tokio::test]
async fn a_marked_clone_apart_from_production_is_used() {
    let clone = Clone::new();
    let channel = clone.open("").await.expect("a clone");
    assert_eq!(channel.name(), clone.name);
    assert!(
        channel
            .isolation()
            .conditions
            .iter()
            .all(|condition| condition.holds)
    );
    let mut session = channel.session().await.expect("a session");
    let role = session.query_text("SELECT current_user", &[]).await;
    assert_eq!(role.expect("answers"), [[Some(WRITER.to_owned())]]);
}

#[tokio::test]
async fn a_database_without_the_marker_is_refused() {
    let clone = Clone::unmarked();
    let said = format!("SET gatepost.clone = E'{}'", clone.name);
    clone
        .assert_refused("", ErrorCode::CloneMarkerMissing, &said)
        .await;
}

#[tokio::test]
async fn a_marker_of_another_clone_is_refused() {
    let clone = Clone::unmarked();
    clone.administrator(&format!(
        "ALTER DATABASE {} SET gatepost.clone = 'other'",
        clone.name
    ));
    clone
        .assert_refused("", ErrorCode::CloneMarkerMissing, "\"other\"")
        .await;
}

/// What a role is given looks the same to its session, and is not the database's.
#[tokio::test]
async fn a_marker_set_for_a_role_is_none() {
    let clone = Clone::unmarked();
    let name = &clone.name;
    clone.administrator(&format!(
        "ALTER ROLE {WRITER} IN DATABASE {name} SET gatepost.clone = '{name}'"
    ));
    clone
        .assert_refused("", ErrorCode::CloneMarkerMissing, "does not bear")
        .await;
}

/// A renamed database takes its marker along; the name is then no longer the marker's.
#[tokio::test]
async fn a_clone_that_was_renamed_is_refused() {
    let mut clone = Clone::new();
    let renamed = format!("{}_renamed", clone.name);
    clone.administrator(&format!(
        "ALTER DATABASE {} RENAME TO {renamed}",
        clone.name
    ));
    clone.name = renamed;
    clone
        .assert_refused("", ErrorCode::CloneMarkerMissing, "another clone")
        .await;
}

/// The URL says the clone; the other end of the command says otherwise.
#[tokio::test]
async fn another_database_than_the_one_named_is_refused() {
    let (clone, other) = (Clone::new(), Clone::new());
    let mut config = clone.config("");
    config.writer.connection.dbname(&other.name);
    let error = CloneChannel::open(&config).await.err().expect("refused");
    assert_eq!(error.code, ErrorCode::CloneWrongDatabase, "{error}");
}

#[tokio::test]
async fn production_is_refused_by_name_whatever_it_is_marked() {
    let clone = Clone::new();
    let mut config = clone.config("");
    config.production.push(clone.name.clone());
    let error = CloneChannel::open(&config).await.err().expect("refused");
    assert_eq!(error.code, ErrorCode::CloneIsProduction, "{error}");
    assert!(!error.hint.contains("ALTER DATABASE"), "{}", error.hint);
}

/// Refused while this role may connect, and used once it may not.
async fn assert_refused_to(role: &str) {
    let clone = Clone::new();
    let name = &clone.name;
    clone.administrator(&format!("GRANT CONNECT ON DATABASE {name} TO {role}"));
    let mend = format!("REVOKE CONNECT ON DATABASE {name} FROM {role};");
    clone
        .assert_refused("", ErrorCode::CloneNotIsolated, &mend)
        .await;
    clone.administrator(&mend);
    clone.open("").await.expect("mended");
}

#[tokio::test]
async fn a_clone_that_public_can_connect_to_is_refused() {
    assert_refused_to("PUBLIC").await;
}

#[tokio::test]
async fn a_clone_that_productions_role_was_granted_is_refused() {
    assert_refused_to(READER).await;
}

#[tokio::test]
async fn a_clone_that_productions_role_reaches_by_a_group_is_refused() {
    let clone = Clone::new();
    let name = &clone.name;
    let role = format!("{name}_reader");
    clone.administrator(&format!(
        "CREATE ROLE {name}_group; CREATE ROLE {role} LOGIN; GRANT {name}_group TO {role}; \
         GRANT CONNECT ON DATABASE {name} TO {name}_group"
    ));
    let settings = format!("production_role = \"{role}\"\n");
    let said = format!("as a member of {name}_group");
    clone
        .assert_refused(&settings, ErrorCode::CloneNotIsolated, &said)
        .await;
    clone.administrator(&format!(
        "REVOKE CONNECT ON DATABASE {name} FROM {name}_group"
    ));
    clone.open(&settings).await.expect("mended");
}

#[tokio::test]
async fn a_role_that_is_not_there_cannot_connect_and_that_is_said() {
    let clone = Clone::new();
    let channel = clone.open("production_role = [\"nobody_here\"]\n").await;
    let channel = channel.expect("a clone");
    let conditions = &channel.isolation().conditions;
    assert!(
        conditions
            .iter()
            .any(|condition| condition.seen == "this server has no role nobody_here")
    );
}

#[tokio::test]
async fn a_session_that_reaches_past_the_clone_is_refused() {
    let clone = Clone::new();
    let name = &clone.name;
    let superuser = cluster().url(gatepost::demo::SUPERUSER, name);
    let settings = format!("url = \"{superuser}\"\n");
    clone
        .assert_refused(&settings, ErrorCode::CloneNotIsolated, "is a superuser")
        .await;
    let accepted = format!("{settings}superuser = \"accept\"\n");
    clone.open(&accepted).await.expect("accepted by name");
    for (attribute, said) in [
        ("CREATEROLE", "CREATEROLE"),
        (
            "NOCREATEROLE IN ROLE pg_execute_server_program",
            "pg_execute_server_program",
        ),
        ("NOCREATEROLE IN ROLE query_pg_ro", "member of query_pg_ro"),
    ] {
        let role = format!("{name}_{}", said.to_lowercase().replace(' ', "_"));
        clone.administrator(&format!(
            "CREATE ROLE {role} LOGIN {attribute}; GRANT CONNECT ON DATABASE {name} TO {role}"
        ));
        let settings = format!("url = \"{}\"\n", cluster().url(&role, name));
        clone
            .assert_refused(&settings, ErrorCode::CloneNotIsolated, said)
            .await;
        clone.administrator(&format!("REVOKE CONNECT ON DATABASE {name} FROM {role}"));
    }
}

/// A way from the clone to production is noted, not refused: it takes an extension to go.
#[tokio::test]
async fn a_role_that_can_also_connect_to_production_is_noted() {
    let clone = Clone::new();
    let name = &clone.name;
    let role = format!("{name}_both");
    clone.administrator(&format!(
        "CREATE ROLE {role} LOGIN; GRANT CONNECT ON DATABASE {name}, workflow TO {role}"
    ));
    let settings = format!("url = \"{}\"\n", cluster().url(&role, name));
    let channel = clone.open(&settings).await.expect("a clone");
    let apart = channel
        .isolation()
        .conditions
        .iter()
        .find(|condition| condition.name == "apart");
    let apart = apart.expect("asked");
    assert!(
        !apart.holds && apart.mend.contains("\"workflow\""),
        "{apart:?}"
    );
    clone.administrator(&format!("REVOKE CONNECT ON DATABASE workflow FROM {role}"));
}

#[tokio::test]
async fn an_observer_on_another_database_is_refused() {
    let (clone, other) = (Clone::new(), Clone::unmarked());
    let observer = format!(
        "observer_url = \"{}\"\n",
        cluster().url(OBSERVER, &clone.name)
    );
    clone
        .open(&observer)
        .await
        .expect("a clone with an observer");
    let mut config = clone.config(&observer);
    let way = config.observer.as_mut().expect("given");
    way.connection.dbname(&other.name);
    let error = CloneChannel::open(&config).await.err().expect("refused");
    assert_eq!(error.code, ErrorCode::CloneWrongDatabase, "{error}");
}

/// A server of the same name elsewhere, with the same clone on it.
#[tokio::test]
async fn an_observer_on_another_server_is_refused() {
    let clone = Clone::new();
    let name = &clone.name;
    let elsewhere = crate::scratch::start();
    let script = format!(
        "CREATE ROLE {OBSERVER} LOGIN;\nCREATE DATABASE {name};\nALTER DATABASE {name} SET gatepost.clone = '{name}';"
    );
    elsewhere
        .psql(gatepost::demo::SUPERUSER, "postgres", &script)
        .expect("the script runs");
    let observer = format!("observer_url = \"{}\"\n", elsewhere.url(OBSERVER, name));
    clone
        .assert_refused(&observer, ErrorCode::CloneWrongDatabase, "another server")
        .await;
}

/// What held when the channel was opened must hold for each session that writes.
#[tokio::test]
async fn a_session_after_the_marker_was_taken_away_is_refused() {
    let clone = Clone::new();
    let channel = clone.open("").await.expect("a clone");
    clone.administrator(&format!(
        "ALTER DATABASE {} RESET gatepost.clone",
        clone.name
    ));
    let error = channel.session().await.err().expect("refused");
    assert_eq!(error.code, ErrorCode::CloneMarkerMissing, "{error}");
    let read = channel
        .database()
        .expect("the clone")
        .check("SELECT 1")
        .await;
    let error = read.expect_err("refused to agents too");
    assert_eq!(error.code, ErrorCode::CloneMarkerMissing, "{error}");
}

#[tokio::test]
async fn production_does_not_serve_a_clone() {
    let clone = Clone::new();
    let name = &clone.name;
    let mut production = Config::from_url(&cluster().url(OBSERVER, name)).expect("a URL");
    for database in production.databases.values_mut() {
        database.connection.dbname(name);
    }
    let databases = Databases::new(&production).expect("set up");
    let database = databases.get("directus").expect("served");
    let error = database.check("SELECT 1").await.expect_err("refused");
    assert_eq!(error.code, ErrorCode::DatabaseIsClone, "{error}");
    clone.administrator(&format!("ALTER DATABASE {name} RESET gatepost.clone"));
    let databases = Databases::new(&production).expect("set up");
    let database = databases.get("directus").expect("served");
    database.check("SELECT 1").await.expect("no clone any more");
}

#[tokio::test]
async fn marking_is_refused_where_production_could_be_meant() {
    let clone = Clone::unmarked();
    let name = &clone.name;
    let mark = async |role: &str| {
        let url = cluster().url(role, "postgres");
        let config = gatepost::config::CloneConfig::of_administrator(name, &url, &[], &[]);
        clone::mark(&config.expect("a clone's name")).await
    };
    clone.administrator(&format!("GRANT CONNECT ON DATABASE {name} TO PUBLIC"));
    let error = mark(gatepost::demo::SUPERUSER)
        .await
        .expect_err("reachable");
    assert_eq!(error.code, ErrorCode::CloneNotIsolated, "{error}");
    clone.administrator(&format!("REVOKE CONNECT ON DATABASE {name} FROM PUBLIC"));
    let error = mark(WRITER).await.expect_err("not a superuser");
    assert_eq!(error.sqlstate.as_deref(), Some("42501"), "{error}");
    let isolation = mark(gatepost::demo::SUPERUSER).await.expect("marks");
    assert!(isolation.holds(), "{isolation:?}");
    clone.open("").await.expect("a clone");
}

/// The demo's clone, as its roles leave it.
#[tokio::test]
async fn the_demos_clone_is_one() {
    let demo = crate::support::cluster();
    let name = gatepost::demo::CLONE_DATABASE;
    let url = demo.url(gatepost::demo::CLONE_ROLE, name);
    let config = config(&format!("[clone]\nname = \"{name}\"\nurl = \"{url}\"\n"));
    let channel = CloneChannel::open(&config).await.expect("a clone");
    let conditions = &channel.isolation().conditions;
    assert!(
        conditions.iter().all(|condition| condition.holds),
        "{conditions:?}"
    );
}
