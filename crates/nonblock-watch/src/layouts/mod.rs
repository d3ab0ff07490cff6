//! Where an interpreter keeps what we read: offsets per version, never guessed.
//!
//! From 3.13 an interpreter describes itself (`_Py_DebugOffsets`); 3.10 to 3.12 have a table each, taken from their
//! own headers. Other versions are refused by name.

mod debug_offsets;
mod python310;
mod python311;
mod python312;

use crate::memory::{Address, Memory};
use std::fmt;

/// A minor version of CPython.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// 3.
    pub major: u8,
    /// 11 of 3.11.
    pub minor: u8,
}

impl Version {
    /// Returns the version in `Py_Version`, as the interpreter packs it.
    pub fn from_hex(hex: u32) -> Self {
        let [major, minor, ..] = hex.to_be_bytes();
        Self { major, minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

/// Why there is no layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// No table, and the interpreter does not describe itself in an order we know.
    #[error("CPython {0} has a memory layout that is not known (3.10 to 3.14 are)")]
    UnknownVersion(Version),
    /// No GIL, other object headers.
    #[error("CPython {0} without the GIL has another memory layout, which is not supported")]
    FreeThreaded(Version),
    /// The self-description is missing or contradicts itself.
    #[error("CPython {0} does not describe its memory as its version should")]
    Broken(Version),
}

/// Offsets in the list of interpreters.
#[derive(Clone, Debug)]
pub struct Interpreters {
    /// First interpreter, in the runtime.
    pub head: u64,
    /// Next interpreter, in an interpreter.
    pub next: u64,
    /// First thread, in an interpreter.
    pub threads: u64,
    /// Imported modules (`sys.modules`), in an interpreter.
    pub modules: u64,
    /// Whether garbage is being collected, in an interpreter.
    pub collecting: u64,
}

/// Offsets in `PyThreadState`.
#[derive(Clone, Debug)]
pub struct Thread {
    /// Next thread of the interpreter.
    pub next: u64,
    /// The interpreter.
    pub interpreter: u64,
    /// What tells the kernel's id.
    pub id: ThreadId,
    /// The innermost frame, or the `_PyCFrame` that holds it.
    pub frame: u64,
    /// The innermost frame in `_PyCFrame`, before 3.13.
    pub c_frame: Option<u64>,
    /// Where asyncio notes which loop the thread runs.
    pub running_loop: RunningLoop,
    /// The current `contextvars.Context`, where it is known.
    pub context: Option<u64>,
}

/// What a thread's structure says of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadId {
    /// The kernel's.
    Native(u64),
    /// POSIX's: the address of the C library's own structure, in which the kernel's id stands.
    Posix(u64),
}

/// Where glibc keeps the kernel's id in its `struct pthread`, on x86-64; constant since 2.10, and checked by whoever uses
/// it, because the process must have a thread of that id.
pub const POSIX_KERNEL_ID: u64 = 720;

/// Where a thread keeps its running event loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunningLoop {
    /// In the thread's dictionary, which is there.
    Dictionary(u64),
    /// In the thread's own structure.
    Field(u64),
    /// Not known: loops are told by their frames alone.
    Unknown,
}

/// Offsets in `_PyInterpreterFrame`, or in `PyFrameObject` before 3.11.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The caller's frame.
    pub previous: u64,
    /// The code object; tagged in the lowest bits from 3.14.
    pub code: u64,
    /// The current instruction.
    pub instruction: Instruction,
    /// Who owns the memory.
    pub owner: Owner,
    /// Bytes from the start on that hold all of the above: the frame's head, which is what we read.
    pub head: u64,
    /// The local variables.
    pub locals: u64,
}

/// How a frame says where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// By the address of the instruction.
    Pointer(u64),
    /// By its number, a C `int`.
    Index(u64),
}

/// How a frame says whose memory it lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A byte: a thread, a generator, a frame object, or (3 and more) nobody who runs Python.
    Byte(u64),
    /// The frame is an object, and points to the generator whose it is. It forgets its caller when it returns.
    Generator(u64),
}

/// Offsets in `PyCodeObject`.
#[derive(Clone, Debug)]
pub struct Code {
    /// `co_filename`.
    pub filename: u64,
    /// `co_qualname`; `co_name` before 3.11.
    pub qualified_name: u64,
    /// `co_linetable`.
    pub line_table: u64,
    /// How to read it.
    pub lines: LineTable,
    /// `co_firstlineno`.
    pub first_line: u64,
    /// Names of local variables, in the order of the frame's.
    pub local_names: u64,
    /// The bytecode, and the end of what we read.
    pub bytecode: u64,
}

/// Form of a table of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineTable {
    /// Lines and columns, from 3.11 on.
    Locations,
    /// Pairs of differences, in 3.10.
    Deltas,
}

/// Form of a dictionary's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DictionaryTable {
    /// Sizes are logarithms, and tables with only strings as keys hold no hashes: from 3.11 on.
    Logarithmic,
    /// Sizes are sizes, and entries always hold a hash: 3.10.
    Sized,
}

/// Offsets in `PyASCIIObject`, `PyBytesObject`, tuples and types.
#[derive(Clone, Debug)]
pub struct Objects {
    /// Length in characters of a string.
    pub text_length: u64,
    /// Width and kind of a string.
    pub text_state: u64,
    /// Characters of an ASCII string.
    pub ascii: u64,
    /// Characters of another string.
    pub compact: u64,
    /// Length of `bytes` and tuples.
    pub size: u64,
    /// Bytes of `bytes`.
    pub bytes: u64,
    /// First item of a tuple.
    pub item: u64,
    /// Name of a type.
    pub type_name: u64,
    /// Form of dictionaries.
    pub dictionary: DictionaryTable,
}

/// Where the GIL is and what it tells.
#[derive(Clone, Debug)]
pub struct Gil {
    /// One in the runtime (offset there), or one per interpreter (offset of the pointer in it).
    pub place: GilPlace,
    /// The thread that holds it, or held it last.
    pub holder: u64,
    /// Whether it is held.
    pub locked: u64,
}

/// Which structure knows the GIL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GilPlace {
    /// The runtime holds it.
    Runtime(u64),
    /// Each interpreter points to its own.
    Interpreter(u64),
}

/// Bytes of `_gil_runtime_state`: a thread that waits for the GIL waits on a futex inside.
pub const GIL_SIZE: u64 = 224;

/// Offsets in the C accelerator's `TaskObj`; none of them is described by the interpreter before 3.14.
#[derive(Clone, Debug)]
pub struct Task {
    /// First done callback.
    pub callback: u64,
    /// `task_coro`.
    pub coroutine: u64,
    /// `task_name`: a string, or the number of an unnamed task.
    pub name: u64,
}

/// Everything we know about one interpreter's memory.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Which CPython.
    pub version: Version,
    /// The list of interpreters.
    pub interpreters: Interpreters,
    /// Threads.
    pub thread: Thread,
    /// Frames.
    pub frame: Frame,
    /// Code objects.
    pub code: Code,
    /// Strings, bytes, tuples, types.
    pub objects: Objects,
    /// The GIL.
    pub gil: Gil,
    /// asyncio's tasks.
    pub task: Task,
}

impl Layout {
    /// Returns the layout of the interpreter whose `_PyRuntime` stands at `runtime`.
    pub fn of(version: Version, memory: &Memory, runtime: Address) -> Result<Self, LayoutError> {
        match (version.major, version.minor) {
            (3, 10) => Ok(python310::layout(version)),
            (3, 11) => Ok(python311::layout(version)),
            (3, 12) => Ok(python312::layout(version)),
            (3, 13 | 14) => debug_offsets::layout(version, memory, runtime),
            _ => Err(LayoutError::UnknownVersion(version)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_the_interpreter_packs_it() {
        assert_eq!(Version::from_hex(0x030b_07f0).to_string(), "3.11");
    }

    #[test]
    fn a_version_without_a_table_is_refused_by_name() {
        let version = Version { major: 3, minor: 99 };
        let refused = Layout::of(version, &Memory::of_this_process(), 0).unwrap_err();
        assert_eq!(refused, LayoutError::UnknownVersion(version));
        assert!(
            refused.to_string().starts_with("CPython 3.99 has a memory layout that is not known")
        );
    }

    #[test]
    fn a_runtime_that_does_not_describe_itself_is_broken() {
        let version = Version { major: 3, minor: 13 };
        let zeros = [0_u64; 256];
        let address = std::ptr::from_ref(&zeros) as Address;
        let refused = Layout::of(version, &Memory::of_this_process(), address).unwrap_err();
        assert_eq!(refused, LayoutError::Broken(version));
    }
}
