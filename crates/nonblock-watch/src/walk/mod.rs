//! A thread's Python stack, read without the GIL and without stopping it, and verified.
//!
//! The thread runs on while we read: a frame may be gone, reused or half written. So each walk is done twice. The
//! first pass follows the frames and resolves their code objects; the second reads every frame again, outermost
//! first, in one vectored call. Frames that still say the same were there all the time, and so were their code
//! objects. What changed is cut off: the result is the whole stack, or its longest verified outer part.

mod code;
mod deltas;
mod frames;
mod lines;

pub use code::CodeObject;
pub use frames::RawFrame;

use crate::interpreter::Interpreter;
use crate::layouts::Owner;
use crate::memory::Address;
use code::CodeCache;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Attempts at a whole stack before an outer part has to do.
const ATTEMPTS: usize = 4;

/// Threads whose outermost frames are remembered; with more of them we start anew.
const MOST_ROOTS: usize = 1024;

/// One frame of a verified stack.
#[derive(Clone, Debug)]
pub struct StackFrame {
    /// The function.
    pub code: Arc<CodeObject>,
    /// The line it is in.
    pub line: u32,
    /// Where the frame lies.
    pub address: Address,
    /// Whether it belongs to a coroutine or a generator.
    pub is_coroutine: bool,
}

/// A verified stack, innermost frame first.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// The frames.
    pub frames: Vec<StackFrame>,
    /// Whether the innermost frame is among them; otherwise the thread was too quick for us.
    pub is_whole: bool,
}

/// Walks stacks of one interpreter's threads, and remembers code objects between walks.
#[derive(Debug, Default)]
pub struct Walker {
    codes: CodeCache,
    raw: Vec<RawFrame>,
    /// The outermost frame of each thread's last whole stack, where it takes that to believe in a part of one.
    roots: FxHashMap<Address, Address>,
}

impl Walker {
    /// Returns the stack of the thread whose `PyThreadState` stands at `thread`.
    ///
    /// `None` if nothing of it could be verified: the thread has ended, runs no Python, or changes too fast.
    pub fn stack(&mut self, interpreter: &Interpreter, thread: Address) -> Option<Stack> {
        let mut best: Option<Stack> = None;
        for _ in 0..ATTEMPTS {
            let Some(stack) = self.attempt(interpreter, thread) else { continue };
            if stack.is_whole {
                self.remember_root(thread);
                return Some(stack);
            }
            if best.as_ref().is_none_or(|best| best.frames.len() < stack.frames.len()) {
                best = Some(stack);
            }
        }
        best
    }

    /// Returns the address of the frame that the thread executes right now; not verified.
    pub fn innermost(&self, interpreter: &Interpreter, thread: Address) -> Option<Address> {
        frames::innermost_python(interpreter, thread)
    }

    /// Returns the code object that the thread executes right now; not verified.
    pub fn innermost_code(&self, interpreter: &Interpreter, thread: Address) -> Option<Address> {
        frames::innermost_code(interpreter, thread)
    }

    /// Returns the innermost code object of the last walk.
    pub fn last_innermost_code(&self) -> Option<Address> {
        self.raw.first().map(|frame| frame.code)
    }

    fn remember_root(&mut self, thread: Address) {
        if MOST_ROOTS <= self.roots.len() {
            self.roots.clear();
        }
        self.roots.extend(self.raw.last().map(|frame| (thread, frame.address)));
    }

    fn attempt(&mut self, interpreter: &Interpreter, thread: Address) -> Option<Stack> {
        let top = frames::walk(interpreter, thread, &mut self.raw)?;
        let codes: Vec<_> =
            self.raw.iter().map(|frame| self.codes.get(interpreter, frame.code)).collect();
        let verified = frames::verify(interpreter, thread, top, &self.raw)?;
        let frames: Option<Vec<StackFrame>> = self.raw[verified.from..]
            .iter()
            .zip(&codes[verified.from..])
            .map(|(raw, code)| {
                let code = Arc::clone(code.as_ref()?);
                let line = code.line_at(raw.instruction);
                Some(StackFrame {
                    code,
                    line,
                    address: raw.address,
                    is_coroutine: raw.owner == frames::OWNED_BY_GENERATOR,
                })
            })
            .collect();
        let mut frames = frames?;
        frames.retain(|frame| !frame.code.is_shim());
        if frames.is_empty() {
            return None;
        }
        let is_whole = verified.from == 0 && verified.is_top_unchanged;
        (is_whole || self.is_rooted(interpreter, thread)).then_some(Stack { frames, is_whole })
    }

    /// Returns whether the outermost frame of the walk is the thread's first one.
    ///
    /// A frame object forgets its caller when it returns, and then looks like a first one. Only while the thread's innermost
    /// frame stays the same (a whole stack) can that not have happened.
    fn is_rooted(&self, interpreter: &Interpreter, thread: Address) -> bool {
        let root = self.raw.last().map(|frame| &frame.address);
        matches!(interpreter.layout().frame.owner, Owner::Byte(_))
            || self.roots.get(&thread) == root
    }
}
