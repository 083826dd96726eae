use super::{Finding, Statistics, compare};
use crate::gate::definition::Level;
use crate::gate::digest::Digest;
use crate::gate::observation::Failure;
use crate::gate::state::{Content, Counters, GrayZone, Part, RelationState, RowVersions};
use crate::gate::testing::table;

const COMPARABLE: Statistics = Statistics { comparable: true };

fn versions(count: u64, newer: u64, gray: u64, digest: Option<&str>) -> Option<Part<RowVersions>> {
    let sha256 = digest.map(|text| Digest::of(text.as_bytes()));
    Some(Part::Observed(RowVersions {
        count,
        newer,
        gray: GrayZone {
            count: gray,
            sha256,
        },
    }))
}

fn content(rows: u64, text: &str) -> Option<Part<Content>> {
    Some(Part::Observed(Content {
        rows,
        sha256: Digest::of(text.as_bytes()),
    }))
}

fn failed<T>() -> Option<Part<T>> {
    Some(Part::Failed(Failure::new("57014", "too slow")))
}

/// S same, C changed, U unknown.
fn letter(finding: &Finding) -> char {
    match finding {
        Finding::Same(_) => 'S',
        Finding::Changed(_) => 'C',
        Finding::Unknown(_) => 'U',
    }
}

/// What one thing happening to a table of 42 rows shows, and what each level concludes: counters, row versions, content.
#[test]
fn each_event_at_each_level() {
    let mut entry = table("public", "t", 42);
    entry.content = content(42, "rows");
    let event = |name, wanted, change: &dyn Fn(&mut RelationState)| {
        let mut exit = entry.clone();
        change(&mut exit);
        let found: String = [Level::Counters, Level::RowVersions, Level::Content]
            .into_iter()
            .map(|level| letter(&compare(level, COMPARABLE, &entry, &exit)))
            .collect();
        assert_eq!(found, wanted, "{name}");
    };
    let counters = |inserted, updated, deleted| {
        Some(Counters {
            inserted,
            updated,
            deleted,
        })
    };
    event("nothing", "SSS", &|_| {});
    event("insert", "CCC", &|exit| {
        exit.counters = counters(43, 0, 0);
        exit.row_versions = versions(43, 1, 0, Some(""));
        exit.content = content(43, "other");
    });
    event("update to the same value", "CCS", &|exit| {
        exit.counters = counters(42, 1, 0);
        exit.row_versions = versions(42, 1, 0, Some(""));
    });
    event("delete", "CCC", &|exit| {
        exit.counters = counters(42, 0, 1);
        exit.row_versions = versions(41, 0, 0, Some(""));
        exit.content = content(41, "fewer");
    });
    event("delete and insert of the same row", "CCS", &|exit| {
        exit.counters = counters(43, 0, 1);
        exit.row_versions = versions(42, 1, 0, Some(""));
    });
    event("rolled-back write", "CSS", &|exit| {
        exit.counters = counters(43, 0, 0)
    });
    event("vacuum full", "USS", &|exit| {
        exit.relfilenode = Some(17_000)
    });
    event("truncate", "UCC", &|exit| {
        exit.relfilenode = Some(17_000);
        exit.row_versions = versions(0, 0, 0, Some(""));
        exit.content = content(0, "");
    });
    event(
        "savepoint of a writer open at entry: one more row in the gray zone",
        "SCC",
        &|exit| {
            exit.row_versions = versions(42, 0, 1, Some("row"));
            exit.content = content(42, "other");
        },
    );
    event(
        "the same number of other rows in the gray zone",
        "SCS",
        &|exit| {
            exit.row_versions = versions(42, 0, 0, Some("other"));
        },
    );
    event("gray zone too large, content equal", "SSS", &|exit| {
        exit.row_versions = versions(42, 0, 0, None)
    });
    event("gray zone too large, content not equal", "SCC", &|exit| {
        exit.row_versions = versions(42, 0, 0, None);
        exit.content = content(42, "other");
    });
    event("row versions failed, content equal", "SSS", &|exit| {
        exit.row_versions = failed()
    });
    event("content failed", "SSU", &|exit| exit.content = failed());
    event("nothing observed", "UUU", &|exit| {
        exit.counters = None;
        exit.row_versions = None;
        exit.content = None;
    });
    event("row versions failed, content not read", "SUU", &|exit| {
        exit.row_versions = failed();
        exit.content = None;
    });
    event("counters backwards", "USS", &|exit| {
        exit.counters = counters(0, 0, 0)
    });
}

#[test]
fn statistics_that_were_reset_are_unknown_at_the_counters_level_only() {
    let entry = table("public", "t", 42);
    let statistics = Statistics { comparable: false };
    assert!(matches!(
        compare(Level::Counters, statistics, &entry, &entry),
        Finding::Unknown(_)
    ));
    assert_eq!(
        compare(Level::RowVersions, statistics, &entry, &entry),
        Finding::Same(Vec::new())
    );
}

#[test]
fn a_gray_zone_too_large_without_content_is_unknown() {
    let mut entry = table("public", "t", 42);
    entry.row_versions = versions(42, 0, 30_000, None);
    let Finding::Unknown(failure) = compare(Level::RowVersions, COMPARABLE, &entry, &entry) else {
        panic!("unknown")
    };
    assert_eq!(failure.sqlstate, "gray_zone");
}

#[test]
fn rows_newer_than_entry_at_entry_are_unknown() {
    let mut entry = table("public", "t", 42);
    entry.row_versions = versions(42, 1, 0, Some(""));
    assert!(matches!(
        compare(Level::RowVersions, COMPARABLE, &entry, &entry),
        Finding::Unknown(_)
    ));
}

#[test]
fn what_moved_beside_equal_rows_is_remarked() {
    let entry = table("public", "t", 42);
    let mut exit = entry.clone();
    exit.counters = Some(Counters {
        inserted: 45,
        updated: 0,
        deleted: 0,
    });
    exit.relfilenode = Some(1);
    let Finding::Same(remarks) = compare(Level::RowVersions, COMPARABLE, &entry, &exit) else {
        panic!("same")
    };
    assert_eq!(
        remarks,
        [
            "public.t: 3 inserts, 0 updates, 0 deletes attempted: rolled back, undone, or made before entry and counted late",
            "public.t: its file was replaced with the same rows (VACUUM FULL, CLUSTER or the like)",
        ]
    );
}
