//! The real binary as a child process, and a client that speaks raw MCP lines to it.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use gatepost::demo::{PRODUCTION_DATABASES, READER_ROLE};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{cluster, shared_name};

/// How long an answer may take on a busy machine before a test fails: longer than a call's own 5 s.
const PATIENCE: Duration = Duration::from_secs(20);

/// The newest revision with a handshake.
pub(crate) const WITH_HANDSHAKE: &str = "2025-11-25";

/// The binary, with nothing of this process's environment that would configure it.
pub(crate) fn gatepost() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatepost"));
    command
        .env_remove("GATEPOST_CONFIG")
        .env_remove("GATEPOST_LOG")
        .env_remove("GATEPOST_LEDGER")
        // Where there is no configuration the ledger comes to be here, and not among the sources.
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null());
    command
}

/// Runs a command of the binary to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    gatepost()
        .args(arguments)
        .output()
        .expect("the binary runs")
}

/// What a command wrote to one of its outputs.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

/// A configuration file in a folder of its own, which goes away with the value, ledger and all.
pub(crate) struct Configuration {
    folder: TempDir,
    path: String,
}

impl Configuration {
    /// A file with this text.
    pub(crate) fn new(toml: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("gatepost.toml");
        std::fs::write(&path, toml).expect("writes");
        let path = path.to_str().expect("a plain path").to_owned();
        Self { folder, path }
    }

    /// The three databases that all tests read, under their production names. The application name tells the sessions
    /// of one test from those of others.
    pub(crate) fn shared(application: &str) -> Self {
        Self::shared_with(application, "")
    }

    /// The same with further settings.
    pub(crate) fn shared_with(application: &str, settings: &str) -> Self {
        let entry = |name: &str| {
            let url = cluster().url(READER_ROLE, &shared_name(name));
            format!("[databases.{name}]\nurl = \"{url}?application_name={application}\"\n")
        };
        Self::new(&(PRODUCTION_DATABASES.map(entry).concat() + settings))
    }

    /// The path, for the command line.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The file's text.
    pub(crate) fn text(&self) -> String {
        std::fs::read_to_string(&self.path).expect("reads")
    }

    /// Writes the file anew.
    pub(crate) fn replace(&self, change: impl FnOnce(&str) -> String) {
        std::fs::write(&self.path, change(&self.text())).expect("writes");
    }

    /// The ledger, which comes to be beside the file.
    pub(crate) fn ledger(&self) -> String {
        let path = self.folder.path().join("gatepost-ledger.db");
        path.display().to_string()
    }
}

/// A line of the server's that is not a JSON-RPC message, or a message.
type Line = Result<Value, String>;

/// A client over the server's standard streams.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<Line>,
    unclaimed: VecDeque<Value>,
    log: Option<JoinHandle<String>>,
    last_id: u64,
    meta: Option<Value>,
}

/// How a server ended.
pub(crate) struct Ended {
    /// Its exit status.
    pub(crate) status: ExitStatus,
    /// Everything on its standard error, when that was read.
    pub(crate) log: String,
    /// Messages nobody asked for.
    pub(crate) unclaimed: Vec<Value>,
}

impl Client {
    /// `gatepost serve` with this configuration.
    pub(crate) fn serve(configuration: &Configuration) -> Self {
        Self::start(gatepost().args(["serve", "--config", configuration.path()]))
    }

    /// Starts the command; standard error is read unless the command has one already.
    pub(crate) fn start(command: &mut Command) -> Self {
        Self::attach(command.stderr(Stdio::piped()))
    }

    /// Starts the command with the standard error it has.
    pub(crate) fn attach(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let output = child.stdout.take().expect("piped");
        let log = child
            .stderr
            .take()
            .map(|errors| std::thread::spawn(move || read_all(errors)));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let Ok(line) = line else { return };
                let message = serde_json::from_str::<Value>(&line)
                    .ok()
                    .filter(|message| message["jsonrpc"] == "2.0");
                if sender.send(message.ok_or(line)).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Self {
            child,
            input,
            lines,
            unclaimed: VecDeque::new(),
            log,
            last_id: 0,
            meta: None,
        }
    }

    /// From now on every request says this of itself (2026-07-28: there is no session that could remember it).
    pub(crate) fn with_meta(&mut self, meta: Value) {
        self.meta = Some(meta);
    }

    /// The handshake of the revisions before 2026-07-28; returns the server's result.
    pub(crate) fn initialize(&mut self, version: &str) -> Value {
        let parameters = json!({
            "protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "raw lines", "version": "1"},
        });
        let result = self.request("initialize", parameters);
        self.notify("notifications/initialized", json!({}));
        result
    }

    /// The server's process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Writes bytes as they are.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("not closed yet");
        input
            .write_all(bytes)
            .and_then(|()| input.flush())
            .expect("the server reads");
    }

    /// Writes one message as one line.
    pub(crate) fn send(&mut self, message: &Value) {
        self.send_bytes(format!("{message}\n").as_bytes());
    }

    /// Sends a notification.
    pub(crate) fn notify(&mut self, method: &str, parameters: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": parameters}));
    }

    /// Sends a request and does not wait; returns its id.
    pub(crate) fn ask(&mut self, method: &str, mut parameters: Value) -> u64 {
        self.last_id += 1;
        if let Some(meta) = &self.meta {
            parameters["_meta"] = meta.clone();
        }
        self.send(
            &json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": parameters}),
        );
        self.last_id
    }

    /// Asks `query_pg` and does not wait; returns the request's id.
    pub(crate) fn ask_query(&mut self, sql: &str) -> u64 {
        self.ask(
            "tools/call",
            json!({"name": "query_pg", "arguments": {"database": "directus", "sql": sql}}),
        )
    }

    /// The response to a request, result or error. Messages that come before it are kept for who asks for them.
    pub(crate) fn response(&mut self, id: u64) -> Value {
        let deadline = Instant::now() + PATIENCE;
        if let Some(at) = self
            .unclaimed
            .iter()
            .position(|message| message["id"] == id)
        {
            return self.unclaimed.remove(at).expect("just found");
        }
        loop {
            let message = self
                .next(deadline)
                .unwrap_or_else(|| panic!("no answer to request {id}"));
            if message["id"] == id {
                return message;
            }
            self.unclaimed.push_back(message);
        }
    }

    /// The next message of any kind, if one comes within `patience`.
    pub(crate) fn any_message(&mut self, patience: Duration) -> Option<Value> {
        self.unclaimed
            .pop_front()
            .or_else(|| self.next(Instant::now() + patience))
    }

    fn next(&mut self, deadline: Instant) -> Option<Value> {
        match self
            .lines
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            Ok(Ok(message)) => Some(message),
            Ok(Err(line)) => panic!("standard output holds what is not JSON-RPC: {line:?}"),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Asks and waits for the result; an error fails the test.
    pub(crate) fn request(&mut self, method: &str, parameters: Value) -> Value {
        let id = self.ask(method, parameters);
        let mut response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].take()
    }

    /// Asks and waits for the error; a result fails the test.
    pub(crate) fn request_error(&mut self, method: &str, parameters: Value) -> Value {
        let id = self.ask(method, parameters);
        let mut response = self.response(id);
        assert!(response.get("result").is_none(), "{method}: {response}");
        response["error"].take()
    }

    /// One call of `query_pg` with these arguments.
    pub(crate) fn call(&mut self, arguments: Value) -> Value {
        self.request(
            "tools/call",
            json!({"name": "query_pg", "arguments": arguments}),
        )
    }

    /// One query of `directus`; a refusal comes back as one.
    pub(crate) fn query(&mut self, sql: &str) -> Value {
        self.call(json!({"database": "directus", "sql": sql}))
    }

    /// The simplest good call gets its answer.
    pub(crate) fn assert_serves(&mut self) {
        let result = self.query("SELECT 41 + 1 AS answer");
        assert_eq!(
            result["structuredContent"]["rows"],
            json!([[42]]),
            "{result}"
        );
    }

    /// Closes standard input and waits for the server's end.
    pub(crate) fn finish(mut self) -> Ended {
        drop(self.input.take());
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                break status;
            }
            assert!(
                Instant::now() < deadline,
                "the server outlives its standard input"
            );
            std::thread::sleep(Duration::from_millis(5));
        };
        while let Some(message) = self.next(deadline) {
            self.unclaimed.push_back(message);
        }
        let log = self
            .log
            .take()
            .map(|log| log.join().expect("read to its end"))
            .unwrap_or_default();
        Ended {
            status,
            log,
            unclaimed: self.unclaimed.drain(..).collect(),
        }
    }
}

impl Drop for Client {
    /// A test that failed leaves no server behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_all(mut stream: impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
