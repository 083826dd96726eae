//! What `query_pg` over HTTP serves beside the same SQL on bare tokio-postgres connections, from so many callers at once, in one
//! run and on the same cores, the callers' own work included. Bare calls come in three shapes: a transaction as
//! tokio-postgres builds it, the same in one round trip, and all that gatepost asks of the server for a call, its proof of
//! the transaction and its cleaning included.
//!
//! `cargo bench --bench http` starts the demo world, lets them take turns, and prints calls per second, their ratio, and how
//! far the slowest hundredth is from the middle. Machines are noisy, so no timing fails anything; the bounds stand beside.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gatepost::demo::{Binaries, Cluster, DIRECTUS, READER_ROLE, seed};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_postgres::{Client, IsolationLevel, NoTls, Statement};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Callers at once.
const CALLERS: usize = 8;

/// Turns of each kind, of which the first is not counted: it fills pools and caches.
const TURNS: usize = 6;

/// How long one turn takes.
const TURN: Duration = Duration::from_secs(2);

const SQL: &str = "SELECT 1";

/// The ways of a bare call, and what the report calls them.
const SHAPES: [(Shape, &str); 3] = [
    (Shape::Builder, "a transaction by tokio-postgres' builder"),
    (Shape::Pipelined, "the same in one round trip"),
    (
        Shape::Whole,
        "all that gatepost asks of the server for a call",
    ),
];

const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// As `db::read_session` asks it.
const PROOF: &str = "SELECT 1 / (pg_catalog.current_setting('transaction_read_only') = 'on' \
    AND pg_catalog.current_setting('transaction_isolation') = 'repeatable read' \
    AND current_user = session_user AND pg_catalog.current_database() = 'directus' \
    AND pg_catalog.current_setting('gatepost.pinned', true) IS DISTINCT FROM 'no')::int";

/// As `db::cancellation` does it.
const CLEANING: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
    SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; SELECT 1 / (NOT EXISTS \
    (SELECT FROM pg_catalog.pg_prepared_statements WHERE from_sql))::pg_catalog.int4";

const BODY: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query_pg","arguments":{"database":"directus","sql":"SELECT 1"}}}"#;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let cluster = Cluster::start(&Binaries::find()?, &[])?;
    seed(&cluster)?;
    let url = cluster.url(READER_ROLE, DIRECTUS);
    let folder = tempfile::tempdir()?;
    let server = Server::start(&url, folder.path())?;
    let (mut governed, mut by_shape) = (Vec::new(), [0_usize; SHAPES.len()]);
    for turn in 0..TURNS {
        let by_http = together(|| by_http(server.address.clone())).await?;
        let mut counts = [0; SHAPES.len()];
        for (count, (shape, _)) in counts.iter_mut().zip(SHAPES) {
            *count = together(|| bare(url.clone(), shape)).await?.len();
        }
        if turn > 0 {
            governed.extend(by_http);
            by_shape
                .iter_mut()
                .zip(counts)
                .for_each(|(all, count)| *all += count);
        }
    }
    let seconds = TURN.as_secs_f64() * (TURNS - 1) as f64;
    let rate = |calls: usize| calls as f64 / seconds;
    let governed_rate = rate(governed.len());
    governed.sort_unstable();
    let (median, slow) = (
        governed[governed.len() / 2],
        governed[governed.len() * 99 / 100],
    );
    writeln!(
        out,
        "{SQL} from {CALLERS} callers at once: HTTP {governed_rate:.0}/s (bound: 0.60 of bare calls in the same transaction)"
    )?;
    for (count, (_, name)) in by_shape.into_iter().zip(SHAPES) {
        let bare_rate = rate(count);
        let ratio = governed_rate / bare_rate;
        writeln!(
            out,
            "beside bare calls, {name}: {bare_rate:.0}/s, ratio {ratio:.2}"
        )?;
    }
    writeln!(
        out,
        "HTTP latency: median {median:.1?}, 99th percentile {slow:.1?}, {:.1} times the median (bound 3.0)",
        slow.as_secs_f64() / median.as_secs_f64()
    )?;
    Ok(())
}

/// The server's process; it ends with the value.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(url: &str, folder: &std::path::Path) -> Result<Self, Failure> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gatepost"))
            .args([
                "serve",
                "--transport",
                "http",
                "--listen",
                "127.0.0.1:0",
                "--url",
                url,
            ])
            .env("GATEPOST_LOG", "gatepost=info")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut log = std::io::BufReader::new(child.stderr.take().ok_or("no log")?);
        let mut line = String::new();
        std::io::BufRead::read_line(&mut log, &mut line)?;
        // Somebody must read the rest, or the server would drop it.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        let said: serde_json::Value = serde_json::from_str(&line)?;
        let address = said["fields"]["address"].as_str().ok_or("no address")?;
        Ok(Self {
            child,
            address: address.to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The times of all calls of so many callers.
async fn together<F>(caller: impl Fn() -> F) -> Result<Vec<Duration>, Failure>
where
    F: Future<Output = Result<Vec<Duration>, Failure>> + Send + 'static,
{
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(caller());
    }
    let mut times = Vec::new();
    while let Some(caller) = callers.join_next().await {
        times.extend(caller??);
    }
    Ok(times)
}

async fn by_http(address: String) -> Result<Vec<Duration>, Failure> {
    let stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let request = format!(
        "POST /mcp HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-06-18\r\n\
         Content-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let (mut times, begun) = (Vec::new(), Instant::now());
    while begun.elapsed() < TURN {
        let started = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await?;
            if line.trim_end().is_empty() {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        times.push(started.elapsed());
        if !String::from_utf8_lossy(&body).contains("\"rows\":[[1]]") {
            return Err(format!("not the answer: {}", String::from_utf8_lossy(&body)).into());
        }
    }
    Ok(times)
}

/// What a bare call asks of the server around its statement.
#[derive(Clone, Copy)]
enum Shape {
    /// A transaction by tokio-postgres' own builder, which waits for each answer before it goes on.
    Builder,
    /// The same three statements in one round trip, as gatepost needs for a statement seen before: all are on their way
    /// before the first is answered.
    Pipelined,
    /// As pipelined, with gatepost's proof of the transaction, and its cleaning behind the answer.
    Whole,
}

/// A bare connection, with the statements it keeps prepared.
struct Bare {
    client: Client,
    begin: Statement,
    proof: Statement,
    plain: Statement,
    wrapped: Statement,
}

impl Bare {
    async fn connect(url: &str) -> Result<Self, Failure> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        Ok(Self {
            begin: client.prepare(BEGIN).await?,
            proof: client.prepare(PROOF).await?,
            plain: client.prepare(SQL).await?,
            wrapped: client
                .prepare("SELECT c0 FROM (SELECT 1) AS t(c0) LIMIT 501")
                .await?,
            client,
        })
    }

    /// One call; the time ends with the answer, and not with what is asked behind it.
    async fn call(&mut self, shape: Shape) -> Result<Duration, Failure> {
        let started = Instant::now();
        let (rows, took) = match shape {
            Shape::Builder => {
                let transaction = self.client.build_transaction();
                let transaction = transaction
                    .isolation_level(IsolationLevel::RepeatableRead)
                    .read_only(true)
                    .start()
                    .await?;
                let rows = transaction.query(&self.plain, &[]).await?;
                transaction.rollback().await?;
                (rows, started.elapsed())
            }
            Shape::Pipelined => {
                let (opened, rows, closed) = tokio::join!(
                    self.client.batch_execute(BEGIN),
                    self.client.query(&self.plain, &[]),
                    self.client.batch_execute("ROLLBACK"),
                );
                opened?;
                closed?;
                (rows?, started.elapsed())
            }
            Shape::Whole => {
                let (opened, proven, rows) = tokio::join!(
                    self.client.execute(&self.begin, &[]),
                    self.client.execute(&self.proof, &[]),
                    self.client.query(&self.wrapped, &[]),
                );
                opened?;
                proven?;
                let answered = (rows?, started.elapsed());
                self.client.batch_execute(CLEANING).await?;
                answered
            }
        };
        match rows.len() {
            1 => Ok(took),
            _ => Err("not the answer".into()),
        }
    }
}

async fn bare(url: String, shape: Shape) -> Result<Vec<Duration>, Failure> {
    let mut bare = Bare::connect(&url).await?;
    let (mut times, begun) = (Vec::new(), Instant::now());
    while begun.elapsed() < TURN {
        times.push(bare.call(shape).await?);
    }
    Ok(times)
}
