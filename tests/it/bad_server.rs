//! Whatever is wrong with the server or the way to it, each call gets a clear coded refusal in time, and the next good
//! one works.

use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gatepost::config::{Config, SslMode};
use gatepost::db::Call;
use gatepost::demo::{Binaries, Cluster, MAINTENANCE_DATABASE, SUPERUSER};
use gatepost::error::{ErrorCode, ToolError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::scratch;
use crate::support::{Served, eventually};

/// What a busy machine may take on top of a deadline.
const SLACK: Duration = Duration::from_millis(700);

/// The deadline of these tests.
const TIMEOUT: Duration = Duration::from_millis(1500);

const READER: &str = "CREATE ROLE reader LOGIN;";

/// A bare server with a role that can only read.
fn scratch_cluster() -> Cluster {
    let cluster = scratch::start();
    cluster
        .psql(SUPERUSER, MAINTENANCE_DATABASE, READER)
        .expect("a role");
    cluster
}

/// gatepost over whatever listens on a port.
fn served_on(port: u16, change: impl FnOnce(&mut Config)) -> Served {
    scratch::served(
        &format!("postgres://reader@127.0.0.1:{port}/{MAINTENANCE_DATABASE}"),
        |config| {
            config.limits.timeout = TIMEOUT;
            change(config);
        },
    )
}

/// A refusal in time, in words for an agent.
async fn refused(served: &Served, what: &str) -> ToolError {
    let started = Instant::now();
    let error = served.query("SELECT 1").await.expect_err(what);
    assert!(
        started.elapsed() < TIMEOUT + SLACK,
        "{what}: took {:?}",
        started.elapsed()
    );
    assert!(
        !error.message.is_empty() && !error.hint.is_empty(),
        "{what}: {error:?}"
    );
    error
}

#[tokio::test]
async fn a_database_that_is_down_is_said_to_be_and_served_when_it_is_back() {
    let mut cluster = scratch_cluster();
    let served = served_on(cluster.port(), |_| {});
    served.query("SELECT 1").await.expect("served");
    for _ in 0..2 {
        cluster.halt();
        for sql in ["SELECT 1", "SELECT 2"] {
            let error = served.query(sql).await.expect_err("it is down");
            assert_eq!(error.code, ErrorCode::DatabaseUnavailable, "{error}");
        }
        assert_eq!(
            refused(&served, "down").await.code,
            ErrorCode::DatabaseUnavailable
        );
        assert_eq!(
            served
                .database()
                .check("SELECT 1")
                .await
                .expect_err("down")
                .code,
            ErrorCode::DatabaseUnavailable
        );
        assert_eq!(
            served.database().posture().await.expect_err("down").code,
            ErrorCode::DatabaseUnavailable
        );
        cluster.resume().expect("it starts again");
        served
            .query("SELECT 1")
            .await
            .expect("the first call after it is back works");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_between_calls_is_not_noticed() {
    let mut cluster = scratch_cluster();
    // Long knowledge, and knowledge that must be read at once by the first call after the restart.
    for age in [Duration::from_secs(50), Duration::ZERO] {
        let served = served_on(cluster.port(), |config| config.limits.catalog_age = age);
        let at_once = async || {
            let calls = (0..6).map(|number| {
                let (database, sql) = (served.database().clone(), format!("SELECT {number}"));
                tokio::spawn(async move {
                    database
                        .query(&Call {
                            sql,
                            ..Call::default()
                        })
                        .await
                })
            });
            for call in calls.collect::<Vec<_>>() {
                call.await.expect("ends").expect("served");
            }
        };
        at_once().await;
        cluster.halt();
        cluster.resume().expect("it starts again");
        at_once().await;
        cluster.halt();
        cluster.resume().expect("it starts again");
        served.database().check("SELECT 1").await.expect("checked");
        cluster.halt();
        cluster.resume().expect("it starts again");
        served.database().posture().await.expect("examined");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_during_a_call_ends_it_and_the_next_one_works() {
    let mut cluster = scratch_cluster();
    let served = served_on(cluster.port(), |config| {
        config.limits.timeout = Duration::from_secs(5)
    });
    served.query("SELECT 1").await.expect("served");
    let database = served.database().clone();
    let sql = "SELECT count(*) FROM pg_class a, pg_class b, pg_class c, pg_class d".to_owned();
    let started = Instant::now();
    let call = tokio::spawn(async move {
        database
            .query(&Call {
                sql,
                ..Call::default()
            })
            .await
    });
    {
        let superuser = scratch::superuser(&cluster, MAINTENANCE_DATABASE).await;
        let busy =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active'";
        eventually("it runs", async || {
            superuser
                .query_one(busy, &[])
                .await
                .expect("asks")
                .get::<_, i64>(0)
                == 1
        })
        .await;
    }
    cluster.halt();
    let error = call.await.expect("ends").expect_err("the server went away");
    assert_eq!(error.code, ErrorCode::DatabaseUnavailable, "{error}");
    assert!(
        started.elapsed() < Duration::from_secs(5),
        "before its deadline, since there is nobody to wait for"
    );
    cluster.resume().expect("it starts again");
    served.query("SELECT 1").await.expect("the next call works");
}

#[tokio::test]
async fn a_backend_that_is_terminated_costs_no_call() {
    let cluster = scratch_cluster();
    let served = served_on(cluster.port(), |config| config.limits.connections = 1);
    let superuser = scratch::superuser(&cluster, MAINTENANCE_DATABASE).await;
    for sql in ["SELECT 1", "SELECT 1", "SELECT 2"] {
        served.query(sql).await.expect("served");
        let end =
            "SELECT pg_terminate_backend(pid, 3000) FROM pg_stat_activity WHERE usename = 'reader'";
        superuser.query(end, &[]).await.expect("terminates");
        served.query(sql).await.expect("served by another backend");
    }
}

/// A listener for the wrong thing: each connection is handed to `talk`.
async fn listener<F: Future<Output = ()> + Send + 'static>(
    talk: impl Fn(TcpStream) -> F + Send + 'static,
) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream));
        }
    });
    port
}

/// Answers every connection with these bytes and then waits.
async fn answering(bytes: &'static [u8]) -> u16 {
    listener(move |mut stream| async move {
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(bytes).await;
        tokio::time::sleep(Duration::from_secs(30)).await;
    })
    .await
}

#[tokio::test]
async fn whatever_else_listens_there_is_refused_in_time() {
    let nobody = {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        listener.local_addr().expect("an address").port()
    };
    // The kernel takes the connection, and nobody ever answers.
    let silent = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let silent_port = silent.local_addr().expect("an address").port();
    let closing = listener(|stream| async move { drop(stream) }).await;
    for (what, port) in [
        ("nobody", nobody),
        ("a listener that never accepts", silent_port),
        ("one that closes at once", closing),
        (
            "a web server",
            answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await,
        ),
        ("zeroes", answering(&[0; 4096]).await),
        ("an endless message", answering(b"R\x7f\xff\xff\xff").await),
        (
            "a message shorter than its own length",
            answering(b"R\0\0\0\x01").await,
        ),
        (
            "an authentication nobody knows",
            answering(b"R\0\0\0\x08\0\0\0\x63").await,
        ),
        (
            "a server that takes anybody and then says nothing",
            answering(b"R\0\0\0\x08\0\0\0\0").await,
        ),
        (
            "a server that is ready and then says nothing",
            answering(b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I").await,
        ),
        ("TLS that is none", answering(b"S").await),
        ("an error without fields", answering(b"E\0\0\0\x05\0").await),
    ] {
        for ssl_mode in [SslMode::Disable, SslMode::Prefer, SslMode::Require] {
            let served = served_on(port, |config| {
                for database in config.databases.values_mut() {
                    database.ssl_mode = ssl_mode;
                }
            });
            let error = refused(&served, what).await;
            assert_eq!(
                error.code,
                ErrorCode::DatabaseUnavailable,
                "{what}, {ssl_mode:?}: {error}"
            );
        }
    }
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_refused_in_time() {
    let served = scratch::served(
        "postgres://reader:hunter2@no-such-host.invalid:1/x",
        |config| config.limits.timeout = TIMEOUT,
    );
    let error = refused(&served, "no such host").await;
    assert_eq!(error.code, ErrorCode::DatabaseUnavailable, "{error}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
}

/// How a proxy treats what the server sends.
struct Cut {
    /// Bytes that still pass; then the connection is closed in the middle of them.
    allowance: usize,
    /// After one cut everything passes again.
    once: bool,
}

impl Cut {
    const NEVER: usize = usize::MAX;

    /// How many of these bytes pass.
    fn pass(&mut self, bytes: usize) -> usize {
        let passing = bytes.min(self.allowance);
        if self.allowance != Self::NEVER {
            self.allowance -= passing;
        }
        if passing < bytes && self.once {
            self.allowance = Self::NEVER;
        }
        passing
    }
}

fn set(cut: &Mutex<Cut>, allowance: usize, once: bool) {
    *cut.lock().expect("no test panicked in it") = Cut { allowance, once };
}

/// Stands between gatepost and a server, and closes connections in the middle of an answer.
async fn proxy(server: u16, cut: Arc<Mutex<Cut>>) -> u16 {
    listener(move |mut client| {
        let cut = Arc::clone(&cut);
        async move {
            let Ok(mut server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await else { return };
            let (mut from_client, mut from_server) = ([0; 4096], [0; 4096]);
            loop {
                tokio::select! {
                    read = client.read(&mut from_client) => match read {
                        Ok(bytes @ 1..) if server.write_all(&from_client[..bytes]).await.is_ok() => {}
                        _ => return,
                    },
                    read = server.read(&mut from_server) => match read {
                        Ok(bytes @ 1..) => {
                            let passing = cut.lock().expect("no test panicked in it").pass(bytes);
                            if client.write_all(&from_server[..passing]).await.is_err() || passing < bytes {
                                return;
                            }
                        }
                        _ => return,
                    },
                }
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_ends_in_the_middle_of_an_answer_gives_no_half_of_it() {
    let cluster = scratch_cluster();
    let cut = Arc::new(Mutex::new(Cut {
        allowance: Cut::NEVER,
        once: false,
    }));
    // One connection, so that no call begins by opening another: that would not be tried twice.
    let served = served_on(proxy(cluster.port(), Arc::clone(&cut)).await, |config| {
        config.limits.connections = 1
    });
    let sql = "SELECT i, rpad('x', 500) FROM generate_series(1, 400) i";
    for bytes in [0, 1, 20, 300, 20_000, 150_000] {
        let whole = served.query(sql).await.expect("served").rows;
        assert_eq!((whole.rows.len(), whole.truncated), (400, None));
        // Cut once, the call is tried once more, and whole.
        set(&cut, bytes, true);
        let whole = served
            .query(sql)
            .await
            .expect("served by the second try")
            .rows;
        assert_eq!(
            (whole.rows.len(), whole.truncated),
            (400, None),
            "cut after {bytes} bytes"
        );
        // Cut for as long as it takes.
        set(&cut, bytes, false);
        let started = Instant::now();
        let error = served.query(sql).await.expect_err("cut off");
        assert_eq!(
            error.code,
            ErrorCode::DatabaseUnavailable,
            "after {bytes} bytes: {error}"
        );
        assert!(
            started.elapsed() < TIMEOUT + SLACK,
            "after {bytes} bytes: {:?}",
            started.elapsed()
        );
        set(&cut, Cut::NEVER, false);
    }
    assert_eq!(
        served
            .query(sql)
            .await
            .expect("the next call works")
            .rows
            .rows
            .len(),
        400
    );
}

#[tokio::test]
async fn a_wrong_password_role_or_database_is_told_without_any_secret() {
    const SECRET: &str = "S3cret-hunter2";
    let folder = tempfile::tempdir().expect("a folder");
    let rules = folder.path().join("pg_hba.conf");
    std::fs::write(&rules, "local all all trust\nhost all guarded 127.0.0.1/32 scram-sha-256\nhost all plain 127.0.0.1/32 password\nhost all barred 127.0.0.1/32 reject\nhost all all 127.0.0.1/32 trust\n").expect("writes");
    // The server runs as another user.
    for (path, mode) in [(folder.path(), 0o755), (rules.as_path(), 0o644)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
    }
    let binaries = Binaries::find().expect("PostgreSQL's server is installed");
    let cluster = Cluster::start(&binaries, &[("hba_file", rules.to_str().expect("plain"))])
        .expect("the cluster starts");
    let roles = "CREATE ROLE guarded LOGIN PASSWORD 'the right one'; CREATE ROLE plain LOGIN PASSWORD 'the right one'; \
                 CREATE ROLE reader LOGIN; CREATE ROLE barred LOGIN; CREATE ROLE nologin; CREATE ROLE late LOGIN PASSWORD 'x' VALID UNTIL '2000-01-01'; \
                 CREATE DATABASE closed; REVOKE CONNECT ON DATABASE closed FROM PUBLIC;";
    cluster
        .psql(SUPERUSER, MAINTENANCE_DATABASE, roles)
        .expect("the roles");
    let port = cluster.port();
    for (login, database, state) in [
        (format!("guarded:{SECRET}"), "postgres", "28P01"),
        (format!("plain:{SECRET}"), "postgres", "28P01"),
        ("guarded".to_owned(), "postgres", ""),
        (format!("barred:{SECRET}"), "postgres", "28000"),
        (format!("nobody:{SECRET}"), "postgres", "28000"),
        (format!("nologin:{SECRET}"), "postgres", "28000"),
        (format!("reader:{SECRET}"), "nowhere", "3D000"),
        (format!("reader:{SECRET}"), "closed", "42501"),
    ] {
        let url = format!("postgres://{login}@127.0.0.1:{port}/{database}");
        let served = scratch::served(&url, |config| config.limits.timeout = TIMEOUT);
        let error = refused(&served, &login).await;
        assert_eq!(
            error.code,
            ErrorCode::DatabaseUnavailable,
            "{login}: {error}"
        );
        assert_eq!(
            error.sqlstate.as_deref().unwrap_or_default(),
            state,
            "{login}: {error}"
        );
        let posture = served.database().posture().await.expect_err(&login);
        let file = folder.path().join("gatepost.toml");
        std::fs::write(&file, format!("[databases.directus]\nurl = \"{url}\"\n")).expect("writes");
        let output = Command::new(env!("CARGO_BIN_EXE_gatepost"))
            .args(["doctor", "--config", file.to_str().expect("plain")])
            .env("GATEPOST_LOG", "trace")
            .output()
            .expect("gatepost runs");
        assert_eq!(
            output.status.code(),
            Some(2),
            "{login}: doctor could not run"
        );
        let everything = format!("{error:?} {posture:?} {output:?}");
        for secret in [SECRET, "the right one"] {
            assert!(!everything.contains(secret), "{login}: {everything}");
        }
    }
    let good = format!("postgres://guarded:the%20right%20one@127.0.0.1:{port}/postgres");
    let answer = scratch::served(&good, |_| {})
        .query("SELECT current_user::text")
        .await
        .expect("served");
    assert_eq!(answer.rows.rows, ["[\"guarded\"]"]);
}

#[tokio::test]
async fn a_server_with_no_connection_left_is_refused_in_time_and_recovers() {
    let binaries = Binaries::find().expect("PostgreSQL's server is installed");
    let settings = [
        ("max_connections", "6"),
        ("superuser_reserved_connections", "2"),
        ("max_wal_senders", "0"),
    ];
    let cluster = Cluster::start(&binaries, &settings).expect("the cluster starts");
    cluster
        .psql(SUPERUSER, MAINTENANCE_DATABASE, READER)
        .expect("a role");
    let url = cluster.url("reader", MAINTENANCE_DATABASE);
    let mut others = Vec::new();
    for _ in 0..4 {
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
            .await
            .expect("connects");
        tokio::spawn(connection);
        others.push(client);
    }
    let served = served_on(cluster.port(), |_| {});
    let error = refused(&served, "no connection left").await;
    assert_eq!(
        (error.code, error.sqlstate.as_deref()),
        (ErrorCode::DatabaseUnavailable, Some("53300")),
        "{error}"
    );
    others.clear();
    eventually("served again", async || {
        served.query("SELECT 1").await.is_ok()
    })
    .await;
}
