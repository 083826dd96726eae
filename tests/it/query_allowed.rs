//! Ordinary reads are served: none of the legitimate corpus is refused.

use gatepost::demo::{DIRECTUS, READER_ROLE};

use crate::corpus::cases;
use crate::support::{Copy, Served, shared_name};

#[tokio::test]
async fn no_ordinary_read_is_refused() {
    let mut refused = Vec::new();
    let copy = Copy::with_traps();
    let served = copy.served();
    for case in cases("legitimate") {
        let elsewhere = (case.database != DIRECTUS)
            .then(|| Served::new(READER_ROLE, &shared_name(&case.database), |_| {}));
        // A name may be qualified with its database, and the copy has another one.
        let sql = case
            .sql
            .replace("directus.public.", &format!("{}.public.", copy.name));
        if let Err(error) = elsewhere.as_ref().unwrap_or(&served).query(&sql).await
            && !case.accepts(error.code)
        {
            refused.push(format!(
                "{}/{}: {error}\n    {}",
                case.file, case.name, case.sql
            ));
        }
    }
    assert!(
        refused.is_empty(),
        "{} refused:\n{}",
        refused.len(),
        refused.join("\n")
    );
}
