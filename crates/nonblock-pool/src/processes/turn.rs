//! The two words that decide whether a call is started by the worker or taken back by the application.

#[cfg(loom)]
use loom::sync::atomic::AtomicU64;
#[cfg(not(loom))]
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

/// Set in `turn` while a revocation waits for the worker's answer.
pub const REVOKED: u64 = 1 << 63;

/// The worker's answer to its own wish to start a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The call is this worker's.
    Started,
    /// The call was taken back: forget it.
    TakenBack,
}

/// Invariant: without [`REVOKED`], `turn` only grows, by the worker's hand alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn<'a> {
    pub(crate) turn: &'a AtomicU64,
    pub(crate) skip_until: &'a AtomicU64,
}

impl Turn<'_> {
    /// Worker: tries to start call `seq`, the one after the last it has seen.
    pub(crate) fn claim(self, seq: u64) -> Claim {
        let mut seen = self.turn.load(Acquire);
        loop {
            let revoked = seen & REVOKED != 0;
            if !revoked && seq <= seen {
                return Claim::TakenBack; // an earlier answer moved past it
            }
            // The acquire that saw the bit makes `skip_until`, stored before it, visible.
            let next = if revoked { self.skip_until.load(Relaxed) } else { seq };
            match self.turn.compare_exchange(seen, next, AcqRel, Acquire) {
                Ok(_) if revoked => seen = next,
                Ok(_) => return Claim::Started,
                Err(other) => seen = other,
            }
        }
    }

    /// Application: takes back every call after the one that started last, up to `last_sent`.
    /// Returns the last one started, or `None` while an earlier revocation is unanswered.
    pub(crate) fn revoke(self, last_sent: u64) -> Option<u64> {
        let mut seen = self.turn.load(Acquire);
        loop {
            if seen & REVOKED != 0 {
                return None;
            }
            if last_sent <= seen {
                return Some(seen);
            }
            self.skip_until.store(last_sent, Relaxed);
            match self.turn.compare_exchange(seen, seen | REVOKED, AcqRel, Acquire) {
                Ok(_) => return Some(seen),
                Err(other) => seen = other,
            }
        }
    }
}
