//! Memory of a process, this one or another, read by the kernel: a wild address is an error, never a fault.
//!
//! The target is neither stopped nor asked. What is read may be gone or half written a moment later, so that
//! whoever reads must verify (see `walk`).

mod sys;

use std::fs::File;
use std::os::unix::fs::FileExt;

/// Where a word lives in the target.
pub type Address = u64;

/// No interpreter keeps anything in the first pages: small numbers are broken pointers.
const LOWEST: Address = 4096;

/// Why a read failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// Nothing is mapped there (any more).
    #[error("nothing is mapped at the address")]
    Unmapped,
    /// The kernel does not let us look into the process.
    #[error("permission denied")]
    Denied,
    /// The process has ended.
    #[error("no such process")]
    Gone,
}

impl MemoryError {
    fn of(error: &std::io::Error) -> Self {
        match error.raw_os_error() {
            Some(libc::EPERM | libc::EACCES) => Self::Denied,
            Some(libc::ESRCH) => Self::Gone,
            _ => Self::Unmapped,
        }
    }
}

/// The way in. Some sandboxes forbid `process_vm_readv` and still allow the file.
#[derive(Debug)]
enum Via {
    Call,
    File(File),
}

/// A window on the memory of one process.
#[derive(Debug)]
pub struct Memory {
    process: i32,
    via: Via,
}

impl Memory {
    /// Returns a window on this process.
    pub fn of_this_process() -> Self {
        Self::of_process(std::process::id())
    }

    /// Returns a window on the process with that id; the first read tells whether we may look.
    pub fn of_process(process: u32) -> Self {
        // Ids are at most 2^22 on Linux; an impossible one simply does not exist.
        let process = i32::try_from(process).unwrap_or(i32::MAX);
        let mut memory = Self { process, via: Via::Call };
        if memory.read(LOWEST, &mut [0]) == Err(MemoryError::Denied)
            && let Ok(file) = File::open(format!("/proc/{process}/mem"))
        {
            memory.via = Via::File(file);
        }
        memory
    }

    /// Returns whether the process has a thread with that id.
    pub fn has_thread(&self, id: u32) -> bool {
        std::fs::exists(format!("/proc/{}/task/{id}", self.process)).unwrap_or(false)
    }

    /// Fills `into` from `address` on.
    pub fn read(&self, address: Address, into: &mut [u8]) -> Result<(), MemoryError> {
        if address < LOWEST && address != 0 {
            return Err(MemoryError::Unmapped);
        }
        let read = match &self.via {
            Via::Call => sys::read_at(self.process, &[(address, into.len())], into),
            Via::File(file) => file.read_at(into, address),
        };
        match read {
            Ok(length) if length == into.len() => Ok(()),
            Ok(_) => Err(MemoryError::Unmapped),
            Err(error) => Err(MemoryError::of(&error)),
        }
    }

    /// Reads pieces into `into`, one after another, in one call where the kernel allows; returns how many bytes
    /// were read before the first failure.
    pub fn read_pieces(&self, pieces: &[(Address, usize)], into: &mut [u8]) -> usize {
        if let Via::Call = self.via {
            return sys::read_at(self.process, pieces, into).unwrap_or(0);
        }
        let mut done = 0;
        for &(address, length) in pieces {
            if self.read(address, &mut into[done..done + length]).is_err() {
                break;
            }
            done += length;
        }
        done
    }

    /// Reads eight bytes: a pointer, a size.
    pub fn word(&self, address: Address) -> Result<u64, MemoryError> {
        let mut bytes = [0; 8];
        self.read(address, &mut bytes).map(|()| u64::from_le_bytes(bytes))
    }

    /// Reads four bytes: a C `int`.
    pub fn int(&self, address: Address) -> Result<u32, MemoryError> {
        let mut bytes = [0; 4];
        self.read(address, &mut bytes).map(|()| u32::from_le_bytes(bytes))
    }

    /// Reads a C string of at most `longest` bytes.
    pub fn c_string(&self, address: Address, longest: usize) -> Result<String, MemoryError> {
        let mut bytes = vec![0; longest];
        // The string may end shortly before an unmapped page: then a shorter read does.
        while self.read(address, &mut bytes).is_err() {
            bytes.truncate(bytes.len() / 2);
            if bytes.is_empty() {
                return Err(MemoryError::Unmapped);
            }
        }
        let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
        Ok(String::from_utf8_lossy(&bytes[..end]).into_owned())
    }
}

/// A copy of a structure, taken in one read, and its words by offset.
#[derive(Clone, Copy, Debug)]
pub struct Copied<'bytes>(pub &'bytes [u8]);

impl Copied<'_> {
    /// Returns the word at `offset`; zero where the copy is too short.
    pub fn word(self, offset: u64) -> u64 {
        self.bytes(offset).map_or(0, u64::from_le_bytes)
    }

    /// Returns the C `int` at `offset`; zero where the copy is too short.
    pub fn int(self, offset: u64) -> u32 {
        self.bytes(offset).map_or(0, u32::from_le_bytes)
    }

    /// Returns the byte at `offset`; zero where the copy is too short.
    pub fn byte(self, offset: u64) -> u8 {
        self.bytes(offset).map_or(0, |[byte]| byte)
    }

    fn bytes<const N: usize>(self, offset: u64) -> Option<[u8; N]> {
        let start = usize::try_from(offset).ok()?;
        self.0.get(start..start.checked_add(N)?)?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_memory_is_read_as_it_is() {
        let here = 0x0123_4567_89ab_cdef_u64;
        let address = std::ptr::from_ref(&here) as Address;
        let memory = Memory::of_this_process();
        assert_eq!(memory.word(address), Ok(here));
        assert_eq!(memory.int(address), Ok(0x89ab_cdef));
    }

    #[test]
    fn a_wild_address_is_an_error_and_not_a_fault() {
        let memory = Memory::of_this_process();
        assert_eq!(memory.word(8), Err(MemoryError::Unmapped));
        assert_eq!(memory.word(0xdead_0000_0000), Err(MemoryError::Unmapped));
        assert_eq!(memory.word(u64::MAX - 3), Err(MemoryError::Unmapped));
    }

    #[test]
    fn pieces_before_a_bad_address_are_kept() {
        let words = [7_u64, 9];
        let address = std::ptr::from_ref(&words) as Address;
        let mut into = [0; 24];
        let read = Memory::of_this_process()
            .read_pieces(&[(address + 8, 8), (address, 8), (0xdead_0000_0000, 8)], &mut into);
        assert_eq!(read, 16);
        assert_eq!((Copied(&into).word(0), Copied(&into).word(8)), (9, 7));
    }

    #[test]
    fn a_process_that_does_not_exist_is_gone() {
        assert_eq!(Memory::of_process(4_000_000).word(LOWEST * 2), Err(MemoryError::Gone));
    }

    #[test]
    fn a_copy_answers_zero_beyond_its_end() {
        assert_eq!(Copied(&[1, 2]).word(0), 0);
        assert_eq!(Copied(&[1, 2]).byte(1), 2);
        assert_eq!(Copied(&[1, 2]).byte(u64::MAX), 0);
    }
}
