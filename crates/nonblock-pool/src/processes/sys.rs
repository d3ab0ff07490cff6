//! Memory that two processes share, and the clock both read.
#![expect(
    unsafe_code,
    reason = "shared mappings are raw memory; everything above this file is safe"
)]

use rustix::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};
use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};
use rustix::time::{ClockId, clock_gettime};
use std::io;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::time::Duration;

/// Time since boot, the same in every process.
pub fn monotonic_now() -> Duration {
    let now = clock_gettime(ClockId::Monotonic);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Takes over a descriptor that was inherited by number.
pub fn adopt_descriptor(number: i32) -> OwnedFd {
    // SAFETY: the number was handed to this process at its birth for this one taker.
    unsafe { OwnedFd::from_raw_fd(number) }
}

/// A descriptor's number, for a poller that knows numbers alone.
pub fn number_of(fd: BorrowedFd<'_>) -> i32 {
    fd.as_raw_fd()
}

/// Gives a descriptor away by number, to be taken over once with [`adopt_descriptor`].
pub fn release_descriptor(fd: OwnedFd) -> i32 {
    fd.into_raw_fd()
}

/// Asks the kernel for this process's end when the parent's thread that forked it ends.
pub fn die_with_parent() -> io::Result<()> {
    Ok(rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?)
}

/// Ends this process at once, whatever its other threads do.
pub fn end_process() {
    // SIGKILL rather than `_exit`: no handler, no thread and no state of the interpreter can be in its way.
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)
        .unwrap_or_default();
}

/// A shared mapping of a memory file.
///
/// Invariant: `start..start + len` stays mapped, readable and writable, until the drop. The file behind it may be shorter:
/// whoever hands out ranges makes the file long enough first ([`super::arena`]).
#[derive(Debug)]
pub struct Mapping {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: the mapping is plain memory, not tied to a thread; ranges are handed out by protocols that give each one writer.
unsafe impl Send for Mapping {}
// SAFETY: as above; the words that several sides touch are only reached as atomics.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps the first `len` bytes of `file`, whether they exist yet or not.
    pub fn new(file: impl AsFd, len: usize) -> io::Result<Self> {
        let flags = MapFlags::SHARED | MapFlags::NORESERVE;
        // SAFETY: a fresh mapping at an address of the kernel's choice overlaps nothing.
        let start = unsafe {
            mmap(std::ptr::null_mut(), len, ProtFlags::READ | ProtFlags::WRITE, flags, file, 0)
        }?;
        let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Self { start, len })
    }

    /// Bytes of address space.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Never: a mapping has at least a page.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Address of byte `offset`.
    pub fn address(&self, offset: usize) -> *mut u8 {
        assert!(offset <= self.len, "offset {offset} lies outside a mapping of {} bytes", self.len);
        // SAFETY: the assertion keeps the result within, or one past, the mapping.
        unsafe { self.start.as_ptr().add(offset) }
    }

    /// The 64-bit word at `offset`.
    pub(crate) fn word(&self, offset: usize) -> &AtomicU64 {
        assert!(
            offset.is_multiple_of(8) && offset + 8 <= self.len,
            "word at {offset} lies outside or is not aligned"
        );
        // SAFETY: within the mapping and aligned, by the assertion; all sides use atomics on it.
        unsafe { AtomicU64::from_ptr(self.address(offset).cast()) }
    }

    /// The 32-bit word at `offset`.
    pub(crate) fn half_word(&self, offset: usize) -> &AtomicU32 {
        assert!(
            offset.is_multiple_of(4) && offset + 4 <= self.len,
            "word at {offset} lies outside or is not aligned"
        );
        // SAFETY: within the mapping and aligned, by the assertion; all sides use atomics on it.
        unsafe { AtomicU32::from_ptr(self.address(offset).cast()) }
    }

    /// Copies `bytes` to `offset`. The caller owns that range.
    pub(crate) fn write(&self, offset: usize, bytes: &[u8]) {
        assert!(offset + bytes.len() <= self.len, "a write past the end of a mapping");
        // SAFETY: the target is within the mapping; the protocol above gives the range to this writer alone.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.address(offset), bytes.len()) }
    }

    /// Copies `len` bytes at `offset` out. The caller owns that range, or its writer is done.
    pub(crate) fn read(&self, offset: usize, len: usize) -> Vec<u8> {
        assert!(offset + len <= self.len, "a read past the end of a mapping");
        let mut bytes = vec![0; len];
        // SAFETY: the source is within the mapping and the vector has `len` bytes; the writer is done with the range.
        unsafe { std::ptr::copy_nonoverlapping(self.address(offset), bytes.as_mut_ptr(), len) };
        bytes
    }

    /// Copies a foreign range to `offset`.
    pub(crate) fn write_from(&self, offset: usize, source: ForeignBytes) {
        assert!(offset + source.len <= self.len, "a write past the end of a mapping");
        // SAFETY: `ForeignBytes` promises a readable source; the target is within the mapping and this writer's alone.
        unsafe { std::ptr::copy_nonoverlapping(source.start, self.address(offset), source.len) }
    }

    /// Copies `len` bytes at `offset` to a foreign range.
    pub(crate) fn read_into(&self, offset: usize, target: ForeignTarget) {
        assert!(offset + target.len <= self.len, "a read past the end of a mapping");
        // SAFETY: `ForeignTarget` promises a writable target; the source is within the mapping and its writer is done.
        unsafe { std::ptr::copy_nonoverlapping(self.address(offset), target.start, target.len) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: this is the mapping made in `new`, and nothing borrows from `self` any more.
        let unmapped = unsafe { munmap(self.start.as_ptr().cast(), self.len) };
        debug_assert!(unmapped.is_ok(), "a mapping can be unmapped: {unmapped:?}");
    }
}

/// A range of memory that somebody else keeps alive.
#[derive(Debug, Clone, Copy)]
pub struct ForeignBytes {
    start: *const u8,
    len: usize,
}

// SAFETY: whoever makes one keeps the range readable until the call that carries it is delivered.
unsafe impl Send for ForeignBytes {}
// SAFETY: it is only ever read through.
unsafe impl Sync for ForeignBytes {}

impl ForeignBytes {
    /// Names a range.
    ///
    /// # Safety
    /// The range stays readable until the call that carries it has been delivered, or the copy has returned.
    pub unsafe fn new(start: *const u8, len: usize) -> Self {
        Self { start, len }
    }

    /// Bytes that the arena's caller keeps beside the copy, such as a call's own payload.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self { start: bytes.as_ptr(), len: bytes.len() }
    }

    /// Bytes in the range.
    pub fn len(self) -> usize {
        self.len
    }

    /// Whether there is nothing to copy.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// A range of memory to fill that somebody else keeps alive.
#[derive(Debug, Clone, Copy)]
pub struct ForeignTarget {
    start: *mut u8,
    len: usize,
}

// SAFETY: whoever makes one keeps the range writable, and untouched, until the copy is delivered.
unsafe impl Send for ForeignTarget {}

impl ForeignTarget {
    /// Names a range.
    ///
    /// # Safety
    /// The range stays writable, and nobody else touches it, until the copy into it has been delivered.
    pub unsafe fn new(start: *mut u8, len: usize) -> Self {
        Self { start, len }
    }
}
