//! Which folders modules are imported from.
//!
//! In order: folders from the settings; folders that hold a project file, with their `src` and what that file tells
//! other tools; and folders that nothing names but whose own files import what lies in them (scripts, services
//! without packaging). The last kind needs such proof because a folder on the import path hides every module of the
//! same name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use ruff_python_stdlib::sys::is_known_standard_library;

use super::{Hindrance, Request, Surroundings, Weight, display, environment, imports, packaging};

/// Files that mark the folder of a project.
const PROJECT_FILES: &[&str] = &["pyproject.toml", "nonblock.toml", "setup.py", "setup.cfg"];

/// Folders of a project that its modules are imported from by convention.
const CONVENTIONAL: &[&str] = &["src", "lib", "python"];

/// The newest version the analysis knows, for the list of the standard library's modules.
const NEWEST_MINOR: u8 = 14;

/// Top-level names that many projects of one repository share without harm.
const COMMON: &[&str] = &[
    "tests",
    "test",
    "conftest",
    "setup",
    "docs",
    "examples",
    "scripts",
    "noxfile",
    "tasks",
    "benchmarks",
];

/// Returns the project's folder: the nearest one upwards of all `paths` with a `pyproject.toml`, a `nonblock.toml` or
/// a `.git`; else the one that holds the paths, or the outermost package around them.
pub fn find_root(paths: &[PathBuf], surroundings: &Surroundings) -> PathBuf {
    let mut resolved = paths.iter().map(|it| surroundings.resolve(it)).filter(|it| it.exists());
    let working_directory = surroundings.resolve(Path::new("."));
    let Some(first) = resolved.next() else {
        return project_above(&working_directory).unwrap_or(working_directory);
    };
    let first = if first.is_dir() { first } else { parent(&first) };
    let shared = resolved.fold(first, |shared, path| {
        shared.ancestors().find(|it| path.starts_with(it)).unwrap_or(&shared).to_owned()
    });
    // Installed code belongs to no project above it.
    let installed = shared.ancestors().find(|it| environment::is_site_packages(it));
    let found = installed.map(Path::to_owned).or_else(|| project_above(&shared));
    found.unwrap_or_else(|| outside_of_packages(&shared))
}

fn project_above(folder: &Path) -> Option<PathBuf> {
    let is_marked = |it: &&Path| {
        ["pyproject.toml", "nonblock.toml", ".git"].iter().any(|mark| it.join(mark).exists())
    };
    folder.ancestors().find(is_marked).map(Path::to_owned)
}

/// A package's own folder is no project: its modules import each other from the folder above.
fn outside_of_packages(folder: &Path) -> PathBuf {
    let is_plain = |it: &&Path| !it.join("__init__.py").is_file();
    folder.ancestors().find(is_plain).unwrap_or(folder).to_owned()
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}

/// Returns the source roots, most important first.
pub(super) fn find(
    request: &Request,
    files: &[PathBuf],
    site_packages: &[PathBuf],
    hindrances: &mut Vec<Hindrance>,
) -> Vec<PathBuf> {
    let mut roots = Ordered::default();
    for root in &request.roots {
        if root.is_dir() {
            roots.add(root.clone());
        } else {
            let shown = display(root, &request.root);
            let message = "`roots` names a folder that does not exist".to_owned();
            hindrances.push(Hindrance::new(
                Weight::Io,
                Some(shown),
                message,
                "correct or remove it",
            ));
        }
    }
    let anchors = Anchors::of(&request.root, files);
    for anchor in anchors.folders() {
        for named in packaging::named_roots(anchor) {
            roots.add(named);
        }
        for name in CONVENTIONAL {
            let folder = anchor.join(name);
            if folder.is_dir() && !folder.join("__init__.py").exists() {
                roots.add(folder);
            }
        }
        roots.add(import_root(anchor));
    }
    for root in proven(&anchors, &roots.folders, files, site_packages) {
        roots.add(root);
    }
    for root in added_by_scripts(&anchors, files) {
        roots.add(root);
    }
    shared_names(&roots.folders, request, hindrances);
    roots.folders
}

/// Returns the folders that scripts beside project files add to the import path.
fn added_by_scripts(anchors: &Anchors, files: &[PathBuf]) -> Vec<PathBuf> {
    let folders = anchors.folders();
    let scripts = files.iter().filter(|file| file.parent().is_some_and(|it| folders.contains(&it)));
    let mut found = Vec::new();
    for script in scripts {
        // A file that cannot be read adds nothing; the analysis tells of it.
        let source = fs::read(script).unwrap_or_default();
        let added = imports::added_folders(&String::from_utf8_lossy(&source)).into_iter();
        found.extend(added.map(|it| parent(script).join(it)).filter(|it| it.is_dir()));
    }
    found
}

/// Returns the folder that a package's name is looked up in, for a folder inside of one that no project file marks.
fn import_root(anchor: &Path) -> PathBuf {
    let is_marked = PROJECT_FILES.iter().any(|name| anchor.join(name).exists());
    if is_marked { anchor.to_owned() } else { outside_of_packages(anchor) }
}

#[derive(Default)]
struct Ordered {
    folders: Vec<PathBuf>,
}

impl Ordered {
    fn add(&mut self, folder: PathBuf) {
        if !self.folders.contains(&folder) {
            self.folders.push(folder);
        }
    }
}

/// The folders with project files, and which of them each folder with Python files belongs to.
struct Anchors {
    of_folder: BTreeMap<PathBuf, PathBuf>,
    root: PathBuf,
}

impl Anchors {
    fn of(root: &Path, files: &[PathBuf]) -> Self {
        let folders: BTreeSet<&Path> = files.iter().filter_map(|it| it.parent()).collect();
        let mut marked: BTreeMap<&Path, bool> = BTreeMap::new();
        let mut of_folder = BTreeMap::new();
        for folder in folders {
            let anchor = folder
                .ancestors()
                .take_while(|it| *it != root && it.starts_with(root))
                .find(|it| {
                    *marked
                        .entry(it)
                        .or_insert_with(|| PROJECT_FILES.iter().any(|name| it.join(name).exists()))
                });
            // Code outside of the root, named on the command line, belongs to its own project.
            let outside = || {
                if folder.starts_with(root) {
                    root.to_owned()
                } else {
                    project_above(folder).unwrap_or_else(|| folder.to_owned())
                }
            };
            of_folder.insert(folder.to_owned(), anchor.map_or_else(outside, Path::to_owned));
        }
        Self { of_folder, root: root.to_owned() }
    }

    /// The root first, then the others by path.
    fn folders(&self) -> Vec<&Path> {
        let others: BTreeSet<&Path> = self.of_folder.values().map(PathBuf::as_path).collect();
        let mut folders = vec![self.root.as_path()];
        folders.extend(others.into_iter().filter(|it| *it != self.root));
        folders
    }
}

/// Returns the folders below an anchor whose own files import what lies in them, by path.
fn proven(
    anchors: &Anchors,
    roots: &[PathBuf],
    files: &[PathBuf],
    site_packages: &[PathBuf],
) -> BTreeSet<PathBuf> {
    let mut candidates: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    for (folder, anchor) in &anchors.of_folder {
        let outside_packages = folder
            .ancestors()
            .take_while(|it| *it != anchor && !roots.iter().any(|root| root == it))
            .filter(|it| !it.join("__init__.py").exists());
        candidates.insert(folder, outside_packages.collect());
    }
    let is_elsewhere = |name: &str| {
        is_known_standard_library(NEWEST_MINOR, name)
            || roots.iter().chain(site_packages).any(|it| holds_module(it, name))
    };
    files
        .par_iter()
        .filter_map(|file| Some((file, candidates.get(file.parent()?)?)))
        .filter(|(_, candidates)| !candidates.is_empty())
        .flat_map_iter(|(file, candidates)| {
            // A file that cannot be read proves nothing; the analysis tells of it.
            let source = fs::read(file).unwrap_or_default();
            let source = String::from_utf8_lossy(&source);
            let imports = imports::absolute(&source);
            let mut names: Vec<&str> = imports.iter().map(|it| it.first_part()).collect();
            names.dedup();
            names.retain(|it| !is_elsewhere(it));
            let holder = |name: &&str| candidates.iter().find(|it| holds_module(it, name));
            let holders = names.into_iter().filter_map(|name| Some((name, holder(&name)?)));
            let is_proven = |(name, folder): &(&str, &&Path)| {
                imports.iter().any(|it| it.first_part() == *name && it.is_held_by(folder))
            };
            holders.filter(is_proven).map(|(_, folder)| folder.to_path_buf()).collect::<Vec<_>>()
        })
        .collect()
}

fn holds_module(folder: &Path, name: &str) -> bool {
    let inside = folder.join(name);
    inside.join("__init__.py").exists()
        || inside.with_extension("py").exists()
        || imports::holds_python(&inside)
}

/// Tells of packages of one name in several roots: only the first can be imported.
fn shared_names(roots: &[PathBuf], request: &Request, hindrances: &mut Vec<Hindrance>) {
    let mut owners: BTreeMap<String, Vec<&PathBuf>> = BTreeMap::new();
    for root in roots {
        let Ok(entries) = fs::read_dir(root) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let is_package = entry.path().join("__init__.py").exists();
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
            if is_package && !COMMON.contains(&name.as_str()) {
                owners.entry(name).or_default().push(root);
            }
        }
    }
    for (name, owners) in owners {
        if let [first, second, ..] = owners[..] {
            let (first, second) = (display(first, &request.root), display(second, &request.root));
            let message = format!(
                "the package `{name}` lies in {first} and in {second}: imports find the first"
            );
            let hint = "check each project by itself: `nonblock check PATH`";
            hindrances.push(Hindrance::new(Weight::Notice, None, message, hint));
        }
    }
}
