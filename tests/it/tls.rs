//! TLS to PostgreSQL: each mode against a server that has it and one that has not, the authority, and the host's name.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gatepost::demo::{Binaries, Cluster, DIRECTUS, MAINTENANCE_DATABASE, READER_ROLE, SUPERUSER};
use nix::unistd::{User, geteuid};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

use crate::process::{Configuration, run, text};
use crate::support::{cluster, shared_name};

/// Whether this session is encrypted, as the server sees it.
const ENCRYPTED: &str =
    "SELECT ssl::text AS encrypted FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

/// A server with a certificate for the name `localhost`, and not for the address 127.0.0.1.
struct Encrypted {
    cluster: Cluster,
    files: TempDir,
}

static SERVER: LazyLock<Encrypted> = LazyLock::new(|| {
    // Below /tmp, since the server's user must be able to get there.
    let files = tempfile::tempdir_in("/tmp").expect("a temporary folder");
    std::fs::set_permissions(files.path(), Permissions::from_mode(0o711)).expect("ours");
    let authority = authority(&files, "authority.pem");
    authority_of_another(&files);

    let key = KeyPair::generate().expect("a key");
    let parameters = CertificateParams::new(["localhost".to_owned()]).expect("a name");
    let certificate = parameters.signed_by(&key, &authority).expect("signed");
    let certificate = write(&files, "server.pem", &certificate.pem());
    let key = write(&files, "server.key", &key.serialize_pem());
    std::fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("ours");
    give_to_server(&key);

    let binaries = Binaries::find().expect("PostgreSQL's server is installed");
    let settings = [
        ("ssl", "on"),
        ("ssl_cert_file", shown(&certificate)),
        ("ssl_key_file", shown(&key)),
    ];
    let cluster = Cluster::start(&binaries, &settings).expect("the cluster starts");
    let role = format!("CREATE ROLE {READER_ROLE} LOGIN;");
    cluster
        .psql(SUPERUSER, MAINTENANCE_DATABASE, &role)
        .expect("a reader");
    Encrypted { cluster, files }
});

/// Writes a new authority's certificate to a file and gives what signs with it.
fn authority(files: &TempDir, name: &str) -> Issuer<'static, KeyPair> {
    let key = KeyPair::generate().expect("a key");
    let mut parameters = CertificateParams::new(Vec::new()).expect("no name");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    write(
        files,
        name,
        &parameters.self_signed(&key).expect("signed").pem(),
    );
    Issuer::new(parameters, key)
}

fn authority_of_another(files: &TempDir) {
    authority(files, "another.pem");
    write(files, "empty.pem", "");
}

fn write(files: &TempDir, name: &str, contents: &str) -> PathBuf {
    let path = files.path().join(name);
    std::fs::write(&path, contents).expect("writes");
    std::fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("ours");
    path
}

/// Only its owner may read the key, and the server of a test that runs as root has another owner.
fn give_to_server(path: &Path) {
    if geteuid().is_root() {
        let user = ["postgres", "nobody"]
            .iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .expect("an unprivileged user");
        chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("root may");
    }
}

fn shown(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn ca(name: &str) -> String {
    format!(
        "ca_file = \"{}\"\n",
        SERVER.files.path().join(name).display()
    )
}

fn encrypted(host: &str, settings: &str) -> Configuration {
    let port = SERVER.cluster.port();
    Configuration::new(&format!(
        "[databases.directus]\nurl = \"postgres://{READER_ROLE}@{host}:{port}/{MAINTENANCE_DATABASE}\"\n{settings}"
    ))
}

fn plain(settings: &str) -> Configuration {
    let url = cluster().url(READER_ROLE, &shared_name(DIRECTUS));
    Configuration::new(&format!(
        "[databases.directus]\nurl = \"{url}\"\n{settings}"
    ))
}

/// What the server says of the session, or the refusal's code.
fn outcome(configuration: &Configuration) -> String {
    let output = run(&[
        "query",
        "directus",
        ENCRYPTED,
        "--format",
        "csv",
        "--config",
        configuration.path(),
    ]);
    match output.status.code() {
        Some(0) => text(&output.stdout)
            .replace("encrypted\n", "")
            .trim()
            .to_owned(),
        Some(2) => text(&output.stderr),
        status => panic!(
            "{status:?}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        ),
    }
}

#[test]
fn each_mode_does_what_it_says_on_a_server_with_tls() {
    for (host, settings, expected) in [
        ("localhost", String::new(), "true"),
        ("localhost", "sslmode = \"disable\"\n".to_owned(), "false"),
        ("localhost", "sslmode = \"prefer\"\n".to_owned(), "true"),
        ("localhost", "sslmode = \"require\"\n".to_owned(), "true"),
        ("127.0.0.1", "sslmode = \"require\"\n".to_owned(), "true"),
        // With an authority of one's own, libpq and we check the certificate for `require` too.
        (
            "localhost",
            format!("sslmode = \"require\"\n{}", ca("authority.pem")),
            "true",
        ),
        (
            "localhost",
            format!("sslmode = \"require\"\n{}", ca("another.pem")),
            "REFUSE database_unavailable",
        ),
        (
            "localhost",
            format!("sslmode = \"verify-full\"\n{}", ca("authority.pem")),
            "true",
        ),
        // The wrong authority, the system's authorities, and another name than the certificate's.
        (
            "localhost",
            format!("sslmode = \"verify-full\"\n{}", ca("another.pem")),
            "REFUSE database_unavailable",
        ),
        (
            "localhost",
            "sslmode = \"verify-full\"\n".to_owned(),
            "REFUSE database_unavailable",
        ),
        (
            "127.0.0.1",
            format!("sslmode = \"verify-full\"\n{}", ca("authority.pem")),
            "REFUSE database_unavailable",
        ),
        // Files that hold no authority are found at the start.
        (
            "localhost",
            format!("sslmode = \"verify-full\"\n{}", ca("empty.pem")),
            "gatepost: ",
        ),
        (
            "localhost",
            format!("sslmode = \"verify-full\"\n{}", ca("nowhere.pem")),
            "gatepost: ",
        ),
    ] {
        let seen = outcome(&encrypted(host, &settings));
        assert!(
            seen.starts_with(expected),
            "{host} with {settings:?}: {seen}"
        );
        if expected == "gatepost: " {
            assert!(seen.contains(".pem"), "the file is named: {seen}");
        }
    }
}

#[test]
fn each_mode_does_what_it_says_on_a_server_without_tls() {
    for (settings, expected) in [
        ("", "false"),
        ("sslmode = \"disable\"\n", "false"),
        ("sslmode = \"prefer\"\n", "false"),
        ("sslmode = \"require\"\n", "REFUSE database_unavailable"),
        ("sslmode = \"verify-full\"\n", "REFUSE database_unavailable"),
    ] {
        let seen = outcome(&plain(settings));
        assert!(seen.starts_with(expected), "{settings:?}: {seen}");
    }
}

#[test]
fn tls_can_be_asked_for_in_the_url() {
    let path = SERVER.files.path().join("authority.pem");
    for (query, expected) in [
        (
            format!("sslmode=verify-full&sslrootcert={}", path.display()),
            "true",
        ),
        ("sslmode=disable".to_owned(), "false"),
        (
            "sslmode=verify-full".to_owned(),
            "REFUSE database_unavailable",
        ),
    ] {
        let port = SERVER.cluster.port();
        let url =
            format!("postgres://{READER_ROLE}@localhost:{port}/{MAINTENANCE_DATABASE}?{query}");
        let seen = outcome(&Configuration::new(&format!(
            "[databases.directus]\nurl = \"{url}\"\n"
        )));
        assert!(seen.starts_with(expected), "{query}: {seen}");
    }
}

#[test]
fn a_server_that_cannot_prove_itself_is_refused_in_words_that_say_so() {
    let seen = outcome(&encrypted(
        "localhost",
        &format!("sslmode = \"verify-full\"\n{}", ca("another.pem")),
    ));
    assert!(
        seen.contains("certificate") || seen.contains("TLS"),
        "{seen}"
    );
}

#[test]
fn doctor_says_whether_the_connection_is_encrypted() {
    for (settings, said) in [
        ("sslmode = \"require\"\n", ", encrypted"),
        ("sslmode = \"disable\"\n", ", not encrypted"),
    ] {
        let configuration = encrypted("localhost", settings);
        let output = run(&["doctor", "--config", configuration.path()]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
        assert!(
            text(&output.stdout).contains(said),
            "{}",
            text(&output.stdout)
        );
    }
}

#[test]
fn a_cancelled_query_is_cancelled_over_tls_too() {
    let configuration = encrypted("localhost", "sslmode = \"require\"\n");
    let sql = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b";
    let output = run(&[
        "query",
        "directus",
        sql,
        "--timeout",
        "500ms",
        "--config",
        configuration.path(),
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).starts_with("REFUSE timeout"),
        "{}",
        text(&output.stderr)
    );
    let active = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = '{READER_ROLE}' AND state <> 'idle' AND query LIKE '%{sql}%'"
    );
    // The command ends only when its query is gone.
    let count = SERVER
        .cluster
        .psql(SUPERUSER, MAINTENANCE_DATABASE, &active)
        .expect("asks");
    assert_eq!(count.trim(), "0", "the query still runs in the server");
}
