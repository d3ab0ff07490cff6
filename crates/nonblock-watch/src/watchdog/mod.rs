//! The watchdog: a thread that reads heartbeats and, when one stands still, looks at the loop's thread.
//!
//! It never touches Python's C API, takes no lock that a thread with the GIL holds for long, and so reports a hang while
//! it lasts, whoever holds the GIL.

mod gaps;
mod tracked;

use crate::attach::{AttachError, attach_to_this_process};
use crate::cause::ScheduleFile;
use crate::clock;
use crate::heartbeat::{self, Pulse};
use crate::interpreter::Interpreter;
use crate::observe::Look;
use crate::walk::Walker;
use gaps::Gaps;
use nonblock_report::stall::Stall;
use rustc_hash::FxHashMap;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tracked::Tracked;

/// How many ticks the watchdog sleeps while all loops are at rest: three quarters of a threshold, so that a stall of one
/// threshold is met before it ends wherever it begins.
const RESTFUL: u32 = 3;

/// What to report.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// A turn this long is a stall.
    pub threshold: Duration,
    /// A stall this long is reported while it lasts, and again each time it has doubled.
    pub hang: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { threshold: Duration::from_millis(100), hang: Duration::from_secs(1) }
    }
}

impl Options {
    /// Returns how often heartbeats are read: four times a threshold.
    pub fn tick(&self) -> Duration {
        (self.threshold / 4).clamp(Duration::from_millis(1), Duration::from_millis(25))
    }
}

/// Who hears of stalls, on the watchdog's thread. It must not wait for the GIL.
pub trait Listener: Send {
    /// Takes a stall that has ended, or (`is_over` false) one that has lasted long and still does.
    fn hear(&mut self, stall: &Stall);

    /// Returns whether each sight of a busy loop shall name its task, which takes some more reading.
    fn wants_tasks(&self) -> bool {
        false
    }

    /// Takes what one round saw of one loop.
    fn see(&mut self, _sight: &Sight<'_>) {}

    /// A round over all loops has ended.
    fn rest(&mut self) {}
}

/// What one round saw of a loop.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'round> {
    /// Id of the process.
    pub process: u32,
    /// The kernel's id of the loop's thread.
    pub thread: u32,
    /// When, by the monotonic clock.
    pub now: Duration,
    /// How far apart rounds are unless all loops are at rest; zero if they always are as far apart as they seem.
    pub tick: Duration,
    /// How long the current turn has certainly lasted; nothing while the loop waits for events.
    pub lag: Option<Duration>,
    /// What the loop's thread did, if the round looked at it.
    pub look: Option<&'round Look>,
    /// The name of the task that runs, if the listener wants it.
    pub task: Option<&'round str>,
}

/// A question to the watchdog's thread: look at once, and answer when done.
type Question = SyncSender<()>;

/// The running watchdog; ends when dropped.
#[derive(Debug)]
pub struct Watchdog {
    /// The thread ends when nobody can ask any more.
    questions: Option<Sender<Question>>,
    /// Not dropped by itself: in a forked child there is nothing behind the handle.
    thread: Option<ManuallyDrop<Thread>>,
    /// What the thread works with, while it pauses.
    paused: Option<Box<Round>>,
    /// The process that started it: a forked child has no such thread.
    process: u32,
}

impl Watchdog {
    /// Starts watching every loop of this process that has a heartbeat.
    pub fn start(options: Options, listener: Box<dyn Listener>) -> Result<Self, AttachError> {
        let interpreter = attach_to_this_process()?;
        let process = std::process::id();
        let round = Box::new(Round::new(process, options, interpreter, listener));
        let mut watchdog = Self { questions: None, thread: None, paused: Some(round), process };
        watchdog.resume()?;
        Ok(watchdog)
    }

    /// Ends the thread and keeps what it knows: a process forks best with no thread but the one that forks.
    pub fn pause(&mut self) {
        let questions = self.questions.take();
        let Some(handle) = self.thread.take() else { return };
        if self.is_ours() {
            drop(questions);
            // A panic of the watchdog has been printed by its thread; there is nothing left to go on with.
            let Ok((round, thread)) = ManuallyDrop::into_inner(handle).join() else { return };
            self.paused = Some(round);
            await_end(thread);
        }
    }

    /// Goes on after a pause.
    pub fn resume(&mut self) -> Result<(), AttachError> {
        let Some(round) = self.paused.take() else { return Ok(()) };
        let (questions, asked) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("nonblock-watch".to_owned())
            .spawn(move || (round.run(&asked), heartbeat::thread_id()))
            .map_err(|error| AttachError::NoThread { error: error.to_string() })?;
        self.thread = Some(ManuallyDrop::new(thread));
        self.questions = Some(questions);
        Ok(())
    }

    /// Returns whether it runs in this process: not in a forked child.
    pub fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }

    /// Looks at all loops now, so that stalls which have ended are reported when this returns.
    pub fn look_now(&self) {
        if let Some(questions) = self.questions.as_ref().filter(|_| self.is_ours()) {
            let (answer, answered) = mpsc::sync_channel(1);
            // A watchdog that is gone answers by hanging up, which ends the wait as well.
            if questions.send(answer).is_ok() {
                answered.recv().unwrap_or_default();
            }
        }
    }

    /// Reports stalls that are under way as ended, and ends.
    pub fn stop(&mut self) {
        self.pause();
        if let Some(mut round) = self.paused.take().filter(|_| self.is_ours()) {
            round.finish(clock::monotonic());
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Waits a moment for the kernel to forget a thread that was joined: CPython (3.12 and newer) counts threads in `/proc`
/// when a process forks, and would warn of one that has ended.
fn await_end(thread: u32) {
    let task = PathBuf::from(format!("/proc/self/task/{thread}"));
    for _ in 0..100 {
        if !task.exists() {
            return;
        }
        // Nothing tells when, and it is a matter of microseconds.
        thread::park_timeout(Duration::from_micros(50));
    }
}

/// The thread: it ends with what it worked with, and with its id.
type Thread = JoinHandle<(Box<Round>, u32)>;

/// What the thread works with.
struct Round {
    process: u32,
    options: Options,
    interpreter: Interpreter,
    walker: Walker,
    listener: Box<dyn Listener>,
    loops: FxHashMap<usize, Tracked>,
    /// Rounds in a row without any loop.
    empty_turns: u32,
}

impl std::fmt::Debug for Round {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Round").field("loops", &self.loops).finish_non_exhaustive()
    }
}

impl Round {
    fn new(
        process: u32,
        options: Options,
        interpreter: Interpreter,
        listener: Box<dyn Listener>,
    ) -> Self {
        let walker = Walker::default();
        let loops = FxHashMap::default();
        Self { process, options, interpreter, walker, listener, loops, empty_turns: 0 }
    }

    fn run(mut self: Box<Self>, questions: &Receiver<Question>) -> Box<Self> {
        let tick = self.options.tick();
        let schedule = ScheduleFile::open(self.process, heartbeat::thread_id());
        let queued = || schedule.read().run_queue;
        let mut previous = clock::moment();
        let mut gaps = Gaps::new(tick, previous, queued());
        loop {
            let pause = if self.is_at_rest() { tick * RESTFUL } else { tick };
            let question = questions.recv_timeout(pause);
            if matches!(question, Err(RecvTimeoutError::Disconnected)) {
                break;
            }
            let now = clock::moment();
            if let Some(gap) = gaps.stopped_for(now, pause, queued()) {
                self.loops.values_mut().for_each(|tracked| tracked.skip(gap));
            }
            self.turn(previous.monotonic, now.monotonic);
            previous = now;
            if let Ok(answer) = question {
                // Whoever asked may have left; then nobody waits.
                answer.send(()).unwrap_or_default();
            }
        }
        self
    }

    /// Returns whether every loop has long been waiting for events.
    fn is_at_rest(&self) -> bool {
        if self.loops.is_empty() {
            return tracked::REST <= self.empty_turns;
        }
        self.loops.values().all(Tracked::is_at_rest)
    }

    /// Reads all heartbeats; a loop that is new began after the `previous` round.
    fn turn(&mut self, previous: Duration, now: Duration) {
        let pulses = heartbeat::pulses();
        self.empty_turns = if pulses.is_empty() { self.empty_turns.saturating_add(1) } else { 0 };
        let identity = |pulse: &'static Pulse| std::ptr::from_ref(pulse).addr();
        for pulse in &pulses {
            let (process, options) = (self.process, self.options);
            let tracked = self
                .loops
                .entry(identity(pulse))
                .or_insert_with(|| Tracked::new(process, options, pulse.thread(), previous));
            // A pulse that another thread has taken over is another loop.
            if tracked.thread() != pulse.thread() {
                let ended = tracked.finish(now, Some(pulse));
                *tracked = Tracked::new(process, options, pulse.thread(), previous);
                if let Some(stall) = ended {
                    self.listener.hear(&stall);
                }
            }
            let heard = tracked.tick(now, pulse, &self.interpreter, &mut self.walker);
            let (thread, lag) = (tracked.thread(), tracked.lag(now));
            let tick = self.options.tick();
            self.listener.see(&Sight { process, thread, now, tick, lag, look: None, task: None });
            if let Some(stall) = heard {
                self.listener.hear(&stall);
            }
        }
        let alive: Vec<usize> = pulses.into_iter().map(identity).collect();
        // As many as before may be others.
        for (_, mut tracked) in self.loops.extract_if(|key, _| !alive.contains(key)) {
            if let Some(stall) = tracked.finish(now, None) {
                self.listener.hear(&stall);
            }
        }
        self.listener.rest();
    }

    fn finish(&mut self, now: Duration) {
        let mut loops: Vec<_> = self.loops.drain().collect();
        loops.sort_by_key(|(_, tracked)| tracked.thread());
        for (_, mut tracked) in loops {
            if let Some(stall) = tracked.finish(now, None) {
                self.listener.hear(&stall);
            }
        }
    }
}
