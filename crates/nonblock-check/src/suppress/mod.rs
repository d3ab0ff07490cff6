//! Comments that tolerate a finding: `# nonblock: ignore[rule]  reason`, `# nonblock: ignore-file[rule]`, and
//! `# noqa: ASYNC210` of other linters.
//!
//! A comment works on the line of the finding's site, and on every line of the project that its chains go through: then
//! it takes away the chains through that line, and the finding once none is left. A comment on the first or last line
//! of a statement speaks for all of its lines; one on a line of its own for the statement below.

mod add;
mod directive;
mod layout;
mod unused;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use nonblock_report::{Entrance, Finding, Location, Rule};
use rayon::prelude::*;

pub use add::add_ignores;
use directive::{Directive, directives};

/// What suppression looks at.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// Files of the project, named as findings name them: only their comments are said to be unused.
    pub files: &'a [String],
    /// Gives the text of a file; none where it cannot be read.
    pub source: &'a (dyn Fn(&str) -> Option<Arc<str>> + Sync),
    /// Returns whether a rule is on in a file.
    pub is_on: &'a dyn Fn(Rule, &str) -> bool,
}

impl std::fmt::Debug for Scope<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Scope").field("files", &self.files).finish_non_exhaustive()
    }
}

/// What is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressed {
    /// Findings that no comment tolerates, with the ways in that none does.
    pub kept: Vec<Finding>,
    /// Comments that tolerate nothing, as findings.
    pub unused: Vec<Finding>,
    /// How many findings comments tolerate.
    pub count: usize,
}

/// Takes away what comments tolerate.
pub fn suppress(findings: Vec<Finding>, scope: &Scope<'_>) -> Suppressed {
    let mut pages = read(&findings, scope);
    let mut result = Suppressed::default();
    for mut finding in findings {
        if strike_finding(&mut finding, &mut pages) {
            result.count += 1;
        } else {
            result.kept.push(finding);
        }
    }
    for path in scope.files {
        if let Some(page) = pages.get(path) {
            result.unused.extend(unused::report(path, page, scope));
        }
    }
    result
}

/// A file's comments, and which of their names struck a finding.
struct Page {
    text: Arc<str>,
    directives: Vec<Directive>,
}

impl Page {
    /// Marks every comment that tolerates `rule` in this row, and returns whether there is one.
    fn strikes(&mut self, rule: Rule, row: u32) -> bool {
        let mut struck = false;
        for directive in &mut self.directives {
            struck |= directive.covers(row) && directive.strike(rule);
        }
        struck
    }
}

type Pages = BTreeMap<String, Page>;

/// Reads the comments of all files of the project, and of those that findings go through.
fn read(findings: &[Finding], scope: &Scope<'_>) -> Pages {
    let mut paths: Vec<&str> = scope.files.iter().map(String::as_str).collect();
    paths.extend(findings.iter().flat_map(|it| edges(it).map(|edge| edge.path.as_str())));
    paths.sort_unstable();
    paths.dedup();
    paths
        .into_par_iter()
        .filter_map(|path| {
            let text = (scope.source)(path)?;
            let directives = directives(&text);
            (!directives.is_empty()).then(|| (path.to_owned(), Page { text, directives }))
        })
        .collect()
}

fn edges(finding: &Finding) -> impl Iterator<Item = &Location> {
    let inner = finding.entrances.iter().flat_map(way);
    std::iter::once(&finding.location).chain(inner)
}

/// The places of a way in that are in the project's own code.
fn way(entrance: &Entrance) -> impl Iterator<Item = &Location> {
    let frames = entrance.chain.iter().filter(|it| it.first_party).map(|it| &it.location);
    std::iter::once(&entrance.location).chain(frames)
}

fn strike_finding(finding: &mut Finding, pages: &mut Pages) -> bool {
    let rule = finding.rule;
    let mut strikes = |at: &Location| {
        pages.get_mut(&at.path).is_some_and(|page| page.strikes(rule, at.start.row))
    };
    let mut is_struck = strikes(&finding.location);
    let had_entrances = !finding.entrances.is_empty();
    finding.entrances.retain(|entrance| {
        // Every comment on the way counts as used, not only the first.
        let struck = way(entrance).fold(false, |struck, at| strikes(at) | struck);
        !struck
    });
    is_struck |= had_entrances && finding.entrances.is_empty();
    is_struck
}
