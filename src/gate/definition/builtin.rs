//! The gates that are always there.

use super::{Definition, DefinitionError};

/// File name and text of each built-in gate.
pub const BUILTIN: [(&str, &str); 3] = [
    (
        "production-hard-gate-0.toml",
        include_str!("../builtin/production-hard-gate-0.toml"),
    ),
    ("unchanged.toml", include_str!("../builtin/unchanged.toml")),
    (
        "no-write-channel.toml",
        include_str!("../builtin/no-write-channel.toml"),
    ),
];

/// The built-in gates, understood.
///
/// # Errors
/// Never in a build that passed its tests: each file is parsed there.
pub fn builtin() -> Result<Vec<Definition>, DefinitionError> {
    BUILTIN
        .iter()
        .map(|(file, text)| Definition::parse(file, text.as_bytes()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::builtin;

    #[test]
    fn every_builtin_gate_is_valid_and_named_as_its_file() {
        let gates = builtin().expect("valid built-in gates");
        let names: Vec<&str> = gates.iter().map(|gate| gate.name.as_str()).collect();
        assert_eq!(
            names,
            ["production-hard-gate-0", "unchanged", "no-write-channel"]
        );
        for (gate, (file, _)) in gates.iter().zip(super::BUILTIN) {
            assert_eq!(format!("{}.toml", gate.name), file);
        }
    }

    #[test]
    fn the_hard_gate_asks_what_the_report_asked() {
        let gates = builtin().expect("valid built-in gates");
        let names: Vec<&str> = gates[0]
            .checks
            .iter()
            .map(|check| check.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "ownership",
                "owner_gap",
                "ospa",
                "axis_* tables",
                "gov emit",
                "candidate/ruleset/worker",
                "system_issues",
                "apr_approvals"
            ]
        );
        assert!(gates[0].channel.is_some() && gates[0].unchanged.is_some());
    }
}
