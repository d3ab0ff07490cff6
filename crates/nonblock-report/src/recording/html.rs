//! A page that needs nothing but a browser: style, script and data in one file, and no way to the network.
//!
//! Names in it come from the watched program and may be hostile. They travel as JSON in a `script` element that no
//! browser executes, with every character escaped that could end it; the page's own script puts them into the
//! document as text only. Should both fail, the policy in the head forbids every script and style but these two,
//! which it knows by their hashes (`tests/watch/test_html.py` computes them anew).

use super::data::{Recording, Span};
use super::interning::Interner;
use crate::escape;
use crate::stall::{Measured, Place, Stall, Task, excerpt};
use serde::Serialize;
use std::io::{self, Write};

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = concat!(
    include_str!("html/page.js"),
    include_str!("html/flames.js"),
    include_str!("html/timeline.js"),
    include_str!("html/places.js"),
    include_str!("html/stall.js"),
    include_str!("html/start.js"),
);
const BODY: &str = include_str!("html/body.html");
const STYLE_HASH: &str = "sha256-7DAQsdogm6RTSDP2zJrL8MQPk08RscZulNej4hNlHoc=";
const SCRIPT_HASH: &str = "sha256-KQof7M1Wdrh4Db9essto+GC5puBtJhUjRjmG1kKH1wM=";

/// Stacks shown of one stall.
const MOST_STACKS: usize = 32;

/// Lines of source shown on both sides of the one to change.
const AROUND: u32 = 2;

/// What the script reads.
#[derive(Serialize)]
struct Data<'recording> {
    version: &'static str,
    program: &'recording str,
    started: f64,
    duration: f64,
    threshold: f64,
    rate: Option<u32>,
    count: u64,
    total: f64,
    elsewhere: u64,
    looks_forgotten: u64,
    loops: Vec<Track<'recording>>,
    stalls: Vec<Row<'recording>>,
    places: Vec<Listed>,
    /// File, line, function.
    frames: Vec<(&'recording str, u32, &'recording str)>,
    /// Indices of frames, innermost first.
    stacks: &'recording [Vec<u32>],
}

#[derive(Serialize)]
struct Track<'recording> {
    process: u32,
    thread: u32,
    #[serde(serialize_with = "spans")]
    spans: &'recording [Span],
}

/// A stall, with its stacks as numbers.
#[derive(Serialize)]
struct Row<'recording> {
    process: u32,
    thread: u32,
    /// Seconds since the recording began.
    began: f64,
    duration: f64,
    task: Option<&'recording Task>,
    /// Index into the list of places.
    place: Option<usize>,
    at: Option<u32>,
    explanation: &'recording str,
    waits_for: Option<&'recording str>,
    cure: &'recording str,
    measured: Measured,
    holder: Option<Held<'recording>>,
    /// Share and stack.
    stacks: Vec<(f64, u32)>,
}

#[derive(Serialize)]
struct Held<'recording> {
    thread: u32,
    name: &'recording str,
    stack: Option<u32>,
}

#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    figures: Place,
    /// Lines of source with their numbers.
    code: Vec<(u32, String)>,
}

/// Writes spans as flat numbers, microseconds and stacks, with -1 for an idle loop.
fn spans<S: serde::Serializer>(spans: &&[Span], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(spans.iter().flat_map(|span| {
        [micros(span.began), micros(span.ended), span.stack.map_or(-1, i64::from)]
    }))
}

/// Returns whole microseconds: half the letters of a fraction.
#[expect(clippy::cast_possible_truncation, reason = "a recording lasts less than 300,000 years")]
fn micros(seconds: f64) -> i64 {
    (seconds * 1e6).round() as i64
}

/// Writes the page.
pub(super) fn write(recording: &Recording, out: &mut dyn Write) -> io::Result<()> {
    let mut stacks = Interner::default();
    // The loops' stacks keep their numbers; those of stalls follow.
    for stack in 0..u32::try_from(recording.stacks.len()).unwrap_or(u32::MAX) {
        let frames: Vec<_> = recording.stack(stack).cloned().collect();
        stacks.stack(&frames);
    }
    let places: Vec<Listed> = recording
        .summary
        .places()
        .into_iter()
        .map(|figures| {
            let at = figures.place.as_ref();
            let code = at.map(|at| excerpt(&at.file, at.line, AROUND)).unwrap_or_default();
            Listed { figures, code }
        })
        .collect();
    let stalls: Vec<Row<'_>> =
        recording.stalls.iter().map(|stall| row(recording, stall, &places, &mut stacks)).collect();
    let tracks = recording.loops.iter();
    let data = Data {
        version: env!("CARGO_PKG_VERSION"),
        program: &recording.program,
        started: recording.started,
        duration: recording.duration,
        threshold: recording.threshold,
        rate: recording.rate,
        count: recording.summary.count(),
        total: recording.summary.total(),
        elsewhere: recording.summary.elsewhere(),
        looks_forgotten: recording.looks_forgotten,
        loops: tracks
            .map(|it| Track { process: it.process, thread: it.thread, spans: &it.spans })
            .collect(),
        stalls,
        places,
        frames: stacks
            .frames
            .iter()
            .map(|it| (it.file.as_str(), it.line, it.function.as_str()))
            .collect(),
        stacks: &stacks.stacks,
    };
    write_page(&serde_json::to_string(&data)?, &recording.program, out)
}

fn row<'recording>(
    recording: &'recording Recording,
    stall: &'recording Stall,
    places: &[Listed],
    stacks: &mut Interner,
) -> Row<'recording> {
    let is_here = |listed: &Listed| {
        let place = |at: &Option<crate::stall::Frame>| {
            at.as_ref().map(|at| (at.file.clone(), at.function.clone()))
        };
        listed.figures.cause == stall.cause.kind
            && place(&listed.figures.place) == place(&stall.place)
    };
    Row {
        process: stall.process,
        thread: stall.thread,
        began: recording.offset(stall),
        duration: stall.duration,
        task: stall.task.as_ref(),
        place: places.iter().position(is_here),
        at: stall.place.as_ref().map(|at| stacks.frame(at)),
        explanation: &stall.cause.explanation,
        waits_for: stall.cause.waits_for.as_deref(),
        cure: &stall.cure,
        measured: stall.measured,
        holder: stall.cause.holder.as_ref().map(|it| Held {
            thread: it.thread,
            name: &it.name,
            stack: stacks.stack(&it.frames),
        }),
        stacks: stall
            .stacks
            .iter()
            .take(MOST_STACKS)
            .filter_map(|it| Some((it.share, stacks.stack(&it.frames)?)))
            .collect(),
    }
}

fn write_page(data: &str, program: &str, out: &mut dyn Write) -> io::Result<()> {
    let data = escape::script_json(data);
    let title = escape::xml(program);
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{STYLE_HASH}'; \
         script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>nonblock watch: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{BODY}\
         <script type=\"application/json\" id=\"data\">{data}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}
