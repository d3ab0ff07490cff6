//! Keeps what is seen and heard for a report: looks at the loops, and their stalls.

use crate::clock;
use crate::dump::report_frames;
use crate::observe::Look;
use crate::watchdog::{Listener, Sight};
use nonblock_report::recording::{Doing, Recorder, Recording};
use nonblock_report::stall::Stall;
use std::time::Duration;

/// A listener that records.
#[derive(Debug)]
pub struct Tape {
    recorder: Recorder,
    began: Duration,
}

impl Tape {
    /// Begins now; with a `rate` if looks come that often a second.
    pub fn new(threshold: Duration, rate: Option<u32>) -> Self {
        let started = clock::wall().as_secs_f64();
        let recorder = Recorder::new(started, threshold.as_secs_f64(), rate);
        Self { recorder, began: clock::monotonic() }
    }

    /// Returns how many stalls have ended.
    pub fn count(&self) -> u64 {
        self.recorder.count()
    }

    /// Ends now; `program` says what was watched.
    pub fn finish(self, program: String) -> Recording {
        let duration = clock::monotonic().saturating_sub(self.began);
        self.recorder.finish(program, duration.as_secs_f64())
    }
}

impl Listener for Tape {
    fn hear(&mut self, stall: &Stall) {
        if stall.is_over {
            self.recorder.stall(stall);
        }
    }

    fn see(&mut self, sight: &Sight<'_>) {
        let at = sight.now.saturating_sub(self.began).as_secs_f64();
        let (process, thread) = (sight.process, sight.thread);
        match sight.look {
            Some(Look::Idle) => self.recorder.look(process, thread, at, Doing::Nothing),
            Some(Look::Busy(seen)) => {
                let frames = report_frames(&seen.stack);
                self.recorder.look(process, thread, at, Doing::Stack(&frames));
            }
            // Time outside of the loop is time that nobody saw.
            Some(Look::Outside | Look::Unreadable) | None => {}
        }
    }
}
