//! What a fix does, in offsets.

use nonblock_report::Safety;
use ruff_text_size::{TextRange, TextSize};

/// A fix before its places are told to people.
#[derive(Clone, Debug)]
pub(super) struct Cure {
    /// What it does, in the imperative.
    pub(super) message: String,
    /// Whether it keeps the program's meaning.
    pub(super) safety: Safety,
    /// Replacements, in any order.
    pub(super) edits: Vec<(TextRange, String)>,
}

impl Cure {
    pub(super) fn new(message: impl Into<String>, safety: Safety) -> Self {
        Self { message: message.into(), safety, edits: Vec::new() }
    }

    /// Puts text in the place of a range.
    pub(super) fn replace(mut self, range: TextRange, content: impl Into<String>) -> Self {
        self.edits.push((range, content.into()));
        self
    }

    /// Puts text at an offset.
    pub(super) fn insert(self, offset: TextSize, content: impl Into<String>) -> Self {
        self.replace(TextRange::empty(offset), content)
    }
}
