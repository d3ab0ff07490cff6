//! What happens when a call is to stop, or a worker dies, stalls, or has had its time.

use super::call::{CallId, Crash, End};
use super::frame::Kind;
use super::outbox::rescue;
use super::state::State;
use super::sys::monotonic_now;
use super::wire::order_kill;
use super::worker::{InFlight, Phase, Stage, Worker};
use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use std::sync::Arc;
use std::time::Duration;

/// A worker that cannot run calls after this time never will.
const START_LIMIT: Duration = Duration::from_mins(1);

/// How often memory is looked at, if there is a limit on it.
const MEMORY_TICK: Duration = Duration::from_millis(50);

/// Whose wish a stop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The caller's.
    Cancel,
    /// The clock's.
    Timeout,
    /// The caller's, who waits for the end of what runs already.
    Ask,
}

impl<T: Clone> State<T> {
    /// Orders a worker; its place, or `None` with everything queued refused when there is no worker at all.
    pub(crate) fn spawn(&mut self) -> Option<usize> {
        let now = monotonic_now();
        let id = self.next_worker;
        self.next_worker += 1;
        let ordered = self.ensure_zygote().and_then(|zygote| {
            let arena = self.arena.as_ref().ok_or(std::io::ErrorKind::OutOfMemory)?;
            let worker = Worker::order(id, &*zygote, arena.file(), now)?;
            epoll::add(
                &*self.poller,
                &worker.socket,
                EventData::new_u64(u64::from(id)),
                EventFlags::IN,
            )?;
            Ok(worker)
        });
        self.alarm.rouse();
        match ordered {
            Ok(worker) => {
                self.workers.push(worker);
                Some(self.workers.len() - 1)
            }
            Err(error) => {
                if self.workers.is_empty() {
                    self.refuse_all(&format!("no worker process can be started: {error}"));
                }
                None
            }
        }
    }

    /// Ends everything queued.
    pub(crate) fn refuse_all(&mut self, why: &str) {
        for (_, call) in std::mem::take(&mut self.queue) {
            self.end(call.token, End::Refused(why.to_owned()));
        }
    }

    /// Stops the call `id`; returns whether it was still here.
    pub(crate) fn stop(&mut self, id: CallId, stop: Stop) -> bool {
        if let Ok(at) = self.queue.binary_search_by_key(&id, |it| it.0) {
            if let Some((_, call)) = self.queue.remove(at) {
                if let Some(arena) = &mut self.arena {
                    arena.give_back(&call.slices);
                }
                self.end(call.token, End::Dropped);
            }
            return true;
        }
        let found = self.workers.iter().enumerate().find_map(|(at, it)| {
            it.in_flight.iter().position(|it| it.id == id).map(|index| (at, index))
        });
        let Some((at, index)) = found else { return false };
        self.stop_in_flight(at, index, stop);
        self.dispatch();
        self.flush_all();
        true
    }

    fn stop_in_flight(&mut self, at: usize, index: usize, stop: Stop) {
        let worker = &mut self.workers[at];
        if worker.in_flight[index].stage == Stage::Copying {
            worker.in_flight[index].is_cancelled = true; // its buffers are in use until the copy ends
            return;
        }
        let seq = worker.in_flight[index].seq;
        // First of all nothing more may start there: a kill must not meet the call behind this one.
        let turn = worker.status.revoke(worker.last_seq()).unwrap_or_else(|| worker.status.turn());
        let is_running = turn == seq && worker.status.finished() < seq;
        if is_running && stop == Stop::Ask {
            worker.status.ask_to_close(seq);
            return self.take_back(at, turn);
        }
        if turn < seq || is_running {
            let end = if stop == Stop::Timeout { End::TimedOut } else { End::Dropped };
            if let Some(stopped) = worker.in_flight.remove(index) {
                if let Some(arena) = self.arena.as_mut().filter(|_| turn < seq) {
                    arena.give_back(&stopped.call.slices);
                }
                self.end(stopped.call.token, end);
            }
        } else {
            worker.in_flight[index].is_cancelled = true; // it is over: only the outcome is on its way
        }
        self.take_back(at, turn);
        if is_running {
            self.kill(at);
        }
    }

    /// Returns to the queue what worker `at` has not started.
    pub(crate) fn take_back(&mut self, at: usize, turn: u64) {
        let calls = std::mem::take(&mut self.workers[at].in_flight);
        for call in calls {
            if turn < call.seq && call.stage == Stage::Sent {
                self.give_up_or_requeue(call);
            } else {
                self.workers[at].in_flight.push_back(call);
            }
        }
    }

    /// Ends worker `at` and orders nothing in its place: the next dispatch does.
    pub(crate) fn kill(&mut self, at: usize) {
        let worker = &mut self.workers[at];
        worker.phase = Phase::Dying;
        if let Some(zygote) = &self.zygote {
            // If the zygote is gone its workers are going too.
            order_kill(&**zygote, worker.id).unwrap_or_default();
        }
        self.alarm.rouse();
    }

    /// Ends worker `at` because of something that is its own fault.
    pub(crate) fn condemn(&mut self, at: usize, reason: &str) {
        self.workers[at].reason = Some(reason.to_owned());
        self.kill(at);
    }

    /// Lets worker `at` leave when it is done.
    pub(crate) fn retire(&mut self, at: usize) {
        let worker = &mut self.workers[at];
        worker.phase = Phase::Retiring;
        worker.write_word(Kind::Retire, 0, 0);
        self.flush(at);
    }

    /// Call numbers on worker `at` have a hole that it cannot step over: it goes.
    pub(crate) fn leave_gap(&mut self, at: usize) {
        if self.workers[at].phase != Phase::Dying {
            self.retire(at);
        }
        self.dispatch();
    }

    /// The zygote reports the end of worker `id`.
    pub(crate) fn bury(&mut self, id: u32, code: Option<i32>, signal: Option<i32>) {
        let Some(at) = self.workers.iter().position(|it| it.id == id) else { return };
        while self.read(at) {}
        let rescued = rescue(&self.workers[at].memory, self.workers[at].inbox.total());
        self.workers[at].inbox.push(&rescued);
        self.understand(at);
        let mut worker = self.workers.swap_remove(at);
        if !worker.is_deaf {
            epoll::delete(&*self.poller, &worker.socket).unwrap_or_default();
        }
        let (turn, finished) = (worker.status.turn(), worker.status.finished());
        let starting = !worker.status.is_ready();
        let stderr = String::from_utf8_lossy(&worker.tail).into_owned();
        let crash =
            Crash { pid: worker.pid, code, signal, stderr, starting, reason: worker.reason.take() };
        if let Some(arena) = &mut self.arena {
            // Calls that never started keep their ranges: no lease on them was ever made.
            let kept: Vec<_> = worker
                .in_flight
                .iter()
                .filter(|it| turn < it.seq)
                .flat_map(|it| it.call.slices.clone())
                .collect();
            arena.hand_back(&kept);
            arena.bury(id);
        }
        let mut to_blame = starting && turn == 0 && worker.phase == Phase::Serving;
        for call in worker.in_flight {
            if call.stage == Stage::Copying {
                self.orphans.push((id, call));
            } else if call.seq <= turn {
                debug_assert!(finished < call.seq, "a committed outcome was rescued");
                let end =
                    if call.is_cancelled { End::Dropped } else { End::Crashed(crash.clone()) };
                self.end(call.call.token, end);
            } else if std::mem::take(&mut to_blame) {
                // It died before it could run anything: were nobody told, the next one would die the same way.
                let end = match worker.unready.take() {
                    Some(reason) => End::Error(reason),
                    None => End::Crashed(crash.clone()),
                };
                self.end(call.call.token, end);
            } else {
                self.give_up_or_requeue(call);
            }
        }
        self.dispatch();
        self.flush_all();
    }

    /// What the clock asks for: deadlines, stalled workers, idle workers. Returns when to look again.
    pub(crate) fn tick(&mut self, now: Duration) -> Option<Duration> {
        let mut next = self.enforce_deadlines(now);
        self.relieve_stalled();
        self.dispatch();
        self.flush_all();
        let holds_more = |it: &Worker<T>| 1 < it.in_flight.len() || it.status.is_revoked();
        let is_busy = !self.queue.is_empty() || self.workers.iter().any(holds_more);
        if is_busy {
            next = earlier(next, now + super::state::TICK);
        }
        if let Some(limit) = self.limits.memory_limit {
            next = self.enforce_memory(limit, now).map_or(next, |it| earlier(next, it));
        }
        let idle = self.retire_idle(now);
        idle.map_or(next, |it| earlier(next, it))
    }

    /// Replaces workers that have grown too large: at once in the middle of a call, else without anybody noticing.
    fn enforce_memory(&mut self, limit: u64, now: Duration) -> Option<Duration> {
        for at in 0..self.workers.len() {
            let worker = &self.workers[at];
            let used = worker
                .pid
                .filter(|_| worker.phase == Phase::Serving)
                .and_then(private_memory)
                .unwrap_or(0);
            if used <= limit {
                continue;
            }
            if worker.in_flight.is_empty() {
                self.retire(at);
            } else {
                let turn =
                    worker.status.revoke(worker.last_seq()).unwrap_or_else(|| worker.status.turn());
                self.take_back(at, turn);
                self.condemn(at, &format!("it used {used} bytes of memory, the limit is {limit}"));
            }
        }
        let is_any_alive = self.workers.iter().any(|it| it.phase == Phase::Serving);
        is_any_alive.then(|| now + MEMORY_TICK)
    }

    fn enforce_deadlines(&mut self, now: Duration) -> Option<Duration> {
        let mut next = None;
        let mut due = Vec::new();
        for worker in self.workers.iter().filter(|it| it.phase == Phase::Serving) {
            let Some(call) = worker.in_flight.front().filter(|it| it.stage == Stage::Sent) else {
                continue;
            };
            let Some(timeout) = call.deadline else { continue };
            let has_started = call.seq <= worker.status.turn();
            let started = Duration::from_nanos(worker.status.started_at());
            let deadline =
                if has_started { started + timeout } else { now + timeout.min(super::state::TICK) };
            if has_started && deadline <= now {
                due.push(call.id);
            } else {
                next = earlier(next, deadline);
            }
        }
        for id in due {
            self.stop(id, Stop::Timeout);
        }
        for at in 0..self.workers.len() {
            let worker = &self.workers[at];
            if worker.phase == Phase::Serving && !worker.status.is_ready() {
                if worker.idle_since + START_LIMIT <= now {
                    self.condemn(at, "its worker did not start within a minute");
                } else {
                    next = earlier(next, worker.idle_since + START_LIMIT);
                }
            }
        }
        next
    }

    /// A worker that has run one call since the last look gives away what waits behind it, if another one is free.
    fn relieve_stalled(&mut self) {
        let serving = self.workers.iter().filter(|it| it.phase == Phase::Serving).count();
        let is_free = |it: &Worker<T>| it.is_open() && it.in_flight.is_empty();
        let is_help_near = serving < self.limits.max_workers || self.workers.iter().any(is_free);
        for at in 0..self.workers.len() {
            let worker = &mut self.workers[at];
            let turn = worker.status.turn();
            let is_stalled = worker.last_turn == turn && !worker.in_flight.is_empty();
            worker.last_turn = turn;
            if !is_stalled || worker.phase != Phase::Serving {
                continue;
            }
            let waits_behind = |it: &InFlight<T>| turn.max(worker.in_flight[0].seq) < it.seq;
            if is_help_near
                && worker.in_flight.back().is_some_and(waits_behind)
                && let Some(turn) = worker.status.revoke(worker.last_seq())
            {
                self.take_back(at, turn);
            }
        }
    }

    fn retire_idle(&mut self, now: Duration) -> Option<Duration> {
        let mut next = None;
        for at in 0..self.workers.len() {
            let worker = &self.workers[at];
            if worker.phase != Phase::Serving {
                continue;
            }
            // A busy worker may become idle at any moment, and nobody wakes us for that.
            let is_idle = worker.in_flight.is_empty() && worker.status.is_ready();
            let since = if is_idle { worker.idle_since } else { now };
            let due = since + self.limits.idle_timeout;
            if due <= now {
                self.retire(at);
            } else {
                next = earlier(next, due);
            }
        }
        if let Some(arena) =
            self.arena.as_mut().filter(|_| self.workers.iter().all(|it| it.in_flight.is_empty()))
            && arena.is_grown()
            && self.last_use + Duration::from_secs(10) <= now
        {
            arena.trim().unwrap_or_default(); // only memory is lost, and the next look tries again
        }
        next
    }

    /// The zygote is gone, and its workers with it.
    pub(crate) fn zygote_died(&mut self, why: &str, was_ready: bool) {
        self.zygote = None;
        self.zygote_socket = None;
        if !was_ready {
            // The next zygote would end the same way: everything that waits for this one is told.
            (0..self.workers.len()).for_each(|at| self.take_back(at, 0));
            self.refuse_all(why);
        }
        let ids: Vec<u32> = self.workers.iter().map(|it| it.id).collect();
        for id in ids {
            if let Some(worker) = self.workers.iter_mut().find(|it| it.id == id) {
                worker.reason.get_or_insert_with(|| why.to_owned());
                // Nobody replaces it before all are buried.
                worker.phase = Phase::Dying;
            }
        }
        let ids: Vec<u32> = self.workers.iter().map(|it| it.id).collect();
        for id in ids {
            self.bury(id, None, Some(9));
        }
    }

    fn ensure_zygote(&mut self) -> std::io::Result<Arc<rustix::fd::OwnedFd>> {
        if let Some(zygote) = &self.zygote {
            return Ok(Arc::clone(zygote));
        }
        let (ours, theirs) =
            socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)?;
        for note in &self.notes {
            super::wire::send_note(&ours, note)?;
        }
        let ours = Arc::new(ours);
        self.zygote = Some(Arc::clone(&ours));
        self.zygote_socket = Some(theirs);
        self.alarm.rouse();
        Ok(ours)
    }
}

/// Bytes of memory that are a process's own.
fn private_memory(pid: i32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let mut pages = text.split_ascii_whitespace().skip(1).map(|it| it.parse::<u64>().unwrap_or(0));
    let (resident, shared) = (pages.next()?, pages.next()?);
    Some(resident.saturating_sub(shared) * super::status::PAGE as u64)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it takes what it gives: the earliest so far, if there is any"
)]
fn earlier(known: Option<Duration>, other: Duration) -> Option<Duration> {
    Some(known.map_or(other, |it| it.min(other)))
}
