//! The process pool: a zygote forks workers, frames carry calls, shared memory carries what is large.
//!
//! Three processes take part. The *application* holds [`Pool`]: it queues calls, chooses workers and hands out outcomes.
//! The *zygote* ([`zygote`]) is a lean interpreter of one thread that forks workers and reports their end.
//! A *worker* ([`desk`]) takes frames from its socket, runs them and commits outcomes.
//!
//! Invariants:
//! * A worker runs its calls in the order of their sequence numbers, which have no holes ([`status`]).
//! * A call is started at most once. What has not started goes back to the queue when its worker dies or stalls.
//! * An outcome is committed before the call counts as finished, and a committed outcome outlives the worker ([`outbox`]).
//! * Nothing in this module knows Python: a call is bytes plus a token of the caller's choice.

mod alarm;
mod call;
mod copier;
mod doorbell;
mod fork;
mod frame;
mod functions;
mod inbox;
mod launch;
mod patience;
mod pool;
mod recovery;
mod state;
mod supervisor;
mod sys;
mod turn;
mod wire;
mod worker;

#[cfg(all(test, loom))]
mod loom_tests;

pub mod arena;
pub mod desk;
pub mod outbox;
pub mod status;
pub mod zygote;

pub use call::{Call, CallId, Crash, Delivery, End, FunctionId, Outcome, Source};
pub use fork::{after_fork, before_fork};
pub use frame::{Flags, FrameError, Kind};
pub use launch::Launch;
pub use pool::{Limits, Pool, PoolError};
pub use sys::{
    ForeignBytes, ForeignTarget, Mapping, adopt_descriptor, die_with_parent, end_process,
    monotonic_now, number_of, release_descriptor,
};
