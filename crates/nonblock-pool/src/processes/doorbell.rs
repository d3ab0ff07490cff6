//! How whoever reads the pool learns of deliveries that no worker's socket announces.

use crate::channel::Bell;

/// What can be rung and hushed: an eventfd, or in a model a flag.
pub(crate) trait Ring {
    fn ring(&self);
    fn hush(&self);
}

impl Ring for Bell {
    fn ring(&self) {
        Self::ring(self);
    }

    fn hush(&self) {
        Self::hush(self);
    }
}

/// A bell and whether it rings; changed only together with the deliveries, under the pool's lock.
///
/// Invariant: the bell is readable exactly when `is_rung`. Were one changed without the other, a ring between the two
/// would stay: the poller would report the pool as readable, again and again, with nothing to read.
#[derive(Debug)]
pub(crate) struct Doorbell<B = Bell> {
    bell: B,
    is_rung: bool,
}

impl<B: Ring> Doorbell<B> {
    /// A bell that is quiet.
    pub(crate) fn new(bell: B) -> Self {
        Self { bell, is_rung: false }
    }

    /// Rings, unless it rings already.
    pub(crate) fn ring(&mut self) {
        if !std::mem::replace(&mut self.is_rung, true) {
            self.bell.ring();
        }
    }

    /// Goes quiet; call it in the critical section that takes the deliveries.
    pub(crate) fn hush(&mut self) {
        if std::mem::take(&mut self.is_rung) {
            self.bell.hush();
        }
    }
}
