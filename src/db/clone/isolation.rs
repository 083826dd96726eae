//! Whether a session is on the clone, and can reach nothing but the clone.

use std::fmt::Write;

use serde::Serialize;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};

use super::MARKER;
use super::marking::mark_sql;
use crate::config::{CloneConfig, SuperuserSession};
use crate::db::quoting::identifier;
use crate::error::{ErrorCode, ToolError};

const ISOLATION: &str = include_str!("isolation.sql");

/// One thing that has to be true of a clone, and whether it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Stable name, such as `marker`.
    pub name: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// The code that the channel refuses with when it does not hold; `null` for what is only noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// What was seen.
    pub seen: String,
    /// What mends it, as SQL where SQL does.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mend: String,
}

/// What was seen of one session before anything else was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Isolation {
    /// The database, as the server names it.
    pub database: String,
    /// The role of the session.
    pub role: String,
    /// The server process of the session.
    #[serde(skip)]
    pub(super) backend_pid: i32,
    /// The server's system identifier and the database's OID there: which database it is, whatever it is called.
    pub identity: String,
    /// Every condition, in the order in which they are refused.
    pub conditions: Vec<Condition>,
}

impl Isolation {
    /// Asks a session, which is sent nothing else before.
    ///
    /// # Errors
    /// When the server does not answer.
    pub(super) async fn read(
        client: &Client,
        config: &CloneConfig,
    ) -> Result<Self, tokio_postgres::Error> {
        let parameters: [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 2] = [
            (&config.production_roles, Type::TEXT_ARRAY),
            (&config.production, Type::TEXT_ARRAY),
        ];
        let row = client.query_typed_one(ISOLATION, &parameters).await?;
        let database: String = row.try_get(0)?;
        Ok(Self {
            role: row.try_get(1)?,
            backend_pid: row.try_get(2)?,
            identity: row.try_get(10)?,
            conditions: vec![
                name(config, &database),
                marker(config, &database, row.try_get(3)?),
                unreachable(config, &row)?,
                confined(config, &row)?,
                writable(&row)?,
                pinned(&row)?,
                apart(&row)?,
            ],
            database,
        })
    }

    /// Whether the channel may be used.
    pub fn holds(&self) -> bool {
        self.broken().next().is_none()
    }

    fn broken(&self) -> impl Iterator<Item = (&Condition, ErrorCode)> {
        let broken = self.conditions.iter().filter(|condition| !condition.holds);
        broken.filter_map(|condition| Some((condition, condition.code?)))
    }

    /// The refusal that the conditions earn: the code is that of the first that does not hold.
    pub fn refusal(&self) -> Option<ToolError> {
        self.refusal_by(|_| true)
    }

    /// The refusal that those of the conditions earn that `counts`.
    pub(super) fn refusal_by(&self, counts: impl Fn(&Condition) -> bool) -> Option<ToolError> {
        let counted = || self.broken().filter(|(condition, _)| counts(condition));
        let (_, code) = counted().next()?;
        let (mut seen, mut mend) = (String::new(), String::new());
        for (condition, _) in counted() {
            let separator = if seen.is_empty() { "" } else { "; " };
            let _ = write!(seen, "{separator}{}", condition.seen);
            let separator = if mend.is_empty() { "" } else { " " };
            let _ = write!(mend, "{separator}{}", condition.mend);
        }
        Some(ToolError::new(
            code,
            format!("the clone is not used, and nothing was sent to it: {seen}"),
            format!("{mend} (`gatepost clone check` says what holds)"),
        ))
    }

    /// The refusal of an observer that looks at another database than the writer works on.
    pub(super) fn unless_same(&self, writer: &Self) -> Option<ToolError> {
        (self.identity != writer.identity).then(|| {
            ToolError::new(
                ErrorCode::CloneWrongDatabase,
                "the observer looks at another server or database than the writer works on, though both have the clone's name",
                "make `clone.observer_url` and `clone.url` lead to the same server",
            )
        })
    }
}

fn holding(name: &'static str, seen: impl Into<String>) -> Condition {
    Condition {
        name,
        holds: true,
        code: None,
        seen: seen.into(),
        mend: String::new(),
    }
}

fn broken(
    name: &'static str,
    code: impl Into<Option<ErrorCode>>,
    seen: impl Into<String>,
    mend: impl Into<String>,
) -> Condition {
    Condition {
        name,
        holds: false,
        code: code.into(),
        seen: seen.into(),
        mend: mend.into(),
    }
}

fn name(config: &CloneConfig, database: &str) -> Condition {
    if config.is_production(database) {
        let seen = format!("the database is `{database}`, which is production");
        let mend = "Name a clone in `clone.url`.";
        return broken("name", ErrorCode::CloneIsProduction, seen, mend);
    }
    if database != config.name {
        let seen = format!("the database is `{database}`, not `{}`", config.name);
        let mend = "Make `clone.url` lead to the database that `clone.name` names.";
        return broken("name", ErrorCode::CloneWrongDatabase, seen, mend);
    }
    holding(
        "name",
        format!("the database is `{database}`, which is on no allowlist"),
    )
}

fn marker(config: &CloneConfig, database: &str, seen: Option<String>) -> Condition {
    match seen {
        Some(marker) if marker == config.name => {
            holding("marker", format!("the database bears the marker {MARKER}"))
        }
        other => {
            let seen = match other {
                None => format!("the database does not bear the marker {MARKER}"),
                Some(marker) => format!("the marker {MARKER} names {marker:?}, another clone"),
            };
            // The SQL for this very database only where that is the clone: it would mark production as one.
            let mend = if database == config.name {
                format!(
                    "As a superuser, when it is a copy made for this: {}",
                    mark_sql(database)
                )
            } else {
                String::new()
            };
            broken("marker", ErrorCode::CloneMarkerMissing, seen, mend)
        }
    }
}

fn unreachable(config: &CloneConfig, row: &Row) -> Result<Condition, tokio_postgres::Error> {
    let (how, mend): (Vec<String>, String) = (row.try_get(4)?, row.try_get(5)?);
    if !how.is_empty() {
        let seen = format!(
            "production's role can connect to the clone: {}",
            how.join(", ")
        );
        let code = ErrorCode::CloneNotIsolated;
        return Ok(broken("unreachable", code, seen, mend));
    }
    let present: Vec<String> = row.try_get(6)?;
    let absent = config.production_roles.iter();
    let absent: Vec<&str> = absent
        .filter(|role| !present.contains(role))
        .map(String::as_str)
        .collect();
    let mut seen = String::new();
    if !present.is_empty() {
        let _ = write!(seen, "{} cannot connect to it", present.join(", "));
    }
    if !absent.is_empty() {
        let separator = if seen.is_empty() { "" } else { "; " };
        let _ = write!(
            seen,
            "{separator}this server has no role {}",
            absent.join(", ")
        );
    }
    Ok(holding("unreachable", seen))
}

fn confined(config: &CloneConfig, row: &Row) -> Result<Condition, tokio_postgres::Error> {
    let (how, mend): (Vec<String>, String) = (row.try_get(7)?, row.try_get(8)?);
    if how.is_empty() {
        return Ok(holding(
            "confined",
            "the role has no power beyond the database",
        ));
    }
    let seen = how.join(", ");
    Ok(match config.superuser {
        SuperuserSession::Accept => Condition {
            mend,
            ..holding("confined", format!("{seen}, accepted by clone.superuser"))
        },
        SuperuserSession::Refuse => {
            let seen = format!("the session could reach past the clone: {seen}");
            let mend = format!(
                "{mend} Or use another role; on a server that holds nothing but clones, set clone.superuser = \"accept\"."
            );
            broken("confined", ErrorCode::CloneNotIsolated, seen, mend)
        }
    })
}

fn writable(row: &Row) -> Result<Condition, tokio_postgres::Error> {
    Ok(if row.try_get(11)? {
        let seen = "the server is a standby: nothing can be rehearsed on it";
        let mend = "Make `clone.url` lead to a primary.";
        broken("writable", ErrorCode::CloneUnavailable, seen, mend)
    } else {
        holding("writable", "the server is a primary")
    })
}

fn pinned(row: &Row) -> Result<Condition, tokio_postgres::Error> {
    Ok(if row.try_get(12)? {
        holding("pinned", "the session's settings arrived")
    } else {
        let seen = "the session's settings did not arrive, as behind a pooler";
        let mend =
            "Make `clone.url` lead to PostgreSQL itself: a rehearsal needs a session of its own.";
        broken("pinned", ErrorCode::CloneUnavailable, seen, mend)
    })
}

/// Only noted: reaching out takes an extension, and many a server grants CONNECT to all.
fn apart(row: &Row) -> Result<Condition, tokio_postgres::Error> {
    let reachable: Vec<String> = row.try_get(9)?;
    if reachable.is_empty() {
        let seen = "the role can connect to no production database";
        return Ok(holding("apart", seen));
    }
    let role: String = row.try_get(1)?;
    let names: Vec<String> = reachable.iter().map(|name| identifier(name)).collect();
    let names = names.join(", ");
    let seen = format!("the role can also connect to production on this server: {names}");
    let mend = format!(
        "REVOKE CONNECT ON DATABASE {names} FROM PUBLIC, {};",
        identifier(&role)
    );
    Ok(broken("apart", None, seen, mend))
}
