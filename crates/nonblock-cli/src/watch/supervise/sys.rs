//! The one step between fork and exec of a program that is run.
#![expect(
    unsafe_code,
    reason = "what runs between fork and exec must be safe there, which no type can say"
)]

use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use nix::sys::signal::SigSet;

/// Lets signals through to the program although this process blocks them for itself: a mask is inherited.
pub(super) fn unblock_signals(command: &mut Command) {
    let unblock = || SigSet::empty().thread_set_mask().map_err(io::Error::from);
    // SAFETY: the closure allocates nothing, takes no lock, and calls only `pthread_sigmask`, which is safe in a signal
    // handler and so between fork and exec.
    unsafe { command.pre_exec(unblock) };
}
