//! The status page: what a worker runs, readable by the application at any moment, even after the worker's death.
//!
//! `turn` is the sequence number of the call that started last. The worker moves it from `n - 1` to `n` to start call `n`;
//! the application sets [`REVOKED`] in it to take back whatever has not started. Both use compare-and-swap on the one word,
//! so each call is either started by the worker or taken back, never both. The worker answers a revocation by moving `turn`
//! to `skip_until`, past the calls taken back, which clears the bit.

use super::sys::{Mapping, monotonic_now};
use super::turn::Turn;
pub use super::turn::{Claim, REVOKED};
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Bytes the page takes at the start of its file.
pub const PAGE: usize = 4096;

const TURN: usize = 0;
const SKIP_UNTIL: usize = 8;
const FINISHED: usize = 16;
const STARTED_AT: usize = 24;
const CLOSING: usize = 32;
const READY: usize = 40;

/// Both sides' view of one worker's page.
#[derive(Debug, Clone)]
pub struct Status(Arc<Mapping>);

impl Status {
    fn turn_word(&self) -> Turn<'_> {
        Turn { turn: self.0.word(TURN), skip_until: self.0.word(SKIP_UNTIL) }
    }

    /// Reads and writes the page at the start of `mapping`.
    pub fn new(mapping: Arc<Mapping>) -> Self {
        Self(mapping)
    }

    /// Worker: says that it can run calls.
    pub fn announce_ready(&self) {
        self.0.word(READY).store(1, Release);
    }

    /// Whether the worker got as far as running calls.
    pub fn is_ready(&self) -> bool {
        self.0.word(READY).load(Acquire) == 1
    }

    /// Worker: tries to start call `seq`, the one after the last it has seen.
    pub fn claim(&self, seq: u64) -> Claim {
        let claim = self.turn_word().claim(seq);
        if claim == Claim::Started {
            let now = u64::try_from(monotonic_now().as_nanos()).unwrap_or(u64::MAX);
            self.0.word(STARTED_AT).store(now, Relaxed);
        }
        claim
    }

    /// Worker: the outcome of `seq` is committed.
    pub fn finish(&self, seq: u64) {
        self.0.word(FINISHED).store(seq, Release);
    }

    /// Application: takes back every call after the one that started last, up to `last_sent`.
    /// Returns the last one started, or `None` while an earlier revocation is unanswered.
    pub fn revoke(&self, last_sent: u64) -> Option<u64> {
        self.turn_word().revoke(last_sent)
    }

    /// Whether a revocation waits for its answer.
    pub fn is_revoked(&self) -> bool {
        self.0.word(TURN).load(Acquire) & REVOKED != 0
    }

    /// The last call started.
    pub fn turn(&self) -> u64 {
        self.0.word(TURN).load(Acquire) & !REVOKED
    }

    /// The last call whose outcome is committed.
    pub fn finished(&self) -> u64 {
        self.0.word(FINISHED).load(Acquire)
    }

    /// When the last call started, in nanoseconds of [`monotonic_now`].
    pub fn started_at(&self) -> u64 {
        self.0.word(STARTED_AT).load(Relaxed)
    }

    /// Application: asks the stream `seq` to close.
    pub fn ask_to_close(&self, seq: u64) {
        self.0.word(CLOSING).store(seq, Release);
    }

    /// Worker: whether the stream `seq` shall close.
    pub fn is_closing(&self, seq: u64) -> bool {
        self.0.word(CLOSING).load(Acquire) == seq
    }
}
