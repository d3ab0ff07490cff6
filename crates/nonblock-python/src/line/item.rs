//! One awaitable that waits, awaited by a task that drives it in its own context.

use nonblock_pool::shared::Shared;
use pyo3::exceptions::PyStopIteration;
use pyo3::intern;
use pyo3::prelude::*;

use super::Line;
use crate::sys::{self, Step};

/// An item of a `Line` that waits for something; await it to drive it on.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct Item {
    line: Py<Line>,
    index: usize,
    /// The awaitable's iterator and its context; none for a pause, which only gives the loop a turn.
    driven: Option<(Py<PyAny>, Py<PyAny>)>,
    /// What the first step yielded before there was anybody to yield it to.
    pending: Shared<Option<Py<PyAny>>>,
}

impl Item {
    pub(super) fn waiting(
        line: &Bound<'_, Line>,
        index: usize,
        driver: Bound<'_, PyAny>,
        context: Bound<'_, PyAny>,
        yielded: Bound<'_, PyAny>,
    ) -> Self {
        let driven = Some((driver.unbind(), context.unbind()));
        Self {
            line: line.clone().unbind(),
            index,
            driven,
            pending: Shared::new(Some(yielded.unbind())),
        }
    }

    /// Yields once, so that the loop gets a turn.
    pub(super) fn pause(line: &Bound<'_, Line>) -> Self {
        let pending = Shared::new(Some(line.py().None()));
        Self { line: line.clone().unbind(), index: usize::MAX, driven: None, pending }
    }

    /// Takes one step; `None` when the item has ended and its result is stored.
    fn step<'py>(
        &self,
        py: Python<'py>,
        step: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<Step<'py>>,
    ) -> PyResult<Option<Py<PyAny>>> {
        let Some((driver, context)) = &self.driven else {
            return Ok(None);
        };
        let line = self.line.get();
        let stepped = sys::in_context(context.bind(py), |py| step(driver.bind(py)));
        match stepped.inspect_err(|_| line.note_failure(self.index))? {
            Step::Yielded(value) => Ok(Some(value.unbind())),
            Step::Returned(result) => line.store(self.index, result).map(|()| None),
        }
    }
}

#[pymethods]
impl Item {
    fn __await__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        if let Some(pending) = self.pending.with(Option::take) {
            return Ok(Some(pending));
        }
        self.step(py, sys::resume)
    }

    /// Resumes the awaitable with an exception.
    #[pyo3(signature = (error, value = None, traceback = None))]
    fn throw<'py>(
        &self,
        py: Python<'py>,
        error: Bound<'py, PyAny>,
        value: Option<Bound<'py, PyAny>>,
        traceback: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        drop((self.pending.with(Option::take), traceback));
        let error = value.unwrap_or(error);
        if self.driven.is_none() {
            return Err(PyErr::from_value(error));
        }
        let yielded =
            self.step(py, |driver| match driver.getattr_opt(intern!(py, "throw"))? {
                None => Err(PyErr::from_value(error)),
                Some(throw) => match throw.call1((error,)) {
                    Ok(value) => Ok(Step::Yielded(value)),
                    Err(error) if error.is_instance_of::<PyStopIteration>(py) => {
                        error.value(py).getattr(intern!(py, "value")).map(Step::Returned)
                    }
                    Err(error) => Err(error),
                },
            })?;
        yielded.ok_or_else(|| PyStopIteration::new_err(()))
    }

    /// Ends the awaitable early.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        drop(self.pending.with(Option::take));
        let Some((driver, context)) = &self.driven else {
            return Ok(());
        };
        match driver.bind(py).getattr_opt(intern!(py, "close"))? {
            Some(close) => sys::in_context(context.bind(py), |_| close.call0()).map(drop),
            None => Ok(()),
        }
    }
}
