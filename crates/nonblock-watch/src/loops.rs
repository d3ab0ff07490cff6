//! Which threads run an event loop, whether it is idle, and what its current turn runs.

use crate::cause::Activity;
use crate::interpreter::{Interpreter, PythonThread};
use crate::memory::Address;
use crate::objects::{Step, TaskChain};
use crate::walk::{CodeObject, Stack, StackFrame};
use std::sync::Arc;

/// Whose event loop a thread runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopKind {
    /// asyncio's own, or one built on it: Python frames tell everything.
    Asyncio,
    /// uvloop and other native loops, run by `asyncio.run` or by their own `run`.
    Native,
    /// One that stamps its callbacks, and so says truly when it waits.
    Own,
}

impl LoopKind {
    /// Returns which loop a thread runs, if it runs one.
    ///
    /// asyncio's own has frames that tell. A native loop has none of its own where it is run directly: then asyncio's note
    /// in the thread does.
    pub fn of(interpreter: &Interpreter, thread: PythonThread, stack: &Stack) -> Option<Self> {
        Self::of_stack(stack)
            .or_else(|| interpreter.objects().running_loop(thread.state).map(|_| Self::Native))
    }

    fn of_stack(stack: &Stack) -> Option<Self> {
        if stack.frames.iter().any(|frame| is_turn(&frame.code) || is_forever(&frame.code)) {
            return Some(Self::Asyncio);
        }
        stack.frames.iter().any(|frame| is_runner(&frame.code)).then_some(Self::Native)
    }
}

fn is_turn(code: &CodeObject) -> bool {
    code.is_function("asyncio/base_events.py", "BaseEventLoop._run_once")
}

fn is_forever(code: &CodeObject) -> bool {
    code.is_function("asyncio/base_events.py", "BaseEventLoop.run_forever")
}

fn is_runner(code: &CodeObject) -> bool {
    (code.file.ends_with("asyncio/runners.py") && code.function.contains("run"))
        || code.file.contains("/uvloop/")
}

/// Returns whether it is what calls a callback.
pub fn is_handle(code: &CodeObject) -> bool {
    code.file.ends_with("asyncio/events.py") && code.is_function("asyncio/events.py", "Handle._run")
}

/// Returns whether a loop waits for events.
pub fn is_idle(kind: LoopKind, stack: &Stack, activity: &Activity) -> bool {
    let is_in_loop = stack.frames.first().is_some_and(is_loop_frame);
    match kind {
        LoopKind::Asyncio => is_in_loop && activity.is_waiting_for_readiness(),
        // Native code between callbacks is the loop at work for itself.
        LoopKind::Own => false,
        LoopKind::Native => activity.is_epoll() || (is_in_loop && *activity == Activity::Running),
    }
}

/// Returns whether a frame is the loop's own waiting place: a selector, or the runner of a native loop.
fn is_loop_frame(frame: &StackFrame) -> bool {
    (frame.code.file.ends_with("selectors.py") && frame.code.function.ends_with("select"))
        || is_runner(&frame.code)
}

/// Returns the frames of a turn, innermost first, without those of the loop that runs it.
pub fn frames_above_loop(stack: &Stack) -> &[StackFrame] {
    let is_loop = |frame: &StackFrame| {
        is_turn(&frame.code)
            || is_forever(&frame.code)
            || is_runner(&frame.code)
            || is_handle(&frame.code)
    };
    let end = stack.frames.iter().position(is_loop).unwrap_or(stack.frames.len());
    &stack.frames[..end]
}

/// Where `_run_once` keeps what we read of it.
#[derive(Clone, Debug)]
struct TurnLocals {
    code: Arc<CodeObject>,
    end_time: Option<u64>,
    handle: Option<u64>,
}

/// One turn of asyncio's loop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Turn {
    /// `loop.time()` when the callbacks of this turn began, in seconds of the monotonic clock.
    pub began: Option<f64>,
    /// The handle that runs.
    pub handle: Option<Address>,
}

/// Reads the locals of `_run_once`.
#[derive(Debug, Default)]
pub struct TurnReader {
    locals: Option<TurnLocals>,
}

impl TurnReader {
    /// Returns the current turn of asyncio's own loop.
    pub fn turn(&mut self, interpreter: &Interpreter, stack: &Stack) -> Option<Turn> {
        let frame = stack.frames.iter().find(|frame| is_turn(&frame.code))?;
        let locals = self.locals(interpreter, &frame.code);
        let local = |index: Option<u64>| {
            let at = frame.address + interpreter.layout().frame.locals + 8 * index?;
            // 3.14 tags references in the two lowest bits.
            let value = interpreter.memory().word(at).ok()? & !3;
            (value != 0).then_some(value)
        };
        let began =
            local(locals.end_time).and_then(|object| interpreter.objects().float(object).ok());
        // `end_time` is `loop.time()` plus the clock's resolution, and always in the recent past.
        Some(Turn {
            began: began.filter(|it| it.is_finite() && 0.0 < *it),
            handle: local(locals.handle),
        })
    }

    fn locals(&mut self, interpreter: &Interpreter, code: &Arc<CodeObject>) -> TurnLocals {
        if let Some(known) = &self.locals
            && Arc::ptr_eq(&known.code, code)
        {
            return known.clone();
        }
        let found = interpreter.objects().positions(code.local_names, &["end_time", "handle"]);
        let locals = TurnLocals { code: Arc::clone(code), end_time: found[0], handle: found[1] };
        self.locals = Some(locals.clone());
        locals
    }
}

/// Returns the task that runs: from the turn's handle, or from asyncio's own list of current tasks.
pub fn running_task(
    interpreter: &Interpreter,
    thread: PythonThread,
    stack: &Stack,
    turn: Option<&Turn>,
) -> Option<TaskChain> {
    if let Some(handle) = turn.and_then(|turn| turn.handle)
        && let Some(Step::Task(chain)) = interpreter.objects().step_of_handle(handle)
    {
        return Some(chain);
    }
    let frames: Vec<Address> = frames_above_loop(stack).iter().map(|frame| frame.address).collect();
    interpreter.objects().current_task(interpreter.modules(thread.interpreter), &frames)
}
