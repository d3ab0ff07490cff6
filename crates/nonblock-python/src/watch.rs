//! The watchdog and the heartbeat, as Python sees them. Stalls cross as JSON: they are rare.

use nonblock_watch::endpoint::{self, Endpoint};
use nonblock_watch::heartbeat::{self, Beat, Hook};
use nonblock_watch::outlets::{Inbox, Ledger, Outlets};
use nonblock_watch::watchdog::{Options, Watchdog as Core};
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A watchdog over the event loops of this process.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct Watchdog {
    core: Mutex<Option<Running>>,
    inbox: Arc<Inbox>,
    ledger: Arc<Ledger>,
    /// Where Prometheus is answered.
    address: Option<String>,
}

/// What to watch and where to report, by attribute.
#[derive(FromPyObject)]
pub(crate) struct Settings {
    threshold: f64,
    hang: f64,
    terminal: bool,
    json_lines: Option<PathBuf>,
    prometheus: Option<String>,
    /// Whether another process of the program may have the address, so that one nearby will do.
    prometheus_near: bool,
    hook: bool,
}

/// What ends with the watch.
struct Running {
    core: Core,
    hook: Option<Hook>,
}

fn seconds(name: &str, value: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(value).ok().filter(|duration| !duration.is_zero()).ok_or_else(
        || {
            PyValueError::new_err(format!(
                "{name} must be a positive number of seconds, not {value}"
            ))
        },
    )
}

fn listen(text: &str, is_near_enough: bool) -> PyResult<Endpoint> {
    let address = endpoint::address(text).map_err(PyValueError::new_err)?;
    let opened =
        if is_near_enough { Endpoint::open_near(address) } else { Endpoint::open(address) };
    opened
        .map_err(|error| PyOSError::new_err(format!("cannot serve metrics at {address}: {error}")))
}

fn texts(stalls: Vec<nonblock_report::stall::Stall>) -> PyResult<Vec<String>> {
    let text = |stall| {
        let mut line = Vec::new();
        nonblock_report::stall::write_json_line(&stall, &mut line)?;
        Ok(String::from_utf8_lossy(&line).into_owned())
    };
    stalls.into_iter().map(text).collect()
}

#[pymethods]
impl Watchdog {
    /// Starts to watch.
    #[new]
    fn new(py: Python<'_>, settings: Settings) -> PyResult<Self> {
        let options = Options {
            threshold: seconds("threshold", settings.threshold)?,
            hang: seconds("hang", settings.hang)?,
        };
        let (inbox, ledger) = (Arc::<Inbox>::default(), Arc::<Ledger>::default());
        let mut outlets = Outlets::new(Arc::clone(&inbox), Arc::clone(&ledger));
        if settings.terminal {
            outlets = outlets.on_terminal();
        }
        if let Some(path) = settings.json_lines {
            outlets = outlets.into_file(&path).map_err(|error| {
                PyOSError::new_err(format!("cannot write stalls to {}: {error}", path.display()))
            })?;
        }
        let endpoint = settings.prometheus.map(|at| listen(&at, settings.prometheus_near));
        let mut address = None;
        if let Some(endpoint) = endpoint.transpose()? {
            address = Some(endpoint.address()?.to_string());
            outlets = outlets.at_endpoint(endpoint);
        }
        // The hook changes import tables, and stays attached while it does: no fork may come in between.
        let hook = settings
            .hook
            .then(Hook::install)
            .transpose()
            .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        let core = py
            .detach(|| Core::start(options, Box::new(outlets)))
            .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(Self { core: Mutex::new(Some(Running { core, hook })), inbox, ledger, address })
    }

    /// Looks at all loops now: stalls that have ended are there when this returns.
    fn look_now(&self, py: Python<'_>) {
        // The lock is held while we wait, detached; others that want it (`stop`) wait detached, too.
        py.detach(|| {
            self.with_running(|running| {
                if let Some(running) = running {
                    running.core.look_now();
                }
            });
        });
    }

    /// Ends the thread until `resume`: a process forks best with no thread but the one that forks.
    fn pause(&self, py: Python<'_>) {
        py.detach(|| self.with_running(|running| running.as_mut().map(|it| it.core.pause())));
    }

    /// Goes on after `pause`.
    fn resume(&self, py: Python<'_>) -> PyResult<()> {
        let resumed = py.detach(|| {
            self.with_running(|running| running.as_mut().map_or(Ok(()), |it| it.core.resume()))
        });
        resumed.map_err(|error| PyRuntimeError::new_err(error.to_string()))
    }

    /// Ends the watch; a stall that is under way is reported.
    fn stop(&self, py: Python<'_>) {
        let Some(running) = py.detach(|| self.take_running()) else { return };
        let Running { mut core, hook } = running;
        py.detach(|| core.stop());
        drop(hook);
        self.inbox.close();
    }

    /// Whether the watch runs in this process.
    #[getter]
    fn is_running(&self, py: Python<'_>) -> bool {
        py.detach(|| {
            self.with_running(|running| running.as_ref().is_some_and(|it| it.core.is_ours()))
        })
    }

    /// Takes the stalls that came, as JSON, without waiting.
    fn take(&self) -> PyResult<Vec<String>> {
        texts(self.inbox.take())
    }

    /// Waits for stalls and takes them; `None` once the watch has ended and all are taken.
    fn wait(&self, py: Python<'_>, longest: f64) -> PyResult<Option<Vec<String>>> {
        let longest = seconds("longest", longest)?;
        py.detach(|| self.inbox.wait(longest)).map(texts).transpose()
    }

    /// How many stalls have ended.
    #[getter]
    fn count(&self) -> u64 {
        self.ledger.count()
    }

    /// How many stalls were forgotten because nobody took them.
    #[getter]
    fn dropped(&self) -> u64 {
        self.inbox.dropped()
    }

    /// The stalls so far, folded by place.
    fn summary(&self) -> String {
        self.ledger.summary()
    }

    /// The figures so far, in Prometheus' text format.
    fn metrics(&self) -> String {
        self.ledger.metrics()
    }

    /// Where Prometheus is answered, if it is.
    #[getter]
    fn prometheus(&self) -> Option<String> {
        self.address.clone()
    }

    /// Why a report could not be written, once.
    fn failure(&self) -> Option<String> {
        self.ledger.failure()
    }
}

impl Watchdog {
    fn take_running(&self) -> Option<Running> {
        self.with_running(Option::take)
    }

    /// No Python runs in `use_it`.
    #[expect(clippy::disallowed_methods, reason = "the guard lives in this function only")]
    fn with_running<R>(&self, use_it: impl FnOnce(&mut Option<Running>) -> R) -> R {
        use_it(&mut self.core.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The heartbeat of a loop that stamps its callbacks itself.
#[pyclass(frozen, module = "nonblock._native")]
pub(crate) struct Heartbeat(Beat);

#[pymethods]
impl Heartbeat {
    #[new]
    fn new() -> PyResult<Self> {
        Beat::new()
            .map(Self)
            .ok_or_else(|| PyRuntimeError::new_err("too many event loops have a heartbeat"))
    }

    /// The next callback begins.
    fn turn(&self) {
        self.0.turn();
    }

    /// The loop begins to wait for events.
    fn idle(&self) {
        self.0.idle();
    }
}

/// Returns the text of a stall that was written as JSON.
#[pyfunction]
pub(crate) fn stall_text(json: &str) -> PyResult<String> {
    let stall = nonblock_report::stall::read_json_line(json)
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    let mut text = Vec::new();
    nonblock_report::stall::write_stall(&stall, &mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Gives this thread a heartbeat, if `epoll_wait` is hooked: its loop is in the middle of a turn.
#[pyfunction]
pub(crate) fn watch_this_thread() -> bool {
    heartbeat::watch_this_thread()
}

/// Returns how many import slots are hooked.
#[pyfunction]
pub(crate) fn hooked_slots() -> usize {
    Hook::slots()
}

/// Forgets the parent's loops, in a child that was just forked.
#[pyfunction]
pub(crate) fn forget_loops_after_fork() {
    heartbeat::after_fork_in_child();
    nonblock_watch::strict::after_fork_in_child();
}
