//! `nonblock._native`: converts, delegates, converts back. Nothing here decides.

use pyo3::prelude::*;

/// The native half of the `nonblock` package.
#[pymodule]
mod _native {
    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
