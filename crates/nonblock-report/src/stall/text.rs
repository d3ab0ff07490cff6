//! A stall for people: one line that says it all, then place, task, cure and stacks.

use super::{Cause, Frame, StackShare, Stall, chain, place, plain, source};
use std::io::{self, Write};

/// Stacks shown of one stall; the JSON has all.
const STACKS_SHOWN: usize = 2;

/// Of a further stack, the share from which on it is worth reading.
const WORTH_READING: f64 = 0.1;

/// Frames shown of one stack.
const FRAMES_SHOWN: usize = 12;

/// Writes a stall as a paragraph.
pub fn write_stall(stall: &Stall, out: &mut dyn Write) -> io::Result<()> {
    let verb = if stall.is_over { "was blocked for" } else { "has been blocked for" };
    let explanation = plain(&stall.cause.explanation);
    writeln!(out, "nonblock: the event loop {verb} {}: {explanation}", duration(stall.duration))?;
    if let Some(at) = &stall.place {
        writeln!(out, "  --> {}", place(at))?;
        if let Some(line) = source::line(&at.file, at.line) {
            writeln!(out, "      {}", plain(line.trim()))?;
        }
    }
    if let Some(task) = &stall.task {
        writeln!(out, "  task: {}", chain(task))?;
    }
    writeln!(out, "  help: {}", plain(&stall.cure))?;
    if !stall.rule.is_empty() {
        writeln!(
            out,
            "  note: `nonblock check` finds such calls before merge: nonblock rule {}",
            stall.rule
        )?;
    }
    let is_worth = |(at, stack): &(usize, &StackShare)| *at == 0 || WORTH_READING <= stack.share;
    for (_, stack) in stall.stacks.iter().enumerate().take(STACKS_SHOWN).filter(is_worth) {
        writeln!(out, "  {:.0} % of the time in:", stack.share * 100.0)?;
        write_frames(&stack.frames, out)?;
    }
    write_holder(&stall.cause, out)
}

/// Returns a stall in one line: `213 ms in load_report: slept`. The names in it are the program's own.
pub fn headline(stall: &Stall) -> String {
    let place = stall.place.as_ref().map(|at| format!(" in {}", at.function)).unwrap_or_default();
    format!("{}{place}: {}", duration(stall.duration), stall.cause.explanation)
}

fn write_holder(cause: &Cause, out: &mut dyn Write) -> io::Result<()> {
    let Some(holder) = &cause.holder else { return Ok(()) };
    writeln!(out, "  thread {} \"{}\" held the GIL in:", holder.thread, plain(&holder.name))?;
    write_frames(&holder.frames, out)
}

fn write_frames(frames: &[Frame], out: &mut dyn Write) -> io::Result<()> {
    // How the importer works inside says nothing.
    let is_told = |frame: &&Frame| !frame.file.starts_with("<frozen importlib.");
    let told: Vec<&Frame> = frames.iter().filter(is_told).collect();
    for frame in told.iter().take(FRAMES_SHOWN) {
        writeln!(out, "    {}", place(frame))?;
    }
    match told.len().saturating_sub(FRAMES_SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "    ... and {more} more"),
    }
}

/// Returns a duration in the unit that reads best.
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 10.0 { format!("{:.0} ms", seconds * 1e3) } else { format!("{seconds:.1} s") }
}
