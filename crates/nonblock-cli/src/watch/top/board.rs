//! What `top` shows: of each loop the latest seconds, and all stalls so far.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use nonblock_report::stall::{Frame, Stall, Summary};
use nonblock_watch::dump::report_frames;
use nonblock_watch::observe::Look;
use nonblock_watch::stall::place_of;
use nonblock_watch::watchdog::Sight;

/// How far back figures go.
pub(super) const WINDOW: Duration = Duration::from_secs(10);

/// A loop that was not seen for so long is gone.
const FORGOTTEN: Duration = Duration::from_secs(2);

/// Tasks kept of one loop.
const MOST_TASKS: usize = 1000;

/// One loop.
#[derive(Default)]
pub(super) struct LoopBoard {
    seen: Duration,
    /// Lags with their times, oldest first; nothing where the loop waited for events.
    lags: VecDeque<(Duration, Option<Duration>)>,
    /// When each task was last seen to run, and how often since the start.
    tasks: BTreeMap<String, (Duration, u64)>,
    /// What it does now.
    pub(super) task: Option<String>,
    pub(super) place: Option<Frame>,
    pub(super) lag: Option<Duration>,
}

/// Shares and percentiles of the latest seconds.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) busy: f64,
    pub(super) p50: Duration,
    pub(super) p95: Duration,
    pub(super) p99: Duration,
    pub(super) longest: Duration,
}

impl LoopBoard {
    fn see(&mut self, sight: &Sight<'_>) {
        self.seen = sight.now;
        self.lag = sight.lag;
        self.lags.push_back((sight.now, sight.lag));
        while self.lags.front().is_some_and(|(at, _)| WINDOW < sight.now.saturating_sub(*at)) {
            self.lags.pop_front();
        }
        self.task = sight.task.map(str::to_owned);
        if let Some(task) = sight.task
            && (self.tasks.len() < MOST_TASKS || self.tasks.contains_key(task))
        {
            let entry = self.tasks.entry(task.to_owned()).or_default();
            *entry = (sight.now, entry.1 + 1);
        }
        self.tasks.retain(|_, (at, _)| sight.now.saturating_sub(*at) <= WINDOW);
        self.place = match sight.look {
            Some(Look::Busy(seen)) => place_of(&report_frames(&seen.stack)).cloned(),
            _ => None,
        };
    }

    /// Returns the figures of the latest seconds.
    pub(super) fn figures(&self) -> Figures {
        let mut lags: Vec<Duration> =
            self.lags.iter().map(|(_, lag)| lag.unwrap_or_default()).collect();
        lags.sort_unstable();
        let at = |percent: usize| {
            let rank = (lags.len() * percent).div_ceil(100).max(1);
            lags.get(rank - 1).copied().unwrap_or_default()
        };
        let busy = self.lags.iter().filter(|(_, lag)| lag.is_some()).count();
        let share = |part: usize| f64::from(u32::try_from(part).unwrap_or(u32::MAX));
        Figures {
            busy: share(busy) / share(lags.len()).max(1.0),
            p50: at(50),
            p95: at(95),
            p99: at(99),
            longest: at(100),
        }
    }

    /// Returns the tasks that ran lately, with their share of the looks that found one, busiest first.
    pub(super) fn tasks(&self) -> Vec<(&str, f64)> {
        let whole: u64 = self.tasks.values().map(|(_, count)| count).sum();
        let float = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let mut tasks: Vec<(&str, f64)> = self
            .tasks
            .iter()
            .map(|(name, (_, count))| (name.as_str(), float(*count) / float(whole.max(1))))
            .collect();
        tasks.sort_by(|one, other| other.1.total_cmp(&one.1));
        tasks
    }
}

/// Everything that is shown.
pub(super) struct Board {
    pub(super) threshold: Duration,
    pub(super) rate: u32,
    pub(super) began: Duration,
    pub(super) processes: BTreeMap<u32, String>,
    pub(super) loops: BTreeMap<(u32, u32), LoopBoard>,
    pub(super) summary: Summary,
}

impl Board {
    pub(super) fn new(threshold: Duration, rate: u32, now: Duration) -> Self {
        let (processes, loops) = (BTreeMap::new(), BTreeMap::new());
        Self { threshold, rate, began: now, processes, loops, summary: Summary::default() }
    }

    pub(super) fn meet(&mut self, process: u32, about: String) {
        self.processes.insert(process, about);
    }

    pub(super) fn hear(&mut self, stall: &Stall) {
        if stall.is_over {
            self.summary.add(stall);
        }
    }

    pub(super) fn see(&mut self, sight: &Sight<'_>) {
        self.loops.entry((sight.process, sight.thread)).or_default().see(sight);
        self.loops.retain(|_, it| sight.now.saturating_sub(it.seen) <= FORGOTTEN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn sight(now: Duration, lag: Option<Duration>, task: Option<&str>) -> Sight<'_> {
        Sight { process: 1, thread: 2, now, tick: Duration::ZERO, lag, look: None, task }
    }

    #[test]
    fn the_lag_of_a_loop_is_told_by_percentiles_of_its_looks() {
        let mut board = Board::new(ms(100), 100, ms(0));
        for at in 1..=100 {
            let lag = (90 < at).then(|| ms(at));
            board.see(&sight(ms(10 * at), lag, lag.and(Some("worker"))));
        }
        let it = &board.loops[&(1, 2)];
        let figures = it.figures();
        assert!((figures.busy - 0.1).abs() < 1e-9);
        assert_eq!((figures.p50, figures.p95, figures.longest), (ms(0), ms(95), ms(100)));
        assert_eq!(it.tasks(), [("worker", 1.0)]);
    }

    #[test]
    fn what_is_past_is_forgotten() {
        let mut board = Board::new(ms(100), 100, ms(0));
        board.see(&sight(ms(0), Some(ms(500)), Some("old")));
        board.see(&sight(ms(20_000), None, None));
        let it = &board.loops[&(1, 2)];
        assert_eq!(it.figures(), Figures::default());
        assert_eq!(it.tasks(), []);
        board.see(&Sight { thread: 3, ..sight(ms(40_000), None, None) });
        assert_eq!(board.loops.len(), 1);
    }
}
