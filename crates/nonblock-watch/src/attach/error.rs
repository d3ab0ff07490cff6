//! Why a process cannot be watched, each with the way out.

use super::grants;
use crate::layouts::LayoutError;

/// Why a process cannot be watched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachError {
    /// There is no such process.
    #[error("cannot attach to process {process}: no such process")]
    NoProcess {
        /// Its id.
        process: u32,
    },
    /// The kernel forbids it.
    #[error("cannot attach to process {process}: permission denied\nhint: {hint}")]
    Denied {
        /// Its id.
        process: u32,
        /// What to grant.
        hint: String,
    },
    /// It is not Python.
    #[error(
        "cannot attach to process {process}: no CPython interpreter runs in it\nhint: give the id of the Python process; a shell, `uv run`, `sudo` or an init process in front of it has another one"
    )]
    NoPython {
        /// Its id.
        process: u32,
    },
    /// It is Python before 3.10.
    #[error(
        "cannot attach to process {process}: {path} is older than CPython 3.10\nhint: the watch reads CPython 3.10 to 3.13; run the program on one of these to watch it"
    )]
    TooOld {
        /// Its id.
        process: u32,
        /// The interpreter's file.
        path: String,
    },
    /// Its memory has an unknown shape.
    #[error(
        "cannot attach to process {process}: {error}\nhint: a newer nonblock may know it: pip install --upgrade nonblock"
    )]
    Layout {
        /// Its id.
        process: u32,
        /// What is unknown.
        error: LayoutError,
    },
    /// The machine gives us no thread.
    #[error("cannot start the watchdog: {error}")]
    NoThread {
        /// What the system said.
        error: String,
    },
    /// No thread of it runs an event loop.
    #[error("process {process} runs no asyncio event loop")]
    NoLoop {
        /// Its id.
        process: u32,
    },
}

impl AttachError {
    /// Returns the refusal with what would have to be granted on this machine.
    pub(super) fn denied(process: u32) -> Self {
        Self::Denied { process, hint: grants::missing(process) }
    }
}
