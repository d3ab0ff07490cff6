//! Finds the interpreter in a process that was neither prepared nor stopped, and says why when it cannot.

mod error;
mod grants;
pub(crate) mod maps;
mod symbols;

pub use error::AttachError;

use crate::cause;
use crate::interpreter::Interpreter;
use crate::layouts::{Layout, Version};
use crate::memory::{Address, Memory, MemoryError};
use symbols::Told;

/// Returns the interpreter that runs in the process.
pub fn attach(process: u32) -> Result<Interpreter, AttachError> {
    let mappings = maps::of_process(process).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => AttachError::NoProcess { process },
        _ => AttachError::denied(process),
    })?;
    if mappings.is_empty() && cause::has_ended(process) {
        return Err(AttachError::NoProcess { process });
    }
    let mut old = None;
    for mapping in mappings.iter().filter(|mapping| mapping.may_hold_interpreter()) {
        let Some(found) = symbols::of_file(process, mapping) else { continue };
        match found.version {
            Told::At(version) => return open_at(process, found.runtime, version),
            Told::Is(version) => return open(process, found.runtime, version),
            Told::TooOld => old = Some(mapping.path.clone()),
        }
    }
    Err(match old {
        Some(path) => AttachError::TooOld { process, path },
        None => AttachError::NoPython { process },
    })
}

/// Returns the interpreter that runs in this process.
pub fn attach_to_this_process() -> Result<Interpreter, AttachError> {
    attach(std::process::id())
}

fn open_at(process: u32, runtime: Address, version: Address) -> Result<Interpreter, AttachError> {
    let memory = Memory::of_process(process);
    let hex = memory.int(version).map_err(|error| unreadable(process, error))?;
    open(process, runtime, Version::from_hex(hex))
}

fn open(process: u32, runtime: Address, version: Version) -> Result<Interpreter, AttachError> {
    let memory = Memory::of_process(process);
    // Where nothing had to be read so far, this tells whether we may.
    memory.word(runtime).map_err(|error| unreadable(process, error))?;
    let layout = Layout::of(version, &memory, runtime)
        .map_err(|error| AttachError::Layout { process, error })?;
    Ok(Interpreter::new(memory, layout, runtime))
}

fn unreadable(process: u32, error: MemoryError) -> AttachError {
    match error {
        MemoryError::Denied => AttachError::denied(process),
        MemoryError::Gone => AttachError::NoProcess { process },
        MemoryError::Unmapped => AttachError::NoPython { process },
    }
}
