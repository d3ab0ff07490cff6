//! One look at a loop's thread: its stack, what it waits for, the GIL, the garbage collector.

use crate::cause::{Activity, ActivityFile};
use crate::interpreter::{Interpreter, PythonThread};
use crate::loops::{self, LoopKind, Turn, TurnReader};
use crate::memory::Address;
use crate::walk::{Stack, Walker};

/// What a thread had to do with the GIL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GilUse {
    /// It held it.
    Held,
    /// It waited for it; that thread (a `PyThreadState`) held it.
    Awaited(Address),
    /// It had let go of it.
    Released,
}

/// A loop that does not wait for events.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Whose loop it is.
    pub kind: LoopKind,
    /// The stack.
    pub stack: Stack,
    /// What the kernel says.
    pub activity: Activity,
    /// What it had to do with the GIL.
    pub gil: GilUse,
    /// Whether garbage was being collected.
    pub is_collecting: bool,
    /// The turn, where the loop tells.
    pub turn: Option<Turn>,
    /// The context of the callback that runs, where nothing else tells it from the next.
    pub context: Option<Address>,
}

impl Observation {
    /// Returns a number that differs between the callbacks of one turn.
    pub fn callback_in_turn(&self) -> u64 {
        self.callback() ^ self.context.unwrap_or(0)
    }

    /// Returns a number that differs between callbacks, as far as can be told: the handle of asyncio's loop, or the
    /// outermost coroutine and the line it has reached.
    pub fn callback(&self) -> u64 {
        if let Some(handle) = self.turn.as_ref().and_then(|turn| turn.handle) {
            return handle;
        }
        let frames = loops::frames_above_loop(&self.stack);
        let outermost = frames.iter().rfind(|frame| frame.is_coroutine).or(frames.last());
        outermost.map_or(0, |frame| frame.address ^ (u64::from(frame.line) << 48))
    }
}

/// What one look shows.
#[derive(Clone, Debug)]
pub enum Look {
    /// The thread runs no event loop at the moment.
    Outside,
    /// The loop waits for events.
    Idle,
    /// The loop runs something.
    Busy(Box<Observation>),
    /// The thread changed too fast, or is gone.
    Unreadable,
}

/// Looks at one thread.
#[derive(Debug)]
pub struct Observer {
    thread: PythonThread,
    activity: ActivityFile,
    turns: TurnReader,
    /// Whether an idle loop may be told by its innermost function alone.
    has_short_cut: bool,
    /// The code object in which asyncio's loop was last seen to wait.
    waits_in: Option<Address>,
}

impl Observer {
    /// Returns an observer of a thread of that process.
    pub fn new(process: u32, thread: PythonThread) -> Self {
        Self {
            thread,
            activity: ActivityFile::open(process, thread.id),
            turns: TurnReader::default(),
            has_short_cut: false,
            waits_in: None,
        }
    }

    /// Takes an idle loop for idle after three reads, without its whole stack: for looks at a high rate.
    #[must_use]
    pub fn with_short_cut(self) -> Self {
        Self { has_short_cut: true, ..self }
    }

    /// Returns the thread.
    pub fn thread(&self) -> PythonThread {
        self.thread
    }

    /// Looks once at a loop of which nothing is known.
    pub fn look(&mut self, interpreter: &Interpreter, walker: &mut Walker) -> Look {
        self.look_with(None, interpreter, walker)
    }

    /// Looks once at a loop that says itself that it runs a callback, so that it need not be recognised.
    pub fn look_at_own(&mut self, interpreter: &Interpreter, walker: &mut Walker) -> Look {
        self.look_with(Some(LoopKind::Own), interpreter, walker)
    }

    fn look_with(
        &mut self,
        known: Option<LoopKind>,
        interpreter: &Interpreter,
        walker: &mut Walker,
    ) -> Look {
        if self.has_short_cut
            && self.waits_in.is_some()
            && walker.innermost_code(interpreter, self.thread.state) == self.waits_in
        {
            return Look::Idle;
        }
        let Some(stack) = walker.stack(interpreter, self.thread.state) else {
            // A thread that runs no Python has no frames: between two programs, or before the first.
            return if interpreter.is_alive(self.thread) {
                Look::Outside
            } else {
                Look::Unreadable
            };
        };
        let kind = known.or_else(|| LoopKind::of(interpreter, self.thread, &stack));
        let Some(kind) = kind else {
            // The outermost frames are always verified: with the loop among them it would have been seen.
            return Look::Outside;
        };
        let activity = self.activity.read();
        if loops::is_idle(kind, &stack, &activity) {
            self.waits_in = walker.last_innermost_code().filter(|_| kind == LoopKind::Asyncio);
            return Look::Idle;
        }
        Look::Busy(Box::new(Observation {
            kind,
            gil: self.gil_use(interpreter, &activity),
            is_collecting: interpreter.is_collecting(self.thread.interpreter),
            turn: self.turns.turn(interpreter, &stack),
            context: (kind == LoopKind::Native)
                .then(|| interpreter.objects().context_of_callback(self.thread.state))
                .flatten(),
            activity,
            stack,
        }))
    }

    fn gil_use(&self, interpreter: &Interpreter, activity: &Activity) -> GilUse {
        let Some(gil) = interpreter.gil(self.thread.interpreter) else { return GilUse::Released };
        if gil.is_locked && gil.holder == self.thread.state {
            return GilUse::Held;
        }
        match activity {
            // The word it waits on is the GIL's own: no other lock is mistaken for it.
            Activity::InCall { wait: crate::cause::Wait::Futex(futex), .. }
                if gil.contains(*futex) =>
            {
                GilUse::Awaited(gil.holder)
            }
            _ => GilUse::Released,
        }
    }
}
