//! The pool as the border sees it: calls go in, deliveries come out, nothing waits.

use super::alarm::Alarm;
use super::arena::{Arena, Lease};
use super::call::{Call, CallId, Delivery, FunctionId};
use super::copier::{Copied, Copier, Job};
use super::doorbell::Doorbell;
use super::frame::Kind;
use super::functions::Functions;
use super::launch::Launch;
use super::recovery::Stop;
use super::state::State;
use super::supervisor::Supervisor;
use super::sys::{ForeignTarget, monotonic_now};
use crate::channel::Bell;
use crate::shared::Shared;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

/// A pool that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The system refuses a descriptor, a thread or memory.
    #[error("the process pool cannot be started: {0}")]
    System(#[from] io::Error),
    /// The same, from a system call.
    #[error("the process pool cannot be started: {0}")]
    Call(#[from] rustix::io::Errno),
}

/// What a pool may use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Workers at once.
    pub max_workers: usize,
    /// A worker that has done nothing for so long goes.
    pub idle_timeout: Duration,
    /// A worker that has run so many calls goes.
    pub max_tasks_per_worker: Option<u64>,
    /// A worker whose private memory grows beyond so many bytes goes.
    pub memory_limit: Option<u64>,
}

/// Word in the poller that is not a worker's id.
const BELL: u64 = u64::MAX;

#[derive(Debug)]
pub(crate) struct Inner<T> {
    pub(crate) state: Shared<State<T>>,
    poller: Arc<OwnedFd>,
    pub(crate) nudge: OwnedFd,
    copier: Shared<Option<Copier>>,
    unloaded: Shared<Vec<u64>>,
}

impl<T: Clone> Inner<T> {
    pub(crate) fn ring_if_delivered(&self) {
        self.state.with(|it| {
            if !it.deliveries.is_empty() {
                it.doorbell.ring();
            }
        });
    }

    fn ring(&self) {
        self.state.with(|it| it.doorbell.ring());
    }

    fn nudge(&self) {
        rustix::io::write(&self.nudge, &1_u64.to_ne_bytes()).map(drop).unwrap_or_default();
    }
}

impl<T> Inner<T> {
    /// Waits until nothing is copied any more.
    fn finish_copies(&self) {
        let copier = self.copier.with(Option::take);
        copier.into_iter().for_each(Copier::finish);
    }
}

/// A pool of worker processes.
#[derive(Debug)]
pub struct Pool<T> {
    inner: Arc<Inner<T>>,
    supervisor: Shared<Option<JoinHandle<()>>>,
}

impl<T: Clone + Send + 'static> Pool<T> {
    /// A pool that starts its processes when they are needed.
    pub fn new(limits: Limits, launch: Launch) -> Result<Self, PoolError> {
        let poller = Arc::new(epoll::create(CreateFlags::CLOEXEC)?);
        let bell = Bell::new()?;
        let nudge = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        epoll::add(&*poller, &bell, EventData::new_u64(BELL), EventFlags::IN)?;
        let state = State {
            limits,
            functions: Functions::default(),
            queue: VecDeque::new(),
            workers: Vec::new(),
            deliveries: Vec::new(),
            orphans: Vec::new(),
            zygote: None,
            zygote_socket: None,
            notes: vec![launch.note.clone()],
            arena: Some(Arena::create()?),
            copies: Vec::new(),
            poller: Arc::clone(&poller),
            next_call: 0,
            next_worker: 0,
            is_closed: false,
            doorbell: Doorbell::new(bell),
            alarm: Alarm::default(),
            last_use: monotonic_now(),
        };
        let (copier, unloaded) = (Shared::default(), Shared::default());
        let inner = Inner { state: Shared::new(state), poller, nudge, copier, unloaded };
        let inner = Arc::new(inner);
        let supervisor = Supervisor::new(Arc::clone(&inner), launch);
        let thread = std::thread::Builder::new()
            .name("nonblock-super".into())
            .stack_size(256 << 10)
            .spawn(move || supervisor.run())?;
        Ok(Self { inner, supervisor: Shared::new(Some(thread)) })
    }

    /// Readable whenever [`Self::pump`] has something to do.
    pub fn poller(&self) -> BorrowedFd<'_> {
        self.inner.poller.as_fd()
    }

    /// Makes a function known. Without a pickle it travels with each call.
    pub fn add_function(&self, pickle: Option<Vec<u8>>) -> FunctionId {
        self.inner.state.with(|it| it.add_function(pickle))
    }

    /// Lets go of a function's pickle: no further call will name it.
    pub fn forget_function(&self, id: FunctionId) {
        self.inner.state.with(|it| it.functions.forget_pickle(id));
    }

    /// Queues a call. True says that [`Self::flush`] should follow, once for all calls of a burst.
    pub fn submit(&self, call: Call<T>) -> (CallId, bool) {
        self.act(|it| {
            let id = it.submit(call);
            (id, it.is_dirty())
        })
    }

    /// Sends what bursts left behind.
    pub fn flush(&self) {
        self.act(State::flush_all);
    }

    /// Stops a call; true if it had not ended. Its end is delivered as [`End::Dropped`](super::call::End::Dropped).
    pub fn cancel(&self, id: CallId) -> bool {
        self.act(|it| it.stop(id, Stop::Cancel))
    }

    /// Drops a call that has not started; tells one that runs that nobody has a use for it, and lets it end.
    pub fn ask_to_stop(&self, id: CallId) -> bool {
        self.act(|it| it.stop(id, Stop::Ask))
    }

    /// Lets the stream `id` send `more` items.
    pub fn grant(&self, id: CallId, more: u32) {
        self.speak(id, Kind::Credit, more);
    }

    /// Asks the stream `id` to close.
    pub fn close_stream(&self, id: CallId) {
        self.speak(id, Kind::Close, 0);
    }

    fn speak(&self, id: CallId, kind: Kind, word: u32) {
        self.act(|state| {
            for at in 0..state.workers.len() {
                let found =
                    state.workers[at].in_flight.iter().find(|it| it.id == id).map(|it| it.seq);
                if let Some(seq) = found {
                    if kind == Kind::Close {
                        state.workers[at].status.ask_to_close(seq);
                    }
                    state.workers[at].write_word(kind, seq, word);
                    state.flush(at);
                }
            }
        });
    }

    /// Reads what came and returns the news.
    pub fn pump(&self) -> Vec<Delivery<T>> {
        self.act(|it| {
            // Once closed it goes on ringing, for every thread that may still wait.
            if !it.is_closed {
                it.doorbell.hush();
            }
            it.pump();
            std::mem::take(&mut it.deliveries)
        })
    }

    /// Waits until [`Self::pump`] has something to do; false if nothing came in time.
    pub fn wait(&self, timeout: Duration) -> bool {
        let seconds = i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX);
        let timeout = Timespec { tv_sec: seconds, tv_nsec: i64::from(timeout.subsec_nanos()) };
        poll(&mut [PollFd::new(&*self.inner.poller, PollFlags::IN)], Some(&timeout))
            .is_ok_and(|it| 0 < it)
    }

    /// Waits a moment for the calls that are here to end.
    pub fn await_quiet(&self, timeout: Duration) {
        // Nothing announces quiet; whoever waits for it is about to shut down, and a moment more does no harm.
        std::thread::park_timeout(timeout.min(Duration::from_millis(2)));
    }

    /// Whether the pool was shut down.
    pub fn is_shut_down(&self) -> bool {
        self.inner.state.with(|it| it.is_closed)
    }

    /// Copies a result to `target` on another thread; [`Self::take_unloaded`] tells when it is done.
    pub fn unload(&self, ticket: u64, lease: Lease, target: ForeignTarget) {
        start_copies(&self.inner, vec![Job::Unload { ticket, lease, target }]);
    }

    /// Tickets of copies that are done.
    pub fn take_unloaded(&self) -> Vec<u64> {
        self.inner.unloaded.with(std::mem::take)
    }

    /// Tells the zygote something, now and whenever it is started anew.
    pub fn tell_zygote(&self, note: Vec<u8>) {
        self.act(|it| {
            if let Some(zygote) = &it.zygote {
                super::wire::send_note(&**zygote, &note).unwrap_or_default(); // a new one is told when it starts
            }
            it.notes.push(note);
        });
    }

    /// Process ids of the workers.
    pub fn worker_pids(&self) -> Vec<i32> {
        self.inner.state.with(|it| it.workers.iter().filter_map(|it| it.pid).collect())
    }

    /// Calls that wait, and calls that workers have.
    pub fn load(&self) -> (usize, usize) {
        self.inner
            .state
            .with(|it| (it.queue.len(), it.workers.iter().map(|it| it.in_flight.len()).sum()))
    }

    /// Process id of the worker that runs call `id`.
    pub fn pid_of(&self, id: CallId) -> Option<i32> {
        self.inner.state.with(|it| {
            it.workers
                .iter()
                .find(|it| it.in_flight.iter().any(|it| it.id == id))
                .and_then(|it| it.pid)
        })
    }

    /// Ends every process and thread of the pool; what has not ended is delivered as refused. Waits for them, briefly.
    pub fn shut_down(&self) {
        self.act(|it| {
            it.close();
            it.doorbell.ring();
            it.alarm.rouse();
        });
        self.inner.finish_copies();
        self.act(State::end_orphans);
        if let Some(thread) = self.supervisor.with(Option::take) {
            // A panic there has been printed; the processes follow their closed sockets all the same.
            thread.join().unwrap_or_default();
        }
    }

    /// In a forked child: forgets everything without touching the parent's processes.
    pub fn abandon(&self) {
        let thread = self.supervisor.with(Option::take);
        let copier = self.inner.copier.with(Option::take);
        drop((thread, copier)); // detached: they do not exist here
        self.inner.state.with(|it| {
            it.is_closed = true;
            it.workers.clear();
            it.zygote = None;
            it.zygote_socket = None;
            it.queue.clear();
        });
    }

    fn act<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> R {
        act(&self.inner, change)
    }
}

/// Changes the state, then does what must not be done under its lock.
pub(crate) fn act<T: Clone + Send + 'static, R>(
    inner: &Arc<Inner<T>>,
    change: impl FnOnce(&mut State<T>) -> R,
) -> R {
    let (result, nudge, copies) = inner.state.with(|it| {
        let result = change(it);
        (result, it.alarm.take_nudge(), std::mem::take(&mut it.copies))
    });
    if nudge {
        inner.nudge();
    }
    if !copies.is_empty() {
        start_copies(inner, copies);
    }
    result
}

/// Hands copies to the copier, which is started for the first of them.
fn start_copies<T: Clone + Send + 'static>(inner: &Arc<Inner<T>>, jobs: Vec<Job>) {
    inner.copier.with(|copier| {
        if copier.is_none() {
            let weak = Arc::downgrade(inner);
            *copier = Copier::start(move |copied| {
                let Some(inner) = weak.upgrade() else { return };
                match copied {
                    Copied::Staged { worker, seq } => {
                        act(&inner, |it| it.staged(worker, seq));
                        inner.ring_if_delivered();
                    }
                    Copied::Unloaded { ticket } => {
                        inner.unloaded.with(|it| it.push(ticket));
                        inner.ring();
                    }
                }
            })
            .ok();
        }
        if let Some(copier) = copier {
            for job in jobs {
                copier.send(job);
            }
        }
    });
}

impl<T> Drop for Pool<T> {
    fn drop(&mut self) {
        self.inner.finish_copies();
        // Whoever forgot to shut the pool down leaves no process behind: closed sockets end them.
        self.inner.state.with(|it| it.is_closed = true);
        rustix::io::write(&self.inner.nudge, &1_u64.to_ne_bytes()).map(drop).unwrap_or_default();
    }
}
