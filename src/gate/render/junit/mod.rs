//! JUnit XML: one test suite for the gate, one test case for each check.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::RenderError;
use super::line::line;
use super::text::block;
use crate::gate::definition::Severity;
use crate::gate::verdict::{CheckResult, Outcome, Verdict};

/// The verdict as JUnit XML. A failed advisory check stays a passing case and says so in its output.
///
/// # Errors
/// Never for a writer in memory; the writer's signature allows it.
pub fn junit(verdict: &Verdict) -> Result<String, RenderError> {
    let blocking = |outcome| {
        verdict
            .checks
            .iter()
            .filter(|check| check.outcome == outcome && check.severity == Severity::Blocking)
            .count()
    };
    let counts = [
        ("tests", verdict.checks.len().to_string()),
        ("failures", blocking(Outcome::Fail).to_string()),
        ("errors", blocking(Outcome::Error).to_string()),
    ];
    let counts = || counts.iter().map(|(name, count)| (*name, count.as_str()));
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attributes([("name", "gatepost")])
        .with_attributes(counts())
        .write_inner_content(|writer| {
            writer
                .create_element("testsuite")
                .with_attributes([("name", verdict.gate.as_str())])
                .with_attributes(counts())
                .with_attributes([("timestamp", verdict.subject.taken_at.to_string().as_str())])
                .write_inner_content(|writer| {
                    for check in &verdict.checks {
                        case(writer, &verdict.gate, check)?;
                    }
                    writer
                        .create_element("system-out")
                        .write_text_content(BytesText::new(&block(&line(verdict))))?;
                    Ok(())
                })?;
            Ok(())
        })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn case(writer: &mut Writer<Vec<u8>>, gate: &str, check: &CheckResult) -> std::io::Result<()> {
    let seconds = format!(
        "{}.{:03}",
        check.duration_ms / 1000,
        check.duration_ms % 1000
    );
    let element = writer.create_element("testcase").with_attributes([
        ("classname", gate),
        ("name", block(&check.name).as_str()),
        ("time", seconds.as_str()),
    ]);
    let (tag, kind) = match (check.outcome, check.severity) {
        (Outcome::Pass | Outcome::Info, _) => {
            element.write_empty()?;
            return Ok(());
        }
        (Outcome::Fail, Severity::Blocking) => ("failure", "FAIL"),
        (Outcome::Error, Severity::Blocking) => ("error", "ERROR"),
        (outcome, Severity::Advisory) => ("system-out", outcome.as_str()),
    };
    let text = detail(check);
    element.write_inner_content(|writer| {
        let inner = writer.create_element(tag);
        if tag == "system-out" {
            let text = format!("advisory {kind}: {}\n{text}", check.message);
            inner.write_text_content(BytesText::new(&block(&text)))?;
        } else {
            let message = block(&check.message);
            let attributes = [("type", kind), ("message", message.as_str())];
            inner
                .with_attributes(attributes)
                .write_text_content(BytesText::new(&text))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn detail(check: &CheckResult) -> String {
    let mut lines: Vec<String> = check
        .differences
        .iter()
        .map(|difference| {
            let name = format!(
                "{} {} {}",
                difference.kind,
                difference.name,
                difference.change.as_str()
            );
            if difference.detail.is_empty() {
                name
            } else {
                format!("{name}: {}", difference.detail)
            }
        })
        .collect();
    lines.extend(check.mend.iter().map(|mend| format!("mend: {mend}")));
    block(&lines.join("\n"))
}

#[cfg(test)]
mod tests;
