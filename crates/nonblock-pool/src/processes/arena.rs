//! The arena: a memory file whose ranges carry large payloads, again and again.
//!
//! The *sender* owns the file's layout: it lends a range by marking a slot and naming both in a frame. The *receiver*
//! owns the range until it drops its [`Lease`], which clears the mark. The sender looks at the marks when it needs room.
//! Fresh pages cost ten times a warm copy, so ranges are reused before the file grows.

use super::status::PAGE;
use super::sys::{ForeignBytes, Mapping};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Payloads from this size on travel through an arena.
pub const THRESHOLD: usize = 1 << 16;
/// Ranges that can be lent at once.
const SLOTS: u32 = 4096;
const TABLE: usize = SLOTS as usize * 4;
const FREE: u32 = 0;
const LENT: u32 = 1;
/// Address space asked for, largest first: a limit on it (`ulimit -v`) may forbid the first ones.
const SPANS: [usize; 4] = [1 << 36, 1 << 33, 1 << 30, 1 << 26];

/// A range of an arena as named in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Whose mark to clear.
    pub slot: u32,
    /// First byte.
    pub offset: u64,
    /// Bytes of payload.
    pub len: u64,
}

/// Receiver's hold on a range; dropping it gives the range back.
#[derive(Debug)]
pub struct Lease {
    memory: Arc<Mapping>,
    slice: Slice,
}

impl Lease {
    /// Takes over a range named in a frame, or refuses one that lies outside.
    pub fn new(memory: &Arc<Mapping>, slice: Slice) -> Option<Self> {
        let end = slice.offset.checked_add(slice.len)?;
        (slice.slot < SLOTS && end <= memory.len() as u64)
            .then(|| Self { memory: Arc::clone(memory), slice })
    }

    /// Bytes of payload.
    pub fn len(&self) -> usize {
        usize::try_from(self.slice.len).unwrap_or(0)
    }

    /// Whether the payload is empty.
    pub fn is_empty(&self) -> bool {
        self.slice.len == 0
    }

    /// First byte; readable and writable for as long as the lease lives.
    pub fn address(&self) -> *mut u8 {
        self.memory.address(self.offset())
    }

    /// A copy of the payload.
    pub fn to_vec(&self) -> Vec<u8> {
        self.memory.read(self.offset(), self.len())
    }

    /// Copies the payload to memory that somebody else keeps.
    pub fn copy_into(&self, target: super::sys::ForeignTarget) {
        self.memory.read_into(self.offset(), target);
    }

    fn offset(&self) -> usize {
        usize::try_from(self.slice.offset).unwrap_or(0)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // Release: our last access to the range comes before the sender's next, which follows its Acquire in `reclaim`.
        self.memory.half_word(self.slice.slot as usize * 4).store(FREE, Release);
    }
}

#[derive(Debug, Clone, Copy)]
struct Lent {
    slot: u32,
    offset: u64,
    room: u64,
    /// The process that may hold a lease; its death gives the range back.
    holder: Option<u32>,
}

/// Sender's end.
///
/// Invariant: `free` and `lent` cover `TABLE..extent` without overlap; `free` is sorted and has no neighbours that touch.
#[derive(Debug)]
pub struct Arena {
    file: OwnedFd,
    memory: Arc<Mapping>,
    extent: u64,
    free: Vec<(u64, u64)>,
    lent: Vec<Lent>,
    spare_slots: Vec<u32>,
}

impl Arena {
    /// An arena in a fresh memory file.
    pub fn create() -> io::Result<Self> {
        let file = memfd_create("nonblock-arena", MemfdFlags::CLOEXEC)?;
        let memory = map(&file)?;
        Self::over(file, memory)
    }

    /// An arena in a memory file of somebody else's making that nobody sends through yet.
    pub fn adopt(file: OwnedFd) -> io::Result<Self> {
        let memory = map(&file)?;
        Self::over(file, memory)
    }

    fn over(file: OwnedFd, memory: Arc<Mapping>) -> io::Result<Self> {
        ftruncate(&file, TABLE as u64)?;
        let spare_slots = (0..SLOTS).rev().collect();
        Ok(Self {
            file,
            memory,
            extent: TABLE as u64,
            free: Vec::new(),
            lent: Vec::new(),
            spare_slots,
        })
    }

    /// The memory, for a receiver in the same process.
    pub fn memory(&self) -> &Arc<Mapping> {
        &self.memory
    }

    /// The file, for a receiver in another process.
    pub fn file(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    /// Lends a range of `len` bytes, or `None` when there is no room.
    pub fn lend(&mut self, len: usize) -> Option<Slice> {
        self.reclaim();
        let room = (len.max(1)).next_multiple_of(PAGE) as u64;
        let slot = *self.spare_slots.last()?;
        let offset = self.take(room)?;
        self.spare_slots.pop();
        self.memory.half_word(slot as usize * 4).store(LENT, Relaxed);
        self.lent.push(Lent { slot, offset, room, holder: None });
        Some(Slice { slot, offset, len: len as u64 })
    }

    /// Copies `source` into a range lent before.
    pub fn fill(memory: &Mapping, slice: Slice, source: ForeignBytes) {
        debug_assert!(source.len() as u64 <= slice.len, "a range holds what it was lent for");
        memory.write_from(usize::try_from(slice.offset).unwrap_or(0), source);
    }

    /// Notes which process may hold leases on `slices`.
    pub fn hand_over(&mut self, slices: &[Slice], holder: u32) {
        for lent in &mut self.lent {
            if slices.iter().any(|it| it.slot == lent.slot) {
                lent.holder = Some(holder);
            }
        }
    }

    /// Notes that no process holds leases on `slices`.
    pub fn hand_back(&mut self, slices: &[Slice]) {
        for lent in &mut self.lent {
            if slices.iter().any(|it| it.slot == lent.slot) {
                lent.holder = None;
            }
        }
    }

    /// Takes back ranges that no process has seen.
    pub fn give_back(&mut self, slices: &[Slice]) {
        for slice in slices {
            self.memory.half_word(slice.slot as usize * 4).store(FREE, Release);
        }
    }

    /// Takes back every range that a dead process may have held.
    pub fn bury(&mut self, holder: u32) {
        for lent in self.lent.iter().filter(|it| it.holder == Some(holder)) {
            self.memory.half_word(lent.slot as usize * 4).store(FREE, Release);
        }
    }

    /// Whether there is memory to give back.
    pub fn is_grown(&self) -> bool {
        self.extent > TABLE as u64
    }

    /// Gives the memory back to the system if nothing is lent.
    pub fn trim(&mut self) -> io::Result<()> {
        self.reclaim();
        if self.lent.is_empty() && self.extent > TABLE as u64 {
            ftruncate(&self.file, TABLE as u64)?;
            self.extent = TABLE as u64;
            self.free.clear();
        }
        Ok(())
    }

    fn reclaim(&mut self) {
        let memory = Arc::clone(&self.memory);
        let (back, lent) = self
            .lent
            .iter()
            .partition(|it| memory.half_word(it.slot as usize * 4).load(Acquire) == FREE);
        self.lent = lent;
        let back: Vec<Lent> = back;
        for range in back {
            self.spare_slots.push(range.slot);
            self.release(range.offset, range.room);
        }
    }

    /// Best fit: the smallest range that is large enough, so that large warm ranges stay whole.
    fn take(&mut self, room: u64) -> Option<u64> {
        let fit = (0..self.free.len())
            .filter(|it| room <= self.free[*it].1)
            .min_by_key(|it| self.free[*it].1);
        if let Some(at) = fit {
            let (offset, len) = self.free[at];
            if len == room {
                self.free.remove(at);
            } else {
                self.free[at] = (offset + room, len - room);
            }
            return Some(offset);
        }
        // Grow, from the start of the last free range if it ends the file.
        let tail = self.free.last().copied().filter(|it| it.0 + it.1 == self.extent);
        let offset = tail.map_or(self.extent, |it| it.0);
        let extent = offset.checked_add(room).filter(|it| *it <= self.memory.len() as u64)?;
        ftruncate(&self.file, extent).ok()?;
        self.extent = extent;
        if tail.is_some() {
            self.free.pop();
        }
        Some(offset)
    }

    fn release(&mut self, offset: u64, len: u64) {
        let at = self.free.partition_point(|it| it.0 < offset);
        self.free.insert(at, (offset, len));
        if self.free.get(at + 1).is_some_and(|it| it.0 == offset + len) {
            self.free[at].1 += self.free.remove(at + 1).1;
        }
        if 0 < at && self.free[at - 1].0 + self.free[at - 1].1 == offset {
            self.free[at - 1].1 += self.free.remove(at).1;
        }
    }
}

/// Maps as much address space for `file` as the system allows.
pub fn map(file: impl AsFd) -> io::Result<Arc<Mapping>> {
    let mut last = io::Error::from(io::ErrorKind::OutOfMemory);
    for span in SPANS {
        match Mapping::new(&file, span) {
            Ok(memory) => return Ok(Arc::new(memory)),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn write(arena: &Arena, slice: Slice, byte: u8) {
        arena.memory().write(
            usize::try_from(slice.offset).unwrap(),
            &vec![byte; usize::try_from(slice.len).unwrap()],
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn ranges_that_are_held_never_overlap_and_keep_their_bytes(
            steps in proptest::collection::vec((1_usize..60_000, any::<u8>(), any::<prop::sample::Index>(), any::<bool>()), 1..80)
        ) {
            let mut arena = Arena::create().unwrap();
            let mut held: Vec<(Lease, u8)> = Vec::new();
            for (len, byte, index, drop_one) in steps {
                if drop_one && !held.is_empty() {
                    held.swap_remove(index.index(held.len()));
                }
                let slice = arena.lend(len).unwrap();
                write(&arena, slice, byte);
                held.push((Lease::new(arena.memory(), slice).unwrap(), byte));
                for (lease, byte) in &held {
                    prop_assert!(lease.to_vec().iter().all(|it| it == byte));
                }
            }
            held.clear();
            arena.trim().unwrap();
            prop_assert!(!arena.is_grown());
        }
    }

    #[test]
    fn a_range_is_used_again_as_soon_as_it_is_given_back() {
        let mut arena = Arena::create().unwrap();
        let first = arena.lend(100_000).unwrap();
        drop(Lease::new(arena.memory(), first));
        assert_eq!(arena.lend(90_000).unwrap().offset, first.offset);
    }

    #[test]
    fn the_dead_give_back_what_they_held_and_nothing_else() {
        let mut arena = Arena::create().unwrap();
        let (of_seven, of_eight) = (arena.lend(1).unwrap(), arena.lend(1).unwrap());
        arena.hand_over(&[of_seven], 7);
        arena.hand_over(&[of_eight], 8);
        arena.bury(7);
        assert_eq!(arena.lend(1).unwrap().offset, of_seven.offset);
        assert_ne!(arena.lend(1).unwrap().offset, of_eight.offset);
    }

    #[test]
    fn a_range_outside_the_file_s_address_space_is_refused() {
        let arena = Arena::create().unwrap();
        let len = arena.memory().len() as u64;
        for (slot, offset, size) in [(SLOTS, 0, 1), (0, len, 1), (0, u64::MAX, 2), (0, 0, len + 1)]
        {
            assert!(Lease::new(arena.memory(), Slice { slot, offset, len: size }).is_none());
        }
    }
}
