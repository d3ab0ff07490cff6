//! Strict mode: every call on a loop's thread that may wait, whatever it costs, with the Python stack that made it.
//!
//! The same import slots that carry the heartbeat (see [`crate::heartbeat`]) lead some ninety calls of the C library to wrappers.
//! A wrapper asks three things: is this the thread of an event loop, may the call wait at all (a non-blocking
//! socket may not, nor a poll without a timeout), and does a loop run in this stack? If so, the call is made, timed and
//! noted. Nothing is raised: frameworks swallow what is raised inside a call.
//!
//! What a wrapper may do is limited by where it runs: with or without the GIL, in a signal handler, in a child between
//! fork and exec. The last two leave at the first question, before anything is allocated or locked.

mod recorder;
mod sys;

use crate::attach::AttachError;
use crate::heartbeat::{Hook, HookError};
use nonblock_report::stall::{CauseKind, Frame};
use std::time::Duration;

pub(crate) use recorder::loop_waits;
pub use recorder::{after_fork_in_child, ignore_descriptors, lost, note, take};
pub(crate) use sys::{is_call, names, real, wrapper};

/// A call that may wait, made on the thread of an event loop from one place, however often.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockingCall {
    /// The C library's name of it, or the audit event's.
    pub call: String,
    /// What it waits for.
    pub kind: CauseKind,
    /// The file, the peer or the host of the first time.
    pub target: Option<String>,
    /// The stack above the loop, innermost frame first; empty for a callback in C.
    pub frames: Vec<Frame>,
    /// Whether a callback made it, and not the loop for itself.
    pub is_from_callback: bool,
    /// How often.
    pub count: u64,
    /// The longest of them.
    pub longest: Duration,
    /// All of them.
    pub total: Duration,
}

impl BlockingCall {
    /// Returns the kind as the JSON of stalls writes it.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            CauseKind::Dns => "dns",
            CauseKind::Import => "import",
            CauseKind::Lock => "lock",
            CauseKind::Network => "network",
            CauseKind::Pipe => "pipe",
            CauseKind::Process => "process",
            CauseKind::Sleep => "sleep",
            _ => "disk",
        }
    }
}

/// Why calls cannot be recorded.
#[derive(Debug, thiserror::Error)]
pub enum StrictError {
    /// Stacks of this interpreter cannot be read.
    #[error(transparent)]
    Interpreter(#[from] AttachError),
    /// The import tables cannot be changed.
    #[error(transparent)]
    Hook(#[from] HookError),
}

/// Records calls while it lives.
#[derive(Debug)]
pub struct Strict {
    is_recording: bool,
    _hook: Hook,
}

impl Strict {
    /// Begins to record; several may live at once and share what was recorded.
    pub fn begin() -> Result<Self, StrictError> {
        recorder::begin()?;
        match Hook::install_for_calls() {
            Ok(hook) => Ok(Self { is_recording: true, _hook: hook }),
            Err(error) => {
                recorder::end();
                Err(error.into())
            }
        }
    }
}

impl Strict {
    /// Records no more until `resume`: import tables stay as they are, because changing them takes milliseconds.
    pub fn pause(&mut self) {
        if std::mem::take(&mut self.is_recording) {
            recorder::end();
        }
    }

    /// Goes on after `pause`.
    pub fn resume(&mut self) -> Result<(), StrictError> {
        if !self.is_recording {
            recorder::begin()?;
            self.is_recording = true;
        }
        Ok(())
    }
}

impl Drop for Strict {
    fn drop(&mut self) {
        self.pause();
    }
}
