//! A mutex that is only locked for the length of a closure.

use std::sync::{Mutex, PoisonError};

/// State that threads share; what the closure returns is dropped after the unlock.
#[derive(Debug, Default)]
pub struct Shared<S>(Mutex<S>);

impl<S> Shared<S> {
    /// Wraps `state`.
    pub fn new(state: S) -> Self {
        Self(Mutex::new(state))
    }

    /// Runs `act` with the state locked. `act` neither waits nor runs foreign code.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that locks")]
    pub fn with<R>(&self, act: impl FnOnce(&mut S) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
