//! Stacks merged into a tree of time: what every flame graph draws.

use super::data::Recording;
use crate::stall::Frame;
use std::collections::BTreeMap;

/// A function, in a place of the tree.
#[derive(Debug, Default)]
pub(super) struct Flame<'recording> {
    /// The frame as first seen; nothing at the root.
    pub(super) frame: Option<&'recording Frame>,
    /// Seconds in it and above it.
    pub(super) seconds: f64,
    /// What it called, by file and function.
    pub(super) children: BTreeMap<(&'recording str, &'recording str), Self>,
}

impl<'recording> Flame<'recording> {
    /// Merges what the loops did; without looks, what they did in stalls.
    pub(super) fn of(recording: &'recording Recording) -> Self {
        let mut root = Self::default();
        for span in recording.loops.iter().flat_map(|track| &track.spans) {
            if let Some(stack) = span.stack {
                root.add(recording.stack(stack).rev(), span.ended - span.began);
            }
        }
        if root.children.is_empty() {
            for stall in &recording.stalls {
                for stack in &stall.stacks {
                    root.add(stack.frames.iter().rev(), stack.share * stall.duration);
                }
            }
        }
        root
    }

    /// Adds a stack, outermost frame first.
    fn add(&mut self, stack: impl Iterator<Item = &'recording Frame>, seconds: f64) {
        self.seconds += seconds;
        let mut flame = self;
        for frame in stack {
            flame = flame.children.entry((&frame.file, &frame.function)).or_default();
            flame.frame.get_or_insert(frame);
            flame.seconds += seconds;
        }
    }

    /// Returns how many frames lie on each other at most, the root not counted.
    pub(super) fn depth(&self) -> usize {
        self.children.values().map(|child| 1 + child.depth()).max().unwrap_or(0)
    }
}
