//! Rehearsals of change sets on a clone, each on a clone of its own.

mod catalogue;
mod interrupted;
mod parity;
mod realistic;
mod stage;
mod stated;
mod together;
