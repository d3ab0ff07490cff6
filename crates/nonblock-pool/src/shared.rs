//! State behind a lock that cannot be held by accident.

use crate::sync::{Mutex, lock};

/// A value that several threads change, one at a time.
///
/// The lock lives for one closure only, and what the closure returns is dropped after the unlock. A destructor may
/// run foreign code (a Python object's does), and foreign code may call back; with a guard in hand that deadlocks.
#[derive(Debug, Default)]
pub struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    /// Wraps `value`.
    pub fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Runs `change` with the value locked; hand out what must be dropped or called, do not drop or call it inside.
    pub fn with<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut lock(&self.0))
    }
}
