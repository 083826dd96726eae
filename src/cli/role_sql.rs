//! `gatepost role-sql`: the SQL that makes a fresh read-only role, for psql and a superuser.

use std::fmt::Write;

use clap::Args;

use super::{Error, Printer, Status};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The databases the role may read
    #[arg(required = true, value_name = "DATABASE")]
    databases: Vec<String>,
    /// The role's name
    #[arg(long, default_value = "query_pg_ro")]
    role: String,
}

/// Once for the cluster. PostgreSQL 15 and later know privileges on settings; earlier ones skip that line.
const FOR_THE_CLUSTER: &str = r"-- Run with psql as a superuser: gatepost role-sql ... | psql -X -v ON_ERROR_STOP=1
CREATE ROLE @role@ LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 32;
ALTER ROLE @role@ SET default_transaction_read_only = on;
ALTER ROLE @role@ SET statement_timeout = '5s';
ALTER ROLE @role@ SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE @role@ SET temp_file_limit = '1GB';
-- Lets gatepost keep the trees it asks PostgreSQL for out of the server's log.
SELECT current_setting('server_version_num')::int >= 150000 AS parameter_privileges \gset
\if :parameter_privileges
GRANT SET ON PARAMETER log_min_messages TO @role@;
\endif
-- Give it a password, unless pg_hba.conf lets it in another way:
--   \password @role@
";

/// Once for each database.
const FOR_A_DATABASE: &str = r"
\connect @database@
GRANT CONNECT ON DATABASE @database@ TO @role@;
-- What PUBLIC holds by default and a reader does not need.
REVOKE TEMPORARY ON DATABASE @database@ FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- Read every schema of yours; for less, replace this block with the GRANTs you mean.
DO $gatepost$
DECLARE
  target name;
BEGIN
  FOR target IN SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO %I', target, @literal@);
    EXECUTE pg_catalog.format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', target, @literal@);
    EXECUTE pg_catalog.format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I', target, @literal@);
  END LOOP;
END
$gatepost$;
-- Tables made later are readable too when made by the role that runs this; for other owners add FOR ROLE.
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO @role@;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO @role@;
";

pub(super) fn run(arguments: &Arguments, printer: &Printer) -> Result<Status, Error> {
    let for_the_role = |text: &str| {
        text.replace("@role@", &identifier(&arguments.role)).replace("@literal@", &literal(&arguments.role))
    };
    let mut sql = for_the_role(FOR_THE_CLUSTER);
    for database in &arguments.databases {
        let _ = write!(sql, "{}", for_the_role(FOR_A_DATABASE).replace("@database@", &identifier(database)));
    }
    printer.print(sql.trim_end())?;
    Ok(Status::Done)
}

/// A quoted identifier (PostgreSQL manual, section 4.1.1); quoting always is simpler than knowing every reserved word.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string literal (PostgreSQL manual, section 4.1.2); the E makes its meaning independent of settings.
fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::{identifier, literal};

    #[test]
    fn identifiers_cannot_end_early() {
        assert_eq!(identifier("a\"; DROP ROLE x; --"), "\"a\"\"; DROP ROLE x; --\"");
        assert_eq!(literal("o'\\x"), "E'o\\'\\\\x'");
    }
}
