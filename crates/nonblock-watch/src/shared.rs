//! A value behind a lock that is held for one closure only: a guard cannot outlive it.

use std::sync::{Mutex, PoisonError};

/// A value shared between threads.
#[derive(Debug, Default)]
pub(crate) struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    /// Returns the value behind a lock.
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Runs `use_it` under the lock. What it returns is dropped after the lock is free.
    ///
    /// A panic in another closure does not spoil the value: each closure here leaves it whole at every step.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that locks")]
    pub(crate) fn with<R>(&self, use_it: impl FnOnce(&mut T) -> R) -> R {
        use_it(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
