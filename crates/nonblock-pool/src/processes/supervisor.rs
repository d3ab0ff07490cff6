//! The thread that looks after the zygote, deadlines, stalled workers and what workers write to standard error.

use super::fork;
use super::launch::Launch;
use super::pool::{Inner, act};
use super::sys::monotonic_now;
use super::wire::Report;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use std::io;
use std::process::Child;
use std::sync::Arc;
use std::time::Duration;

/// The longest sleep: a net under every missed wake-up.
const LONGEST: Duration = Duration::from_secs(30);
/// How long a zygote may take to follow a closed socket.
const GRACE: Duration = Duration::from_millis(500);

pub(crate) struct Supervisor<T> {
    inner: Arc<Inner<T>>,
    launch: Launch,
    zygote: Option<Child>,
    is_ready: bool,
}

/// What to wait for.
struct Watch {
    zygote: Option<Arc<OwnedFd>>,
    pipes: Vec<(u32, Arc<OwnedFd>)>,
}

impl<T: Clone + Send + 'static> Supervisor<T> {
    pub(crate) fn new(inner: Arc<Inner<T>>, launch: Launch) -> Self {
        Self { inner, launch, zygote: None, is_ready: false }
    }

    pub(crate) fn run(mut self) {
        loop {
            let step = fork::pass(|| self.prepare());
            let Some((watch, timeout)) = step else { return self.finish() };
            let (ready, zygote) = self.wait(&watch, timeout);
            fork::pass(|| self.serve(&watch, &ready, zygote));
        }
    }

    /// Starts what has to be started; what to wait for, and how long.
    fn prepare(&mut self) -> Option<(Watch, Duration)> {
        let socket = self.inner.state.with(|it| it.zygote_socket.take());
        if let Some(socket) = socket {
            self.reap();
            self.is_ready = false;
            match self.launch.start(socket) {
                Ok(child) => self.zygote = Some(child),
                Err(error) => {
                    let why =
                        format!("{} cannot be started: {error}", self.launch.program.display());
                    act(&self.inner, |it| it.zygote_died(&why, false));
                }
            }
        }
        act(&self.inner, |state| {
            if state.is_closed {
                return None;
            }
            let now = monotonic_now();
            let wake_at = state.tick(now);
            state.alarm.settle(wake_at);
            let pipes = state
                .workers
                .iter()
                .filter(|it| !it.is_mute)
                .map(|it| (it.id, Arc::clone(&it.stderr)))
                .collect();
            let timeout = wake_at.map_or(LONGEST, |it| it.saturating_sub(now)).min(LONGEST);
            Some((Watch { zygote: state.zygote.clone(), pipes }, timeout))
        })
    }

    fn wait(&self, watch: &Watch, timeout: Duration) -> (Vec<bool>, bool) {
        let mut fds = vec![PollFd::new(&self.inner.nudge, PollFlags::IN)];
        fds.extend(watch.zygote.iter().map(|it| PollFd::new(&**it, PollFlags::IN)));
        fds.extend(watch.pipes.iter().map(|it| PollFd::new(&*it.1, PollFlags::IN)));
        let seconds = i64::try_from(timeout.as_secs()).unwrap_or(1);
        let timeout = Timespec { tv_sec: seconds, tv_nsec: i64::from(timeout.subsec_nanos()) };
        self.inner.ring_if_delivered();
        if poll(&mut fds, Some(&timeout)).is_err() {
            return (vec![false; watch.pipes.len()], false);
        }
        let fired = |it: &PollFd<'_>| !it.revents().is_empty();
        if fired(&fds[0]) {
            let mut count = [0; 8];
            rustix::io::read(&self.inner.nudge, &mut count).unwrap_or_default();
        }
        let zygote = watch.zygote.is_some() && fired(&fds[1]);
        let first = 1 + usize::from(watch.zygote.is_some());
        (fds[first..].iter().map(fired).collect(), zygote)
    }

    fn serve(&mut self, watch: &Watch, ready: &[bool], zygote: bool) {
        for ((id, pipe), _) in watch.pipes.iter().zip(ready).filter(|it| *it.1) {
            self.forward(*id, pipe);
        }
        if !zygote {
            return;
        }
        let Some(socket) = &watch.zygote else { return };
        loop {
            match Report::receive(&**socket) {
                Ok(None) => return,
                Ok(Some(report)) => self.heed(&report, watch),
                Err(error) => return self.zygote_gone(&error),
            }
        }
    }

    fn heed(&mut self, report: &Report, watch: &Watch) {
        match *report {
            Report::Ready => self.is_ready = true,
            Report::Spawned { id, pid } => self.inner.state.with(|it| {
                if let Some(worker) = it.workers.iter_mut().find(|it| it.id == id) {
                    worker.pid = Some(pid);
                }
            }),
            Report::Exited { id, code, signal } => {
                if let Some((_, pipe)) = watch.pipes.iter().find(|it| it.0 == id) {
                    self.forward(id, pipe); // its last words
                } else if let Some(pipe) = self.inner.state.with(|it| {
                    it.workers.iter().find(|it| it.id == id).map(|it| Arc::clone(&it.stderr))
                }) {
                    self.forward(id, &pipe);
                }
                act(&self.inner, |it| it.bury(id, code, signal));
            }
            Report::Failed { id, errno } => act(&self.inner, |it| {
                let why = format!(
                    "its worker could not be forked: {}",
                    io::Error::from_raw_os_error(errno)
                );
                if let Some(worker) = it.workers.iter_mut().find(|it| it.id == id) {
                    worker.reason = Some(why);
                }
                it.bury(id, None, None);
            }),
        }
    }

    fn zygote_gone(&mut self, error: &io::Error) {
        let status = self.zygote.as_mut().and_then(|it| it.wait().ok());
        self.zygote = None;
        let status = status.map_or_else(|| error.to_string(), |it| it.to_string());
        let why = format!("the process that starts workers ended ({status})");
        let was_ready = self.is_ready;
        act(&self.inner, |it| it.zygote_died(&why, was_ready));
    }

    /// Passes on what a worker wrote to standard error, and remembers the end of it.
    fn forward(&self, id: u32, pipe: &OwnedFd) {
        let mut bytes = [0; 4096];
        // Bounded, so that a worker that never stops writing does not keep us here.
        for _ in 0..16 {
            match rustix::io::read(pipe, &mut bytes) {
                Ok(0) => {
                    return self.inner.state.with(|it| {
                        it.workers
                            .iter_mut()
                            .filter(|it| it.id == id)
                            .for_each(|it| it.is_mute = true);
                    });
                }
                Ok(count) => {
                    let error = rustix::stdio::stderr();
                    // Nobody to tell if our own standard error is closed.
                    super::outbox::write_all(error, &bytes[..count]).unwrap_or_default();
                    self.inner.state.with(|it| {
                        it.workers
                            .iter_mut()
                            .filter(|it| it.id == id)
                            .for_each(|it| it.remember(&bytes[..count]));
                    });
                }
                Err(Errno::INTR) => {}
                Err(_) => return,
            }
        }
    }

    /// Everything goes: the zygote follows its socket, the workers follow the zygote.
    fn finish(mut self) {
        let (zygote, workers) =
            self.inner.state.with(|it| (it.zygote.take(), std::mem::take(&mut it.workers)));
        drop(zygote);
        if let Some(child) = &self.zygote {
            let pid = rustix::process::Pid::from_child(child);
            let process = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty());
            let grace = Timespec { tv_sec: 0, tv_nsec: i64::from(GRACE.subsec_nanos()) };
            if let Ok(process) = process {
                poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&grace)).unwrap_or_default();
            }
        }
        self.reap();
        for worker in &workers {
            let second = Timespec { tv_sec: 1, tv_nsec: 0 };
            poll(&mut [PollFd::new(&worker.socket, PollFlags::empty())], Some(&second))
                .unwrap_or_default();
            self.forward(worker.id, &worker.stderr);
        }
        self.inner.ring_if_delivered();
    }

    fn reap(&mut self) {
        if let Some(mut child) = self.zygote.take() {
            // Gone already, or about to be: either way there is nothing left to do about it.
            child.kill().unwrap_or_default();
            child.wait().map(drop).unwrap_or_default();
        }
    }
}
