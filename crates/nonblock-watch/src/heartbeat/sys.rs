//! What the heartbeat needs below safe Rust: the wrappers that other objects call, and the slots they call through.
#![expect(unsafe_code, reason = "replaces entries of other objects' import tables")]

use super::{hook, registry};
use crate::memory::Address;
use crate::strict;
use std::ffi::{c_char, c_int, c_void};
use std::io;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

/// Returns the value behind the pointer; makes it, for good, if there is none.
pub(crate) fn get_or_leak<T: Default>(place: &AtomicPtr<T>) -> &'static T {
    let mut there = place.load(Ordering::Acquire);
    if there.is_null() {
        let new = Box::into_raw(Box::<T>::default());
        there = match place.compare_exchange(there, new, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => new,
            Err(other) => {
                // SAFETY: nobody else has seen `new`, which came from `Box::into_raw`.
                drop(unsafe { Box::from_raw(new) });
                other
            }
        };
    }
    // SAFETY: not null, made by `Box::into_raw` above, and never freed once it is in `place`.
    unsafe { &*there }
}

/// Returns the kernel's id of this thread.
pub(crate) fn thread_id() -> u32 {
    // SAFETY: takes nothing, changes nothing.
    let id = unsafe { libc::gettid() };
    id.unsigned_abs()
}

/// Replaces `epoll_wait` for loops: beats around the real call.
pub(super) unsafe extern "C" fn epoll_wait(
    epoll: c_int,
    events: *mut libc::epoll_event,
    most: c_int,
    timeout: c_int,
) -> c_int {
    let pulse = registry::of_this_thread().inspect(|pulse| pulse.idle());
    strict::loop_waits();
    // SAFETY: the arguments are passed on as they came; what the caller promised holds.
    let result = unsafe { libc::epoll_wait(epoll, events, most, timeout) };
    // `turn` only loads and stores here (the turn ended above, in `idle`): `errno` stays what the call made it.
    pulse.inspect(|pulse| pulse.turn());
    result
}

/// Replaces `epoll_pwait`, which libuv calls.
pub(super) unsafe extern "C" fn epoll_pwait(
    epoll: c_int,
    events: *mut libc::epoll_event,
    most: c_int,
    timeout: c_int,
    mask: *const libc::sigset_t,
) -> c_int {
    let pulse = registry::of_this_thread().inspect(|pulse| pulse.idle());
    strict::loop_waits();
    // SAFETY: the arguments are passed on as they came; what the caller promised holds.
    let result = unsafe { libc::epoll_pwait(epoll, events, most, timeout, mask) };
    pulse.inspect(|pulse| pulse.turn());
    result
}

/// Replaces `epoll_create1`: the thread that makes a loop is watched from before its first turn.
pub(super) unsafe extern "C" fn epoll_create1(flags: c_int) -> c_int {
    registry::of_this_thread();
    // SAFETY: the argument is passed on as it came.
    unsafe { libc::epoll_create1(flags) }
}

/// Replaces the interpreter's own `dlopen`: an extension that was just loaded (uvloop) is hooked before it runs.
pub(super) unsafe extern "C" fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void {
    // SAFETY: the arguments are passed on as they came; what the caller promised holds.
    let handle = unsafe { libc::dlopen(path, flags) };
    if !handle.is_null() {
        // A panic must not reach C; without the hook the new library is merely not watched.
        std::panic::catch_unwind(hook::hook_new_objects).unwrap_or_default();
    }
    handle
}

/// Returns the address of the wrapper for an imported function, if we wrap it.
pub(super) fn wrapper(name: &str) -> Option<Address> {
    let wrapper = match name {
        "epoll_wait" => epoll_wait as *const () as usize,
        "epoll_pwait" => epoll_pwait as *const () as usize,
        "epoll_create1" => epoll_create1 as *const () as usize,
        "dlopen" => dlopen as *const () as usize,
        _ => return None,
    };
    Some(wrapper as Address)
}

/// Puts `new` into the slot if it holds `old`, and leaves the page with the protection it had.
///
/// # Safety
///
/// `slot` is an aligned entry of the import table of an object that stays loaded, `new` the address of a function of
/// the imported type, and `is_writable` tells the page's protection.
pub(super) unsafe fn replace(
    slot: Address,
    old: Address,
    new: Address,
    is_writable: bool,
) -> io::Result<bool> {
    let slot = usize::try_from(slot).map_err(io::Error::other)?;
    if !is_writable {
        protect(slot, libc::PROT_READ | libc::PROT_WRITE)?;
    }
    let pointer = std::ptr::with_exposed_provenance_mut::<u64>(slot);
    // SAFETY: the caller promises an aligned slot in mapped memory, which we made writable. Others only read it, whole:
    // a call through the slot sees the old function or the new one.
    let word = unsafe { AtomicU64::from_ptr(pointer) };
    let swapped = word.compare_exchange(old, new, Ordering::AcqRel, Ordering::Relaxed).is_ok();
    if !is_writable {
        protect(slot, libc::PROT_READ)?;
    }
    Ok(swapped)
}

/// Sets the protection of the page of an address.
fn protect(address: usize, protection: c_int) -> io::Result<()> {
    // SAFETY: asks for a constant.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let size = usize::try_from(size).map_err(io::Error::other)?;
    let page = std::ptr::with_exposed_provenance_mut::<c_void>(address & !(size - 1));
    // SAFETY: changes only who may write the page; nothing of ours lies in it.
    let status = unsafe { libc::mprotect(page, size, protection) };
    if status == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
