//! The process pool at the border: calls become frames, deliveries become results of futures.

use crate::processes_buffers::{BufferSink, Held};
use crate::processes_outcome::{Unloading, resolve};
use crate::processes_worker::is_plain;
use nonblock_pool::processes::{
    Call, CallId, Delivery, Flags, FunctionId, Launch, Limits, Pool, after_fork, before_fork,
};
use nonblock_pool::shared::Shared;
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// Who waits for a call.
#[derive(Debug)]
pub(crate) struct Waiter {
    /// The loop to resolve in; none if the future takes results from any thread.
    pub(crate) port: Option<Py<ProcessPort>>,
    /// Gets `set_result` or `set_exception`; for a stream, `put` as well.
    pub(crate) future: Py<PyAny>,
    pub(crate) function: Py<PyAny>,
    /// Memory that is copied from until the delivery.
    _held: Vec<Held>,
}

type News = Delivery<Arc<Waiter>>;

/// Functions that workers know by number. A function kept here cannot be collected, so that its address stays its own.
#[derive(Debug, Default)]
struct Known {
    by_address: HashMap<usize, (FunctionId, Py<PyAny>)>,
    by_name: HashMap<String, FunctionId>,
}

/// The core of a pool of worker processes.
#[pyclass(frozen, name = "ProcessCore", module = "nonblock._native")]
#[derive(Debug)]
pub(crate) struct ProcessCore {
    pub(crate) pool: Pool<Arc<Waiter>>,
    known: Shared<Known>,
    /// `nonblock._processes`' functions for what is not plain.
    hooks: Py<PyAny>,
    dumps: Py<PyAny>,
    loads: Py<PyAny>,
    unloading: Shared<Unloading>,
    /// Held while news are read and sorted, during which no Python runs.
    routing: Shared<()>,
}

#[pymethods]
impl ProcessCore {
    #[new]
    #[pyo3(signature = (hooks, *, command, environment, note, max_workers, idle_timeout, max_tasks_per_worker, memory_limit))]
    #[expect(clippy::too_many_arguments, reason = "the options of a pool, by name")]
    fn new(
        py: Python<'_>,
        hooks: Py<PyAny>,
        command: Vec<String>,
        environment: Vec<(String, String)>,
        note: Vec<u8>,
        max_workers: usize,
        idle_timeout: f64,
        max_tasks_per_worker: Option<u64>,
        memory_limit: Option<u64>,
    ) -> PyResult<Self> {
        let mut command = command.into_iter().map(Into::into);
        let program = command
            .next()
            .ok_or_else(|| PyRuntimeError::new_err("no interpreter to start workers with"))?;
        let launch = Launch { program, arguments: command.collect(), environment, note };
        let idle_timeout = Duration::try_from_secs_f64(idle_timeout).unwrap_or(Duration::MAX / 4);
        let limits = Limits { max_workers, idle_timeout, max_tasks_per_worker, memory_limit };
        let pool =
            Pool::new(limits, launch).map_err(|it| PyRuntimeError::new_err(it.to_string()))?;
        let pickle = py.import("_pickle")?;
        let (dumps, loads) = (pickle.getattr("dumps")?.unbind(), pickle.getattr("loads")?.unbind());
        Ok(Self {
            pool,
            known: Shared::default(),
            hooks,
            dumps,
            loads,
            unloading: Shared::default(),
            routing: Shared::default(),
        })
    }

    /// Readable when `pump` has something to do.
    fn fileno(&self) -> i32 {
        nonblock_pool::processes::number_of(self.pool.poller())
    }

    /// Queues a call whose outcome `future` takes; a port's futures are resolved in the port's loop alone.
    #[pyo3(signature = (port, future, function, args, kwargs, timeout, credit, context))]
    #[expect(clippy::too_many_arguments, reason = "one call, once, from one place")]
    fn submit(
        &self,
        py: Python<'_>,
        port: Option<Py<ProcessPort>>,
        future: Py<PyAny>,
        function: &Bound<'_, PyAny>,
        args: &Bound<'_, PyTuple>,
        kwargs: Option<&Bound<'_, PyDict>>,
        timeout: Option<f64>,
        credit: u32,
        context: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<u64> {
        let waiter =
            |held| Waiter { port, future, function: function.clone().unbind(), _held: held };
        let mut call =
            self.encode(py, function, args, kwargs.filter(|it| !it.is_empty()), context, waiter)?;
        call.timeout =
            timeout.map(|it| Duration::try_from_secs_f64(it).unwrap_or(Duration::MAX / 4));
        if 0 < credit {
            call.flags = call.flags.and(Flags::STREAM);
            call.credit = credit;
        }
        let (id, must_flush) = self.pool.submit(call);
        if must_flush {
            self.pool.flush();
        }
        Ok(id.0)
    }

    /// Stops a call; true if it had not ended.
    fn cancel(&self, call: u64) -> bool {
        self.pool.cancel(CallId(call))
    }

    /// Lets a stream send more items.
    fn grant(&self, call: u64, more: u32) {
        self.pool.grant(CallId(call), more);
    }

    /// Asks a stream to close.
    fn close_stream(&self, call: u64) {
        self.pool.close_stream(CallId(call));
    }

    /// Delivers what came, in this thread where the waiter allows it, else through the waiter's loop.
    pub(crate) fn pump(slf: &Bound<'_, Self>) {
        deliver(slf, None);
    }

    /// Waits for `pump` to have something to do.
    fn wait(&self, py: Python<'_>, timeout: f64) -> bool {
        let timeout = Duration::try_from_secs_f64(timeout).unwrap_or(Duration::MAX / 4);
        py.detach(|| self.pool.wait(timeout))
    }

    /// Waits until all calls have ended, or `timeout` seconds.
    fn await_quiet(&self, py: Python<'_>, timeout: f64) {
        let timeout = Duration::try_from_secs_f64(timeout).unwrap_or_default();
        py.detach(|| self.pool.await_quiet(timeout));
    }

    /// Sends what bursts left behind.
    fn flush(&self) {
        self.pool.flush();
    }

    /// Whether the pool was shut down.
    fn is_shut_down(&self) -> bool {
        self.pool.is_shut_down()
    }

    /// Tells the zygote something, now and whenever it is started anew.
    fn tell_zygote(&self, note: Vec<u8>) {
        self.pool.tell_zygote(note);
    }

    /// Process ids of the workers.
    fn worker_pids(&self) -> Vec<i32> {
        self.pool.worker_pids()
    }

    /// Process id of the worker that has a call.
    fn pid_of(&self, call: u64) -> Option<i32> {
        self.pool.pid_of(CallId(call))
    }

    /// Calls that wait, and calls that workers have.
    fn load(&self) -> (usize, usize) {
        self.pool.load()
    }

    /// Ends every process and thread of the pool.
    fn shut_down(slf: &Bound<'_, Self>) {
        let this = slf.get();
        slf.py().detach(|| this.pool.shut_down());
        deliver(slf, None);
    }

    /// In a forked child: forgets everything without touching the parent's processes.
    fn abandon(&self) {
        self.pool.abandon();
    }
}

/// Keeps the pools' threads out of critical sections while the interpreter forks.
#[pyfunction]
pub(crate) fn hold_processes() {
    before_fork();
}

/// Lets the pools' threads go on after a fork.
#[pyfunction]
pub(crate) fn release_processes() {
    after_fork();
}

impl ProcessCore {
    pub(crate) fn hooks<'py>(&self, py: Python<'py>) -> &Bound<'py, PyAny> {
        self.hooks.bind(py)
    }

    pub(crate) fn loads<'py>(&self, py: Python<'py>) -> &Bound<'py, PyAny> {
        self.loads.bind(py)
    }

    #[expect(clippy::too_many_arguments, reason = "what a call is made of")]
    fn encode(
        &self,
        py: Python<'_>,
        function: &Bound<'_, PyAny>,
        args: &Bound<'_, PyTuple>,
        kwargs: Option<&Bound<'_, PyDict>>,
        context: Option<&Bound<'_, PyDict>>,
        waiter: impl FnOnce(Vec<Held>) -> Waiter,
    ) -> PyResult<Call<Arc<Waiter>>> {
        let known = if context.is_some() { None } else { self.identify(py, function)? };
        let Some(id) = known else {
            let sink = Bound::new(py, BufferSink::default())?;
            let parts = (function, args, kwargs, context, &sink);
            let (name, payload): (String, Bound<'_, PyBytes>) =
                self.hooks.bind(py).call_method1(intern!(py, "dump_whole"), parts)?.extract()?;
            return Ok(Self::call(waiter, self.number(name), Flags::WHOLE, Some(&payload), &sink));
        };
        if kwargs.is_none() && args.is_empty() {
            return Ok(Call::new(Arc::new(waiter(Vec::new())), id, Flags::default(), Vec::new()));
        }
        if kwargs.is_none() && args.iter().all(|it| is_plain(&it)) {
            let payload = self.dumps.bind(py).call1((args, 5))?.cast_into::<PyBytes>()?;
            return Ok(Call::new(
                Arc::new(waiter(Vec::new())),
                id,
                Flags::default(),
                payload.as_bytes().to_vec(),
            ));
        }
        let sink = Bound::new(py, BufferSink::default())?;
        let payload = self
            .hooks
            .bind(py)
            .call_method1(intern!(py, "dump_arguments"), (function, args, kwargs, &sink))?;
        let flags = if kwargs.is_some() { Flags::NAMED } else { Flags::default() };
        Ok(Self::call(waiter, id, flags, Some(payload.cast::<PyBytes>()?), &sink))
    }

    fn call(
        waiter: impl FnOnce(Vec<Held>) -> Waiter,
        id: FunctionId,
        flags: Flags,
        payload: Option<&Bound<'_, PyBytes>>,
        sink: &Bound<'_, BufferSink>,
    ) -> Call<Arc<Waiter>> {
        let held = sink.get().take();
        let sources = held.iter().map(Held::bytes).collect();
        let payload = payload.map(|it| it.as_bytes().to_vec()).unwrap_or_default();
        let mut call = Call::new(Arc::new(waiter(held)), id, flags, payload);
        call.sources = sources;
        call
    }

    /// The number of a function that looks the same at each call; none for one that must travel with each call.
    fn identify(
        &self,
        py: Python<'_>,
        function: &Bound<'_, PyAny>,
    ) -> PyResult<Option<FunctionId>> {
        let address = function.as_ptr() as usize;
        if let Some(id) = self.known.with(|it| it.by_address.get(&address).map(|it| it.0)) {
            return Ok(Some(id));
        }
        let pickle = self.hooks.bind(py).call_method1(intern!(py, "dump_function"), (function,))?;
        let Some(pickle) = pickle.extract::<Option<Vec<u8>>>()? else { return Ok(None) };
        let id = self.pool.add_function(Some(pickle));
        let kept = function.clone().unbind();
        drop(self.known.with(|it| it.by_address.insert(address, (id, kept))));
        Ok(Some(id))
    }

    fn number(&self, name: String) -> FunctionId {
        if let Some(id) = self.known.with(|it| it.by_name.get(&name).copied()) {
            return id;
        }
        let id = self.pool.add_function(None);
        self.known.with(|it| it.by_name.insert(name, id));
        id
    }
}

/// Reads what came and hands it out: to `here`'s waiters directly, to other loops through their ports.
///
/// Several threads may read one pool. News reach each loop in the order in which they were read, because reading and
/// sorting them into inboxes is one step (`routing`), and a loop empties its inbox before it takes what it read itself.
fn deliver(core: &Bound<'_, ProcessCore>, here: Option<&Bound<'_, ProcessPort>>) {
    let py = core.py();
    let this = core.get();
    let (mine, to_wake) = this.routing.with(|()| route(py, this, here));
    for port in &to_wake {
        ProcessPort::wake(port.bind(py));
    }
    for news in mine {
        resolve(py, this, &this.unloading, news);
    }
    for ticket in this.pool.take_unloaded() {
        let ready = this.unloading.with(|it| it.take(ticket));
        if let Some((waiter, value)) = ready {
            match &waiter.port {
                Some(port) if here.is_none_or(|it| !it.is(port.bind(py))) => {
                    ProcessPort::post_value(port.bind(py), &waiter, value);
                }
                _ => crate::processes_outcome::set(py, &waiter, Ok(value.into_bound(py))),
            }
        }
    }
}

/// Reads news and sorts them into the inboxes of their loops; returns those for this thread, and the loops to wake.
fn route(
    py: Python<'_>,
    core: &ProcessCore,
    here: Option<&Bound<'_, ProcessPort>>,
) -> (Vec<News>, Vec<Py<ProcessPort>>) {
    let news = core.pool.pump();
    let mut mine = here.map(|it| it.get().inbox.with(std::mem::take)).unwrap_or_default();
    let mut to_wake = Vec::new();
    for one in news {
        let waiter = match &one {
            Delivery::Ended(waiter, _) | Delivery::Item(waiter, _) => waiter,
        };
        match &waiter.port {
            Some(port) if here.is_none_or(|it| !it.is(port.bind(py))) => {
                let port = port.clone_ref(py);
                if port.get().inbox.with(|it| {
                    it.push(one);
                    it.len() == 1
                }) {
                    to_wake.push(port);
                }
            }
            _ => mine.push(one),
        }
    }
    (mine, to_wake)
}

/// One event loop's side of a pool.
#[pyclass(frozen, module = "nonblock._native")]
#[derive(Debug)]
pub(crate) struct ProcessPort {
    core: Py<ProcessCore>,
    create_future: Py<PyAny>,
    call_soon: Py<PyAny>,
    call_soon_threadsafe: Py<PyAny>,
    inbox: Shared<Vec<News>>,
    values: Shared<Vec<(Arc<Waiter>, Py<PyAny>)>>,
    is_flush_due: std::sync::atomic::AtomicBool,
}

#[pymethods]
impl ProcessPort {
    #[new]
    fn new(core: Py<ProcessCore>, event_loop: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self {
            core,
            create_future: event_loop.getattr("create_future")?.unbind(),
            call_soon: event_loop.getattr("call_soon")?.unbind(),
            call_soon_threadsafe: event_loop.getattr("call_soon_threadsafe")?.unbind(),
            inbox: Shared::default(),
            values: Shared::default(),
            is_flush_due: std::sync::atomic::AtomicBool::new(false),
        })
    }

    /// Queues a call; its future and its id.
    #[pyo3(signature = (function, args, kwargs, timeout, context, name))]
    #[expect(clippy::too_many_arguments, reason = "one call, once, from one place")]
    fn submit<'py>(
        slf: &Bound<'py, Self>,
        function: &Bound<'py, PyAny>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
        timeout: Option<f64>,
        context: Option<&Bound<'py, PyDict>>,
        name: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyAny>, u64)> {
        let py = slf.py();
        let this = slf.get();
        let core = this.core.get();
        let future = this.create_future.bind(py).call0()?;
        let kept = future.clone().unbind();
        let port = slf.clone().unbind();
        let named = name.unwrap_or(function).clone().unbind();
        let waiter = |held| Waiter { port: Some(port), future: kept, function: named, _held: held };
        let mut call =
            core.encode(py, function, args, kwargs.filter(|it| !it.is_empty()), context, waiter)?;
        call.timeout =
            timeout.map(|it| Duration::try_from_secs_f64(it).unwrap_or(Duration::MAX / 4));
        let (id, must_flush) = core.pool.submit(call);
        if must_flush && !this.is_flush_due.swap(true, std::sync::atomic::Ordering::Relaxed) {
            this.call_soon.bind(py).call1((slf.getattr(intern!(py, "flush"))?,))?;
        }
        Ok((future, id.0))
    }

    /// Stops a call; true if it had not ended.
    fn cancel(&self, call: u64) -> bool {
        self.core.get().pool.cancel(CallId(call))
    }

    /// Drops a call that has not started, and tells one that runs that nobody has a use for it.
    fn ask_to_stop(&self, call: u64) -> bool {
        self.core.get().pool.ask_to_stop(CallId(call))
    }

    /// Sends what a burst of calls left behind.
    fn flush(&self) {
        self.is_flush_due.store(false, std::sync::atomic::Ordering::Relaxed);
        self.core.get().pool.flush();
    }

    /// The loop's poller says that something came.
    fn on_readable(slf: &Bound<'_, Self>) {
        deliver(slf.get().core.bind(slf.py()), Some(slf));
    }

    /// Resolves what another thread read for this loop.
    fn drain(slf: &Bound<'_, Self>) {
        let py = slf.py();
        let this = slf.get();
        let core = this.core.get();
        for news in this.inbox.with(std::mem::take) {
            resolve(py, core, &core.unloading, news);
        }
        for (waiter, value) in this.values.with(std::mem::take) {
            crate::processes_outcome::set(py, &waiter, Ok(value.into_bound(py)));
        }
    }
}

impl ProcessPort {
    fn post_value(slf: &Bound<'_, Self>, waiter: &Arc<Waiter>, value: Py<PyAny>) {
        slf.get().values.with(|it| it.push((Arc::clone(waiter), value)));
        Self::wake(slf);
    }

    fn wake(slf: &Bound<'_, Self>) {
        let py = slf.py();
        let woken = slf
            .getattr(intern!(py, "drain"))
            .and_then(|it| slf.get().call_soon_threadsafe.bind(py).call1((it,)));
        if woken.is_err() {
            // The loop is closed: nobody waits there any more.
            drop(slf.get().inbox.with(std::mem::take));
            drop(slf.get().values.with(std::mem::take));
        }
    }
}
