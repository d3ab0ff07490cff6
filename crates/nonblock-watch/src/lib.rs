//! What blocked the loop: stacks of CPython threads read without the GIL, heartbeats of event loops, and stalls
//! with their cause. Knows processes and memory, not Python's C API.
//!
//! Reading order: [`memory`] (bytes of a process), [`layouts`] (where an interpreter keeps things), [`interpreter`]
//! (threads and the GIL), [`objects`] (strings, tasks), [`walk`] (verified stacks), [`attach`] (finding all that in
//! any process), [`loops`] (who runs an event loop), [`cause`] (what the kernel tells), [`dump`] (all of it, once).

pub mod attach;
pub mod cause;
pub mod clock;
pub mod dump;
pub mod endpoint;
pub mod follow;
pub mod heartbeat;
pub mod interpreter;
pub mod layouts;
pub mod loops;
pub mod memory;
pub mod meter;
pub mod objects;
pub mod observe;
pub mod outlets;
pub mod record;
mod shared;
pub mod stall;
pub mod strict;
pub mod walk;
pub mod watchdog;
