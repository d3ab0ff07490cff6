//! The outbox: outcomes that are committed and perhaps not yet sent, in memory that outlives the worker.
//!
//! The worker appends whole frames and sends the lot with one system call. `base` is the position in the socket's stream
//! of the first byte held. After a worker's death the application has received `n` bytes; what it lacks are the bytes of
//! the outbox from `n - base` on, so that no outcome is lost nor read twice, wherever the worker was interrupted.

use super::frame::Frame;
use super::status::PAGE;
use super::sys::Mapping;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::io::Errno;
use rustix::net::{SendFlags, send};
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Bytes of outcomes held before they must be sent.
pub const CAPACITY: usize = 1 << 16;
/// Bytes of the file that holds a worker's status page and outbox.
pub const FILE: usize = PAGE + CAPACITY;

const BASE: usize = 64;
const LEN: usize = 72;

/// Worker's end.
#[derive(Debug)]
pub struct Outbox {
    memory: Arc<Mapping>,
    frame: Vec<u8>,
}

impl Outbox {
    /// Writes to the outbox behind the status page of `memory`.
    pub fn new(memory: Arc<Mapping>) -> Self {
        Self { memory, frame: Vec::new() }
    }

    /// Bytes that wait to be sent.
    pub fn len(&self) -> usize {
        usize::try_from(self.memory.word(LEN).load(Relaxed)).unwrap_or(0)
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Commits a frame: from here on it reaches the application whatever becomes of this process.
    pub(crate) fn push(
        &mut self,
        frame: &Frame<'_>,
        slices: &[super::arena::Slice],
        socket: impl AsFd,
    ) -> io::Result<()> {
        self.frame.clear();
        frame.append(slices, &mut self.frame);
        let mut len = self.len();
        if len + self.frame.len() > CAPACITY {
            self.flush(&socket)?;
            len = 0;
        }
        if self.frame.len() <= CAPACITY {
            self.memory.write(PAGE + len, &self.frame);
            self.memory.word(LEN).store((len + self.frame.len()) as u64, Release);
        } else {
            let frame = std::mem::take(&mut self.frame);
            send_all(socket.as_fd(), &frame)?;
            self.move_base(frame.len());
        }
        Ok(())
    }

    /// Sends what waits.
    pub fn flush(&mut self, socket: impl AsFd) -> io::Result<()> {
        let len = self.len();
        if len == 0 {
            return Ok(());
        }
        send_all(socket.as_fd(), &self.memory.read(PAGE, len))?;
        // Empty first: interrupted between the two, there is simply nothing left to rescue.
        self.memory.word(LEN).store(0, Release);
        self.move_base(len);
        Ok(())
    }

    fn move_base(&self, by: usize) {
        let base = self.memory.word(BASE);
        base.store(base.load(Relaxed) + by as u64, Release);
    }
}

/// Application: what a dead worker committed beyond the `received` bytes that its socket gave.
pub fn rescue(memory: &Mapping, received: u64) -> Vec<u8> {
    let len = memory.word(LEN).load(Acquire);
    let base = memory.word(BASE).load(Acquire);
    match received.checked_sub(base) {
        Some(skip) if skip < len && len <= CAPACITY as u64 => {
            let bytes = memory.read(PAGE, usize::try_from(len).unwrap_or(0));
            bytes[usize::try_from(skip).unwrap_or(0)..].to_vec()
        }
        _ => Vec::new(),
    }
}

/// Application: whether a live worker holds outcomes back.
pub fn holds_any(memory: &Mapping) -> bool {
    memory.word(LEN).load(Acquire) > 0
}

/// Sends all of `bytes` on a blocking socket.
pub(crate) fn send_all(socket: BorrowedFd<'_>, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match send(socket, bytes, SendFlags::NOSIGNAL) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}

/// Writes all of `bytes` to a file that may be anything.
pub(crate) fn write_all(file: impl AsFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(&file, bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}
