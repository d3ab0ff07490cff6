//! What all facts depend on: nonblock itself, the catalogue, the interpreter and the installed packages.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::UNIX_EPOCH;

use nonblock_catalogue::Catalogue;

use crate::project::Project;

/// Returns a hash that changes with anything that all facts depend on. `installed` are the folders of packages.
pub(crate) fn environment(
    project: &Project,
    installed: &[impl AsRef<Path>],
    catalogue: &Catalogue,
) -> u64 {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    // A build of another day may have learnt to read other facts.
    let executable = std::env::current_exe().and_then(fs::metadata);
    executable.ok().and_then(|it| changed(&it)).hash(&mut hasher);
    catalogue.digest().hash(&mut hasher);
    project.root.hash(&mut hasher);
    project.source_roots.hash(&mut hasher);
    project.python_version.hash(&mut hasher);
    project.environment.as_ref().map(|it| &it.prefix).hash(&mut hasher);
    for folder in installed {
        let folder = folder.as_ref();
        let mut entries: Vec<_> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let entry = entry.ok()?;
                Some((entry.file_name(), changed(&entry.metadata().ok()?)))
            })
            .collect();
        entries.sort_unstable();
        (folder, entries).hash(&mut hasher);
    }
    hasher.finish()
}

/// Returns when a file or folder was changed last, in nanoseconds.
fn changed(metadata: &fs::Metadata) -> Option<u128> {
    Some(metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos())
}
