//! Strict mode, as Python sees it: recorded calls cross as tuples.

use nonblock_report::stall::CauseKind;
use nonblock_watch::strict::{self, BlockingCall, Strict};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Call, kind, target, count, longest, total, whether a callback made it, and the frames (file, line, function),
/// innermost first.
type Row = (String, &'static str, Option<String>, u64, f64, f64, bool, Vec<(String, u32, String)>);

/// Records calls that may wait, on the threads of event loops, until it is stopped.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct StrictRecorder(Mutex<Option<Strict>>);

#[pymethods]
impl StrictRecorder {
    #[new]
    fn new() -> PyResult<Self> {
        // It changes import tables, and stays attached while it does: no fork may come in between.
        Strict::begin()
            .map(|strict| Self(Mutex::new(Some(strict))))
            .map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }

    /// Records no more until `resume`.
    fn pause(&self) {
        self.with(|strict| strict.as_mut().map(Strict::pause));
    }

    /// Goes on after `pause`.
    fn resume(&self) -> PyResult<()> {
        self.with(|strict| strict.as_mut().map_or(Ok(()), Strict::resume))
            .map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }

    /// Ends the recording.
    fn stop(&self) {
        let ended = self.with(Option::take);
        drop(ended);
    }
}

impl StrictRecorder {
    /// No Python runs in `use_it`.
    #[expect(clippy::disallowed_methods, reason = "the guard lives in this function only")]
    fn with<R>(&self, use_it: impl FnOnce(&mut Option<Strict>) -> R) -> R {
        use_it(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Takes the calls recorded since the last time.
#[pyfunction]
pub(crate) fn take_blocking_calls() -> Vec<Row> {
    strict::take().into_iter().map(row).collect()
}

fn row(call: BlockingCall) -> Row {
    let kind = call.kind_name();
    let frames = call.frames.into_iter().map(|it| (it.file, it.line, it.function)).collect();
    let (longest, total) = (call.longest.as_secs_f64(), call.total.as_secs_f64());
    (call.call, kind, call.target, call.count, longest, total, call.is_from_callback, frames)
}

/// Returns how many calls were not kept because they came from too many places.
#[pyfunction]
pub(crate) fn lost_blocking_calls() -> u64 {
    strict::lost()
}

/// Notes an audit event, if this thread runs an event loop.
#[pyfunction]
pub(crate) fn note_blocking_call(event: &str, target: Option<String>) {
    let kind = if event == "import" { CauseKind::Import } else { CauseKind::Process };
    strict::note(event, kind, target);
}

/// Leaves out calls on these descriptors below 64: bit 1 is descriptor 1.
#[pyfunction]
pub(crate) fn ignore_descriptors(mask: u64) {
    strict::ignore_descriptors(mask);
}
