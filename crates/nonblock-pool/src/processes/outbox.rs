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

#[cfg(test)]
mod tests {
    use super::super::frame::{Frame, Kind};
    use super::super::inbox::Inbox;
    use super::*;
    use rustix::net::{AddressFamily, RecvFlags, SocketFlags, SocketType, socketpair};

    #[test]
    fn what_was_committed_and_not_sent_is_rescued_once_wherever_the_worker_stopped() {
        for sent in 0..4_u64 {
            let file = rustix::fs::memfd_create("test", rustix::fs::MemfdFlags::CLOEXEC).unwrap();
            rustix::fs::ftruncate(&file, FILE as u64).unwrap();
            let memory = Arc::new(Mapping::new(&file, FILE).unwrap());
            let (ours, theirs) =
                socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)
                    .unwrap();
            let mut outbox = Outbox::new(Arc::clone(&memory));
            for seq in 0..4 {
                outbox.push(&Frame::new(Kind::Value, seq, 0, b"outcome"), &[], &theirs).unwrap();
                if seq + 1 == sent {
                    outbox.flush(&theirs).unwrap();
                }
            }
            let mut inbox = Inbox::default();
            inbox.fill(&ours, RecvFlags::DONTWAIT);
            let rest = rescue(&memory, inbox.total());
            inbox.push(&rest);
            let mut seen = Vec::new();
            while let Some(frame) = inbox.next().unwrap() {
                seen.push(frame.seq);
            }
            assert_eq!(seen, [0, 1, 2, 3]);
            assert!(rescue(&memory, inbox.total()).is_empty());
        }
    }

    #[test]
    fn a_send_that_was_cut_in_the_middle_of_a_frame_is_completed() {
        let file = rustix::fs::memfd_create("test", rustix::fs::MemfdFlags::CLOEXEC).unwrap();
        rustix::fs::ftruncate(&file, FILE as u64).unwrap();
        let memory = Arc::new(Mapping::new(&file, FILE).unwrap());
        let (_ours, theirs) =
            socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)
                .unwrap();
        let mut outbox = Outbox::new(Arc::clone(&memory));
        outbox.push(&Frame::new(Kind::Value, 7, 0, b"outcome"), &[], &theirs).unwrap();
        let whole = rescue(&memory, 0);
        for cut in 0..whole.len() {
            let mut inbox = Inbox::default();
            inbox.push(&whole[..cut]);
            inbox.push(&rescue(&memory, cut as u64));
            assert_eq!(inbox.next().unwrap().map(|it| it.seq), Some(7));
        }
    }
}
