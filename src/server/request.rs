//! One request, as the log tells it from others: an id of ours, and the trace that the caller says it belongs to.

use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};
use rmcp::model::JsonObject;

/// The key of both the header and the entry of `_meta` (W3C Trace Context; MCP 2026-07-28).
pub(super) const TRACEPARENT: &str = "traceparent";

/// Random bytes in hexadecimal, or `None` where the system has none.
pub(super) fn random_hex<const BYTES: usize>() -> Option<String> {
    let mut bytes = [0; BYTES];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the log says of a request wherever it speaks of it.
#[derive(Debug, Clone)]
pub(super) struct RequestOrigin {
    /// Ours, and new with each request.
    pub(super) id: Arc<str>,
    /// The caller's.
    pub(super) trace: Option<TraceParent>,
}

impl RequestOrigin {
    /// A request that says this of its trace.
    pub(super) fn new(traceparent: Option<&str>) -> Self {
        Self {
            id: random_hex::<8>().unwrap_or_default().into(),
            trace: traceparent.and_then(TraceParent::parse),
        }
    }

    /// The message's own word on its trace goes before that of the request that carried it.
    pub(super) fn with_meta(mut self, meta: &JsonObject) -> Self {
        let own = meta.get(TRACEPARENT).and_then(|value| value.as_str());
        self.trace = own.and_then(TraceParent::parse).or(self.trace);
        self
    }
}

/// A caller's place in its trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TraceParent {
    /// The whole trace: 32 hexadecimal digits.
    pub(super) trace_id: String,
    /// The caller's step in it: 16 hexadecimal digits.
    pub(super) parent_id: String,
}

impl TraceParent {
    /// Reads `version-trace-parent-flags` (W3C Trace Context, section 3.2.2); `None` for what does not follow it. A later
    /// version may say more after the flags.
    fn parse(text: &str) -> Option<Self> {
        let is_hex = |text: &&str, length: usize| {
            let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            text.len() == length && text.bytes().all(hex)
        };
        let is_id = |text: &&str, length| is_hex(text, length) && text.bytes().any(|b| b != b'0');
        let mut parts = text.split('-');
        let version = parts.next().filter(|part| is_hex(part, 2))?;
        let trace_id = parts.next().filter(|part| is_id(part, 32))?;
        let parent_id = parts.next().filter(|part| is_id(part, 16))?;
        parts.next().filter(|part| is_hex(part, 2))?;
        let may_say_more = version != "00";
        if version == "ff" || (parts.next().is_some() && !may_say_more) {
            return None;
        }
        Some(Self {
            trace_id: trace_id.to_owned(),
            parent_id: parent_id.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{RequestOrigin, TraceParent};

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const PARENT: &str = "b7ad6b7169203331";

    #[test]
    fn what_does_not_follow_the_standard_is_no_trace() {
        for (text, is_one) in [
            (format!("00-{TRACE}-{PARENT}-01"), true),
            (format!("cc-{TRACE}-{PARENT}-01-more"), true),
            (format!("cc-{TRACE}-{PARENT}-01"), true),
            (format!("00-{TRACE}-{PARENT}-01-more"), false),
            (format!("ff-{TRACE}-{PARENT}-01"), false),
            (format!("00-{TRACE}-{PARENT}"), false),
            (format!("00-{}-{PARENT}-01", TRACE.to_uppercase()), false),
            (format!("00-{}-{PARENT}-01", "0".repeat(32)), false),
            (format!("00-{TRACE}-{}-01", "0".repeat(16)), false),
            (format!("00-{TRACE}0-{PARENT}-01"), false),
            (format!("00-{TRACE}-{PARENT}-0\n"), false),
            (String::new(), false),
            ("DROP TABLE t".to_owned(), false),
        ] {
            assert_eq!(TraceParent::parse(&text).is_some(), is_one, "{text}");
        }
    }

    #[test]
    fn the_message_goes_before_the_request_that_carried_it() {
        let carried = format!("00-{TRACE}-{PARENT}-01");
        let origin = RequestOrigin::new(Some(&carried));
        let of = |meta: serde_json::Value| {
            let meta = meta.as_object().expect("an object").clone();
            let trace = origin.clone().with_meta(&meta).trace;
            trace.expect("a trace").parent_id
        };
        let own = format!("00-{TRACE}-00000000000000aa-00");
        assert_eq!(of(json!({ "traceparent": own })), "00000000000000aa");
        assert_eq!(of(json!({ "traceparent": "malformed" })), PARENT);
        assert_eq!(of(json!({})), PARENT);
        assert_ne!(origin.id, RequestOrigin::new(None).id);
    }
}
