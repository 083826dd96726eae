//! Whether the patterns of schemas cover any.

use crate::gate::definition::Unchanged;
use crate::gate::judgement::Judgement;
use crate::gate::state::{Objects, unquoted};

/// They are there in every database, and are no objects of their own.
const SYSTEM: [&str; 3] = ["pg_catalog", "information_schema", "pg_toast"];

/// A pattern that covers no schema at either moment would make a gate that proves nothing.
pub(in crate::gate) fn unmatched<'a>(
    unchanged: &Unchanged,
    seen: impl Iterator<Item = &'a Objects>,
) -> Option<Judgement> {
    let schemas = seen.flat_map(Objects::as_slice);
    let schemas = schemas.filter(|object| object.kind == "schema");
    let mut schemas: Vec<String> = schemas.map(|object| unquoted(&object.name)).collect();
    schemas.extend(SYSTEM.map(str::to_owned));
    let pattern = unchanged
        .schema
        .iter()
        .find(|pattern| !schemas.iter().any(|schema| pattern.matches(schema)))?;
    Some(Judgement::error(
        "no_schema",
        format!("`{}` matches no schema", pattern.as_str()),
    ))
}

#[cfg(test)]
mod tests {
    use super::unmatched;
    use crate::gate::state::Objects;
    use crate::gate::testing::{gate, object};

    #[test]
    fn every_pattern_covers_a_schema() {
        let entry = Objects::from(vec![
            object("schema", "governance", "owner=a"),
            object("schema", "\"Odd \"\"one\"\"\"", "owner=a"),
            object("table", "elsewhere", "owner=a"),
        ]);
        let exit = Objects::from(vec![object("schema", "made_since", "owner=a")]);
        for (patterns, wrong) in [
            (r#""*""#, None),
            (r#""governance""#, None),
            (r#""gov*", "Odd \"one\"""#, None),
            (r#""made_since""#, None),
            (r#""pg_catalog", "information_schema""#, None),
            (r#""goverance""#, Some("goverance")),
            (r#""governance", "publik*""#, Some("publik*")),
            (r#""Governance""#, Some("Governance")),
            (r#""elsewhere""#, Some("elsewhere")),
        ] {
            let gate = gate("bracket", &format!("[unchanged]\nschema = [{patterns}]\n"));
            let unchanged = gate.unchanged.as_ref().expect("asked for");
            let found = unmatched(unchanged, [&entry, &exit].into_iter());
            let message = found.map(|judgement| judgement.message);
            let expected = wrong.map(|pattern| format!("`{pattern}` matches no schema"));
            assert_eq!(message, expected, "{patterns}");
        }
    }
}
