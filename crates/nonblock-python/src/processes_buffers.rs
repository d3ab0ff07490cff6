//! Buffers that cross the border without a copy: Python's on their way out, the arena's on their way in.
#![expect(
    unsafe_code,
    reason = "the buffer protocol is C; every other file of the process pool is safe"
)]

use nonblock_pool::processes::arena::{Lease, THRESHOLD};
use nonblock_pool::processes::{ForeignBytes, ForeignTarget};
use nonblock_pool::shared::Shared;
use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::os::raw::c_int;
use std::os::raw::c_void;

/// Memory of an arena, as an object with a writable buffer; the range goes back when the last view of it goes.
#[pyclass(frozen, module = "nonblock._native")]
#[derive(Debug)]
pub(crate) struct ArenaBuffer {
    lease: Lease,
}

impl ArenaBuffer {
    pub(crate) fn new(lease: Lease) -> Self {
        Self { lease }
    }
}

#[pymethods]
impl ArenaBuffer {
    fn __len__(&self) -> usize {
        self.lease.len()
    }

    #[expect(clippy::needless_pass_by_value, reason = "the protocol hands it over")]
    /// Fills a view of the memory.
    ///
    /// # Safety
    /// Called by the interpreter alone, with a view to fill.
    unsafe fn __getbuffer__(
        slf: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        let this = slf.get();
        let len = ffi::Py_ssize_t::try_from(this.lease.len())
            .map_err(|_| PyBufferError::new_err("the buffer is too large"))?;
        // SAFETY: the lease keeps the range mapped while the object lives, and the view holds a reference to the object.
        let filled = unsafe {
            ffi::PyBuffer_FillInfo(
                view,
                slf.as_ptr(),
                this.lease.address().cast::<c_void>(),
                len,
                0,
                flags,
            )
        };
        if filled == -1 { Err(PyErr::fetch(slf.py())) } else { Ok(()) }
    }
}

/// `bytes` of a length, to be filled, and where. Nobody may see the object before it is full.
pub(crate) fn empty_bytes(
    py: Python<'_>,
    len: usize,
) -> PyResult<(Bound<'_, PyBytes>, ForeignTarget)> {
    let size = ffi::Py_ssize_t::try_from(len)
        .map_err(|_| PyBufferError::new_err("the result is too large"))?;
    // SAFETY: a null source asks for uninitialised bytes of that length; the interpreter is attached.
    let object = unsafe { ffi::PyBytes_FromStringAndSize(std::ptr::null(), size) };
    // SAFETY: a new reference, or null with an exception set, as the call above promises.
    let object = unsafe { Bound::from_owned_ptr_or_err(py, object) }?;
    let bytes = object.cast_into::<PyBytes>().map_err(PyErr::from)?;
    // SAFETY: the object is of type bytes, as just checked.
    let start = unsafe { ffi::PyBytes_AsString(bytes.as_ptr()) };
    // SAFETY: the object is ours alone and kept until the copy has been delivered.
    let target = unsafe { ForeignTarget::new(start.cast(), len) };
    Ok((bytes, target))
}

/// A buffer of Python's that is held until the copy is done.
#[derive(Debug)]
pub(crate) struct Held {
    buffer: PyBuffer<u8>,
}

impl Held {
    /// Holds the memory of `object`, which must be contiguous bytes.
    pub(crate) fn new(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let buffer = PyBuffer::<u8>::get(object)?;
        if buffer.is_c_contiguous() {
            Ok(Self { buffer })
        } else {
            Err(PyBufferError::new_err("the buffer is not contiguous"))
        }
    }

    /// The memory; it must not be used after `self` is dropped.
    pub(crate) fn bytes(&self) -> ForeignBytes {
        // SAFETY: the export keeps the memory in place; whoever sends the call keeps `self` until its delivery.
        unsafe { ForeignBytes::new(self.buffer.buf_ptr().cast(), self.buffer.len_bytes()) }
    }
}

/// Collects the large buffers of a pickle; the small ones stay in the stream.
#[pyclass(frozen, module = "nonblock._native")]
#[derive(Debug, Default)]
pub(crate) struct BufferSink {
    held: Shared<Vec<Held>>,
}

/// Buffers that travel beside one call; the rest stays in its stream.
const MOST: usize = 1024;

impl BufferSink {
    /// What was collected.
    pub(crate) fn take(&self) -> Vec<Held> {
        self.held.with(std::mem::take)
    }
}

#[pymethods]
impl BufferSink {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Forgets what a pickle that failed has left.
    fn clear(&self) {
        drop(self.take());
    }

    /// The pickler's callback: true keeps `buffer` in the stream.
    fn __call__(&self, buffer: &Bound<'_, PyAny>) -> PyResult<bool> {
        let raw = buffer.call_method0(pyo3::intern!(buffer.py(), "raw"))?;
        if raw.len()? < THRESHOLD {
            return Ok(true);
        }
        let held = Held::new(&raw)?;
        Ok(self.held.with(|it| {
            let is_full = MOST <= it.len();
            if !is_full {
                it.push(held);
            }
            is_full
        }))
    }
}
