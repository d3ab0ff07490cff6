//! Watching another process: no heartbeat, but a look at each of its loops a hundred times a second.
//!
//! asyncio's own loop tells when its turn began (`end_time` in `_run_once`), so that a stall is exact although nobody
//! was there when it began. A native loop does not; there a turn is told by the callback it runs.

use crate::attach::{self, AttachError};
use crate::cause;
use crate::clock::{self, Moment};
use crate::heartbeat::Rhythm;
use crate::interpreter::{Interpreter, PythonThread};
use crate::loops::{LoopKind, running_task};
use crate::observe::{Look, Observation, Observer};
use crate::stall::{Case, Detector, Order};
use crate::walk::Walker;
use crate::watchdog::{Listener, Options, Sight};
use nonblock_report::stall::Stall;
use std::time::Duration;

/// How often the process's threads are searched for new loops.
const SEARCH: Duration = Duration::from_millis(500);

/// A loop of the process.
#[derive(Debug)]
struct Followed {
    observer: Observer,
    detector: Option<Detector>,
    case: Case,
}

/// One round over all loops of a process.
struct Round<'process> {
    process: u32,
    options: Options,
    interpreter: &'process Interpreter,
    /// Since the last round.
    gap: Duration,
    /// Whether the machine slept meanwhile.
    has_slept: bool,
    now: Duration,
}

/// A process under watch.
#[derive(Debug)]
pub struct Follow {
    process: u32,
    options: Options,
    interpreter: Interpreter,
    walker: Walker,
    loops: Vec<Followed>,
    last: Moment,
    searched: Duration,
}

impl Follow {
    /// Attaches to a process; it may start its loop later.
    pub fn attach(process: u32, options: Options) -> Result<Self, AttachError> {
        let interpreter = attach::attach(process)?;
        let last = clock::moment();
        let mut follow = Self {
            process,
            options,
            interpreter,
            walker: Walker::default(),
            loops: Vec::new(),
            last,
            searched: last.monotonic,
        };
        follow.search();
        Ok(follow)
    }

    /// Returns the id of the process.
    pub fn process(&self) -> u32 {
        self.process
    }

    /// Returns the interpreter's version.
    pub fn python(&self) -> String {
        self.interpreter.version().to_string()
    }

    /// Returns the threads that run a loop.
    pub fn loops(&self) -> Vec<u32> {
        self.loops.iter().map(|followed| followed.case.thread()).collect()
    }

    /// Looks once at each loop; returns whether the process is still there.
    pub fn turn(&mut self, listener: &mut dyn Listener) -> bool {
        let moment = clock::moment();
        let now = moment.monotonic;
        if self.searched + SEARCH <= now {
            self.searched = now;
            self.part(now, listener);
            self.search();
            if self.interpreter.threads().is_empty() {
                return false;
            }
        }
        let round = Round {
            process: self.process,
            options: self.options,
            interpreter: &self.interpreter,
            gap: now.saturating_sub(self.last.monotonic),
            has_slept: moment.has_slept_since(self.last),
            now,
        };
        self.last = moment;
        for followed in &mut self.loops {
            let look = followed.observer.look(&self.interpreter, &mut self.walker);
            let Some(rhythm) = rhythm(&look) else { continue };
            let seen = if let Look::Busy(seen) = &look { Some(&**seen) } else { None };
            let stall = followed.step(&round, rhythm, seen, &mut self.walker);
            let lag = followed.detector.as_ref().and_then(|detector| detector.lag(now));
            let (process, thread) = (self.process, followed.case.thread());
            let task = seen.filter(|_| listener.wants_tasks()).and_then(|seen| {
                let thread = followed.observer.thread();
                running_task(&self.interpreter, thread, &seen.stack, seen.turn.as_ref())
            });
            let task = task.as_ref().map(|chain| chain.name.as_str());
            let tick = Duration::ZERO;
            listener.see(&Sight { process, thread, now, tick, lag, look: Some(&look), task });
            if let Some(stall) = stall {
                listener.hear(&stall);
            }
        }
        listener.rest();
        true
    }

    /// Reports the stalls that are under way as ended.
    pub fn finish(&mut self, listener: &mut dyn Listener) {
        let now = clock::monotonic();
        for followed in &mut self.loops {
            if let Some(stall) = followed.finish(now) {
                listener.hear(&stall);
            }
        }
    }

    /// Parts with loops whose threads have ended; so has what was under way in them.
    fn part(&mut self, now: Duration, listener: &mut dyn Listener) {
        let is_gone = |it: &mut Followed| !self.interpreter.is_alive(it.observer.thread());
        for mut followed in self.loops.extract_if(.., is_gone) {
            if let Some(stall) = followed.finish(now) {
                listener.hear(&stall);
            }
        }
    }

    /// Looks for loops that are new.
    fn search(&mut self) {
        for thread in self.interpreter.threads() {
            let is_known = self.loops.iter().any(|followed| followed.observer.thread() == thread);
            let Some(stack) = self.walker.stack(&self.interpreter, thread.state) else { continue };
            if !is_known && LoopKind::of(&self.interpreter, thread, &stack).is_some() {
                self.loops.push(Followed::new(self.process, thread, self.options.hang));
            }
        }
    }
}

/// Returns the child processes of a process.
pub fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let of_thread =
        |thread: std::fs::DirEntry| std::fs::read_to_string(thread.path().join("children")).ok();
    let lists: Vec<String> = threads.flatten().filter_map(of_thread).collect();
    lists.iter().flat_map(|list| list.split_whitespace()).filter_map(|id| id.parse().ok()).collect()
}

/// Translates a look into a heartbeat; nothing if the look failed.
fn rhythm(look: &Look) -> Option<Rhythm> {
    match look {
        Look::Unreadable => None,
        Look::Idle | Look::Outside => Some(Rhythm::Idle),
        Look::Busy(seen) => Some(Rhythm::Turn(match began(seen) {
            Some(began) => u64::try_from(began.as_nanos()).unwrap_or(u64::MAX),
            None => seen.callback(),
        })),
    }
}

/// Returns when the turn began, by the loop's own clock.
fn began(seen: &Observation) -> Option<Duration> {
    Duration::try_from_secs_f64(seen.turn.as_ref()?.began?).ok()
}

impl Followed {
    fn new(process: u32, thread: PythonThread, hang: Duration) -> Self {
        let observer = Observer::new(process, thread).with_short_cut();
        Self { observer, detector: None, case: Case::new(process, thread.id, hang) }
    }

    /// Takes one look in; returns a stall to report.
    fn step(
        &mut self,
        round: &Round<'_>,
        rhythm: Rhythm,
        seen: Option<&Observation>,
        walker: &mut Walker,
    ) -> Option<Stall> {
        let (now, options) = (round.now, round.options);
        let told = seen.and_then(began);
        let detector = self.detector.get_or_insert_with(|| {
            // A turn that was under way when we came: the loop tells since when.
            let began = told.filter(|began| *began <= now);
            Detector::new(options.threshold, began.unwrap_or(now))
        });
        // Asked early: what passed before the first question counts as the program's own time.
        let is_slow = detector.lasts(now).is_some_and(|lasts| options.threshold <= lasts * 8);
        if round.has_slept || (is_slow && cause::is_stopped(round.process)) {
            detector.skip(round.gap);
        }
        // The turn before this one ended before it began: earlier than the middle between two looks, if the loop says so.
        let noted = told.filter(|told| *told < now.saturating_sub(round.gap / 2));
        let order = detector.tick(now, rhythm, noted);
        if let Some(began) = told {
            detector.began_at(began);
        }
        let began = detector.began();
        match order {
            Order::Rest => None,
            Order::Look => {
                self.case.add(seen?, self.observer.thread(), round.interpreter, walker);
                self.case.hang(began?, now)
            }
            Order::Begin | Order::End { .. } => {
                let stall = self.close(order);
                self.case.begin();
                stall
            }
        }
    }

    /// Ends what is under way.
    fn finish(&mut self, now: Duration) -> Option<Stall> {
        let order = self.detector.as_mut().map_or(Order::Rest, |it| it.finish(now));
        self.close(order)
    }

    fn close(&mut self, order: Order) -> Option<Stall> {
        match order {
            Order::End { began, ended } => self.case.close(began, ended),
            _ => None,
        }
    }
}
