//! Python objects as bytes: strings, types, dictionaries, tasks. Read only, never trusted.

mod dictionary;
mod tasks;
mod text;

pub use tasks::{Step, TaskChain};

use crate::layouts::Layout;
use crate::memory::{Address, Memory, MemoryError};

/// Reads objects of one interpreter.
#[derive(Clone, Copy, Debug)]
pub struct Objects<'interpreter> {
    memory: &'interpreter Memory,
    layout: &'interpreter Layout,
}

impl<'interpreter> Objects<'interpreter> {
    /// Returns a reader of that interpreter's objects.
    pub fn new(memory: &'interpreter Memory, layout: &'interpreter Layout) -> Self {
        Self { memory, layout }
    }

    /// Returns the name of the object's type: `str`, `_asyncio.Task`.
    pub fn type_name(self, object: Address) -> Result<String, MemoryError> {
        let kind = self.memory.word(object + 8)?;
        let name = self.memory.word(kind + self.layout.objects.type_name)?;
        self.memory.c_string(name, 64)
    }

    /// Returns the value of a `float`.
    pub fn float(self, object: Address) -> Result<f64, MemoryError> {
        self.memory.word(object + 16).map(f64::from_bits)
    }

    /// Returns the index of each of `names` in a tuple of strings (a code object's local names).
    pub fn positions(self, tuple: Address, names: &[&str]) -> Vec<Option<u64>> {
        let mut positions = vec![None; names.len()];
        let count = self.memory.word(tuple + self.layout.objects.size).unwrap_or(0).min(64);
        for index in 0..count {
            let item = self.memory.word(tuple + self.layout.objects.item + 8 * index);
            let Some(text) = item.ok().and_then(|item| self.text(item)) else { continue };
            if let Some(at) = names.iter().position(|name| *name == text) {
                positions[at] = Some(index);
            }
        }
        positions
    }
}
