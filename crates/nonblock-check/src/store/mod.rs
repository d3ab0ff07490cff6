//! Facts kept between runs.
//!
//! Facts of the project's files hold until the file changes, or a file that it depends on changes in a way that others
//! can see (`interface`, `stale`). Facts of installed packages hold as long as the environment does. All of them hold
//! for one version of nonblock, one catalogue and one interpreter: [`environment()`].
//!
//! Invariant: a run with the store finds what a run without it finds. What cannot be read, or is in doubt, is not there.

mod disk;
mod environment;
mod interface;
mod moves;
mod record;
mod stale;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

pub(crate) use environment::environment;
pub(crate) use interface::{Import, Interface, Word, word};
pub(crate) use moves::{Moved, Moves};
use record::{Part, Record, Stamp};
use stale::{Edit, stale};

use crate::facts::{FileFacts, FunctionFacts};

/// Imported files beyond those asked for whose interfaces are worth reading, beside one for each of these.
const BEYOND: usize = 64;

/// Reads what others can see of files.
pub(crate) type ReadInterfaces<'a> = &'a dyn Fn(&[String]) -> Vec<Option<Interface>>;

/// The facts of earlier runs, and of this one.
pub(crate) struct Store {
    folder: PathBuf,
    environment: u64,
    records: BTreeMap<String, Record>,
    /// Facts as they were before an edit: what other files' facts point to.
    edited: BTreeMap<String, FileFacts>,
    is_changed: bool,
}

impl Store {
    /// Opens the store in `folder`; what belongs to another environment is forgotten.
    pub(crate) fn open(folder: &Path, environment: u64) -> Self {
        let records = disk::load(folder, environment).unwrap_or_default();
        let is_changed = records.is_empty();
        let folder = folder.to_owned();
        Self { folder, environment, records, edited: BTreeMap::default(), is_changed }
    }

    /// Finds out what was edited since, and forgets what no longer holds. `wanted` are the files to be analysed.
    pub(crate) fn refresh(&mut self, wanted: &[String], read: ReadInterfaces<'_>) {
        let installed_changed = self.records.iter().any(|(path, record)| {
            record.interface.is_none() && Stamp::of(Path::new(path)) != Some(record.stamp)
        });
        if installed_changed {
            self.records.clear();
        }
        let mut edited: Vec<String> = Vec::new();
        for (path, record) in self.records.iter_mut().filter(|(_, it)| it.interface.is_some()) {
            if record.look(Path::new(path)) {
                edited.push(path.clone());
            }
        }
        let unknown = wanted.iter().filter(|path| !self.records.contains_key(*path));
        edited.extend(unknown.cloned());
        if edited.is_empty() {
            return;
        }
        self.is_changed = true;
        let stamps: Vec<_> = edited.iter().map(|path| Stamp::of(Path::new(path))).collect();
        let before: Vec<Option<Interface>> =
            edited.iter().map(|path| self.records.get(path)?.interface.clone()).collect();
        let after = read(&edited);
        for ((path, stamp), interface) in edited.iter().zip(stamps).zip(after) {
            let old = self.records.remove(path);
            if let Some(facts) = old.and_then(|record| record.whole()) {
                self.edited.insert(path.clone(), facts);
            }
            if let (Some(stamp), Some(interface)) = (stamp, interface) {
                self.records.insert(path.clone(), Record::new(stamp, Some(interface)));
            }
        }
        self.forget_stale(&edited, &before);
    }

    fn forget_stale(&mut self, edited: &[String], before: &[Option<Interface>]) {
        let files: BTreeMap<&str, &Interface> = self
            .records
            .iter()
            .filter_map(|(path, record)| Some((path.as_str(), record.interface.as_ref()?)))
            .collect();
        let edits: Vec<Edit<'_>> = edited
            .iter()
            .zip(before)
            .map(|(path, before)| Edit {
                path,
                before: before.as_ref(),
                after: files.get(path.as_str()).copied(),
            })
            .collect();
        let stale: Vec<String> = stale(&edits, &files).into_iter().map(str::to_owned).collect();
        for path in stale {
            self.records.entry(path).and_modify(Record::forget);
        }
        // Parts are small and point anywhere.
        let edited: FxHashSet<&str> = edited.iter().map(String::as_str).collect();
        for record in self.records.values_mut() {
            record
                .parts
                .retain(|part| !part.facts.files.iter().any(|it| edited.contains(it.as_str())));
        }
    }

    /// Returns the facts of a whole file, if they hold.
    pub(crate) fn whole(&self, path: &str) -> Option<FileFacts> {
        self.records.get(path)?.whole()
    }

    /// Keeps the facts of a whole file; none where it cannot be read.
    pub(crate) fn keep(&mut self, path: &str, facts: Option<&FileFacts>) {
        self.is_changed = true;
        if let Some(record) = self.records.get_mut(path) {
            record.keep(facts);
        }
    }

    /// Returns where the edits of files that were read again have moved what other facts point to.
    pub(crate) fn moves(&self) -> Moves {
        let mut moves = Moves::default();
        for (path, before) in &self.edited {
            moves.add(path, before, &self.whole(path).unwrap_or_default());
        }
        moves
    }

    /// Takes from `offsets` the functions of a file whose facts hold, and returns these.
    pub(crate) fn functions(&self, path: &str, offsets: &mut BTreeSet<u32>) -> Vec<FileFacts> {
        let parts = self.records.get(path).map(|record| record.parts.as_slice());
        parts.unwrap_or_default().iter().filter_map(|part| part.take(offsets)).collect()
    }

    /// Keeps the facts of the functions at `offsets`.
    pub(crate) fn keep_part(&mut self, path: &str, offsets: &BTreeSet<u32>, facts: &FileFacts) {
        if !self.records.contains_key(path) {
            let Some(stamp) = Stamp::of(Path::new(path)) else { return };
            self.records.insert(path.to_owned(), Record::new(stamp, None));
        }
        self.is_changed = true;
        let part = Part { asked: offsets.clone(), facts: facts.clone() };
        self.records.entry(path.to_owned()).and_modify(|record| record.parts.push(part));
    }

    /// Writes the store, unless it knows too little of what the files depend on. That it cannot be written is not an
    /// error: the next run is slower.
    pub(crate) fn save(mut self, wanted: usize, read: ReadInterfaces<'_>) {
        if self.is_changed && self.complete(wanted, read) {
            let saved = disk::save(&self.folder, self.environment, &self.records);
            drop(saved);
        }
    }

    /// Reads the interfaces of imported files that were not asked for; returns whether that was worth it.
    fn complete(&mut self, wanted: usize, read: ReadInterfaces<'_>) -> bool {
        let mut beyond = 0;
        loop {
            let imports = self.records.values().filter_map(|it| it.interface.as_ref());
            let missing: BTreeSet<String> = imports
                .flat_map(|it| &it.imports)
                .map(|import| &import.path)
                .filter(|path| self.records.get(*path).is_none_or(|it| it.interface.is_none()))
                .cloned()
                .collect();
            if missing.is_empty() {
                return true;
            }
            beyond += missing.len();
            if BEYOND + wanted < beyond {
                return false;
            }
            let missing: Vec<String> = missing.into_iter().collect();
            let stamps: Vec<_> = missing.iter().map(|path| Stamp::of(Path::new(path))).collect();
            for ((path, stamp), interface) in missing.iter().zip(stamps).zip(read(&missing)) {
                let (Some(stamp), Some(interface)) = (stamp, interface) else { return false };
                let record =
                    self.records.entry(path.clone()).or_insert_with(|| Record::new(stamp, None));
                record.interface = Some(interface);
            }
        }
    }
}

impl Part {
    /// Takes from `offsets` those that this part answers, and returns the answer.
    fn take(&self, offsets: &mut BTreeSet<u32>) -> Option<FileFacts> {
        let answered: BTreeSet<u32> = offsets.intersection(&self.asked).copied().collect();
        if answered.is_empty() {
            return None;
        }
        offsets.retain(|offset| !answered.contains(offset));
        let is_wanted = |function: &&FunctionFacts| answered.contains(&function.symbol.offset);
        let functions: Vec<_> = self.facts.functions.iter().filter(is_wanted).cloned().collect();
        let mut classes = self.facts.classes.clone();
        classes.retain(|class| class.methods.iter().any(|(_, it)| answered.contains(&it.offset)));
        Some(FileFacts {
            files: self.facts.files.clone(),
            functions,
            classes,
            problems: Vec::new(),
        })
    }
}
