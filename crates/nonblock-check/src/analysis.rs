//! The analysis from start to end: read, follow, link, judge.

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use nonblock_catalogue::Catalogue;
use nonblock_report::{Coverage, Report};

use crate::fix;
use crate::front::FrontError;
use crate::link::{Entrances, Graph, Reach, doors};
use crate::project::Project;
use crate::reader::Reader;
use crate::rules;
use crate::sources::Sources;

/// Times the program is linked again because linking found functions nobody had read.
const ROUNDS: usize = 3;

/// How a run goes about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Threads; zero means one a processor.
    pub threads: usize,
    /// Where facts are kept between runs; none means nowhere.
    pub cache: Option<PathBuf>,
    /// Whether the process ends with this run. Then the system takes its memory back: piece by piece it would take a
    /// twentieth of the run.
    pub is_last: bool,
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
        Report {
            findings,
            coverage: coverage(reader, context),
            problems: reader.problems.clone(),
            confirmed: Vec::new(),
        }
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
    let mut reader = Reader::open(project, options, catalogue, progress)?;
    reader.read_project(project);
    reader.follow(doors(&reader.program, catalogue).into_iter().map(|door| door.symbol).collect());
    let mut graph = Graph::link(&reader.program, catalogue);
    for _ in 0..ROUNDS {
        let missing = reader.unasked(graph.missing());
        if missing.is_empty() {
            break;
        }
        drop(graph);
        reader.follow(missing);
        graph = Graph::link(&reader.program, catalogue);
    }
    let doors = doors(&reader.program, catalogue);
    let reach = Reach::to_sinks(&graph, catalogue);
    let entrances = Entrances::new(&graph, &reader.program, &doors);
    let sources = Sources::new(&project.root);
    let context = rules::Context {
        program: &reader.program,
        graph: &graph,
        reach: &reach,
        entrances: &entrances,
        catalogue,
        sources: &sources,
    };
    let outcome = judge(&reader, &context);
    reader.save();
    if options.is_last {
        let _never_dropped = ManuallyDrop::new(reader);
    }
    Ok(outcome)
}

fn coverage(reader: &Reader<'_>, context: &rules::Context<'_, '_>) -> Coverage {
    let graph = context.graph;
    let mut coverage = Coverage {
        files: count(reader.files),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Silent;
    use crate::project::{Request, discover};
    use crate::tree::Tree;

    /// Pages of memory that this process has in use, as Linux counts them.
    fn resident() -> u64 {
        let memory = std::fs::read_to_string("/proc/self/statm").unwrap();
        memory.split(' ').nth(1).unwrap().parse().unwrap()
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_run_that_is_not_the_last_gives_its_memory_back() {
        let source = "import time\nasync def wait():\n    time.sleep(1)\n";
        let tree = Tree::of(&[("service.py", source)]);
        let request = Request { root: tree.root.clone(), ..Request::default() };
        let project = discover(&request, &tree.surroundings()).project;
        let catalogue = Catalogue::builtin();
        let run = || check(&project, &Options::default(), &catalogue, &Silent).unwrap();
        assert!(!run().findings.is_empty());
        run();
        let before = resident();
        for _ in 0..8 {
            run();
        }
        // A run that keeps all it had takes 7 MB and more.
        assert!(resident() < before + 8 * 2_000_000 / 4096, "{before} pages, then {}", resident());
    }
}
