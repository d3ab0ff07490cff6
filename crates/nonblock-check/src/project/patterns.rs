//! Patterns of paths in `.gitignore`'s syntax, relative to one folder.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// A set of patterns; the last one that matches decides, and `!` takes a path back out.
#[derive(Clone, Debug)]
pub struct Patterns {
    matcher: Gitignore,
    lines: Vec<String>,
}

impl Default for Patterns {
    fn default() -> Self {
        Self { matcher: Gitignore::empty(), lines: Vec::new() }
    }
}

/// A pattern that means nothing, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// Its position in the list.
    pub index: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl Patterns {
    /// Reads patterns relative to `folder`.
    pub fn new(folder: &Path, patterns: &[String]) -> Result<Self, BadPattern> {
        let mut builder = GitignoreBuilder::new(folder);
        for (index, pattern) in patterns.iter().enumerate() {
            builder
                .add_line(None, pattern)
                .map_err(|error| BadPattern { index, problem: reason(&error) })?;
        }
        let matcher = builder.build().map_err(|error| BadPattern {
            index: patterns.len().saturating_sub(1),
            problem: reason(&error),
        })?;
        Ok(Self { matcher, lines: patterns.to_vec() })
    }

    /// Returns the patterns as written.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Returns whether a path itself matches.
    pub(super) fn admits(&self, path: &Path, is_folder: bool) -> bool {
        self.matcher.matched(path, is_folder).is_ignore()
    }

    /// Returns whether an absolute path of a file, or a folder above it, matches.
    pub fn holds(&self, file: &Path) -> bool {
        // Outside of the folder nothing matches, and the matcher would panic.
        file.starts_with(self.matcher.path())
            && self.matcher.matched_path_or_any_parents(file, false).is_ignore()
    }
}

fn reason(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(lines: &[&str]) -> Result<Patterns, BadPattern> {
        let lines: Vec<String> = lines.iter().map(|&it| it.to_owned()).collect();
        Patterns::new(Path::new("/project"), &lines)
    }

    #[test]
    fn a_folder_holds_all_files_below_it_and_none_outside() {
        let tests = patterns(&["tests/", "!tests/keep.py"]).unwrap();
        assert!(tests.holds(Path::new("/project/tests/deep/a.py")));
        assert!(tests.holds(Path::new("/project/package/tests/a.py")));
        assert!(!tests.holds(Path::new("/project/tests.py")));
        assert!(!tests.holds(Path::new("/elsewhere/tests/a.py")));
    }

    #[test]
    fn a_broken_pattern_is_named_by_its_position() {
        assert_eq!(patterns(&["ok", "[z-a]"]).unwrap_err().index, 1);
    }
}
