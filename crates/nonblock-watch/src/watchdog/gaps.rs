//! Stretches in which the whole process was stopped: SIGSTOP, a debugger, a frozen container, a machine that slept.
//!
//! The monotonic clock stands still while a machine sleeps, but not while the kernel freezes processes before that, one by
//! one, and thaws them afterwards.

use crate::clock::Moment;
use std::time::Duration;

/// Notices that the watchdog itself did not run. Clocks and counters come in as arguments.
#[derive(Debug)]
pub(super) struct Gaps {
    tick: Duration,
    last: Moment,
    /// For how long the watchdog's thread had been ready to run, without a CPU, at that moment.
    queued: Duration,
}

impl Gaps {
    /// Begins now, with the time for which the watchdog's thread has been ready to run so far.
    pub(super) fn new(tick: Duration, now: Moment, queued: Duration) -> Self {
        Self { tick, last: now, queued }
    }

    /// Returns for how long the process was stopped since the last call, if it was; the watchdog meant to pause so long.
    pub(super) fn stopped_for(
        &mut self,
        now: Moment,
        pause: Duration,
        queued: Duration,
    ) -> Option<Duration> {
        let gap = now.monotonic.saturating_sub(self.last.monotonic).saturating_sub(pause);
        let has_slept = now.has_slept_since(self.last);
        let in_queue = queued.saturating_sub(self.queued);
        (self.last, self.queued) = (now, queued);
        if has_slept {
            return Some(gap);
        }
        if gap < self.tick * 2 + Duration::from_millis(30) {
            return None;
        }
        // Was the watchdog ready all the time, and got no CPU? Then the loop ran or starved, too, and that is a stall.
        (in_queue * 2 < gap).then_some(gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heartbeat::Rhythm;
    use crate::stall::{Detector, Order};

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    const TICK: Duration = ms(25);

    fn at(monotonic: u64, slept: u64) -> Moment {
        Moment { monotonic: ms(monotonic), slept: ms(slept) }
    }

    fn gaps() -> Gaps {
        Gaps::new(TICK, at(1000, 0), ms(7))
    }

    #[test]
    fn a_watchdog_that_did_not_run_although_nobody_kept_it_was_stopped() {
        assert_eq!(gaps().stopped_for(at(6025, 0), TICK, ms(7)), Some(ms(5000)));
    }

    #[test]
    fn a_watchdog_that_got_no_cpu_was_not_stopped() {
        assert_eq!(gaps().stopped_for(at(6025, 0), TICK, ms(4900)), None);
    }

    #[test]
    fn a_late_round_is_no_gap() {
        assert_eq!(gaps().stopped_for(at(1060, 0), TICK, ms(7)), None);
    }

    #[test]
    fn short_waits_of_a_long_life_do_not_hide_a_stop() {
        let mut gaps = gaps();
        for round in 1..1000 {
            assert_eq!(gaps.stopped_for(at(1000 + 27 * round, 0), TICK, ms(7 + 2 * round)), None);
        }
        assert_eq!(gaps.stopped_for(at(29_000, 0), TICK, ms(2007)), Some(ms(1002)));
    }

    /// Follows one turn that began right before the machine slept and ends soon after; returns its stall.
    fn turn_across(asleep: u64, frozen: u64) -> Order {
        let (mut gaps, mut detector) = (gaps(), Detector::new(ms(100), ms(1000)));
        detector.tick(ms(1025), Rhythm::Turn(1), None);
        gaps.stopped_for(at(1025, 0), TICK, ms(7));
        detector.tick(ms(1075), Rhythm::Turn(1), None);
        gaps.stopped_for(at(1075, 0), TICK * 2, ms(7));
        let woken = 1075 + 25 + frozen;
        if let Some(gap) = gaps.stopped_for(at(woken, asleep), TICK, ms(7)) {
            detector.skip(gap);
        }
        detector.tick(ms(woken), Rhythm::Turn(1), None);
        detector.tick(ms(woken + 10), Rhythm::Idle, None)
    }

    #[test]
    fn a_machine_that_slept_for_hours_has_stalled_no_loop() {
        // The freezer's time is short of what counts as a gap by itself, and would be a stall without the other clock.
        assert_eq!(turn_across(8 * 3_600_000, 60), Order::Rest);
        assert!(matches!(turn_across(0, 60), Order::End { .. }));
    }
}
