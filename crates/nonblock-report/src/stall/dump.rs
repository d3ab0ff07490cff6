//! What every thread of a process does at one moment.

use super::{Frame, Task};
use serde::Serialize;
use std::io::{self, Write};

/// One thread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThreadDump {
    /// The kernel's id.
    pub thread: u32,
    /// Its name, as the kernel knows it.
    pub name: String,
    /// The event loop it runs: `asyncio`, `uvloop`.
    pub event_loop: Option<String>,
    /// Seconds since the loop's current turn began, where the loop tells; nothing while it is idle.
    pub turn: Option<f64>,
    /// Whether it holds the GIL.
    pub holds_gil: bool,
    /// What it waits for, or that it runs.
    pub activity: String,
    /// The asyncio task that runs on it.
    pub task: Option<Task>,
    /// Whether the innermost frames are missing: it changed too fast.
    pub is_partial: bool,
    /// Innermost frame first.
    pub frames: Vec<Frame>,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dump {
    /// Its id.
    pub process: u32,
    /// Its interpreter: `3.12`.
    pub python: String,
    /// Its Python threads.
    pub threads: Vec<ThreadDump>,
}

/// Writes a dump for people.
pub fn write_dump(dump: &Dump, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "process {} (CPython {})", dump.process, dump.python)?;
    dump.threads.iter().try_for_each(|thread| write_thread(thread, out))
}

fn write_thread(thread: &ThreadDump, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\nthread {} \"{}\"", thread.thread, super::plain(&thread.name))?;
    if let Some(event_loop) = &thread.event_loop {
        write!(out, " runs {event_loop}")?;
    }
    if let Some(turn) = thread.turn {
        write!(out, ", this turn for {:.0} ms", turn * 1e3)?;
    }
    let gil = if thread.holds_gil { ", holds the GIL" } else { "" };
    writeln!(out, ": {}{gil}", super::plain(&thread.activity))?;
    if let Some(task) = &thread.task {
        writeln!(out, "    task {}", super::chain(task))?;
    }
    if thread.is_partial {
        writeln!(out, "    ... (changes too fast to be read whole)")?;
    }
    for frame in &thread.frames {
        writeln!(out, "    {}", super::place(frame))?;
    }
    Ok(())
}
