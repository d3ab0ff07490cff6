//! The two words that decide whether a call is started by the worker or taken back by the application.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

/// Set in `turn` while a revocation waits for the worker's answer.
pub const REVOKED: u64 = 1 << 63;

/// The worker's answer to its own wish to start a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The call is this worker's.
    Started,
    /// The call was taken back: forget it.
    TakenBack,
}

/// What the protocol does to a word; loom has atomics of its own, and memory shared by processes cannot hold those.
pub(crate) trait Word {
    fn load_acquire(&self) -> u64;
    fn load_relaxed(&self) -> u64;
    fn store_relaxed(&self, value: u64);
    fn exchange(&self, seen: u64, next: u64) -> Result<u64, u64>;
}

impl Word for AtomicU64 {
    fn load_acquire(&self) -> u64 {
        self.load(Acquire)
    }

    fn load_relaxed(&self) -> u64 {
        self.load(Relaxed)
    }

    fn store_relaxed(&self, value: u64) {
        self.store(value, Relaxed);
    }

    fn exchange(&self, seen: u64, next: u64) -> Result<u64, u64> {
        self.compare_exchange(seen, next, AcqRel, Acquire)
    }
}

/// Invariant: without [`REVOKED`], `turn` only grows, by the worker's hand alone.
#[derive(Debug)]
pub(crate) struct Turn<'a, W = AtomicU64> {
    pub(crate) turn: &'a W,
    pub(crate) skip_until: &'a W,
}

impl<W: Word> Turn<'_, W> {
    /// Worker: tries to start call `seq`, the one after the last it has seen.
    pub(crate) fn claim(&self, seq: u64) -> Claim {
        let mut seen = self.turn.load_acquire();
        loop {
            let revoked = seen & REVOKED != 0;
            if !revoked && seq <= seen {
                return Claim::TakenBack; // an earlier answer moved past it
            }
            // The acquire that saw the bit makes `skip_until`, stored before it, visible.
            let next = if revoked { self.skip_until.load_relaxed() } else { seq };
            match self.turn.exchange(seen, next) {
                Ok(_) if revoked => seen = next,
                Ok(_) => return Claim::Started,
                Err(other) => seen = other,
            }
        }
    }

    /// Application: takes back every call after the one that started last, up to `last_sent`.
    /// Returns the last one started, or `None` while an earlier revocation is unanswered.
    pub(crate) fn revoke(&self, last_sent: u64) -> Option<u64> {
        let mut seen = self.turn.load_acquire();
        loop {
            if seen & REVOKED != 0 {
                return None;
            }
            if last_sent <= seen {
                return Some(seen);
            }
            self.skip_until.store_relaxed(last_sent);
            match self.turn.exchange(seen, seen | REVOKED) {
                Ok(_) => return Some(seen),
                Err(other) => seen = other,
            }
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    /// One side's next atomic step, as the code above takes them: a load, then stores and exchanges against what was seen.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Step {
        Load,
        Exchange { seen: u64, skip: Option<u64> },
        ReadSkip { seen: u64 },
        Done,
    }

    /// The words, both sides' places in their programs, and what became of each call.
    #[derive(Debug, Clone)]
    struct World {
        turn: u64,
        skip_until: u64,
        worker: (u64, Step),
        revoking: (usize, Step),
        started: Vec<u64>,
        skipped: Vec<u64>,
        taken_back: Vec<u64>,
    }

    const LAST: u64 = 4;
    const REVOCATIONS: usize = 2;

    impl World {
        /// The worker takes one atomic step of `claim`.
        fn step_worker(&mut self) {
            let (seq, step) = self.worker;
            self.worker = match step {
                Step::Load => (seq, Self::judge(seq, self.turn)),
                Step::ReadSkip { seen } => {
                    (seq, Step::Exchange { seen, skip: Some(self.skip_until) })
                }
                Step::Exchange { seen, .. } if self.turn != seen => {
                    (seq, Self::judge(seq, self.turn))
                }
                Step::Exchange { skip: Some(until), .. } => {
                    self.turn = until;
                    (seq, Self::judge(seq, until))
                }
                Step::Exchange { skip: None, .. } => {
                    self.turn = seq;
                    self.started.push(seq);
                    (seq + 1, Step::Load)
                }
                Step::Done => (seq, Step::Done),
            };
            if self.worker.1 == Step::Done {
                self.skipped.push(seq);
                self.worker = (seq + 1, Step::Load);
            }
        }

        fn judge(seq: u64, seen: u64) -> Step {
            match seen & REVOKED {
                0 if seq <= seen => Step::Done,
                0 => Step::Exchange { seen, skip: None },
                _ => Step::ReadSkip { seen },
            }
        }

        /// The application takes one atomic step of `revoke`.
        fn step_application(&mut self) {
            let (count, step) = self.revoking;
            let look = |seen: u64| {
                if seen & REVOKED != 0 || LAST <= seen {
                    Step::Done
                } else {
                    Step::ReadSkip { seen }
                }
            };
            let next = match step {
                Step::ReadSkip { seen } => {
                    self.skip_until = LAST;
                    Step::Exchange { seen, skip: None }
                }
                Step::Exchange { seen, .. } if self.turn == seen => {
                    self.turn = seen | REVOKED;
                    self.taken_back.extend(seen + 1..=LAST);
                    Step::Done
                }
                Step::Load | Step::Exchange { .. } => look(self.turn),
                Step::Done => Step::Done,
            };
            self.revoking =
                if next == Step::Done { (count + 1, Step::Load) } else { (count, next) };
        }
    }

    fn explore(world: &World, worlds: &mut usize) {
        let (worker_is_done, application_is_done) =
            (LAST < world.worker.0, REVOCATIONS <= world.revoking.0);
        if worker_is_done && application_is_done {
            *worlds += 1;
            let mut all: Vec<u64> =
                world.started.iter().chain(&world.taken_back).copied().collect();
            all.sort_unstable();
            assert_eq!(
                all,
                (1..=LAST).collect::<Vec<_>>(),
                "each call is started or taken back, never both: {world:?}"
            );
            assert_eq!(
                world.skipped, world.taken_back,
                "the worker skips exactly what was taken back: {world:?}"
            );
            return;
        }
        for (is_done, step) in [
            (worker_is_done, World::step_worker as fn(&mut World)),
            (application_is_done, World::step_application),
        ] {
            if !is_done {
                let mut next = world.clone();
                step(&mut next);
                explore(&next, worlds);
            }
        }
    }

    #[test]
    fn in_every_interleaving_each_call_is_started_or_taken_back() {
        let world = World {
            turn: 0,
            skip_until: 0,
            worker: (1, Step::Load),
            revoking: (0, Step::Load),
            started: Vec::new(),
            skipped: Vec::new(),
            taken_back: Vec::new(),
        };
        let mut worlds = 0;
        explore(&world, &mut worlds);
        assert!(1000 < worlds, "only {worlds} interleavings were seen");
    }

    #[test]
    fn two_threads_start_or_take_back_each_call_once() {
        const CALLS: u64 = 200_000;
        let (turn, skip_until) = (AtomicU64::new(0), AtomicU64::new(0));
        let words = Turn { turn: &turn, skip_until: &skip_until };
        let (started, taken_back) = std::thread::scope(|scope| {
            let worker = scope.spawn(|| {
                (1..=CALLS).filter(|seq| words.claim(*seq) == Claim::Started).count() as u64
            });
            let mut taken_back = 0;
            let mut last_sent = 0;
            while last_sent < CALLS {
                // As the pool does: nothing is sent past a revocation that is unanswered.
                last_sent = (last_sent + 50).min(CALLS);
                if let Some(turn) = words.revoke(last_sent) {
                    taken_back += last_sent.saturating_sub(turn);
                } else {
                    last_sent -= 50.min(last_sent);
                    std::hint::spin_loop();
                }
            }
            (worker.join().unwrap(), taken_back)
        });
        assert_eq!(started + taken_back, CALLS);
    }
}
