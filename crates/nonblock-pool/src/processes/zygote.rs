//! The zygote's work: fork workers when told, kill them when told, report their end.
//!
//! It has one thread, so that a fork copies no lock in mid-use, and it forks from that thread, whose end is what
//! `PR_SET_PDEATHSIG` of a worker watches. It ends itself when the application closes the socket or dies.

use super::wire::{Order, Report};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{AsFd, OwnedFd};
use rustix::io::Errno;
use rustix::process::{
    Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, getppid, pidfd_open, pidfd_send_signal, waitid,
};
use std::io;

/// What the interpreter around the zygote has to do next.
#[derive(Debug)]
pub enum Step {
    /// Fork; then call [`Zygote::forked`] in the parent, or become the worker in the child.
    Fork {
        /// The application's name for the worker.
        id: u32,
        /// The worker's descriptors, to be closed in the parent.
        fds: Vec<OwnedFd>,
    },
    /// The application says something.
    Note(Vec<u8>),
    /// The application is gone.
    End,
}

#[derive(Debug)]
struct Child {
    id: u32,
    process: OwnedFd,
}

/// The state of a zygote.
#[derive(Debug)]
pub struct Zygote {
    socket: OwnedFd,
    application: OwnedFd,
    children: Vec<Child>,
}

impl Zygote {
    /// Serves the application with process id `application`, which must be the parent.
    pub fn new(socket: OwnedFd, application: i32) -> io::Result<Self> {
        let parent = getppid().filter(|it| it.as_raw_nonzero().get() == application);
        let parent = parent
            .ok_or_else(|| io::Error::other("the application ended before its zygote started"))?;
        let application = pidfd_open(parent, PidfdFlags::empty())?;
        // The parent may have died, and its number been reused, before the descriptor was open.
        if getppid() != Some(parent) {
            return Err(io::Error::other("the application ended before its zygote started"));
        }
        Ok(Self { socket, application, children: Vec::new() })
    }

    /// Says that orders are welcome.
    pub fn announce_ready(&self) -> io::Result<()> {
        Report::Ready.send(&self.socket)
    }

    /// Waits until there is something for the interpreter to do.
    pub fn next_step(&mut self) -> io::Result<Step> {
        match self.advance() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Step::End),
            other => other,
        }
    }

    fn advance(&mut self) -> io::Result<Step> {
        loop {
            match Order::receive(&self.socket) {
                Ok(Some(Order::Spawn { id, fds })) => return Ok(Step::Fork { id, fds }),
                Ok(Some(Order::Note(note))) => return Ok(Step::Note(note)),
                Ok(Some(Order::Kill { id })) => self.kill(id)?,
                Ok(None) => {
                    if self.wait()? {
                        return Ok(Step::End);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(error),
                Err(_) => return Ok(Step::End),
            }
        }
    }

    /// In the parent: worker `id` runs as `pid`.
    pub fn forked(&mut self, id: u32, pid: i32) -> io::Result<()> {
        let process = Pid::from_raw(pid)
            .ok_or(Errno::SRCH)
            .and_then(|it| pidfd_open(it, PidfdFlags::empty()))?;
        self.children.push(Child { id, process });
        // An application that is gone is noticed by the next step.
        Report::Spawned { id, pid }
            .send(&self.socket)
            .or_else(|it| if it.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(it) })
    }

    /// In the parent: worker `id` could not be forked.
    pub fn fork_failed(&self, id: u32, errno: i32) -> io::Result<()> {
        Report::Failed { id, errno }.send(&self.socket)
    }

    fn kill(&self, id: u32) -> io::Result<()> {
        let Some(child) = self.children.iter().find(|it| it.id == id) else { return Ok(()) };
        match pidfd_send_signal(&child.process, Signal::KILL) {
            Err(Errno::SRCH) | Ok(()) => Ok(()), // gone already: its report is on the way
            Err(other) => Err(other.into()),
        }
    }

    /// Waits for an order or a child's end; true when the application is gone.
    fn wait(&mut self) -> io::Result<bool> {
        let mut fds = vec![
            PollFd::new(&self.socket, PollFlags::IN),
            PollFd::new(&self.application, PollFlags::IN),
        ];
        fds.extend(self.children.iter().map(|it| PollFd::new(&it.process, PollFlags::IN)));
        match poll(&mut fds, None) {
            Err(Errno::INTR) => return Ok(false),
            other => other?,
        };
        let application_gone = !fds[1].revents().is_empty();
        let ended: Vec<bool> = fds[2..].iter().map(|it| !it.revents().is_empty()).collect();
        let mut ended = ended.into_iter();
        let (gone, alive): (Vec<_>, Vec<_>) =
            self.children.drain(..).partition(|_| ended.next().unwrap_or(false));
        self.children = alive;
        for child in gone {
            report_exit(self.socket.as_fd(), &child)?;
        }
        Ok(application_gone)
    }
}

fn report_exit(socket: rustix::fd::BorrowedFd<'_>, child: &Child) -> io::Result<()> {
    let status = waitid(WaitId::PidFd(child.process.as_fd()), WaitIdOptions::EXITED)?;
    let code = status.as_ref().and_then(rustix::process::WaitIdStatus::exit_status);
    let signal = status.as_ref().and_then(rustix::process::WaitIdStatus::terminating_signal);
    Report::Exited { id: child.id, code, signal }.send(socket)
}
