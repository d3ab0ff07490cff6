//! The gate that keeps our threads out of critical sections while the application forks.
//!
//! A fork copies memory as it is: a lock held by a thread that the child does not have stays locked for ever. Our threads
//! pass the gate before they lock anything, and the forking thread holds it across the fork.

use std::cell::RefCell;
use std::sync::{Mutex, MutexGuard, PoisonError};

static GATE: Mutex<()> = Mutex::new(());

thread_local! {
    static HELD: RefCell<Option<MutexGuard<'static, ()>>> = const { RefCell::new(None) };
}

#[expect(
    clippy::disallowed_methods,
    reason = "the guard has to outlive a closure: it is held across the fork"
)]
fn lock() -> MutexGuard<'static, ()> {
    GATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until our threads hold no lock, and keeps them from taking one. Call right before a fork.
pub fn before_fork() {
    let guard = lock();
    HELD.with_borrow_mut(|it| *it = Some(guard));
}

/// Lets our threads go on. Call right after a fork, in the parent and in the child.
pub fn after_fork() {
    HELD.with_borrow_mut(|it| *it = None);
}

/// Runs a critical section of one of our threads.
pub(crate) fn pass<R>(act: impl FnOnce() -> R) -> R {
    let _held = lock();
    act()
}
