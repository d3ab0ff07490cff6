//! The analysis from start to end: read, follow, link, judge.

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
