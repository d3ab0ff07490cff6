//! One call: queued, running, over.

use std::sync::atomic::{AtomicBool, Ordering};

use nonblock_pool::shared::Shared;
use nonblock_pool::threads::{Hold, Worker};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::port::Port;

/// What a thread runs: `run(*arguments, **keywords)`.
pub(crate) struct Payload {
    pub(crate) run: Py<PyAny>,
    pub(crate) arguments: Py<PyTuple>,
    pub(crate) keywords: Py<PyDict>,
    pub(crate) outlet: Option<Outlet>,
}

/// Where the result goes.
pub(crate) struct Outlet {
    pub(crate) port: Py<Port>,
    pub(crate) future: Py<PyAny>,
}

/// One call on its way through a pool.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct ThreadCall {
    state: Shared<State>,
    /// Whoever waits for it has no use for it any more. It says nothing else, so it carries no ordering.
    is_unwanted: AtomicBool,
}

enum State {
    /// Waits in the queue.
    Queued(Payload),
    /// A thread runs it; the hold gives that thread up.
    Running(Option<Outlet>, Hold<Py<ThreadCall>>),
    /// Ended, or nobody waits for it any more.
    Over,
}

impl ThreadCall {
    pub(crate) fn new(payload: Payload) -> Self {
        Self { state: Shared::new(State::Queued(payload)), is_unwanted: AtomicBool::new(false) }
    }

    /// A thread takes the call; `None` if nobody waits for it any more.
    pub(crate) fn begin(
        &self,
        worker: &Worker<Py<Self>>,
    ) -> Option<(Py<PyAny>, Py<PyTuple>, Py<PyDict>)> {
        let hold = worker.hold();
        self.state.with(|state| match std::mem::replace(state, State::Over) {
            State::Queued(Payload { run, arguments, keywords, outlet }) => {
                *state = State::Running(outlet, hold);
                Some((run, arguments, keywords))
            }
            over => {
                *state = over;
                None
            }
        })
    }

    /// The thread is done with it; returns where the result goes, if anybody wants it.
    pub(crate) fn end(&self) -> Option<Outlet> {
        match self.state.with(|state| std::mem::replace(state, State::Over)) {
            State::Running(outlet, _) => outlet,
            State::Queued(_) | State::Over => None,
        }
    }

    /// Nobody waits for it any more: never starts if queued. Returns the worker that replaces a busy thread.
    pub(crate) fn abandon(&self) -> Option<Worker<Py<Self>>> {
        self.is_unwanted.store(true, Ordering::Relaxed);
        match self.state.with(|state| std::mem::replace(state, State::Over)) {
            State::Running(_, hold) => hold.abandon(),
            State::Queued(_) | State::Over => None,
        }
    }

    /// Nobody has a use for it any more, but its end is waited for; false if it never starts.
    pub(crate) fn ask_to_stop(&self) -> bool {
        self.is_unwanted.store(true, Ordering::Relaxed);
        let dropped = self.state.with(|state| match state {
            State::Queued(_) => Some(std::mem::replace(state, State::Over)),
            State::Running(..) | State::Over => None,
        });
        dropped.is_none()
    }

    pub(crate) fn is_unwanted(&self) -> bool {
        self.is_unwanted.load(Ordering::Relaxed)
    }
}
