//! What a scan of PostgreSQL's rewritten tree found, as OIDs and flags.

use std::collections::{BTreeMap, BTreeSet};

use super::Oid;

/// A value that may outgrow memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// This one.
    Value {
        /// The function that makes it, or what it is in words.
        what: &'static str,
        /// How many bytes it may have; `None` when nothing bounds it.
        bytes: Option<u64>,
    },
    /// A number of so many digits, written with an exponent.
    Number {
        /// Digits before the point and behind it.
        digits: usize,
    },
    /// The statement is too deep for a bound.
    Unknown,
}

/// Everything a rewritten tree refers to. A scan may over-report, never under-report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TreeFacts {
    /// Every `commandType` seen; a read has 1 (CMD_SELECT) throughout. A scan may stop at the first other one.
    pub command_types: BTreeSet<u32>,
    /// True when any query of the tree locks rows (`rowMarks` not empty).
    pub locks_rows: bool,
    /// True when any relation is opened with more than SELECT (`requiredPerms`, `insertedCols`, `updatedCols`).
    pub asks_to_write: bool,
    /// Labels of nodes that no read contains, such as `NEXTVALUEEXPR`.
    pub refused_nodes: BTreeSet<&'static str>,
    /// `funcid`, `opfuncid`, `winfnoid`, `tsmhandler`, frame functions: called as functions.
    pub functions: BTreeSet<Oid>,
    /// `aggfnoid`.
    pub aggregates: BTreeSet<Oid>,
    /// Those of both that stand in the statement's own text; the others come from a view, a policy, a domain or a cast.
    pub written: BTreeSet<Oid>,
    /// `opno`, `opnos`, `eqop`, `sortop`.
    pub operators: BTreeSet<Oid>,
    /// Types of which a value may be made: `consttype`, `resulttype`, `funcresulttype` and so on.
    pub types: BTreeSet<Oid>,
    /// Types of values made elsewhere and passed on, such as the `vartype` of a column: reading a column of a domain
    /// does not run its checks.
    pub passed_types: BTreeSet<Oid>,
    /// Types of the result's columns, which are put out as JSON; `None` when they are not known.
    pub put_out: Option<BTreeSet<Oid>>,
    /// A node makes JSON of values of any type, as some functions do.
    pub makes_json: bool,
    /// `relid` to the attribute numbers read (`selectedCols` less 7; 0 is the whole row, negative are system columns).
    pub relations: BTreeMap<Oid, BTreeSet<i32>>,
    /// A value that may outgrow memory, if there is one.
    pub growth: Option<Growth>,
    /// The relations read with the caller's own rights (`checkAsUser` 0).
    pub read_directly: BTreeSet<Oid>,
    /// The relations read with a view owner's rights; one that is only here is reached through a view alone.
    pub read_through_views: BTreeSet<Oid>,
}

impl TreeFacts {
    /// Adds what another tree found.
    pub fn absorb(&mut self, other: Self) {
        self.command_types.extend(other.command_types);
        self.locks_rows |= other.locks_rows;
        self.asks_to_write |= other.asks_to_write;
        self.refused_nodes.extend(other.refused_nodes);
        self.functions.extend(other.functions);
        self.aggregates.extend(other.aggregates);
        self.written.extend(other.written);
        self.operators.extend(other.operators);
        self.types.extend(other.types);
        self.passed_types.extend(other.passed_types);
        if let Some(types) = other.put_out {
            self.put_out.get_or_insert_default().extend(types);
        }
        self.makes_json |= other.makes_json;
        for (relation, columns) in other.relations {
            self.relations.entry(relation).or_default().extend(columns);
        }
        self.growth = self.growth.or(other.growth);
        self.read_directly.extend(other.read_directly);
        self.read_through_views.extend(other.read_through_views);
    }
}
