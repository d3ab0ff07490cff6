//! CPython 3.12, from `offsetof` over its own internal headers; stable since 3.12.0.

use super::{
    Code, DictionaryTable, Frame, Gil, GilPlace, Instruction, Interpreters, Layout, LineTable,
    Objects, Owner, RunningLoop, Task, Thread, ThreadId, Version,
};

/// Returns the layout of 3.12 on 64-bit machines.
pub(super) fn layout(version: Version) -> Layout {
    Layout {
        version,
        interpreters: Interpreters {
            head: 40,
            next: 0,
            threads: 72,
            modules: 944,
            collecting: 312,
        },
        thread: Thread {
            next: 8,
            interpreter: 16,
            id: ThreadId::Native(144),
            frame: 56,
            c_frame: Some(0),
            running_loop: RunningLoop::Dictionary(112),
            context: Some(208),
        },
        frame: Frame {
            previous: 8,
            code: 0,
            instruction: Instruction::Pointer(56),
            owner: Owner::Byte(70),
            head: 72,
            locals: 72,
        },
        code: Code {
            filename: 112,
            qualified_name: 128,
            line_table: 136,
            lines: LineTable::Locations,
            first_line: 68,
            local_names: 96,
            bytecode: 192,
        },
        objects: Objects {
            text_length: 16,
            text_state: 32,
            ascii: 40,
            compact: 56,
            size: 16,
            bytes: 32,
            item: 24,
            type_name: 24,
            dictionary: DictionaryTable::Logarithmic,
        },
        gil: Gil { place: GilPlace::Interpreter(384), holder: 8, locked: 16 },
        task: Task { callback: 24, coroutine: 136, name: 144 },
    }
}
