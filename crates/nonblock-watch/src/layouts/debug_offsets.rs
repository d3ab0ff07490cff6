//! CPython 3.13 and later: `_Py_DebugOffsets`, the interpreter's own words at the start of `_PyRuntime`.
//!
//! It is a struct of words whose order changes with each minor version, so that each known version has its list of
//! field names. Sizes and alignment are checked before anything is believed.

use super::{
    Code, DictionaryTable, Frame, Gil, GilPlace, Instruction, Interpreters, Layout, LayoutError,
    LineTable, Objects, Owner, RunningLoop, Task, Thread, ThreadId, Version,
};
use crate::memory::{Address, Memory};

const COOKIE: &[u8; 8] = b"xdebugpy";

/// One group of fields; a name with `+14` exists from 3.14 on.
type Group = (&'static str, &'static [&'static str]);

/// The fields after the cookie, in order.
const GROUPS: &[Group] = &[
    ("", &["version", "free_threaded"]),
    ("runtime", &["size", "finalizing", "interpreters_head"]),
    (
        "interpreter",
        &[
            "size",
            "id",
            "next",
            "threads_head",
            "threads_main+14",
            "gc",
            "modules",
            "sysdict",
            "builtins",
            "ceval_gil",
            "gil_state",
            "gil_enabled",
            "gil_locked",
            "gil_holder",
            "generation+14",
            "tlbc+14",
        ],
    ),
    (
        "thread",
        &["size", "prev", "next", "interp", "frame", "thread_id", "native_id", "chunk", "status"],
    ),
    (
        "frame",
        &[
            "size",
            "previous",
            "code",
            "instruction",
            "locals",
            "owner",
            "stackpointer+14",
            "tlbc+14",
        ],
    ),
    (
        "code",
        &[
            "size",
            "filename",
            "name",
            "qualname",
            "linetable",
            "firstlineno",
            "argcount",
            "localnames",
            "localkinds",
            "bytecode",
            "tlbc+14",
        ],
    ),
    ("object", &["size", "type"]),
    ("type", &["size", "name", "repr", "flags"]),
    ("tuple", &["size", "item", "length"]),
    ("list", &["size", "item", "length"]),
    ("set+14", &["size", "used", "table", "mask"]),
    ("dict", &["size", "keys", "values"]),
    ("float", &["size", "value"]),
    ("long", &["size", "tag", "digit"]),
    ("bytes", &["size", "length", "value"]),
    ("unicode", &["size", "state", "length", "ascii"]),
    ("gc", &["size", "collecting"]),
];

/// The words of one interpreter and the version that gives them names.
struct Described {
    minor: u8,
    words: Vec<u64>,
}

impl Described {
    fn read(version: Version, memory: &Memory, runtime: Address) -> Option<Self> {
        let mut bytes = vec![0; 8 * 112];
        memory.read(runtime, &mut bytes).ok()?;
        let (cookie, rest) = bytes.split_at(COOKIE.len());
        let words =
            rest.chunks_exact(8).filter_map(|word| Some(u64::from_le_bytes(word.try_into().ok()?)));
        (cookie == COOKIE).then(|| Self { minor: version.minor, words: words.collect() })
    }

    fn exists(&self, name: &str) -> bool {
        !name.ends_with("+14") || self.minor >= 14
    }

    /// Returns the word of that name; the names are constants of this file, and a missing one answers an offset that
    /// `plausible` refuses.
    fn get(&self, group: &str, field: &str) -> u64 {
        let mut at = 0;
        for (name, fields) in GROUPS.iter().filter(|(name, _)| self.exists(name)) {
            for candidate in fields.iter().filter(|it| self.exists(it)) {
                if *name == group && *candidate == field {
                    return self.words.get(at).copied().unwrap_or(u64::MAX);
                }
                at += 1;
            }
        }
        u64::MAX
    }

    /// The sizes of structures whose shape is known for certain show that the order of words is the one we expect.
    fn is_plausible(&self, version: Version) -> bool {
        let hex = u32::try_from(self.get("", "version")).unwrap_or(0);
        let inside = |group: &str, field: &str| self.get(group, field) < self.get(group, "size");
        Version::from_hex(hex) == version
            && self.get("object", "size") == 16
            && self.get("type", "name") == 24
            && self.get("tuple", "item") == 24
            && self.get("bytes", "value") == 32
            && self.get("unicode", "length") == 16
            && self.get("float", "value") == 16
            && ["next", "interp", "frame", "native_id"].iter().all(|field| inside("thread", field))
            && ["previous", "code", "instruction", "owner"]
                .iter()
                .all(|field| inside("frame", field))
            && ["filename", "qualname", "linetable", "bytecode"]
                .iter()
                .all(|field| inside("code", field))
            && ["next", "threads_head", "gc", "modules", "ceval_gil"]
                .iter()
                .all(|field| inside("interpreter", field))
    }
}

/// Returns the layout that the interpreter describes.
pub(super) fn layout(
    version: Version,
    memory: &Memory,
    runtime: Address,
) -> Result<Layout, LayoutError> {
    let it = Described::read(version, memory, runtime)
        .filter(|it| it.is_plausible(version))
        .ok_or(LayoutError::Broken(version))?;
    if it.get("", "free_threaded") != 0 {
        return Err(LayoutError::FreeThreaded(version));
    }
    let ascii = it.get("unicode", "ascii");
    let task_name = if version.minor == 13 { 128 } else { 136 };
    Ok(Layout {
        version,
        interpreters: Interpreters {
            head: it.get("runtime", "interpreters_head"),
            next: it.get("interpreter", "next"),
            threads: it.get("interpreter", "threads_head"),
            modules: it.get("interpreter", "modules"),
            collecting: it.get("interpreter", "gc") + it.get("gc", "collecting"),
        },
        thread: Thread {
            next: it.get("thread", "next"),
            interpreter: it.get("thread", "interp"),
            id: ThreadId::Native(it.get("thread", "native_id")),
            frame: it.get("thread", "frame"),
            c_frame: None,
            // Not described. 3.13 has it at the same place in all its releases; `asyncio` checks what it finds there.
            running_loop: if version.minor == 13 {
                RunningLoop::Field(304)
            } else {
                RunningLoop::Unknown
            },
            context: (version.minor == 13).then_some(208),
        },
        frame: Frame {
            previous: it.get("frame", "previous"),
            code: it.get("frame", "code"),
            instruction: Instruction::Pointer(it.get("frame", "instruction")),
            owner: Owner::Byte(it.get("frame", "owner")),
            head: it.get("frame", "locals"),
            locals: it.get("frame", "locals"),
        },
        code: Code {
            filename: it.get("code", "filename"),
            qualified_name: it.get("code", "qualname"),
            line_table: it.get("code", "linetable"),
            lines: LineTable::Locations,
            first_line: it.get("code", "firstlineno"),
            local_names: it.get("code", "localnames"),
            bytecode: it.get("code", "bytecode"),
        },
        objects: objects(&it, ascii),
        gil: Gil {
            place: GilPlace::Interpreter(it.get("interpreter", "ceval_gil")),
            holder: 8,
            locked: 16,
        },
        task: Task { callback: 24, coroutine: task_name - 8, name: task_name },
    })
}

fn objects(it: &Described, ascii: u64) -> Objects {
    Objects {
        text_length: it.get("unicode", "length"),
        text_state: it.get("unicode", "state"),
        ascii,
        // `PyCompactUnicodeObject` adds a length and a pointer.
        compact: ascii + 16,
        size: it.get("bytes", "length"),
        bytes: it.get("bytes", "value"),
        item: it.get("tuple", "item"),
        type_name: it.get("type", "name"),
        dictionary: DictionaryTable::Logarithmic,
    }
}
