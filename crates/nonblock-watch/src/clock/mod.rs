//! The clocks: monotonic as Python's `loop.time()` reads it, and the wall's for reports.

mod sys;

use std::time::Duration;

/// Returns the monotonic clock: the same numbers as `time.monotonic()` and `loop.time()` of every process here.
pub fn monotonic() -> Duration {
    sys::read(libc::CLOCK_MONOTONIC)
}

/// Returns the time since 1970.
pub fn wall() -> Duration {
    sys::read(libc::CLOCK_REALTIME)
}
