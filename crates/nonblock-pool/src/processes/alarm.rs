//! When the supervisor means to look again, and whether it must be told to look earlier.

use std::time::Duration;

/// The supervisor's alarm clock, changed under the pool's lock.
///
/// Protocol: whoever makes something urgent calls [`Alarm::rouse`] or [`Alarm::expect`] in the critical section that
/// makes it so, takes the nudge in the same one, and delivers it after. The supervisor settles the clock in the critical
/// section in which it looks, then sleeps: what came before it has seen, and for what comes after it there is a nudge.
#[derive(Debug, Default)]
pub(crate) struct Alarm {
    wake_at: Option<Duration>,
    must_nudge: bool,
}

impl Alarm {
    /// Has the supervisor look at once.
    pub(crate) fn rouse(&mut self) {
        self.must_nudge = true;
    }

    /// Has the supervisor look by `now + patience`, if it does not mean to anyway.
    pub(crate) fn expect(&mut self, now: Duration, patience: Duration) {
        if self.wake_at.is_none_or(|it| now + patience < it) {
            self.must_nudge = true;
            self.wake_at = Some(now);
        }
    }

    /// Whether the supervisor must be nudged; true once.
    pub(crate) fn take_nudge(&mut self) -> bool {
        std::mem::take(&mut self.must_nudge)
    }

    /// The supervisor has looked and means to sleep until then.
    pub(crate) fn settle(&mut self, wake_at: Option<Duration>) {
        self.wake_at = wake_at;
    }
}
