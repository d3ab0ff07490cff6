//! The log behind `rate_limited`.

use nonblock_pool::rate::{Answer, SlidingLog};
use nonblock_pool::shared::Shared;
use pyo3::prelude::*;

/// An exact sliding log of calls.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct RateLog(Shared<SlidingLog>);

#[pymethods]
impl RateLog {
    /// Allows `max_calls` in any `period` seconds, at least `gap` seconds apart.
    #[new]
    fn new(max_calls: usize, period: f64, gap: f64) -> Self {
        Self(Shared::new(SlidingLog::new(max_calls, period, gap)))
    }

    /// Notes a call at `now` and returns `None`, or returns the time before which it is not allowed.
    fn ask(&self, now: f64) -> Option<f64> {
        match self.0.with(|log| log.ask(now)) {
            Answer::Granted => None,
            Answer::NotBefore(due) => Some(due),
        }
    }

    /// Takes back the call noted at `start`, which was granted and never made.
    fn take_back(&self, start: f64) {
        self.0.with(|log| log.take_back(start));
    }
}
