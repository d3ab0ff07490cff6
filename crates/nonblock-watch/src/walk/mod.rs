//! A thread's Python stack, read without the GIL and without stopping it, and verified.
//!
//! The thread runs on while we read: a frame may be gone, reused or half written. So each walk is done twice. The
//! first pass follows the frames and resolves their code objects; the second reads every frame again, outermost
//! first, in one vectored call. Frames that still say the same were there all the time, and so were their code
//! objects. What changed is cut off: the result is the whole stack, or its longest verified outer part.

mod code;
mod frames;
mod lines;

pub use code::CodeObject;
pub use frames::RawFrame;

use crate::interpreter::Interpreter;
use crate::memory::Address;
use code::CodeCache;
use std::sync::Arc;

/// Attempts at a whole stack before an outer part has to do.
const ATTEMPTS: usize = 4;

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
        let frames = frames.filter(|frames| !frames.is_empty())?;
        Some(Stack { frames, is_whole: verified.from == 0 && verified.is_top_unchanged })
    }
}
