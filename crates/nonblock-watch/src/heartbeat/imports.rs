//! The import slots of loaded objects: which word in memory does an object call `epoll_wait` through?
//!
//! Everything is read through the kernel, like any other process's memory: a strange object gives no slots, and
//! cannot crash us.

use crate::attach::maps::{Mapping, Protection};
use crate::memory::{Address, Copied, Memory};
use object::elf;

/// Larger tables belong to no object that we look for.
const LARGEST_TABLE: u64 = 64 << 20;

/// Size of an entry of a table of relocations with addends, and of a table of symbols.
const ENTRY: u64 = 24;

/// A word through which an object calls an imported function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Where it is.
    pub address: Address,
    /// What it holds: the function, or the linker's stub until the first call.
    pub value: Address,
    /// The imported name.
    pub name: String,
    /// Whether its page may be written: RELRO makes it read-only.
    pub is_writable: bool,
    /// Whether it is a pointer in the object's data (a table of functions, as `SQLite` has one) and not the linker's.
    pub is_data: bool,
}

/// What `PT_DYNAMIC` tells.
#[derive(Debug, Default)]
struct Dynamic {
    strings: (Address, u64),
    symbols: Address,
    /// The two tables of relocations: calls and data.
    relocations: [(Address, u64); 2],
}

/// Returns the slots of the object for any of the names.
pub(super) fn slots(
    memory: &Memory,
    object: &Mapping,
    protections: &[Protection],
    names: &[&str],
) -> Vec<Slot> {
    find(memory, object, protections, names).unwrap_or_default()
}

fn find(
    memory: &Memory,
    object: &Mapping,
    protections: &[Protection],
    names: &[&str],
) -> Option<Vec<Slot>> {
    let (dynamic, shift) = dynamic(memory, object.start)?;
    let strings = table(memory, dynamic.strings)?;
    let contains = |name: &str| {
        strings
            .windows(name.len() + 1)
            .any(|it| it.starts_with(name.as_bytes()) && it.ends_with(&[0]))
    };
    // With many names looking at the symbols themselves is quicker.
    if names.len() < 8 && !names.iter().any(|name| contains(name)) {
        return Some(Vec::new());
    }
    let mut slots = Vec::new();
    for part in dynamic.relocations {
        let Some(entries) = table(memory, part) else { continue };
        for entry in entries.chunks_exact(24).map(Copied) {
            let (kind, symbol) = (entry.word(8) & 0xffff_ffff, entry.word(8) >> 32);
            let Some(name) = (is_import(kind) || is_data(kind))
                .then(|| memory.int(dynamic.symbols + symbol * ENTRY).ok())
                .flatten()
                .and_then(|offset| text(&strings, offset))
                .filter(|name| names.contains(name))
            else {
                continue;
            };
            let address = entry.word(0).wrapping_add(shift);
            let page = protections.iter().find(|it| it.contains(address))?;
            slots.push(Slot {
                address,
                value: memory.word(address).ok()?,
                name: name.to_owned(),
                is_writable: page.is_writable,
                is_data: is_data(kind),
            });
        }
    }
    Some(slots)
}

/// Whether a relocation of that kind is a word that holds the address of an imported function.
fn is_import(kind: u64) -> bool {
    let kinds = if cfg!(target_arch = "aarch64") {
        [elf::R_AARCH64_GLOB_DAT, elf::R_AARCH64_JUMP_SLOT]
    } else {
        [elf::R_X86_64_GLOB_DAT, elf::R_X86_64_JUMP_SLOT]
    };
    kinds.iter().any(|it| u64::from(*it) == kind)
}

/// Whether a relocation of that kind is a pointer to a symbol in the object's own data.
fn is_data(kind: u64) -> bool {
    let wanted =
        if cfg!(target_arch = "aarch64") { elf::R_AARCH64_ABS64 } else { elf::R_X86_64_64 };
    kind == u64::from(wanted)
}

/// Reads the program headers at the start of an object, and its dynamic section.
fn dynamic(memory: &Memory, start: Address) -> Option<(Dynamic, Address)> {
    let mut head = [0; 64];
    memory.read(start, &mut head).ok()?;
    if !head.starts_with(&elf::ELFMAG) {
        return None;
    }
    let (offset, count) = (Copied(&head).word(32), Copied(&head).int(56) & 0xffff);
    let mut headers = vec![0; usize::try_from(count).ok()? * 56];
    memory.read(start + offset, &mut headers).ok()?;
    let headers: Vec<Copied<'_>> = headers.chunks_exact(56).map(Copied).collect();
    let kind = |wanted: u32| headers.iter().find(|header| header.int(0) == wanted);
    let first = kind(elf::PT_LOAD)?;
    let shift = start.wrapping_sub(first.word(16).wrapping_sub(first.word(8)));
    let section = kind(elf::PT_DYNAMIC)?;
    let mut entries =
        vec![0; usize::try_from(section.word(40)).ok().filter(|size| *size < 1 << 16)?];
    memory.read(section.word(16).wrapping_add(shift), &mut entries).ok()?;
    let mut found = Dynamic::default();
    for entry in entries.chunks_exact(16).map(Copied) {
        let value = entry.word(8);
        // glibc adds the load address in place, other linkers do not.
        let address = if value < start { value.wrapping_add(shift) } else { value };
        match entry.word(0).cast_signed() {
            elf::DT_NULL => break,
            elf::DT_STRTAB => found.strings.0 = address,
            elf::DT_STRSZ => found.strings.1 = value,
            elf::DT_SYMTAB => found.symbols = address,
            elf::DT_JMPREL => found.relocations[0].0 = address,
            elf::DT_PLTRELSZ => found.relocations[0].1 = value,
            elf::DT_RELA => found.relocations[1].0 = address,
            elf::DT_RELASZ => found.relocations[1].1 = value,
            _ => {}
        }
    }
    Some((found, shift))
}

fn table(memory: &Memory, (address, size): (Address, u64)) -> Option<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(size).ok().filter(|_| size <= LARGEST_TABLE)?];
    memory.read(address, &mut bytes).ok()?;
    Some(bytes)
}

fn text(strings: &[u8], offset: u32) -> Option<&str> {
    let rest = strings.get(usize::try_from(offset).ok()?..)?;
    std::str::from_utf8(&rest[..rest.iter().position(|byte| *byte == 0)?]).ok()
}
