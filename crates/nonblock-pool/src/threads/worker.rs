//! One thread's place in a pool: take a job, lie down, get up, leave.

use std::fmt;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use super::parker::Parker;
use super::pool::Pool;
use super::roster::{Roster, Summons};
use crate::sync::Arc;

/// What [`Worker::take`] found.
#[derive(Debug)]
pub enum Taken<J> {
    /// A job to run; start a thread for the newcomer first, if there is one.
    Job {
        /// The job.
        job: J,
        /// A further thread that the queue needs.
        newcomer: Option<Worker<J>>,
    },
    /// Nothing to do: the thread is on the list of sleepers now and must call [`Worker::sleep`].
    Rest,
    /// The thread has left the pool and must end.
    Leave,
}

/// Why [`Worker::sleep`] came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awoken {
    /// There may be a job: call [`Worker::take`].
    Called,
    /// Nobody called for the idle time: the thread has left the pool and must end.
    Leave,
}

/// A thread of a pool. Dropping it, for whatever reason, gives the place back.
pub struct Worker<J> {
    pool: Pool<J>,
    place: Arc<Place>,
}

/// Lets whoever waits for a running job give the thread up.
pub struct Hold<J> {
    pool: Pool<J>,
    place: Arc<Place>,
    /// Which of the worker's jobs is meant; a later one must not be given up by mistake.
    turn: u64,
}

/// What a worker and the holds on its jobs share.
///
/// `standing` and `turn` change only under the pool's lock (except that a sleeper notes its own awakening), so the
/// atomics carry no ordering of their own.
#[derive(Debug, Default)]
struct Place {
    parker: Arc<Parker>,
    standing: AtomicU8,
    turn: AtomicU64,
}

/// How the pool counts a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Standing {
    /// Started or woken, not yet at the queue.
    Called,
    /// Runs a job, or is about to look at the queue again.
    AtWork,
    /// On the list of sleepers.
    Asleep,
    /// Runs a job that nobody waits for; not counted against the limit.
    Abandoned,
    /// Has left.
    Gone,
}

impl Place {
    fn standing(&self) -> Standing {
        match self.standing.load(Ordering::Relaxed) {
            0 => Standing::Called,
            1 => Standing::AtWork,
            2 => Standing::Asleep,
            3 => Standing::Abandoned,
            _ => Standing::Gone,
        }
    }

    fn set(&self, standing: Standing) {
        self.standing.store(standing as u8, Ordering::Relaxed);
    }
}

impl<J> Worker<J> {
    pub(super) fn newcomer(pool: Pool<J>) -> Self {
        Self { pool, place: Arc::default() }
    }

    /// Takes the next job, or puts the thread on the list of sleepers, or lets it leave.
    pub fn take(&self) -> Taken<J> {
        let (taken, summons, told) = self.pool.roster.with(|roster| {
            if !self.report(roster) {
                return (None, Summons::Nobody, Vec::new());
            }
            if let Some(job) = roster.queue.pop_front() {
                self.begin();
                return (Some(Some(job)), roster.summon(), Vec::new());
            }
            if roster.is_open() {
                self.place.set(Standing::Asleep);
                roster.lie_down(Arc::clone(&self.place.parker));
                return (Some(None), Summons::Nobody, Vec::new());
            }
            self.place.set(Standing::Gone);
            (None, Summons::Nobody, roster.leave())
        });
        for waiter in &told {
            waiter.unpark();
        }
        let newcomer = self.pool.obey(summons);
        match taken {
            Some(Some(job)) => Taken::Job { job, newcomer },
            Some(None) => Taken::Rest,
            None => Taken::Leave,
        }
    }

    /// Takes the next job if one waits and this thread is still counted; never lies down.
    pub fn take_waiting(&self) -> Option<(J, Option<Self>)> {
        let (job, summons) = self.pool.roster.with(|roster| {
            if self.place.standing() != Standing::AtWork {
                return None;
            }
            let job = roster.queue.pop_front()?;
            self.begin();
            Some((job, roster.summon()))
        })?;
        Some((job, self.pool.obey(summons)))
    }

    /// Sleeps until there is a job or until the idle time is over; only after [`Taken::Rest`].
    pub fn sleep(&self) -> Awoken {
        loop {
            let was_called = self.place.parker.park(self.pool.idle_timeout());
            if !was_called {
                if self.leave_if_uncalled() {
                    return Awoken::Leave;
                }
                // Called at the very moment the time ended: the token is on its way and must not greet the next sleep.
                self.place.parker.park(None);
            }
            if self.is_needed() {
                return Awoken::Called;
            }
        }
    }

    /// Returns the way to give this thread up while it runs the job it took last.
    pub fn hold(&self) -> Hold<J> {
        let turn = self.place.turn.load(Ordering::Relaxed);
        Hold { pool: self.pool.clone(), place: Arc::clone(&self.place), turn }
    }

    /// The idle time is over: leaves, unless somebody has just called.
    fn leave_if_uncalled(&self) -> bool {
        let (leaves, told) = self.pool.roster.with(|roster| {
            if !roster.get_up(&self.place.parker) {
                return (false, Vec::new());
            }
            self.place.set(Standing::Gone);
            (true, roster.leave())
        });
        for waiter in &told {
            waiter.unpark();
        }
        leaves
    }

    /// Looks whether a call is still good. Another thread often took the job meanwhile, and then it is cheaper to lie
    /// down again here than to come back to the interpreter for nothing.
    fn is_needed(&self) -> bool {
        self.pool.roster.with(|roster| {
            let is_needed = !roster.queue.is_empty() || !roster.is_open();
            if is_needed {
                self.place.set(Standing::Called);
            } else {
                roster.arrive();
                roster.lie_down(Arc::clone(&self.place.parker));
            }
            is_needed
        })
    }

    /// Tells the roster that this thread stands at the queue; false if there is no room for it any more.
    fn report(&self, roster: &mut Roster<J>) -> bool {
        let stays = match self.place.standing() {
            Standing::Called => {
                roster.arrive();
                true
            }
            Standing::Abandoned => roster.rejoin(),
            Standing::AtWork => true,
            Standing::Asleep | Standing::Gone => false,
        };
        self.place.set(if stays { Standing::AtWork } else { Standing::Gone });
        stays
    }

    fn begin(&self) {
        self.place.turn.fetch_add(1, Ordering::Relaxed);
    }
}

impl<J> Drop for Worker<J> {
    fn drop(&mut self) {
        let (told, sleeper) = self.pool.roster.with(|roster| {
            let standing = self.place.standing();
            self.place.set(Standing::Gone);
            match standing {
                Standing::Gone => return (Vec::new(), None),
                Standing::Abandoned => {
                    roster.forget_abandoned();
                    return (Vec::new(), None);
                }
                Standing::Called => roster.arrive(),
                Standing::Asleep if !roster.get_up(&self.place.parker) => roster.arrive(),
                Standing::Asleep | Standing::AtWork => {}
            }
            (roster.leave(), roster.summon_sleeper())
        });
        told.iter().chain(&sleeper).for_each(|waiter| waiter.unpark());
    }
}

impl<J> Hold<J> {
    /// Stops counting the thread if it still runs the job meant; a returned worker asks for a replacement.
    pub fn abandon(&self) -> Option<Worker<J>> {
        let summons = self.pool.roster.with(|roster| {
            let is_same = self.place.turn.load(Ordering::Relaxed) == self.turn;
            if is_same && self.place.standing() == Standing::AtWork {
                self.place.set(Standing::Abandoned);
                roster.abandon()
            } else {
                Summons::Nobody
            }
        });
        self.pool.obey(summons)
    }
}

impl<J> fmt::Debug for Worker<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Worker")
            .field("standing", &self.place.standing())
            .finish_non_exhaustive()
    }
}

impl<J> fmt::Debug for Hold<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Hold").field("turn", &self.turn).finish_non_exhaustive()
    }
}
