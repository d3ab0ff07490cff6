//! The text files of the repository, read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result};

/// Folders that hold what tools made.
const GENERATED: &[&str] = &["target", "dist", "node_modules", "__pycache__", "site"];
/// Hidden folders that are ours; all others belong to tools.
const OURS_THOUGH_HIDDEN: &[&str] = &[".ci", ".cargo", ".config", ".github"];
/// Folders of specimens: files written to be judged by a program, not read by people.
const SPECIMENS: &[&str] =
    &["cases", "corpus", "fixtures", "guide", "resources", "snapshots", "specimens"];
const EXTENSIONS: &[&str] = &["rs", "py", "pyi", "md", "toml", "sh", ""];

/// All text files of the repository by their path from the root, specimens left out.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: BTreeMap<PathBuf, String>,
    /// Every path that exists, folders and specimens too: links may lead there.
    pub(crate) paths: Vec<PathBuf>,
}

impl Tree {
    /// Reads the repository at `root`.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        tree.visit(root, Path::new(""))?;
        Ok(tree)
    }

    /// Returns a tree of the given files, for tests of the checks.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files: BTreeMap<PathBuf, String> =
            files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect();
        let paths = files
            .keys()
            .flat_map(|path| path.ancestors())
            .filter(|path| *path != Path::new(""))
            .map(Path::to_owned)
            .collect();
        Self { files, paths }
    }

    /// Iterates over the files with this extension.
    pub(crate) fn with_extension<'tree>(
        &'tree self,
        extension: &'tree str,
    ) -> impl Iterator<Item = (&'tree Path, &'tree str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.extension().is_some_and(|it| it == extension))
            .map(|(path, text)| (path.as_path(), text.as_str()))
    }

    fn visit(&mut self, root: &Path, folder: &Path) -> Result<()> {
        let absolute = root.join(folder);
        let entries = fs::read_dir(&absolute)
            .with_context(|| format!("cannot list {}", absolute.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = folder.join(&*name);
            let is_folder = entry.file_type()?.is_dir();
            let is_tools = name.starts_with('.') && !OURS_THOUGH_HIDDEN.contains(&&*name);
            if is_folder && (is_tools || GENERATED.contains(&&*name)) {
                continue;
            }
            self.paths.push(path.clone());
            if is_folder {
                self.visit(root, &path)?;
            } else if is_read_by_people(&path) {
                self.insert(root, path)?;
            }
        }
        Ok(())
    }

    fn insert(&mut self, root: &Path, path: PathBuf) -> Result<()> {
        match fs::read_to_string(root.join(&path)) {
            Ok(text) => {
                self.files.insert(path, text);
                Ok(())
            }
            // A file without extension may be anything, a built command for instance.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }
}

/// Whether the path lies in a folder of specimens.
pub(crate) fn is_specimen(path: &Path) -> bool {
    path.components().any(|part| SPECIMENS.contains(&&*part.as_os_str().to_string_lossy()))
}

fn is_read_by_people(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    EXTENSIONS.contains(&&*extension) && !is_specimen(path)
}
