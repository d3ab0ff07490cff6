//! Which Python files are analysed: what the user names, and what lies below named folders.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::{Hindrance, Patterns, Request, Surroundings, Weight, display};

/// Folders of tools and of build artefacts, left out unless named; hidden folders are left out anyway.
const SKIPPED: &[&str] =
    &["__pycache__", "__pypackages__", "_build", "buck-out", "node_modules", "site-packages"];

/// Folders that are artefacts unless they are packages: pypa's own `build` has an `__init__.py`.
const SKIPPED_UNLESS_PACKAGE: &[&str] = &["build", "dist", "env", "venv"];

/// Returns the files to analyse, sorted, each once.
pub(super) fn find(
    request: &Request,
    surroundings: &Surroundings,
    hindrances: &mut Vec<Hindrance>,
) -> Vec<PathBuf> {
    let mut search = Search { request, files: BTreeSet::new(), hindrances };
    if request.paths.is_empty() {
        search.folder(&request.root);
    }
    for named in &request.paths {
        search.named(named, &surroundings.resolve(named));
    }
    let files: Vec<PathBuf> = search.files.into_iter().collect();
    if files.is_empty() && hindrances.is_empty() {
        let message = "no Python files found".to_owned();
        let hint = "name files or folders; what `.gitignore` and `exclude` leave out is found only if it is named";
        hindrances.push(Hindrance::new(Weight::Notice, None, message, hint));
    }
    files
}

struct Search<'a> {
    request: &'a Request,
    files: BTreeSet<PathBuf>,
    hindrances: &'a mut Vec<Hindrance>,
}

impl Search<'_> {
    fn named(&mut self, named: &Path, path: &Path) {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(_) if path.extension().is_some_and(|it| it == "ipynb") => self.hinder(
                Weight::Io,
                path,
                "notebooks are not analysed".to_owned(),
                "convert it: `jupyter nbconvert --to script`",
            ),
            Ok(_) => {
                self.files.insert(path.to_owned());
            }
            Err(error) => {
                let (message, hint) = refusal(&error, "path");
                let shown = named.to_string_lossy().into_owned();
                self.hindrances.push(Hindrance::new(Weight::Io, Some(shown), message, &hint));
            }
        }
    }

    fn folder(&mut self, folder: &Path) {
        let before = self.files.len();
        self.walk(folder, true);
        // A folder that is ignored as a whole, and named all the same, is wanted.
        if self.files.len() == before && folder != self.request.root {
            self.walk(folder, false);
        }
    }

    fn walk(&mut self, folder: &Path, honour_gitignore: bool) {
        let exclude = self.request.exclude.clone();
        let mut walk = WalkBuilder::new(folder);
        walk.require_git(false)
            .parents(honour_gitignore)
            .git_ignore(honour_gitignore)
            .git_exclude(honour_gitignore)
            .git_global(honour_gitignore)
            .ignore(honour_gitignore)
            .sort_by_file_name(Ord::cmp)
            .filter_entry(move |entry| entry.depth() == 0 || is_wanted(entry, &exclude));
        for entry in walk.build() {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => self.refused(folder, &error),
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry) {
        let path = entry.path();
        if entry.path_is_symlink() {
            self.link(path);
        } else if is_python(path) && entry.file_type().is_some_and(|it| it.is_file()) {
            self.files.insert(path.to_owned());
        }
    }

    /// A linked file is analysed where it lives; a linked folder only if it is named.
    fn link(&mut self, path: &Path) {
        match path.canonicalize() {
            Ok(target) if target.is_dir() => {
                if !target.starts_with(&self.request.root) && !path.starts_with(&target) {
                    let message =
                        format!("link to the folder {} is not followed", target.display());
                    let hint = "name the folder on the command line to analyse it";
                    self.hinder(Weight::Notice, path, message, hint);
                }
            }
            Ok(target) => {
                if is_python(path) {
                    self.files.insert(target);
                }
            }
            Err(error) if is_python(path) || is_loop(&error) => {
                let what = if is_loop(&error) { "is part of a loop" } else { "leads nowhere" };
                let message = format!("symbolic link {what}");
                self.hinder(Weight::Notice, path, message, "remove the link, or repair its target");
            }
            Err(_) => {}
        }
    }

    fn refused(&mut self, folder: &Path, error: &ignore::Error) {
        let path = path_of(error).unwrap_or(folder).to_owned();
        if let Some(error) = error.io_error() {
            let (message, hint) = refusal(error, "folder");
            self.hinder(Weight::Io, &path, message, &hint);
        } else {
            let message = format!("cannot use an ignore file: {error}");
            self.hinder(Weight::Notice, &path, message, "correct the pattern");
        }
    }

    fn hinder(&mut self, weight: Weight, path: &Path, message: String, hint: &str) {
        let shown = display(path, &self.request.root);
        self.hindrances.push(Hindrance::new(weight, Some(shown), message, hint));
    }
}

fn is_wanted(entry: &DirEntry, exclude: &Patterns) -> bool {
    let path = entry.path();
    let is_folder = entry.file_type().is_some_and(|it| it.is_dir());
    if exclude.admits(path, is_folder) {
        return false;
    }
    if !is_folder {
        return true;
    }
    let name = entry.file_name().to_str().unwrap_or_default();
    let is_skipped = SKIPPED.contains(&name)
        || path.join("pyvenv.cfg").exists()
        || (SKIPPED_UNLESS_PACKAGE.contains(&name) && !path.join("__init__.py").exists());
    !is_skipped
}

fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "py")
}

fn is_loop(error: &io::Error) -> bool {
    // `io::ErrorKind::FilesystemLoop` is not stable yet; the number is Linux's, and macOS's.
    error.raw_os_error() == Some(if cfg!(target_os = "linux") { 40 } else { 62 })
}

fn refusal(error: &io::Error, what: &str) -> (String, String) {
    match error.kind() {
        io::ErrorKind::NotFound => {
            (format!("{what} does not exist"), "check the spelling".to_owned())
        }
        io::ErrorKind::PermissionDenied => (
            format!("cannot read the {what}: permission denied"),
            "run as a user who may read it, or leave it out with `exclude`".to_owned(),
        ),
        _ => (
            format!("cannot read the {what}: {error}"),
            "leave it out with `exclude` if it is not needed".to_owned(),
        ),
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}
