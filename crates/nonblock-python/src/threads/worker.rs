//! A thread's side of the pool. The thread runs Python's `serve` loop; the waiting is done here, detached.
//!
//! No frame of ours stands below the user's function: CPython before 3.14 ends daemon threads at exit by unwinding
//! them, and unwinding through Rust frames aborts the process.

use nonblock_pool::shared::Shared;
use nonblock_pool::threads::{Awoken, Taken, Worker};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::call::ThreadCall;
use crate::port::{Outcome, Port};

/// `(run, arguments, keywords, newcomer)`: a call, and a worker to start a thread for first, or `None`.
type Job = (Py<PyAny>, Py<PyTuple>, Py<PyDict>, Option<ThreadWorker>);

/// One thread's place in a pool.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct ThreadWorker {
    core: Worker<Py<ThreadCall>>,
    current: Shared<Option<Py<ThreadCall>>>,
    /// A port whose loop sleeps and must hear of results before this thread runs anything else or lies down.
    unrung: Shared<Option<Py<Port>>>,
}

#[pymethods]
impl ThreadWorker {
    /// Waits for a call; `None` when the thread must end.
    fn take(&self, py: Python<'_>) -> Option<Job> {
        let mut newcomer = None;
        loop {
            match self.core.take() {
                Taken::Job { job, newcomer: another } => {
                    newcomer = another.or(newcomer);
                    if let Some((run, arguments, keywords)) = self.begin(job) {
                        self.ring(py);
                        return Some((run, arguments, keywords, newcomer.map(Self::new)));
                    }
                }
                Taken::Rest => {
                    if self.rest(py) == Awoken::Leave {
                        return None;
                    }
                }
                Taken::Leave => {
                    self.ring(py);
                    return None;
                }
            }
        }
    }

    /// Delivers the running call's result; returns the next call if one waits, else `None`: call `take`.
    fn finish(&self, py: Python<'_>, result: Py<PyAny>) -> Option<Job> {
        self.settle(py, Ok(result))
    }

    /// Whether nobody has a use for the running call any more; only for the worker's own thread.
    fn is_unwanted(&self, py: Python<'_>) -> bool {
        let call = self.current.with(|it| it.as_ref().map(|it| it.clone_ref(py)));
        call.is_some_and(|it| it.get().is_unwanted())
    }

    /// Delivers the running call's exception; returns the next call if one waits, else `None`: call `take`.
    fn fail(&self, py: Python<'_>, error: Py<PyAny>) -> Option<Job> {
        self.settle(py, Err(error))
    }
}

impl ThreadWorker {
    pub(crate) fn new(core: Worker<Py<ThreadCall>>) -> Self {
        Self { core, current: Shared::default(), unrung: Shared::default() }
    }

    fn settle(&self, py: Python<'_>, result: Result<Py<PyAny>, Py<PyAny>>) -> Option<Job> {
        let call = self.current.with(Option::take)?;
        if let Some(outlet) = call.get().end() {
            let outcome = Outcome { future: outlet.future, result };
            if outlet.port.get().post(outcome) {
                let earlier = self.unrung.with(|unrung| unrung.replace(outlet.port));
                if let Some(port) = earlier {
                    port.get().ring(py);
                }
            }
        }
        while let Some((job, newcomer)) = self.core.take_waiting() {
            if let Some((run, arguments, keywords)) = self.begin(job) {
                self.ring(py);
                return Some((run, arguments, keywords, newcomer.map(Self::new)));
            }
        }
        None
    }

    fn begin(&self, call: Py<ThreadCall>) -> Option<(Py<PyAny>, Py<PyTuple>, Py<PyDict>)> {
        let begun = call.get().begin(&self.core)?;
        let earlier = self.current.with(|current| current.replace(call));
        debug_assert!(earlier.is_none(), "a thread runs one call at a time");
        Some(begun)
    }

    fn ring(&self, py: Python<'_>) {
        if let Some(port) = self.unrung.with(Option::take) {
            port.get().ring(py);
        }
    }

    /// Sleeps detached. The loop is woken after detaching, so that it finds the interpreter free.
    fn rest(&self, py: Python<'_>) -> Awoken {
        let port = self.unrung.with(Option::take);
        if let Some(port) = port.as_ref().filter(|port| !port.get().rings_detached()) {
            port.get().ring(py);
        }
        py.detach(|| {
            if let Some(port) = &port {
                port.get().ring_bell();
            }
            self.core.sleep()
        })
    }
}
