//! One turn under suspicion: the evidence, and the record it becomes.

use super::{Evidence, judge};
use crate::cause::{Schedule, ScheduleFile, thread_name};
use crate::clock;
use crate::dump::{report_frames, report_task};
use crate::interpreter::{Interpreter, PythonThread};
use crate::loops;
use crate::memory::Address;
use crate::observe::{GilUse, Observation};
use crate::walk::Walker;
use nonblock_report::stall::{Holder, Stall};
use std::time::Duration;

/// The turn that is under way in one thread.
#[derive(Debug)]
pub struct Case {
    process: u32,
    thread: u32,
    schedule: ScheduleFile,
    evidence: Evidence,
    hang: Duration,
    /// The next duration at which a stall is reported while it lasts.
    next_report: Duration,
}

impl Case {
    /// Opens the case of a thread; a stall that lasts `hang` is reported while it lasts.
    pub fn new(process: u32, thread: u32, hang: Duration) -> Self {
        let schedule = ScheduleFile::open(process, thread);
        let evidence = Evidence::new(schedule.read());
        Self { process, thread, schedule, evidence, hang, next_report: hang }
    }

    /// Returns the kernel's id of the thread.
    pub fn thread(&self) -> u32 {
        self.thread
    }

    /// Begins anew, with the next turn.
    pub fn begin(&mut self) {
        self.evidence = Evidence::new(self.schedule.read());
        self.next_report = self.hang;
    }

    /// Takes a look in.
    pub fn add(
        &mut self,
        seen: &Observation,
        thread: PythonThread,
        interpreter: &Interpreter,
        walker: &mut Walker,
    ) {
        self.evidence.add(self.process, seen, self.schedule.read());
        if self.evidence.task.is_none() {
            let turn = seen.turn.as_ref();
            self.evidence.task = loops::running_task(interpreter, thread, &seen.stack, turn);
        }
        if let GilUse::Awaited(holder) = seen.gil
            && self.evidence.holder.is_none()
        {
            self.evidence.holder = self.holder(holder, interpreter, walker);
        }
    }

    fn holder(
        &self,
        state: Address,
        interpreter: &Interpreter,
        walker: &mut Walker,
    ) -> Option<Holder> {
        let thread = interpreter.threads().into_iter().find(|thread| thread.state == state)?;
        let stack = walker.stack(interpreter, state)?;
        let name = thread_name(self.process, thread.id);
        Some(Holder { thread: thread.id, name, frames: report_frames(&stack) })
    }

    /// Returns the record of a stall that lasts so long that it is reported before it ends; seldom enough not to flood.
    pub fn hang(&mut self, began: Duration, now: Duration) -> Option<Stall> {
        let lasts = now.saturating_sub(began);
        if lasts < self.next_report {
            return None;
        }
        self.next_report = lasts * 2;
        self.record(began, now, false)
    }

    /// Returns the record of a stall that has ended.
    pub fn close(&mut self, began: Duration, ended: Duration) -> Option<Stall> {
        let now: Schedule = self.schedule.read();
        // The file of a thread that is gone reads as zeros.
        if now != Schedule::default() {
            self.evidence.schedule.1 = now;
        }
        self.record(began, ended, true)
    }

    /// Makes the record. A stall in which no loop was ever seen is none.
    fn record(&self, began: Duration, ended: Duration, is_over: bool) -> Option<Stall> {
        if self.evidence.samples == 0 {
            return None;
        }
        let duration = ended.saturating_sub(began);
        let stacks = self.evidence.stacks();
        let verdict = judge(&self.evidence, &stacks, duration);
        let since = clock::monotonic().saturating_sub(began);
        Some(Stall {
            process: self.process,
            thread: self.thread,
            started: clock::wall().saturating_sub(since).as_secs_f64(),
            duration: duration.as_secs_f64(),
            is_over,
            task: self.evidence.task.clone().map(report_task),
            place: verdict.place,
            cause: verdict.cause,
            cure: verdict.cure,
            rule: verdict.rule,
            measured: self.evidence.measured(duration),
            stacks,
        })
    }
}
