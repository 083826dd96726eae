//! Two inventories to one comparison.

use super::comparison::{Comparison, Counts, Drift, Subject};
use super::inventory::{Inventory, InventoryError};
use super::numbers;
use super::policy::Policy;
use super::structure;

/// Where the clone differs from production, and what of it is new or resolved since `last`.
///
/// A drift that is critical makes it UNSAFE, new or not: to ask twice must not make it SAFE. One that is known and
/// accepted is excluded by the policy, and counted.
///
/// # Errors
/// Never for inventories made in memory; the serializer's signature allows it.
pub fn compare(
    production: &Inventory,
    clone: &Inventory,
    policy: &Policy,
    last: Option<&Comparison>,
) -> Result<Comparison, InventoryError> {
    let numbers = numbers::compare(production, clone);
    let found = structure::compare(production, clone, policy);
    let mut counts = Counts::default();
    let mut drifts: Vec<Drift> = Vec::new();
    for drift in found.into_iter().chain(numbers.found).map(Drift::of) {
        if policy.excludes(&drift.class, &drift.kind, &drift.name) {
            counts.excluded += 1;
            counts.excluded_critical += usize::from(drift.rank == 0);
        } else {
            drifts.push(drift);
        }
    }
    drifts.sort_by(|left, right| left.order().cmp(&right.order()));
    let subject = |inventory: &Inventory| -> Result<Subject, InventoryError> {
        Ok(Subject {
            database: inventory.database.clone(),
            captured_at: inventory.captured_at,
            sha256: inventory.digest()?,
        })
    };
    Ok(Comparison::new(
        subject(production)?,
        subject(clone)?,
        policy.digest(),
        (drifts, counts),
        numbers.not_compared,
        last,
    ))
}

#[cfg(test)]
mod tests;
