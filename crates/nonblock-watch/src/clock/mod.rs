//! The clocks: monotonic as Python's `loop.time()` reads it, and the wall's for reports.

mod sys;

use std::time::Duration;

/// Returns the monotonic clock: the same numbers as `time.monotonic()` and `loop.time()` of every process here.
pub fn monotonic() -> Duration {
    sys::read(libc::CLOCK_MONOTONIC)
}

/// One moment, by the clocks that tell a machine that slept from one that ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The monotonic clock, which stands still while the machine sleeps.
    pub monotonic: Duration,
    /// For how long the machine has slept since it was started.
    pub slept: Duration,
}

/// Returns this moment.
pub fn moment() -> Moment {
    let monotonic = monotonic();
    // Read later, so that the difference is never negative.
    let slept = sys::read(libc::CLOCK_BOOTTIME).saturating_sub(monotonic);
    Moment { monotonic, slept }
}

/// Between two readings of both clocks some time passes; a machine that slept did so for longer.
const SHORTEST_SLEEP: Duration = Duration::from_millis(50);

impl Moment {
    /// Returns whether the machine slept between then and now.
    pub fn has_slept_since(self, then: Self) -> bool {
        then.slept + SHORTEST_SLEEP <= self.slept
    }
}

/// Returns the time since 1970.
pub fn wall() -> Duration {
    sys::read(libc::CLOCK_REALTIME)
}
