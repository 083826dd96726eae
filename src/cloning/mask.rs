//! What of a column leaves production: the column, or an expression that production computes in its place.
//!
//! The expressions are this file's own; a plan chooses among them and never brings SQL.

use super::plan::{PlanError, Rule};
use crate::db::quoting::{identifier, literal, quoted};
use crate::db::source::{CopiedColumn, CopiedTable};

/// Settings of the session in which a hash finds the two halves of its key (HMAC, RFC 2104), as hexadecimal digits.
pub(super) const INNER_KEY: &str = "gatepost.mask_inner";
/// See [`INNER_KEY`].
pub(super) const OUTER_KEY: &str = "gatepost.mask_outer";

/// Characters of a digest that keep values apart: 128 bits, and never fewer than 64.
const DIGITS: usize = 32;
const FEWEST_DIGITS: usize = 16;

/// The end of a masked address; no such domain can exist (RFC 2606).
const DOMAIN: &str = "@masked.invalid";

/// Bytes that `atttypmod` counts besides the characters of `varchar(n)`.
const MODIFIER_OFFSET: i32 = 4;

/// What stands for the column in a SELECT from `t`.
///
/// # Errors
/// When the rule cannot make a value of the column's type, or not one that keeps the rows apart.
pub(super) fn expression(
    table: &CopiedTable,
    column: &CopiedColumn,
    rule: Option<&Rule>,
) -> Result<String, PlanError> {
    let name = format!("t.{}", identifier(&column.name));
    let Some(rule) = rule else {
        return Ok(name);
    };
    let refused = |reason: &str| {
        PlanError(format!(
            "{}.{} cannot be masked so: {reason}",
            quoted(&table.name),
            identifier(&column.name)
        ))
    };
    if column.partition_key {
        return Err(refused(
            "it decides which partition a row is in; mask another column, or leave the table out",
        ));
    }
    let kind = &column.kind;
    let text = match rule {
        Rule::Null if column.not_null => {
            return Err(refused("it refuses NULL; use another rule"));
        }
        Rule::Null => "NULL".to_owned(),
        Rule::Constant(value) => literal(value),
        Rule::Hash => hash(&name, column).map_err(|reason| refused(&reason))?,
        Rule::Email => {
            let digits = digits(column, DOMAIN.len()).map_err(|reason| refused(&reason))?;
            let hex = hex(&text_of(&name, column));
            format!("(pg_catalog.substr({hex}, 1, {digits}) OPERATOR(pg_catalog.||) '{DOMAIN}')")
        }
        Rule::Year => match column.base.as_str() {
            "date" => format!("pg_catalog.date_trunc('year', {name}::pg_catalog.timestamp)"),
            "timestamp" | "timestamptz" => format!("pg_catalog.date_trunc('year', {name})"),
            _ => return Err(refused("the rule \"year\" is for dates and timestamps")),
        },
    };
    Ok(format!("{text}::{kind}"))
}

/// The column as text; where letters are the same in either case, in one.
fn text_of(name: &str, column: &CopiedColumn) -> String {
    match column.base.as_str() {
        "citext" => format!("pg_catalog.lower({name}::pg_catalog.text)"),
        _ => format!("{name}::pg_catalog.text"),
    }
}

fn hash(name: &str, column: &CopiedColumn) -> Result<String, String> {
    let of_text = hex(&text_of(name, column));
    Ok(match column.base.as_str() {
        "text" | "varchar" | "bpchar" | "citext" => {
            format!("pg_catalog.substr({of_text}, 1, {})", digits(column, 0)?)
        }
        "uuid" => format!("pg_catalog.substr({of_text}, 1, 32)"),
        "bytea" => keyed(name),
        // 63 bits: a negative identifier might mean something.
        "int8" => format!(
            "(('x' OPERATOR(pg_catalog.||) pg_catalog.substr({of_text}, 1, 16))::pg_catalog.bit(64)::pg_catalog.int8 \
             OPERATOR(pg_catalog.&) 9223372036854775807)"
        ),
        "int2" | "int4" => {
            return Err(
                "a number so short cannot keep values apart; use \"null\" or \"constant\""
                    .to_owned(),
            );
        }
        _ => {
            return Err(format!(
                "the rule \"hash\" is for text, varchar, char, uuid, bytea and bigint, and this is {}; use \"null\" or \"constant\"",
                column.kind
            ));
        }
    })
}

/// How many digits of a digest the column has room for, beside what else stands in it.
fn digits(column: &CopiedColumn, beside: usize) -> Result<usize, String> {
    if !matches!(
        column.base.as_str(),
        "text" | "varchar" | "bpchar" | "citext"
    ) {
        return Err(format!(
            "the rule is for text, varchar and char, and this is {}",
            column.kind
        ));
    }
    let room = match column.modifier {
        length if length >= MODIFIER_OFFSET => {
            usize::try_from(length - MODIFIER_OFFSET).unwrap_or_default()
        }
        _ => return Ok(DIGITS),
    };
    match room.saturating_sub(beside) {
        room if room < FEWEST_DIGITS => Err(format!(
            "{} has no room for {} characters, with fewer of which values would not stay apart; use \"null\" or \"constant\"",
            column.kind,
            FEWEST_DIGITS + beside
        )),
        room => Ok(room.min(DIGITS)),
    }
}

fn hex(text: &str) -> String {
    let bytes = format!("pg_catalog.convert_to({text}, 'UTF8')");
    format!("pg_catalog.encode({}, 'hex')", keyed(&bytes))
}

/// HMAC-SHA-256 of bytes; PostgreSQL has `sha256` of its own since version 11.
fn keyed(bytes: &str) -> String {
    let half =
        |setting| format!("pg_catalog.decode(pg_catalog.current_setting('{setting}'), 'hex')");
    format!(
        "pg_catalog.sha256({} OPERATOR(pg_catalog.||) pg_catalog.sha256({} OPERATOR(pg_catalog.||) {bytes}))",
        half(OUTER_KEY),
        half(INNER_KEY)
    )
}

/// The halves of a key as the settings hold them: inner, then outer.
pub(super) fn halves(key: &[u8; 32]) -> [String; 2] {
    [0x36_u8, 0x5c].map(|pad| {
        let padded = key.iter().copied().chain(std::iter::repeat(0)).take(64);
        padded.map(|byte| format!("{:02x}", byte ^ pad)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{digits, expression};
    use crate::cloning::plan::Rule;
    use crate::db::source::{CopiedColumn, CopiedTable};
    use crate::gate::QualifiedName;

    fn column(base: &str, modifier: i32) -> CopiedColumn {
        CopiedColumn {
            name: "c\"x".to_owned(),
            kind: base.to_owned(),
            base: base.to_owned(),
            modifier,
            not_null: true,
            generated: false,
            partition_key: false,
        }
    }

    fn table() -> CopiedTable {
        CopiedTable {
            oid: 1,
            name: QualifiedName::new("public", "t"),
            partitioned: false,
            of_extension: false,
            readable: true,
            schema_usable: true,
            row_security: false,
            ancestors: Vec::new(),
            partitions: Vec::new(),
            columns: Vec::new(),
            primary_key: Vec::new(),
            foreign_keys: Vec::new(),
        }
    }

    #[test]
    fn a_value_cannot_end_the_literal_it_stands_in() {
        let rule = Rule::Constant("o'\\'; DROP TABLE x".to_owned());
        let made = expression(&table(), &column("text", -1), Some(&rule)).expect("a constant");
        assert_eq!(made, "E'o\\'\\\\\\'; DROP TABLE x'::text");
        let bare = expression(&table(), &column("text", -1), None).expect("bare");
        assert_eq!(bare, "t.\"c\"\"x\"");
    }

    #[test]
    fn rules_that_cannot_hold_are_refused() {
        let key = CopiedColumn {
            partition_key: true,
            ..column("text", -1)
        };
        for (column, rule) in [
            (column("text", -1), Rule::Null),
            (column("int4", -1), Rule::Hash),
            (column("jsonb", -1), Rule::Hash),
            (column("", -1), Rule::Hash),
            (column("varchar", 12 + 4), Rule::Hash),
            (column("varchar", 30 + 4), Rule::Email),
            (column("int8", -1), Rule::Email),
            (column("text", -1), Rule::Year),
            (key, Rule::Hash),
        ] {
            let made = expression(&table(), &column, Some(&rule));
            assert!(made.is_err(), "{column:?} {rule:?}: {made:?}");
        }
    }

    #[test]
    fn a_digest_takes_the_room_there_is() {
        assert_eq!(digits(&column("text", -1), 0), Ok(32));
        assert_eq!(digits(&column("varchar", 20 + 4), 0), Ok(20));
        assert_eq!(digits(&column("varchar", 40 + 4), 15), Ok(25));
        assert!(digits(&column("bpchar", 1 + 4), 0).is_err());
    }
}
