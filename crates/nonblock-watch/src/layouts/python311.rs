//! CPython 3.11, from `offsetof` over its own internal headers; stable since 3.11.0.

use super::{
    Code, DictionaryTable, Frame, Gil, GilPlace, Instruction, Interpreters, Layout, LineTable,
    Objects, Owner, RunningLoop, Task, Thread, ThreadId, Version,
};

/// Returns the layout of 3.11 on 64-bit machines.
pub(super) fn layout(version: Version) -> Layout {
    Layout {
        version,
        interpreters: Interpreters {
            head: 40,
            next: 0,
            threads: 16,
            modules: 888,
            collecting: 848,
        },
        thread: Thread {
            next: 8,
            interpreter: 16,
            id: ThreadId::Native(160),
            frame: 56,
            c_frame: Some(8),
            running_loop: RunningLoop::Dictionary(128),
            context: Some(224),
        },
        frame: Frame {
            previous: 48,
            code: 32,
            instruction: Instruction::Pointer(56),
            owner: Owner::Byte(69),
            head: 72,
            locals: 72,
        },
        code: Code {
            filename: 112,
            qualified_name: 128,
            line_table: 136,
            lines: LineTable::Locations,
            first_line: 72,
            local_names: 96,
            bytecode: 184,
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
            dictionary: DictionaryTable::Logarithmic,
        },
        gil: Gil { place: GilPlace::Runtime(0), holder: 368, locked: 376 },
        task: Task { callback: 24, coroutine: 136, name: 144 },
    }
}
