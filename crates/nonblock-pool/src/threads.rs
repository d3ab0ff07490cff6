//! Threads that run jobs: who takes the next one, who sleeps, who wakes whom.
//!
#![doc = include_str!("threads/README.md")]

mod parker;
mod pool;
mod roster;
mod worker;

#[cfg(all(test, loom))]
mod loom_tests;
#[cfg(all(test, not(loom)))]
mod tests;

pub(crate) use parker::Parker;
pub use pool::{Closed, Load, Pool};
pub use worker::{Awoken, Hold, Taken, Worker};
