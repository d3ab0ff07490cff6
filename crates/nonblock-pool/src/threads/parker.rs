//! Where one thread sleeps until somebody needs it.

use std::time::Duration;

use crate::sync::{Condvar, Mutex, lock};

/// A bed for one thread: a token that one side leaves and the other waits for.
///
/// Invariant: a token left by [`Parker::unpark`] stays until [`Parker::park`] takes it, so no wake-up is lost.
#[derive(Debug, Default)]
pub(crate) struct Parker {
    token: Mutex<bool>,
    arrived: Condvar,
}

impl Parker {
    /// Waits for a token and takes it; returns false if `timeout` ends first.
    pub(crate) fn park(&self, timeout: Option<Duration>) -> bool {
        let token = lock(&self.token);
        let mut token = match timeout {
            None => self.wait(token),
            Some(timeout) => self.wait_at_most(token, timeout),
        };
        std::mem::take(&mut *token)
    }

    /// Leaves the token and wakes the sleeper.
    pub(crate) fn unpark(&self) {
        *lock(&self.token) = true;
        self.arrived.notify_one();
    }

    fn wait<'a>(
        &self,
        mut token: crate::sync::MutexGuard<'a, bool>,
    ) -> crate::sync::MutexGuard<'a, bool> {
        while !*token {
            token = self.arrived.wait(token).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        token
    }

    #[cfg(not(loom))]
    fn wait_at_most<'a>(
        &self,
        token: crate::sync::MutexGuard<'a, bool>,
        timeout: Duration,
    ) -> crate::sync::MutexGuard<'a, bool> {
        let waited = self.arrived.wait_timeout_while(token, timeout, |here| !*here);
        waited.unwrap_or_else(std::sync::PoisonError::into_inner).0
    }

    /// loom has no clock: in a model a timeout either has ended already or never ends.
    #[cfg(loom)]
    fn wait_at_most<'a>(
        &self,
        token: crate::sync::MutexGuard<'a, bool>,
        _timeout: Duration,
    ) -> crate::sync::MutexGuard<'a, bool> {
        token
    }
}
