//! One layer of settings: what a file, a `-c KEY=VALUE` or the flags say.

use std::path::PathBuf;

use nonblock_catalogue::Severity;
use nonblock_report::{Confidence, Format, Rule};

use super::SettingsError;
use super::levels::{Assignment, Override, RuleLevel};
use crate::project::Patterns;
use crate::rules::registry;

/// Settings of which each may be absent.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Levels of rules, the last one counting; see [`Options::assign`].
    pub rules: Vec<Assignment>,
    /// Levels of rules in some files.
    pub overrides: Vec<Override>,
    /// The least severe finding that is shown.
    pub level: Option<Severity>,
    /// The least certain finding that is shown.
    pub confidence: Option<Confidence>,
    /// Further folders that modules are imported from.
    pub roots: Option<Vec<PathBuf>>,
    /// Files and folders to leave out.
    pub exclude: Option<Patterns>,
    /// The interpreter, and who names it.
    pub python: Option<(PathBuf, String)>,
    /// The Python version to assume.
    pub python_version: Option<(u8, u8)>,
    /// Qualified names of decorators whose functions the loop runs.
    pub entry_decorators: Option<Vec<String>>,
    /// Qualified names of functions that run their first argument in a thread.
    pub offloads: Option<Vec<String>>,
    /// Further catalogue files.
    pub catalogues: Option<Vec<PathBuf>>,
    /// The face of the report.
    pub output_format: Option<Format>,
    /// Findings that are known and tolerated.
    pub baseline: Option<PathBuf>,
    /// Where facts are kept between runs.
    pub cache_dir: Option<PathBuf>,
    /// Whether they are not kept.
    pub no_cache: Option<bool>,
}

impl Options {
    /// Sets the level of a rule, as the flag `origin` says; `all` names every rule.
    pub fn assign(
        &mut self,
        origin: &str,
        name: &str,
        level: RuleLevel,
    ) -> Result<(), SettingsError> {
        self.rules.push((resolve(origin, name)?, level));
        Ok(())
    }

    /// Returns what both say, `self` over `below`.
    #[must_use]
    pub(super) fn over(self, below: Self) -> Self {
        let mut rules = below.rules;
        rules.extend(self.rules);
        let mut overrides = below.overrides;
        overrides.extend(self.overrides);
        Self {
            rules,
            overrides,
            level: self.level.or(below.level),
            confidence: self.confidence.or(below.confidence),
            roots: self.roots.or(below.roots),
            exclude: self.exclude.or(below.exclude),
            python: self.python.or(below.python),
            python_version: self.python_version.or(below.python_version),
            entry_decorators: self.entry_decorators.or(below.entry_decorators),
            offloads: self.offloads.or(below.offloads),
            catalogues: self.catalogues.or(below.catalogues),
            output_format: self.output_format.or(below.output_format),
            baseline: self.baseline.or(below.baseline),
            cache_dir: self.cache_dir.or(below.cache_dir),
            no_cache: self.no_cache.or(below.no_cache),
        }
    }
}

/// Returns the rule of that name, or none for all.
pub(super) fn resolve(origin: &str, name: &str) -> Result<Option<Rule>, SettingsError> {
    if name == "all" {
        return Ok(None);
    }
    registry::find(name).map(Some).map_err(|unknown| {
        SettingsError::new(
            origin,
            format!("unknown rule `{name}`"),
            match unknown.nearest {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "`nonblock rule --all` lists the rules".to_owned(),
            },
        )
    })
}
