//! The first parts of the absolute imports in a text, found by its lines: cheap, and enough to tell roots apart.

use std::path::PathBuf;

use std::collections::BTreeSet;

/// Returns `a` for `import a.b`, `from a.b import c`, and both of `import a, b`.
pub(super) fn first_parts(source: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for line in source.lines() {
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("import ") {
            found.extend(rest.split(',').filter_map(first_part));
        } else if let Some(rest) = line.strip_prefix("from ") {
            found.extend(first_part(rest));
        }
    }
    found
}

fn first_part(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let end = text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len());
    let starts_well = text.starts_with(|c: char| c == '_' || c.is_alphabetic());
    starts_well.then(|| &text[..end])
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
    fn only_first_parts_of_absolute_imports_are_found() {
        let source = "import a.b as c, d\nfrom e.f import g\nfrom . import h\nfrom .i import j\n\
                      def k():\n    from l import m\nx = 'import n'\nimportant = 1\n";
        let found: Vec<&str> = first_parts(source).into_iter().collect();
        assert_eq!(found, ["a", "d", "e", "l"]);
    }
}
