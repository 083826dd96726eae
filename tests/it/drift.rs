//! Drift: production's inventory captured on the one channel, a clone of it compared on the other.

mod channels;
mod comparing;
mod tool;
mod world;
