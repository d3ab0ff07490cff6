//! `nonblock._native`: converts, delegates, converts back. Nothing here decides.
//!
//! * `port`: results that threads post and one event loop delivers;
//! * `threads`: a call's way through a pool of threads;
//! * `line`: many coroutines driven by few tasks;
//! * `generator`: a generator in a thread, consumed by a loop;
//! * `rate`: the log behind `rate_limited`;
//! * `processes`: a call's way to a worker process and its outcome's way back;
//! * `processes_worker`: the other end, inside the worker;
//! * `processes_buffers`: memory that crosses without a copy;
//! * `strict`: calls that may wait, as Python sees them;
//! * `watch`: the watchdog's switch and its reports;
//! * `sys`: the calls of CPython's C API that PyO3 has no safe name for.

mod generator;
mod line;
mod port;
mod processes;
mod processes_buffers;
mod processes_outcome;
mod processes_worker;
mod rate;
mod strict;
mod sys;
mod threads;
mod watch;

use pyo3::prelude::*;

/// The native half of the `nonblock` package.
#[pymodule]
mod _native {
    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_export]
    use crate::generator::GeneratorStream;
    #[pymodule_export]
    use crate::line::{Item, Line};
    #[pymodule_export]
    use crate::port::Port;
    #[pymodule_export]
    use crate::processes::{ProcessCore, ProcessPort, hold_processes, release_processes};
    #[pymodule_export]
    use crate::processes_buffers::{ArenaBuffer, BufferSink};
    #[pymodule_export]
    use crate::processes_worker::{ZygoteLoop, die_with_parent, is_call_unwanted, run_worker};
    #[pymodule_export]
    use crate::rate::RateLog;
    #[pymodule_export]
    use crate::strict::{
        StrictRecorder, ignore_descriptors, lost_blocking_calls, note_blocking_call,
        take_blocking_calls,
    };
    #[pymodule_export]
    use crate::threads::{ThreadCall, ThreadPool, ThreadWorker};
    #[pymodule_export]
    use crate::watch::{
        Heartbeat, Watchdog, forget_loops_after_fork, hooked_slots, stall_text, watch_this_thread,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
