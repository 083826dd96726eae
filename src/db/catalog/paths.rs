//! Where `pg_catalog` stands in a `search_path`: an operator that is found before it hides PostgreSQL's own.

/// The schema of PostgreSQL's own operators.
pub(super) const OWN_SCHEMA: &str = "pg_catalog";

/// Whether another schema is searched before `pg_catalog`, which is first unless it is named. A name with a comma in it may
/// be told for what it is not, which only judges more.
pub(super) fn hides_builtins(search_path: &str) -> bool {
    let mut names = search_path
        .split(',')
        .map(|name| name.trim().trim_matches('"'));
    let place = names.position(|name| name.eq_ignore_ascii_case(OWN_SCHEMA));
    place.is_some_and(|place| place > 0)
}

#[cfg(test)]
mod tests {
    use super::hides_builtins;

    #[test]
    fn pg_catalog_is_first_unless_it_is_named_later() {
        for (path, hides) in [
            ("", false),
            ("\"$user\", public", false),
            ("pg_catalog", false),
            ("pg_catalog, pg_temp", false),
            ("\"pg_catalog\",app", false),
            ("app, pg_catalog", true),
            ("app,\"pg_catalog\"", true),
            ("\"$user\", public, PG_CATALOG, pg_temp", true),
            ("\"a,b\", pg_catalog", true),
        ] {
            assert_eq!(hides_builtins(path), hides, "{path}");
        }
    }
}
