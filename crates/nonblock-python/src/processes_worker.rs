//! What runs inside a worker, and the zygote that forks it.

use crate::processes_buffers::{ArenaBuffer, BufferSink, Held};
use nonblock_pool::processes::desk::{Desk, Job, Reply, Task, Wish};
use nonblock_pool::processes::status::Status;
use nonblock_pool::processes::zygote::{Step, Zygote};
use nonblock_pool::processes::{
    Flags, Kind, adopt_descriptor, end_process, monotonic_now, release_descriptor,
};
use nonblock_pool::shared::Shared;
use pyo3::exceptions::PyOSError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

/// The zygote's loop, around the interpreter's own `fork`.
#[pyclass(frozen, module = "nonblock._native")]
#[derive(Debug)]
pub(crate) struct ZygoteLoop {
    zygote: Shared<Option<Zygote>>,
}

#[pymethods]
impl ZygoteLoop {
    #[new]
    fn new(socket: i32, application: i32) -> PyResult<Self> {
        let zygote = Zygote::new(adopt_descriptor(socket), application)?;
        Ok(Self { zygote: Shared::new(Some(zygote)) })
    }

    /// Says that orders are welcome.
    fn announce_ready(&self) -> PyResult<()> {
        Ok(self.zygote.with(|it| it.as_ref().map_or(Ok(()), Zygote::announce_ready))?)
    }

    /// Forks workers until there is something else to do: `None` at the end, bytes for a note, descriptors in a new worker.
    fn serve<'py>(&self, py: Python<'py>, fork: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        loop {
            let step =
                self.zygote.with(|it| it.as_mut().map_or(Ok(Step::End), Zygote::next_step))?;
            let (id, fds) = match step {
                Step::End => return Ok(py.None().into_bound(py)),
                Step::Note(note) => return Ok(PyBytes::new(py, &note).into_any()),
                Step::Fork { id, fds } => (id, fds),
            };
            match fork.call0().and_then(|it| it.extract::<i32>()) {
                Ok(0) => {
                    drop(self.zygote.with(Option::take)); // the worker must not hold what belongs to the zygote
                    let fds: Vec<i32> = fds.into_iter().map(release_descriptor).collect();
                    return Ok(PyList::new(py, fds)?.into_any());
                }
                Ok(pid) => {
                    self.zygote.with(|it| it.as_mut().map_or(Ok(()), |it| it.forked(id, pid)))?;
                }
                Err(error) => {
                    let errno =
                        error.value(py).getattr("errno").and_then(|it| it.extract()).unwrap_or(0);
                    self.zygote
                        .with(|it| it.as_ref().map_or(Ok(()), |it| it.fork_failed(id, errno)))?;
                }
            }
        }
    }
}

/// Asks the kernel for this process's end when the parent's thread that forked it ends.
#[pyfunction]
pub(crate) fn die_with_parent() -> PyResult<()> {
    Ok(nonblock_pool::processes::die_with_parent()?)
}

/// The status page of this process, if it is a worker.
static STATUS: OnceLock<Status> = OnceLock::new();

/// Whether this process is a worker whose running call nobody has a use for any more.
#[pyfunction]
pub(crate) fn is_call_unwanted() -> bool {
    STATUS.get().is_some_and(|it| it.is_closing(it.turn()))
}

/// The functions of `nonblock._worker` that a worker calls.
struct Hooks<'py> {
    loads: Bound<'py, PyAny>,
    dumps: Bound<'py, PyAny>,
    module: Bound<'py, PyAny>,
}

/// Runs calls until the application wants no more.
#[pyfunction]
pub(crate) fn run_worker(
    py: Python<'_>,
    fds: Vec<i32>,
    module: Bound<'_, PyAny>,
    unready: Option<&[u8]>,
) -> PyResult<()> {
    let fds = fds.into_iter().map(adopt_descriptor).collect();
    let mut desk = Desk::open(fds, end_process)?;
    STATUS.get_or_init(|| desk.status().clone());
    if let Some(reason) = unready {
        desk.refuse(reason)?;
        return Ok(());
    }
    let pickle = py.import("_pickle")?;
    let hooks = Hooks { loads: pickle.getattr("loads")?, dumps: pickle.getattr("dumps")?, module };
    let mut functions: HashMap<u32, Bound<'_, PyAny>> = HashMap::new();
    desk.announce_ready();
    loop {
        match desk.take()? {
            None => {
                if !py.detach(|| desk.wait())? {
                    return Ok(());
                }
            }
            Some(Job::Retire) => return Ok(()),
            Some(Job::Learn { id, pickle }) => {
                functions.insert(id, PyBytes::new(py, &pickle).into_any());
            }
            Some(Job::Run(task)) => hooks.run(&mut desk, &mut functions, task)?,
        }
    }
}

impl<'py> Hooks<'py> {
    fn run(
        &self,
        desk: &mut Desk,
        functions: &mut HashMap<u32, Bound<'py, PyAny>>,
        mut task: Task,
    ) -> PyResult<()> {
        let (seq, flags) = (task.seq, task.flags);
        let started = monotonic_now();
        let result = self.prepare(functions, &mut task).and_then(|(function, args, kwargs)| {
            if flags.has(Flags::STREAM) {
                self.stream(desk, &task, &function, &args, kwargs.as_ref())
            } else {
                function.call(args, kwargs.as_ref())
            }
        });
        let run_time = monotonic_now().saturating_sub(started);
        self.answer(desk, seq, run_time, result)
    }

    /// The function and its arguments. A failure names the part that failed.
    #[expect(clippy::type_complexity, reason = "it is what a call takes")]
    fn prepare(
        &self,
        functions: &mut HashMap<u32, Bound<'py, PyAny>>,
        task: &mut Task,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>, Option<Bound<'py, PyDict>>)> {
        let py = self.loads.py();
        if task.flags.has(Flags::WHOLE) {
            let whole = self.module.call_method1(
                intern!(py, "load_whole"),
                (PyBytes::new(py, &task.payload), self.buffers(task)?),
            )?;
            return whole.extract();
        }
        let known = functions.get(&task.function);
        let function = match known {
            Some(it) if !it.is_exact_instance_of::<PyBytes>() => it.clone(),
            Some(pickle) => {
                let function = self.module.call_method1(intern!(py, "load_function"), (pickle,))?;
                functions.insert(task.function, function.clone());
                function
            }
            None => return Err(PyOSError::new_err("the function did not reach the worker")),
        };
        if task.payload.is_empty() {
            return Ok((function, PyTuple::empty(py), None));
        }
        if !task.flags.has(Flags::NAMED)
            && task.leases.is_empty()
            && let Ok(args) = self.loads.call1((PyBytes::new(py, &task.payload),))
        {
            return Ok((function, args.cast_into()?, None));
        }
        let named = task.flags.has(Flags::NAMED);
        let payload = PyBytes::new(py, &task.payload);
        let loaded = self
            .module
            .call_method1(intern!(py, "load_arguments"), (payload, self.buffers(task)?, named))?;
        let (args, kwargs): (Bound<'py, PyTuple>, Option<Bound<'py, PyDict>>) = loaded.extract()?;
        Ok((function, args, kwargs))
    }

    fn buffers(&self, task: &mut Task) -> PyResult<Bound<'py, PyList>> {
        let py = self.loads.py();
        let buffers: PyResult<Vec<_>> =
            task.leases.drain(..).map(|it| Bound::new(py, ArenaBuffer::new(it))).collect();
        PyList::new(py, buffers?)
    }

    fn answer(
        &self,
        desk: &mut Desk,
        seq: u64,
        run_time: Duration,
        result: PyResult<Bound<'py, PyAny>>,
    ) -> PyResult<()> {
        let py = self.loads.py();
        let packed = result.and_then(|value| self.pack(&value));
        match packed {
            Ok(None) => Ok(desk.finish(seq, run_time, Reply::plain(Kind::Nothing, &[]))?),
            Ok(Some(packed)) => {
                if let Some(reply) = packed.reply(py, desk) {
                    return Ok(desk.finish(seq, run_time, reply)?);
                }
                let error = pyo3::exceptions::PyMemoryError::new_err(
                    "no shared memory is left for the result",
                );
                self.answer(desk, seq, run_time, Err(error))
            }
            Err(error) => {
                let payload =
                    self.module.call_method1(intern!(py, "dump_error"), (error.into_value(py),))?;
                Ok(desk.finish(
                    seq,
                    run_time,
                    Reply::plain(Kind::Error, payload.cast::<PyBytes>()?.as_bytes()),
                )?)
            }
        }
    }

    /// The pickle of a result; none for None.
    fn pack(&self, value: &Bound<'py, PyAny>) -> PyResult<Option<Packed<'py>>> {
        let py = self.loads.py();
        if value.is_none() {
            return Ok(None);
        }
        if let Ok(bytes) = value.cast_exact::<PyBytes>()
            && nonblock_pool::processes::arena::THRESHOLD <= bytes.as_bytes().len()
        {
            let empty = PyBytes::new(py, &[]);
            return Ok(Some(Packed {
                flags: Flags::RAW_BYTES,
                payload: empty,
                held: vec![Held::new(value)?],
            }));
        }
        if is_plain(value) {
            let payload = self.dumps.call1((value, 5))?.cast_into::<PyBytes>()?;
            return Ok(Some(Packed { flags: Flags::default(), payload, held: Vec::new() }));
        }
        let sink = Bound::new(py, BufferSink::default())?;
        let payload = self
            .module
            .call_method1(intern!(py, "dump_result"), (value, &sink))?
            .cast_into::<PyBytes>()?;
        Ok(Some(Packed { flags: Flags::default(), payload, held: sink.get().take() }))
    }

    /// Runs a generator, one item at a time, for as long as its consumer wants more.
    #[expect(clippy::too_many_arguments, reason = "what a call is made of")]
    fn stream(
        &self,
        desk: &mut Desk,
        task: &Task,
        function: &Bound<'py, PyAny>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = self.loads.py();
        let items = self.module.call_method1(intern!(py, "iterate"), (function, args, kwargs))?;
        let mut credit = task.credit;
        loop {
            let mut is_closing = desk.is_closing(task.seq);
            while credit == 0 && !is_closing {
                match py.detach(|| desk.next_wish(task.seq))? {
                    Some(Wish::More(more)) => credit += more,
                    Some(Wish::Close) | None => is_closing = true,
                }
            }
            if is_closing {
                self.module.call_method1(intern!(py, "close"), (&items,))?;
                return Ok(py.None().into_bound(py));
            }
            let started = monotonic_now();
            let Some(item) = items.try_iter()?.next() else { return Ok(py.None().into_bound(py)) };
            let item = item?;
            let took = monotonic_now().saturating_sub(started);
            let packed = match self.pack(&item)? {
                Some(packed) => packed,
                None => Packed {
                    flags: Flags::default(),
                    payload: PyBytes::new(py, b"N."),
                    held: Vec::new(),
                },
            };
            let reply = packed.reply(py, desk).ok_or_else(|| {
                pyo3::exceptions::PyMemoryError::new_err("no shared memory is left for an item")
            })?;
            desk.yield_item(task.seq, took, reply)?;
            credit -= 1;
        }
    }
}

/// A pickle and the buffers beside it.
struct Packed<'py> {
    flags: Flags,
    payload: Bound<'py, PyBytes>,
    held: Vec<Held>,
}

impl Packed<'_> {
    /// Copies the buffers into the arena, detached from the interpreter.
    fn reply(&self, py: Python<'_>, desk: &mut Desk) -> Option<Reply<'_>> {
        let sources: Vec<_> = self.held.iter().map(Held::bytes).collect();
        let slices =
            if sources.is_empty() { Vec::new() } else { py.detach(|| desk.place(&sources))? };
        Some(Reply {
            kind: Kind::Value,
            flags: self.flags,
            payload: self.payload.as_bytes(),
            slices,
        })
    }
}

/// Whether a value has no parts and pickles the same everywhere.
pub(crate) fn is_plain(value: &Bound<'_, PyAny>) -> bool {
    value.is_none()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_exact_instance_of::<PyBool>()
        || value
            .cast_exact::<PyBytes>()
            .is_ok_and(|it| it.as_bytes().len() < nonblock_pool::processes::arena::THRESHOLD)
}
