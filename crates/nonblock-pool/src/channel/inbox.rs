//! What many threads have finished and one event loop collects.

use crate::shared::Shared;

/// A list that tells its writer when the reader must be woken.
///
/// Protocol: the writer whose [`Inbox::post`] returns true rings the bell, later or at once; the reader hushes the
/// bell *before* it collects. Then an item posted after the collection finds the list empty and rings anew, and an item
/// posted before it is collected: the only waste is one ring for nothing.
#[derive(Debug)]
pub struct Inbox<T>(Shared<Vec<T>>);

impl<T> Inbox<T> {
    /// Adds `item`; true if it is the first since the last collection, so that the reader must be woken.
    #[must_use]
    pub fn post(&self, item: T) -> bool {
        self.0.with(|items| {
            items.push(item);
            items.len() == 1
        })
    }

    /// Takes everything.
    pub fn collect(&self) -> Vec<T> {
        self.0.with(std::mem::take)
    }
}

impl<T> Default for Inbox<T> {
    fn default() -> Self {
        Self(Shared::new(Vec::new()))
    }
}
