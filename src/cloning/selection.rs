//! Which rows of which tables leave production, as the queries that read them: samples closed over foreign keys, columns
//! masked. Pure: a catalog and a plan in, queries out.

use std::collections::{BTreeMap, BTreeSet};

use super::mask::expression;
use super::plan::{Plan, PlanError, Rule, Sample, WHOLE};
use crate::db::quoting::{identifier, quoted};
use crate::db::source::{CopiedCatalog, CopiedTable, ForeignKey};
use crate::gate::QualifiedName;

/// One table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The table.
    pub table: QualifiedName,
    /// Its columns, without those that PostgreSQL computes.
    pub columns: Vec<String>,
    /// The query that gives them.
    pub select: String,
    /// Not all rows are copied.
    pub sampled: bool,
    /// The columns that are masked.
    pub masked: Vec<String>,
}

/// What is copied of the database.
///
/// # Errors
/// When the plan names what there is not, masks what cannot be masked or would still be seen elsewhere, or leaves rows
/// whose foreign keys lead nowhere.
pub fn select(catalog: &CopiedCatalog, plan: &Plan) -> Result<Vec<Selection>, PlanError> {
    let own: Vec<&CopiedTable> = catalog
        .tables
        .iter()
        .filter(|table| !table.of_extension)
        .collect();
    let idle = plan.idle(&catalog.tables);
    if !idle.is_empty() {
        return Err(PlanError(format!(
            "the plan names what `{}` does not have: {}",
            catalog.database.database,
            idle.join(", ")
        )));
    }
    let tables: BTreeMap<i64, &CopiedTable> = own.iter().map(|table| (table.oid, *table)).collect();
    let chooser = Chooser {
        rules: rules(&tables, plan)?,
        copied: copied(&tables, plan),
        tables,
        plan,
    };
    chooser.keys_hold()?;
    let order = chooser.restricted()?;
    let with: Vec<(i64, String)> = order
        .iter()
        .map(|oid| Ok((*oid, chooser.rows(*oid, &order)?)))
        .collect::<Result<_, PlanError>>()?;
    let selections = chooser
        .copied
        .iter()
        .map(|oid| chooser.selection(*oid, &with));
    selections.collect()
}

type Columns<'a> = BTreeMap<&'a str, &'a Rule>;

struct Chooser<'a> {
    tables: BTreeMap<i64, &'a CopiedTable>,
    /// The masked columns of every table.
    rules: BTreeMap<i64, Columns<'a>>,
    /// The tables whose rows are copied; each holds its own.
    copied: BTreeSet<i64>,
    plan: &'a Plan,
}

/// A part's rows are the whole's: what is said of a partitioned table or a parent holds for all below it.
fn above<'a>(
    tables: &BTreeMap<i64, &'a CopiedTable>,
    table: &'a CopiedTable,
) -> impl Iterator<Item = &'a CopiedTable> {
    let ancestors = table.ancestors.iter();
    ancestors.filter_map(|oid| tables.get(oid).copied())
}

fn copied(tables: &BTreeMap<i64, &CopiedTable>, plan: &Plan) -> BTreeSet<i64> {
    let chosen = tables.values().filter(|table| {
        let whole = || std::iter::once(**table).chain(above(tables, table));
        !table.partitioned
            && whole().any(|table| plan.takes(&table.name))
            && !whole().any(|table| plan.leaves_out(&table.name))
    });
    chosen.map(|table| table.oid).collect()
}

fn rules<'a>(
    tables: &BTreeMap<i64, &'a CopiedTable>,
    plan: &'a Plan,
) -> Result<BTreeMap<i64, Columns<'a>>, PlanError> {
    let mut rules = BTreeMap::new();
    for table in tables.values() {
        let mut columns = Columns::new();
        for column in &table.columns {
            let mut covering = plan.masks.iter().filter(|mask| {
                std::iter::once(*table)
                    .chain(above(tables, table))
                    .any(|table| mask.covers(&table.name, &column.name))
            });
            let Some(first) = covering.next() else {
                continue;
            };
            let named = || format!("{}.{}", quoted(&table.name), identifier(&column.name));
            if let Some(other) = covering.find(|mask| mask.rule != first.rule) {
                return Err(PlanError(format!(
                    "{} is masked twice and differently, by `{}` and `{}`",
                    named(),
                    first.as_str(),
                    other.as_str()
                )));
            }
            if column.generated {
                return Err(PlanError(format!(
                    "{} is computed by PostgreSQL, on the clone too: mask the columns that it is computed from, and not itself",
                    named()
                )));
            }
            columns.insert(column.name.as_str(), &first.rule);
        }
        rules.insert(table.oid, columns);
    }
    Ok(rules)
}

impl<'a> Chooser<'a> {
    fn rule(&self, table: i64, column: &str) -> Option<&'a Rule> {
        self.rules.get(&table)?.get(column).copied()
    }

    /// Whether no row refers to anything by the key: a column of it is NULL throughout.
    fn is_void(&self, table: i64, key: &ForeignKey) -> bool {
        let mut columns = key.columns.iter();
        columns.any(|column| self.rule(table, column) == Some(&Rule::Null))
    }

    /// The tables that hold the rows that a key leads to.
    fn targets(&self, key: &ForeignKey) -> Vec<i64> {
        match self.tables.get(&key.references) {
            Some(table) if table.partitioned => table.partitions.clone(),
            _ => vec![key.references],
        }
    }

    /// The keys of the tables whose rows are copied.
    fn all_keys(&self) -> impl Iterator<Item = (&'a CopiedTable, &'a ForeignKey)> {
        let tables = self
            .copied
            .iter()
            .filter_map(|oid| self.tables.get(oid).copied());
        tables.flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)))
    }

    /// The keys by which rows that are copied refer to others.
    fn keys(&self) -> impl Iterator<Item = (&'a CopiedTable, &'a ForeignKey)> {
        self.all_keys()
            .filter(|(table, key)| !self.is_void(table.oid, key))
    }

    /// That what is referred to is copied, and that both ends of a key are masked alike.
    fn keys_hold(&self) -> Result<(), PlanError> {
        for (table, key) in self.all_keys() {
            let Some(target) = self.tables.get(&key.references) else {
                continue;
            };
            let void = self.is_void(table.oid, key);
            let names = (
                quoted(&table.name),
                identifier(&key.name),
                quoted(&target.name),
            );
            let (from, name, to) = &names;
            for (column, referenced) in key.columns.iter().zip(&key.referenced) {
                let ends = (
                    self.rule(table.oid, column),
                    self.rule(target.oid, referenced),
                );
                // A key that is NULL throughout always holds; its other columns may still show what is masked elsewhere.
                let harmless = void && (ends.0.is_some() || ends.1.is_none());
                if ends.0 != ends.1 && !harmless {
                    return Err(PlanError(format!(
                        "{from}.{} refers to {to}.{} ({name}), and the two are not masked alike: the value would be seen in one, \
                         and the key would not hold; give both one rule, or mask the referring column with \"null\"",
                        identifier(column),
                        identifier(referenced)
                    )));
                }
            }
            let copied = self
                .targets(key)
                .iter()
                .all(|target| self.copied.contains(target));
            if key.validated && !void && !copied {
                return Err(PlanError(format!(
                    "rows of {from} refer to {to} ({name}), whose rows are not all copied: add it to `tables`, exclude {from}, or \
                     mask a referring column with \"null\""
                )));
            }
        }
        Ok(())
    }

    fn sample(&self, table: &CopiedTable) -> Option<Sample> {
        let above: Vec<&QualifiedName> = above(&self.tables, table)
            .map(|table| &table.name)
            .collect();
        self.plan.sample(&table.name, &above)
    }

    /// The tables of which not all rows are copied, each after those that it refers to.
    fn restricted(&self) -> Result<Vec<i64>, PlanError> {
        let copied = self.copied.iter().filter_map(|oid| self.tables.get(oid));
        let sampled = copied.filter(|table| self.sample(table).is_some());
        let mut restricted: BTreeSet<i64> = sampled.map(|table| table.oid).collect();
        let validated = || self.keys().filter(|(_, key)| key.validated);
        loop {
            let more: Vec<i64> = validated()
                .filter(|(table, key)| {
                    !restricted.contains(&table.oid)
                        && self
                            .targets(key)
                            .iter()
                            .any(|target| restricted.contains(target))
                })
                .map(|(table, _)| table.oid)
                .collect();
            if more.is_empty() {
                break;
            }
            restricted.extend(more);
        }
        let mut order: Vec<i64> = Vec::new();
        while order.len() < restricted.len() {
            let waits = |oid: i64| {
                validated().any(|(table, key)| {
                    table.oid == oid
                        && self
                            .targets(key)
                            .iter()
                            .any(|target| restricted.contains(target) && !order.contains(target))
                })
            };
            let next: Vec<i64> = restricted
                .iter()
                .copied()
                .filter(|oid| !order.contains(oid) && !waits(*oid))
                .collect();
            if next.is_empty() {
                let left = restricted.iter().filter(|oid| !order.contains(oid));
                let left: Vec<String> = left
                    .filter_map(|oid| self.tables.get(oid))
                    .map(|table| quoted(&table.name))
                    .collect();
                return Err(PlanError(format!(
                    "a sample cannot be drawn of tables whose rows refer to each other in a circle, or of what refers to those: {}; \
                     copy them whole, or mask a referring column with \"null\"",
                    left.join(", ")
                )));
            }
            order.extend(next);
        }
        Ok(order)
    }

    /// The query of a restricted table's rows, of all columns as they are.
    fn rows(&self, oid: i64, restricted: &[i64]) -> Result<String, PlanError> {
        let Some(table) = self.tables.get(&oid).copied() else {
            return Err(PlanError(format!("table {oid} is gone")));
        };
        let mut conditions = Vec::new();
        for key in table
            .foreign_keys
            .iter()
            .filter(|key| key.validated && !self.is_void(oid, key))
        {
            let targets = self.targets(key);
            if !targets.iter().any(|target| restricted.contains(target)) {
                continue;
            }
            let columns = key
                .columns
                .iter()
                .map(|name| format!("t.{}", identifier(name)));
            let columns: Vec<String> = columns.collect();
            let mut ways: Vec<String> = columns
                .iter()
                .map(|name| format!("{name} IS NULL"))
                .collect();
            for target in targets {
                let Some(parent) = self.tables.get(&target) else {
                    continue;
                };
                let from = match restricted.contains(&target) {
                    true => common_name(target),
                    false => format!("ONLY {}", quoted(&parent.name)),
                };
                let pairs = key.referenced.iter().zip(&key.operators).zip(&columns);
                let pairs: Vec<String> = pairs
                    .map(|((referenced, operator), column)| {
                        format!("p.{} {operator} {column}", identifier(referenced))
                    })
                    .collect();
                ways.push(format!(
                    "EXISTS (SELECT FROM {from} AS p WHERE {})",
                    pairs.join(" AND ")
                ));
            }
            conditions.push(format!("({})", ways.join(" OR ")));
        }
        // The same rows in every run: a digest of the key decides, or of the whole row where there is none.
        let identity = match table.primary_key.as_slice() {
            [] => "ROW(t.*)::pg_catalog.text".to_owned(),
            names => {
                let names: Vec<String> = names
                    .iter()
                    .map(|name| format!("t.{}", identifier(name)))
                    .collect();
                format!("ROW({})::pg_catalog.text", names.join(", "))
            }
        };
        let digest = format!("pg_catalog.hashtextextended({identity}, 0)");
        let mut end = String::new();
        match self.sample(table) {
            Some(Sample::Rows(_)) if !table.ancestors.is_empty() => {
                return Err(PlanError(format!(
                    "{} is a part of another table: sample the parts by `percent`",
                    quoted(&table.name)
                )));
            }
            Some(Sample::Rows(rows)) => end = format!(" ORDER BY {digest}, {identity} LIMIT {rows}"),
            Some(Sample::Millionths(millionths)) => conditions.push(format!(
                "({digest} OPERATOR(pg_catalog.&) 9223372036854775807) OPERATOR(pg_catalog.%) {WHOLE} OPERATOR(pg_catalog.<) {millionths}"
            )),
            None => {}
        }
        let filter = match conditions.is_empty() {
            true => String::new(),
            false => format!(" WHERE {}", conditions.join(" AND ")),
        };
        Ok(format!(
            "SELECT t.* FROM ONLY {} AS t{filter}{end}",
            quoted(&table.name)
        ))
    }

    fn selection(&self, oid: i64, with: &[(i64, String)]) -> Result<Selection, PlanError> {
        let Some(table) = self.tables.get(&oid).copied() else {
            return Err(PlanError(format!("table {oid} is gone")));
        };
        let columns = table.columns.iter().filter(|column| !column.generated);
        let mut expressions = Vec::new();
        for column in columns.clone() {
            expressions.push(expression(table, column, self.rule(oid, &column.name))?);
        }
        let place = with.iter().position(|(restricted, _)| *restricted == oid);
        let (prelude, from) = match place {
            None => (String::new(), format!("ONLY {}", quoted(&table.name))),
            Some(place) => {
                // Those before it in the order are all that it can refer to.
                let needed = with.iter().take(place + 1);
                let needed = needed.map(|(oid, rows)| format!("{} AS ({rows})", common_name(*oid)));
                let needed: Vec<String> = needed.collect();
                (format!("WITH {} ", needed.join(", ")), common_name(oid))
            }
        };
        Ok(Selection {
            table: table.name.clone(),
            select: format!(
                "{prelude}SELECT {} FROM {from} AS t",
                expressions.join(", ")
            ),
            columns: columns.clone().map(|column| column.name.clone()).collect(),
            sampled: place.is_some(),
            masked: columns
                .filter(|column| self.rule(oid, &column.name).is_some())
                .map(|column| column.name.clone())
                .collect(),
        })
    }
}

/// What a restricted table's rows are called within a query.
fn common_name(oid: i64) -> String {
    format!("rows_{oid}")
}
