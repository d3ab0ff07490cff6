//! What was seen during one stall, in bounded memory.

use crate::cause::{Activity, Schedule, Wait};
use crate::loops;
use crate::objects::TaskChain;
use crate::observe::{GilUse, Observation};
use crate::walk::CodeObject;
use nonblock_report::stall::{Frame, Holder, Measured, StackShare};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::time::Duration;

/// Distinct stacks kept; samples of others still count.
const MOST_STACKS: usize = 64;

/// Frames kept of one stack, innermost first.
const MOST_FRAMES: usize = 100;

/// Distinct waits and callbacks kept.
const MOST_KINDS: usize = 64;

/// A stack as it was read: strings are shared with the walker's cache.
type RawStack = Vec<(Arc<CodeObject>, u32)>;

/// Counts of what was seen.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Looks that showed the loop busy.
    pub samples: u32,
    /// On a CPU, or ready for one.
    pub running: u32,
    /// Holding the GIL.
    pub gil_held: u32,
    /// Waiting for the GIL.
    pub gil_awaited: u32,
    /// Collecting garbage, with the GIL in hand.
    pub collecting: u32,
    /// Where the counters stood when the turn began, and how far they have come.
    pub schedule: (Schedule, Schedule),
    /// Who held the GIL when the loop waited for it.
    pub holder: Option<Holder>,
    /// The task, as first seen.
    pub task: Option<TaskChain>,
    /// Waits in system calls: name, what for, description, count.
    pub waits: Vec<Waited>,
    stacks: FxHashMap<Vec<(usize, u32)>, (RawStack, u32)>,
    callbacks: FxHashMap<u64, u32>,
}

/// A system call that was seen.
#[derive(Clone, Debug)]
pub struct Waited {
    /// Its name.
    pub name: &'static str,
    /// What it waits for.
    pub wait: Wait,
    /// For people, with peer or path.
    pub description: String,
    /// The kernel's name of what is behind its descriptor.
    pub target: Option<String>,
    /// How often it was seen.
    pub count: u32,
}

impl Evidence {
    /// Begins with the counters of the thread.
    pub fn new(schedule: Schedule) -> Self {
        Self { schedule: (schedule, schedule), ..Self::default() }
    }

    /// Takes one look in.
    pub fn add(&mut self, process: u32, seen: &Observation, now: Schedule) {
        self.samples += 1;
        self.schedule.1 = now;
        self.running += u32::from(seen.activity == Activity::Running);
        self.gil_held += u32::from(seen.gil == GilUse::Held);
        self.gil_awaited += u32::from(matches!(seen.gil, GilUse::Awaited(_)));
        self.collecting += u32::from(seen.is_collecting && seen.gil == GilUse::Held);
        self.add_wait(process, &seen.activity);
        self.add_stack(seen);
        let callback = seen.callback_in_turn();
        if self.callbacks.len() < MOST_KINDS || self.callbacks.contains_key(&callback) {
            *self.callbacks.entry(callback).or_default() += 1;
        }
    }

    fn add_wait(&mut self, process: u32, activity: &Activity) {
        let Activity::InCall { name, wait } = activity else { return };
        if let Some(known) = self.waits.iter_mut().find(|it| it.name == *name && it.wait == *wait) {
            known.count += 1;
        } else if self.waits.len() < MOST_KINDS {
            self.waits.push(Waited {
                name,
                wait: *wait,
                description: activity.describe(process),
                target: activity.target(process),
                count: 1,
            });
        }
    }

    fn add_stack(&mut self, seen: &Observation) {
        let frames = loops::frames_above_loop(&seen.stack);
        let frames = &frames[..frames.len().min(MOST_FRAMES)];
        // The code objects stay alive in the stack kept beside the key, so that an address means one function.
        let key: Vec<(usize, u32)> =
            frames.iter().map(|frame| (Arc::as_ptr(&frame.code).addr(), frame.line)).collect();
        let has_room = self.stacks.len() < MOST_STACKS;
        if let Some((_, count)) = self.stacks.get_mut(&key) {
            *count += 1;
        } else if has_room {
            let stack = frames.iter().map(|frame| (Arc::clone(&frame.code), frame.line)).collect();
            self.stacks.insert(key, (stack, 1));
        }
    }

    /// Returns the stacks, most frequent first.
    pub fn stacks(&self) -> Vec<StackShare> {
        let mut stacks: Vec<StackShare> = self
            .stacks
            .values()
            .map(|(stack, count)| StackShare {
                share: f64::from(*count) / f64::from(self.samples.max(1)),
                samples: *count,
                frames: stack
                    .iter()
                    .map(|(code, line)| Frame {
                        file: code.file.clone(),
                        line: *line,
                        function: code.function.clone(),
                    })
                    .collect(),
            })
            .collect();
        stacks
            .sort_by(|one, other| (other.samples, &one.frames).cmp(&(one.samples, &other.frames)));
        stacks
    }

    /// Returns the share of samples.
    pub fn share(&self, count: u32) -> f64 {
        f64::from(count) / f64::from(self.samples.max(1))
    }

    /// Returns whether the turn ran several callbacks and none of them most of the time.
    pub fn has_many_callbacks(&self) -> bool {
        let longest = self.callbacks.values().max().copied().unwrap_or(0);
        3 <= self.callbacks.len() && longest * 2 <= self.samples
    }

    /// Returns the number of callbacks that were seen.
    pub fn callbacks(&self) -> usize {
        self.callbacks.len()
    }

    /// Returns what the thread got from the scheduler.
    pub fn used(&self) -> Schedule {
        self.schedule.1.since(self.schedule.0)
    }

    /// Returns the measurements for the report; the clock of CPU time ticks coarsely and may run ahead of the stall.
    pub fn measured(&self, duration: Duration) -> Measured {
        let used = self.used();
        Measured {
            cpu: used.cpu.min(duration).as_secs_f64(),
            run_queue: used.run_queue.min(duration).as_secs_f64(),
            samples: self.samples,
            gil_wait: self.share(self.gil_awaited),
            garbage: self.share(self.collecting),
        }
    }
}
