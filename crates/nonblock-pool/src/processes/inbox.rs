//! Bytes received and not yet read as frames.

use super::frame::{Frame, FrameError};
use rustix::fd::AsFd;
use rustix::io::Errno;
use rustix::net::{RecvFlags, recv};

/// One read takes up to this many bytes: several hundred small frames.
const CHUNK: usize = 1 << 16;

/// What a read gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// This many bytes came.
    Some(usize),
    /// Nothing is there at the moment.
    Empty,
    /// The peer is gone.
    Closed,
}

/// Invariant: `bytes[..start]` has been read as frames.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    bytes: Vec<u8>,
    start: usize,
    /// Bytes ever received: the position that [`super::outbox`] counts from.
    total: u64,
}

impl Inbox {
    /// Reads once from `socket`.
    pub(crate) fn fill(&mut self, socket: impl AsFd, flags: RecvFlags) -> Fill {
        self.compact();
        let len = self.bytes.len();
        self.bytes.resize(len + CHUNK, 0);
        let got = loop {
            match recv(&socket, &mut self.bytes[len..], flags) {
                Err(Errno::INTR) => {}
                other => break other.map(|it| it.0),
            }
        };
        let count = got.unwrap_or(0);
        self.bytes.truncate(len + count);
        self.total += count as u64;
        match got {
            Ok(0) => Fill::Closed,
            Ok(count) => Fill::Some(count),
            Err(Errno::AGAIN) => Fill::Empty,
            Err(_) => Fill::Closed,
        }
    }

    /// Takes bytes that came another way.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.compact();
        self.bytes.extend_from_slice(bytes);
        self.total += bytes.len() as u64;
    }

    /// The next whole frame.
    pub(crate) fn next(&mut self) -> Result<Option<Frame<'_>>, FrameError> {
        let Some((frame, taken)) = Frame::split(&self.bytes[self.start..])? else {
            return Ok(None);
        };
        self.start += taken;
        Ok(Some(frame))
    }

    /// Whether a whole frame is there.
    pub(crate) fn has_frame(&self) -> bool {
        matches!(Frame::split(&self.bytes[self.start..]), Ok(Some(_)) | Err(_))
    }

    /// Bytes ever received.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Bytes of a frame that is not complete.
    #[cfg(test)]
    pub(crate) fn pending(&self) -> usize {
        self.bytes.len() - self.start
    }

    fn compact(&mut self) {
        if self.start == self.bytes.len() {
            self.bytes.clear();
        } else {
            self.bytes.drain(..self.start);
        }
        self.start = 0;
    }
}
