//! Trace events, for ui.perfetto.dev and `chrome://tracing`: each loop's calls over time, and a track of its stalls.

use super::data::{LoopTrack, Recording};
use crate::stall::{Frame, Stall, headline};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Threads are told apart by number: that of a track of stalls is the loop's own, moved out of the kernel's range.
const STALL_TRACKS: u32 = 1 << 30;

/// Writes events one by one, so that a long recording is not held twice.
struct Events<'out> {
    out: &'out mut dyn Write,
    is_first: bool,
}

impl Events<'_> {
    fn write(&mut self, event: &Value) -> io::Result<()> {
        self.out.write_all(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        serde_json::to_writer(&mut *self.out, event).map_err(io::Error::from)
    }
}

/// Writes the file.
pub(super) fn write(recording: &Recording, out: &mut dyn Write) -> io::Result<()> {
    let about = json!({
        "program": recording.program,
        "exporter": format!("nonblock {}", env!("CARGO_PKG_VERSION")),
        "started": recording.started,
    });
    write!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{about},\"traceEvents\":[")?;
    let mut events = Events { out, is_first: true };
    let mut previous = None;
    for track in &recording.loops {
        if previous.replace(track.process) != Some(track.process) {
            events.write(&named(
                "process_name",
                track.process,
                0,
                &format!("process {}", track.process),
            ))?;
        }
        let (process, thread) = (track.process, track.thread);
        events.write(&named(
            "thread_name",
            process,
            thread,
            &format!("event loop (thread {thread})"),
        ))?;
        let stalls = format!("stalls (thread {thread})");
        events.write(&named("thread_name", process, thread | STALL_TRACKS, &stalls))?;
        write_calls(recording, track, &mut events)?;
    }
    // Where the last stall of each thread ended: clocks are read to a fraction of a microsecond, and readers refuse events that
    // overlap by one.
    let mut ended: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for stall in &recording.stalls {
        let until = ended.entry((stall.process, stall.thread)).or_default();
        events.write(&stalled(recording, stall, until))?;
    }
    out.write_all(b"\n]}\n")
}

fn named(what: &str, process: u32, thread: u32, name: &str) -> Value {
    json!({ "ph": "M", "name": what, "pid": process, "tid": thread, "args": { "name": name } })
}

/// Returns microseconds, the unit of the format.
fn microseconds(seconds: f64) -> f64 {
    (seconds * 1e9).round() / 1e3
}

/// Writes a loop's stacks as nested calls: what two spans in a row have in common is one call.
///
/// Calls are written as a beginning and an end each: with whole calls, readers would have to guess which of two that
/// begin at the same time lies inside of the other.
fn write_calls(
    recording: &Recording,
    track: &LoopTrack,
    events: &mut Events<'_>,
) -> io::Result<()> {
    let mut open: Vec<&Frame> = Vec::new();
    let mut until = 0.0;
    for span in &track.spans {
        let stack: Vec<&Frame> =
            span.stack.map(|it| recording.stack(it).rev().collect()).unwrap_or_default();
        let is_same = |(one, other): &(&&Frame, &&Frame)| {
            one.file == other.file && one.function == other.function
        };
        // What lies on both sides of time that nobody saw may be two calls.
        let has_gap = until < span.began;
        let common = if has_gap { 0 } else { open.iter().zip(&stack).take_while(is_same).count() };
        for frame in open.drain(common..).rev() {
            events.write(&edge("E", track, frame, until))?;
        }
        for frame in &stack[common..] {
            events.write(&edge("B", track, frame, span.began))?;
            open.push(frame);
        }
        until = span.ended;
    }
    open.iter().rev().try_for_each(|frame| events.write(&edge("E", track, frame, until)))
}

/// Returns the beginning or the end of a call. Some readers find the two by everything that they say.
fn edge(which: &str, track: &LoopTrack, frame: &Frame, at: f64) -> Value {
    json!({
        "ph": which, "cat": "python", "name": frame.function, "ts": microseconds(at),
        "pid": track.process, "tid": track.thread,
        "args": { "file": frame.file, "line": frame.line },
    })
}

fn stalled(recording: &Recording, stall: &Stall, until: &mut f64) -> Value {
    // A stall that was under way when the recording began starts with it.
    let began = microseconds(recording.offset(stall)).max(*until);
    let ended = microseconds(recording.offset(stall) + stall.duration).max(began);
    *until = ended;
    json!({
        "ph": "X", "cat": "stall", "name": headline(stall),
        "pid": stall.process, "tid": stall.thread | STALL_TRACKS,
        "ts": began,
        "dur": microseconds((ended - began) / 1e6),
        "args": {
            "cause": stall.cause.kind,
            "explanation": stall.cause.explanation,
            "cure": stall.cure,
            "task": stall.task.as_ref().map(|task| &task.name),
            "place": stall.place,
        },
    })
}
