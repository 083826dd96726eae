//! What a gate observes, and the verdict on it: entry, something that happens, exit.

mod blindness;
mod checks;
mod content;
mod costs;
mod definitions;
mod initial;
mod meanwhile;
mod row_versions;
mod sessions;
mod world;
