//! The import rule of `lib.rs`, and what pure modules may not do.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each module and the modules it may import.
const MAY_IMPORT: [(&str, &[&str]); 16] = [
    ("error", &[]),
    ("policy", &["error"]),
    ("sql", &["policy", "error"]),
    ("gate", &["policy", "error"]),
    ("drift", &["gate", "policy"]),
    ("changeset", &["gate", "sql", "policy"]),
    ("config", &["policy", "error"]),
    ("ledger", &["error"]),
    ("db", &["config", "sql", "gate", "policy", "error"]),
    (
        "gatekeeper",
        &[
            "db", "ledger", "config", "drift", "gate", "sql", "policy", "error",
        ],
    ),
    ("cloning", &["db", "config", "gate", "policy", "error"]),
    ("rehearsal", &["db", "ledger", "changeset", "gate", "error"]),
    (
        "tools",
        &[
            "rehearsal",
            "gatekeeper",
            "db",
            "ledger",
            "drift",
            "gate",
            "sql",
            "error",
        ],
    ),
    ("server", &["tools", "db", "config", "error"]),
    ("demo", &[]),
    (
        "cli",
        &[
            "demo",
            "server",
            "tools",
            "rehearsal",
            "cloning",
            "changeset",
            "gatekeeper",
            "db",
            "ledger",
            "config",
            "sql",
            "gate",
            "drift",
            "policy",
            "error",
        ],
    ),
];

/// No `async`, no I/O, no clock.
const PURE: [&str; 6] = ["error", "policy", "sql", "gate", "drift", "changeset"];
const IMPURE: [&str; 9] = [
    "async fn",
    "async move",
    ".await",
    "tokio::",
    "std::fs",
    "std::net",
    "std::env",
    "Instant",
    "SystemTime",
];

fn sources(module: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.join(module)];
    if root.join(format!("{module}.rs")).exists() {
        files.push(root.join(format!("{module}.rs")));
    }
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "module {module} has no source");
    files
        .into_iter()
        .map(|path| {
            (
                path.clone(),
                std::fs::read_to_string(path).expect("readable source"),
            )
        })
        .collect()
}

/// The modules of ours that a source file names by path, in code and not in comments.
fn imports(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let code: Vec<&str> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    for part in code.join("\n").split("crate::").skip(1) {
        let group = part
            .strip_prefix('{')
            .and_then(|rest| rest.split_once("};"))
            .map(|(inside, _)| inside);
        let names: Vec<&str> = match group {
            Some(inside) => inside.split(',').collect(),
            None => vec![part],
        };
        for name in names {
            let name: String = name
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            found.insert(name);
        }
    }
    found
}

#[test]
fn imports_run_one_way() {
    let modules: BTreeSet<&str> = MAY_IMPORT.iter().map(|(module, _)| *module).collect();
    for (module, allowed) in MAY_IMPORT {
        for (path, source) in sources(module) {
            for import in imports(&source) {
                let fine = import == module
                    || allowed.contains(&import.as_str())
                    || !modules.contains(import.as_str());
                assert!(fine, "{}: {module} may not import {import}", path.display());
            }
        }
    }
}

#[test]
fn every_module_has_its_rule() {
    let library = include_str!("../../src/lib.rs");
    let declared: BTreeSet<&str> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let ruled: BTreeSet<&str> = MAY_IMPORT.iter().map(|(module, _)| *module).collect();
    assert_eq!(declared, ruled);
    for module in declared {
        assert!(
            library.contains(&format!("[`{module}`]")),
            "lib.rs does not describe {module}"
        );
    }
}

#[test]
fn pure_modules_have_no_async_no_input_and_no_clock() {
    for module in PURE {
        for (path, source) in sources(module)
            .into_iter()
            .filter(|(path, _)| !path.ends_with("sql/measure.rs"))
        {
            // Tests may measure; what is measured may not.
            let product = source.split("#[cfg(test)]").next().unwrap_or_default();
            for line in product
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
            {
                for word in IMPURE {
                    assert!(
                        !line.contains(word),
                        "{}: a pure module has `{word}`: {line}",
                        path.display()
                    );
                }
            }
        }
    }
}

#[test]
fn the_import_scan_sees_every_form() {
    let source = "use crate::db::X;\nuse crate::{sql::Y, policy};\nfn f() { crate::tools::g() }\n// crate::server\n";
    let found: Vec<String> = imports(source).into_iter().collect();
    assert_eq!(found, ["db", "policy", "sql", "tools"]);
}
