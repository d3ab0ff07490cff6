//! Calls of CPython's C API that PyO3 has no safe name for: contexts, and one step of a coroutine.
#![expect(
    unsafe_code,
    reason = "PyContext_* and PyIter_Send have no safe wrapper for coroutines in PyO3"
)]

use std::ptr;

use pyo3::ffi;
use pyo3::prelude::*;

/// What one step of a coroutine gave.
pub(crate) enum Step<'py> {
    /// It waits; the value is for the event loop.
    Yielded(Bound<'py, PyAny>),
    /// It ended with this result.
    Returned(Bound<'py, PyAny>),
}

/// Copies the current context; constant time.
pub(crate) fn copy_context(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: the thread is attached, as `py` proves.
    let context = unsafe { ffi::PyContext_CopyCurrent() };
    // SAFETY: the call returns a new reference, or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(py, context) }
}

/// Runs `step` with `context` as the current context.
pub(crate) fn in_context<'py, R>(
    context: &Bound<'py, PyAny>,
    step: impl FnOnce(Python<'py>) -> PyResult<R>,
) -> PyResult<R> {
    let py = context.py();
    // SAFETY: the thread is attached; anything but a context is refused with an exception.
    if unsafe { ffi::PyContext_Enter(context.as_ptr()) } != 0 {
        return Err(PyErr::fetch(py));
    }
    let result = step(py);
    // SAFETY: the same thread entered this context above, and `step` left every context that it entered itself.
    if unsafe { ffi::PyContext_Exit(context.as_ptr()) } != 0 {
        return Err(PyErr::fetch(py));
    }
    result
}

/// Lets a coroutine (or the iterator of an `__await__`) run until it waits or ends.
pub(crate) fn resume<'py>(driver: &Bound<'py, PyAny>) -> PyResult<Step<'py>> {
    let py = driver.py();
    let mut result = ptr::null_mut();
    // SAFETY: the thread is attached, all three pointers are valid, and `result` is written before it is read.
    let status = unsafe { ffi::PyIter_Send(driver.as_ptr(), py.None().as_ptr(), &raw mut result) };
    if status == ffi::PySendResult::PYGEN_ERROR {
        return Err(PyErr::fetch(py));
    }
    // SAFETY: without an error, `result` is a new reference.
    let value = unsafe { Bound::from_owned_ptr(py, result) };
    Ok(if status == ffi::PySendResult::PYGEN_NEXT {
        Step::Yielded(value)
    } else {
        Step::Returned(value)
    })
}

/// Whether `value` is a coroutine of an `async def`, which is its own iterator for [`resume`].
pub(crate) fn is_coroutine(value: &Bound<'_, PyAny>) -> bool {
    // SAFETY: the pointer is a valid object; the check reads its type only.
    unsafe { ffi::PyCoro_CheckExact(value.as_ptr()) != 0 }
}
