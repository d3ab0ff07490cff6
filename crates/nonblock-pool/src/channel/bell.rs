//! A file descriptor that wakes a poller: one eventfd.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::event::{EventfdFlags, eventfd};
use rustix::io::Errno;

/// An eventfd: rung from any thread, heard by an event loop that watches it for reading.
#[derive(Debug)]
pub struct Bell(OwnedFd);

impl Bell {
    /// Opens a bell that is not inherited by child programs.
    pub fn new() -> io::Result<Self> {
        Ok(Self(eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?))
    }

    /// Makes the descriptor readable.
    pub fn ring(&self) {
        let rung = rustix::io::write(&self.0, &1_u64.to_ne_bytes());
        // WouldBlock: the counter is full, so the descriptor is readable already, which is all we want.
        debug_assert!(matches!(rung, Ok(_) | Err(Errno::AGAIN | Errno::INTR)), "{rung:?}");
    }

    /// Makes the descriptor quiet again; call it before looking at what the ring was about.
    pub fn hush(&self) {
        let heard = rustix::io::read(&self.0, &mut [0_u8; 8]);
        debug_assert!(matches!(heard, Ok(_) | Err(Errno::AGAIN | Errno::INTR)), "{heard:?}");
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
