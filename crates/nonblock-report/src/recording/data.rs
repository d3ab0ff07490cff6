//! A recording as plain data: who was watched, what its loops did when, and the stalls.

use crate::stall::{Frame, Stall, Summary};

/// A stretch of time in which looks at a loop showed the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Seconds since the recording began.
    pub began: f64,
    /// Seconds since the recording began.
    pub ended: f64,
    /// Index of the stack; nothing while the loop waited for events.
    pub stack: Option<u32>,
}

/// One event loop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoopTrack {
    /// Id of the process.
    pub process: u32,
    /// The kernel's id of the loop's thread.
    pub thread: u32,
    /// In the order of time; gaps are time that nobody saw.
    pub spans: Vec<Span>,
}

/// A recording.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// What was watched, for people: a command line, or ids of processes.
    pub program: String,
    /// When it began, in seconds since 1970.
    pub started: f64,
    /// How long it lasted, in seconds.
    pub duration: f64,
    /// From how many seconds on a turn was a stall.
    pub threshold: f64,
    /// Looks a second; nothing if only stalls were kept.
    pub rate: Option<u32>,
    /// The loops, by process and thread.
    pub loops: Vec<LoopTrack>,
    /// The stalls that were kept, by their beginning.
    pub stalls: Vec<Stall>,
    /// All stalls, folded by place.
    pub summary: Summary,
    /// Frames of the loops' stacks.
    pub frames: Vec<Frame>,
    /// Stacks of the loops, innermost frame first, as indices of frames.
    pub stacks: Vec<Vec<u32>>,
    /// Looks that were not kept, because the recording was full.
    pub looks_forgotten: u64,
}

impl Recording {
    /// Returns the frames of a stack of a loop, innermost first.
    pub(super) fn stack(&self, index: u32) -> impl DoubleEndedIterator<Item = &Frame> {
        let indices = usize::try_from(index).ok().and_then(|it| self.stacks.get(it));
        indices
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .filter_map(|it| self.frames.get(usize::try_from(*it).ok()?))
    }

    /// Returns when a stall began, in seconds since the recording did.
    pub(super) fn offset(&self, stall: &Stall) -> f64 {
        stall.started - self.started
    }
}
