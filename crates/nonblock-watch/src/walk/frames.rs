//! The chain of frames: first pass and proof.

use crate::interpreter::Interpreter;
use crate::layouts::{Instruction, Layout, Owner};
use crate::memory::{Address, Copied};

/// Deeper stacks lose their outermost frames; one vectored read takes at most 1,024 pieces.
const DEEPEST: usize = 1000;

/// The owner of a coroutine's or generator's frame.
pub(super) const OWNED_BY_GENERATOR: u8 = 1;

/// Owners from here on mark frames of the interpreter itself, which run no Python code.
const FIRST_INTERNAL_OWNER: u8 = 3;

/// The head of one frame, as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawFrame {
    /// Where it lies.
    pub address: Address,
    /// The caller's frame, possibly an internal one that is not listed.
    pub previous: Address,
    /// The code object.
    pub code: Address,
    /// Offset of the current instruction in the bytecode, in bytes.
    pub instruction: i64,
    /// Who owns the frame's memory.
    pub owner: u8,
}

impl RawFrame {
    fn parse(layout: &Layout, address: Address, head: &[u8]) -> Self {
        let head = Copied(head);
        // 3.14 tags references in the two lowest bits.
        let code = head.word(layout.frame.code) & !3;
        let start = code.wrapping_add(layout.code.bytecode);
        Self {
            address,
            previous: head.word(layout.frame.previous),
            code,
            instruction: match layout.frame.instruction {
                Instruction::Pointer(at) => head.word(at).wrapping_sub(start).cast_signed(),
                // Two bytes each.
                Instruction::Index(at) => i64::from(head.int(at).cast_signed()) * 2,
            },
            owner: match layout.frame.owner {
                Owner::Byte(at) => head.byte(at),
                Owner::Generator(at) if head.word(at) != 0 => OWNED_BY_GENERATOR,
                Owner::Generator(_) => 0,
            },
        }
    }

    fn is_python(self) -> bool {
        self.owner < FIRST_INTERNAL_OWNER
    }

    /// Whether both readings saw the same activation of the same function; the current instruction may move on.
    fn is_same_activation(self, other: Self) -> bool {
        Self { instruction: 0, ..self } == Self { instruction: 0, ..other }
    }
}

/// Returns the address of the innermost frame; zero for a thread that runs no Python.
fn innermost(interpreter: &Interpreter, thread: Address) -> Option<Address> {
    let field = frame_field(interpreter, thread)?;
    interpreter.memory().word(field).ok()
}

/// Returns the address of the innermost frame that runs Python code.
pub(super) fn innermost_python(interpreter: &Interpreter, thread: Address) -> Option<Address> {
    let mut raw = Vec::new();
    walk(interpreter, thread, &mut raw)?;
    raw.first().map(|frame| frame.address)
}

/// Returns the code object of the innermost frame.
pub(super) fn innermost_code(interpreter: &Interpreter, thread: Address) -> Option<Address> {
    let frame = innermost(interpreter, thread)?;
    interpreter.memory().word(frame + interpreter.layout().frame.code).ok().map(|code| code & !3)
}

/// Returns where the thread keeps the address of its innermost frame.
fn frame_field(interpreter: &Interpreter, thread: Address) -> Option<Address> {
    let offsets = &interpreter.layout().thread;
    match offsets.c_frame {
        None => Some(thread + offsets.frame),
        Some(inside) => Some(interpreter.memory().word(thread + offsets.frame).ok()? + inside),
    }
}

/// Follows the frames of a thread from the innermost on; returns the address of that one.
pub(super) fn walk(
    interpreter: &Interpreter,
    thread: Address,
    into: &mut Vec<RawFrame>,
) -> Option<Address> {
    into.clear();
    let layout = interpreter.layout();
    let mut head = [0; 128];
    let head = head.get_mut(..usize::try_from(layout.frame.head).ok()?)?;
    let top = innermost(interpreter, thread)?;
    let mut address = top;
    for _ in 0..DEEPEST {
        if address == 0 {
            break;
        }
        interpreter.memory().read(address, head).ok()?;
        let frame = RawFrame::parse(layout, address, head);
        if frame.is_python() {
            into.push(frame);
        }
        address = frame.previous;
    }
    // A coroutine that has just been suspended has no caller any more, while the thread still points to it: such a chain
    // is not a stack. (All wrong stacks that the torture test found were of this kind.)
    let is_rooted = into.last().is_some_and(|root| root.owner != OWNED_BY_GENERATOR);
    is_rooted.then_some(top)
}

/// What the second pass proved.
pub(super) struct Verified {
    /// Frames from this index on (outwards) were unchanged.
    pub from: usize,
    /// Whether the thread's innermost frame is still the one the walk began with.
    pub is_top_unchanged: bool,
}

/// Reads all frames again in one call, outermost first, so that a freed inner frame only cuts the result short.
pub(super) fn verify(
    interpreter: &Interpreter,
    thread: Address,
    top: Address,
    frames: &[RawFrame],
) -> Option<Verified> {
    let layout = interpreter.layout();
    let size = usize::try_from(layout.frame.head).ok()?;
    let mut pieces: Vec<_> = frames.iter().rev().map(|frame| (frame.address, size)).collect();
    pieces.push((frame_field(interpreter, thread)?, 8));
    let mut bytes = vec![0; size * frames.len() + 8];
    let read = interpreter.memory().read_pieces(&pieces, &mut bytes);
    let mut from = frames.len();
    for (head, frame) in bytes[..read].chunks_exact(size).zip(frames.iter().rev()) {
        if !RawFrame::parse(layout, frame.address, head).is_same_activation(*frame) {
            break;
        }
        from -= 1;
    }
    let is_top_unchanged =
        read == bytes.len() && Copied(&bytes[size * frames.len()..]).word(0) == top;
    (from < frames.len()).then_some(Verified { from, is_top_unchanged })
}
