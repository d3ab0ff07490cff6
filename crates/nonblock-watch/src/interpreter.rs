//! One interpreter in one process: its memory, its layout, and the structures that everything else starts from.

use crate::layouts::{GIL_SIZE, GilPlace, Layout, POSIX_KERNEL_ID, ThreadId, Version};
use crate::memory::{Address, Memory};
use crate::objects::Objects;

/// More threads than this are not looked at: the list may be changing, and must end.
const MOST_THREADS: usize = 10_000;

/// A thread that the interpreter knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PythonThread {
    /// Its `PyThreadState`.
    pub state: Address,
    /// The kernel's id.
    pub id: u32,
    /// The interpreter it belongs to.
    pub interpreter: Address,
}

/// What the GIL tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GilState {
    /// Whether somebody holds it.
    pub is_locked: bool,
    /// The `PyThreadState` that holds it, or held it last.
    pub holder: Address,
    /// Where its locks lie: who waits on a futex in there waits for the GIL.
    place: Address,
}

impl GilState {
    /// Returns whether a futex at that address is part of the GIL.
    pub fn contains(self, futex: Address) -> bool {
        (self.place..self.place + GIL_SIZE).contains(&futex)
    }
}

/// An interpreter whose memory can be read.
#[derive(Debug)]
pub struct Interpreter {
    memory: Memory,
    layout: Layout,
    runtime: Address,
}

impl Interpreter {
    /// Returns the interpreter whose `_PyRuntime` stands at `runtime`.
    pub fn new(memory: Memory, layout: Layout, runtime: Address) -> Self {
        Self { memory, layout, runtime }
    }

    /// Returns the window on the process.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Returns the offsets.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns which CPython it is.
    pub fn version(&self) -> Version {
        self.layout.version
    }

    /// Returns a reader of its objects.
    pub fn objects(&self) -> Objects<'_> {
        Objects::new(&self.memory, &self.layout)
    }

    /// Returns the threads of all its interpreters.
    pub fn threads(&self) -> Vec<PythonThread> {
        let mut threads = Vec::new();
        let offsets = &self.layout.interpreters;
        let mut interpreter = self.word(self.runtime + offsets.head);
        while interpreter != 0 && threads.len() < MOST_THREADS {
            let mut state = self.word(interpreter + offsets.threads);
            while state != 0 && threads.len() < MOST_THREADS {
                if let Some(id) = self.id_of(state) {
                    threads.push(PythonThread { state, id, interpreter });
                }
                state = self.word(state + self.layout.thread.next);
            }
            interpreter = self.word(interpreter + offsets.next);
        }
        threads
    }

    /// Returns the thread with the kernel's id.
    pub fn thread(&self, id: u32) -> Option<PythonThread> {
        self.threads().into_iter().find(|thread| thread.id == id)
    }

    /// Returns whether that structure still belongs to that thread.
    pub fn is_alive(&self, thread: PythonThread) -> bool {
        self.id_of(thread.state) == Some(thread.id)
            && self.word(thread.state + self.layout.thread.interpreter) == thread.interpreter
    }

    /// Returns the kernel's id of the thread whose `PyThreadState` stands at `state`.
    fn id_of(&self, state: Address) -> Option<u32> {
        match self.layout.thread.id {
            // A C `unsigned long`; kernel ids fit 22 bits.
            ThreadId::Native(offset) => u32::try_from(self.memory.word(state + offset).ok()?).ok(),
            ThreadId::Posix(offset) => {
                let posix = self.memory.word(state + offset).ok()?;
                let id = self.memory.int(posix + POSIX_KERNEL_ID).ok()?;
                // Another C library keeps it elsewhere: what stands there is then no thread of this process.
                self.memory.has_thread(id).then_some(id)
            }
        }
    }

    /// Returns what the GIL of a thread's interpreter tells.
    pub fn gil(&self, interpreter: Address) -> Option<GilState> {
        let offsets = &self.layout.gil;
        let (place, base) = match offsets.place {
            // In 3.11 the GIL's first field stands eight bytes before the holder.
            GilPlace::Runtime(start) => {
                let base = self.runtime + start;
                (base + offsets.holder - 8, base)
            }
            GilPlace::Interpreter(pointer) => {
                let base = self.memory.word(interpreter + pointer).ok()?;
                (base, base)
            }
        };
        let holder = self.memory.word(base + offsets.holder).ok()?;
        let locked = self.memory.int(base + offsets.locked).ok()?.cast_signed();
        Some(GilState { is_locked: 0 < locked, holder, place })
    }

    /// Returns whether garbage is being collected.
    pub fn is_collecting(&self, interpreter: Address) -> bool {
        self.memory.int(interpreter + self.layout.interpreters.collecting) == Ok(1)
    }

    /// Returns the dictionary of imported modules.
    pub fn modules(&self, interpreter: Address) -> Address {
        self.word(interpreter + self.layout.interpreters.modules)
    }

    /// Returns the word at `address`, or zero: lists end there.
    fn word(&self, address: Address) -> u64 {
        self.memory.word(address).unwrap_or(0)
    }
}
