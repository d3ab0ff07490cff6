//! How loud each rule is, and where.

use std::path::Path;

use nonblock_catalogue::Severity;
use nonblock_report::Rule;

use crate::project::Patterns;

/// How loud a rule is; without one, every finding speaks as loudly as what it found deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleLevel {
    /// Its warnings are errors.
    Error,
    /// Its errors are warnings.
    Warn,
    /// It is off.
    Ignore,
}

impl RuleLevel {
    pub(super) const NAMES: [(&'static str, Self); 3] =
        [("error", Self::Error), ("warn", Self::Warn), ("ignore", Self::Ignore)];
}

/// A level for one rule, or for all of them where none is named.
pub type Assignment = (Option<Rule>, RuleLevel);

/// Levels for some files.
#[derive(Clone, Debug)]
pub struct Override {
    pub(super) files: Patterns,
    pub(super) rules: Vec<Assignment>,
}

/// The levels of all rules.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    pub(super) rules: Vec<Assignment>,
    pub(super) overrides: Vec<Override>,
}

impl Levels {
    /// Returns how loudly a finding speaks that deserves `severity`; none means that its rule is off there.
    ///
    /// `file` is absolute. Notes stay notes: what makes them quiet is not the rule.
    pub fn severity(&self, rule: Rule, file: &Path, severity: Severity) -> Option<Severity> {
        match self.level(rule, file) {
            Some(RuleLevel::Ignore) => None,
            _ if severity == Severity::Note => Some(severity),
            Some(RuleLevel::Error) => Some(Severity::Error),
            Some(RuleLevel::Warn) => Some(Severity::Warning),
            None => Some(severity),
        }
    }

    /// Returns whether a rule is on in a file.
    pub fn is_on(&self, rule: Rule, file: &Path) -> bool {
        self.level(rule, file) != Some(RuleLevel::Ignore)
    }

    fn level(&self, rule: Rule, file: &Path) -> Option<RuleLevel> {
        let mut level = assigned(&self.rules, rule);
        for it in &self.overrides {
            if let Some(overriding) = assigned(&it.rules, rule).filter(|_| it.files.holds(file)) {
                level = Some(overriding);
            }
        }
        level
    }
}

/// The last that names the rule, else the last that names all.
fn assigned(assignments: &[Assignment], rule: Rule) -> Option<RuleLevel> {
    let last = |of: Option<Rule>| assignments.iter().rev().find(|it| it.0 == of).map(|it| it.1);
    last(Some(rule)).or_else(|| last(None))
}
