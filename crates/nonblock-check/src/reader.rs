//! Reading: the project's files whole, what they lead to function by function; from the store what it holds.

use std::collections::{BTreeMap, BTreeSet};

use nonblock_catalogue::Catalogue;
use nonblock_report::Problem;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::analysis::{Options, Progress};
use crate::facts::{FileFacts, FunctionFacts, Symbol, Target, Value};
use crate::front::{Answer, Front, FrontError, Request, Wanted};
use crate::link::Program;
use crate::project::Project;
use crate::sources::Sources;
use crate::store::{self, Moved, Store};

/// Rounds of reading after which a chain through dependencies is cut.
const WAVES: usize = 60;

/// Reads what a run needs.
pub(crate) struct Reader<'c> {
    front: Front,
    store: Option<Store>,
    catalogue: &'c Catalogue,
    progress: &'c dyn Progress,
    /// What was read so far.
    pub(crate) program: Program,
    asked: FxHashSet<Symbol>,
    /// What could not be read.
    pub(crate) problems: Vec<Problem>,
    /// Number of the project's own files.
    pub(crate) files: usize,
}

impl<'c> Reader<'c> {
    /// Opens the project, and the store if there is to be one.
    pub(crate) fn open(
        project: &Project,
        options: &Options,
        catalogue: &'c Catalogue,
        progress: &'c dyn Progress,
    ) -> Result<Self, FrontError> {
        let front = Front::open(project, options.threads)?;
        let store = options.cache.as_ref().map(|folder| {
            Store::open(folder, store::environment(project, front.installed(), catalogue))
        });
        Ok(Self {
            front,
            store,
            catalogue,
            progress,
            program: Program::default(),
            asked: FxHashSet::default(),
            problems: Vec::new(),
            files: 0,
        })
    }

    /// Reads the project's own files, whole.
    pub(crate) fn read_project(&mut self, project: &Project) {
        let paths: Vec<String> =
            project.files.iter().filter_map(|path| Some(path.to_str()?.to_owned())).collect();
        for path in &paths {
            self.program.add_first_party(path);
        }
        self.files = paths.len();
        let sources = Sources::new(&project.root);
        for (path, facts) in self.read_whole(&paths) {
            for (line, _, message) in &facts.problems {
                self.problems.push(Problem {
                    path: Some(sources.shown(path)),
                    message: format!("syntax error in line {line}: {message}"),
                    hint: "the rest of the file was still analysed; fix the syntax or exclude the file".to_owned(),
                });
            }
            self.program.add(facts);
        }
        let read = self.program.functions().into_iter().map(|function| function.symbol);
        self.asked.extend(read.collect::<Vec<_>>());
    }

    /// Returns the facts of files in their order: those that still hold, and the others read anew.
    fn read_whole<'p>(&mut self, paths: &'p [String]) -> Vec<(&'p str, FileFacts)> {
        let mut facts: Vec<Option<FileFacts>> = vec![None; paths.len()];
        if let Some(store) = &mut self.store {
            store.refresh(paths, &|paths| self.front.interfaces(paths));
            facts = paths.par_iter().map(|path| store.whole(path)).collect();
        }
        let (held, missing): (Vec<usize>, Vec<usize>) =
            (0..paths.len()).partition(|slot| facts[*slot].is_some());
        self.read_again(missing, paths, &mut facts);
        if let Some(store) = &mut self.store {
            let moves = store.moves();
            let mut lost = Vec::new();
            for slot in held {
                let known = &mut facts[slot];
                match known.as_mut().map_or(Moved::Untouched, |known| moves.apply(known)) {
                    Moved::Untouched => {}
                    Moved::Followed => store.keep(&paths[slot], known.as_ref()),
                    Moved::Lost => lost.push(slot),
                }
            }
            self.read_again(lost, paths, &mut facts);
        }
        let found = paths.iter().zip(facts);
        found.filter_map(|(path, facts)| Some((path.as_str(), facts?))).collect()
    }

    /// Reads the files in these slots; those that cannot be read have no facts.
    fn read_again(&mut self, slots: Vec<usize>, paths: &[String], facts: &mut [Option<FileFacts>]) {
        if slots.is_empty() {
            return;
        }
        let request = |slot: &usize| Request { path: paths[*slot].clone(), wanted: Wanted::All };
        let requests: Vec<Request> = slots.iter().map(request).collect();
        self.progress.begin("reading the project", requests.len());
        for (slot, answer) in slots.into_iter().zip(self.read(&requests)) {
            if let Some(store) = &mut self.store {
                store.keep(&paths[slot], answer.as_ref());
            }
            facts[slot] = answer;
        }
    }

    /// Reads what the functions lead to, wave by wave.
    pub(crate) fn follow(&mut self, start: Vec<Symbol>) {
        let mut seen: FxHashSet<Symbol> = start.iter().copied().collect();
        let mut frontier = start;
        for _ in 0..WAVES {
            if frontier.is_empty() {
                break;
            }
            self.read_functions(&frontier);
            let mut next = Vec::new();
            for function in frontier.iter().filter_map(|symbol| self.program.function(*symbol)) {
                let own = self.program.is_first_party(function.symbol);
                next.extend(leads(function, own).into_iter().filter(|symbol| seen.insert(*symbol)));
            }
            frontier = next;
        }
    }

    fn read_functions(&mut self, symbols: &[Symbol]) {
        let mut wanted: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for symbol in symbols {
            // A stub has no bodies.
            let is_stub = self.program.path(symbol.file).rsplit('.').next() == Some("pyi");
            if self.asked.insert(*symbol) && !is_stub {
                wanted
                    .entry(self.program.path(symbol.file).to_owned())
                    .or_default()
                    .insert(symbol.offset);
            }
        }
        if let Some(store) = &mut self.store {
            for (path, offsets) in &mut wanted {
                for facts in store.functions(path, offsets) {
                    self.program.add(facts);
                }
            }
        }
        let requests: Vec<Request> = wanted
            .into_iter()
            .filter(|(_, offsets)| !offsets.is_empty())
            .map(|(path, offsets)| Request { path, wanted: Wanted::Some(offsets) })
            .collect();
        if requests.is_empty() {
            return;
        }
        self.progress.begin("following dependencies", requests.len());
        for (request, facts) in requests.iter().zip(self.read(&requests)) {
            let Some(facts) = facts else { continue };
            if let (Wanted::Some(offsets), Some(store)) = (&request.wanted, &mut self.store) {
                store.keep_part(&request.path, offsets, &facts);
            }
            self.program.add(facts);
        }
    }

    /// Returns the facts of each request, none of a file that cannot be read.
    fn read(&mut self, requests: &[Request]) -> Vec<Option<FileFacts>> {
        let progress = self.progress;
        let answers = self.front.read(requests, self.catalogue, &|_| progress.advance());
        let problems = &mut self.problems;
        let facts = requests.iter().zip(answers).map(|(request, answer)| {
            let (message, hint) = match answer {
                Answer::Facts(facts) => return Some(*facts),
                Answer::Unreadable(error) => (
                    format!("cannot be read: {error}"),
                    "save it as UTF-8, make it readable, or exclude it",
                ),
                Answer::Failed(error) => (
                    format!("the analysis of this file failed: {error}"),
                    "please report it with the file; the other files were analysed",
                ),
            };
            let path = Some(request.path.clone());
            problems.push(Problem { path, message, hint: hint.to_owned() });
            None
        });
        facts.collect()
    }

    /// Returns those of the symbols that nobody has asked for.
    pub(crate) fn unasked(&self, symbols: &[Symbol]) -> Vec<Symbol> {
        symbols.iter().copied().filter(|symbol| !self.asked.contains(symbol)).collect()
    }

    /// Keeps what was read for the next run.
    pub(crate) fn save(&mut self) {
        if let Some(store) = self.store.take() {
            store.save(self.files, &|paths| self.front.interfaces(paths));
        }
    }
}

/// Returns the functions that a function may run, or hands to one that may.
fn leads(function: &FunctionFacts, is_own: bool) -> Vec<Symbol> {
    let mut found = Vec::new();
    let mut add = |target: Target| {
        if let Target::Function(symbol) = target {
            found.push(symbol);
        }
    };
    function.edges.iter().for_each(|edge| add(edge.target));
    function.loop_callbacks.iter().for_each(|callback| add(callback.target));
    function.offloadings.iter().flat_map(|it| &it.functions).for_each(|target| add(*target));
    for argument in &function.arguments {
        add(Target::Function(argument.callee));
        if let Value::Callable(target) = argument.value {
            add(target);
        }
    }
    function.decorators.iter().for_each(|decorator| add(Target::Function(*decorator)));
    if !is_own {
        function.nested.iter().for_each(|nested| add(Target::Function(*nested)));
    }
    found
}
