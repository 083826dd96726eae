//! What an entry and an exit cost beside the plainest way to read the same, in one run.
//!
//! `cargo bench --bench gate` starts the demo world with a table of a million rows and prints ratios beside their bounds.
//! Machines are noisy, so the two are interleaved, the ratio is what counts, and no timing fails anything.

use std::hint::black_box;
use std::io::Write;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use gatepost::config::Config;
use gatepost::db::{Database, Databases, Progress, Purpose};
use gatepost::demo::{Binaries, Cluster, DIRECTUS, READER_ROLE, SUPERUSER, seed};
use gatepost::gate::{Asks, Definition, Snapshot};
use tokio_postgres::{Client, NoTls};

type Failure = Box<dyn std::error::Error>;

const AUDITOR: &str = "gate_auditor";

/// Pairs that are timed, after one that is not: more of those that are over soon, which noise moves farther.
const ROUNDS: usize = 7;
const SHORT_ROUNDS: usize = 41;

const TABLES: &str = "
    CREATE ROLE gate_auditor LOGIN BYPASSRLS;
    GRANT pg_read_all_data, pg_read_all_stats TO gate_auditor;
    GRANT CONNECT ON DATABASE directus TO gate_auditor;
    CREATE SCHEMA large;
    CREATE TABLE large.rows_100k (id bigint PRIMARY KEY, a text, b numeric, c timestamptz);
    INSERT INTO large.rows_100k SELECT n, repeat('x', 120), n * 1.5, now() FROM generate_series(1, 100000) n;
    CREATE TABLE large.rows_1m (LIKE large.rows_100k INCLUDING ALL);
    INSERT INTO large.rows_1m SELECT n, repeat('x', 120), n * 1.5, now() FROM generate_series(1, 1000000) n;";

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let cluster = Cluster::start(&Binaries::find()?, &[])?;
    seed(&cluster)?;
    cluster.psql(SUPERUSER, DIRECTUS, TABLES)?;
    cluster.psql(SUPERUSER, DIRECTUS, "VACUUM ANALYZE")?;
    let (bare, connection) =
        tokio_postgres::connect(&cluster.url(AUDITOR, DIRECTUS), NoTls).await?;
    tokio::spawn(connection);
    let mut config = Config::from_url(&cluster.url(READER_ROLE, DIRECTUS))?;
    for database in config.databases.values_mut() {
        let mut auditor = database.clone();
        auditor.connection.user(AUDITOR);
        database.auditor = Some(Box::new(auditor));
    }
    let databases = Databases::new(&config)?;
    let database = databases.get(DIRECTUS)?;

    let flat = memory(database).await?;
    writeln!(
        out,
        "{:<52} {:>10} {:>10} {:>7}  bound",
        "median of interleaved pairs", "gatepost", "bare", "ratio"
    )?;
    hard_gate(&mut out, database, &bare).await?;
    let versions = rows_of("large.rows_1m", "row_versions")?;
    let count = "SELECT count(*) FROM large.rows_1m";
    let measured = pairs(
        ROUNDS,
        async || Ok(()),
        async || entered(database, &versions).await,
        async || {
            black_box(bare.query_typed(count, &[]).await?);
            Ok(())
        },
    )
    .await?;
    print(&mut out, "row versions of 1M rows, count(*)", measured, 5.0)?;
    let content = rows_of("large.rows_1m", "content")?;
    let measured = pairs(
        ROUNDS,
        async || Ok(()),
        async || entered(database, &content).await,
        async || copy(&bare).await,
    )
    .await?;
    print(
        &mut out,
        "content of 1M rows, COPY of the same, ordered",
        measured,
        1.3,
    )?;
    let (small, large) = flat;
    writeln!(
        out,
        "resident growth while digesting: {small} KiB for 100k rows, then {large} KiB for 1M (flat is about 0)"
    )?;
    Ok(())
}

/// Entry and exit of the built-in hard gate beside its checks alone.
async fn hard_gate(
    out: &mut impl Write,
    database: &Arc<Database>,
    bare: &Client,
) -> Result<(), Failure> {
    let text = include_str!("../src/gate/builtin/production-hard-gate-0.toml");
    let gate = Definition::parse("production-hard-gate-0.toml", text.as_bytes())?;
    let checks = async || {
        for check in &gate.checks {
            if let Asks::Sql(sql) = &check.asks {
                black_box(bare.query_typed(sql, &[]).await?);
            }
        }
        Ok(())
    };
    let entry_of = async || entered(database, &gate).await;
    let measured = pairs(SHORT_ROUNDS, async || Ok(()), entry_of, checks).await?;
    print(out, "hard gate entry, its checks bare", measured, 3.0)?;
    let before = entry(database, &gate).await?;
    // Otherwise the equal snapshot would spare the exit its scans.
    let move_on = async || {
        bare.query_typed("SELECT pg_current_xact_id()", &[]).await?;
        Ok(())
    };
    let exit = async || {
        let exit = database.observe(&gate, Purpose::Exit(&before), |_: Progress| {});
        black_box(exit.await?);
        Ok(())
    };
    let measured = pairs(SHORT_ROUNDS, move_on, exit, checks).await?;
    print(out, "hard gate exit, its checks bare", measured, 3.0)
}

async fn entry(database: &Arc<Database>, gate: &Definition) -> Result<Snapshot, Failure> {
    Ok(database
        .observe(gate, Purpose::Entry, |_: Progress| {})
        .await?)
}

async fn entered(database: &Arc<Database>, gate: &Definition) -> Result<(), Failure> {
    black_box(entry(database, gate).await?);
    Ok(())
}

fn rows_of(table: &str, level: &str) -> Result<Definition, Failure> {
    let text = format!(
        "name = \"bench\"\ntitle = \"Bench\"\nkind = \"bracket\"\n[unchanged]\nschema = []\nrows = [\"{table}\"]\nlevel = \"{level}\"\n\
         sequences = false\nroles = false\nlarge_objects = false\n"
    );
    Ok(Definition::parse("bench.toml", text.as_bytes())?)
}

async fn copy(bare: &Client) -> Result<(), Failure> {
    let sql = "COPY (SELECT * FROM large.rows_1m ORDER BY id) TO STDOUT";
    let mut rows = pin!(bare.copy_out(sql).await?);
    while let Some(row) = rows.next().await {
        black_box(row?);
    }
    Ok(())
}

/// Both medians; `before` is done before each pair and not timed.
async fn pairs(
    rounds: usize,
    before: impl AsyncFn() -> Result<(), Failure>,
    gatepost: impl AsyncFn() -> Result<(), Failure>,
    plain: impl AsyncFn() -> Result<(), Failure>,
) -> Result<(Duration, Duration), Failure> {
    let (mut governed, mut bare) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        before().await?;
        let started = Instant::now();
        plain().await?;
        let plain_time = started.elapsed();
        let started = Instant::now();
        gatepost().await?;
        if round > 0 {
            governed.push(started.elapsed());
            bare.push(plain_time);
        }
    }
    Ok((median(&mut governed), median(&mut bare)))
}

fn print(
    out: &mut impl Write,
    name: &str,
    (governed, plain): (Duration, Duration),
    bound: f64,
) -> Result<(), Failure> {
    let ratio = governed.as_secs_f64() / plain.as_secs_f64();
    writeln!(
        out,
        "{name:<52} {governed:>10.1?} {plain:>10.1?} {ratio:>7.2}  {bound}"
    )?;
    Ok(())
}

/// How much the process grew while it digested each of the two tables, in KiB.
async fn memory(database: &Arc<Database>) -> Result<(u64, u64), Failure> {
    entry(database, &rows_of("public.apr_approvals", "content")?).await?;
    let start = resident()?;
    entry(database, &rows_of("large.rows_100k", "content")?).await?;
    let small = resident()?;
    entry(database, &rows_of("large.rows_1m", "content")?).await?;
    let large = resident()?;
    Ok((small.saturating_sub(start), large.saturating_sub(small)))
}

/// The most memory this process ever held, in KiB; 0 where the system does not tell.
fn resident() -> Result<u64, Failure> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return Ok(0);
    };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().next());
    Ok(figure.map(str::parse).transpose()?.unwrap_or(0))
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
