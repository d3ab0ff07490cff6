//! Which interpreter runs the project: named, activated, beside the project, or first on the path.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Environment, Hindrance, Request, Surroundings, Weight, display};

/// Folders that hold a virtual environment by habit.
const HABITUAL: &[&str] = &[".venv", "venv", "env", ".env"];

const HINT: &str = "create one (`python -m venv .venv` and install the project into it), activate it, or pass \
                    `--python PATH`";

/// Returns the environment, and tells of the ones that were named and are unusable.
pub(super) fn find(
    request: &Request,
    surroundings: &Surroundings,
    files: &[PathBuf],
    hindrances: &mut Vec<Hindrance>,
) -> Option<Environment> {
    if let Some((named, origin)) = &request.python {
        return named_environment(named, origin, surroundings, hindrances);
    }
    around_installed(&request.root)
        .or_else(|| activated(surroundings, hindrances))
        .or_else(|| conda(surroundings, false))
        .or_else(|| beside(&request.root, hindrances))
        .or_else(|| conda(surroundings, true))
        .or_else(|| on_path(surroundings))
        .or_else(|| {
            if !files.is_empty() {
                let message = "no Python environment found: installed packages are not followed, the standard \
                               library only by its stubs";
                hindrances.push(Hindrance::new(Weight::Notice, None, message.to_owned(), HINT));
            }
            None
        })
}

/// Returns the folders that installed packages live in.
pub(super) fn site_packages(prefix: &Path) -> Vec<PathBuf> {
    let mut libraries = vec![prefix.join("lib"), prefix.join("lib64")];
    if prefix == Path::new("/usr") {
        libraries.insert(0, PathBuf::from("/usr/local/lib"));
    }
    let mut found: Vec<PathBuf> = Vec::new();
    for library in libraries {
        let Ok(entries) = fs::read_dir(&library) else { continue };
        let mut versions: Vec<PathBuf> = entries
            .filter_map(Result::ok)
            .filter(|it| is_version_folder(&it.file_name()))
            .map(|it| it.path())
            .collect();
        versions.sort();
        for version in versions {
            found.extend(["site-packages", "dist-packages"].map(|it| version.join(it)));
        }
    }
    found.push(prefix.join("Lib").join("site-packages"));
    found.retain(|it| it.is_dir());
    found
}

fn is_version_folder(name: &OsStr) -> bool {
    name.to_str().is_some_and(|it| it.starts_with("python3") || it.starts_with("pypy3"))
}

fn named_environment(
    named: &Path,
    origin: &str,
    surroundings: &Surroundings,
    hindrances: &mut Vec<Hindrance>,
) -> Option<Environment> {
    let absolute = surroundings.working_directory.join(named);
    let is_bare_name = named.components().count() == 1 && !absolute.exists();
    let path = if is_bare_name { search_path(named, surroundings) } else { Some(absolute) };
    let prefix = path.and_then(|it| {
        if it.is_dir() { prefix_of_folder(&it) } else { prefix_of_executable(&it, surroundings) }
    });
    let Some(prefix) = prefix else {
        let message = format!("{origin}: {} is not a Python environment", named.display());
        let hint = "name a virtual environment, an installation's prefix, or a Python executable";
        hindrances.push(Hindrance::new(Weight::Io, None, message, hint));
        return None;
    };
    Some(Environment { prefix, origin: origin.to_owned() })
}

/// Code that is installed is read with the packages installed beside it.
fn around_installed(root: &Path) -> Option<Environment> {
    let installed = root.ancestors().find(|it| is_site_packages(it))?;
    let prefix = installed
        .ancestors()
        .skip(1)
        .find(|it| site_packages(it).iter().any(|s| s == installed))?;
    Some(Environment {
        prefix: prefix.to_owned(),
        origin: "the environment that holds the code".to_owned(),
    })
}

/// Returns whether `folder` is one that installed packages live in.
pub(super) fn is_site_packages(folder: &Path) -> bool {
    folder.file_name().is_some_and(|it| it == "site-packages" || it == "dist-packages")
}

fn activated(surroundings: &Surroundings, hindrances: &mut Vec<Hindrance>) -> Option<Environment> {
    let prefix = PathBuf::from(surroundings.variable("VIRTUAL_ENV")?);
    let what = if !prefix.is_dir() {
        "does not exist"
    } else if site_packages(&prefix).is_empty() {
        "has no `site-packages`"
    } else {
        return Some(Environment { prefix, origin: "`VIRTUAL_ENV`".to_owned() });
    };
    let message = format!("`VIRTUAL_ENV` is ignored: {} {what}", prefix.display());
    let hint = "deactivate it, create it again, or pass `--python PATH`";
    hindrances.push(Hindrance::new(Weight::Notice, None, message, hint));
    None
}

/// Conda's `base` is active in every shell of its users, so it yields to an environment beside the project.
fn conda(surroundings: &Surroundings, base: bool) -> Option<Environment> {
    let prefix = PathBuf::from(surroundings.variable("CONDA_PREFIX")?);
    let name = surroundings.variable("CONDA_DEFAULT_ENV");
    let is_base = name.is_some_and(|it| it == "base" || it == "root");
    let usable = is_base == base && !site_packages(&prefix).is_empty();
    usable.then(|| Environment { prefix, origin: "`CONDA_PREFIX`".to_owned() })
}

/// Looks in the project's folder and upwards, as far as its repository reaches.
fn beside(root: &Path, hindrances: &mut Vec<Hindrance>) -> Option<Environment> {
    for folder in root.ancestors() {
        for name in HABITUAL {
            let prefix = folder.join(name);
            if !prefix.join("pyvenv.cfg").exists() {
                continue;
            }
            let shown = display(&prefix, root);
            if !site_packages(&prefix).is_empty() {
                return Some(Environment { prefix, origin: format!("`{shown}`") });
            }
            let message =
                format!("the virtual environment {shown} is ignored: it has no `site-packages`");
            let hint = "create it again: `python -m venv --clear`";
            hindrances.push(Hindrance::new(Weight::Notice, None, message, hint));
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

fn on_path(surroundings: &Surroundings) -> Option<Environment> {
    ["python3", "python"].iter().find_map(|name| {
        let executable = search_path(Path::new(name), surroundings)?;
        let prefix = prefix_of_executable(&executable, surroundings)?;
        Some(Environment { prefix, origin: format!("`{name}` on the path") })
    })
}

fn search_path(name: &Path, surroundings: &Surroundings) -> Option<PathBuf> {
    let path = surroundings.variable("PATH")?;
    std::env::split_paths(path)
        .flat_map(|folder| [folder.join(name), folder.join(name).with_extension("exe")])
        .find(|it| it.is_file())
}

fn prefix_of_folder(folder: &Path) -> Option<PathBuf> {
    if !site_packages(folder).is_empty() || folder.join("pyvenv.cfg").exists() {
        return Some(folder.to_owned());
    }
    // `bin` of an environment is what a shell completes to.
    let parent = folder.parent()?;
    let is_bin = folder.file_name().is_some_and(|it| it == "bin" || it == "Scripts");
    (is_bin && !site_packages(parent).is_empty()).then(|| parent.to_owned())
}

/// Looks at the files around the executable; only where they tell nothing (a shim of pyenv's) is it run.
fn prefix_of_executable(executable: &Path, surroundings: &Surroundings) -> Option<PathBuf> {
    if !executable.is_file() {
        return None;
    }
    let above = |it: &Path| it.parent().and_then(Path::parent).map(Path::to_owned);
    let unresolved = above(executable)?;
    if unresolved.join("pyvenv.cfg").exists() {
        return Some(unresolved);
    }
    let resolved = above(&executable.canonicalize().ok()?)?;
    if super::version::of_prefix(&resolved).is_some() {
        return Some(resolved);
    }
    of_pyenv(executable, surroundings).or_else(|| ask(executable))
}

/// A shim of pyenv's takes a tenth of a second to say what a file or two say.
fn of_pyenv(shim: &Path, surroundings: &Surroundings) -> Option<PathBuf> {
    let pyenv = shim.parent().filter(|it| it.ends_with("shims"))?.parent()?;
    let folders = surroundings.working_directory.ancestors();
    let chosen = match surroundings.variable("PYENV_VERSION") {
        Some(version) => version.to_str()?.to_owned(),
        None => folders
            .map(|it| it.join(".python-version"))
            .chain([pyenv.join("version")])
            .find_map(|it| fs::read_to_string(it).ok())?,
    };
    let version = chosen.split(['\n', ':']).map(str::trim).find(|it| !it.is_empty())?;
    let prefix = pyenv.join("versions").join(version);
    super::version::of_prefix(&prefix).is_some().then_some(prefix)
}

fn ask(executable: &Path) -> Option<PathBuf> {
    let output = Command::new(executable)
        .args(["-I", "-c", "import sys; print(sys.prefix)"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let prefix = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    (output.status.success() && prefix.is_dir()).then_some(prefix)
}
