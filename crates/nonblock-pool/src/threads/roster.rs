//! Who waits, who works, who sleeps: the decisions of a pool, without locks and without threads.

use std::collections::VecDeque;

use super::parker::Parker;
use super::pool::Load;
use crate::sync::Arc;

/// What a decision asks the caller to do, after the lock is gone.
#[derive(Debug)]
pub(super) enum Summons {
    /// Nothing: enough threads know about the queue.
    Nobody,
    /// Wake this sleeper.
    Wake(Arc<Parker>),
    /// Start a new thread.
    Start,
}

/// The state of a pool.
///
/// Invariant (`nobody_is_forgotten`): while a job waits, a thread is on its way to the queue (`called > 0`), or every
/// thread the limit allows is at work and will look at the queue when its job ends.
#[derive(Debug)]
pub(super) struct Roster<J> {
    pub(super) queue: VecDeque<J>,
    /// Sleepers, the last one to lie down on top: its stack and thread state are the warmest.
    idle: Vec<Arc<Parker>>,
    /// Threads that were woken or started and have not yet looked at the queue; never more than one.
    called: usize,
    /// Threads that count against the limit: asleep, called or at work.
    serving: usize,
    /// Threads busy with a job that nobody waits for any more.
    abandoned: usize,
    limit: usize,
    open: bool,
    /// Those who wait for the last thread of a closed pool to leave.
    farewell: Vec<Arc<Parker>>,
}

impl<J> Roster<J> {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            queue: VecDeque::new(),
            idle: Vec::new(),
            called: 0,
            serving: 0,
            abandoned: 0,
            limit,
            open: true,
            farewell: Vec::new(),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    pub(super) fn is_deserted(&self) -> bool {
        self.serving == 0
    }

    pub(super) fn load(&self) -> Load {
        Load {
            queued: self.queue.len(),
            serving: self.serving,
            idle: self.idle.len(),
            abandoned: self.abandoned,
        }
    }

    /// Calls one more thread if a job waits and nobody is on the way.
    ///
    /// One at a time: the called thread calls the next one when it finds more work. A burst of short jobs is then run
    /// by one or two warm threads, and a burst of long ones has every thread at work a few wake-ups later.
    pub(super) fn summon(&mut self) -> Summons {
        let summons = if self.queue.is_empty() || 0 < self.called {
            Summons::Nobody
        } else if let Some(parker) = self.idle.pop() {
            self.called += 1;
            Summons::Wake(parker)
        } else if self.may_grow() {
            self.called += 1;
            self.serving += 1;
            Summons::Start
        } else {
            Summons::Nobody
        };
        debug_assert!(self.nobody_is_forgotten(), "a job waits and nobody will come");
        summons
    }

    /// Calls a sleeper if a job waits and nobody is on the way; for those who cannot start a thread.
    pub(super) fn summon_sleeper(&mut self) -> Option<Arc<Parker>> {
        let is_needed = !self.queue.is_empty() && self.called == 0;
        let sleeper = if is_needed { self.idle.pop() } else { None };
        self.called += usize::from(sleeper.is_some());
        sleeper
    }

    /// A called thread has arrived at the queue.
    pub(super) fn arrive(&mut self) {
        debug_assert!(0 < self.called, "a thread arrived that nobody called");
        self.called -= 1;
    }

    /// The queue is empty and this thread lies down, in the same critical section that saw it empty.
    pub(super) fn lie_down(&mut self, parker: Arc<Parker>) {
        debug_assert!(self.queue.is_empty(), "a thread lies down beside a waiting job");
        self.idle.push(parker);
    }

    /// Takes a sleeper whose time is over off the list; false if somebody has just called it.
    pub(super) fn get_up(&mut self, parker: &Arc<Parker>) -> bool {
        let found = self.idle.iter().position(|it| Arc::ptr_eq(it, parker));
        found.map(|at| self.idle.remove(at)).is_some()
    }

    /// A working thread no longer counts: nobody waits for its job. Another one may take its place.
    pub(super) fn abandon(&mut self) -> Summons {
        self.serving -= 1;
        self.abandoned += 1;
        self.summon()
    }

    /// An abandoned thread came back after all; true if there is room for it.
    pub(super) fn rejoin(&mut self) -> bool {
        self.abandoned -= 1;
        let has_room = self.open && self.serving < self.limit;
        self.serving += usize::from(has_room);
        has_room
    }

    /// An abandoned thread ended without coming back.
    pub(super) fn forget_abandoned(&mut self) {
        self.abandoned -= 1;
    }

    /// A thread leaves; returns those to tell that it was the last one.
    pub(super) fn leave(&mut self) -> Vec<Arc<Parker>> {
        debug_assert!(0 < self.serving, "a thread left that was not there");
        self.serving -= 1;
        if self.open || 0 < self.serving { Vec::new() } else { std::mem::take(&mut self.farewell) }
    }

    /// Accepts no more jobs; returns the sleepers, who find the queue empty and leave.
    pub(super) fn close(&mut self) -> Vec<Arc<Parker>> {
        self.open = false;
        let sleepers = std::mem::take(&mut self.idle);
        self.called += sleepers.len();
        sleepers
    }

    pub(super) fn await_farewell(&mut self, parker: Arc<Parker>) {
        self.farewell.push(parker);
    }

    /// Abandoned threads are replaced, but never by more than the limit again: a pool has at most twice its size.
    fn may_grow(&self) -> bool {
        self.serving < self.limit && self.serving + self.abandoned < self.limit.saturating_mul(2)
    }

    fn nobody_is_forgotten(&self) -> bool {
        self.queue.is_empty() || 0 < self.called || (self.idle.is_empty() && !self.may_grow())
    }
}
