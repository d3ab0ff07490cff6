//! Where edits have moved functions and classes: facts point to them by their offsets.

use rustc_hash::FxHashMap;

use crate::facts::{FileFacts, FileIndex, Symbol};
use crate::relocate::symbols_of_file;

/// What became of facts after an edit elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moved {
    /// They do not point to edited files.
    Untouched,
    /// They point to where things are now.
    Followed,
    /// They point to what is no longer there.
    Lost,
}

/// New offsets by old ones, of edited files.
#[derive(Debug, Default)]
pub(crate) struct Moves {
    by_file: FxHashMap<String, FxHashMap<u32, u32>>,
}

impl Moves {
    /// Adds an edited file: its functions and classes before and after, the same by name and order.
    pub(super) fn add(&mut self, path: &str, before: &FileFacts, after: &FileFacts) {
        let after: FxHashMap<_, _> =
            places(after).into_iter().map(|(offset, key)| (key, offset)).collect();
        let table = places(before)
            .into_iter()
            .filter_map(|(offset, key)| Some((offset, *after.get(&key)?)))
            .collect();
        self.by_file.insert(path.to_owned(), table);
    }

    /// Lets facts point to where things are now.
    pub(crate) fn apply(&self, facts: &mut FileFacts) -> Moved {
        let tables: FxHashMap<FileIndex, &FxHashMap<u32, u32>> = facts
            .files
            .iter()
            .zip(0..)
            .filter_map(|(path, index)| Some((index, self.by_file.get(path)?)))
            .collect();
        if tables.is_empty() {
            return Moved::Untouched;
        }
        let mut outcome = Moved::Followed;
        symbols_of_file(facts, &mut |symbol: &mut Symbol| {
            if let Some(table) = tables.get(&symbol.file) {
                match table.get(&symbol.offset) {
                    Some(offset) => symbol.offset = *offset,
                    None => outcome = Moved::Lost,
                }
            }
        });
        outcome
    }
}

/// Returns the functions and classes of a file by offset: name, and number among those of the same name.
fn places(facts: &FileFacts) -> FxHashMap<u32, (&str, usize)> {
    let functions = facts.functions.iter().map(|it| (it.symbol.offset, it.name.as_str()));
    let classes = facts.classes.iter().map(|it| (it.symbol.offset, it.name.as_str()));
    let mut all: Vec<_> = functions.chain(classes).collect();
    all.sort_unstable();
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    let mut number = |name| {
        let count = seen.entry(name).or_default();
        *count += 1;
        *count
    };
    all.into_iter().map(|(offset, name)| (offset, (name, number(name)))).collect()
}
