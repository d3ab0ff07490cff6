//! One run's settings, project and analysis.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use nonblock_catalogue::Catalogue;
use nonblock_check::project::{
    Hindrance, Request, Surroundings, Weight, discover, display, find_root,
};
use nonblock_check::settings::{Lookup, Options, Settings};
use nonblock_check::{FrontError, Progress, Project};
use nonblock_report::{Problem, Report};

use crate::arguments::{Configuration, Environment};
use crate::command::BadSettings;
use crate::streams::{Volume, tell, write_report};

/// One of the questions that the analysis answers.
type Analysis<'a, T> =
    &'a dyn Fn(&Project, &nonblock_check::Options, &Catalogue) -> Result<T, FrontError>;

pub(crate) struct Session {
    pub(crate) settings: Settings,
    pub(crate) project: Project,
    pub(crate) hindrances: Vec<Hindrance>,
    /// Whether nothing was named, and so all of the project is looked at.
    pub(crate) is_whole: bool,
    threads: usize,
    volume: Volume,
    is_last: bool,
    started: Instant,
}

/// What to open.
pub(crate) struct Plan<'a> {
    /// Files and folders, as the user names them.
    pub(crate) named: Vec<PathBuf>,
    /// Whether all of the project is looked at, and not only what is named.
    pub(crate) is_whole: bool,
    pub(crate) environment: &'a Environment,
    pub(crate) configuration: &'a Configuration,
    /// Settings that flags give.
    pub(crate) flags: Options,
    pub(crate) volume: Volume,
    /// Whether the process ends with what it is opened for.
    pub(crate) is_last: bool,
}

impl Session {
    pub(crate) fn open(plan: Plan<'_>, surroundings: &Surroundings) -> anyhow::Result<Self> {
        let started = Instant::now();
        let root = find_root(&plan.named, surroundings);
        let lookup = Lookup {
            root: root.clone(),
            config_file: plan.configuration.file.clone(),
            is_isolated: plan.configuration.isolated,
            inline: plan.configuration.inline.clone(),
            flags: with_environment(plan.flags, plan.environment, surroundings),
        };
        let settings = Settings::load(lookup, surroundings).map_err(BadSettings)?;
        let mut paths = plan.named;
        if plan.is_whole && !paths.is_empty() {
            paths.push(root.clone());
        }
        let request = Request {
            root,
            paths,
            roots: settings.roots.clone(),
            exclude: settings.exclude.clone(),
            python: settings.python.clone(),
            python_version: settings.python_version,
        };
        let discovery = discover(&request, surroundings);
        Ok(Self {
            settings,
            project: discovery.project,
            hindrances: discovery.hindrances,
            is_whole: plan.is_whole,
            threads: plan.environment.threads.map_or(0, NonZeroUsize::get),
            volume: plan.volume,
            is_last: plan.is_last,
            started,
        })
    }

    /// Returns the heaviest thing that stood in the way.
    pub(crate) fn weight(&self) -> Option<Weight> {
        self.hindrances.iter().map(|it| it.weight).max()
    }

    /// Says what was done, unless less is to be said.
    pub(crate) fn say(&self, line: &str) {
        if Volume::Quiet < self.volume {
            tell(line);
        }
    }

    /// Shows the settings in force.
    pub(crate) fn show_settings(&self) -> anyhow::Result<()> {
        let text = self.settings.describe(&self.project.root);
        write_report(None, |out| out.write_all(text.as_bytes())).context("cannot show the settings")
    }

    /// Says what was found out about the project.
    pub(crate) fn introduce(&self) {
        let project = &self.project;
        tell(&format!("project: {}", project.root.display()));
        if let Some(file) = &self.settings.file {
            tell(&format!("settings: {}", display(file, &project.root)));
        }
        match &project.environment {
            Some(it) => tell(&format!("interpreter: {} ({})", it.prefix.display(), it.origin)),
            None => tell("interpreter: none"),
        }
        if let Some((major, minor)) = project.python_version {
            tell(&format!("python version: {major}.{minor}"));
        }
        let roots: Vec<String> =
            project.source_roots.iter().map(|it| display(it, &project.root)).collect();
        tell(&format!("source roots: {}", roots.join(", ")));
        tell(&format!("files: {}, found in {:.0?}", project.files.len(), self.started.elapsed()));
    }

    /// Analyses the project; what stood in the way of finding it comes first among the problems.
    pub(crate) fn analyse(&mut self, progress: &dyn Progress) -> anyhow::Result<Report> {
        let mut report = self.run(&|project, options, catalogue| {
            nonblock_check::check(project, options, catalogue, progress)
        })?;
        report.problems = one_a_path(report.problems);
        let problems = self.hindrances.iter().map(|it| it.problem.clone());
        report.problems.splice(0..0, problems);
        Ok(report)
    }

    /// Returns what the analysis knows of a line.
    pub(crate) fn explain(
        &mut self,
        path: &str,
        line: u32,
        progress: &dyn Progress,
    ) -> anyhow::Result<String> {
        self.run(&|project, options, catalogue| {
            nonblock_check::explain(project, options, catalogue, progress, (path, line))
        })
    }

    fn run<T>(&mut self, analysis: Analysis<'_, T>) -> anyhow::Result<T> {
        let catalogue = self.settings.catalogue().map_err(|it| BadSettings(vec![it]))?;
        let cache = self.settings.cache.clone();
        let options =
            nonblock_check::Options { threads: self.threads, cache, is_last: self.is_last };
        match analysis(&self.project, &options, &catalogue) {
            Err(FrontError::Environment(why)) if self.forgo_environment(&why) => {
                Ok(analysis(&self.project, &options, &catalogue)?)
            }
            other => Ok(other?),
        }
    }

    /// Goes on without an environment that is broken, unless the user named it.
    fn forgo_environment(&mut self, why: &str) -> bool {
        let is_named = self.settings.python.is_some();
        let Some(environment) = self.project.environment.take_if(|_| !is_named) else {
            return false;
        };
        let problem = Problem {
            path: None,
            message: format!("the Python environment {} is ignored: {why}", environment.origin),
            hint: "create it again, or pass `--python PATH`".to_owned(),
        };
        self.hindrances.push(Hindrance { weight: Weight::Notice, problem });
        true
    }
}

/// Keeps the first problem of each path, with the number of the others.
fn one_a_path(problems: Vec<Problem>) -> Vec<Problem> {
    let mut kept: Vec<(Problem, usize)> = Vec::new();
    for problem in problems {
        match kept.last_mut() {
            Some((first, more)) if first.path.is_some() && first.path == problem.path => *more += 1,
            _ => kept.push((problem, 0)),
        }
    }
    let tell = |(mut problem, more): (Problem, usize)| {
        if 0 < more {
            problem.message = format!("{} (and {more} more)", problem.message);
        }
        problem
    };
    kept.into_iter().map(tell).collect()
}

fn with_environment(
    flags: Options,
    environment: &Environment,
    surroundings: &Surroundings,
) -> Options {
    let folder = &surroundings.working_directory;
    Options {
        python: environment.python.clone().map(|it| (it, "`--python`".to_owned())),
        python_version: environment.python_version,
        cache_dir: environment.cache_dir.as_ref().map(|it| folder.join(it)),
        no_cache: environment.no_cache.then_some(true),
        ..flags
    }
}
