//! Stretches in which the whole process was stopped: SIGSTOP, a debugger, a frozen container.
//!
//! Suspended machines need no care: the monotonic clock stands still with them.

use crate::cause::ScheduleFile;
use std::time::Duration;

/// Notices that the watchdog itself did not run.
#[derive(Debug)]
pub(super) struct Gaps {
    tick: Duration,
    last: Duration,
    schedule: ScheduleFile,
    waited: Duration,
}

impl Gaps {
    /// Begins now, on the watchdog's thread.
    pub(super) fn new(process: u32, tick: Duration, now: Duration) -> Self {
        let schedule = ScheduleFile::open(process, crate::heartbeat::thread_id());
        let waited = schedule.read().run_queue;
        Self { tick, last: now, schedule, waited }
    }

    /// Returns for how long the process was stopped since the last call, if it was; the watchdog meant to pause so long.
    pub(super) fn stopped_for(&mut self, now: Duration, pause: Duration) -> Option<Duration> {
        let gap = now.saturating_sub(self.last).saturating_sub(pause);
        self.last = now;
        if gap < self.tick * 2 + Duration::from_millis(30) {
            return None;
        }
        // Was the watchdog ready all the time, and got no CPU? Then the loop ran or starved, too, and that is a stall.
        let waited = self.schedule.read().run_queue;
        let in_queue = waited.saturating_sub(self.waited);
        self.waited = waited;
        (in_queue * 2 < gap).then_some(gap)
    }
}
