//! Where `_PyRuntime` is in a process, and what tells the version: dynamic symbols, which strip leaves alone.

use super::maps::Mapping;
use crate::layouts::Version;
use crate::memory::Address;
use object::elf::{FileHeader64, PT_LOAD};
use object::read::ReadCache;
use object::read::elf::{ElfFile, ProgramHeader};
use object::{Endianness, Object, ObjectSymbol};
use std::fs::File;

/// What an interpreter exports.
pub(super) struct Symbols {
    /// `_PyRuntime`.
    pub runtime: Address,
    /// What tells the version.
    pub version: Told,
}

/// How a version is told.
pub(super) enum Told {
    /// By `Py_Version`, from 3.11 on.
    At(Address),
    /// By what is exported, and what is not.
    Is(Version),
    /// It is older than what we read.
    TooOld,
}

/// Returns the symbols of a mapped file, or nothing if it holds no interpreter.
pub(super) fn of_file(process: u32, mapping: &Mapping) -> Option<Symbols> {
    let cache = ReadCache::new(open(process, mapping)?);
    let elf = ElfFile::<FileHeader64<Endianness>, _>::parse(&cache).ok()?;
    let endian = elf.endian();
    let first = elf.elf_program_headers().iter().find(|header| header.p_type(endian) == PT_LOAD)?;
    // The file was linked for `p_vaddr`; the process has it at `start`.
    let shift = mapping.start.wrapping_sub(first.p_vaddr(endian) - first.p_offset(endian));
    let (mut runtime, mut version) = (None, Told::TooOld);
    for symbol in elf.dynamic_symbols().filter(ObjectSymbol::is_definition) {
        match symbol.name() {
            Ok("_PyRuntime") => runtime = Some(symbol.address().wrapping_add(shift)),
            Ok("Py_Version") => version = Told::At(symbol.address().wrapping_add(shift)),
            // Came with 3.10, one release before `Py_Version`.
            Ok("PyModule_AddObjectRef") if matches!(version, Told::TooOld) => {
                version = Told::Is(Version { major: 3, minor: 10 });
            }
            _ => {}
        }
    }
    Some(Symbols { runtime: runtime?, version })
}

/// Opens the file as the process sees it: it may live in a container, or have been replaced by an upgrade.
fn open(process: u32, mapping: &Mapping) -> Option<File> {
    if mapping.is_program
        && let Ok(file) = File::open(format!("/proc/{process}/exe"))
    {
        return Some(file);
    }
    let path = mapping.path.trim_end_matches(" (deleted)");
    File::open(format!("/proc/{process}/root{path}")).or_else(|_| File::open(path)).ok()
}
