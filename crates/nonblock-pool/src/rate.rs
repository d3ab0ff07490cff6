//! The arithmetic of "at most so many calls in so long, and not closer than so".

use std::collections::VecDeque;

/// An exact sliding log of calls, in seconds of whatever monotonic clock the caller reads.
///
/// Invariant: `starts` is sorted and holds at most `max_calls` entries.
#[derive(Debug, Clone)]
pub struct SlidingLog {
    max_calls: usize,
    period: f64,
    gap: f64,
    starts: VecDeque<f64>,
}

/// The answer to "may I call now?".
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// Yes, and the call is on the log.
    Granted,
    /// Not before this time; nothing was noted.
    NotBefore(f64),
}

impl SlidingLog {
    /// Allows `max_calls` in any `period`, and at least `gap` between two of them.
    pub fn new(max_calls: usize, period: f64, gap: f64) -> Self {
        Self { max_calls: max_calls.max(1), period, gap, starts: VecDeque::new() }
    }

    /// Notes a call at `now` if the limits allow it.
    pub fn ask(&mut self, now: f64) -> Answer {
        let due = self.due();
        if now < due {
            return Answer::NotBefore(due);
        }
        if self.starts.len() == self.max_calls {
            self.starts.pop_front();
        }
        self.starts.push_back(now);
        Answer::Granted
    }

    /// Takes back the call noted at `start`: it was granted and never made.
    pub fn take_back(&mut self, start: f64) {
        if let Some(at) = self.starts.iter().rposition(|it| it.total_cmp(&start).is_eq()) {
            self.starts.remove(at);
        }
    }

    /// Returns the first time at which a call is allowed.
    fn due(&self) -> f64 {
        let after_gap = self.starts.back().map_or(f64::NEG_INFINITY, |last| last + self.gap);
        let oldest = if self.starts.len() < self.max_calls { None } else { self.starts.front() };
        let after_period = oldest.map_or(f64::NEG_INFINITY, |first| first + self.period);
        after_gap.max(after_period)
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
