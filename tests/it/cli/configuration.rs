//! Configurations and arguments that cannot be used, and the passwords in those that can.

use serde_json::Value;

use super::{DEAD, assert_status, over_shared};
use crate::process::{Client, Configuration, WITH_HANDSHAKE, gatepost, run, text};

#[test]
fn a_configuration_that_cannot_be_used_is_said_with_its_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nothing = gatepost()
        .args(["query", "directus", "SELECT 1"])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    assert_status(&nothing, 2);
    for said in ["gatepost.toml", "--config", "--url"] {
        assert!(
            text(&nothing.stderr).contains(said),
            "{}",
            text(&nothing.stderr)
        );
    }

    let missing = run(&[
        "query",
        "directus",
        "SELECT 1",
        "--config",
        "/nowhere/gatepost.toml",
    ]);
    assert_status(&missing, 2);
    assert!(
        text(&missing.stderr).contains("/nowhere/gatepost.toml"),
        "{}",
        text(&missing.stderr)
    );

    let database = "[databases.directus]\nurl = \"postgres://ro:hunter2@127.0.0.1/directus\"\n";
    for (toml, said) in [
        (
            format!("{database}[limits]\nrow = 5\n"),
            vec!["row", "line 4"],
        ),
        (
            format!("{database}passwort_file = \"x\"\n"),
            vec!["passwort_file", "line 3"],
        ),
        (
            format!("{database}[limits]\nrows = 0\n"),
            vec!["limits.rows"],
        ),
        (format!("{database}[limits\n"), vec!["line 3"]),
        ("[databases]\n".to_owned(), vec!["databases"]),
    ] {
        let configuration = Configuration::new(&toml);
        for arguments in [
            vec!["query", "directus", "SELECT 1"],
            vec!["doctor"],
            vec!["serve"],
        ] {
            let output = gatepost()
                .args(&arguments)
                .args(["--config", configuration.path()])
                .output()
                .expect("runs");
            assert_status(&output, 2);
            let told = text(&output.stderr);
            for said in &said {
                assert!(told.contains(said), "{said:?} is not in {told}");
            }
            assert!(
                !told.contains("limits.") || told.contains("limits.rows"),
                "{told}"
            );
            assert!(!told.contains("hunter2"), "{told}");
            if said.contains(&"line 3") || said.contains(&"line 4") {
                assert!(
                    told.contains(configuration.path()),
                    "the file is named: {told}"
                );
            }
        }
    }
}

#[test]
fn usage_errors_are_status_2() {
    for arguments in [
        vec![],
        vec!["no-such-command"],
        vec!["query"],
        vec!["query", "directus", "SELECT 1", "--format", "xml"],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://a@b",
            "--config",
            "c",
        ],
        vec!["query", "directus", "SELECT 1", "--timeout", "soon"],
        vec!["serve", "--transport", "pigeon"],
        vec![
            "serve",
            "--url",
            "postgres://a@b",
            "--listen",
            "127.0.0.1:0",
        ],
        vec![
            "serve",
            "--url",
            "postgres://a@b",
            "--listen=0.0.0.0:0",
            "--transport=stdio",
        ],
        vec!["role-sql"],
    ] {
        let output = run(&arguments);
        assert_status(&output, 2);
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{arguments:?}"
        );
    }
    let parameters = over_shared(&["query", "directus", "SELECT 1", "--parameters", "not JSON"]);
    assert_status(&parameters, 2);
}

#[test]
fn a_client_is_told_where_the_configuration_is_wherever_it_starts() {
    for (given, ending) in [
        ("gatepost.toml", "/gatepost.toml"),
        ("./conf/gatepost.toml", "/conf/gatepost.toml"),
        ("../gatepost.toml", "/../gatepost.toml"),
        ("/etc/gatepost/gatepost.toml", "/etc/gatepost/gatepost.toml"),
    ] {
        for client in ["claude-desktop", "vscode", "zed", "codex", "json"] {
            let printed = run(&["client-config", client, "--config", given]);
            assert_status(&printed, 0);
            let snippet = text(&printed.stdout);
            let told = snippet.split('"').find(|word| word.ends_with(ending));
            let told = told.unwrap_or_else(|| panic!("{client}: {snippet}"));
            assert!(std::path::Path::new(told).is_absolute(), "{client}: {told}");
            assert!(given != ending || told == given, "{client}: {told}");
        }
    }
}

#[test]
fn manifests_are_printed_alone_and_only_where_they_lead_somewhere() {
    let served = "https://gate.example.org/mcp";
    let name = ["--name", "org.example/gatepost"];
    let printed = run(&[
        "client-config",
        "registry",
        name[0],
        name[1],
        "--url",
        served,
    ]);
    assert_status(&printed, 0);
    // Standard output holds the file and nothing else.
    let entry: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(entry["remotes"][0]["url"], served);
    for (arguments, said) in [
        (vec!["registry"], "give --name"),
        (vec!["registry", name[0], name[1]], "--bundle"),
        (vec!["mcpb", "--url", served], "leave --url out"),
        (vec!["cursor", name[0], name[1]], "registry's entry alone"),
        (vec!["cursor", "--url", "gate.example.org"], "no address"),
    ] {
        let refused = run(&[vec!["client-config"], arguments].concat());
        assert_status(&refused, 2);
        let complained = text(&refused.stderr);
        assert!(complained.contains(said), "{complained}");
        assert!(refused.stdout.is_empty(), "{refused:?}");
    }
}

#[test]
fn a_typed_url_is_no_contradiction_to_the_environment() {
    let output = over_shared(&["query", "directus", "SELECT 1", "--url", DEAD]);
    assert_status(&output, 2);
    let told = text(&output.stderr);
    assert!(told.starts_with("REFUSE database_unavailable"), "{told}");
}

#[test]
fn a_password_is_never_printed() {
    for arguments in [
        vec!["query", "directus", "SELECT 1", "--url", DEAD],
        vec![
            "query", "directus", "SELECT 1", "--url", DEAD, "--format", "json",
        ],
        vec![
            "check-sql",
            "--database",
            "directus",
            "SELECT 1",
            "--url",
            DEAD,
        ],
        vec!["doctor", "--url", DEAD],
        vec!["doctor", "--url", DEAD, "--format", "json"],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://ro:correct-horse@[broken/",
        ],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://ro:correct-horse@127.0.0.1:1?sslmode=maybe",
        ],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://ro:correct-horse@127.0.0.1:1?no_such=correct-horse",
        ],
        vec![
            "query",
            "directus",
            "SELECT 1",
            "--url",
            "postgres://ro:correct-horse@127.0.0.1:1?sslmode=verify-full&sslrootcert=/nowhere",
        ],
    ] {
        let output = gatepost()
            .args(&arguments)
            .env("GATEPOST_LOG", "trace")
            .output()
            .expect("runs");
        assert_status(&output, 2);
        let told = text(&output.stdout) + &text(&output.stderr);
        assert!(
            !told.is_empty() && !told.contains("correct-horse"),
            "{arguments:?}: {told}"
        );
    }
    let mut client = Client::start(
        gatepost()
            .args(["serve", "--url", DEAD])
            .env("GATEPOST_LOG", "trace"),
    );
    client.initialize(WITH_HANDSHAKE);
    let refusal = client.query("SELECT 1");
    assert_eq!(refusal["structuredContent"]["code"], "database_unavailable");
    assert!(!refusal.to_string().contains("correct-horse"), "{refusal}");
    let log = client.finish().log;
    assert!(!log.is_empty() && !log.contains("correct-horse"), "{log}");
}
