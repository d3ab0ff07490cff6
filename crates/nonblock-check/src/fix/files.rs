//! Fixes for all files of a report at once.

use std::collections::{BTreeMap, BTreeSet};

use nonblock_catalogue::{Catalogue, Function, When};
use nonblock_report::{Finding, Fix, Safety};

use super::{Applied, Module, apply};

/// Gives the text of a file by the path that findings name.
pub type Text<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A file that fixes change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Its path, as findings name it.
    pub path: String,
    /// The text that was fixed.
    pub before: String,
    /// What became of it.
    pub applied: Applied,
}

/// Adds a fix to every finding that has none yet and that can be cured.
pub fn attach(findings: &mut [Finding], catalogue: &Catalogue, text: Text<'_>) {
    let lazy: BTreeSet<&str> = lazy(catalogue).collect();
    let mut open: BTreeMap<String, Vec<&mut Finding>> = BTreeMap::new();
    for finding in findings.iter_mut().filter(|finding| finding.fix.is_none()) {
        let sink = finding.sink.as_ref().map(|sink| sink.name.as_str());
        if sink.is_none_or(|name| !lazy.contains(name)) {
            open.entry(finding.location.path.clone()).or_default().push(finding);
        }
    }
    for (path, findings) in open {
        let Some(source) = text(&path) else { continue };
        let Some(module) = Module::new(&source) else { continue };
        for finding in findings {
            finding.fix = module.propose(finding);
        }
    }
}

/// Returns the functions that block where their result is iterated: to move the call elsewhere would cure nothing.
fn lazy(catalogue: &Catalogue) -> impl Iterator<Item = &str> {
    let functions = catalogue.functions().map(|(_, function)| function);
    let iterated = functions.filter(|function| function.when == When::Iterated);
    // It opens the folder when called, and reads it when iterated.
    iterated.map(Function::shown).chain(["os.scandir"])
}

/// Applies the fixes of the findings, as far as they are at least this safe, and returns every file that has any; nothing is
/// written.
pub fn fix_files<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    text: Text<'_>,
    least: Safety,
) -> Vec<FixedFile> {
    let mut fixes: BTreeMap<&str, Vec<Fix>> = BTreeMap::new();
    for fix in findings.into_iter().filter_map(|finding| finding.fix.as_ref()) {
        // No fix changes more than one file.
        let Some(first) = fix.edits.first() else { continue };
        fixes.entry(&first.location.path).or_default().push(fix.clone());
    }
    let fixed = fixes.into_iter().filter_map(|(path, fixes)| {
        let before = text(path)?;
        let applied = apply(&before, &fixes, least);
        Some(FixedFile { path: path.to_owned(), before, applied })
    });
    fixed.collect()
}
