//! The gates that are always there.

use super::{Definition, DefinitionError};

/// A gate file's name and text.
pub type GateFile = (&'static str, &'static str);

const UNCHANGED: GateFile = ("unchanged.toml", include_str!("../builtin/unchanged.toml"));
const NO_WRITE_CHANNEL: GateFile = (
    "no-write-channel.toml",
    include_str!("../builtin/no-write-channel.toml"),
);

/// The built-in gates of the production channel.
pub const BUILTIN: [GateFile; 3] = [
    (
        "production-hard-gate-0.toml",
        include_str!("../builtin/production-hard-gate-0.toml"),
    ),
    UNCHANGED,
    NO_WRITE_CHANNEL,
];

/// The built-in gates of the clone channel.
pub const BUILTIN_OF_CLONES: [GateFile; 3] = [
    (
        "clone-safety.toml",
        include_str!("../builtin/clone-safety.toml"),
    ),
    UNCHANGED,
    NO_WRITE_CHANNEL,
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
        for (file, text) in super::BUILTIN.iter().chain(&super::BUILTIN_OF_CLONES) {
            let gate = super::Definition::parse(file, text.as_bytes()).expect("a gate file");
            assert_eq!(format!("{}.toml", gate.name), *file);
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
