//! What is refused: an inventory that was changed, the other channel's file, an inventory of the clone itself.

use super::world::{World, mark};
use crate::process::{Configuration, run, text};
use crate::support::{Copy, cluster};

fn compare(world: &World, more: &[&str]) -> (Option<i32>, String) {
    let inventory = world.inventory();
    let file = world.clone_file.path();
    let arguments = ["drift", "compare", &inventory, "--config", file];
    let output = run(&[&arguments, more].concat());
    (output.status.code(), text(&output.stderr))
}

#[test]
fn an_inventory_that_was_changed_is_refused() {
    let world = World::new();
    let captured = std::fs::read_to_string(world.inventory()).expect("written");
    let altered = captured.replacen("not_null=true", "not_null=false", 1);
    assert_ne!(altered, captured);
    for (content, said) in [
        (altered, "not what was captured"),
        (format!("{captured} "), "not in the form"),
        (captured[..captured.len() / 2].to_owned(), "cannot be read"),
        (
            captured.replacen("inventory/1", "inventory/9", 1),
            "inventory/9",
        ),
        (String::new(), "cannot be read"),
    ] {
        std::fs::write(world.inventory(), content).expect("writes");
        let (status, errors) = compare(&world, &[]);
        assert_eq!(status, Some(2), "{errors}");
        assert!(
            errors.contains("inventory_invalid") && errors.contains(said),
            "{errors}"
        );
    }
    std::fs::remove_file(world.inventory()).expect("removes");
    let (status, errors) = compare(&world, &[]);
    assert_eq!(status, Some(2));
    assert!(errors.contains("gatepost drift capture"), "{errors}");
}

#[test]
fn another_inventory_than_the_one_expected_is_refused() {
    let world = World::new();
    let digest = world.capture();
    assert_eq!(compare(&world, &["--digest", &digest]).0, Some(0));
    world.capture();
    let (status, errors) = compare(&world, &["--digest", &digest]);
    assert_eq!(status, Some(2));
    assert!(errors.contains(&digest), "{errors}");
}

#[test]
fn each_command_takes_only_its_own_channels_file() {
    let world = World::new();
    let inventory = world.inventory();
    let captured = run(&[
        "drift",
        "capture",
        &world.clone.name,
        "--config",
        world.clone_file.path(),
    ]);
    assert_eq!(captured.status.code(), Some(2));
    let said = text(&captured.stderr);
    assert!(said.contains("this is a clone's configuration"), "{said}");
    let compared = run(&[
        "drift",
        "compare",
        &inventory,
        "--config",
        world.production_file.path(),
    ]);
    assert_eq!(compared.status.code(), Some(2));
    let said = text(&compared.stderr);
    assert!(said.contains("[clone] and no [databases]"), "{said}");
}

#[test]
fn an_inventory_of_the_clone_itself_proves_nothing() {
    let copy = Copy::new();
    let url = cluster().url("query_pg_ro", &copy.name);
    let file = Configuration::new(&format!("[databases.directus]\nurl = \"{url}\"\n"));
    let world = World::new();
    let inventory = world.inventory();
    let output = run(&[
        "drift",
        "capture",
        "directus",
        "--output",
        &inventory,
        "--config",
        file.path(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    mark(&copy.name);
    let url = cluster().url("directus_app", &copy.name);
    let own = Configuration::new(&format!(
        "[clone]\nname = \"{}\"\nurl = \"{url}\"\n",
        copy.name
    ));
    let output = run(&["drift", "compare", &inventory, "--config", own.path()]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("inventory_invalid") && said.contains("itself"),
        "{said}"
    );
}

#[test]
fn settings_of_the_other_channel_are_refused() {
    let world = World::new();
    let production = std::fs::read_to_string(world.production_file.path()).expect("written");
    let file = Configuration::new(&format!("{production}[drift]\ntag = \"KB-1\"\n"));
    let output = run(&["drift", "capture", "directus", "--config", file.path()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("drift.tag"),
        "{}",
        text(&output.stderr)
    );
    let clone = std::fs::read_to_string(world.clone_file.path()).expect("written");
    for (settings, said) in [
        ("governed = [\"*\"]", "drift.governed"),
        ("exclude = [\"[\"]", "drift.exclude"),
    ] {
        let file = Configuration::new(&format!("{clone}[drift]\n{settings}\n"));
        let output = run(&[
            "drift",
            "compare",
            &world.inventory(),
            "--config",
            file.path(),
        ]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            text(&output.stderr).contains(said),
            "{}",
            text(&output.stderr)
        );
    }
}

/// Rows that row-level security hides from the role are not known, and what is not known is not SAFE.
#[test]
fn what_production_could_not_read_is_never_safe() {
    let mut world = World::new();
    let url = cluster().url("query_pg_ro", &world.production.name);
    let without_auditor = format!("[databases.directus]\nurl = \"{url}\"\n");
    world.production_file = Configuration::new(&without_auditor);
    world.capture();
    let compared = world.compare();
    assert_eq!(
        (compared.verdict(), compared.status),
        ("INDETERMINATE", Some(3)),
        "{}",
        compared.json
    );
    let blind = compared.json["comparison"]["not_compared"].to_string();
    assert!(
        blind.contains("governance.restricted_note in production") && blind.contains("auditor_url"),
        "{blind}"
    );
}
