//! Copies large buffers into the arena on a thread of its own, so that neither the loop nor the supervisor waits for memory.

use super::arena::{Arena, Slice};
use super::sys::{ForeignBytes, ForeignTarget, Mapping};
use super::{arena::Lease, fork};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// From this many bytes on a copy is worth a hand-over to another thread.
pub(crate) const LARGE: usize = 1 << 20;

/// One thing to copy.
#[derive(Debug)]
pub(crate) enum Job {
    /// A call's buffers, on their way in.
    Stage {
        /// Names the call.
        worker: u32,
        seq: u64,
        memory: Arc<Mapping>,
        pieces: Vec<(ForeignBytes, Slice)>,
    },
    /// A result's bytes, on their way out; `ticket` names it.
    Unload { ticket: u64, lease: Lease, target: ForeignTarget },
}

/// What has been copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    Staged { worker: u32, seq: u64 },
    Unloaded { ticket: u64 },
}

/// The thread and the way to it.
#[derive(Debug)]
pub(crate) struct Copier {
    jobs: Sender<Job>,
    /// No call will be made any more. It says nothing else, so it carries no ordering.
    is_ending: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Copier {
    /// Starts the thread.
    pub(crate) fn start(done: impl Fn(Copied) + Send + 'static) -> std::io::Result<Self> {
        let (jobs, received) = channel();
        let is_ending = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_ending);
        let thread = std::thread::Builder::new()
            .name("nonblock-copy".into())
            .stack_size(64 << 10)
            .spawn(move || run(&received, &ends, done))?;
        Ok(Self { jobs, is_ending, thread })
    }

    pub(crate) fn send(&self, job: Job) {
        self.jobs.send(job).unwrap_or_default(); // it receives for as long as we are here
    }

    /// Waits until nothing is copied any more. What is copied from and to must live until then.
    ///
    /// Results are copied to their end; arguments that have not begun are left, and nobody is told.
    pub(crate) fn finish(self) {
        self.is_ending.store(true, Relaxed);
        drop(self.jobs);
        // A panic there has been printed, and nothing is copied any more.
        self.thread.join().unwrap_or_default();
    }
}

fn run(jobs: &Receiver<Job>, is_ending: &AtomicBool, done: impl Fn(Copied)) {
    for job in jobs {
        let copied = match job {
            Job::Stage { .. } if is_ending.load(Relaxed) => continue,
            Job::Stage { worker, seq, memory, pieces } => {
                for (source, slice) in pieces {
                    Arena::fill(&memory, slice, source);
                }
                Copied::Staged { worker, seq }
            }
            Job::Unload { ticket, lease, target } => {
                lease.copy_into(target);
                Copied::Unloaded { ticket }
            }
        };
        fork::pass(|| done(copied));
    }
}
