//! Where `_PyRuntime` and `Py_Version` are in a process: dynamic symbols, which strip leaves alone.

use super::maps::Mapping;
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
    /// `Py_Version`, from 3.11 on.
    pub version: Option<Address>,
}

/// Returns the symbols of a mapped file, or nothing if it holds no interpreter.
pub(super) fn of_file(process: u32, mapping: &Mapping) -> Option<Symbols> {
    let cache = ReadCache::new(open(process, mapping)?);
    let elf = ElfFile::<FileHeader64<Endianness>, _>::parse(&cache).ok()?;
    let endian = elf.endian();
    let first = elf.elf_program_headers().iter().find(|header| header.p_type(endian) == PT_LOAD)?;
    // The file was linked for `p_vaddr`; the process has it at `start`.
    let shift = mapping.start.wrapping_sub(first.p_vaddr(endian) - first.p_offset(endian));
    let mut symbols = (None, None);
    for symbol in elf.dynamic_symbols().filter(ObjectSymbol::is_definition) {
        match symbol.name() {
            Ok("_PyRuntime") => symbols.0 = Some(symbol.address().wrapping_add(shift)),
            Ok("Py_Version") => symbols.1 = Some(symbol.address().wrapping_add(shift)),
            _ => {}
        }
    }
    Some(Symbols { runtime: symbols.0?, version: symbols.1 })
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
