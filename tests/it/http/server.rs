//! `gatepost serve --transport http` on a free port, and requests to it as raw bytes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::process::{Configuration, gatepost, text};

/// How long an answer may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The server, its configuration, and the secrets of its principals.
pub(super) struct Server {
    child: Child,
    pub(super) configuration: Configuration,
    pub(super) address: String,
    log: Mutex<Receiver<String>>,
}

/// An answer: status line, headers and body.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: String,
    pub(super) body: String,
}

impl Reply {
    /// The JSON-RPC result.
    pub(super) fn result(&self) -> Value {
        let message: Value =
            serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        message["result"].clone()
    }
}

impl Server {
    /// Over the databases that all tests read, with these further settings.
    pub(super) fn start(application: &str, settings: &str) -> Self {
        Self::on(application, settings, "127.0.0.1:0")
    }

    /// The same, listening on this address.
    pub(super) fn on(application: &str, settings: &str, listen: &str) -> Self {
        Self::listening(Configuration::shared_with(application, settings), listen)
    }

    /// With this configuration.
    pub(super) fn over(configuration: Configuration) -> Self {
        Self::listening(configuration, "127.0.0.1:0")
    }

    fn listening(configuration: Configuration, listen: &str) -> Self {
        let mut child = gatepost()
            .args(["serve", "--transport", "http", "--listen", listen])
            .args(["--config", configuration.path()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut log = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        log.read_line(&mut line).expect("a line of the log");
        let said: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("not a line of the log: {line}"));
        let address = said["fields"]["address"]
            .as_str()
            .expect("the address")
            .replace("0.0.0.0", "127.0.0.1");
        // Somebody must read the rest, or the server would wait for it.
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                // Nobody may be left who asks for it.
                let _ = sender.send(line);
            }
        });
        Self {
            child,
            configuration,
            address,
            log: Mutex::new(lines),
        }
    }

    /// Sends bytes as they are, and reads to the end.
    pub(super) fn exchange(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request).expect("the server reads");
        let mut answer = Vec::new();
        // A server that refuses early may reset what was still to be read; what it said came before.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (headers, body) = answer
            .split_once("\r\n\r\n")
            .unwrap_or((answer.as_str(), ""));
        let status = headers
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Reply {
            status: status.unwrap_or_else(|| panic!("no status in {answer:?}")),
            headers: headers.to_lowercase(),
            body: body.to_owned(),
        }
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        stream
    }

    /// A request with these headers and this body.
    pub(super) fn request(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.exchange(&self.bytes(line, headers, body))
    }

    /// The bytes of a request; a `Host` stands in it unless the headers have one.
    pub(super) fn bytes(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
        let mut text = format!(
            "{line} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        if !headers.iter().any(|(name, _)| *name == "Host") {
            text.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        format!("{text}\r\n{body}").into_bytes()
    }

    /// One JSON-RPC request to `/mcp`, as this principal's secret proves.
    pub(super) fn ask(&self, secret: Option<&str>, method: &str, parameters: &Value) -> Reply {
        let body =
            json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).to_string();
        let bearer = format!("Bearer {}", secret.unwrap_or_default());
        let mut headers = vec![
            ("Content-Type", "application/json"),
            ("Accept", "application/json, text/event-stream"),
            ("MCP-Protocol-Version", "2025-06-18"),
        ];
        if secret.is_some() {
            headers.push(("Authorization", &bearer));
        }
        self.request("POST /mcp", &headers, &body)
    }

    /// One call of a tool.
    pub(super) fn call(&self, secret: Option<&str>, tool: &str, arguments: Value) -> Reply {
        self.ask(
            secret,
            "tools/call",
            &json!({"name": tool, "arguments": arguments}),
        )
    }

    /// The simplest good call gets its answer.
    pub(super) fn assert_serves(&self, secret: Option<&str>) {
        let reply = self.call(
            secret,
            "query_pg",
            json!({"database": "directus", "sql": "SELECT 41 + 1"}),
        );
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(
            reply.result()["structuredContent"]["rows"],
            json!([[42]]),
            "{reply:?}"
        );
    }

    /// The server's ledger.
    pub(super) fn ledger(&self) -> String {
        self.configuration.ledger()
    }

    /// The next line of the log that fits; those before it are passed over.
    pub(super) fn logged(&self, fits: impl Fn(&Value) -> bool) -> Value {
        let lines = self.log.lock().expect("no test failed with it");
        loop {
            let line = lines.recv_timeout(PATIENCE).expect("such a line");
            let line = serde_json::from_str(&line).expect("JSON");
            if fits(&line) {
                return line;
            }
        }
    }

    /// Tells the server to read its configuration again.
    pub(super) fn reload(&self) {
        self.signal(Signal::SIGHUP);
    }

    fn signal(&self, signal: Signal) {
        let process = nix::unistd::Pid::from_raw(self.child.id().try_into().expect("a process id"));
        nix::sys::signal::kill(process, signal).expect("a child of ours");
    }

    /// The server's process.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Ends the server without warning.
    pub(super) fn kill(mut self) -> Configuration {
        self.child.kill().expect("a child of ours");
        self.child.wait().expect("a child of ours");
        std::mem::replace(&mut self.configuration, Configuration::new(""))
    }

    /// Tells the server to stop, as a service manager does, and waits for its end.
    pub(super) fn terminate(mut self) -> (ExitStatus, Configuration) {
        self.signal(Signal::SIGTERM);
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                break status;
            }
            assert!(Instant::now() < deadline, "the server outlives SIGTERM");
            std::thread::sleep(Duration::from_millis(10));
        };
        let empty = Configuration::new("");
        (status, std::mem::replace(&mut self.configuration, empty))
    }
}

impl Drop for Server {
    /// A test that failed leaves no server behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A principal's secret, and its entry in the configuration.
pub(super) fn token(name: &str, grants: &str) -> (String, String) {
    let made = crate::process::run(&["token", name]);
    let (secret, told) = (text(&made.stdout), text(&made.stderr));
    let entry = told
        .find(&format!("[auth.tokens.{name}]"))
        .expect("an entry");
    (
        secret.trim().to_owned(),
        format!("{}\n{grants}\n", told[entry..].trim_end()),
    )
}
