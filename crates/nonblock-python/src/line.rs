//! Many coroutines driven by few tasks: what `collect` and its kin stand on.

mod item;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList};

pub(crate) use item::Item;

use crate::sys::{self, Step};

/// How long items that never wait may run before the loop gets a turn.
const TURN: Duration = Duration::from_micros(500);
/// How many items run between two looks at the clock.
const CLOCK_EVERY: usize = 8;
/// CPython's flag for generators made awaitable by `types.coroutine`.
const ITERABLE_COROUTINE: u32 = 0x100;
/// No item: the source itself failed.
const SOURCE: usize = usize::MAX;

/// The awaitables that the tasks of one `collect` share, taken from a source one by one.
///
/// A task calls `advance` and awaits what it returns, until that is `None`. An item that ends without waiting costs no
/// task, no await and no exception. Each item runs in its own copy of the context.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct Line {
    source: Py<PyIterator>,
    sink: Sink,
    taken: AtomicUsize,
    failed: AtomicUsize,
}

/// Where results go.
enum Sink {
    /// To their place in a list, which grows as items are taken.
    List(Py<PyList>),
    /// To `deliver(index, result)`.
    Deliver(Py<PyAny>),
}

#[pymethods]
impl Line {
    /// Lines up the awaitables of `source`; `sink` is a list, or called with each index and result.
    #[new]
    fn new(source: &Bound<'_, PyAny>, sink: &Bound<'_, PyAny>) -> PyResult<Self> {
        let sink = match sink.cast_exact::<PyList>() {
            Ok(list) => Sink::List(list.clone().unbind()),
            Err(_) => Sink::Deliver(sink.clone().unbind()),
        };
        let (taken, failed) = (AtomicUsize::new(0), AtomicUsize::new(SOURCE));
        Ok(Self { source: source.try_iter()?.unbind(), sink, taken, failed })
    }

    /// Takes and runs items until one waits, and returns it to be awaited; `None` at the end of the source.
    fn advance(slf: &Bound<'_, Self>) -> PyResult<Option<Item>> {
        let start = Instant::now();
        for count in 1.. {
            let Some((index, awaitable)) = slf.get().pull(slf.py())? else {
                return Ok(None);
            };
            if let Some(item) = Self::begin(slf, index, &awaitable)? {
                return Ok(Some(item));
            }
            if count % CLOCK_EVERY == 0 && TURN < start.elapsed() {
                return Ok(Some(Item::pause(slf)));
            }
        }
        Ok(None)
    }

    /// Runs one awaitable outside the source; returns it to be awaited if it waits.
    fn run(
        slf: &Bound<'_, Self>,
        index: usize,
        awaitable: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Item>> {
        slf.get().place(slf.py(), index)?;
        Self::begin(slf, index, awaitable)
    }

    /// Returns the index of the item that raised last, `None` if the source did.
    #[getter]
    fn failed(&self) -> Option<usize> {
        Some(self.failed.load(Ordering::Relaxed)).filter(|index| *index != SOURCE)
    }

    /// Returns how many items were taken from the source.
    #[getter]
    fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

impl Line {
    fn pull<'py>(&self, py: Python<'py>) -> PyResult<Option<(usize, Bound<'py, PyAny>)>> {
        self.failed.store(SOURCE, Ordering::Relaxed);
        let Some(awaitable) = self.source.bind(py).clone().next().transpose()? else {
            return Ok(None);
        };
        let index = self.taken.fetch_add(1, Ordering::Relaxed);
        self.place(py, index)?;
        Ok(Some((index, awaitable)))
    }

    /// Makes room for the result.
    fn place(&self, py: Python<'_>, index: usize) -> PyResult<()> {
        match &self.sink {
            Sink::List(list) if list.bind(py).len() <= index => list.bind(py).append(py.None()),
            Sink::List(_) | Sink::Deliver(_) => Ok(()),
        }
    }

    fn begin(
        slf: &Bound<'_, Self>,
        index: usize,
        awaitable: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Item>> {
        let begun = driver_of(awaitable, index).and_then(|driver| {
            let context = sys::copy_context(slf.py())?;
            match sys::in_context(&context, |_| sys::resume(&driver))? {
                Step::Yielded(value) => Ok(Some(Item::waiting(slf, index, driver, context, value))),
                Step::Returned(result) => slf.get().store(index, result).map(|()| None),
            }
        });
        begun.inspect_err(|_| slf.get().note_failure(index))
    }

    pub(crate) fn store(&self, index: usize, result: Bound<'_, PyAny>) -> PyResult<()> {
        let py = result.py();
        match &self.sink {
            Sink::List(list) => list.bind(py).set_item(index, result),
            Sink::Deliver(deliver) => deliver.call1(py, (index, result)).map(drop),
        }
    }

    pub(crate) fn note_failure(&self, index: usize) {
        self.failed.store(index, Ordering::Relaxed);
    }
}

/// Returns what [`sys::resume`] drives: a coroutine itself, or the iterator of any other awaitable.
fn driver_of<'py>(awaitable: &Bound<'py, PyAny>, index: usize) -> PyResult<Bound<'py, PyAny>> {
    if sys::is_coroutine(awaitable) {
        return Ok(awaitable.clone());
    }
    let py = awaitable.py();
    if let Some(method) = awaitable.getattr_opt(intern!(py, "__await__"))? {
        return method.call0();
    }
    if let Some(code) = awaitable.getattr_opt(intern!(py, "gi_code"))?
        && code.getattr(intern!(py, "co_flags"))?.extract::<u32>()? & ITERABLE_COROUTINE != 0
    {
        return Ok(awaitable.clone());
    }
    let kind = awaitable.get_type().name()?;
    let hint = if awaitable.is_callable() { "; was it meant to be called?" } else { "" };
    Err(PyTypeError::new_err(format!("item {index} is not awaitable but of type '{kind}'{hint}")))
}
