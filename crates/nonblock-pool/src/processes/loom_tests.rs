//! Every interleaving of the words that two sides of a worker share, of the reader's bell, of the supervisor's sleep
//! and of the timer that ends a worker's patience.
//!
//! `make loom`

use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, SeqCst};
use std::time::Duration;

use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicU64};
use loom::thread;

use super::alarm::Alarm;
use super::doorbell::{Doorbell, Ring};
use super::patience::{Patience, Timer};
use super::turn::{Claim, Turn, Word};
use crate::shared::Shared;
use crate::threads::Parker;

fn bounded(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
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

/// The page as both sides map it.
#[derive(Default)]
struct Page {
    turn: AtomicU64,
    skip_until: AtomicU64,
}

impl Page {
    fn words(&self) -> Turn<'_, AtomicU64> {
        Turn { turn: &self.turn, skip_until: &self.skip_until }
    }
}

#[test]
fn each_call_is_started_by_the_worker_or_taken_back_by_the_application() {
    const LAST: u64 = 3;
    bounded(|| {
        let page = Arc::new(Page::default());
        let worker = {
            let page = Arc::clone(&page);
            thread::spawn(move || {
                (1..=LAST)
                    .filter(|it| page.words().claim(*it) == Claim::Started)
                    .collect::<Vec<_>>()
            })
        };
        let mut taken_back: Vec<u64> = Vec::new();
        for _ in 0..2 {
            if let Some(turn) = page.words().revoke(LAST) {
                taken_back.extend(turn + 1..=LAST);
            }
        }
        let mut all = worker.join().expect("the worker ended");
        all.extend(taken_back);
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3], "each call once");
    });
}

/// What a poller sees of a bell.
#[derive(Default)]
struct Level(Arc<AtomicBool>);

impl Ring for Level {
    fn ring(&self) {
        self.0.store(true, SeqCst);
    }

    fn hush(&self) {
        self.0.store(false, SeqCst);
    }
}

#[test]
fn what_is_delivered_is_announced_and_the_bell_does_not_go_on_ringing() {
    bounded(|| {
        let level = Arc::new(AtomicBool::new(false));
        let door = Arc::new(Shared::new((Vec::new(), Doorbell::new(Level(Arc::clone(&level))))));
        let suppliers: Vec<_> = (0..2)
            .map(|it| {
                let door = Arc::clone(&door);
                thread::spawn(move || {
                    door.with(|(deliveries, _)| deliveries.push(it));
                    // As the supervisor does: it announces later, in a critical section of its own.
                    door.with(|(deliveries, bell)| {
                        if !deliveries.is_empty() {
                            bell.ring();
                        }
                    });
                })
            })
            .collect();
        let pump = || {
            door.with(|(deliveries, bell)| {
                bell.hush();
                std::mem::take(deliveries)
            })
        };
        let mut seen = if level.load(SeqCst) { pump() } else { Vec::new() };
        suppliers.into_iter().for_each(|it| it.join().expect("the supplier ended"));
        if level.load(SeqCst) {
            seen.extend(pump());
        }
        seen.sort_unstable();
        assert_eq!(seen, [0, 1], "nothing waits unannounced");
        assert!(!level.load(SeqCst), "nothing is announced that is not there");
    });
}

#[test]
fn a_supervisor_that_goes_to_sleep_is_woken_for_what_became_urgent_meanwhile() {
    let patience = Duration::from_millis(10);
    bounded(move || {
        let state = Arc::new(Shared::new((0, Alarm::default())));
        let nudge = Arc::new(Parker::default());
        let callers: Vec<_> = (0..2)
            .map(|_| {
                let (state, nudge) = (Arc::clone(&state), Arc::clone(&nudge));
                thread::spawn(move || {
                    let must_nudge = state.with(|(urgent, alarm)| {
                        *urgent += 1;
                        alarm.expect(Duration::ZERO, patience);
                        alarm.take_nudge()
                    });
                    if must_nudge {
                        nudge.unpark();
                    }
                })
            })
            .collect();
        let mut seen = 0;
        while seen < 2 {
            state.with(|(urgent, alarm)| {
                seen += std::mem::take(urgent);
                // It means to sleep for long: nothing it knows of is due.
                alarm.settle(None);
            });
            if seen < 2 {
                nudge.park(None); // for ever, if a nudge were lost: loom reports that
            }
        }
        callers.into_iter().for_each(|it| it.join().expect("the caller ended"));
    });
}

impl Timer for Parker {
    fn start(&self) {
        self.unpark(); // it fires at once, or as late as another thread likes
    }
}

#[test]
fn what_a_worker_holds_back_is_sent_without_a_further_word_from_it() {
    const ITEMS: usize = 3;
    bounded(|| {
        let patience = Arc::new(Patience::over(Parker::default()));
        let outbox = Arc::new(Shared::new(0));
        let worker = {
            let (patience, outbox) = (Arc::clone(&patience), Arc::clone(&outbox));
            thread::spawn(move || {
                for _ in 0..ITEMS {
                    outbox.with(|it| *it += 1);
                    patience.begin();
                }
            })
        };
        let mut sent = 0;
        while sent < ITEMS {
            patience.timer().park(None); // for ever, if the timer were not started: loom reports that
            patience.end();
            sent += outbox.with(std::mem::take);
        }
        worker.join().expect("the worker ended");
    });
}
