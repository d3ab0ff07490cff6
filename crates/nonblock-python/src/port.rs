//! Where threads leave results and one event loop picks them up.

use nonblock_pool::channel::Inbox;
use pyo3::intern;
use pyo3::prelude::*;

#[cfg(target_os = "linux")]
use nonblock_pool::channel::Bell;

/// How many futures one callback resolves before the loop gets a turn.
const BURST: usize = 4096;

/// A future and what became of its call.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) future: Py<PyAny>,
    pub(crate) result: Result<Py<PyAny>, Py<PyAny>>,
}

/// The place where threads leave outcomes for one event loop.
///
/// With a bell, the loop watches one file descriptor for all of them. Without (`wake` given), each burst costs one
/// call of `wake`, for loops that cannot watch descriptors.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct Port {
    inbox: Inbox<Outcome>,
    #[cfg(target_os = "linux")]
    bell: Option<Bell>,
    wake: Option<Py<PyAny>>,
}

impl Port {
    /// Leaves an outcome; true if the loop must be woken with [`Port::ring`].
    #[must_use]
    pub(crate) fn post(&self, outcome: Outcome) -> bool {
        self.inbox.post(outcome)
    }

    /// Whether [`Port::ring`] needs no interpreter.
    pub(crate) fn rings_detached(&self) -> bool {
        self.wake.is_none()
    }

    /// Wakes the loop through its descriptor; nothing if it has none.
    pub(crate) fn ring_bell(&self) {
        #[cfg(target_os = "linux")]
        self.bell.iter().for_each(Bell::ring);
    }

    /// Wakes the loop.
    pub(crate) fn ring(&self, py: Python<'_>) {
        self.ring_bell();
        if let Some(wake) = &self.wake
            && let Err(error) = wake.call0(py)
        {
            // The loop is closed or gone, and with it everybody who waited for these outcomes.
            drop(error);
        }
    }
}

#[pymethods]
impl Port {
    /// Opens a port; without `wake` the loop must watch `fileno()`.
    #[new]
    #[pyo3(signature = (wake = None))]
    fn new(wake: Option<Py<PyAny>>) -> PyResult<Self> {
        #[cfg(target_os = "linux")]
        let bell = if wake.is_none() { Some(Bell::new()?) } else { None };
        #[cfg(not(target_os = "linux"))]
        if wake.is_none() {
            return Err(pyo3::exceptions::PyOSError::new_err(
                "eventfd exists on Linux only: pass `wake`",
            ));
        }
        Ok(Self {
            inbox: Inbox::default(),
            #[cfg(target_os = "linux")]
            bell,
            wake,
        })
    }

    /// Returns the descriptor to watch for reading, -1 if there is none.
    fn fileno(&self) -> i32 {
        #[cfg(target_os = "linux")]
        if let Some(bell) = &self.bell {
            use std::os::fd::{AsFd, AsRawFd};
            return bell.as_fd().as_raw_fd();
        }
        -1
    }

    /// Resolves the futures whose calls have ended; the loop calls it.
    fn drain(&self, py: Python<'_>) {
        #[cfg(target_os = "linux")]
        self.bell.iter().for_each(Bell::hush);
        let mut outcomes = self.inbox.collect().into_iter();
        outcomes.by_ref().take(BURST).for_each(|outcome| outcome.deliver(py));
        let mut must_ring = false;
        for late in outcomes {
            must_ring |= self.inbox.post(late);
        }
        if must_ring {
            self.ring(py);
        }
    }
}

impl Outcome {
    /// Resolves the future, unless it was cancelled meanwhile.
    fn deliver(self, py: Python<'_>) {
        let future = self.future.bind(py);
        let delivered = self.resolve(future);
        if let Err(error) = delivered {
            error.write_unraisable(py, Some(future));
        }
    }

    fn resolve(&self, future: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = future.py();
        let set = match &self.result {
            Ok(value) => future.call_method1(intern!(py, "set_result"), (value,)),
            Err(error) => future.call_method1(intern!(py, "set_exception"), (error,)),
        };
        match set {
            // Asked only now: nearly all futures still wait.
            Err(_) if future.call_method0(intern!(py, "done"))?.is_truthy()? => Ok(()),
            other => other.map(drop),
        }
    }
}
