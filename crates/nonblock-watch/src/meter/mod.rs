//! Figures over all that is seen and heard, for monitoring: how long events wait for a loop, and its stalls.

mod exposition;
mod histogram;

use crate::watchdog::Sight;
pub use histogram::Histogram;
use nonblock_report::stall::{CauseKind, Stall};
use std::collections::BTreeMap;
use std::time::Duration;

/// Bounds of the histograms, in seconds.
///
/// A look tells a lag to the nearest look, which is 25 ms apart inside a process: finer bounds would pretend.
pub const BOUNDS: [f64; 10] = [0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// Places with a series of their own; stalls elsewhere share one.
const MOST_PLACES: usize = 64;

/// A loop that was not seen for so long is gone.
const FORGOTTEN: Duration = Duration::from_secs(2);

/// Looks further apart say nothing about the time between them.
const LONGEST_STEP: Duration = Duration::from_millis(500);

/// A function, and why it blocked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    file: String,
    function: String,
    cause: CauseKind,
}

/// Stalls of one spot.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    count: u64,
    seconds: f64,
}

/// The figures so far.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    lag: Histogram,
    stalls: BTreeMap<CauseKind, Histogram>,
    spots: BTreeMap<Spot, Tally>,
    elsewhere: Tally,
    watched: Duration,
    busy: Duration,
    /// When each loop was last seen, and its lag then.
    loops: BTreeMap<(u32, u32), (Duration, Option<Duration>)>,
    now: Duration,
}

impl Meter {
    /// Takes what a round saw of a loop.
    pub fn see(&mut self, sight: &Sight<'_>) {
        self.now = sight.now;
        let seen = (sight.now, sight.lag);
        let previous = self.loops.insert((sight.process, sight.thread), seen);
        self.lag.add(sight.lag.unwrap_or_default().as_secs_f64());
        let step = previous.map_or(Duration::ZERO, |(at, _)| sight.now.saturating_sub(at));
        if step <= LONGEST_STEP {
            // Rounds are rarer while all loops are at rest. Those that were left out would have seen them at rest;
            // without them, lags and busy loops would weigh more than they are.
            let was_idle = matches!(previous, Some((_, None)));
            let is_sparse = was_idle && Duration::ZERO < sight.tick && sight.tick < step;
            let rest = if is_sparse { step.saturating_sub(sight.tick) } else { Duration::ZERO };
            if is_sparse {
                self.lag.add_zeros(rounds(rest, sight.tick));
            }
            self.watched += step;
            if sight.lag.is_some() {
                self.busy += step.saturating_sub(rest);
            }
        }
        self.loops.retain(|_, (at, _)| sight.now.saturating_sub(*at) <= FORGOTTEN);
    }

    /// Takes a stall that has ended.
    pub fn hear(&mut self, stall: &Stall) {
        self.stalls.entry(stall.cause.kind).or_default().add(stall.duration);
        let (file, function) = stall
            .place
            .as_ref()
            .map(|at| (at.file.clone(), at.function.clone()))
            .unwrap_or_default();
        let spot = Spot { file, function, cause: stall.cause.kind };
        let has_room = self.spots.len() < MOST_PLACES || self.spots.contains_key(&spot);
        let tally =
            if has_room { self.spots.entry(spot).or_default() } else { &mut self.elsewhere };
        tally.count += 1;
        tally.seconds += stall.duration;
    }

    /// Returns how many loops were seen lately, and for how long the slowest of them has been busy.
    fn present(&self, now: Duration) -> (usize, Duration) {
        let fresh = self.loops.values().filter(|(at, _)| now.saturating_sub(*at) <= FORGOTTEN);
        let lags: Vec<Duration> = fresh.map(|(_, lag)| lag.unwrap_or_default()).collect();
        (lags.len(), lags.into_iter().max().unwrap_or_default())
    }

    /// Returns the figures in Prometheus' text format.
    pub fn exposition(&self, now: Duration) -> String {
        exposition::write(self, now)
    }
}

/// Returns how many rounds fit into a time, to the nearest.
fn rounds(time: Duration, tick: Duration) -> u64 {
    let rounds = (time + tick / 2).as_nanos() / tick.as_nanos().max(1);
    u64::try_from(rounds).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonblock_report::stall::{Cause, Frame, Measured};

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn sight(thread: u32, now: Duration, lag: Option<Duration>) -> Sight<'static> {
        Sight { process: 1, thread, now, tick: ms(25), lag, look: None, task: None }
    }

    fn stall(function: &str) -> Stall {
        let cause = Cause {
            kind: CauseKind::Sleep,
            explanation: String::new(),
            waits_for: None,
            holder: None,
        };
        let place = Frame { file: "a.py".into(), line: 1, function: function.into() };
        Stall {
            process: 1,
            thread: 1,
            started: 0.0,
            duration: 0.3,
            is_over: true,
            task: None,
            place: Some(place),
            cause,
            cure: String::new(),
            rule: String::new(),
            measured: Measured::default(),
            stacks: Vec::new(),
        }
    }

    /// Returns the value of a sample.
    fn value(page: &str, sample: &str) -> f64 {
        let line = page.lines().find_map(|line| line.strip_prefix(sample)).expect(sample);
        line.trim().parse().expect(sample)
    }

    #[test]
    fn time_is_busy_where_looks_find_a_turn_and_unknown_where_they_are_far_apart() {
        let mut meter = Meter::default();
        meter.see(&sight(1, ms(1000), None));
        meter.see(&sight(1, ms(1025), Some(ms(40))));
        meter.see(&sight(1, ms(1050), None));
        meter.see(&sight(1, ms(9000), Some(ms(60))));
        let page = meter.exposition(ms(9000));
        assert!((value(&page, "nonblock_loop_watched_seconds_total") - 0.05).abs() < 1e-9);
        assert!((value(&page, "nonblock_loop_busy_seconds_total") - 0.025).abs() < 1e-9);
        assert!((value(&page, "nonblock_loop_blocked_seconds") - 0.06).abs() < 1e-9);
        assert!((value(&page, "nonblock_loop_lag_seconds_bucket{le=\"0.05\"}") - 3.0).abs() < 1e-9);
    }

    #[test]
    fn rounds_that_were_left_out_at_rest_count_as_rest() {
        let (mut regular, mut sparse) = (Meter::default(), Meter::default());
        for at in [1000, 1025, 1050, 1075] {
            regular.see(&sight(1, ms(at), None));
        }
        sparse.see(&sight(1, ms(1000), None));
        sparse.see(&sight(1, ms(1075), None));
        for meter in [&mut regular, &mut sparse] {
            meter.see(&sight(1, ms(1100), Some(ms(10))));
        }
        assert_eq!(regular.exposition(ms(1100)), sparse.exposition(ms(1100)));
        sparse.see(&sight(1, ms(1125), None));
        sparse.see(&sight(1, ms(1200), Some(ms(10))));
        let page = sparse.exposition(ms(1200));
        assert!((value(&page, "nonblock_loop_busy_seconds_total") - 0.05).abs() < 1e-9);
        assert!((value(&page, "nonblock_loop_lag_seconds_count") - 9.0).abs() < 1e-9);
    }

    #[test]
    fn a_loop_that_has_gone_is_not_blocked_for_ever() {
        let mut meter = Meter::default();
        meter.see(&sight(1, ms(1000), Some(ms(500))));
        assert!((value(&meter.exposition(ms(1500)), "nonblock_loops") - 1.0).abs() < 1e-9);
        let page = meter.exposition(ms(4000));
        assert!(value(&page, "nonblock_loops").abs() < 1e-9);
        assert!(value(&page, "nonblock_loop_blocked_seconds").abs() < 1e-9);
    }

    #[test]
    fn a_million_places_have_few_series_and_none_is_lost() {
        let mut meter = Meter::default();
        (0..1000).for_each(|number| meter.hear(&stall(&format!("f{number}"))));
        let page = meter.exposition(ms(0));
        let series: Vec<&str> =
            page.lines().filter(|line| line.starts_with("nonblock_stalls_total{")).collect();
        assert_eq!(series.len(), MOST_PLACES + 1);
        assert!(series.last().unwrap().ends_with("function=\"(elsewhere)\"} 936"), "{series:?}");
    }

    #[test]
    fn a_name_cannot_forge_a_sample() {
        let mut meter = Meter::default();
        meter.hear(&stall("f\"} 1\nevil{x=\"\\"));
        let page = meter.exposition(ms(0));
        assert!(page.contains(r#"function="f\"} 1\nevil{x=\"\\"} 1"#), "{page}");
        assert!(!page.lines().any(|line| line.starts_with("evil")));
    }
}
