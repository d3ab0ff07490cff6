//! How the command ends.

use std::process::ExitCode;

/// What the exit code says; the numbers are a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing was found.
    Clean,
    /// Something was found, or a file of the project is not readable Python.
    Findings,
    /// The command could not be carried out in full: a wrong argument or setting, or the system refused to read or
    /// write something that was named.
    Failure,
    /// A bug in nonblock.
    Bug,
    /// Ctrl-C.
    Interrupted,
    /// A program that was run ended so.
    Program(u8),
}

impl Exit {
    /// Returns the number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failure => 2,
            Self::Bug => 101,
            Self::Interrupted => 130,
            Self::Program(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
