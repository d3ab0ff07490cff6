//! One loop under watch: its detector, its thread, and the turn that is under way.

use super::Options;
use crate::heartbeat::{Pulse, Rhythm};
use crate::interpreter::Interpreter;
use crate::observe::{Look, Observer};
use crate::stall::{Case, Detector, Order};
use crate::walk::Walker;
use nonblock_report::stall::Stall;
use std::time::Duration;

/// A loop.
#[derive(Debug)]
pub(super) struct Tracked {
    process: u32,
    detector: Detector,
    case: Case,
    /// Known from the first look on.
    observer: Option<Observer>,
    /// The heartbeat at the last reading.
    beat: u64,
    /// Readings in a row that found the loop in the same wait.
    waits: u32,
}

/// A loop that was in the same wait for so many readings is at rest: a second, by default.
pub(super) const REST: u32 = 40;

impl Tracked {
    /// Begins to follow the loop of a thread.
    pub(super) fn new(process: u32, options: Options, thread: u32, now: Duration) -> Self {
        Self {
            process,
            detector: Detector::new(options.threshold, now),
            case: Case::new(process, thread, options.hang),
            observer: None,
            beat: 0,
            waits: 0,
        }
    }

    /// Returns whether the loop has long been waiting for events, and when it goes on will be noted.
    pub(super) fn is_at_rest(&self) -> bool {
        REST <= self.waits
    }

    /// Returns the kernel's id of its thread.
    pub(super) fn thread(&self) -> u32 {
        self.case.thread()
    }

    /// Returns how long the current turn has certainly lasted; nothing while the loop waits for events.
    pub(super) fn lag(&self, now: Duration) -> Option<Duration> {
        self.detector.lag(now)
    }

    /// Takes out a stretch in which the process was stopped.
    pub(super) fn skip(&mut self, gap: Duration) {
        self.detector.skip(gap);
    }

    /// Takes one reading of the heartbeat; returns a stall to report.
    pub(super) fn tick(
        &mut self,
        now: Duration,
        pulse: &Pulse,
        interpreter: &Interpreter,
        walker: &mut Walker,
    ) -> Option<Stall> {
        // The beat first: its `Acquire` makes the noted time visible.
        let beat = pulse.beat();
        let rhythm = Rhythm::of_beat(beat);
        let order = self.detector.tick(now, rhythm, self.noted(beat, pulse));
        self.waits = if rhythm == Rhythm::Idle && beat == self.beat {
            self.waits.saturating_add(1)
        } else {
            0
        };
        self.beat = beat;
        if self.is_at_rest() {
            pulse.await_change();
        }
        match order {
            Order::Rest => None,
            Order::Look => self.look(now, pulse, interpreter, walker),
            Order::Begin => {
                self.case.begin();
                // It may have lasted for most of a long pause of the watchdog's.
                match self.detector.tick(now, rhythm, None) {
                    Order::Look => self.look(now, pulse, interpreter, walker),
                    _ => None,
                }
            }
            Order::End { .. } => {
                let stall = self.close(order);
                self.case.begin();
                stall
            }
        }
    }

    /// Returns when the turn ended that was under way, or the one began that is. The first change after a wait is that
    /// beginning only if no other came after it.
    fn noted(&self, beat: u64, pulse: &Pulse) -> Option<Duration> {
        let was_waiting = self.beat & 1 == 0;
        pulse.changed().filter(|_| !was_waiting || beat == self.beat + 1)
    }

    /// Ends the turn that is under way, because the loop or the watchdog ends; the pulse may have noted when.
    pub(super) fn finish(&mut self, now: Duration, pulse: Option<&Pulse>) -> Option<Stall> {
        let noted = pulse.and_then(Pulse::changed).filter(|noted| *noted <= now);
        let order = self.detector.finish(noted.unwrap_or(now));
        self.close(order)
    }

    fn look(
        &mut self,
        now: Duration,
        pulse: &Pulse,
        interpreter: &Interpreter,
        walker: &mut Walker,
    ) -> Option<Stall> {
        pulse.await_change();
        match self.observe(pulse, interpreter, walker) {
            Look::Unreadable => None,
            Look::Busy(seen) => {
                self.detector.entered();
                if let Some(began) = seen.turn.as_ref().and_then(|turn| turn.began) {
                    // A loop that sets its own clock may say anything; the detector takes only what is possible.
                    self.detector.began_at(Duration::try_from_secs_f64(began).unwrap_or_default());
                }
                let thread = self.observer.as_ref()?.thread();
                self.case.add(&seen, thread, interpreter, walker);
                self.case.hang(self.detector.began()?, now)
            }
            // The heartbeat stands still because the loop was left, or entered its wait before the hook was in.
            Look::Idle | Look::Outside => {
                let left = self.detector.left(now);
                let stall = self.close(left);
                self.case.begin();
                stall
            }
        }
    }

    fn observe(&mut self, pulse: &Pulse, interpreter: &Interpreter, walker: &mut Walker) -> Look {
        let known = self.observer.as_ref().is_some_and(|it| interpreter.is_alive(it.thread()));
        if !known {
            let thread = interpreter.thread(self.thread());
            self.observer = thread.map(|thread| Observer::new(self.process, thread));
        }
        // A thread that the interpreter does not know runs no Python, and no loop of ours.
        self.observer.as_mut().map_or(Look::Outside, |it| {
            if pulse.is_own() {
                it.look_at_own(interpreter, walker)
            } else {
                it.look(interpreter, walker)
            }
        })
    }

    fn close(&mut self, order: Order) -> Option<Stall> {
        match order {
            Order::End { began, ended } => self.case.close(began, ended),
            _ => None,
        }
    }
}
