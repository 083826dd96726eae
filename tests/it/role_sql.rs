//! `gatepost role-sql` makes a role that `gatepost doctor` finds clean, and what doctor prints mends one that is not.

use std::process::Command;

use gatepost::demo::{MAINTENANCE_DATABASE, SUPERUSER};
use serde_json::{Value, json};

use crate::posture::{CLUSTER, Case, TEMPLATE};
use crate::scratch;

/// The program, and what it printed.
fn gatepost(arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatepost"));
    let output = command
        .args(arguments)
        .env_remove("GATEPOST_CONFIG")
        .output()
        .expect("gatepost runs");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

/// Every byte escaped as a URL does, so that no name means anything else.
fn escaped(name: &str) -> String {
    name.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn role_sql_makes_a_role_that_doctor_finds_clean_whatever_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for (index, (role, database)) in [
        ("query_pg_ro", "directus_plain"),
        (
            "o'brien \"the reader\" 100% %I %1$s \\d :role",
            "it's \"a\" 100% database",
        ),
        ("$gatepost$; DROP TABLE shop.item; --", "dbname=postgres"),
        ("@database@ @literal@", "postgres://localhost/postgres"),
        ("Ünïcödé_読み", "Üpper"),
    ]
    .into_iter()
    .enumerate()
    {
        CLUSTER
            .create_database_from_template(database, TEMPLATE)
            .expect("a database");
        let (status, sql) = gatepost(&["role-sql", database, "--role", role]);
        assert_eq!(status, Some(0), "{role}");
        // From another database: the script connects to those it names.
        CLUSTER
            .psql(SUPERUSER, MAINTENANCE_DATABASE, &sql)
            .expect(role);
        let url = format!(
            "postgres://{}@127.0.0.1:{}/{}",
            escaped(role),
            CLUSTER.port(),
            escaped(database)
        );
        let config = folder.path().join(format!("{index}.toml"));
        std::fs::write(&config, format!("[databases.directus]\nurl = \"{url}\"\n"))
            .expect("a file");
        let (status, found) = gatepost(&[
            "doctor",
            "--config",
            config.to_str().expect("plain"),
            "--format",
            "json",
        ]);
        let found: Value = serde_json::from_str(&found).expect("JSON");
        assert_eq!(status, Some(0), "{role}: {found}");
        assert_eq!(found[0]["served"], true, "{role}: {found}");
        assert_eq!(
            found[0]["posture"]["findings"],
            json!([]),
            "{role}: {found}"
        );
        assert_eq!(found[0]["posture"]["role"], *role, "{found}");
        assert_eq!(found[0]["posture"]["database"], *database, "{found}");
        let answer = scratch::served(&url, |_| {})
            .query("SELECT count(*) FROM shop.items")
            .await
            .expect(role);
        assert_eq!(answer.rows.rows, ["[0]"]);
    }
}

#[test]
fn role_sql_refuses_names_that_would_end_a_line() {
    for arguments in [
        ["role-sql", "a\nDROP TABLE x", "--role", "r"],
        ["role-sql", "a", "--role", "r\n;DROP TABLE x"],
        ["role-sql", "", "--role", "r"],
    ] {
        assert_eq!(
            gatepost(&arguments),
            (Some(2), String::new()),
            "{arguments:?}"
        );
    }
}

#[tokio::test]
async fn doctor_prints_what_refuses_service_and_the_sql_that_mends_it() {
    let case = Case::new("examined", "GRANT UPDATE ON shop.item TO @role@").await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("gatepost.toml");
    std::fs::write(
        &file,
        format!(
            "[databases.directus]\nurl = \"{}\"\n",
            CLUSTER.url("examined", "examined")
        ),
    )
    .expect("a file");
    let arguments = ["doctor", "--config", file.to_str().expect("plain")];
    let (status, text) = gatepost(&arguments);
    assert_eq!(status, Some(1), "{text}");
    for line in [
        "directus: NOT SERVED",
        "has UPDATE on 1 table(s)",
        "REVOKE UPDATE ON TABLE shop.item FROM PUBLIC, examined;",
        "role_can_write",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let mend = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("mend:"))
        .expect("a line that mends");
    case.superuser.batch_execute(mend).await.expect(mend);
    let (status, text) = gatepost(&arguments);
    assert_eq!(status, Some(0), "{text}");
    // Once more with the advice on the server's log, which also is SQL.
    let advice = text
        .lines()
        .find_map(|line| line.split_once("stop that with: "))
        .map(|(_, sql)| sql.to_owned());
    if let Some(sql) = advice {
        case.superuser.batch_execute(&sql).await.expect(&sql);
        let (_, text) = gatepost(&arguments);
        assert!(!text.contains("stop that with"), "{text}");
    }
}
