//! What many callers do at once: good calls, refused ones, calls given up in every way, and noise.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gatepost::gate::Digest;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::wire::{Answer, Connection};

/// Codes that a loaded server may answer a good call with.
const BUSY: [&str; 2] = ["pool_exhausted", "timeout"];

/// Takes longer than any call may.
const ENDLESS: &str =
    "SELECT count(*) FROM pg_class a, pg_class b, pg_class c, pg_class d, pg_class e";

/// Every so manieth caller uses the transport of 2024-11-05.
const WITH_STREAM: u64 = 10;

/// What all callers saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Calls that were sent, by the digest of their statement, and whether an answer came.
    pub(super) calls: BTreeMap<String, bool>,
    /// Good calls answered: rows, or a code.
    pub(super) good: BTreeMap<String, u64>,
    /// Calls that are refused whenever they are answered: by code.
    pub(super) refused: BTreeMap<String, u64>,
    /// Calls given up, and pieces of noise.
    pub(super) given_up: u64,
    pub(super) noise: u64,
    /// How long each good call took, sorted.
    pub(super) latencies: Vec<Duration>,
    /// Whatever may not be.
    pub(super) wrong: Vec<String>,
}

/// The traffic of one run.
pub(super) struct Traffic {
    address: String,
    callers: JoinSet<Seen>,
    rules: Arc<Rules>,
}

/// The number of the next call of any run.
static NEXT: AtomicU64 = AtomicU64::new(1);

struct Rules {
    until: Instant,
    /// The server was told to end: connections may break, and calls may end with it.
    ending: AtomicBool,
    /// The database is away.
    outage: AtomicBool,
}

impl Traffic {
    pub(super) fn start(address: &str, callers: u64, lasting: Duration) -> Self {
        let rules = Arc::new(Rules {
            until: Instant::now() + lasting,
            ending: AtomicBool::new(false),
            outage: AtomicBool::new(false),
        });
        let mut traffic = Self {
            address: address.to_owned(),
            callers: JoinSet::new(),
            rules,
        };
        for number in 0..callers {
            let caller = Caller {
                address: traffic.address.clone(),
                rules: Arc::clone(&traffic.rules),
                connection: None,
                dice: number + 1,
                seen: Seen::default(),
            };
            if number % WITH_STREAM == WITH_STREAM - 1 {
                traffic.callers.spawn(caller.over_stream());
            } else {
                traffic.callers.spawn(caller.over_http());
            }
        }
        traffic
    }

    /// From now on the server may be gone.
    pub(super) fn server_may_end(&self) {
        self.rules.ending.store(true, Ordering::SeqCst);
    }

    /// Whether the database is away now.
    pub(super) fn outage(&self, outage: bool) {
        self.rules.outage.store(outage, Ordering::SeqCst);
    }

    /// Waits for all callers.
    pub(super) async fn end(mut self) -> Seen {
        let mut all = Seen::default();
        while let Some(seen) = self.callers.join_next().await {
            all.add(seen.expect("a caller ends"));
        }
        all.latencies.sort_unstable();
        all
    }
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.calls.extend(other.calls);
        for (all, own) in [
            (&mut self.good, other.good),
            (&mut self.refused, other.refused),
        ] {
            for (code, count) in own {
                *all.entry(code).or_default() += count;
            }
        }
        self.given_up += other.given_up;
        self.noise += other.noise;
        self.latencies.extend(other.latencies);
        self.wrong.extend(other.wrong);
    }
}

struct Caller {
    address: String,
    rules: Arc<Rules>,
    connection: Option<Connection>,
    /// A generator of its own, so that a run can be had again.
    dice: u64,
    seen: Seen,
}

impl Caller {
    fn roll(&mut self, sides: u64) -> u64 {
        // Knuth's MMIX generator; the high bits are the good ones.
        self.dice = self
            .dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.dice >> 33) % sides
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.rules.until
    }

    /// A statement that no other call has.
    fn statement(&mut self, sql: &str) -> String {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let sql = format!("{sql} /* call {number} */");
        let digest = Digest::of(sql.as_bytes()).to_string();
        self.seen.calls.insert(digest, false);
        sql
    }

    fn answered(&mut self, sql: &str) {
        let digest = Digest::of(sql.as_bytes()).to_string();
        self.seen.calls.insert(digest, true);
    }

    /// An input or output error is the server's, unless it was told to end.
    fn broke(&mut self, what: &str, error: &io::Error) {
        self.connection = None;
        if !self.rules.ending.load(Ordering::SeqCst) {
            self.seen.wrong.push(format!("{what}: {error}"));
        }
    }

    async fn over_http(mut self) -> Seen {
        while !self.is_over() {
            let (what, done) = match self.roll(20) {
                0..12 => ("a good call", self.good().await),
                12..15 => ("a refused call", self.refused().await),
                15..17 => ("a call given up", self.given_up().await),
                _ => ("noise", self.noise().await),
            };
            if let Err(error) = done {
                self.broke(what, &error);
                if self.rules.ending.load(Ordering::SeqCst) {
                    break;
                }
            }
        }
        self.seen
    }

    async fn post(&mut self, sql: &str) -> io::Result<&mut Connection> {
        if self.connection.is_none() {
            self.connection = Some(Connection::open(&self.address).await?);
        }
        let body = call(1, sql).to_string();
        let connection = self
            .connection
            .as_mut()
            .ok_or(io::ErrorKind::NotConnected)?;
        connection.post("/mcp", &body).await?;
        Ok(connection)
    }

    async fn good(&mut self) -> io::Result<()> {
        let sql = self.statement("SELECT 41 + 1");
        let started = Instant::now();
        let outage = self.rules.outage.load(Ordering::SeqCst);
        let answer = self.post(&sql).await?.answer().await?;
        self.seen.latencies.push(started.elapsed());
        let outage = outage || self.rules.outage.load(Ordering::SeqCst);
        let Some(content) = self.content(&answer) else {
            return Ok(());
        };
        self.answered(&sql);
        let outcome = if content["rows"] == json!([[42]]) {
            "rows"
        } else {
            content["code"].as_str().unwrap_or("neither rows nor code")
        };
        let ending = self.rules.ending.load(Ordering::SeqCst);
        let expected = outcome == "rows"
            || BUSY.contains(&outcome)
            || (outage && outcome == "database_unavailable")
            || (ending && outcome == "cancelled");
        if !expected {
            self.seen.wrong.push(format!("a good call: {content}"));
        }
        *self.seen.good.entry(outcome.to_owned()).or_default() += 1;
        Ok(())
    }

    async fn refused(&mut self) -> io::Result<()> {
        let (sql, expected) = match self.roll(4) {
            0 => ("DELETE FROM pg_class", "statement_not_allowed"),
            1 => ("SELECT pg_sleep(1)", "function_not_allowed"),
            2 => ("SELECT 1; SELECT 2", "multiple_statements"),
            _ => ("SELECT no_such_column", "sql_error"),
        };
        let sql = self.statement(sql);
        let answer = self.post(&sql).await?.answer().await?;
        let Some(content) = self.content(&answer) else {
            return Ok(());
        };
        self.answered(&sql);
        let code = content["code"].as_str().unwrap_or("no code").to_owned();
        let outage = self.rules.outage.load(Ordering::SeqCst);
        let needs_server = expected == "sql_error";
        let excused = needs_server
            && (BUSY.contains(&code.as_str())
                || code == "database_unavailable" && outage
                || code == "cancelled" && self.rules.ending.load(Ordering::SeqCst));
        if code != expected && !excused {
            self.seen.wrong.push(format!("{sql}: {content}"));
        }
        *self.seen.refused.entry(code).or_default() += 1;
        Ok(())
    }

    /// Goes away while the call waits, is read, runs, or is answered.
    async fn given_up(&mut self) -> io::Result<()> {
        let sql = match self.roll(2) {
            0 => ENDLESS,
            _ => "SELECT 41 + 1",
        };
        let sql = self.statement(sql);
        self.post(&sql).await?;
        let patience = Duration::from_millis(self.roll(60));
        tokio::time::sleep(patience).await;
        self.connection = None;
        self.seen.given_up += 1;
        Ok(())
    }

    async fn noise(&mut self) -> io::Result<()> {
        let mut connection = Connection::open(&self.address).await?;
        self.seen.noise += 1;
        let host = self.address.clone();
        let bytes: Vec<u8> = match self.roll(5) {
            0 => b"\x16\x03\x01\x02\x00\x01 not http\r\n\r\n".to_vec(),
            1 => format!("POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Le").into_bytes(),
            2 => format!(
                "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Length: 900\r\n\r\n{{\"jsonrpc\""
            )
            .into_bytes(),
            3 => format!(
                "GET /{} HTTP/1.1\r\nHost: evil.example.org\r\n\r\n",
                self.dice
            )
            .into_bytes(),
            _ => {
                connection
                    .post("/mcp", "{\"jsonrpc\": \"2.0\", \"id\": {}}")
                    .await?;
                let answer = connection.answer().await?;
                if !(400..500).contains(&answer.status) && answer.status != 503 {
                    self.seen.wrong.push(format!("noise: {answer:?}"));
                }
                return Ok(());
            }
        };
        connection.write(&bytes).await
    }

    /// The structured content of an answer; `None` when the edge sent the call back to try again.
    fn content(&mut self, answer: &Answer) -> Option<Value> {
        if answer.status == 503 {
            *self.seen.refused.entry("503".to_owned()).or_default() += 1;
            return None;
        }
        let message: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let content = message["result"]["structuredContent"].clone();
        if answer.status != 200 || !content.is_object() {
            self.seen.wrong.push(format!("{answer:?}"));
            return None;
        }
        Some(content)
    }

    /// The transport of 2024-11-05, where a call is given up by a notification.
    async fn over_stream(mut self) -> Seen {
        while !self.is_over() {
            if let Err(error) = self.one_stream().await {
                self.broke("a stream", &error);
                if self.rules.ending.load(Ordering::SeqCst) {
                    break;
                }
            }
        }
        self.seen
    }

    async fn one_stream(&mut self) -> io::Result<()> {
        let mut stream = Connection::open(&self.address).await?;
        stream.open_stream().await?;
        let endpoint = stream.event().await?;
        let mut poster = Connection::open(&self.address).await?;
        let initialize = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
            "protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "load", "version": "1"}}});
        self.say(&mut poster, &endpoint, &initialize).await?;
        stream.event().await?;
        let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        self.say(&mut poster, &endpoint, &ready).await?;
        let calls = self.roll(20);
        for id in 1..=calls {
            if self.is_over() {
                break;
            }
            let endless = self.statement(ENDLESS);
            self.say(&mut poster, &endpoint, &call(id * 2, &endless))
                .await?;
            tokio::time::sleep(Duration::from_millis(self.roll(60))).await;
            let cancel = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id * 2}});
            self.say(&mut poster, &endpoint, &cancel).await?;
            self.seen.given_up += 1;
            let sql = self.statement("SELECT 41 + 1");
            self.say(&mut poster, &endpoint, &call(id * 2 + 1, &sql))
                .await?;
            loop {
                let message: Value = serde_json::from_str(&stream.event().await?)?;
                // An endless call may have been answered before its cancellation came: no connection was free.
                if message["id"] == id * 2 + 1 {
                    let content = &message["result"]["structuredContent"];
                    let code = content["code"].as_str().unwrap_or("rows");
                    *self.seen.good.entry(code.to_owned()).or_default() += 1;
                    break;
                }
                self.answered(&endless);
            }
            self.answered(&sql);
        }
        Ok(())
    }

    async fn say(
        &mut self,
        poster: &mut Connection,
        endpoint: &str,
        message: &Value,
    ) -> io::Result<()> {
        loop {
            poster.post(endpoint, &message.to_string()).await?;
            match poster.answer().await?.status {
                202 => return Ok(()),
                503 => tokio::time::sleep(Duration::from_millis(100)).await,
                status => return Err(io::Error::other(format!("status {status}"))),
            }
        }
    }
}

fn call(id: u64, sql: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {
        "name": "query_pg", "arguments": {"database": "directus", "sql": sql}}})
}
