//! The checks, in the order of their reports; each is a function from the tree to problems.

mod architecture;
mod dependencies;
mod features;
mod figures;
mod length;
mod links;
mod markdown;
mod names;
mod opening;
mod tree;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Result;

use tree::Tree;

/// Something that breaks a rule of this repository.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    path: PathBuf,
    /// Counted from 1; 0 when the whole file is meant.
    line: usize,
    message: String,
}

impl Problem {
    fn in_file(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: 0, message: message.into() }
    }

    fn at(path: impl Into<PathBuf>, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.into(), line, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.line {
            0 => write!(formatter, "{path}: {}", self.message),
            line => write!(formatter, "{path}:{line}: {}", self.message),
        }
    }
}

/// Returns everything that is not tidy in the repository at `root`.
pub(crate) fn problems_in(root: &Path) -> Result<Vec<Problem>> {
    let tree = Tree::read(root)?;
    let checks = [
        length::check,
        opening::check,
        names::check,
        architecture::check,
        links::check,
        figures::check,
    ];
    let mut problems: Vec<Problem> = checks.iter().flat_map(|check| check(&tree)).collect();
    problems.extend(dependencies::check(root)?);
    problems.extend(features::check(root)?);
    Ok(problems)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        let problems = super::problems_in(crate::repository().unwrap()).unwrap();
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
}
