//! Single keys from the terminal, without waiting for the end of a line; the terminal is as before afterwards.

use std::io::{self, Read, Stdin};
use std::os::fd::AsFd;

use anyhow::Context;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};

/// The keyboard, until dropped.
pub(super) struct Keys {
    input: Stdin,
    before: Termios,
}

impl Keys {
    /// Has keys come one by one and unseen; Ctrl-C stays a signal.
    pub(super) fn listen() -> anyhow::Result<Self> {
        let input = io::stdin();
        let before = tcgetattr(&input).context("cannot read the terminal's settings")?;
        let mut single = before.clone();
        single.local_flags.remove(LocalFlags::ICANON | LocalFlags::ECHO);
        tcsetattr(&input, SetArg::TCSANOW, &single).context("cannot set the terminal")?;
        Ok(Self { input, before })
    }

    /// Returns whether `q`, Escape or the end of the input has come since the last call.
    pub(super) fn ask_to_leave(&self) -> bool {
        let mut descriptors = [PollFd::new(self.input.as_fd(), PollFlags::POLLIN)];
        // A terminal that cannot be asked has no keys.
        if poll(&mut descriptors, PollTimeout::ZERO).unwrap_or(0) == 0 {
            return false;
        }
        let mut pressed = [0; 64];
        let length = self.input.lock().read(&mut pressed).unwrap_or(0);
        // Arrows and the like begin with Escape, too, and are longer.
        let pressed = &pressed[..length];
        pressed.is_empty()
            || pressed.iter().any(|key| matches!(key, b'q' | b'Q'))
            || pressed == b"\x1b"
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // A terminal that has gone needs no settings.
        tcsetattr(&self.input, SetArg::TCSANOW, &self.before).unwrap_or_default();
    }
}
