//! PostgreSQL's plan, in words: PURE. The keys are those of `EXPLAIN (FORMAT JSON)`.

use std::fmt::Write;

use serde_json::Value;

/// An estimate is worth a sentence when it is wrong by this factor.
const WRONG: f64 = 10.0;

/// One node with what matters of it.
struct Node<'a> {
    depth: usize,
    value: &'a Value,
}

impl<'a> Node<'a> {
    fn number(&self, key: &str) -> Option<f64> {
        self.value.get(key)?.as_f64()
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    fn children(&self) -> impl DoubleEndedIterator<Item = &'a Value> {
        self.value
            .get("Plans")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    }

    /// What it is and of what: `Seq Scan on public.orders o`.
    fn label(&self) -> String {
        let mut label = self.text("Node Type").unwrap_or("node").to_owned();
        if let Some(index) = self.text("Index Name") {
            let _ = write!(label, " using {index}");
        }
        let of = ["Relation Name", "Function Name", "CTE Name"];
        if let Some(of) = of.iter().find_map(|key| self.text(key)) {
            let _ = write!(label, " on {of}");
        }
        label
    }

    /// Milliseconds in all rounds, with the children's.
    fn total_time(&self) -> Option<f64> {
        Some(self.number("Actual Total Time")? * self.number("Actual Loops")?)
    }

    /// Milliseconds in all rounds, without the children's.
    fn own_time(&self) -> Option<f64> {
        let children = self.children().filter_map(|value| {
            let child = Node { depth: 0, value };
            child.total_time()
        });
        Some((self.total_time()? - children.sum::<f64>()).max(0.0))
    }

    /// Cost without the children's.
    fn own_cost(&self) -> f64 {
        let of = |value: &Value| {
            value
                .get("Total Cost")
                .and_then(Value::as_f64)
                .unwrap_or(0.0)
        };
        (of(self.value) - self.children().map(of).sum::<f64>()).max(0.0)
    }
}

/// The nodes from the root down, children after their parent.
fn nodes(plan: &Value) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut left: Vec<Node<'_>> = plan
        .get("Plan")
        .map(|value| Node { depth: 0, value })
        .into_iter()
        .collect();
    while let Some(node) = left.pop() {
        let depth = node.depth + 1;
        left.extend(node.children().rev().map(|value| Node { depth, value }));
        found.push(node);
    }
    found
}

/// The plan as text, one line a node and its conditions beneath it.
pub(super) fn text(plan: &Value) -> String {
    let mut text = String::new();
    for node in nodes(plan) {
        let indent = "  ".repeat(node.depth);
        let (cost, rows) = (node.number("Total Cost"), node.number("Plan Rows"));
        let _ = write!(
            text,
            "{indent}{}  (cost {:.2}, rows {})",
            node.label(),
            cost.unwrap_or_default(),
            rows.unwrap_or_default()
        );
        if let (Some(time), Some(actual)) = (node.total_time(), node.number("Actual Rows")) {
            let loops = node.number("Actual Loops").unwrap_or(1.0);
            let _ = write!(text, "  (took {time:.3} ms, rows {actual}, loops {loops})");
        }
        text.push('\n');
        for key in [
            "Index Cond",
            "Hash Cond",
            "Merge Cond",
            "Join Filter",
            "Filter",
            "Recheck Cond",
        ] {
            if let Some(condition) = node.text(key) {
                let _ = writeln!(text, "{indent}    {key}: {condition}");
            }
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Where the time goes, and the worst estimate.
pub(super) fn summary(plan: &Value) -> Vec<String> {
    let nodes = nodes(plan);
    let mut sentences = Vec::new();
    if let Some(time) = plan.get("Execution Time").and_then(Value::as_f64) {
        let planning = plan
            .get("Planning Time")
            .and_then(Value::as_f64)
            .unwrap_or_default();
        sentences.push(format!(
            "It took {time:.3} ms to run and {planning:.3} ms to plan."
        ));
    }
    let by_time = nodes
        .iter()
        .filter_map(|node| Some((node, node.own_time()?)));
    let slowest = by_time.max_by(|left, right| left.1.total_cmp(&right.1));
    if let Some((node, time)) = slowest {
        sentences.push(format!(
            "Most of the time goes into {}: {time:.3} ms.",
            node.label()
        ));
    } else if let Some(node) = nodes
        .iter()
        .max_by(|left, right| left.own_cost().total_cmp(&right.own_cost()))
    {
        sentences.push(format!(
            "Most of the estimated cost is {}: {:.0} of {:.0}.",
            node.label(),
            node.own_cost(),
            nodes[0].number("Total Cost").unwrap_or_default()
        ));
    }
    let wrong = nodes.iter().filter_map(|node| {
        let (planned, actual) = (
            node.number("Plan Rows")?.max(1.0),
            node.number("Actual Rows")?.max(1.0),
        );
        Some((
            node,
            planned,
            actual,
            (planned / actual).max(actual / planned),
        ))
    });
    if let Some((node, planned, actual, factor)) =
        wrong.max_by(|left, right| left.3.total_cmp(&right.3))
        && factor >= WRONG
    {
        sentences.push(format!(
            "The worst estimate is of {}: {planned} rows were expected and {actual} came; statistics may be old or missing.",
            node.label()
        ));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{summary, text};

    #[test]
    fn a_measured_plan_says_where_the_time_goes_and_what_was_guessed_wrong() {
        let plan = json!({
            "Plan": {"Node Type": "Aggregate", "Total Cost": 100.0, "Plan Rows": 1, "Actual Rows": 1, "Actual Loops": 1,
                     "Actual Total Time": 9.0,
                     "Plans": [{"Node Type": "Seq Scan", "Relation Name": "orders", "Total Cost": 90.0, "Plan Rows": 5,
                                "Actual Rows": 5000, "Actual Loops": 1, "Actual Total Time": 8.0, "Filter": "(total > 1)"}]},
            "Planning Time": 0.5, "Execution Time": 9.2,
        });
        let told = summary(&plan).join(" ");
        for expected in [
            "9.200 ms to run",
            "Seq Scan on orders: 8.000 ms",
            "5 rows were expected and 5000 came",
        ] {
            assert!(told.contains(expected), "{expected}: {told}");
        }
        assert_eq!(
            text(&plan),
            "Aggregate  (cost 100.00, rows 1)  (took 9.000 ms, rows 1, loops 1)\n  \
             Seq Scan on orders  (cost 90.00, rows 5)  (took 8.000 ms, rows 5000, loops 1)\n      Filter: (total > 1)"
        );
    }

    #[test]
    fn a_plan_alone_says_where_the_cost_is() {
        let plan = json!({"Plan": {"Node Type": "Sort", "Total Cost": 100.0, "Plan Rows": 10,
            "Plans": [{"Node Type": "Index Scan", "Index Name": "orders_pkey", "Relation Name": "orders", "Total Cost": 20.0, "Plan Rows": 10}]}});
        assert_eq!(
            summary(&plan),
            ["Most of the estimated cost is Sort: 80 of 100."]
        );
        assert!(text(&plan).contains("Index Scan using orders_pkey on orders"));
    }
}
