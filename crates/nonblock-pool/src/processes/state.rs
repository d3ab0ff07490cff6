//! What the pool decides: which call goes to which worker, and what a frame means. Locked, and never waiting.

use super::alarm::Alarm;
use super::arena::{Arena, Slice, THRESHOLD};
use super::call::{Call, CallId, Delivery, End, FunctionId};
use super::copier::{Job, LARGE};
use super::doorbell::Doorbell;
use super::frame::Kind;
use super::functions::Functions;
use super::inbox::Fill;
use super::pool::Limits;
use super::sys::{ForeignBytes, monotonic_now};
use super::worker::{InFlight, Phase, Stage, Worker};
use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fd::OwnedFd;
use rustix::net::RecvFlags;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// How often the supervisor looks after workers that hold more than one call.
pub(crate) const TICK: Duration = Duration::from_millis(5);

/// What calls are told that the pool's end cuts off.
const CLOSED: &str = "the pool was shut down";

/// Invariant: `queue` is sorted by id, so that the oldest call goes first even after some came back.
#[derive(Debug)]
pub(crate) struct State<T> {
    pub(crate) limits: Limits,
    pub(crate) functions: Functions,
    pub(crate) queue: VecDeque<(CallId, Call<T>)>,
    pub(crate) workers: Vec<Worker<T>>,
    pub(crate) deliveries: Vec<Delivery<T>>,
    /// Calls whose worker died while their buffers were being copied.
    pub(crate) orphans: Vec<(u32, InFlight<T>)>,
    pub(crate) zygote: Option<Arc<OwnedFd>>,
    /// The zygote's end of its socket, until the supervisor has started it.
    pub(crate) zygote_socket: Option<OwnedFd>,
    /// What the zygote shall be told.
    pub(crate) notes: Vec<Vec<u8>>,
    pub(crate) arena: Option<Arena>,
    pub(crate) copies: Vec<Job>,
    pub(crate) poller: Arc<OwnedFd>,
    pub(crate) next_call: u64,
    pub(crate) next_worker: u32,
    pub(crate) is_closed: bool,
    pub(crate) alarm: Alarm,
    /// Tells whoever reads of deliveries that no worker's socket announces.
    pub(crate) doorbell: Doorbell,
    pub(crate) last_use: Duration,
}

impl<T: Clone> State<T> {
    pub(crate) fn submit(&mut self, call: Call<T>) -> CallId {
        let id = CallId(self.next_call);
        self.next_call += 1;
        if self.is_closed {
            self.end(call.token, End::Refused(CLOSED.into()));
        } else {
            self.queue.push_back((id, call));
            self.dispatch();
        }
        id
    }

    /// Hands queued calls to workers for as long as some worker may take one.
    pub(crate) fn dispatch(&mut self) {
        while let Some((_, call)) = self.queue.front() {
            let is_alone = call.is_alone();
            let depth = if is_alone { 1 } else { self.functions.depth(call.function) };
            let Some(at) = self.choose(depth) else { return };
            if let Some((id, call)) = self.queue.pop_front() {
                self.assign(at, id, call);
            }
        }
    }

    fn choose(&mut self, depth: usize) -> Option<usize> {
        let limit = self.limits.max_tasks_per_worker;
        let takes = |it: &Worker<T>| {
            it.is_open() && limit.is_none_or(|limit| it.tasks + (it.in_flight.len() as u64) < limit)
        };
        let least = (0..self.workers.len())
            .filter(|it| takes(&self.workers[*it]))
            .min_by_key(|it| self.workers[*it].in_flight.len());
        let waiting = least.map(|it| self.workers[it].in_flight.len());
        if waiting == Some(0) {
            return least;
        }
        let serving = self.workers.iter().filter(|it| it.phase == Phase::Serving).count();
        if serving < self.limits.max_workers
            && let Some(fresh) = self.spawn()
        {
            return Some(fresh);
        }
        least.filter(|it| {
            let last = self.workers[*it].in_flight.back();
            waiting < Some(depth) && last.is_none_or(|it| !it.call.is_alone())
        })
    }

    /// Gives a call to a worker.
    fn assign(&mut self, at: usize, id: CallId, mut call: Call<T>) {
        let was_idle = self.workers[at].in_flight.is_empty();
        if call.is_large() && call.slices.is_empty() && !self.lend(&mut call) {
            return self.end(
                call.token,
                End::Refused("no shared memory is left for its arguments".into()),
            );
        }
        let worker = &mut self.workers[at];
        if let Some(arena) = self.arena.as_mut().filter(|_| !call.slices.is_empty()) {
            arena.hand_over(&call.slices, worker.id);
        }
        let deadline = call.timeout;
        let pieces = pieces(&call);
        let large = LARGE <= pieces.iter().map(|it| it.0.len()).sum();
        if call.is_staged {
            let seq = worker.accept(id, call, Stage::Sent, deadline);
            worker.write_call(seq, &self.functions);
        } else if large {
            let memory = self
                .arena
                .as_ref()
                .map(|it| Arc::clone(it.memory()))
                .expect("it has lent the slices");
            let seq = worker.accept(id, call, Stage::Copying, deadline);
            self.copies.push(Job::Stage { worker: worker.id, seq, memory, pieces });
            return;
        } else {
            if let Some(arena) = &self.arena {
                for (source, slice) in pieces {
                    Arena::fill(arena.memory(), slice, source);
                }
            }
            call.is_staged = !call.slices.is_empty();
            let seq = worker.accept(id, call, Stage::Sent, deadline);
            worker.write_call(seq, &self.functions);
        }
        if was_idle {
            self.flush(at); // nobody else will: it has nothing that could bring us back
        }
        self.plan(deadline.is_some() || !was_idle);
    }

    /// Finds room in the arena for everything large in `call`.
    fn lend(&mut self, call: &mut Call<T>) -> bool {
        let Some(arena) = &mut self.arena else { return false };
        let payload = Some(call.payload.len()).filter(|it| THRESHOLD <= *it);
        for len in call.sources.iter().map(|it| it.len()).chain(payload) {
            let Some(slice) = arena.lend(len) else {
                arena.give_back(&call.slices);
                call.slices.clear();
                return false;
            };
            call.slices.push(slice);
        }
        true
    }

    /// The copier is done with a call's buffers.
    pub(crate) fn staged(&mut self, worker: u32, seq: u64) {
        let is_it = |id: u32, it: &InFlight<T>| id == worker && it.seq == seq;
        if let Some(at) = self.orphans.iter().position(|it| is_it(it.0, &it.1)) {
            let (_, mut lost) = self.orphans.swap_remove(at);
            lost.call.is_staged = true;
            self.give_up_or_requeue(lost);
            return self.dispatch();
        }
        let Some(at) = self.workers.iter().position(|it| it.id == worker) else { return };
        let Some(index) = self.workers[at].in_flight.iter().position(|it| it.seq == seq) else {
            return;
        };
        self.workers[at].in_flight[index].call.is_staged = true;
        if self.workers[at].in_flight[index].is_cancelled || self.workers[at].phase == Phase::Dying
        {
            // Its number is never sent, so nothing may follow it on this worker: let it go.
            if let Some(lost) = self.workers[at].in_flight.remove(index) {
                self.give_up_or_requeue(lost);
            }
            return self.leave_gap(at);
        }
        self.workers[at].write_call(seq, &self.functions);
        self.flush(at);
        self.plan(true);
    }

    /// Ends every call but those whose buffers are being copied: they end when that does.
    pub(crate) fn close(&mut self) {
        self.is_closed = true;
        self.refuse_all(CLOSED);
        for at in 0..self.workers.len() {
            let id = self.workers[at].id;
            for call in std::mem::take(&mut self.workers[at].in_flight) {
                if call.stage == Stage::Copying {
                    self.orphans.push((id, call));
                } else {
                    self.end(call.call.token, End::Refused(CLOSED.into()));
                }
            }
        }
    }

    /// Ends the calls whose buffers nobody will copy any more.
    pub(crate) fn end_orphans(&mut self) {
        for (_, call) in std::mem::take(&mut self.orphans) {
            self.end(call.call.token, End::Refused(CLOSED.into()));
        }
    }

    pub(crate) fn give_up_or_requeue(&mut self, lost: InFlight<T>) {
        if self.is_closed {
            self.end(lost.call.token, End::Refused(CLOSED.into()));
        } else if lost.is_cancelled {
            if let Some(arena) = &mut self.arena {
                arena.give_back(&lost.call.slices);
            }
            self.end(lost.call.token, End::Dropped);
        } else {
            let at = self.queue.partition_point(|it| it.0 < lost.id);
            self.queue.insert(at, (lost.id, lost.call));
        }
    }

    pub(crate) fn end(&mut self, token: T, end: End) {
        self.deliveries.push(Delivery::Ended(token, end));
    }

    /// Sends what worker `at` is owed, and watches its socket if that is full.
    pub(crate) fn flush(&mut self, at: usize) {
        let worker = &mut self.workers[at];
        let is_full = worker.flush();
        if is_full != worker.is_blocked {
            worker.is_blocked = is_full;
            let flags = if is_full { EventFlags::IN | EventFlags::OUT } else { EventFlags::IN };
            let changed = epoll::modify(
                &*self.poller,
                &worker.socket,
                EventData::new_u64(u64::from(worker.id)),
                flags,
            );
            debug_assert!(
                changed.is_ok() || worker.is_deaf,
                "a watched socket can be watched differently: {changed:?}"
            );
        }
    }

    /// Sends what all workers are owed.
    pub(crate) fn flush_all(&mut self) {
        for at in 0..self.workers.len() {
            if self.workers[at].is_dirty || self.workers[at].is_blocked {
                self.flush(at);
            }
        }
    }

    /// Whether [`Self::flush_all`] has something to do.
    pub(crate) fn is_dirty(&self) -> bool {
        self.workers.iter().any(|it| it.is_dirty)
    }

    /// Reads what workers have sent, and gives them more.
    pub(crate) fn pump(&mut self) {
        let mut progress = false;
        for at in 0..self.workers.len() {
            if !self.workers[at].in_flight.is_empty() {
                progress |= self.read(at);
            }
        }
        if !progress {
            (0..self.workers.len()).for_each(|at| _ = self.read(at));
        }
        self.dispatch();
        self.flush_all();
    }

    /// Reads what worker `at` has sent; true if that was anything.
    pub(crate) fn read(&mut self, at: usize) -> bool {
        if self.workers[at].is_deaf {
            return false;
        }
        let worker = &mut self.workers[at];
        let fill = worker.inbox.fill(&worker.socket, RecvFlags::DONTWAIT);
        if fill == Fill::Closed {
            worker.is_deaf = true;
            let removed = epoll::delete(&*self.poller, &worker.socket);
            debug_assert!(removed.is_ok(), "a watched socket can be forgotten: {removed:?}");
        }
        self.understand(at);
        matches!(fill, Fill::Some(_))
    }

    /// Acts on the frames that lie in the inbox of worker `at`.
    pub(crate) fn understand(&mut self, at: usize) {
        let worker = &mut self.workers[at];
        loop {
            let frame = match worker.inbox.next() {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                Err(error) => {
                    return self.condemn(at, &format!("its worker sent what is no frame: {error}"));
                }
            };
            let outcome = |results: &Arc<_>| {
                Worker::<T>::outcome(results, frame.flags, frame.payload, &frame.slices())
            };
            if frame.kind == Kind::Unready {
                worker.unready = Some(outcome(&worker.results));
                continue;
            }
            let Some(index) = worker.in_flight.iter().position(|it| it.seq == frame.seq) else {
                continue;
            };
            if frame.kind == Kind::Item {
                let item = &worker.in_flight[index];
                if !item.is_cancelled {
                    self.deliveries
                        .push(Delivery::Item(item.call.token.clone(), outcome(&worker.results)));
                }
                continue;
            }
            let end = match frame.kind {
                Kind::Nothing => End::Nothing,
                Kind::Value => End::Value(outcome(&worker.results)),
                _ => End::Error(outcome(&worker.results)),
            };
            let units = frame.aux;
            let Some(done) = worker.in_flight.remove(index) else { continue };
            worker.tasks += 1;
            self.functions.learn(done.call.function, units);
            let end = if done.is_cancelled { End::Dropped } else { end };
            self.deliveries.push(Delivery::Ended(done.call.token, end));
        }
        if self.workers[at].in_flight.is_empty() {
            self.rest(at);
        }
    }

    /// Worker `at` has nothing to do.
    fn rest(&mut self, at: usize) {
        let now = monotonic_now();
        self.last_use = now;
        let limit = self.limits.max_tasks_per_worker;
        let worker = &mut self.workers[at];
        worker.idle_since = now;
        if worker.phase == Phase::Serving && limit.is_some_and(|limit| limit <= worker.tasks) {
            self.retire(at);
        }
    }

    /// Makes sure that the supervisor looks soon enough.
    pub(crate) fn plan(&mut self, is_urgent: bool) {
        if is_urgent {
            self.alarm.expect(monotonic_now(), TICK * 2);
        }
    }

    pub(crate) fn add_function(&mut self, pickle: Option<Vec<u8>>) -> FunctionId {
        self.functions.add(pickle)
    }
}

/// What has to be copied for `call`, and where to.
fn pieces<T>(call: &Call<T>) -> Vec<(ForeignBytes, Slice)> {
    if call.is_staged || call.slices.is_empty() {
        return Vec::new();
    }
    let payload = Some(ForeignBytes::of(&call.payload)).filter(|it| THRESHOLD <= it.len());
    call.sources.iter().copied().chain(payload).zip(call.slices.iter().copied()).collect()
}
