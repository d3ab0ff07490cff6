//! The heartbeat of an event loop: a word that changes with each turn.
//!
//! The loop's thread writes it with one relaxed store; the watchdog reads it a few times per threshold and concludes
//! from a word that stays the same. Nobody waits for anybody. There are two ways to beat:
//!
//! * **Any loop on Linux** waits in `epoll_wait`. While a [`Hook`] is alive, the slots through which loaded objects call
//!   it point to a wrapper that beats before and after the real call: 4 to 10 ns. Threads are registered at their
//!   first call (or at `epoll_create1`, before the first turn).
//! * **A loop that knows its callbacks** owns a [`Beat`] and stamps each of them: then a stall is exact per callback.

mod hook;
mod imports;
mod registry;
mod sys;

pub use hook::{Hook, HookError};
pub use registry::{Beat, after_fork_in_child, watch_this_thread};
pub(crate) use registry::{is_loop_thread, pulses};
pub(crate) use sys::{get_or_leak, thread_id};

use crate::clock;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

/// What a loop does at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Waits for events.
    Idle,
    /// Runs the turn (or callback) with that number.
    Turn(u64),
}

impl Rhythm {
    /// Returns what a loop does whose heartbeat has changed so often.
    pub(crate) fn of_beat(beat: u64) -> Self {
        if beat & 1 == 0 { Self::Idle } else { Self::Turn(beat) }
    }
}

/// One loop's word. Only its own thread writes it.
///
/// Invariant: `beat` is odd exactly while callbacks may run, and grows with each change.
#[derive(Debug, Default)]
#[repr(align(128))] // Alone on its cache lines: the loop writes it all the time.
pub(crate) struct Pulse {
    beat: AtomicU64,
    /// The kernel's id of the thread; zero while nobody owns this pulse.
    thread: AtomicU32,
    /// Whether its loop stamps itself, and so says truly whether it runs.
    is_own: AtomicBool,
    /// Whether the watchdog wants to know when the next change comes.
    is_awaited: AtomicBool,
    /// When an awaited change came, in nanoseconds of the monotonic clock; zero if none has.
    changed: AtomicU64,
}

impl Pulse {
    /// Says that the loop waits. Pairs with the `Acquire` load in `beat`.
    #[inline]
    pub(crate) fn idle(&self) {
        self.note_change();
        let beat = self.beat.load(Ordering::Relaxed);
        self.beat.store((beat | 1).wrapping_add(1), Ordering::Release);
    }

    /// Says that a new turn, or callback, begins. Pairs with the `Acquire` load in `beat`.
    #[inline]
    pub(crate) fn turn(&self) {
        self.note_change();
        let beat = self.beat.load(Ordering::Relaxed);
        self.beat.store(beat.wrapping_add(1) | 1, Ordering::Release);
    }

    /// Returns whether its loop stamps itself.
    pub(crate) fn is_own(&self) -> bool {
        self.is_own.load(Ordering::Relaxed)
    }

    /// Notes when a change comes that the watchdog waits for; for all others it is one load.
    ///
    /// The store of `beat` that follows publishes the time.
    #[inline]
    fn note_change(&self) {
        if self.is_awaited.load(Ordering::Relaxed) {
            self.note_awaited_change();
        }
    }

    /// Apart, so that the wrappers around `epoll_wait` stay a few instructions long.
    #[cold]
    #[inline(never)]
    fn note_awaited_change(&self) {
        self.is_awaited.store(false, Ordering::Relaxed);
        let now = u64::try_from(clock::monotonic().as_nanos()).unwrap_or(u64::MAX);
        self.changed.store(now, Ordering::Relaxed);
    }

    /// Asks for the time of the next change: at which the current turn ends, or the next begins.
    pub(crate) fn await_change(&self) {
        self.is_awaited.store(true, Ordering::Relaxed);
    }

    /// Returns when an awaited change came, once.
    pub(crate) fn changed(&self) -> Option<Duration> {
        match self.changed.swap(0, Ordering::Relaxed) {
            0 => None,
            nanoseconds => Some(Duration::from_nanos(nanoseconds)),
        }
    }

    /// Returns the number of changes so far. Pairs with the `Release` stores of `idle` and `turn`.
    pub(crate) fn beat(&self) -> u64 {
        self.beat.load(Ordering::Acquire)
    }

    /// Returns what the loop does now.
    #[cfg(test)]
    fn rhythm(&self) -> Rhythm {
        Rhythm::of_beat(self.beat())
    }

    /// Returns the kernel's id of the loop's thread; zero if there is none any more.
    pub(crate) fn thread(&self) -> u32 {
        self.thread.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_turn_has_another_number_and_waiting_is_none() {
        let pulse = Pulse::default();
        assert_eq!(pulse.rhythm(), Rhythm::Idle);
        pulse.turn();
        let first = pulse.rhythm();
        assert_ne!(first, Rhythm::Idle);
        pulse.turn();
        assert!(pulse.rhythm() != first && pulse.rhythm() != Rhythm::Idle);
        pulse.idle();
        assert_eq!(pulse.rhythm(), Rhythm::Idle);
        pulse.idle();
        assert_eq!(pulse.rhythm(), Rhythm::Idle);
    }

    #[test]
    fn the_end_of_a_turn_is_noted_only_when_asked_for() {
        let pulse = Pulse::default();
        pulse.turn();
        pulse.idle();
        assert_eq!(pulse.changed(), None);
        pulse.turn();
        let before = clock::monotonic();
        pulse.await_change();
        pulse.idle();
        let changed = pulse.changed().unwrap();
        assert!((before..=clock::monotonic()).contains(&changed));
        pulse.turn();
        assert_eq!(pulse.changed(), None);
    }
}
