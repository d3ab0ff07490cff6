//! One run's settings, project and analysis.

use std::time::Instant;

use nonblock_check::project::{
    Hindrance, Request, Surroundings, Weight, discover, display, find_root,
};
use nonblock_check::settings::{Lookup, Options, RuleLevel, Settings};
use nonblock_check::{Progress, Project};
use nonblock_report::{Confidence, Report};

use crate::arguments::{Certainty, Check};
use crate::command::BadSettings;
use crate::streams::tell;

pub(crate) struct Session {
    pub(crate) settings: Settings,
    pub(crate) project: Project,
    pub(crate) hindrances: Vec<Hindrance>,
    threads: usize,
    started: Instant,
}

impl From<Certainty> for Confidence {
    fn from(certainty: Certainty) -> Self {
        match certainty {
            Certainty::Possible => Self::Possible,
            Certainty::Likely => Self::Likely,
            Certainty::Proven => Self::Proven,
        }
    }
}

impl Session {
    pub(crate) fn open(arguments: &Check, surroundings: &Surroundings) -> anyhow::Result<Self> {
        let started = Instant::now();
        let root = find_root(&arguments.paths, surroundings);
        let lookup = Lookup {
            root: root.clone(),
            config_file: arguments.configuration.config_file.clone(),
            is_isolated: arguments.configuration.isolated,
            inline: arguments.configuration.config.clone(),
            flags: flags(arguments, surroundings)?,
        };
        let settings = Settings::load(lookup, surroundings).map_err(BadSettings)?;
        let request = Request {
            root,
            paths: arguments.paths.clone(),
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
            threads: arguments.environment.threads.map_or(0, std::num::NonZeroUsize::get),
            started,
        })
    }

    /// Returns the heaviest thing that stood in the way.
    pub(crate) fn weight(&self) -> Option<Weight> {
        self.hindrances.iter().map(|it| it.weight).max()
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
    pub(crate) fn analyse(&self, progress: &dyn Progress) -> anyhow::Result<Report> {
        let catalogue = self.settings.catalogue().map_err(|it| BadSettings(vec![it]))?;
        let options = nonblock_check::Options { threads: self.threads };
        let mut report = nonblock_check::check(&self.project, &options, &catalogue, progress)?;
        let problems = self.hindrances.iter().map(|it| it.problem.clone());
        report.problems.splice(0..0, problems);
        Ok(report)
    }
}

fn flags(arguments: &Check, surroundings: &Surroundings) -> anyhow::Result<Options> {
    let rules = &arguments.rules;
    let mut options = Options {
        level: rules.level.map(Into::into),
        confidence: rules.confidence.map(Into::into),
        python: arguments.environment.python.clone().map(|it| (it, "`--python`".to_owned())),
        python_version: arguments.environment.python_version,
        output_format: arguments.output.output_format.as_deref().and_then(|it| it.parse().ok()),
        baseline: arguments
            .baseline
            .baseline
            .as_ref()
            .map(|it| surroundings.working_directory.join(it)),
        cache_dir: arguments
            .environment
            .cache_dir
            .as_ref()
            .map(|it| surroundings.working_directory.join(it)),
        no_cache: arguments.environment.no_cache.then_some(true),
        ..Options::default()
    };
    let groups = [
        ("`--ignore`", &rules.ignore, RuleLevel::Ignore),
        ("`--warn`", &rules.warn, RuleLevel::Warn),
        ("`--error`", &rules.error, RuleLevel::Error),
    ];
    let mut errors = Vec::new();
    for (origin, names, level) in groups {
        for name in names {
            errors.extend(options.assign(origin, name, level).err());
        }
    }
    if errors.is_empty() { Ok(options) } else { Err(BadSettings(errors).into()) }
}
