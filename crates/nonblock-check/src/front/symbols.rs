//! Symbols and spans: ty's definitions and ranges in the form that facts keep.

use ruff_db::files::File;
use ruff_db::parsed::parsed_module;
use ruff_text_size::TextRange;
use rustc_hash::FxHashMap;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::Db;

use crate::facts::{FileIndex, Span, Symbol};

/// The files that one file's facts point into.
#[derive(Debug, Default)]
pub(super) struct FileTable {
    indices: FxHashMap<File, FileIndex>,
    paths: Vec<String>,
}

impl FileTable {
    /// Returns the index of `file`, a new one at its first use.
    pub(super) fn index(&mut self, db: &dyn Db, file: File) -> FileIndex {
        *self.indices.entry(file).or_insert_with(|| {
            self.paths.push(file.path(db).to_string());
            FileIndex::try_from(self.paths.len() - 1).expect("fewer than four billion files")
        })
    }

    /// Returns the symbol of a function or class; none for other definitions.
    pub(super) fn symbol(&mut self, db: &dyn Db, definition: Definition<'_>) -> Option<Symbol> {
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let name = match definition.kind(db) {
            DefinitionKind::Function(function) => function.node(&parsed).name.range,
            DefinitionKind::Class(class) => class.node(&parsed).name.range,
            _ => return None,
        };
        Some(Symbol { file: self.index(db, definition.file(db)), offset: name.start().to_u32() })
    }

    /// Returns the paths in the order of their indices.
    pub(super) fn into_paths(self) -> Vec<String> {
        self.paths
    }
}

/// Returns the range as a span.
pub(super) fn span(range: TextRange) -> Span {
    Span { start: range.start().to_u32(), end: range.end().to_u32() }
}
