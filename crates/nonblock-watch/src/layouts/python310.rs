//! CPython 3.10, from `offsetof` over its own headers; stable since 3.10.0, as far as its minor releases at hand tell.
//!
//! Frames are objects here, code objects have no qualified name, and a thread is known by its POSIX handle alone.

use super::{
    Code, DictionaryTable, Frame, Gil, GilPlace, Instruction, Interpreters, Layout, LineTable,
    Objects, Owner, RunningLoop, Task, Thread, ThreadId, Version,
};

/// Returns the layout of 3.10 on 64-bit machines.
pub(super) fn layout(version: Version) -> Layout {
    Layout {
        version,
        interpreters: Interpreters { head: 32, next: 0, threads: 8, modules: 856, collecting: 816 },
        thread: Thread {
            next: 8,
            interpreter: 16,
            id: ThreadId::Posix(176),
            frame: 24,
            c_frame: None,
            running_loop: RunningLoop::Dictionary(152),
            context: Some(240),
        },
        frame: Frame {
            previous: 24,
            code: 32,
            instruction: Instruction::Index(96),
            owner: Owner::Generator(88),
            head: 112,
            locals: 352,
        },
        code: Code {
            filename: 104,
            qualified_name: 112,
            line_table: 120,
            lines: LineTable::Deltas,
            first_line: 40,
            local_names: 72,
            bytecode: 176,
        },
        objects: Objects {
            text_length: 16,
            text_state: 32,
            ascii: 48,
            compact: 72,
            size: 16,
            bytes: 32,
            item: 24,
            type_name: 24,
            dictionary: DictionaryTable::Sized,
        },
        gil: Gil { place: GilPlace::Runtime(0), holder: 360, locked: 368 },
        task: Task { callback: 24, coroutine: 160, name: 168 },
    }
}
