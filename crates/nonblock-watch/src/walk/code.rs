//! Code objects: file, function and lines, read once and kept.

use super::{deltas, lines};
use crate::interpreter::Interpreter;
use crate::layouts::LineTable;
use crate::memory::{Address, Copied};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A larger table belongs to generated code; its lines are worth less than bounded memory.
const LARGEST_TABLE: u64 = 1 << 18;

/// Bytes of tables and names after which the cache starts anew.
const LARGEST_CACHE: usize = 16 << 20;

/// What a code object says of itself.
#[derive(Debug)]
pub struct CodeObject {
    /// `co_filename`.
    pub file: String,
    /// `co_qualname`; `co_name` before 3.11.
    pub function: String,
    /// Where the names of its local variables are (a tuple in the target).
    pub local_names: Address,
    first_line: u32,
    table: Vec<u8>,
    lines: LineTable,
    identity: Identity,
}

/// A code object may be freed and another made in its place: these fields tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    filename: Address,
    qualified_name: Address,
    line_table: Address,
    first_line: u32,
}

impl CodeObject {
    /// Returns the line of the instruction at that offset.
    pub fn line_at(&self, instruction: i64) -> u32 {
        match self.lines {
            LineTable::Locations => lines::line_at(&self.table, self.first_line, instruction),
            LineTable::Deltas => deltas::line_at(&self.table, self.first_line, instruction),
        }
    }

    /// Returns whether it is that function of the standard library: by its qualified name, or by its name in its file where
    /// code objects have no other.
    pub fn is_function(&self, file: &str, qualified_name: &str) -> bool {
        self.function.ends_with(qualified_name)
            || (self.file.ends_with(file)
                && qualified_name.rsplit('.').next() == Some(&self.function))
    }

    /// Returns whether it is the interpreter's own, between a class that is called and its `__init__` (from 3.12 on): no line of
    /// any program.
    pub(super) fn is_shim(&self) -> bool {
        self.file == "__init__" && self.function == "__init__"
    }

    fn cost(&self) -> usize {
        self.file.len() + self.function.len() + self.table.len() + 128
    }
}

/// Code objects by address.
#[derive(Debug, Default)]
pub(super) struct CodeCache {
    known: FxHashMap<Address, Arc<CodeObject>>,
    cost: usize,
}

impl CodeCache {
    /// Returns the code object at `address`, if one is there.
    pub(super) fn get(
        &mut self,
        interpreter: &Interpreter,
        address: Address,
    ) -> Option<Arc<CodeObject>> {
        let offsets = &interpreter.layout().code;
        let mut head = [0; 256];
        let head = head.get_mut(..usize::try_from(offsets.bytecode).ok()?)?;
        interpreter.memory().read(address, head).ok()?;
        let head = Copied(head);
        let identity = Identity {
            filename: head.word(offsets.filename),
            qualified_name: head.word(offsets.qualified_name),
            line_table: head.word(offsets.line_table),
            first_line: head.int(offsets.first_line),
        };
        if let Some(known) = self.known.get(&address)
            && known.identity == identity
        {
            return Some(Arc::clone(known));
        }
        let code = Arc::new(read(interpreter, identity, head.word(offsets.local_names))?);
        if LARGEST_CACHE < self.cost {
            self.known.clear();
            self.cost = 0;
        }
        self.cost += code.cost();
        self.known.insert(address, Arc::clone(&code));
        Some(code)
    }
}

fn read(interpreter: &Interpreter, identity: Identity, local_names: Address) -> Option<CodeObject> {
    let objects = interpreter.objects();
    let (memory, offsets) = (interpreter.memory(), &interpreter.layout().objects);
    let length = memory.word(identity.line_table + offsets.size).ok()?;
    let mut table = vec![0; usize::try_from(length).ok().filter(|_| length <= LARGEST_TABLE)?];
    if !table.is_empty() {
        memory.read(identity.line_table + offsets.bytes, &mut table).ok()?;
    }
    Some(CodeObject {
        file: objects.text(identity.filename)?,
        function: objects.text(identity.qualified_name)?,
        local_names,
        first_line: identity.first_line,
        table,
        lines: interpreter.layout().code.lines,
        identity,
    })
}
