use super::{html, markdown};
use crate::gate::Decision;
use crate::rehearsal::report::{Mode, Outcome, Problem, Report, Step, StepResult};

const EVIL: &str = "</pre><script>alert(1)</script>\u{202e}|`x`\n# y";

fn report(text: &str) -> Report {
    let problem = Problem {
        sqlstate: Some(text.to_owned()),
        hint: text.to_owned(),
        ..Problem::new(text, text, "")
    };
    Report {
        change_set: text.to_owned(),
        tag: text.to_owned(),
        digest: text.to_owned(),
        clone: text.to_owned(),
        mode: Mode::Full,
        verdict: Decision::Unsafe,
        steps: vec![
            StepResult {
                step: Step::Lint,
                outcome: Outcome::Pass,
                detail: "5 files".to_owned(),
                problems: Vec::new(),
                remarks: Vec::new(),
                duration_ms: 3,
            },
            StepResult {
                step: Step::RollbackRestores,
                outcome: Outcome::Fail,
                detail: text.to_owned(),
                problems: vec![problem.at(text, 7)],
                remarks: vec![text.to_owned()],
                duration_ms: 41,
            },
        ],
        remains: vec![text.to_owned()],
        next: text.to_owned(),
    }
}

#[test]
fn the_page_shows_verdict_steps_problems_and_what_is_left() {
    let page = html(&report("plain")).expect("a page");
    for text in [
        "<section class=\"verdict unsafe\">\n<strong>UNSAFE</strong>",
        "2 steps: 1 passed, 1 failed, 0 errors",
        "<b>rollback restores</b> <span class=\"values soft\">41 ms</span>",
        "<code>plain:7</code> <code>plain</code> <code>plain</code>: plain",
        "<h2>Left on the clone</h2>",
        "sha256:plain",
    ] {
        assert!(page.contains(text), "{text}\n{page}");
    }
}

#[test]
fn the_page_needs_no_network_and_fits_every_screen() {
    let page = html(&report("plain")).expect("a page");
    for text in ["http://", "https://", "<script", "url(", "@import", "src="] {
        assert!(!page.contains(text), "{text}");
    }
    for text in [
        "prefers-color-scheme: dark",
        "width=device-width",
        "default-src 'none'",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn names_are_no_markup() {
    let page = html(&report(EVIL)).expect("a page");
    assert!(
        !page.contains("<script") && !page.contains('\u{202e}') && page.contains("&lt;script&gt;"),
        "{page}"
    );
    let document = markdown(&report(EVIL));
    assert!(!document.contains('\u{202e}'), "{document}");
    for line in document.lines() {
        // In a code span nothing is markup.
        let spans = line.starts_with("Clone `") && line.matches('`').count() == 6;
        assert!(spans || !line.contains("<script"), "{line}");
        assert!(!line.starts_with("# y"), "{line}");
    }
}
