//! What the pool knows of each function: its pickle and how long it runs.

use super::call::FunctionId;
use std::sync::Arc;
use std::time::Duration;

/// Work that one worker may hold ahead: enough to hide the way there and back, little enough to share fairly.
const AHEAD: Duration = Duration::from_micros(400);
/// No more calls than this wait in a worker.
const DEEPEST: u64 = 64;
/// Run times travel in units of this many nanoseconds, so that 32 bits reach 274 seconds.
pub(crate) const UNIT: u64 = 64;

#[derive(Debug)]
struct Function {
    /// The pickle; none for a function that travels with each call.
    pickle: Option<Arc<[u8]>>,
    /// Smoothed run time in nanoseconds; zero until the first outcome.
    run_time: u64,
}

/// Grows only: the border keeps the number of cached functions bounded.
#[derive(Debug, Default)]
pub(crate) struct Functions(Vec<Function>);

impl Functions {
    pub(crate) fn add(&mut self, pickle: Option<Vec<u8>>) -> FunctionId {
        let id = u32::try_from(self.0.len()).expect("a pool meets fewer than 2^32 functions");
        self.0.push(Function { pickle: pickle.map(Arc::from), run_time: 0 });
        FunctionId(id)
    }

    pub(crate) fn pickle(&self, id: FunctionId) -> Option<Arc<[u8]>> {
        self.0.get(id.0 as usize).and_then(|it| it.pickle.clone())
    }

    pub(crate) fn forget_pickle(&mut self, id: FunctionId) {
        if let Some(function) = self.0.get_mut(id.0 as usize) {
            function.pickle = None;
        }
    }

    /// Calls of this function that may lie in one worker; one until its run time is known.
    pub(crate) fn depth(&self, id: FunctionId) -> usize {
        let run_time = self.0.get(id.0 as usize).map_or(0, |it| it.run_time);
        if run_time == 0 {
            return 1;
        }
        let ahead = u64::try_from(AHEAD.as_nanos()).unwrap_or(u64::MAX);
        usize::try_from((ahead / run_time).clamp(1, DEEPEST)).unwrap_or(1)
    }

    pub(crate) fn learn(&mut self, id: FunctionId, units: u32) {
        let Some(function) = self.0.get_mut(id.0 as usize) else { return };
        let measured = (u64::from(units) * UNIT).max(1);
        function.run_time = match function.run_time {
            0 => measured,
            known => ((known * 7 + measured) / 8).max(1),
        };
    }
}
