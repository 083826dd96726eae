//! The transport of 2024-11-05.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::server::{Server, token};

/// An open stream and where to post.
struct Stream {
    lines: BufReader<TcpStream>,
    endpoint: String,
}

impl Stream {
    fn open(server: &Server, secret: &str) -> Self {
        let mut stream = server.connect();
        let request = format!(
            "GET /sse HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\nAuthorization: Bearer {secret}\r\n\r\n",
            server.address
        );
        stream
            .write_all(request.as_bytes())
            .expect("the server reads");
        let mut opened = Self {
            lines: BufReader::new(stream),
            endpoint: String::new(),
        };
        opened.endpoint = opened.data().expect("an endpoint");
        opened
    }

    /// The next event's data; `None` when the stream ends.
    fn data(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(data) = line.trim_end().strip_prefix("data: ") {
                return Some(data.to_owned());
            }
        }
    }

    fn message(&mut self) -> Value {
        serde_json::from_str(&self.data().expect("a message")).expect("JSON")
    }
}

fn post(server: &Server, endpoint: &str, secret: &str, message: &Value) -> u16 {
    let bearer = format!("Bearer {secret}");
    let headers = [
        ("Content-Type", "application/json"),
        ("Authorization", bearer.as_str()),
    ];
    server
        .request(&format!("POST {endpoint}"), &headers, &message.to_string())
        .status
}

fn with_principals(application: &str, http: &str) -> (Server, String, String) {
    let (alice, first) = token("alice", "databases = [\"directus\"]");
    let (bob, second) = token("bob", "");
    let settings = format!("[http]\n{http}\n[auth]\nmode = \"token\"\n{first}{second}");
    (Server::start(application, &settings), alice, bob)
}

#[test]
fn a_session_serves_its_principal_and_nobody_else() {
    let (server, alice, bob) = with_principals("http_sse", "");
    let mut stream = Stream::open(&server, &alice);
    let endpoint = stream.endpoint.clone();
    let initialize = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}});
    assert_eq!(post(&server, &endpoint, &bob, &initialize), 404);
    assert_eq!(post(&server, &endpoint, "gp_wrong", &initialize), 401);
    assert_eq!(post(&server, &endpoint, &alice, &initialize), 202);
    assert_eq!(stream.message()["result"]["protocolVersion"], "2024-11-05");
    let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    assert_eq!(post(&server, &endpoint, &alice, &ready), 202);
    let call = |id: u64, database: &str| {
        json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {
            "name": "query_pg", "arguments": {"database": database, "sql": "SELECT 41 + 1"}}})
    };
    assert_eq!(post(&server, &endpoint, &alice, &call(2, "directus")), 202);
    assert_eq!(
        stream.message()["result"]["structuredContent"]["rows"],
        json!([[42]])
    );
    assert_eq!(post(&server, &endpoint, &alice, &call(3, "workflow")), 202);
    assert_eq!(
        stream.message()["result"]["structuredContent"]["code"],
        "database_unknown"
    );
    drop(stream);
    let deadline = Instant::now() + Duration::from_secs(10);
    while post(&server, &endpoint, &alice, &call(4, "directus")) == 202 {
        assert!(Instant::now() < deadline, "the session outlives its stream");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn streams_are_counted_and_idle_ones_end() {
    let (server, alice, _) = with_principals("http_idle", "sse_sessions = 1\nsse_idle = \"2s\"");
    let mut first = Stream::open(&server, &alice);
    let bearer = format!("Bearer {alice}");
    let second = server.request("GET /sse", &[("Authorization", bearer.as_str())], "");
    assert_eq!(second.status, 503, "{second:?}");
    assert_eq!(first.data(), None, "the idle stream ends");
    Stream::open(&server, &alice);
}

#[test]
fn a_stream_that_is_not_read_ends_and_keeps_no_memory() {
    let (server, alice, bob) = with_principals("http_unread", "");
    let list = |id: u64| json!({"jsonrpc": "2.0", "id": id, "method": "tools/list", "params": {}});
    let initialize = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}});
    let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let begin = |secret: &str| {
        let mut stream = Stream::open(&server, secret);
        let endpoint = stream.endpoint.clone();
        assert_eq!(post(&server, &endpoint, secret, &initialize), 202);
        stream.message();
        assert_eq!(post(&server, &endpoint, secret, &ready), 202);
        stream
    };
    // Whether each request has an id of its own, or all have one.
    for id_of in [|number: u64| number + 2, |_| 2] {
        let unread = begin(&alice);
        let ended = (0..10_000).position(|number| {
            post(&server, &unread.endpoint, &alice, &list(id_of(number))) != 202
        });
        assert!(ended.is_some(), "everything is kept for whom reads nothing");
    }
    // One that reads later gets all that it asked for.
    let mut late = begin(&bob);
    for number in 0..300 {
        assert_eq!(post(&server, &late.endpoint, &bob, &list(number + 2)), 202);
    }
    let mut answered: Vec<u64> = (0..300)
        .map(|_| late.message()["id"].as_u64().expect("an id"))
        .collect();
    answered.sort_unstable();
    assert_eq!(answered, (2..302).collect::<Vec<u64>>());
}

#[test]
fn calls_of_a_stream_are_counted_among_the_requests_answered_at_once() {
    let (server, alice, bob) = with_principals("http_stream_turns", "requests = 3");
    let mut stream = Stream::open(&server, &alice);
    let endpoint = stream.endpoint.clone();
    let initialize = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}});
    let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let call = |id: u64, sql: &str| {
        json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {
            "name": "query_pg", "arguments": {"database": "directus", "sql": sql}}})
    };
    assert_eq!(post(&server, &endpoint, &alice, &initialize), 202);
    stream.message();
    assert_eq!(post(&server, &endpoint, &alice, &ready), 202);
    let slow = "SELECT count(*) FROM generate_series(1, 100000000)";
    for id in 2..5 {
        assert_eq!(post(&server, &endpoint, &alice, &call(id, slow)), 202);
    }
    // Whichever way it comes, one more is too many.
    assert_eq!(post(&server, &endpoint, &alice, &call(5, "SELECT 1")), 503);
    let other = server.ask(Some(&bob), "tools/list", &json!({}));
    assert_eq!(other.status, 503, "{other:?}");
    for _ in 2..5 {
        stream.message();
    }
    // One after the other, more are answered than at once; a place is free when the answer was made, or a little later.
    for id in 10..20 {
        let deadline = Instant::now() + Duration::from_secs(10);
        while post(&server, &endpoint, &alice, &call(id, "SELECT 41 + 1")) == 503 {
            assert!(Instant::now() < deadline, "no place comes free");
        }
        let answer = stream.message();
        assert_eq!(answer["result"]["structuredContent"]["rows"], json!([[42]]));
    }
    server.assert_serves(Some(&bob));
}
