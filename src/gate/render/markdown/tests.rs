use super::{code, escape, fence, markdown};
use crate::gate::decide;
use crate::gate::testing::{hard_gate, hard_gate_broken};

#[test]
fn a_safe_report_in_full() {
    let (definition, entry, exit) = hard_gate();
    let verdict = decide(&definition, &entry, &exit).expect("serializable");
    let (gate, from, to) = (
        &verdict.gate_digest,
        entry.digest().expect("digest"),
        exit.digest().expect("digest"),
    );
    let wanted = format!(
        "\
# Production Hard Gate 0 (2026-06-03)

## Channel

- Database `directus`, PostgreSQL 15.18, through role `query_pg_ro`: one validated read at a time, REPEATABLE READ READ ONLY.

## Production Hard Gate 0 — entry == exit (read-only)

db=directus✅ | ownership 0→0✅ | owner_gap 210→210✅ | ospa 0→0✅ (blocker intact) | axis\\_\\* tables 0→0✅ | gov emit 0→0✅ | candidate/ruleset/worker 0/0/0✅ | system_issues 203,537→203,612 (organic)✅ | apr_approvals 42→42✅ | idle-in-txn 0→0✅ | no write channel opened✅ → SAFE, row-versions-unchanged (governance.\\*, public.apr_approvals)

**Verdict: SAFE — byte-unchanged over governance.\\*, public.apr_approvals, proven by row versions.**

| | check | rule | entry | exit | why |
|---|---|---|---|---|---|
| ✅ | db | identity | directus | directus | identity |
| ✅ | ownership | equals(0) | 0 | 0 | equals |
| ✅ | owner_gap | unchanged | 210 | 210 | unchanged |
| ✅ | ospa | equals(0) | 0 | 0 | equals (blocker intact) |
| ✅ | axis\\_\\* tables | equals(0) | 0 | 0 | equals |
| ✅ | gov emit | equals(0) | 0 | 0 | equals |
| ✅ | candidate/ruleset/worker | equals(0/0/0) | 0/0/0 | 0/0/0 | equals |
| ✅ | system_issues (advisory) | organic(up) | 203,537 | 203,612 | +75 |
| ✅ | apr_approvals | unchanged | 42 | 42 | unchanged |
| ✅ | idle-in-txn | channel | 0 | 0 | at_most |
| ✅ | no write channel opened | channel |  |  | closed |
| ✅ | schema | unchanged | 0 objects, sha256 e3b0c44298fc… | 0 objects, sha256 e3b0c44298fc… | unchanged |
| ✅ | rows | unchanged | 3 relations | 3 relations | unchanged |
| ✅ | sequences | unchanged | 0 sequences | 0 sequences | unchanged |
| ✅ | roles | unchanged | 0 objects, sha256 e3b0c44298fc… | 0 objects, sha256 e3b0c44298fc… | unchanged |
| ✅ | large objects | unchanged | 0 large objects | 0 large objects | unchanged |

16 planned: 15 passed, 0 failed, 0 errors, 1 for information.

## Evidence

- Gate `production-hard-gate-0`, sha256 `{gate}`
- Server: system identifier `7512345678901234567`, timeline 1, database OID 16384
- Entry: 2026-06-03T00:00:00.000Z, transaction snapshot `766:769:766`, sha256 `{from}`
- Exit: 2026-06-03T00:30:00.000Z, transaction snapshot `766:790:`, sha256 `{to}`

## Not proven

- rows outside scope
- sequences outside scope

"
    );
    assert_eq!(markdown(&verdict), wanted);
}

#[test]
fn what_moved_is_named_with_its_diff_and_what_was_hidden_with_its_grant() {
    let (definition, entry, exit) = hard_gate_broken();
    let text = markdown(&decide(&definition, &entry, &exit).expect("serializable"));
    let moved = text
        .split("## What moved, and what could not be seen\n")
        .nth(1)
        .and_then(|rest| rest.split("## Evidence").next());
    assert_eq!(
        moved.expect("the section"),
        "
- idle-in-txn: at exit: the states of 3 sessions are hidden

```sql
GRANT pg_read_all_stats TO query_pg_ro;
```

- policy `governance.restricted_note.public_notes` altered

```diff
--- entry
+++ exit
@@ -1,3 +1,3 @@
 command=SELECT
-using=(visibility = 'public')
+using=true
 roles=public
```

- relation `public.apr_approvals` altered: rows 42→41, 0 written since entry

"
    );
    assert!(text.contains("\n**Verdict: UNSAFE — apr_approvals: was 42, is 41 (and 2 more).**\n"));
}

#[test]
fn text_of_a_database_is_no_markup() {
    assert_eq!(
        escape("<b>*x* [a](b) `c` a_b _d_\n# e"),
        "&lt;b>\\*x\\* \\[a\\](b) \\`c\\` a_b \\_d\\_ \\# e"
    );
    assert_eq!(code("a`b"), "`a´b`");
    assert_eq!(fence("sql", "a\n```\nb"), "````sql\na\n```\nb\n````\n");
}
