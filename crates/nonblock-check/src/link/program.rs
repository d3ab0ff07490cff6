//! All facts of a run under global symbols.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::{ClassFacts, FileFacts, FileIndex, FunctionFacts, Symbol, Target};
use crate::relocate::{symbols_of_class, symbols_of_function};

/// Functions and classes of all files read so far.
#[derive(Debug, Default)]
pub struct Program {
    paths: Vec<String>,
    indices: FxHashMap<String, FileIndex>,
    first_party: FxHashSet<FileIndex>,
    functions: FxHashMap<Symbol, FunctionFacts>,
    classes: FxHashMap<Symbol, ClassFacts>,
}

impl Program {
    /// Declares a file of the project itself.
    pub fn add_first_party(&mut self, path: &str) {
        let index = self.index(path);
        self.first_party.insert(index);
    }

    /// Returns whether the symbol is the project's own.
    pub fn is_first_party(&self, symbol: Symbol) -> bool {
        self.first_party.contains(&symbol.file)
    }

    /// Returns the path of a file.
    pub fn path(&self, file: FileIndex) -> &str {
        &self.paths[file as usize]
    }

    /// Returns the facts of a function, if they were read.
    pub fn function(&self, symbol: Symbol) -> Option<&FunctionFacts> {
        self.functions.get(&symbol)
    }

    /// Returns the facts of a class, if they were read.
    pub fn class(&self, symbol: Symbol) -> Option<&ClassFacts> {
        self.classes.get(&symbol)
    }

    /// Returns all functions, ordered by symbol.
    pub fn functions(&self) -> Vec<&FunctionFacts> {
        let mut all: Vec<_> = self.functions.values().collect();
        all.sort_unstable_by_key(|function| function.symbol);
        all
    }

    /// Returns all classes, ordered by symbol.
    pub fn classes(&self) -> Vec<&ClassFacts> {
        let mut all: Vec<_> = self.classes.values().collect();
        all.sort_unstable_by_key(|class| class.symbol);
        all
    }

    /// Returns what calling an instance of the class runs.
    pub fn call_method(&self, class: Symbol) -> Option<Target> {
        let methods = &self.class(class)?.methods;
        methods
            .iter()
            .find(|(name, _)| name == "__call__")
            .map(|(_, method)| Target::Function(*method))
    }

    /// Returns the index of a path, a new one at its first use.
    pub fn index(&mut self, path: &str) -> FileIndex {
        if let Some(index) = self.indices.get(path) {
            return *index;
        }
        let index = FileIndex::try_from(self.paths.len()).expect("fewer than four billion files");
        self.paths.push(path.to_owned());
        self.indices.insert(path.to_owned(), index);
        index
    }

    /// Takes in the facts of a file; facts of the same function replace earlier ones.
    pub fn add(&mut self, facts: FileFacts) {
        let table: Vec<FileIndex> = facts.files.iter().map(|path| self.index(path)).collect();
        let mut relocate = |symbol: &mut Symbol| symbol.file = table[symbol.file as usize];
        for mut function in facts.functions {
            symbols_of_function(&mut function, &mut relocate);
            self.functions.insert(function.symbol, function);
        }
        for mut class in facts.classes {
            symbols_of_class(&mut class, &mut relocate);
            self.classes.insert(class.symbol, class);
        }
    }
}
