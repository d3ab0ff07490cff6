//! What every thread of a process does right now.

use crate::attach::{self, AttachError};
use crate::cause::{ActivityFile, thread_name};
use crate::clock;
use crate::interpreter::{Interpreter, PythonThread};
use crate::loops::{self, LoopKind, TurnReader};
use crate::objects::TaskChain;
use crate::walk::{Stack, Walker};
use nonblock_report::stall::{Dump, Frame, Task, ThreadDump};

/// Returns what the threads of that process do, without stopping it.
pub fn dump(process: u32) -> Result<Dump, AttachError> {
    let interpreter = attach::attach(process)?;
    let mut walker = Walker::default();
    let mut threads: Vec<ThreadDump> = interpreter
        .threads()
        .into_iter()
        .map(|thread| dump_thread(process, &interpreter, thread, &mut walker))
        .collect();
    // Loops first, then by age.
    threads.sort_by_key(|thread| (thread.event_loop.is_none(), thread.thread));
    Ok(Dump { process, python: interpreter.version().to_string(), threads })
}

fn dump_thread(
    process: u32,
    interpreter: &Interpreter,
    thread: PythonThread,
    walker: &mut Walker,
) -> ThreadDump {
    let found = walker.stack(interpreter, thread.state);
    let is_partial = found.as_ref().is_none_or(|stack| !stack.is_whole);
    let stack = found.unwrap_or_default();
    let activity = ActivityFile::open(process, thread.id).read();
    let kind = LoopKind::of(interpreter, thread, &stack);
    let is_idle = kind.is_some_and(|kind| loops::is_idle(kind, &stack, &activity));
    let turn = TurnReader::default().turn(interpreter, &stack).filter(|_| !is_idle);
    let task = kind
        .filter(|_| !is_idle)
        .and_then(|_| loops::running_task(interpreter, thread, &stack, turn.as_ref()));
    let gil = interpreter.gil(thread.interpreter);
    ThreadDump {
        thread: thread.id,
        name: thread_name(process, thread.id),
        event_loop: kind.map(|kind| match kind {
            LoopKind::Asyncio => "asyncio".to_owned(),
            LoopKind::Native | LoopKind::Own => interpreter
                .objects()
                .running_loop(thread.state)
                .unwrap_or_else(|| "a native loop".to_owned()),
        }),
        turn: turn
            .and_then(|turn| turn.began)
            .map(|began| (clock::monotonic().as_secs_f64() - began).max(0.0)),
        holds_gil: gil.is_some_and(|gil| gil.is_locked && gil.holder == thread.state),
        activity: if is_idle { "idle".to_owned() } else { activity.describe(process) },
        task: task.map(report_task),
        is_partial,
        frames: report_frames(&stack),
    }
}

/// Returns a chain of tasks as reports hold it.
pub(crate) fn report_task(chain: TaskChain) -> Task {
    Task { name: chain.name, awaiters: chain.awaiters }
}

/// Returns the frames as reports hold them.
pub fn report_frames(stack: &Stack) -> Vec<Frame> {
    let frame = |it: &crate::walk::StackFrame| Frame {
        file: it.code.file.clone(),
        line: it.line,
        function: it.code.function.clone(),
    };
    stack.frames.iter().map(frame).collect()
}
