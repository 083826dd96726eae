use super::html;
use crate::gate::snapshot::Moment;
use crate::gate::testing::{
    answer, bind, check, fill, gate, hard_gate, hard_gate_broken, snapshot,
};
use crate::gate::{Observation, decide, enter, judge};

#[test]
fn the_page_shows_verdict_checks_what_moved_and_evidence() {
    let (definition, entry, exit) = hard_gate_broken();
    let page = html(&decide(&definition, &entry, &exit).expect("serializable")).expect("a page");
    for text in [
        "<section class=\"verdict unsafe\">\n<strong>UNSAFE</strong>\n<p>apr_approvals: was 42, is 41 (and 2 more)</p>",
        "<b>system_issues</b> <span class=\"values\">203,537 → 203,612</span>",
        "<pre>GRANT pg_read_all_stats TO query_pg_ro;</pre>",
        "policy <code>governance.restricted_note.public_notes</code> altered</div>",
        "-using=(visibility = &#x27;public&#x27;)\n+using=true",
        "<dt>Entry</dt><dd>2026-06-03T00:00:00.000Z",
        "<dt>Exit</dt><dd>2026-06-03T00:30:00.000Z",
        exit.digest().expect("digest").as_str(),
        "<li>rows outside scope</li>",
    ] {
        assert!(page.contains(text), "{text}\n{page}");
    }
}

#[test]
fn the_page_needs_no_network_and_fits_every_screen() {
    let (definition, entry, exit) = hard_gate();
    let page = html(&decide(&definition, &entry, &exit).expect("serializable")).expect("a page");
    for text in ["http://", "https://", "<script", "url(", "@import", "src="] {
        assert!(!page.contains(text), "{text}");
    }
    for text in [
        "prefers-color-scheme: dark",
        "width=device-width",
        "default-src 'none'",
        "<p>byte-unchanged over governance.*",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn text_of_a_database_is_no_markup() {
    let definition = gate("bracket", &check("c", "\"unchanged\"", "blocking"));
    let evil = "</pre><script>alert(1)</script>\u{202e}";
    let mut entry = snapshot(&definition, Moment::Entry);
    entry.checks = vec![answer("c", Observation::value("text", evil))];
    let mut exit = snapshot(&definition, Moment::Exit);
    exit.identity.role = evil.to_owned();
    entry.identity.role = evil.to_owned();
    exit.checks = vec![answer("c", Observation::value("text", "b"))];
    bind(&entry, &mut exit);
    let page = html(&decide(&definition, &entry, &exit).expect("serializable")).expect("a page");
    assert!(
        !page.contains("<script") && page.contains("&lt;script&gt;"),
        "{page}"
    );
}

#[test]
fn every_moment_has_a_page() {
    let (definition, entry, _) = hard_gate();
    assert!(
        html(&enter(&definition, &entry).expect("serializable"))
            .expect("a page")
            .contains("<dt>Entry</dt>")
    );
    let definition = gate("standing", "[channel]\n");
    let mut taken = snapshot(&definition, Moment::Check);
    assert!(
        html(&judge(&definition, &taken).expect("serializable"))
            .expect("a page")
            .contains("INDETERMINATE")
    );
    fill(&mut taken, Vec::new());
    assert!(
        html(&judge(&definition, &taken).expect("serializable"))
            .expect("a page")
            .contains("<dt>Check</dt>")
    );
}
