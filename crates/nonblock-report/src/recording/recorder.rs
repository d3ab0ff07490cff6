//! From looks and stalls to a recording, in bounded memory.

use super::data::{LoopTrack, Recording, Span};
use super::interning::Interner;
use crate::stall::{Frame, Stall, Summary};
use std::collections::BTreeMap;

/// Spans kept of all loops together; an hour of a busy loop at 100 looks a second.
const MOST_SPANS: usize = 400_000;

/// Stalls kept one by one: the longest. The summary counts all.
const MOST_STALLS: usize = 5_000;

/// Looks that may fail in a row before the time between them counts as unseen.
const MOST_MISSED: f64 = 5.0;

/// What a look showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing<'look> {
    /// The loop waited for events.
    Nothing,
    /// It ran this stack, innermost frame first.
    Stack(&'look [Frame]),
}

/// Takes looks and stalls in. Times are seconds since the recording began.
#[derive(Debug)]
pub struct Recorder {
    started: f64,
    threshold: f64,
    rate: Option<u32>,
    tracks: BTreeMap<(u32, u32), Vec<Span>>,
    interner: Interner,
    stalls: Vec<Stall>,
    summary: Summary,
    spans: usize,
    looks_forgotten: u64,
}

impl Recorder {
    /// Begins at a time in seconds since 1970; with a `rate` if looks will come.
    pub fn new(started: f64, threshold: f64, rate: Option<u32>) -> Self {
        Self {
            started,
            threshold,
            rate,
            tracks: BTreeMap::new(),
            interner: Interner::default(),
            stalls: Vec::new(),
            summary: Summary::default(),
            spans: 0,
            looks_forgotten: 0,
        }
    }

    /// Takes a look at the loop of a thread in; looks at one loop come in the order of time.
    pub fn look(&mut self, process: u32, thread: u32, at: f64, doing: Doing<'_>) {
        let stack = match doing {
            Doing::Nothing => None,
            Doing::Stack(frames) => match self.interner.stack(frames) {
                Some(stack) => Some(stack),
                None => return self.looks_forgotten += 1,
            },
        };
        let longest_gap = MOST_MISSED / f64::from(self.rate.unwrap_or(1).max(1));
        let spans = self.tracks.entry((process, thread)).or_default();
        if let Some(last) = spans.last_mut().filter(|last| at - last.ended <= longest_gap) {
            // What was seen lasted until something else was.
            last.ended = last.ended.max(at);
            if last.stack == stack {
                return;
            }
        }
        if MOST_SPANS <= self.spans {
            self.looks_forgotten += 1;
            return;
        }
        self.spans += 1;
        spans.push(Span { began: at, ended: at, stack });
    }

    /// Takes a stall that has ended in.
    pub fn stall(&mut self, stall: &Stall) {
        self.summary.add(stall);
        if self.stalls.len() < MOST_STALLS {
            return self.stalls.push(stall.clone());
        }
        let shortest =
            self.stalls.iter_mut().min_by(|one, other| one.duration.total_cmp(&other.duration));
        if let Some(shortest) = shortest.filter(|it| it.duration < stall.duration) {
            *shortest = stall.clone();
        }
    }

    /// Returns how many stalls came.
    pub fn count(&self) -> u64 {
        self.summary.count()
    }

    /// Ends the recording after that many seconds.
    pub fn finish(mut self, program: String, duration: f64) -> Recording {
        self.stalls.sort_by(|one, other| one.started.total_cmp(&other.started));
        // A loop whose looks were never kept still has its stalls.
        for stall in &self.stalls {
            self.tracks.entry((stall.process, stall.thread)).or_default();
        }
        let track = |((process, thread), spans)| LoopTrack { process, thread, spans };
        Recording {
            program,
            started: self.started,
            duration,
            threshold: self.threshold,
            rate: self.rate,
            loops: self.tracks.into_iter().map(track).collect(),
            stalls: self.stalls,
            summary: self.summary,
            frames: self.interner.frames,
            stacks: self.interner.stacks,
            looks_forgotten: self.looks_forgotten,
        }
    }
}
