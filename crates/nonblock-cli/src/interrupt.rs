//! Ctrl-C: the process ends at once, with its own exit code. Files are replaced in one step, so none is left half
//! written.

use std::io::{self, IsTerminal, Write};

use crate::exit::Exit;

/// Makes Ctrl-C end the process.
pub(crate) fn listen() {
    // Where there is no handler, Ctrl-C still ends the process, as any other.
    drop(ctrlc::set_handler(leave));
}

#[expect(clippy::exit, reason = "nothing of the work in progress is worth waiting for")]
fn leave() {
    let mut out = io::stderr().lock();
    if out.is_terminal() {
        // Removes a progress bar; a closed terminal needs no cleaning.
        drop(out.write_all(b"\r\x1b[2K"));
    }
    std::process::exit(i32::from(Exit::Interrupted.code()));
}
