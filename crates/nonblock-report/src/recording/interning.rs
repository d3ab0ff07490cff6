//! Frames and stacks, each kept once and known by a number.

use crate::stall::Frame;
use std::collections::HashMap;

/// Stacks kept; a program that recurses at random must not fill the memory.
const MOST_STACKS: usize = 20_000;

/// Numbers frames and stacks in the order of their first appearance.
#[derive(Debug, Default)]
pub(super) struct Interner {
    frame_numbers: HashMap<Frame, u32>,
    stack_numbers: HashMap<Vec<u32>, u32>,
    pub(super) frames: Vec<Frame>,
    pub(super) stacks: Vec<Vec<u32>>,
}

impl Interner {
    /// Returns the number of a stack, innermost frame first; nothing if there is no room for a new one.
    pub(super) fn stack(&mut self, frames: &[Frame]) -> Option<u32> {
        let indices: Vec<u32> = frames.iter().map(|frame| self.frame(frame)).collect();
        if let Some(known) = self.stack_numbers.get(&indices) {
            return Some(*known);
        }
        if MOST_STACKS <= self.stacks.len() {
            return None;
        }
        let number = u32::try_from(self.stacks.len()).ok()?;
        self.stacks.push(indices.clone());
        self.stack_numbers.insert(indices, number);
        Some(number)
    }

    /// Returns the number of a frame.
    pub(super) fn frame(&mut self, frame: &Frame) -> u32 {
        if let Some(known) = self.frame_numbers.get(frame) {
            return *known;
        }
        let number =
            u32::try_from(self.frames.len()).expect("fewer frames than stacks times their depth");
        self.frames.push(frame.clone());
        self.frame_numbers.insert(frame.clone(), number);
        number
    }
}
