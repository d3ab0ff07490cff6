//! A generator in a thread, consumed by an event loop.

use nonblock_pool::channel::Stream;
use nonblock_pool::shared::Shared;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::port::{Outcome, Port};

/// A bounded queue between the thread that runs a generator and the loop that consumes it.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct GeneratorStream {
    core: Stream<Py<PyAny>>,
    port: Py<Port>,
    /// The future that the consumer awaits while there is nothing to take.
    waiter: Shared<Option<Py<PyAny>>>,
}

#[pymethods]
impl GeneratorStream {
    /// Creates a queue that lets the generator run `capacity` items ahead; the consumer's loop drains `port`.
    #[new]
    fn new(capacity: usize, port: Py<Port>) -> Self {
        Self { core: Stream::new(capacity), port, waiter: Shared::default() }
    }

    /// Hands over an item, waiting while the queue is full; false when the consumer wants no more.
    fn put(&self, py: Python<'_>, item: Py<PyAny>) -> bool {
        let put = self.core.put(item);
        if put.wakes
            && let Some(future) = self.waiter.with(Option::take)
            && self.port.get().post(Outcome { future, result: Ok(py.None()) })
        {
            self.port.get().ring(py);
        }
        if put.is_full {
            py.detach(|| self.core.wait_for_room());
        }
        put.is_accepted
    }

    /// Takes every item there is; if there is none, `waiter` is resolved when there is.
    fn collect<'py>(&self, py: Python<'py>, waiter: Py<PyAny>) -> PyResult<Bound<'py, PyList>> {
        // The waiter lies ready before the queue says "waits": the producer may look for it at once.
        let earlier = self.waiter.with(|it| it.replace(waiter));
        drop(earlier);
        PyList::new(py, self.core.collect())
    }

    /// Wants no more; what was not taken is dropped, and `put` returns false from now on.
    fn close(&self) {
        drop(self.core.close());
    }
}
