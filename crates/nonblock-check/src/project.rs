//! What is analysed: the project's files, where its imports come from, and the interpreter it runs on.

use std::path::PathBuf;

/// The interpreter that runs the project, as far as the analysis needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// `sys.prefix`: a virtual environment, or an installation.
    pub prefix: PathBuf,
    /// Who named it, in words for a message: "`--python`", "`VIRTUAL_ENV`", "`.venv` beside `pyproject.toml`".
    pub origin: String,
}

/// The project, found and ready to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The folder that paths are shown relative to.
    pub root: PathBuf,
    /// Folders that its modules are imported from: the root, `src`, and so on.
    pub source_roots: Vec<PathBuf>,
    /// Python files to report on, sorted.
    pub files: Vec<PathBuf>,
    /// The interpreter; none means the standard library's stubs only.
    pub environment: Option<Environment>,
    /// Version from `--python-version` or `requires-python`, as major and minor.
    pub python_version: Option<(u8, u8)>,
}
