//! The application's view of one worker.

use super::arena::{self, Lease, Slice};
use super::call::{Call, CallId, Outcome};
use super::frame::{Flags, Frame, Kind};
use super::functions::Functions;
use super::inbox::Inbox;
use super::outbox::FILE;
use super::status::Status;
use super::sys::Mapping;
use super::wire::{WORKER_FDS, order_spawn};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SendFlags, SocketFlags, SocketType, send, socketpair};
use rustix::pipe::{PipeFlags, pipe_with};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Bytes kept of what a worker writes to standard error.
const TAIL: usize = 4096;

/// Where a call on its way stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Its buffers are being copied; the frame is not sent yet.
    Copying,
    /// The worker has it, or will.
    Sent,
}

/// A call that a worker has.
#[derive(Debug)]
pub(crate) struct InFlight<T> {
    pub(crate) seq: u64,
    pub(crate) id: CallId,
    pub(crate) call: Call<T>,
    pub(crate) stage: Stage,
    pub(crate) deadline: Option<Duration>,
    /// Nobody waits for it any more.
    pub(crate) is_cancelled: bool,
}

/// Whether a worker takes calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It does.
    Serving,
    /// It finishes what it has and leaves.
    Retiring,
    /// It was killed; its end is yet to be reported.
    Dying,
}

/// Invariant: `in_flight` is sorted by sequence number, and a call that must be alone is alone in it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts about its descriptors that do not depend on each other"
)]
#[derive(Debug)]
pub(crate) struct Worker<T> {
    pub(crate) id: u32,
    pub(crate) pid: Option<i32>,
    pub(crate) phase: Phase,
    pub(crate) socket: OwnedFd,
    pub(crate) memory: Arc<Mapping>,
    pub(crate) status: Status,
    pub(crate) results: Arc<Mapping>,
    pub(crate) stderr: Arc<OwnedFd>,
    pub(crate) tail: Vec<u8>,
    pub(crate) inbox: Inbox,
    out: Vec<u8>,
    /// The socket was full: the poller tells when it takes more.
    pub(crate) is_blocked: bool,
    pub(crate) is_dirty: bool,
    /// Its socket is closed and no longer watched.
    pub(crate) is_deaf: bool,
    /// Its standard error is closed and no longer watched.
    pub(crate) is_mute: bool,
    next_seq: u64,
    pub(crate) in_flight: VecDeque<InFlight<T>>,
    known: Vec<bool>,
    /// Calls that have ended here.
    pub(crate) tasks: u64,
    pub(crate) idle_since: Duration,
    /// `turn` at the supervisor's last look; unchanged means stalled.
    pub(crate) last_turn: u64,
    /// What the worker said about why it cannot start.
    pub(crate) unready: Option<Outcome>,
    /// Why the pool killed it, if it did so of its own accord.
    pub(crate) reason: Option<String>,
}

impl<T> Worker<T> {
    /// Orders a worker. It can be sent calls at once: they wait in its socket until it is there.
    pub(crate) fn order(
        id: u32,
        zygote: impl AsFd,
        arguments: BorrowedFd<'_>,
        now: Duration,
    ) -> io::Result<Self> {
        let (socket, theirs) =
            socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
        let (stderr, their_stderr) = pipe_with(PipeFlags::CLOEXEC)?;
        rustix::io::ioctl_fionbio(&stderr, true)?;
        let status_file = memfd_create("nonblock-status", MemfdFlags::CLOEXEC)?;
        ftruncate(&status_file, FILE as u64)?;
        let memory = Arc::new(Mapping::new(&status_file, FILE)?);
        let results_file = memfd_create("nonblock-arena", MemfdFlags::CLOEXEC)?;
        let results = arena::map(&results_file)?;
        let fds: [BorrowedFd<'_>; WORKER_FDS] = [
            theirs.as_fd(),
            their_stderr.as_fd(),
            status_file.as_fd(),
            arguments,
            results_file.as_fd(),
        ];
        order_spawn(zygote, id, &fds)?;
        Ok(Self {
            id,
            pid: None,
            phase: Phase::Serving,
            socket,
            status: Status::new(Arc::clone(&memory)),
            memory,
            results,
            stderr: Arc::new(stderr),
            tail: Vec::new(),
            inbox: Inbox::default(),
            out: Vec::new(),
            is_blocked: false,
            is_dirty: false,
            is_deaf: false,
            is_mute: false,
            next_seq: 1,
            in_flight: VecDeque::new(),
            known: Vec::new(),
            tasks: 0,
            idle_since: now,
            last_turn: 0,
            unready: None,
            reason: None,
        })
    }

    /// Whether a call may be sent, as far as this worker's state goes.
    pub(crate) fn is_open(&self) -> bool {
        self.phase == Phase::Serving && !self.status.is_revoked()
    }

    /// The last sequence number given out.
    pub(crate) fn last_seq(&self) -> u64 {
        self.next_seq - 1
    }

    /// Takes a call into its list without sending it.
    pub(crate) fn accept(
        &mut self,
        id: CallId,
        call: Call<T>,
        stage: Stage,
        deadline: Option<Duration>,
    ) -> u64 {
        let seq = self.next_seq;
        self.next_seq += 1;
        self.in_flight.push_back(InFlight { seq, id, call, stage, deadline, is_cancelled: false });
        seq
    }

    /// Appends the frame of the call `seq`, and its function if the worker does not know it.
    pub(crate) fn write_call(&mut self, seq: u64, functions: &Functions) {
        let Some(at) = self.in_flight.iter().rposition(|it| it.seq == seq) else { return };
        let call = &self.in_flight[at].call;
        let function = call.function.0;
        let index = function as usize;
        if self.known.len() <= index {
            self.known.resize(index + 1, false);
        }
        if !call.flags.has(Flags::WHOLE)
            && !self.known[index]
            && let Some(pickle) = functions.pickle(call.function)
        {
            self.known[index] = true;
            Frame::new(Kind::Function, 0, function, &pickle).append(&[], &mut self.out);
        }
        let large = arena::THRESHOLD <= call.payload.len()
            && !call.slices.is_empty()
            && call.slices.len() > call.sources.len();
        let payload: &[u8] = if large { &[] } else { &call.payload };
        let mut flags = call.flags;
        if large {
            flags = flags.and(Flags::PAYLOAD_IN_ARENA);
        }
        let with_credit = call
            .flags
            .has(Flags::STREAM)
            .then(|| [&call.credit.to_le_bytes()[..], payload].concat());
        let mut frame =
            Frame::new(Kind::Call, seq, function, with_credit.as_deref().unwrap_or(payload));
        frame.flags = flags;
        frame.append(&call.slices, &mut self.out);
        self.in_flight[at].stage = Stage::Sent;
        self.is_dirty = true;
    }

    /// Appends a word for the call `seq`.
    pub(crate) fn write_word(&mut self, kind: Kind, seq: u64, aux: u32) {
        Frame::new(kind, seq, aux, &[]).append(&[], &mut self.out);
        self.is_dirty = true;
    }

    /// Sends what the socket takes; true when it is full and the poller must watch it.
    pub(crate) fn flush(&mut self) -> bool {
        self.is_dirty = false;
        let mut sent = 0;
        while sent < self.out.len() {
            match send(&self.socket, &self.out[sent..], SendFlags::NOSIGNAL | SendFlags::DONTWAIT) {
                Ok(count) => sent += count,
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    self.out.drain(..sent);
                    return true;
                }
                // The worker is gone: its end is reported by the zygote, and what it did not start goes back.
                Err(_) => sent = self.out.len(),
            }
        }
        self.out.clear();
        false
    }

    /// Keeps the last bytes of what the worker wrote to standard error.
    pub(crate) fn remember(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        let excess = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..excess);
    }

    /// What a frame of an outcome holds.
    pub(crate) fn outcome(
        results: &Arc<Mapping>,
        flags: Flags,
        payload: &[u8],
        slices: &[Slice],
    ) -> Outcome {
        let leases = slices.iter().filter_map(|it| Lease::new(results, *it)).collect();
        Outcome { flags, payload: payload.to_vec(), leases }
    }
}
