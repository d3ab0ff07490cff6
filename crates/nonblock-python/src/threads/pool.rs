//! The pool as Python sees it.

use std::time::Duration;

use nonblock_pool::threads::{Pool, Worker};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::call::{Outlet, Payload, ThreadCall};
use super::worker::ThreadWorker;
use crate::port::Port;

/// Threads that run calls; `start` is called with a `ThreadWorker` whenever one more thread is due.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct ThreadPool {
    core: Pool<Py<ThreadCall>>,
    start: Py<PyAny>,
}

#[pymethods]
impl ThreadPool {
    /// Creates a pool without threads.
    #[new]
    #[pyo3(signature = (max_workers, idle_timeout, start))]
    fn new(max_workers: usize, idle_timeout: Option<f64>, start: Py<PyAny>) -> PyResult<Self> {
        let idle_timeout = idle_timeout.map(Duration::try_from_secs_f64).transpose();
        let idle_timeout = idle_timeout
            .map_err(|error| PyValueError::new_err(format!("idle_timeout: {error}")))?;
        if max_workers == 0 {
            return Err(PyValueError::new_err("max_workers must be >= 1"));
        }
        Ok(Self { core: Pool::new(max_workers, idle_timeout), start })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a call is a function, its arguments and where the result goes"
    )]
    /// Queues `run(*arguments, **keywords)`; its outcome resolves `future` through `port`, or goes nowhere.
    #[pyo3(signature = (run, arguments, keywords, port = None, future = None))]
    fn submit(
        &self,
        py: Python<'_>,
        run: Py<PyAny>,
        arguments: Py<PyTuple>,
        keywords: Py<PyDict>,
        port: Option<Py<Port>>,
        future: Option<Py<PyAny>>,
    ) -> PyResult<Py<ThreadCall>> {
        let outlet = port.zip(future).map(|(port, future)| Outlet { port, future });
        let call = Py::new(py, ThreadCall::new(Payload { run, arguments, keywords, outlet }))?;
        let submitted = self.core.submit(call.clone_ref(py));
        let newcomer = submitted
            .map_err(|_| PyRuntimeError::new_err("the pool is shut down: initialize it again"))?;
        if let Some(newcomer) = newcomer
            && let Err(error) = self.start(py, newcomer)
            && self.core.load().serving == 0
        {
            // No thread at all: the call would wait for ever. With one thread left, it waits for that one.
            call.get().abandon();
            return Err(error);
        }
        Ok(call)
    }

    /// Gives `call` up: dropped if it is queued; if it runs, its thread is replaced and its result dropped.
    fn abandon(&self, py: Python<'_>, call: &Bound<'_, ThreadCall>) -> PyResult<()> {
        call.get().abandon().map_or(Ok(()), |newcomer| self.start(py, newcomer))
    }

    #[expect(clippy::unused_self, reason = "calls belong to their pool")]
    /// Lets `call` know that nobody has a use for it; false if it never starts.
    fn ask_to_stop(&self, call: &Bound<'_, ThreadCall>) -> bool {
        call.get().ask_to_stop()
    }

    /// Accepts no more calls; with `cancel_queued`, drops those that have not started.
    #[pyo3(signature = (*, cancel_queued = false))]
    fn close(&self, cancel_queued: bool) -> usize {
        let dropped = if cancel_queued { self.core.drain() } else { Vec::new() };
        self.core.close();
        dropped.len()
    }

    /// Waits until the last thread of a closed pool has left, those given up excepted.
    fn join(&self, py: Python<'_>) {
        py.detach(|| self.core.join());
    }

    /// Returns the numbers of queued calls, threads, idle threads and threads given up.
    fn load(&self) -> (usize, usize, usize, usize) {
        let load = self.core.load();
        (load.queued, load.serving, load.idle, load.abandoned)
    }
}

impl ThreadPool {
    fn start(&self, py: Python<'_>, newcomer: Worker<Py<ThreadCall>>) -> PyResult<()> {
        self.start.call1(py, (ThreadWorker::new(newcomer),)).map(drop)
    }
}

impl Drop for ThreadPool {
    /// Nobody can submit any more: idle threads leave, the others do when the queue is empty.
    fn drop(&mut self) {
        self.core.close();
    }
}
