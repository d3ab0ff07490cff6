//! `clock_gettime`: the standard library hides the monotonic clock's origin, which Python shows.
#![expect(unsafe_code, reason = "the system call has no safe wrapper")]

use std::time::Duration;

/// Returns the clock's time.
pub(super) fn read(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is ours, and only written during the call.
    let status = unsafe { libc::clock_gettime(clock, &raw mut time) };
    debug_assert_eq!(status, 0, "both clocks exist on every Linux");
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}
