//! The end of a worker's patience: what it holds back is sent after a moment, whatever it does meanwhile.

use crate::sync::{AtomicBool, Ordering};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create,
    timerfd_settime,
};
use std::io;

/// How long something may be held back.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 2_000_000 };

/// What fires once, later: a timer's descriptor, or in a model a flag.
pub(crate) trait Timer {
    fn start(&self);
}

/// A timer that somebody starts when the worker begins to hold back, and that the watcher hears.
///
/// Protocol: the worker puts something into the outbox, then calls [`Patience::begin`]. The watcher, when the timer has
/// fired, calls [`Patience::end`], then sends what is in the outbox. Whoever begins while the timer runs need not start
/// it: the flag that says so is lowered before the outbox is emptied, so what came before it is sent.
#[derive(Debug)]
pub(crate) struct Patience<T = OwnedFd> {
    timer: T,
    is_running: AtomicBool,
}

impl Patience {
    /// A timer that does not run.
    pub(crate) fn new() -> io::Result<Self> {
        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        Ok(Self::over(timerfd_create(TimerfdClockId::Monotonic, flags)?))
    }
}

impl<T: Timer> Patience<T> {
    pub(crate) fn over(timer: T) -> Self {
        Self { timer, is_running: AtomicBool::new(false) }
    }

    /// Worker: something is held back from now on. One system call at most each time the patience ends.
    pub(crate) fn begin(&self) {
        if !self.is_running.swap(true, Ordering::AcqRel) {
            self.timer.start();
        }
    }

    #[cfg(all(test, loom))]
    pub(crate) fn timer(&self) -> &T {
        &self.timer
    }

    /// Watcher: the timer has fired; what is held back must be sent after this.
    pub(crate) fn end(&self) {
        // Exchanged rather than stored: loom lets a later exchange overlook a mere store.
        self.is_running.swap(false, Ordering::AcqRel);
    }
}

impl Timer for OwnedFd {
    fn start(&self) {
        let nothing = Timespec { tv_sec: 0, tv_nsec: 0 };
        let once = Itimerspec { it_interval: nothing, it_value: PATIENCE };
        let started = timerfd_settime(self, TimerfdTimerFlags::empty(), &once);
        debug_assert!(started.is_ok(), "a timer can be started: {started:?}");
    }
}

impl AsFd for Patience {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.timer.as_fd()
    }
}
