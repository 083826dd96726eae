//! Gates as their users meet them: commands, tools, documents, and everything that can be wrong with each.

mod bad_input;
mod documents;
mod hard_gate;
mod interrupted;
mod ledgers;
mod site;
mod tools;
mod wrap;
