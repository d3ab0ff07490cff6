//! All facts of a run under global symbols.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::{ClassFacts, FileFacts, FileIndex, FunctionFacts, Symbol, Target, Value};

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
        for mut function in facts.functions {
            relocate_function(&mut function, &table);
            self.functions.insert(function.symbol, function);
        }
        for mut class in facts.classes {
            relocate_class(&mut class, &table);
            self.classes.insert(class.symbol, class);
        }
    }
}

fn relocate(symbol: &mut Symbol, table: &[FileIndex]) {
    symbol.file = table[symbol.file as usize];
}

fn relocate_target(target: &mut Target, table: &[FileIndex]) {
    if let Target::Function(symbol) = target {
        relocate(symbol, table);
    }
}

fn relocate_value(value: &mut Value, table: &[FileIndex]) {
    match value {
        Value::Callable(target) => relocate_target(target, table),
        Value::Instance(symbol) | Value::Parameter(symbol, _) => relocate(symbol, table),
    }
}

fn relocate_function(function: &mut FunctionFacts, table: &[FileIndex]) {
    relocate(&mut function.symbol, table);
    function.class.iter_mut().for_each(|class| relocate(class, table));
    function.edges.iter_mut().for_each(|edge| relocate_target(&mut edge.target, table));
    for argument in &mut function.arguments {
        relocate(&mut argument.callee, table);
        relocate_value(&mut argument.value, table);
    }
    function.invoked.iter_mut().for_each(|(symbol, _)| relocate(symbol, table));
    function.decorators.iter_mut().for_each(|symbol| relocate(symbol, table));
    function.nested.iter_mut().for_each(|symbol| relocate(symbol, table));
    function.returned.iter_mut().for_each(|value| relocate_value(value, table));
    for offloading in &mut function.offloadings {
        offloading.functions.iter_mut().for_each(|target| relocate_target(target, table));
        offloading.parameter.iter_mut().for_each(|(symbol, _)| relocate(symbol, table));
    }
    function
        .loop_callbacks
        .iter_mut()
        .for_each(|callback| relocate_target(&mut callback.target, table));
    function.stored.iter_mut().for_each(|stored| relocate_value(&mut stored.value, table));
    function.deferred.iter_mut().for_each(|deferred| relocate(&mut deferred.parameter.0, table));
}

fn relocate_class(class: &mut ClassFacts, table: &[FileIndex]) {
    relocate(&mut class.symbol, table);
    class.bases.iter_mut().for_each(|base| relocate(base, table));
    class.methods.iter_mut().for_each(|(_, method)| relocate(method, table));
    class.held.iter_mut().for_each(|(_, method, _)| relocate(method, table));
    class.typed.iter_mut().for_each(|(_, class)| relocate(class, table));
}
