//! A call, from the queue to its end.

use super::arena::{Lease, Slice};
use super::frame::Flags;
use super::sys::ForeignBytes;
use std::time::Duration;

/// Names a call of one pool; later calls have larger ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// Names a function of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FunctionId(pub u32);

/// Work for a worker.
#[derive(Debug)]
pub struct Call<T> {
    /// Comes back with every [`Delivery`].
    pub token: T,
    /// What to run.
    pub function: FunctionId,
    /// How to read the payload.
    pub flags: Flags,
    /// The arguments.
    pub payload: Vec<u8>,
    /// Buffers of the arguments, large enough for the arena; `token` keeps them alive.
    pub sources: Vec<Source>,
    /// How long it may run.
    pub timeout: Option<Duration>,
    /// Items a stream may send before it waits.
    pub credit: u32,
    /// Where `sources` lie once they have been copied.
    pub(crate) slices: Vec<Slice>,
    /// The copy is complete.
    pub(crate) is_staged: bool,
}

/// A buffer to copy into the arena.
pub type Source = ForeignBytes;

impl<T> Call<T> {
    /// A call without buffers or limits.
    pub fn new(token: T, function: FunctionId, flags: Flags, payload: Vec<u8>) -> Self {
        let (sources, slices) = (Vec::new(), Vec::new());
        Self {
            token,
            function,
            flags,
            payload,
            sources,
            timeout: None,
            credit: 0,
            slices,
            is_staged: false,
        }
    }

    /// Whether it needs a worker to itself: nothing runs before it and nothing waits behind it.
    pub(crate) fn is_alone(&self) -> bool {
        self.timeout.is_some() || self.flags.has(Flags::STREAM) || self.is_large()
    }

    /// Whether something of it travels through the arena.
    pub(crate) fn is_large(&self) -> bool {
        !self.sources.is_empty() || super::arena::THRESHOLD <= self.payload.len()
    }
}

/// Bytes from a worker, with the buffers that lie beside them.
#[derive(Debug)]
pub struct Outcome {
    /// How to read the payload.
    pub flags: Flags,
    /// The pickle; empty if it is the last of `leases` ([`Flags::PAYLOAD_IN_ARENA`]).
    pub payload: Vec<u8>,
    /// Buffers out of band.
    pub leases: Vec<Lease>,
}

/// How a call ended.
#[derive(Debug)]
pub enum End {
    /// It returned None, or its stream is exhausted.
    Nothing,
    /// It returned this.
    Value(Outcome),
    /// It raised this.
    Error(Outcome),
    /// It ran longer than it may; its worker was killed.
    TimedOut,
    /// Its worker died under it.
    Crashed(Crash),
    /// It was cancelled, and nothing uses its buffers any more.
    Dropped,
    /// The pool cannot run it.
    Refused(String),
}

/// The death of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crash {
    /// Process id, if the worker got that far.
    pub pid: Option<i32>,
    /// Exit code, unless a signal ended it.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// The last it wrote to standard error.
    pub stderr: String,
    /// Whether it died before it could run calls.
    pub starting: bool,
    /// Why the pool itself ended it, if it did.
    pub reason: Option<String>,
}

/// News about a call.
#[derive(Debug)]
pub enum Delivery<T> {
    /// The last there is to hear of it.
    Ended(T, End),
    /// An item of its stream.
    Item(T, Outcome),
}
