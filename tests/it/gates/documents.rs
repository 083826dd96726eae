//! Verdicts as documents: signed, verified by others, edited by others, and rendered.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use super::site::{HARD_GATE, Site, assert_status, said};
use crate::process::{run, text};

/// A site whose verdicts are signed; the public key's path.
fn signed() -> (Site, String) {
    let site = Site::quiet_with("[ledger]\nsigning_key_file = \"signing.pem\"\n");
    let key = site.path("signing.pem").display().to_string();
    let made = run(&["keygen", &key]);
    assert_status(&made, 0);
    let mode = std::fs::metadata(&key).expect("made").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its owner's alone");
    let public = site.file("signing.pub", &text(&made.stdout));
    (site, public)
}

/// A SAFE bracket's evidence.
fn evidence(site: &Site) -> Value {
    let id = site.enter(HARD_GATE);
    assert_eq!(site.exit(&id).0, Some(0));
    let report = site.run(&["gate", "report", &id, "--format", "json"]);
    assert_status(&report, 0);
    serde_json::from_slice(&report.stdout).expect("JSON")
}

/// What `gatepost verify` says of this document.
fn verify(site: &Site, document: &Value, keys: &[&str]) -> (Option<i32>, String) {
    let path = site.file("document.json", &document.to_string());
    let mut arguments = vec!["verify", &path];
    for key in keys {
        arguments.extend(["--key", key]);
    }
    said(&run(&arguments))
}

#[test]
fn a_key_is_made_once() {
    let site = Site::quiet();
    let path = site.path("key.pem").display().to_string();
    assert_status(&run(&["keygen", &path]), 0);
    let before = std::fs::read(&path).expect("made");
    let (status, told) = said(&run(&["keygen", &path]));
    assert_eq!(status, Some(2), "{told}");
    assert!(told.contains("is there already"), "{told}");
    assert_eq!(std::fs::read(&path).expect("still there"), before);
    let (status, told) = said(&run(&["keygen", "/no/such/folder/key.pem"]));
    assert_eq!(status, Some(2), "{told}");
}

#[test]
fn a_signature_holds_with_its_key_and_with_no_other() {
    let (site, public) = signed();
    let bundle = evidence(&site);
    let (status, told) = verify(&site, &bundle, &[&public]);
    assert_eq!(status, Some(0), "{told}");
    assert!(
        told.contains("proven        signature: signed by key "),
        "{told}"
    );
    let (status, told) = verify(&site, &bundle, &[]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("not proven    signature"), "{told}");

    let other = run(&["keygen", site.path("other.pem").to_str().expect("plain")]);
    let other = site.file("other.pub", &text(&other.stdout));
    let (status, told) = verify(&site, &bundle, &[&other]);
    assert_eq!(status, Some(1), "{told}");
    assert!(
        told.starts_with("CONTRADICTED") && told.contains("CONTRADICTED  signature"),
        "{told}"
    );
    let (status, told) = verify(&site, &bundle, &[&other, &public]);
    assert_eq!(status, Some(0), "one of several is enough: {told}");

    // The envelope alone says who signed and not what it follows from.
    let envelope = &bundle["document"]["envelope"];
    let (status, told) = verify(&site, envelope, &[&public]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("not proven    decided_again"), "{told}");
    by_openssl(&site, envelope, &public, &other);
}

/// The signature by a program that knows nothing of gatepost, where it is installed.
fn by_openssl(site: &Site, envelope: &Value, public: &str, other: &str) {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let decode = |value: &Value| {
        STANDARD
            .decode(value.as_str().expect("text"))
            .expect("base64")
    };
    let payload = decode(&envelope["payload"]);
    let kind = envelope["payloadType"].as_str().expect("text");
    let mut signed = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    signed.extend(payload);
    std::fs::write(site.path("signed"), signed).expect("written");
    std::fs::write(
        site.path("signature"),
        decode(&envelope["signatures"][0]["sig"]),
    )
    .expect("written");
    let holds = |key: &str| {
        let mut command = Command::new("openssl");
        command
            .args(["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key])
            .args(["-in", "signed", "-sigfile", "signature"])
            .current_dir(site.folder());
        command.output().map(|output| output.status.success())
    };
    match (holds(public), holds(other)) {
        (Ok(right), Ok(wrong)) => assert_eq!((right, wrong), (true, false), "as openssl sees it"),
        _ => say_skipped(),
    }
}

/// Says that a part of a test did not run.
fn say_skipped() {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "openssl is not installed: skipped");
}

/// The same text with one character in the middle of it changed.
fn edited(text: &str) -> String {
    let at = text.len() / 2
        + text[text.len() / 2..]
            .find(|character: char| character.is_ascii_alphanumeric())
            .expect("one");
    let other = if &text[at..=at] == "1" { "2" } else { "1" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

#[test]
fn any_edit_is_a_contradiction() {
    let (site, public) = signed();
    let bundle = evidence(&site);
    for part in ["gate", "entry", "subject"] {
        let mut changed = bundle.clone();
        changed[part] = json!(edited(bundle[part].as_str().expect("text")));
        for keys in [[].as_slice(), &[public.as_str()]] {
            let (status, told) = verify(&site, &changed, keys);
            assert_eq!(status, Some(1), "{part}: {told}");
            assert!(
                told.contains(&format!("CONTRADICTED  {part}_digest")),
                "{part}: {told}"
            );
        }
    }
    let mut unattached = bundle.clone();
    unattached["entry"] = Value::Null;
    let (status, told) = verify(&site, &unattached, &[&public]);
    assert_eq!(status, Some(1), "{told}");

    let mut payload = bundle.clone();
    let signed = &bundle["document"]["envelope"];
    payload["document"]["envelope"]["payload"] =
        json!(edited(signed["payload"].as_str().expect("text")));
    let (status, told) = verify(&site, &payload, &[&public]);
    assert_ne!(status, Some(0), "{told}");
    let mut signature = bundle.clone();
    signature["document"]["envelope"]["signatures"][0]["sig"] = json!(edited(
        signed["signatures"][0]["sig"].as_str().expect("text")
    ));
    let (status, told) = verify(&site, &signature, &[&public]);
    assert_ne!(status, Some(0), "{told}");
}

#[test]
fn a_statement_without_signature_is_verified_as_far_as_it_goes() {
    let site = Site::quiet();
    let bundle = evidence(&site);
    let statement = bundle["document"]["statement"].as_str().expect("text");
    let bare: Value = serde_json::from_str(statement).expect("JSON");
    let (status, told) = verify(&site, &bare, &[]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("not proven    decided_again"), "{told}");

    // UNSAFE made SAFE by hand, in a document that anyone can write.
    for (from, to) in [
        ("\"verdict\":\"SAFE\"", "\"verdict\":\"UNSAFE\""),
        ("\"value\":\"42\"", "\"value\":\"41\""),
        ("203,537→203,537", "203,537→203,538"),
        ("\"byteUnchanged\":true", "\"byteUnchanged\":false"),
    ] {
        let mut changed = bundle.clone();
        let forged = statement.replacen(from, to, 1);
        if forged == statement {
            assert_eq!(from, "\"byteUnchanged\":true", "{from} is in it");
            continue;
        }
        changed["document"]["statement"] = json!(forged);
        let (status, told) = verify(&site, &changed, &[]);
        assert_eq!(status, Some(1), "{from}: {told}");
        assert!(told.starts_with("CONTRADICTED"), "{from}: {told}");
    }
    let key = run(&["keygen", site.path("key.pem").to_str().expect("plain")]);
    let key = site.file("key.pub", &text(&key.stdout));
    let (status, told) = verify(&site, &bundle, &[&key]);
    assert_eq!(status, Some(1), "a key was given: {told}");
}

#[test]
fn what_is_no_document_is_status_2() {
    let site = Site::quiet();
    for content in ["", "garbage", "{}", "[]", "null", "{\"document\": 1}"] {
        let path = site.file("document.json", content);
        let (status, told) = said(&run(&["verify", &path]));
        assert_eq!(status, Some(2), "{content:?}: {told}");
        assert!(
            told.contains("not a verdict document"),
            "{content:?}: {told}"
        );
    }
    let (status, _) = said(&run(&["verify", "/no/such/file"]));
    assert_eq!(status, Some(2));
    let bundle = site.file("document.json", &evidence(&site).to_string());
    for key in ["/no/such/key", bundle.as_str()] {
        let (status, told) = said(&run(&["verify", &bundle, "--key", key]));
        assert_eq!(status, Some(2), "{told}");
        assert!(told.contains(key), "{told}");
    }
}

#[test]
fn a_signing_key_that_cannot_be_used_stops_every_command() {
    let site = Site::quiet_with("[ledger]\nsigning_key_file = \"signing.pem\"\n");
    let refused = |why: &str| {
        for command in [["gate", "entry", HARD_GATE].as_slice(), &["serve"]] {
            let (status, told) = said(&site.run(command));
            assert_eq!(status, Some(2), "{why}: {told}");
            assert!(told.contains("signing.pem"), "{why}: {told}");
        }
    };
    refused("missing");
    site.file("signing.pem", "not a key");
    refused("not a key");
    site.file("signing.pem", "");
    refused("empty");
    std::fs::remove_file(site.path("signing.pem")).expect("removed");
    std::fs::create_dir(site.path("signing.pem")).expect("made");
    refused("cannot be read");
}

#[test]
fn an_entry_without_our_signature_is_no_entry() {
    let (site, _) = signed();
    let ours = site.enter(HARD_GATE);
    std::fs::remove_file(site.path("signing.pem")).expect("removed");
    let path = site.path("signing.pem").display().to_string();
    assert_status(&run(&["keygen", &path]), 0);
    let (status, told) = site.exit(&ours);
    assert_eq!(status, Some(2), "{told}");
    assert!(
        told.contains("REFUSE ledger_unavailable") && told.contains("enter the gate anew"),
        "{told}"
    );
}

#[test]
fn every_rendering_is_well_formed_and_says_the_verdict() {
    let site = Site::own();
    let safe = site.enter(HARD_GATE);
    assert_eq!(site.exit(&safe).0, Some(0));
    let moved = site.enter(HARD_GATE);
    site.psql("UPDATE public.apr_approvals SET subject = '<i>&\"x' WHERE id = 7; ALTER TABLE public.apr_approvals ADD \"<script>\" int");
    assert_eq!(site.exit(&moved).0, Some(1));
    for (id, status, verdict) in [(&safe, 0, "SAFE"), (&moved, 1, "UNSAFE")] {
        let report = |format: &str| {
            let output = site.run(&["gate", "report", id, "--format", format]);
            assert_status(&output, status);
            text(&output.stdout)
        };
        let markdown = report("md");
        assert!(
            markdown.starts_with("# Production Hard Gate 0")
                && markdown.contains(&format!("**Verdict: {verdict} — ")),
            "{markdown}"
        );
        assert_page(&report("html"), verdict);
        let junit = report("junit");
        assert_balanced(&junit, &[]);
        assert_eq!(junit.contains("<failure"), verdict == "UNSAFE", "{junit}");
        let github: Value = serde_json::from_str(&report("github")).expect("JSON");
        let conclusion = if verdict == "SAFE" {
            "success"
        } else {
            "failure"
        };
        assert_eq!(github["conclusion"], conclusion);
        assert!(
            github["output"]["title"]
                .as_str()
                .expect("text")
                .starts_with(verdict)
        );
    }
}

/// One file, readable on a phone and in the dark, that asks nothing of any network.
fn assert_page(page: &str, verdict: &str) {
    assert!(page.starts_with("<!doctype html>"), "{page}");
    for needed in [
        "<meta charset=\"utf-8\">",
        "name=\"viewport\" content=\"width=device-width",
        "prefers-color-scheme: dark",
        "default-src 'none'",
        &format!("<strong>{verdict}</strong>"),
    ] {
        assert!(page.contains(needed), "{needed} is not in {page}");
    }
    for foreign in ["://", "src=", "href=", "@import", "url(", "<script", "<i>"] {
        assert!(!page.contains(foreign), "{foreign} is in {page}");
    }
    assert_balanced(page, &["meta", "br"]);
}

/// Fails unless every element that is not `empty` is closed in its order.
fn assert_balanced(markup: &str, empty: &[&str]) {
    let mut reader = Reader::from_str(markup);
    let config = reader.config_mut();
    config.check_end_names = false;
    let mut open: Vec<String> = Vec::new();
    loop {
        match reader.read_event().expect("markup") {
            Event::Start(tag) => {
                let tag = tag.name().as_ref().to_owned();
                if !empty.contains(&tag.as_str()) {
                    open.push(tag);
                }
            }
            Event::End(tag) => {
                assert_eq!(open.pop(), Some(tag.name().as_ref().to_owned()), "{markup}");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is open in {markup}");
}
