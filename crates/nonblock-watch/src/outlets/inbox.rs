//! Stalls that wait to be taken: bounded, so that nobody who forgets them pays with memory.

use nonblock_report::stall::Stall;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Stalls kept; the oldest goes first.
const MOST: usize = 1024;

/// What waits.
#[derive(Debug, Default)]
struct Waiting {
    stalls: VecDeque<Stall>,
    dropped: u64,
    is_closed: bool,
}

/// A queue from the watchdog's thread to whoever takes.
#[derive(Debug, Default)]
pub struct Inbox {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

impl Inbox {
    /// Adds a stall; forgets the oldest if too many wait.
    pub fn put(&self, stall: Stall) {
        let mut waiting = self.lock();
        if MOST <= waiting.stalls.len() {
            waiting.stalls.pop_front();
            waiting.dropped += 1;
        }
        waiting.stalls.push_back(stall);
        drop(waiting);
        self.changed.notify_all();
    }

    /// Says that nothing more will come: takers return at once.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    /// Takes what is there.
    pub fn take(&self) -> Vec<Stall> {
        self.lock().stalls.drain(..).collect()
    }

    /// Waits for stalls and takes them; nothing once the inbox is closed and empty.
    pub fn wait(&self, longest: Duration) -> Option<Vec<Stall>> {
        let waiting = self.lock();
        let nothing = |waiting: &mut Waiting| waiting.stalls.is_empty() && !waiting.is_closed;
        let (mut waiting, _) = self
            .changed
            .wait_timeout_while(waiting, longest, nothing)
            .unwrap_or_else(PoisonError::into_inner);
        let is_over = waiting.stalls.is_empty() && waiting.is_closed;
        (!is_over).then(|| waiting.stalls.drain(..).collect())
    }

    /// Returns how many stalls were forgotten.
    pub fn dropped(&self) -> u64 {
        self.lock().dropped
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the condition variable needs the guard; no Python runs under it"
    )]
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonblock_report::stall::{Cause, CauseKind, Measured};

    fn stall(duration: f64) -> Stall {
        let cause = Cause {
            kind: CauseKind::Unknown,
            explanation: String::new(),
            waits_for: None,
            holder: None,
        };
        Stall {
            process: 1,
            thread: 1,
            started: 0.0,
            duration,
            is_over: true,
            task: None,
            place: None,
            cause,
            cure: String::new(),
            rule: String::new(),
            measured: Measured::default(),
            stacks: Vec::new(),
        }
    }

    #[test]
    fn an_inbox_that_nobody_empties_keeps_the_latest() {
        let inbox = Inbox::default();
        (0..2000_u32).for_each(|number| inbox.put(stall(f64::from(number))));
        let stalls = inbox.take();
        assert_eq!((stalls.len(), inbox.dropped()), (1024, 976));
        assert_eq!(stalls.last().map(|stall| stall.duration), Some(1999.0));
    }

    #[test]
    fn a_taker_gets_what_is_left_and_then_the_end() {
        let inbox = Inbox::default();
        inbox.put(stall(1.0));
        inbox.close();
        assert_eq!(inbox.wait(Duration::from_secs(9)).map(|stalls| stalls.len()), Some(1));
        assert_eq!(inbox.wait(Duration::from_secs(9)), None);
    }

    #[test]
    fn a_taker_wakes_when_a_stall_comes() {
        let inbox = Inbox::default();
        std::thread::scope(|scope| {
            let taker = scope.spawn(|| inbox.wait(Duration::from_secs(20)));
            inbox.put(stall(1.0));
            assert_eq!(taker.join().unwrap().map(|stalls| stalls.len()), Some(1));
        });
    }
}
