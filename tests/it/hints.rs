//! What a refusal of PostgreSQL's own says to do about it.

use gatepost::demo::READER_ROLE;
use gatepost::error::{ErrorCode, ToolError};

use crate::support::{Copy, Served};

async fn refused(served: &Served, sql: &str) -> ToolError {
    served.query(sql).await.expect_err(sql)
}

fn says(error: &ToolError, code: ErrorCode, hint: &str) {
    assert!(error.hint.contains(hint) && error.code == code, "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_connect_is_told_what_lets_it_in() {
    let copy = Copy::new();
    copy.superuser("CREATE ROLE hints_limited LOGIN CONNECTION LIMIT 0;");
    let served = Served::new("hints_limited", &copy.name, |_| {});
    let error = refused(&served, "SELECT 1").await;
    let limit = "ALTER ROLE \"hints_limited\" CONNECTION LIMIT";
    says(&error, ErrorCode::DatabaseUnavailable, limit);
    let other = Copy::new();
    copy.superuser(&format!(
        "REVOKE CONNECT ON DATABASE {name} FROM PUBLIC, {READER_ROLE};",
        name = other.name
    ));
    let error = refused(&other.served(), "SELECT 1").await;
    let grant = format!("GRANT CONNECT ON DATABASE \"{}\" TO", other.name);
    says(&error, ErrorCode::DatabaseUnavailable, &grant);
    let served = copy.served();
    let size = format!("SELECT pg_database_size('{}')", other.name);
    let error = refused(&served, &size).await;
    let named = "has_database_privilege(datname, 'CONNECT')";
    says(&error, ErrorCode::PermissionDenied, named);
    let connectable = "SELECT sum(pg_database_size(datname)) FROM pg_database WHERE has_database_privilege(datname, 'CONNECT')";
    assert!(served.query(connectable).await.is_ok());
    let error = refused(&served, "SELECT * FROM pg_authid").await;
    assert!(
        error.hint.contains("ask the operator to grant"),
        "{error:?}"
    );
}
