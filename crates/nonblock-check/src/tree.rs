//! A folder of files that a test writes down, and that is gone with it.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::project::Surroundings;

pub(crate) struct Tree {
    _folder: TempDir,
    pub(crate) root: PathBuf,
}

impl Tree {
    /// Writes files: path and content of each.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (path, content) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        Self { _folder: folder, root }
    }

    /// A process that stands in the folder, and whose environment says nothing.
    pub(crate) fn surroundings(&self) -> Surroundings {
        Surroundings { working_directory: self.root.clone(), ..Surroundings::default() }
    }
}
