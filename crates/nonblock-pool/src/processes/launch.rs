//! How the zygote is started: by exec, never by a fork of the application.

use rustix::fd::OwnedFd;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// The command that becomes the zygote. It finds its socket as standard input.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The interpreter.
    pub program: std::ffi::OsString,
    /// Its arguments.
    pub arguments: Vec<std::ffi::OsString>,
    /// Variables to add to the environment.
    pub environment: Vec<(String, String)>,
    /// What the zygote is told first.
    pub note: Vec<u8>,
}

impl Launch {
    /// Starts the zygote in a process group of its own, so that Ctrl-C in a terminal does not reach it.
    pub(crate) fn start(&self, socket: OwnedFd) -> io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(self.environment.iter().map(|it| (&it.0, &it.1)));
        command.stdin(Stdio::from(socket)).process_group(0).spawn()
    }
}
