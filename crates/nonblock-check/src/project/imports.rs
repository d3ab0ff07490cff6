//! The absolute imports in a text, found by its lines: cheap, and enough to tell roots apart.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// An absolute import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Import<'s> {
    /// `a.b` of `import a.b` and of `from a.b import c`.
    pub(super) module: &'s str,
    /// `c` of `from a.b import c`, where it stands on the same line or on the next.
    pub(super) name: Option<&'s str>,
}

impl<'s> Import<'s> {
    /// Returns `a` of `a.b`.
    pub(super) fn first_part(self) -> &'s str {
        self.module.split('.').next().unwrap_or(self.module)
    }

    /// Returns whether all of it can be imported from the folder. `google/cloud` in a folder does not make
    /// `google.cloud.storage` come from there.
    pub(super) fn is_held_by(self, folder: &Path) -> bool {
        let path = folder.join(self.module.replace('.', "/"));
        if path.with_extension("py").exists() {
            return true;
        }
        let package = path.join("__init__.py");
        let is_package = package.exists();
        if !is_package && !holds_python(&path) {
            return false;
        }
        let Some(name) = self.name else { return true };
        let below = path.join(name);
        below.is_dir()
            || below.with_extension("py").exists()
            // A package's own file may define any name, unless it does not even mention it.
            || (is_package && mentions(&package, name))
    }
}

/// Returns whether the text of the file has the word; a file that cannot be read may have it.
fn mentions(file: &Path, word: &str) -> bool {
    fs::read(file).map_or(true, |text| String::from_utf8_lossy(&text).contains(word))
}

/// Returns whether the folder is a package: without `__init__.py` only if there is Python in it, or in a folder of it.
pub(super) fn holds_python(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.filter_map(Result::ok).any(|entry| {
        let path = entry.path();
        path.extension().is_some_and(|it| it == "py") || path.join("__init__.py").exists()
    })
}

/// Returns the absolute imports of a text.
pub(super) fn absolute(source: &str) -> BTreeSet<Import<'_>> {
    let mut found = BTreeSet::new();
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("import ") {
            let modules = rest.split(',').filter_map(dotted);
            found.extend(modules.map(|module| Import { module, name: None }));
        } else if let Some(rest) = line.strip_prefix("from ")
            && let Some(module) = dotted(rest)
        {
            let names = rest.trim_start()[module.len()..].trim_start().strip_prefix("import");
            let name = names.map(|it| it.trim_start_matches(['(', ' '])).and_then(|names| {
                dotted(names).or_else(|| lines.peek().and_then(|line| dotted(line)))
            });
            found.insert(Import { module, name });
        }
    }
    found
}

/// Returns the dotted name that the text starts with.
fn dotted(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let end =
        text.find(|c: char| c != '_' && c != '.' && !c.is_alphanumeric()).unwrap_or(text.len());
    let starts_well = text.starts_with(|c: char| c == '_' || c.is_alphabetic());
    starts_well.then(|| text[..end].trim_end_matches('.'))
}

/// Calls that add a folder to the import path.
const ADDERS: [&str; 3] = ["addsitedir(", "sys.path.insert(", "sys.path.append("];

/// Returns the folders, relative to the file's, that a script adds to the import path in so many words:
/// `site.addsitedir(str(Path(__file__).parent / "vendor"))`.
pub(super) fn added_folders(source: &str) -> Vec<PathBuf> {
    let lines = source.lines().filter(|line| ADDERS.iter().any(|adder| line.contains(adder)));
    let folders = lines.map(|line| {
        let quoted = line.split(['"', '\'']).skip(1).step_by(2);
        quoted.filter(|part| !part.starts_with('/')).collect::<PathBuf>()
    });
    folders.filter(|folder| !folder.as_os_str().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_imports_are_found() {
        let source = "import a.b as c, d\nfrom e.f import g\nfrom . import h\nfrom .i import j\n\
                      def k():\n    from l import (m, n)\nfrom o import (\n    p,\n)\nx = 'import q'\nimportant = 1\n";
        let found: Vec<_> = absolute(source).into_iter().map(|it| (it.module, it.name)).collect();
        let expected =
            [("a.b", None), ("d", None), ("e.f", Some("g")), ("l", Some("m")), ("o", Some("p"))];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_folder_holds_an_import_only_if_it_holds_all_of_it() {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let cloud = folder.path().join("google/cloud");
        fs::create_dir_all(cloud.join("hooks")).expect("it can be made");
        fs::write(cloud.join("__init__.py"), "REGION = 'eu'\n").expect("it can be written");
        fs::write(cloud.join("hooks/base.py"), "").expect("it can be written");
        let is_held = |module, name| Import { module, name }.is_held_by(folder.path());
        assert!(is_held("google.cloud.hooks", None));
        assert!(is_held("google.cloud.hooks.base", Some("anything")));
        assert!(is_held("google.cloud", Some("hooks")));
        assert!(is_held("google.cloud", Some("REGION")));
        assert!(!is_held("google.cloud", Some("storage")));
        assert!(!is_held("google.cloud.storage", None));
    }
}
