//! The file of speedscope.app: one profile for each loop, and one for each of the longest stalls.

use super::data::{LoopTrack, Recording};
use super::interning::Interner;
use crate::stall::{Frame, Stall, headline};
use serde::Serialize;
use std::io::{self, Write};

/// Stalls that get a profile of their own; the list of profiles is a menu.
const MOST_STALLS: usize = 100;

#[derive(Serialize)]
struct File<'recording> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    exporter: String,
    name: &'recording str,
    #[serde(rename = "activeProfileIndex")]
    active: usize,
    shared: Shared<'recording>,
    profiles: Vec<Profile>,
}

#[derive(Serialize)]
struct Shared<'recording> {
    frames: Vec<NamedFrame<'recording>>,
}

#[derive(Serialize)]
struct NamedFrame<'recording> {
    name: &'recording str,
    #[serde(skip_serializing_if = "str::is_empty")]
    file: &'recording str,
    /// Counted from one: no line, no field.
    #[serde(skip_serializing_if = "is_zero")]
    line: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(line: &u32) -> bool {
    *line == 0
}

/// Samples hold indices of frames, outermost first; weights are seconds.
#[derive(Serialize)]
struct Profile {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    unit: &'static str,
    #[serde(rename = "startValue")]
    start: f64,
    #[serde(rename = "endValue")]
    end: f64,
    samples: Vec<Vec<u32>>,
    weights: Vec<f64>,
}

impl Profile {
    fn new(name: String, samples: Vec<(Vec<u32>, f64)>) -> Self {
        let end = samples.iter().map(|(_, weight)| weight).sum();
        let (samples, weights) = samples.into_iter().unzip();
        Self { kind: "sampled", name, unit: "seconds", start: 0.0, end, samples, weights }
    }
}

/// Writes the file.
pub(super) fn write(recording: &Recording, out: &mut dyn Write) -> io::Result<()> {
    let mut interner = Interner::default();
    let idle = Frame { file: String::new(), line: 0, function: "(idle)".to_owned() };
    let idle = interner.frame(&idle);
    let looked_at = recording.loops.iter().filter(|track| !track.spans.is_empty());
    let mut profiles: Vec<Profile> =
        looked_at.map(|track| of_loop(recording, track, idle, &mut interner)).collect();
    profiles.extend(longest(recording).map(|stall| of_stall(stall, &mut interner)));
    let frames = interner
        .frames
        .iter()
        .map(|it| NamedFrame { name: &it.function, file: &it.file, line: it.line })
        .collect();
    let file = File {
        schema: "https://www.speedscope.app/file-format-schema.json",
        exporter: format!("nonblock {}", env!("CARGO_PKG_VERSION")),
        name: &recording.program,
        active: 0,
        shared: Shared { frames },
        profiles,
    };
    serde_json::to_writer(&mut *out, &file)?;
    out.write_all(b"\n")
}

fn of_loop(
    recording: &Recording,
    track: &LoopTrack,
    idle: u32,
    interner: &mut Interner,
) -> Profile {
    let mut samples = Vec::with_capacity(track.spans.len());
    let mut now = track.spans.first().map_or(0.0, |span| span.began);
    for span in &track.spans {
        if now < span.began {
            // Time that nobody saw: no frames.
            samples.push((Vec::new(), span.began - now));
        }
        let stack = match span.stack {
            None => vec![idle],
            Some(stack) => {
                recording.stack(stack).rev().map(|frame| interner.frame(frame)).collect()
            }
        };
        samples.push((stack, span.ended - span.began));
        now = span.ended;
    }
    Profile::new(
        format!("event loop of thread {}, process {}", track.thread, track.process),
        samples,
    )
}

fn of_stall(stall: &Stall, interner: &mut Interner) -> Profile {
    let sample = |stack: &crate::stall::StackShare| {
        let frames = stack.frames.iter().rev().map(|frame| interner.frame(frame)).collect();
        (frames, stack.share * stall.duration)
    };
    let samples = stall.stacks.iter().map(sample).collect();
    Profile::new(headline(stall), samples)
}

fn longest(recording: &Recording) -> impl Iterator<Item = &Stall> {
    let mut stalls: Vec<&Stall> = recording.stalls.iter().collect();
    stalls.sort_by(|one, other| other.duration.total_cmp(&one.duration));
    stalls.into_iter().take(MOST_STALLS)
}
