//! A stall: one stretch of time in which an event loop could not turn.

use serde::{Deserialize, Serialize};

/// A line of Python that was being executed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Frame {
    /// File, as the code object names it.
    pub file: String,
    /// Line, from one.
    pub line: u32,
    /// Qualified name within the module: `Service.load`.
    pub function: String,
}

/// A stack, and how much of the stall was spent in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StackShare {
    /// From 0 to 1.
    pub share: f64,
    /// Samples that saw it.
    pub samples: u32,
    /// Innermost frame first.
    pub frames: Vec<Frame>,
}

/// The asyncio task that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its name: `Task-7`.
    pub name: String,
    /// Names of the tasks that await it, nearest first.
    pub awaiters: Vec<String>,
}

/// Why the loop did not turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// Computes, and no other thread can run meanwhile.
    Cpu,
    /// Computes in C code that lets other threads run.
    CpuReleased,
    /// Waits for time to pass.
    Sleep,
    /// Waits for another machine, or another process behind a socket.
    Network,
    /// Resolves a host name.
    Dns,
    /// Waits for a disk.
    Disk,
    /// Waits for the other end of a pipe.
    Pipe,
    /// Waits for a child process.
    Process,
    /// Waits for a lock, an event, a queue or a future.
    Lock,
    /// Another thread holds the GIL.
    Gil,
    /// Collects garbage.
    Garbage,
    /// Imports a module.
    Import,
    /// Ready to run, but the machine gave it no CPU.
    Starved,
    /// Many short callbacks, one after another, in one turn of the loop.
    ManyCallbacks,
    /// Waits in another system call.
    SystemCall,
    /// Not enough was seen.
    Unknown,
}

impl CauseKind {
    /// Returns the name by which JSON and metrics know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::CpuReleased => "cpu-released",
            Self::Sleep => "sleep",
            Self::Network => "network",
            Self::Dns => "dns",
            Self::Disk => "disk",
            Self::Pipe => "pipe",
            Self::Process => "process",
            Self::Lock => "lock",
            Self::Gil => "gil",
            Self::Garbage => "garbage",
            Self::Import => "import",
            Self::Starved => "starved",
            Self::ManyCallbacks => "many-callbacks",
            Self::SystemCall => "system-call",
            Self::Unknown => "unknown",
        }
    }
}

/// The thread that held what the loop waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The kernel's id.
    pub thread: u32,
    /// Its name, as the kernel knows it.
    pub name: String,
    /// What it executed, innermost frame first.
    pub frames: Vec<Frame>,
}

/// A cause with what was seen of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its kind.
    pub kind: CauseKind,
    /// One sentence for people.
    pub explanation: String,
    /// The system call and what it waits for: `recvfrom(12) from 10.0.0.7:5432`.
    pub waits_for: Option<String>,
    /// Who held the GIL.
    pub holder: Option<Holder>,
}

/// What was measured on the loop's thread during the stall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Seconds on a CPU.
    pub cpu: f64,
    /// Seconds ready to run without a CPU.
    pub run_queue: f64,
    /// Samples taken.
    pub samples: u32,
    /// Share of samples that waited for the GIL.
    pub gil_wait: f64,
    /// Share of samples in which garbage was collected.
    pub garbage: f64,
}

/// One stall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stall {
    /// Id of the process.
    pub process: u32,
    /// The kernel's id of the loop's thread.
    pub thread: u32,
    /// When it began, in seconds since 1970.
    pub started: f64,
    /// How long it lasted, or has lasted so far, in seconds.
    pub duration: f64,
    /// Whether it has ended.
    pub is_over: bool,
    /// The task that ran, if one did.
    pub task: Option<Task>,
    /// The line to change: the innermost one of the program's own code.
    pub place: Option<Frame>,
    /// Why.
    pub cause: Cause,
    /// What to write instead, as a sentence.
    pub cure: String,
    /// The rule of `nonblock check` that finds this before merge.
    pub rule: String,
    /// What was measured.
    pub measured: Measured,
    /// Where the time went, most frequent first.
    pub stacks: Vec<StackShare>,
}
