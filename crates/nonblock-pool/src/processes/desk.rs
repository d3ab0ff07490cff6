//! A worker's end: takes calls from the socket, commits outcomes, and watches for the application's end.

use super::arena::{self, Arena, Lease, Slice, THRESHOLD};
use super::frame::{Flags, Frame, Kind};
use super::functions::UNIT;
use super::inbox::{Fill, Inbox};
use super::outbox::{FILE, Outbox};
use super::patience::Patience;
use super::status::{Claim, Status};
use super::sys::{ForeignBytes, Mapping};
use super::wire::WORKER_FDS;
use crate::shared::Shared;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::net::RecvFlags;
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Outcomes of calls shorter than this in sum travel together.
const HOLD_BACK: Duration = Duration::from_micros(50);
/// An item that took less was quick.
const QUICK: Duration = Duration::from_micros(10);
/// So many quick items in a row make a quick generator.
const TRUSTED: u32 = 8;
/// An idle worker gives the memory of its arena back after this time.
const TRIM_AFTER: Timespec = Timespec { tv_sec: 10, tv_nsec: 0 };

/// What the application wants.
#[derive(Debug)]
pub enum Job {
    /// Here is function `id`.
    Learn {
        /// Its id.
        id: u32,
        /// Its pickle.
        pickle: Vec<u8>,
    },
    /// Run this call; it counts as started.
    Run(Task),
    /// Leave.
    Retire,
}

/// A call as the worker sees it.
#[derive(Debug)]
pub struct Task {
    /// Names the call on this worker.
    pub seq: u64,
    /// The function's id.
    pub function: u32,
    /// How to read the payload.
    pub flags: Flags,
    /// The pickle of the arguments.
    pub payload: Vec<u8>,
    /// Buffers of the arguments.
    pub leases: Vec<Lease>,
    /// Items a stream may send at first.
    pub credit: u32,
}

/// What a stream hears from its consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Send this many more.
    More(u32),
    /// Close.
    Close,
}

/// The worker's end of its channel.
#[derive(Debug)]
pub struct Desk {
    socket: Arc<OwnedFd>,
    status: Status,
    outbox: Arc<Shared<Outbox>>,
    inbox: Inbox,
    arguments: Arc<Mapping>,
    results: Arena,
    patience: Arc<Patience>,
    held_back: Duration,
    quick_items: u32,
}

impl Desk {
    /// Opens the channel over the descriptors a worker is born with, and starts the watcher.
    ///
    /// `on_orphaned` runs on the watcher's thread when the application is gone; it should end the process.
    pub fn open(fds: Vec<OwnedFd>, on_orphaned: fn()) -> io::Result<Self> {
        let fds: [OwnedFd; WORKER_FDS] = fds.try_into().map_err(|_| io::ErrorKind::InvalidInput)?;
        let [socket, _stderr, status, arguments, results] = fds;
        let memory = Arc::new(Mapping::new(&status, FILE)?);
        let socket = Arc::new(socket);
        let outbox = Arc::new(Shared::new(Outbox::new(Arc::clone(&memory))));
        let arguments = arena::map(&arguments)?;
        let results = Arena::adopt(results)?;
        let patience = Arc::new(Patience::new()?);
        let watcher = Watcher {
            socket: Arc::clone(&socket),
            outbox: Arc::clone(&outbox),
            patience: Arc::clone(&patience),
            on_orphaned,
        };
        std::thread::Builder::new()
            .name("nonblock-watch".into())
            .stack_size(64 << 10)
            .spawn(move || watcher.run())?;
        let status = Status::new(memory);
        Ok(Self {
            socket,
            status,
            outbox,
            inbox: Inbox::default(),
            arguments,
            results,
            patience,
            held_back: Duration::ZERO,
            quick_items: 0,
        })
    }

    /// The page that says which call runs and whether it shall close.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Says that calls are welcome.
    pub fn announce_ready(&self) {
        self.status.announce_ready();
    }

    /// Says why this worker cannot run calls. The process should end then.
    pub fn refuse(&mut self, reason: &[u8]) -> io::Result<()> {
        self.post(0, 0, Reply::plain(Kind::Unready, reason))?;
        self.flush()
    }

    /// The next job that is already here.
    pub fn take(&mut self) -> io::Result<Option<Job>> {
        loop {
            let Some(frame) = self.inbox.next().map_err(invalid)? else { return Ok(None) };
            match frame.kind {
                Kind::Function => {
                    return Ok(Some(Job::Learn { id: frame.aux, pickle: frame.payload.to_vec() }));
                }
                Kind::Retire => return Ok(Some(Job::Retire)),
                Kind::Call => {
                    if self.status.claim(frame.seq) == Claim::TakenBack {
                        continue;
                    }
                    self.quick_items = 0;
                    let mut leases = leases(&self.arguments, &frame.slices())?;
                    let (credit, payload) = match frame.payload.split_first_chunk::<4>() {
                        Some((head, rest)) if frame.flags.has(Flags::STREAM) => {
                            (u32::from_le_bytes(*head), rest)
                        }
                        _ => (0, frame.payload),
                    };
                    let mut payload = payload.to_vec();
                    if frame.flags.has(Flags::PAYLOAD_IN_ARENA) {
                        payload = leases.pop().map(|it| it.to_vec()).unwrap_or_default();
                    }
                    let (seq, function, flags) = (frame.seq, frame.aux, frame.flags);
                    return Ok(Some(Job::Run(Task {
                        seq,
                        function,
                        flags,
                        payload,
                        leases,
                        credit,
                    })));
                }
                _ => {} // a wish of a stream that has ended
            }
        }
    }

    /// Sends what is held back and waits for more; false when the application is gone.
    pub fn wait(&mut self) -> io::Result<bool> {
        self.flush()?;
        if self.results.is_grown() {
            let mut fds = [PollFd::new(&*self.socket, PollFlags::IN)];
            if poll(&mut fds, Some(&TRIM_AFTER)) == Ok(0) {
                self.results.trim()?;
            }
        }
        Ok(self.inbox.fill(&*self.socket, RecvFlags::empty()) != Fill::Closed)
    }

    /// Sends what is held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.held_back = Duration::ZERO;
        let socket = &*self.socket;
        self.outbox.with(|it| it.flush(socket))
    }

    /// Commits the end of `task`, which took `run_time`.
    pub fn finish(&mut self, seq: u64, run_time: Duration, reply: Reply<'_>) -> io::Result<()> {
        let units = u32::try_from(run_time.as_nanos() / u128::from(UNIT)).unwrap_or(u32::MAX);
        self.post(seq, units, reply)?;
        self.status.finish(seq);
        self.held_back += run_time;
        if HOLD_BACK < self.held_back || !self.inbox.has_frame() {
            self.flush()?;
        } else {
            self.patience.begin();
        }
        Ok(())
    }

    /// Sends an item of stream `seq`.
    pub fn yield_item(&mut self, seq: u64, took: Duration, reply: Reply<'_>) -> io::Result<()> {
        self.post(seq, 0, Reply { kind: Kind::Item, ..reply })?;
        // A generator that was quick a few times in a row will be quick again; if not, the watcher sends the items.
        self.quick_items = if took < QUICK { self.quick_items + 1 } else { 0 };
        self.held_back += took;
        if self.quick_items < TRUSTED || HOLD_BACK < self.held_back {
            self.flush()?;
        } else {
            self.patience.begin();
        }
        Ok(())
    }

    /// Whether the consumer of stream `seq` is gone.
    pub fn is_closing(&self, seq: u64) -> bool {
        self.status.is_closing(seq)
    }

    /// Waits for the consumer of stream `seq`; `None` when the application is gone.
    pub fn next_wish(&mut self, seq: u64) -> io::Result<Option<Wish>> {
        self.flush()?;
        loop {
            if self.status.is_closing(seq) {
                return Ok(Some(Wish::Close));
            }
            match self.inbox.next().map_err(invalid)? {
                Some(frame) if frame.kind == Kind::Credit && frame.seq == seq => {
                    return Ok(Some(Wish::More(frame.aux)));
                }
                Some(frame) if frame.kind == Kind::Close && frame.seq == seq => {
                    return Ok(Some(Wish::Close));
                }
                Some(_) => {} // a stream has its worker to itself: nothing else can be here
                None => {
                    if self.inbox.fill(&*self.socket, RecvFlags::empty()) == Fill::Closed {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// Copies `buffers` beside the frame of the next reply; `None` when there is no room.
    pub fn place(&mut self, buffers: &[ForeignBytes]) -> Option<Vec<Slice>> {
        let mut slices = Vec::with_capacity(buffers.len());
        for buffer in buffers {
            let Some(slice) = self.results.lend(buffer.len()) else {
                self.results.give_back(&slices);
                return None;
            };
            Arena::fill(self.results.memory(), slice, *buffer);
            slices.push(slice);
        }
        Some(slices)
    }

    fn post(&mut self, seq: u64, aux: u32, reply: Reply<'_>) -> io::Result<()> {
        let mut slices = reply.slices;
        let mut frame = Frame::new(reply.kind, seq, aux, reply.payload);
        frame.flags = reply.flags;
        if THRESHOLD <= reply.payload.len()
            && let Some(slice) = self.results.lend(reply.payload.len())
        {
            self.results.memory().write(usize::try_from(slice.offset).unwrap_or(0), reply.payload);
            slices.push(slice);
            frame.payload = &[];
            frame.flags = frame.flags.and(Flags::PAYLOAD_IN_ARENA);
        }
        let socket = &*self.socket;
        self.outbox.with(|it| it.push(&frame, &slices, socket))
    }
}

/// What a worker answers.
#[derive(Debug)]
pub struct Reply<'a> {
    /// Value, error, nothing.
    pub kind: Kind,
    /// How to read the payload.
    pub flags: Flags,
    /// The pickle.
    pub payload: &'a [u8],
    /// Buffers placed before.
    pub slices: Vec<Slice>,
}

impl<'a> Reply<'a> {
    /// A reply without buffers.
    pub fn plain(kind: Kind, payload: &'a [u8]) -> Self {
        Self { kind, flags: Flags::default(), payload, slices: Vec::new() }
    }
}

/// Sleeps until the application is gone, or something has been held back for long enough.
struct Watcher {
    socket: Arc<OwnedFd>,
    outbox: Arc<Shared<Outbox>>,
    patience: Arc<Patience>,
    on_orphaned: fn(),
}

impl Watcher {
    fn run(self) {
        loop {
            // No events asked for on the socket: the kernel still tells of a hang-up.
            let mut fds = [
                PollFd::new(&*self.socket, PollFlags::empty()),
                PollFd::new(&*self.patience, PollFlags::IN),
            ];
            match poll(&mut fds, None) {
                Err(Errno::INTR) => continue,
                Err(_) => return (self.on_orphaned)(),
                Ok(_) => {}
            }
            if !fds[0].revents().is_empty() {
                return (self.on_orphaned)();
            }
            let mut count = [0; 8];
            if rustix::io::read(&*self.patience, &mut count).is_err() {
                continue; // a signal; the timer still says that it has fired
            }
            self.patience.end();
            if self.outbox.with(|it| it.flush(&*self.socket)).is_err() {
                return (self.on_orphaned)();
            }
        }
    }
}

fn leases(memory: &Arc<Mapping>, slices: &[Slice]) -> io::Result<Vec<Lease>> {
    slices
        .iter()
        .map(|it| Lease::new(memory, *it).ok_or_else(|| io::ErrorKind::InvalidData.into()))
        .collect()
}

fn invalid(error: super::frame::FrameError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
