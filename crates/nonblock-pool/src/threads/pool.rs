//! A queue of jobs and the threads that serve it, seen from outside.

use std::fmt;
use std::time::Duration;

use super::parker::Parker;
use super::roster::{Roster, Summons};
use super::worker::Worker;
use crate::shared::Shared;
use crate::sync::Arc;

/// A pool of threads that grows under load and shrinks when idle.
///
/// It starts no thread itself: where a thread comes from is the caller's knowledge. [`Pool::submit`] returns a
/// [`Worker`] when one more thread is due; the caller starts a thread that serves with it.
pub struct Pool<J> {
    pub(super) roster: Arc<Shared<Roster<J>>>,
    idle_timeout: Option<Duration>,
}

/// What a pool holds at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Jobs that no thread has taken.
    pub queued: usize,
    /// Threads that count against the limit, asleep or not.
    pub serving: usize,
    /// Threads asleep.
    pub idle: usize,
    /// Threads still busy with a job that nobody waits for.
    pub abandoned: usize,
}

/// The pool takes no more jobs; the job comes back.
pub struct Closed<J>(pub J);

impl<J> fmt::Debug for Closed<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Closed")
    }
}

impl<J> Pool<J> {
    /// Creates a pool of at most `limit` threads, each of which leaves after `idle_timeout` without work.
    pub fn new(limit: usize, idle_timeout: Option<Duration>) -> Self {
        Self { roster: Arc::new(Shared::new(Roster::new(limit.max(1)))), idle_timeout }
    }

    /// Queues `job`; a returned worker asks for a new thread.
    pub fn submit(&self, job: J) -> Result<Option<Worker<J>>, Closed<J>> {
        let summons = self.roster.with(|roster| {
            if !roster.is_open() {
                return Err(Closed(job));
            }
            roster.queue.push_back(job);
            Ok(roster.summon())
        })?;
        Ok(self.obey(summons))
    }

    /// Accepts no more jobs. Queued ones are still run; idle threads leave at once.
    pub fn close(&self) {
        self.roster.with(Roster::close).iter().for_each(|sleeper| sleeper.unpark());
    }

    /// Takes back every job that no thread has taken.
    pub fn drain(&self) -> Vec<J> {
        self.roster.with(|roster| roster.queue.drain(..).collect())
    }

    /// Waits until the last thread of a closed pool has left; abandoned threads are not waited for.
    pub fn join(&self) {
        let parker = Arc::new(Parker::default());
        let is_over = self.roster.with(|roster| {
            let is_over = roster.is_deserted();
            if !is_over {
                roster.await_farewell(Arc::clone(&parker));
            }
            is_over
        });
        if !is_over {
            parker.park(None);
        }
    }

    /// Returns how much there is to do and who does it.
    pub fn load(&self) -> Load {
        self.roster.with(|roster| roster.load())
    }

    pub(super) fn idle_timeout(&self) -> Option<Duration> {
        self.idle_timeout
    }

    pub(super) fn obey(&self, summons: Summons) -> Option<Worker<J>> {
        match summons {
            Summons::Nobody => None,
            Summons::Wake(sleeper) => {
                sleeper.unpark();
                None
            }
            Summons::Start => Some(Worker::newcomer(self.clone())),
        }
    }
}

impl<J> Clone for Pool<J> {
    fn clone(&self) -> Self {
        Self { roster: Arc::clone(&self.roster), idle_timeout: self.idle_timeout }
    }
}

impl<J> fmt::Debug for Pool<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pool").field("load", &self.load()).finish_non_exhaustive()
    }
}
