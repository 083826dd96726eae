//! What is refused before MCP, and that the next request is served.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use super::server::{Server, token};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const ACCEPT: (&str, &str) = ("Accept", "application/json, text/event-stream");

#[test]
fn the_edge_refuses_and_the_next_request_is_served() {
    let server = Server::start(
        "http_edge",
        "[http]\nbody_bytes = \"4KiB\"\nrequest_time = \"1s\"\nallowed_origins = [\"https://app.example.org\"]\n",
    );
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).to_string();
    let big = format!("{{\"a\": \"{}\"}}", "x".repeat(5000));
    for (what, headers, body, statuses) in [
        (
            "a foreign host",
            vec![JSON, ACCEPT, ("Host", "evil.example.org")],
            list.as_str(),
            vec![403],
        ),
        (
            "a foreign origin",
            vec![JSON, ACCEPT, ("Origin", "https://evil.example.org")],
            &list,
            vec![403],
        ),
        (
            "a page of no origin",
            vec![JSON, ACCEPT, ("Origin", "null")],
            &list,
            vec![403],
        ),
        (
            "a friend's page",
            vec![JSON, ACCEPT, ("Origin", "https://app.example.org")],
            &list,
            vec![200],
        ),
        ("too large a body", vec![JSON, ACCEPT], &big, vec![413]),
        ("no JSON", vec![JSON, ACCEPT], "[1", vec![400, 415]),
        (
            "no JSON-RPC",
            vec![JSON, ACCEPT],
            "{\"a\": 1}",
            vec![400, 415, 422],
        ),
        (
            "another type",
            vec![("Content-Type", "text/plain"), ACCEPT],
            &list,
            vec![415],
        ),
        (
            "an answer nobody takes",
            vec![JSON, ("Accept", "text/html")],
            &list,
            vec![406],
        ),
        (
            "a version there is not",
            vec![JSON, ACCEPT, ("MCP-Protocol-Version", "1999-01-01")],
            &list,
            vec![400],
        ),
    ] {
        let reply = server.request("POST /mcp", &headers, body);
        assert!(statuses.contains(&reply.status), "{what}: {reply:?}");
        server.assert_serves(None);
    }
    for line in [
        "DELETE /mcp",
        "GET /mcp",
        "GET /nowhere",
        "POST /messages?sessionId=00",
    ] {
        let reply = server.request(line, &[JSON, ("Accept", "text/event-stream")], &list);
        assert!((400..500).contains(&reply.status), "{line}: {reply:?}");
    }
    let garbage = server.exchange(b"\x16\x03\x01 not http\r\n\r\n");
    assert_eq!(garbage.status, 400);
    server.assert_serves(None);
}

#[test]
fn a_slow_sender_is_not_waited_for() {
    let server = Server::start("http_slow", "[http]\nrequest_time = \"1s\"\n");
    let started = Instant::now();
    let mut body = server.connect();
    body.write_all(
        format!(
            "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Length: 100\r\n\r\n{{",
            server.address
        )
        .as_bytes(),
    )
    .expect("the server reads");
    let mut headers = server.connect();
    headers
        .write_all(b"POST /mcp HTTP/1.1\r\nHost: ")
        .expect("the server reads");
    server.assert_serves(None);
    let mut said = [0; 12];
    body.read_exact(&mut said).expect("an answer");
    assert_eq!(&said, b"HTTP/1.1 408");
    let mut rest = Vec::new();
    let _ = headers.read_to_end(&mut rest);
    assert!(
        started.elapsed() < Duration::from_secs(15),
        "{:?}",
        started.elapsed()
    );
}

/// Reads until the server closes the connection, and gives what it said; `None` when it does not close it in time.
fn until_closed(mut stream: TcpStream, time: Duration) -> Option<Vec<u8>> {
    stream.set_read_timeout(Some(time)).expect("a socket");
    let mut said = Vec::new();
    match stream.read_to_end(&mut said) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        _ => Some(said),
    }
}

#[test]
fn a_connection_without_a_request_is_not_kept() {
    let server = Server::start("http_silent", "[http]\nrequest_time = \"1s\"\n");
    let health = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let silent: [&[u8]; 7] = [
        b"",
        b"P",
        b"PRI * HTTP/2.0\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        b"\r\n",
        health,
    ];
    let opened = silent.map(|bytes| {
        let mut stream = server.connect();
        stream.write_all(bytes).expect("the server reads");
        stream
    });
    for (bytes, stream) in silent.iter().zip(opened) {
        let closed = until_closed(stream, Duration::from_secs(8));
        assert!(closed.is_some(), "{}", bytes.escape_ascii());
    }
    // One that is used now and then is kept.
    let mut used = server.connect();
    for _ in 0..4 {
        used.write_all(health).expect("the server reads");
        let mut said = [0; 15];
        used.read_exact(&mut said).expect("an answer");
        assert_eq!(&said, b"HTTP/1.1 200 OK");
        std::thread::sleep(Duration::from_millis(300));
        used.set_nonblocking(true).expect("a socket");
        while matches!(used.read(&mut [0; 512]), Ok(1..)) {}
        used.set_nonblocking(false).expect("a socket");
    }
    server.assert_serves(None);
}

#[test]
fn a_page_that_is_listed_asks_beforehand_and_reads_the_answer() {
    let (secret, entry) = token("page", "");
    let settings = format!(
        "[http]\nallowed_origins = [\"https://app.example.org\"]\n[auth]\nmode = \"token\"\n{entry}"
    );
    let server = Server::start("http_page", &settings);
    let bearer = format!("Bearer {secret}");
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).to_string();
    let asks = [
        ("Access-Control-Request-Method", "POST"),
        (
            "Access-Control-Request-Headers",
            "authorization,content-type,mcp-protocol-version",
        ),
    ];
    let allows = "access-control-allow-origin: https://app.example.org\r\n";
    let friend = ("Origin", "https://app.example.org");
    for path in ["/mcp", "/messages", "/sse"] {
        let asked = server.request(&format!("OPTIONS {path}"), &[friend, asks[0], asks[1]], "");
        assert_eq!(asked.status, 200, "{asked:?}");
        for said in [
            allows,
            "access-control-allow-headers: authorization,content-type",
            "post",
        ] {
            assert!(asked.headers.contains(said), "{said}: {asked:?}");
        }
    }
    let called = [JSON, ACCEPT, friend, ("Authorization", &bearer)];
    let answer = server.request("POST /mcp", &called, &list);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.headers.contains(allows), "{answer:?}");
    assert!(
        answer.headers.contains("access-control-expose-headers"),
        "{answer:?}"
    );
    let unknown = server.request("POST /mcp", &[JSON, ACCEPT, friend], &list);
    assert_eq!(unknown.status, 401, "{unknown:?}");
    assert!(unknown.headers.contains(allows), "{unknown:?}");

    for origin in [
        "https://evil.example.org",
        "null",
        "https://app.example.org.evil.org",
        "*",
    ] {
        for (line, body) in [("OPTIONS /mcp", ""), ("POST /mcp", list.as_str())] {
            let headers = [
                JSON,
                ACCEPT,
                ("Origin", origin),
                ("Authorization", &bearer),
                asks[0],
                asks[1],
            ];
            let refused = server.request(line, &headers, body);
            assert_eq!(refused.status, 403, "{origin}: {refused:?}");
            assert!(
                !refused.headers.contains("access-control"),
                "{origin}: {refused:?}"
            );
        }
    }
    // A program is no page.
    server.assert_serves(Some(&secret));
}

#[test]
fn who_asks_whether_it_can_serve_takes_no_connection_from_those_who_call() {
    let server = Server::start(
        "http_asked",
        "[limits]\nconnections = 1\ntimeout = \"1s\"\n",
    );
    server.assert_serves(None);
    let question = server.bytes("GET /readyz", &[], "");
    let asked: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(&question).expect("the server reads");
            stream
        })
        .collect();
    server.assert_serves(None);
    for stream in asked {
        let said = until_closed(stream, Duration::from_secs(20)).expect("an answer");
        assert!(
            said.starts_with(b"HTTP/1.1 200 OK"),
            "{}",
            said.escape_ascii()
        );
    }
}

#[test]
fn more_requests_than_are_answered_at_once_are_told_to_come_back() {
    let server = Server::start(
        "http_busy",
        "[http]\nrequests = 1\nrequest_time = \"20s\"\n",
    );
    let begun = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Length: 100\r\n\r\n{{",
        server.address
    );
    let deadline = Instant::now() + Duration::from_secs(30);
    let (slow, refused) = loop {
        // The one that takes its time may itself come while another is answered, and be sent away: then another tries.
        let mut slow = server.connect();
        slow.write_all(begun.as_bytes()).expect("the server reads");
        slow.set_read_timeout(Some(Duration::from_millis(300)))
            .expect("a socket");
        let is_waited_for = slow.read(&mut [0]).is_err();
        let reply = server.ask(None, "tools/list", &json!({}));
        if (is_waited_for && reply.status == 503) || Instant::now() > deadline {
            break (slow, reply);
        }
    };
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.headers.contains("retry-after"), "{refused:?}");
    drop(slow);
    let deadline = Instant::now() + Duration::from_secs(10);
    while server.ask(None, "tools/list", &json!({})).status != 200 {
        assert!(Instant::now() < deadline, "it never comes free");
    }
}

#[test]
fn health_is_told_to_whoever_asks() {
    let server = Server::start("http_health", "");
    assert_eq!(
        server
            .request("GET /healthz", &[("Host", "10.0.0.7")], "")
            .status,
        200
    );
    let ready = server.request("GET /readyz", &[("Host", "10.0.0.7")], "");
    assert_eq!(ready.status, 200, "{ready:?}");
    let ready: serde_json::Value = serde_json::from_str(&ready.body).expect("JSON");
    assert_eq!(
        ready["ready"],
        json!({"directus": true, "incomex_metadata": true, "ledger": true, "workflow": true})
    );
}
