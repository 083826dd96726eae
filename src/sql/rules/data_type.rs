//! Types run functions too: input functions, a domain's checks. PostgreSQL's own are harmless; any other
//! is for the server.

use sqlparser::ast::{ArrayElemTypeDef, DataType};
use sqlparser::tokenizer::Span;

use crate::sql::reading::Reading;

/// Leaves the statement to the server unless the type is one of PostgreSQL's own.
pub(in crate::sql) fn check(data_type: &DataType, reading: &mut Reading<'_>) {
    match data_type {
        DataType::Character(_)
        | DataType::Char(_)
        | DataType::CharacterVarying(_)
        | DataType::CharVarying(_)
        | DataType::Varchar(_)
        | DataType::Uuid
        | DataType::Numeric(_)
        | DataType::Decimal(_)
        | DataType::Dec(_)
        | DataType::Float(_)
        | DataType::Int2(None)
        | DataType::SmallInt(None)
        | DataType::Int(None)
        | DataType::Int4(None)
        | DataType::Int8(None)
        | DataType::Integer(None)
        | DataType::BigInt(None)
        | DataType::Float4
        | DataType::Real
        | DataType::Float8
        | DataType::DoublePrecision
        | DataType::Bool
        | DataType::Boolean
        | DataType::Date
        | DataType::Time(..)
        | DataType::Timestamp(..)
        | DataType::Interval { .. }
        | DataType::JSON
        | DataType::JSONB
        | DataType::Regclass
        | DataType::Text
        | DataType::Bytea
        | DataType::Bit(_)
        | DataType::BitVarying(_)
        | DataType::VarBit(_)
        | DataType::GeometricType(_)
        | DataType::TsVector
        | DataType::TsQuery
        // The walk goes on to the element.
        | DataType::Array(ArrayElemTypeDef::SquareBracket(..)) => {}
        DataType::Custom(name, _) => {
            let Some(name) = reading.name(name) else {
                return;
            };
            let catalog = reading.catalog;
            let known = matches!(name.schema.as_str(), "" | "pg_catalog")
                && catalog
                    .types_named(&name.name)
                    .iter()
                    .filter_map(|oid| catalog.types.get(oid))
                    .any(|data_type| data_type.schema.as_ref() == "pg_catalog");
            if !known {
                reading.undecided(
                    name.span,
                    format!("the type {} can only be judged by the server", name.name),
                );
            }
        }
        _ => reading.undecided(Span::empty(), "a type can only be judged by the server"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_approved, all_undecided};

    #[test]
    fn other_types_are_left_to_the_server() {
        all_undecided(&[
            "SELECT 'x'::my_domain",
            "SELECT CAST('x' AS public.email)",
            "SELECT '{x}'::my_domain[]",
            "SELECT * FROM json_to_record('{}') AS r(a my_domain)",
            "SELECT 'x'::public.text",
            "SELECT 'x'::\"Text\"",
            "SELECT 'x'::tinyint",
        ]);
    }

    #[test]
    fn postgresqls_own_pass() {
        all_approved(&[
            "SELECT '1'::int, 1::text, '1'::int8[], '{{1}}'::integer[][], 1::numeric(10,2), 'a'::varchar(3)",
            "SELECT 'x'::bytea, '{}'::jsonb, '[1,2)'::int4range, '10.0.0.1'::inet, 't'::regclass, 'f(int)'::regprocedure",
            "SELECT 'a'::name, 'a'::pg_catalog.text, 'a'::\"char\", 'a'::bpchar, 1::oid, 'x'::xml, 'a'::tsvector, 'a'::tsquery",
            "SELECT '1 day'::interval, now()::timestamptz(3), now()::timestamp with time zone, '12:00'::time, date '2026-01-01'",
            "SELECT CAST(a AS double precision), a::real, a::bit(3), a::uuid, a::money, a::macaddr FROM t",
            "SELECT timestamp '2026-01-01', interval '1 day', time '12:00', timestamptz '2026-01-01'",
        ]);
    }
}
