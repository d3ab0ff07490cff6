//! The process's working directory and environment variables, as an argument: tests own theirs.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What the process knows about its user's shell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The folder that relative paths start from.
    pub working_directory: PathBuf,
    /// Environment variables.
    pub variables: BTreeMap<OsString, OsString>,
}

impl Surroundings {
    /// Reads them from the process.
    pub fn of_process() -> std::io::Result<Self> {
        Ok(Self {
            working_directory: std::env::current_dir()?,
            variables: std::env::vars_os().collect(),
        })
    }

    /// Returns an environment variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str).filter(|it| !it.is_empty())
    }

    /// Returns `path`, which may start from the working directory, in its absolute and resolved form; a path that
    /// does not exist stays unresolved.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        let absolute = self.working_directory.join(path);
        absolute.canonicalize().unwrap_or(absolute)
    }
}
