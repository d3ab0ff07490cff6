//! The analysis from start to end: read, follow, link, judge.

use std::collections::{BTreeMap, BTreeSet};

use nonblock_catalogue::Catalogue;
use nonblock_report::{Coverage, Problem, Report};
use rustc_hash::FxHashSet;

use crate::facts::{FileFacts, FunctionFacts, Symbol, Target, Value};
use crate::fix;
use crate::front::{Answer, Front, FrontError, Request, Wanted};
use crate::link::{Entrances, Graph, Program, Reach, doors};
use crate::project::Project;
use crate::rules;
use crate::sources::Sources;

/// Rounds of reading after which a chain through dependencies is cut.
const WAVES: usize = 60;
/// Times the program is linked again because linking found functions nobody had read.
const ROUNDS: usize = 3;

/// How a run goes about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Threads; zero means one a processor.
    pub threads: usize,
}

/// Is told how a run advances.
pub trait Progress: Sync {
    /// A phase begins: `total` files are to be read.
    fn begin(&self, phase: &str, total: usize);
    /// A file was read.
    fn advance(&self);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str, _: usize) {}
    fn advance(&self) {}
}

/// Analyses a project.
pub fn check(
    project: &Project,
    options: &Options,
    catalogue: &Catalogue,
    progress: &dyn Progress,
) -> Result<Report, FrontError> {
    analyse(project, options, catalogue, progress, |reader, context| {
        let mut findings = rules::run(context);
        fix::attach(&mut findings, catalogue, &|path| {
            std::fs::read_to_string(project.root.join(path)).ok()
        });
        Report { findings, coverage: coverage(reader, context), problems: reader.problems.clone() }
    })
}

/// Returns, as text, why a line of one of the project's files is a finding, or is not.
pub fn explain(
    project: &Project,
    options: &Options,
    catalogue: &Catalogue,
    progress: &dyn Progress,
    (path, line): (&str, u32),
) -> Result<String, FrontError> {
    analyse(project, options, catalogue, progress, |_, context| {
        crate::explain::explain(context, path, line)
    })
}

/// Reads, follows and links, and lets `judge` look at the outcome.
fn analyse<T>(
    project: &Project,
    options: &Options,
    catalogue: &Catalogue,
    progress: &dyn Progress,
    judge: impl FnOnce(&Reader<'_>, &rules::Context<'_, '_>) -> T,
) -> Result<T, FrontError> {
    let mut reader = Reader {
        front: Front::open(project, options.threads)?,
        catalogue,
        progress,
        program: Program::default(),
        asked: FxHashSet::default(),
        problems: Vec::new(),
        files: 0,
    };
    reader.read_project(project);
    reader.follow(doors(&reader.program, catalogue).into_iter().map(|door| door.symbol).collect());
    let mut graph = Graph::link(&reader.program, catalogue);
    for _ in 0..ROUNDS {
        let missing: Vec<Symbol> = graph
            .missing()
            .iter()
            .copied()
            .filter(|symbol| !reader.asked.contains(symbol))
            .collect();
        if missing.is_empty() {
            break;
        }
        drop(graph);
        reader.follow(missing);
        graph = Graph::link(&reader.program, catalogue);
    }
    let doors = doors(&reader.program, catalogue);
    let reach = Reach::to_sinks(&graph, catalogue);
    let entrances = Entrances::new(&graph, &doors);
    let sources = Sources::new(&project.root);
    let context = rules::Context {
        program: &reader.program,
        graph: &graph,
        reach: &reach,
        entrances: &entrances,
        catalogue,
        sources: &sources,
    };
    Ok(judge(&reader, &context))
}

fn coverage(reader: &Reader<'_>, context: &rules::Context<'_, '_>) -> Coverage {
    let graph = context.graph;
    let mut coverage = Coverage {
        files: reader.files,
        entrances: count(context.entrances.len()),
        ..Coverage::default()
    };
    for node in graph.nodes() {
        let function = graph.function(node);
        if graph.is_first_party(node) {
            let unresolved = function.unresolved.iter();
            let open =
                unresolved.filter(|it| !graph.is_resolved_later(function.symbol, it.site)).count();
            coverage.functions += 1;
            coverage.calls += function.calls;
            coverage.resolved += function.calls - count(open);
        } else {
            coverage.followed += 1;
        }
    }
    coverage
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

struct Reader<'c> {
    front: Front,
    catalogue: &'c Catalogue,
    progress: &'c dyn Progress,
    program: Program,
    asked: FxHashSet<Symbol>,
    problems: Vec<Problem>,
    files: u32,
}

impl Reader<'_> {
    /// Reads the project's own files, whole.
    fn read_project(&mut self, project: &Project) {
        let paths = project.files.iter().filter_map(|path| path.to_str());
        let requests: Vec<Request> =
            paths.map(|path| Request { path: path.to_owned(), wanted: Wanted::All }).collect();
        for request in &requests {
            self.program.add_first_party(&request.path);
        }
        self.files = count(requests.len());
        self.progress.begin("reading the project", requests.len());
        let sources = Sources::new(&project.root);
        for (request, facts) in self.read(&requests) {
            for (line, _, message) in &facts.problems {
                self.problems.push(Problem {
                    path: Some(sources.shown(&request.path)),
                    message: format!("syntax error in line {line}: {message}"),
                    hint: "the rest of the file was still analysed; fix the syntax or exclude the file".to_owned(),
                });
            }
            self.program.add(facts);
        }
        let read = self
            .program
            .functions()
            .into_iter()
            .map(|function| function.symbol)
            .collect::<Vec<_>>();
        self.asked.extend(read);
    }

    /// Reads what the functions lead to, wave by wave.
    fn follow(&mut self, start: Vec<Symbol>) {
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
        let requests: Vec<Request> = wanted
            .into_iter()
            .map(|(path, offsets)| Request { path, wanted: Wanted::Some(offsets) })
            .collect();
        if requests.is_empty() {
            return;
        }
        self.progress.begin("following dependencies", requests.len());
        for (_, facts) in self.read(&requests) {
            self.program.add(facts);
        }
    }

    fn read<'r>(&mut self, requests: &'r [Request]) -> Vec<(&'r Request, FileFacts)> {
        let progress = self.progress;
        let answers = self.front.read(requests, self.catalogue, &|_| progress.advance());
        let mut found = Vec::new();
        for (request, answer) in requests.iter().zip(answers) {
            match answer {
                Answer::Facts(facts) => found.push((request, *facts)),
                Answer::Unreadable(error) => self.problems.push(Problem {
                    path: Some(request.path.clone()),
                    message: format!("cannot be read: {error}"),
                    hint: "save it as UTF-8, make it readable, or exclude it".to_owned(),
                }),
                Answer::Failed(error) => self.problems.push(Problem {
                    path: Some(request.path.clone()),
                    message: format!("the analysis of this file failed: {error}"),
                    hint: "please report it with the file; the other files were analysed"
                        .to_owned(),
                }),
            }
        }
        found
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
