//! What was recorded: calls folded by stack, in a bounded table.

use super::BlockingCall;
use crate::attach::{AttachError, attach_to_this_process};
use crate::cause::{Activity, Wait};
use crate::clock;
use crate::dump::report_frames;
use crate::heartbeat;
use crate::interpreter::{Interpreter, PythonThread};
use crate::loops::{self, LoopKind};
use crate::memory::{Address, Memory};
use crate::shared::Shared;
use crate::walk::{Stack, StackFrame, Walker};
use nonblock_report::stall::CauseKind;
use rustc_hash::{FxHashMap, FxHasher};
use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

/// More places than this are counted and not kept.
const MOST_PLACES: usize = 4096;

/// Recorders alive.
static USERS: AtomicUsize = AtomicUsize::new(0);

/// The process that records: a child between fork and exec is another one.
static PROCESS: AtomicU32 = AtomicU32::new(0);

/// Descriptors below 64 whose calls are not noted: where a test's output goes.
static IGNORED: AtomicU64 = AtomicU64::new(0);

/// The table in use. A forked child starts with a new one, because the old one's lock may have been held by a thread
/// that the child does not have.
static TABLE: AtomicPtr<Shared<Option<Table>>> = AtomicPtr::new(std::ptr::null_mut());

thread_local! {
    /// Whether this thread is inside a noted call: what that one calls in turn is its own affair.
    static IS_INSIDE: Cell<bool> = const { Cell::new(false) };
    /// The innermost frame when this thread's loop last waited: what lies outside of it runs the loop.
    static LOOP_FRAME: Cell<Address> = const { Cell::new(0) };
}

/// What a call was given that tells what it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Nothing to name.
    Nothing,
    /// Nothing but time, whatever the call is otherwise for.
    Time,
    /// An open descriptor.
    Descriptor(i32),
    /// A C string: a path, or a host.
    Text(Address),
}

/// One call that was made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    pub name: &'static str,
    pub kind: CauseKind,
    pub target: Target,
    pub took: Duration,
}

/// Everything noted, and what is needed to note it.
#[derive(Debug)]
struct Table {
    interpreter: Interpreter,
    walker: Walker,
    threads: Vec<PythonThread>,
    calls: FxHashMap<u64, BlockingCall>,
    /// Keys in the order in which they came.
    order: Vec<u64>,
    lost: u64,
}

fn table() -> &'static Shared<Option<Table>> {
    heartbeat::get_or_leak(&TABLE)
}

/// Begins to record.
pub(super) fn begin() -> Result<(), AttachError> {
    table().with(|table| match table {
        Some(_) => Ok(()),
        None => attach_to_this_process().map(|it| *table = Some(Table::new(it))),
    })?;
    PROCESS.store(std::process::id(), Ordering::Relaxed);
    USERS.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// One recorder less.
pub(super) fn end() {
    USERS.fetch_sub(1, Ordering::Relaxed);
}

/// Starts anew in a child that was just forked.
pub fn after_fork_in_child() {
    TABLE.store(std::ptr::null_mut(), Ordering::Release);
    if 0 < USERS.load(Ordering::Relaxed)
        && let Ok(interpreter) = attach_to_this_process()
    {
        table().with(|table| *table = Some(Table::new(interpreter)));
        PROCESS.store(std::process::id(), Ordering::Relaxed);
    }
}

/// Leaves out calls on these descriptors (bit 1 is descriptor 1).
pub fn ignore_descriptors(mask: u64) {
    IGNORED.store(mask, Ordering::Relaxed);
}

/// Whether calls on a descriptor are left out.
pub(super) fn is_ignored(fd: i32) -> bool {
    (0..64).contains(&fd) && IGNORED.load(Ordering::Relaxed) >> fd & 1 == 1
}

/// Takes what was recorded since the last time, in the order of first calls.
pub fn take() -> Vec<BlockingCall> {
    table().with(|table| {
        let Some(table) = table else { return Vec::new() };
        let order = std::mem::take(&mut table.order);
        order.iter().filter_map(|key| table.calls.remove(key)).collect()
    })
}

/// Returns how many calls were not kept because the table was full.
pub fn lost() -> u64 {
    table().with(|table| table.as_ref().map_or(0, |table| table.lost))
}

/// Returns whether a call on this thread is of interest: nothing is locked or allocated to find out.
pub(super) fn is_wanted() -> bool {
    0 < USERS.load(Ordering::Relaxed)
        && heartbeat::is_loop_thread()
        && !IS_INSIDE.get()
        && PROCESS.load(Ordering::Relaxed) == std::process::id()
}

/// Notes from where the loop of this thread waits for events: a native loop has no frame of its own that tells.
#[inline]
pub(crate) fn loop_waits() {
    if 0 < USERS.load(Ordering::Relaxed) {
        note_loop_frame();
    }
}

#[cold]
#[inline(never)]
fn note_loop_frame() {
    if is_wanted() {
        inside(|| table().with(|table| table.as_mut().map(Table::note_loop_frame)));
    }
}

/// Makes a call with this thread marked as being inside.
pub(super) fn inside<R>(make: impl FnOnce() -> R) -> R {
    IS_INSIDE.set(true);
    let result = make();
    IS_INSIDE.set(false);
    result
}

/// Notes a call that was made on this thread.
pub(super) fn record(made: Made) {
    let described = describe(&made);
    table().with(|table| {
        if let Some(table) = table {
            table.add(made.name, described, made.took);
        }
    });
}

/// Notes something that Python itself announces (an audit event), if this thread runs a loop.
pub fn note(name: &str, kind: CauseKind, target: Option<String>) {
    if is_wanted() {
        inside(|| {
            table().with(|table| {
                if let Some(table) = table {
                    table.add(name, (kind, target), Duration::ZERO);
                }
            });
        });
    }
}

/// Returns the kind of a wait and what it waits for. A descriptor tells more than the name of the call.
fn describe(made: &Made) -> (CauseKind, Option<String>) {
    match made.target {
        Target::Nothing => (made.kind, None),
        Target::Time => (CauseKind::Sleep, None),
        Target::Text(pointer) => {
            let text = Memory::of_this_process().c_string(pointer, 256).ok();
            (made.kind, text.filter(|text| !text.is_empty()))
        }
        Target::Descriptor(fd) => {
            let process = std::process::id();
            let call = Activity::InCall { name: made.name, wait: Wait::Descriptor(fd) };
            let target = call.target(process);
            let kind = match target.as_deref() {
                Some("fifo") => CauseKind::Pipe,
                Some(name) if name.starts_with("pipe:") => CauseKind::Pipe,
                Some(name) if name.starts_with("socket:") => CauseKind::Network,
                _ => made.kind,
            };
            (kind, call.describe_target(process).or(target))
        }
    }
}

impl Table {
    fn new(interpreter: Interpreter) -> Self {
        Self {
            interpreter,
            walker: Walker::default(),
            threads: Vec::new(),
            calls: FxHashMap::default(),
            order: Vec::new(),
            lost: 0,
        }
    }

    fn add(&mut self, name: &str, (kind, target): (CauseKind, Option<String>), took: Duration) {
        let Some((stack, is_from_callback)) = self.stack_in_loop() else { return };
        if stack.frames.is_empty() && !is_from_callback {
            return;
        }
        let key = key(name, &stack);
        if let Some(known) = self.calls.get_mut(&key) {
            known.count += 1;
            known.total += took;
            known.longest = known.longest.max(took);
            return;
        }
        if MOST_PLACES <= self.order.len() {
            self.lost += 1;
            return;
        }
        let call = BlockingCall {
            call: name.to_owned(),
            kind,
            target,
            frames: report_frames(&stack),
            is_from_callback,
            count: 1,
            longest: took,
            total: took,
        };
        self.order.push(key);
        self.calls.insert(key, call);
    }

    fn note_loop_frame(&mut self) {
        let thread = self.this_thread();
        let frame = thread.and_then(|it| self.walker.innermost(&self.interpreter, it.state));
        LOOP_FRAME.set(frame.unwrap_or(0));
    }

    /// Returns this thread's stack down to the loop, if it is inside one, and whether a callback of it runs.
    fn stack_in_loop(&mut self) -> Option<(Stack, bool)> {
        let thread = self.this_thread()?;
        let mut stack = self.walker.stack(&self.interpreter, thread.state)?;
        let kind = LoopKind::of(&self.interpreter, thread, &stack)?;
        let mut above = loops::frames_above_loop(&stack).len();
        if kind == LoopKind::Native {
            let waits = stack.frames.iter().position(|it| it.address == LOOP_FRAME.get());
            above = above.min(waits.unwrap_or(above));
        }
        let is_handle = |frame: &StackFrame| loops::is_handle(&frame.code);
        let is_from_callback = stack.frames.get(above).is_some_and(is_handle)
            // Calls of a native loop for itself do not come here: its object is left alone.
            || kind == LoopKind::Native;
        stack.frames.truncate(above);
        Some((stack, is_from_callback))
    }

    fn this_thread(&mut self) -> Option<PythonThread> {
        let id = heartbeat::thread_id();
        self.threads.retain(|thread| self.interpreter.is_alive(*thread));
        if let Some(known) = self.threads.iter().find(|thread| thread.id == id) {
            return Some(*known);
        }
        let found = self.interpreter.thread(id)?;
        self.threads.push(found);
        Some(found)
    }
}

fn key(name: &str, stack: &Stack) -> u64 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    for frame in &stack.frames {
        (&frame.code.file, &frame.code.function, frame.line).hash(&mut hasher);
    }
    hasher.finish()
}

/// Times a call.
pub(super) fn timed<R>(make: impl FnOnce() -> R) -> (R, Duration) {
    let began = clock::monotonic();
    let result = make();
    (result, clock::monotonic().saturating_sub(began))
}
