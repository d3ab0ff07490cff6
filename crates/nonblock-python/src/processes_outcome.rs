//! Outcomes of calls as Python sees them.

use crate::processes::{ProcessCore, Waiter};
use crate::processes_buffers::{ArenaBuffer, empty_bytes};
use nonblock_pool::processes::{Crash, Delivery, End, Flags, Outcome};
use nonblock_pool::shared::Shared;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};
use std::collections::HashMap;
use std::sync::Arc;

/// From this size on `bytes` are filled by another thread.
const LARGE: usize = 1 << 20;

/// Results that are being copied, by ticket.
#[derive(Debug, Default)]
pub(crate) struct Unloading {
    next: u64,
    values: HashMap<u64, (Arc<Waiter>, Py<PyAny>)>,
}

impl Unloading {
    fn add(&mut self, waiter: Arc<Waiter>, value: Py<PyAny>) -> u64 {
        self.next += 1;
        self.values.insert(self.next, (waiter, value));
        self.next
    }

    pub(crate) fn take(&mut self, ticket: u64) -> Option<(Arc<Waiter>, Py<PyAny>)> {
        self.values.remove(&ticket)
    }
}

/// Gives news to whoever waits. A waiter that cannot take them does not keep others from theirs.
pub(crate) fn resolve(
    py: Python<'_>,
    core: &ProcessCore,
    unloading: &Shared<Unloading>,
    news: Delivery<Arc<Waiter>>,
) {
    if let Err(error) = give(py, core, unloading, news) {
        error.write_unraisable(py, None);
    }
}

fn give(
    py: Python<'_>,
    core: &ProcessCore,
    unloading: &Shared<Unloading>,
    news: Delivery<Arc<Waiter>>,
) -> PyResult<()> {
    match news {
        Delivery::Item(waiter, outcome) => {
            let size = outcome.payload.len()
                + outcome
                    .leases
                    .iter()
                    .map(nonblock_pool::processes::arena::Lease::len)
                    .sum::<usize>();
            let item = load(py, core, &waiter, outcome);
            put(py, &waiter, item, size)
        }
        Delivery::Ended(waiter, End::Value(mut outcome)) => {
            let large = outcome.leases.first().is_some_and(|it| LARGE <= it.len());
            if outcome.flags.has(Flags::RAW_BYTES) && large {
                if let Some(lease) = outcome.leases.pop() {
                    let (bytes, target) = empty_bytes(py, lease.len())?;
                    let ticket = unloading.with(|it| it.add(waiter, bytes.into_any().unbind()));
                    core.pool.unload(ticket, lease, target);
                }
                return Ok(());
            }
            let value = load(py, core, &waiter, outcome);
            settle(py, &waiter, value)
        }
        Delivery::Ended(waiter, end) => {
            let result = match end {
                End::Nothing => Ok(py.None().into_bound(py)),
                End::Value(outcome) => load(py, core, &waiter, outcome),
                End::Error(outcome) => {
                    Err(error(py, core, &waiter, "load_error", (payload(py, outcome),)))
                }
                End::TimedOut => Err(error(py, core, &waiter, "timed_out", (&waiter.function,))),
                End::Crashed(crash) => Err(error(
                    py,
                    core,
                    &waiter,
                    "crashed",
                    (&waiter.function, describe(py, &crash)?),
                )),
                End::Refused(why) => {
                    Err(error(py, core, &waiter, "refused", (&waiter.function, why)))
                }
                End::Dropped => return drop_waiter(py, &waiter),
            };
            settle(py, &waiter, result)
        }
    }
}

/// Nobody waits for it: a future of any thread is told all the same.
fn drop_waiter(py: Python<'_>, waiter: &Waiter) -> PyResult<()> {
    let future = waiter.future.bind(py);
    future.call_method0(intern!(py, "cancel")).map(drop)
}

/// Sets the future's result, unless it has one or was cancelled.
pub(crate) fn set(py: Python<'_>, waiter: &Waiter, result: PyResult<Bound<'_, PyAny>>) {
    if let Err(error) = settle(py, waiter, result) {
        error.write_unraisable(py, None);
    }
}

fn settle(py: Python<'_>, waiter: &Waiter, result: PyResult<Bound<'_, PyAny>>) -> PyResult<()> {
    let future = waiter.future.bind(py);
    if future.call_method0(intern!(py, "done"))?.is_truthy()? {
        return Ok(());
    }
    match result {
        Ok(value) => future.call_method1(intern!(py, "set_result"), (value,)).map(drop),
        Err(error) => {
            future.call_method1(intern!(py, "set_exception"), (error.value(py),)).map(drop)
        }
    }
}

fn put(
    py: Python<'_>,
    waiter: &Waiter,
    item: PyResult<Bound<'_, PyAny>>,
    size: usize,
) -> PyResult<()> {
    let stream = waiter.future.bind(py);
    match item {
        Ok(item) => stream.call_method1(intern!(py, "put"), (item, size)).map(drop),
        Err(error) => {
            stream.call_method1(intern!(py, "set_exception"), (error.value(py),)).map(drop)
        }
    }
}

fn payload(py: Python<'_>, mut outcome: Outcome) -> Bound<'_, PyBytes> {
    if outcome.flags.has(Flags::PAYLOAD_IN_ARENA) {
        outcome.payload = outcome.leases.pop().map(|it| it.to_vec()).unwrap_or_default();
    }
    PyBytes::new(py, &outcome.payload)
}

fn load<'py>(
    py: Python<'py>,
    core: &ProcessCore,
    waiter: &Waiter,
    mut outcome: Outcome,
) -> PyResult<Bound<'py, PyAny>> {
    if outcome.flags.has(Flags::RAW_BYTES) {
        let bytes = outcome.leases.pop().map(|it| it.to_vec()).unwrap_or_default();
        return Ok(PyBytes::new(py, &bytes).into_any());
    }
    if outcome.flags.has(Flags::PAYLOAD_IN_ARENA) {
        outcome.payload = outcome.leases.pop().map(|it| it.to_vec()).unwrap_or_default();
    }
    let bytes = PyBytes::new(py, &outcome.payload);
    let loaded = if outcome.leases.is_empty() {
        core.loads(py).call1((bytes,))
    } else {
        let buffers: PyResult<Vec<_>> =
            outcome.leases.into_iter().map(|it| Bound::new(py, ArenaBuffer::new(it))).collect();
        let options = PyDict::new(py);
        options.set_item(intern!(py, "buffers"), PyList::new(py, buffers?)?)?;
        core.loads(py).call((bytes,), Some(&options))
    };
    loaded
        .map_err(|cause| error(py, core, waiter, "unloadable", (&waiter.function, cause.value(py))))
}

/// The exception that hook `name` makes; whatever goes wrong in it is the exception.
fn error<'py, A>(
    py: Python<'py>,
    core: &ProcessCore,
    _waiter: &Waiter,
    name: &str,
    args: A,
) -> PyErr
where
    A: pyo3::call::PyCallArgs<'py>,
{
    core.hooks(py).call_method1(name, args).map_or_else(|it| it, PyErr::from_value)
}

fn describe<'py>(py: Python<'py>, crash: &Crash) -> PyResult<Bound<'py, PyDict>> {
    let parts = PyDict::new(py);
    parts.set_item("pid", crash.pid)?;
    parts.set_item("exit_code", crash.code)?;
    parts.set_item("signal", crash.signal)?;
    parts.set_item("stderr", &crash.stderr)?;
    parts.set_item("starting", crash.starting)?;
    parts.set_item("reason", &crash.reason)?;
    Ok(parts)
}
