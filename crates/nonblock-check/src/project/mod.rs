//! What is analysed: the project's files, where its imports come from, and the interpreter it runs on.
//!
//! Nothing here fails: what cannot be read becomes a [`Hindrance`], and the rest is analysed.

mod environment;
mod files;
mod imports;
mod packaging;
mod patterns;
mod roots;
mod screen;
mod surroundings;
mod version;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use nonblock_report::Problem;

pub use patterns::{BadPattern, Patterns};
pub use roots::find_root;
pub use surroundings::Surroundings;
pub use version::parse_version;

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
    /// Version from `--python-version`, the environment or `requires-python`, as major and minor.
    pub python_version: Option<(u8, u8)>,
}

/// What to look for, from the command line and the settings.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The folder that paths are shown relative to, see [`find_root`].
    pub root: PathBuf,
    /// Files and folders to analyse, as the user names them; none means the root.
    pub paths: Vec<PathBuf>,
    /// Further folders that modules are imported from, absolute.
    pub roots: Vec<PathBuf>,
    /// Files and folders to leave out.
    pub exclude: Patterns,
    /// A virtual environment, an installation, or an executable, and who named it.
    pub python: Option<(PathBuf, String)>,
    /// The version to assume, as major and minor.
    pub python_version: Option<(u8, u8)>,
}

/// How a hindrance bears on the outcome of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// All code was seen, less may be known about it.
    Notice,
    /// A file is not Python that can be read.
    Source,
    /// The system refused, or a named path does not exist.
    Io,
}

/// Something that kept part of the input from being analysed, and how much that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// What it does to the exit code.
    pub weight: Weight,
    /// What to tell.
    pub problem: Problem,
}

impl Hindrance {
    fn new(weight: Weight, path: Option<String>, message: String, hint: &str) -> Self {
        Self { weight, problem: Problem { path, message, hint: hint.to_owned() } }
    }
}

/// A project, and what stood in the way of finding all of it.
#[derive(Clone, Debug)]
pub struct Discovery {
    /// The project.
    pub project: Project,
    /// What stood in the way, in the order of discovery.
    pub hindrances: Vec<Hindrance>,
}

/// Finds the project's files, source roots and interpreter.
pub fn discover(request: &Request, surroundings: &Surroundings) -> Discovery {
    let mut hindrances = Vec::new();
    let found = files::find(request, surroundings, &mut hindrances);
    let files = screen::screen(found, &request.root, &mut hindrances);
    let environment = environment::find(request, surroundings, &files, &mut hindrances);
    let site_packages =
        environment.as_ref().map(|it| environment::site_packages(&it.prefix)).unwrap_or_default();
    let source_roots = roots::find(request, &files, &site_packages, &mut hindrances);
    let python_version = request
        .python_version
        .or_else(|| environment.as_ref().and_then(|it| version::of_prefix(&it.prefix)))
        .or_else(|| version::required(&request.root));
    let project =
        Project { root: request.root.clone(), source_roots, files, environment, python_version };
    Discovery { project, hindrances }
}

/// Returns `path` as messages show it: relative to `root` where it lies below it, with forward slashes.
pub fn display(path: &Path, root: &Path) -> String {
    let shown = path.strip_prefix(root).unwrap_or(path);
    let shown = if shown.as_os_str().is_empty() { Path::new(".") } else { shown };
    let text = shown.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}
