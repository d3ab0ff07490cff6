//! Pools that run calls away from the event loop, and the plumbing that brings their results back.
//!
//! Nothing here knows Python: a job is whatever the caller says it is. Read in this order:
//!
//! * [`shared`]: the only way this crate takes a lock;
//! * [`threads`]: who runs the next job, who sleeps, who wakes whom;
//! * [`channel`]: how results and streamed items travel to an event loop, one wake-up a burst;
//! * [`processes`]: a zygote forks workers, frames carry calls, shared memory carries what is large;
//! * [`rate`]: the arithmetic of "at most so many in so long".

pub mod channel;
#[cfg(target_os = "linux")]
pub mod processes;
pub mod rate;
pub mod shared;
pub mod threads;

mod sync;
