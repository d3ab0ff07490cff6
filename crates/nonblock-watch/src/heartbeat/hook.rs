//! The hook on `epoll_wait`, and in strict mode on every call that may wait: put in while somebody watches, taken out
//! with the last one.
//!
//! Slots are only changed by threads that hold the GIL (a watch starts or ends, the interpreter loads an extension), so
//! that a fork, which holds it too, never finds the list half changed.

use super::imports::{self, Slot};
use super::{registry, sys};
use crate::attach::maps::{self, Mapping};
use crate::memory::{Address, Memory};
use crate::shared::Shared;
use crate::strict;
use std::io;

/// What loops call.
const LOOP_CALLS: &[&str] = &["epoll_wait", "epoll_pwait", "epoll_create1"];

/// What the interpreter calls to load an extension.
const LOADER_CALLS: &[&str] = &["dlopen"];

/// Why the hook cannot be put in.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// `/proc/self/maps` cannot be read.
    #[error("cannot read the list of loaded objects: {0}")]
    Maps(io::Error),
    /// A page of an import table stays closed.
    #[error(
        "cannot change an import table: {0}\nhint: a hardened kernel may forbid it; the loop's selector is stamped instead"
    )]
    Page(io::Error),
}

/// The hook's state.
#[derive(Debug, Default)]
struct State {
    /// Hooks alive.
    users: usize,
    /// Those of them that want every call that may wait.
    strict_users: usize,
    /// Replaced slots, with what they held.
    slots: Vec<Slot>,
    /// Objects that were looked through.
    seen: Vec<Mapping>,
}

static STATE: Shared<State> =
    Shared::new(State { users: 0, strict_users: 0, slots: Vec::new(), seen: Vec::new() });

/// Keeps the hook in while it lives.
#[derive(Debug)]
pub struct Hook {
    is_strict: bool,
}

impl Hook {
    /// Puts the hook in, in all objects loaded now and in those that the interpreter will load.
    pub fn install() -> Result<Self, HookError> {
        STATE.with(|state| {
            hook(state)?;
            state.users += 1;
            Ok(())
        })?;
        registry::admit(true);
        Ok(Self { is_strict: false })
    }

    /// The same, and in front of every call that may wait as well.
    pub(crate) fn install_for_calls() -> Result<Self, HookError> {
        STATE.with(|state| {
            if state.strict_users == 0 {
                // Objects that were looked through for loops have other slots as well.
                state.seen.clear();
            }
            state.strict_users += 1;
            let hooked = hook(state);
            if hooked.is_ok() {
                state.users += 1;
            } else {
                state.strict_users -= 1;
                if state.strict_users == 0 {
                    unhook(state, |slot| strict::is_call(&slot.name));
                }
            }
            hooked
        })?;
        registry::admit(true);
        Ok(Self { is_strict: true })
    }

    /// Returns how many import slots are hooked now.
    pub fn slots() -> usize {
        STATE.with(|state| state.slots.len())
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        STATE.with(|state| {
            state.users -= 1;
            if self.is_strict {
                state.strict_users -= 1;
                if state.strict_users == 0 {
                    unhook(state, |slot| strict::is_call(&slot.name));
                }
            }
            if state.users == 0 {
                registry::admit(false);
                unhook(state, |_| true);
                state.seen.clear();
            }
        });
    }
}

/// Hooks what was loaded since the last time.
pub(super) fn hook_new_objects() {
    STATE.with(|state| {
        if 0 < state.users {
            // The program goes on with what is hooked already; its new library is not watched.
            hook(state).unwrap_or_default();
        }
    });
}

fn hook(state: &mut State) -> Result<(), HookError> {
    let (objects, protections) = maps::of_this_process().map_err(HookError::Maps)?;
    let memory = Memory::of_this_process();
    let ours = own_object(&objects);
    for object in objects {
        if Some(&object) == ours.as_ref() || state.seen.contains(&object) {
            continue;
        }
        let mut names = LOOP_CALLS.to_vec();
        if object.may_hold_interpreter() {
            names.extend(LOADER_CALLS);
        }
        // What a loop's own library waits for is the loop's affair.
        if 0 < state.strict_users && !object.path.contains("/uvloop/") {
            names.extend(strict::names());
        }
        for slot in imports::slots(&memory, &object, &protections, &names) {
            if put(&slot)? {
                state.slots.push(slot);
            }
        }
        state.seen.push(object);
    }
    Ok(())
}

/// Points a slot to our wrapper; returns whether it was changed.
#[expect(unsafe_code, reason = "the promise about slots is kept here")]
fn put(slot: &Slot) -> Result<bool, HookError> {
    let Some(wrapper) = wrapper(&slot.name) else { return Ok(false) };
    // A pointer in data is ours to change only where it certainly is the function.
    let is_other = slot.is_data && strict::real(&slot.name) != Some(slot.value);
    if !slot.address.is_multiple_of(8) || slot.value == wrapper || is_other {
        return Ok(false);
    }
    // SAFETY: the slot comes from the object's own table of relocations and is aligned, extensions are never unloaded by
    // the interpreter, and the wrapper has the type of the function it is named after.
    unsafe { sys::replace(slot.address, slot.value, wrapper, slot.is_writable) }
        .map_err(HookError::Page)
}

/// Gives every slot back what it held. One that somebody else has changed since is left to them: our wrapper stays
/// callable and passes on.
#[expect(unsafe_code, reason = "the promise about slots is kept here")]
fn unhook(state: &mut State, is_due: impl Fn(&Slot) -> bool) {
    for slot in state.slots.extract_if(.., |slot| is_due(slot)) {
        let Some(wrapper) = wrapper(&slot.name) else { continue };
        // SAFETY: as in `put`; what the slot held before is a function of the imported type.
        let restored = unsafe { sys::replace(slot.address, wrapper, slot.value, slot.is_writable) };
        debug_assert!(restored.is_ok(), "a page that was opened once can be opened again");
    }
}

/// Returns what takes the place of an imported function.
fn wrapper(name: &str) -> Option<Address> {
    sys::wrapper(name).or_else(|| strict::wrapper(name))
}

/// Returns the object that this code is in: its own calls must reach the real functions.
fn own_object(objects: &[Mapping]) -> Option<Mapping> {
    let here = sys::wrapper("epoll_wait")?;
    objects.iter().filter(|object| object.start <= here).max_by_key(|object| object.start).cloned()
}
