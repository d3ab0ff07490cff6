//! Messages between the application and the zygote: one packet each, the first byte says which.

use rustix::cmsg_space;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::io::Errno;
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;

/// Descriptors a worker is born with: socket, standard error, status file, arena in, arena out.
pub(crate) const WORKER_FDS: usize = 5;
const LARGEST: usize = 1 << 16;

/// Application to zygote.
#[derive(Debug)]
pub(crate) enum Order {
    /// Fork worker `id` with these descriptors.
    Spawn {
        /// The application's name for it.
        id: u32,
        /// See [`super::desk::Desk::open`].
        fds: Vec<OwnedFd>,
    },
    /// Kill worker `id`.
    Kill {
        /// The application's name for it.
        id: u32,
    },
    /// Something for the interpreter.
    Note(Vec<u8>),
}

/// Zygote to application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Report {
    /// The zygote takes orders.
    Ready,
    /// Worker `id` has process id `pid`.
    Spawned {
        /// The application's name for it.
        id: u32,
        /// Its process id.
        pid: i32,
    },
    /// Worker `id` is gone.
    Exited {
        /// The application's name for it.
        id: u32,
        /// Exit code, unless a signal ended it.
        code: Option<i32>,
        /// The signal that ended it.
        signal: Option<i32>,
    },
    /// Worker `id` could not be forked.
    Failed {
        /// The application's name for it.
        id: u32,
        /// The system's error number.
        errno: i32,
    },
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = i32> + '_ {
    bytes.chunks_exact(4).map(|it| i32::from_le_bytes([it[0], it[1], it[2], it[3]]))
}

fn packet(kind: u8, numbers: &[i32]) -> Vec<u8> {
    let mut bytes = vec![kind];
    bytes.extend(numbers.iter().flat_map(|it| it.to_le_bytes()));
    bytes
}

impl Report {
    pub(crate) fn send(&self, socket: impl AsFd) -> io::Result<()> {
        let bytes = match *self {
            Self::Ready => packet(b'r', &[]),
            Self::Spawned { id, pid } => packet(b's', &[id.cast_signed(), pid]),
            Self::Exited { id, code, signal } => {
                packet(b'x', &[id.cast_signed(), code.unwrap_or(-1), signal.unwrap_or(-1)])
            }
            Self::Failed { id, errno } => packet(b'f', &[id.cast_signed(), errno]),
        };
        send_packet(socket, &bytes, &[])
    }

    /// The next report; `None` when there is none, an error when the zygote is gone.
    pub(crate) fn receive(socket: impl AsFd) -> io::Result<Option<Self>> {
        let Some((bytes, _)) = receive_packet(socket, RecvFlags::DONTWAIT)? else {
            return Ok(None);
        };
        let mut rest = numbers(&bytes[1..]);
        let mut next = || rest.next().ok_or(io::ErrorKind::InvalidData);
        let known = |it: i32| (it != -1).then_some(it);
        Ok(Some(match bytes[0] {
            b'r' => Self::Ready,
            b's' => Self::Spawned { id: next()?.cast_unsigned(), pid: next()? },
            b'x' => Self::Exited {
                id: next()?.cast_unsigned(),
                code: known(next()?),
                signal: known(next()?),
            },
            b'f' => Self::Failed { id: next()?.cast_unsigned(), errno: next()? },
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }))
    }
}

impl Order {
    /// Receives an order; an error when the application is gone.
    pub(crate) fn receive(socket: impl AsFd) -> io::Result<Option<Self>> {
        let Some((bytes, fds)) = receive_packet(socket, RecvFlags::DONTWAIT)? else {
            return Ok(None);
        };
        let id = numbers(&bytes[1..]).next().unwrap_or(0).cast_unsigned();
        Ok(Some(match bytes[0] {
            b'S' => Self::Spawn { id, fds },
            b'K' => Self::Kill { id },
            _ => Self::Note(bytes[1..].to_vec()),
        }))
    }
}

/// Orders a worker.
pub(crate) fn order_spawn(
    socket: impl AsFd,
    id: u32,
    fds: &[BorrowedFd<'_>; WORKER_FDS],
) -> io::Result<()> {
    send_packet(socket, &packet(b'S', &[id.cast_signed()]), fds)
}

/// Orders a worker's death.
pub(crate) fn order_kill(socket: impl AsFd, id: u32) -> io::Result<()> {
    send_packet(socket, &packet(b'K', &[id.cast_signed()]), &[])
}

/// Tells the zygote's interpreter something.
pub(crate) fn send_note(socket: impl AsFd, note: &[u8]) -> io::Result<()> {
    send_packet(socket, &[b"N", note].concat(), &[])
}

fn send_packet(socket: impl AsFd, bytes: &[u8], fds: &[BorrowedFd<'_>]) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(WORKER_FDS))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !fds.is_empty() {
        let fits = control.push(SendAncillaryMessage::ScmRights(fds));
        debug_assert!(fits, "the space is made for this many descriptors");
    }
    loop {
        match sendmsg(&socket, &[IoSlice::new(bytes)], &mut control, SendFlags::NOSIGNAL) {
            Ok(_) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(other) => return Err(other.into()),
        }
    }
}

fn receive_packet(
    socket: impl AsFd,
    flags: RecvFlags,
) -> io::Result<Option<(Vec<u8>, Vec<OwnedFd>)>> {
    let mut bytes = vec![0; LARGEST];
    let mut space = [MaybeUninit::uninit(); cmsg_space!(ScmRights(WORKER_FDS))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let got = loop {
        match recvmsg(
            &socket,
            &mut [IoSliceMut::new(&mut bytes)],
            &mut control,
            flags | RecvFlags::CMSG_CLOEXEC,
        ) {
            Ok(message) => break message.bytes,
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return Ok(None),
            Err(other) => return Err(other.into()),
        }
    };
    if got == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    bytes.truncate(got);
    let fds = control
        .drain()
        .filter_map(|it| match it {
            RecvAncillaryMessage::ScmRights(fds) => Some(fds),
            _ => None,
        })
        .flatten()
        .collect();
    Ok(Some((bytes, fds)))
}
