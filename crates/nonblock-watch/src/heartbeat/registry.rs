//! Which threads have a pulse.
//!
//! Pulses are never freed, so that a wrapper may use its thread's without a lock; a thread that ends gives its pulse
//! back for the next. Their number is the largest number of loops that ever ran at once.

use super::{Pulse, sys};
use crate::shared::Shared;
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

/// More loops at once than this are not watched.
const MOST_PULSES: usize = 4096;

/// All pulses of this process.
type Registry = Shared<Vec<&'static Pulse>>;

/// The list in use. A forked child starts with a new one, because the old one's lock may have been held by a thread
/// that the child does not have.
static REGISTRY: AtomicPtr<Registry> = AtomicPtr::new(std::ptr::null_mut());

/// Whether threads that wait in `epoll_wait` get a pulse.
static IS_ADMITTING: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// This thread's pulse. Apart from the lease, because a cell without a destructor is one load.
    static PULSE: Cell<Option<&'static Pulse>> = const { Cell::new(None) };
    /// Heartbeats of this thread's loop that stamps itself: `epoll_wait` must not tell of it a second time.
    static OWN_BEATS: Cell<u32> = const { Cell::new(0) };
    /// Gives the pulse back when the thread ends.
    static LEASE: RefCell<Option<Lease>> = const { RefCell::new(None) };
}

fn registry() -> &'static Registry {
    sys::get_or_leak(&REGISTRY)
}

/// Returns the pulses that have an owner.
pub(crate) fn pulses() -> Vec<&'static Pulse> {
    registry().with(|all| all.iter().copied().filter(|pulse| pulse.thread() != 0).collect())
}

/// A pulse in use; dropping it makes it free.
#[derive(Debug)]
struct Lease(&'static Pulse);

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.is_own.store(false, Ordering::Relaxed);
        self.0.thread.store(0, Ordering::Release);
    }
}

/// Takes a free pulse, or a new one, for this thread.
fn lease() -> Option<Lease> {
    let thread = sys::thread_id();
    registry().with(|all| {
        let free = all.iter().copied().find(|pulse| pulse.thread() == 0);
        let pulse = match free {
            Some(pulse) => pulse,
            None if MOST_PULSES <= all.len() => return None,
            None => {
                let pulse: &'static Pulse = Box::leak(Box::default());
                all.push(pulse);
                pulse
            }
        };
        pulse.turn();
        pulse.thread.store(thread, Ordering::Release);
        Some(Lease(pulse))
    })
}

/// Lets threads that wait in `epoll_wait` be watched, or no longer.
pub(super) fn admit(is_admitting: bool) {
    IS_ADMITTING.store(is_admitting, Ordering::Relaxed);
}

/// Returns this thread's pulse, if the thread is watched.
#[inline]
pub(super) fn of_this_thread() -> Option<&'static Pulse> {
    // A thread that has one beats on, watched or not: asking is dearer than a store.
    PULSE.get().or_else(admit_this_thread)
}

#[cold]
#[inline(never)]
fn admit_this_thread() -> Option<&'static Pulse> {
    IS_ADMITTING.load(Ordering::Relaxed).then(register).flatten()
}

/// Returns whether this thread has, or had, a loop with a heartbeat.
pub(crate) fn is_loop_thread() -> bool {
    PULSE.get().is_some() || 0 < OWN_BEATS.get()
}

/// Gives this thread a heartbeat in the middle of a turn of its loop; returns whether it has one.
///
/// Without this a loop that runs already is watched from its next `epoll_wait` on.
pub fn watch_this_thread() -> bool {
    let pulse = of_this_thread();
    pulse.inspect(|pulse| pulse.turn());
    pulse.is_some()
}

/// Gives this thread a pulse. A thread that is ending has no cell left to keep it in, and stays without.
#[cold]
fn register() -> Option<&'static Pulse> {
    if 0 < OWN_BEATS.get() {
        return None;
    }
    LEASE
        .try_with(|slot| {
            let mut slot = slot.try_borrow_mut().ok()?;
            let lease = lease()?;
            PULSE.set(Some(lease.0));
            *slot = Some(lease);
            PULSE.get()
        })
        .ok()
        .flatten()
}

/// Starts clean in a child that was just forked: none of the parent's loops runs here.
pub fn after_fork_in_child() {
    REGISTRY.store(std::ptr::null_mut(), Ordering::Release);
    give_back();
    OWN_BEATS.set(0);
}

/// Ends the registration of this thread.
fn give_back() {
    PULSE.set(None);
    let lease = LEASE.try_with(|slot| slot.try_borrow_mut().ok().and_then(|mut slot| slot.take()));
    drop(lease);
}

/// The heartbeat of a loop that stamps its callbacks itself. It belongs to the thread that made it.
#[derive(Debug)]
pub struct Beat {
    lease: Lease,
    thread: u32,
}

impl Beat {
    /// Returns a heartbeat for this thread's loop, or nothing if thousands are in use already.
    ///
    /// While it lives, the hook on `epoll_wait` leaves the thread alone.
    pub fn new() -> Option<Self> {
        give_back();
        let lease = lease()?;
        lease.0.idle();
        lease.0.is_own.store(true, Ordering::Relaxed);
        OWN_BEATS.set(OWN_BEATS.get() + 1);
        Some(Self { lease, thread: sys::thread_id() })
    }

    /// Says that the loop begins to wait for events.
    pub fn idle(&self) {
        self.lease.0.idle();
    }

    /// Says that the next callback begins.
    pub fn turn(&self) {
        self.lease.0.turn();
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        // Elsewhere the count is out of reach; the thread that made it merely stays without a pulse of the hook.
        if self.thread == sys::thread_id() {
            OWN_BEATS.set(OWN_BEATS.get().saturating_sub(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heartbeat_is_listed_while_it_lives_and_its_pulse_is_used_again() {
        let thread = sys::thread_id();
        let ours = || pulses().into_iter().filter(|pulse| pulse.thread() == thread).count();
        let beat = Beat::new().unwrap();
        let other = Beat::new().unwrap();
        assert_eq!(ours(), 2);
        drop(other);
        assert_eq!(ours(), 1);
        drop(beat);
        assert_eq!(ours(), 0);
        let before = registry().with(|all| all.len());
        drop(Beat::new().unwrap());
        assert_eq!(registry().with(|all| all.len()), before);
    }
}
