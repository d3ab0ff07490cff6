//! Whom edits concern: files that import an edited file, however indirectly, and mention a name that looks different.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::interface::{Exposed, Interface, Word, word};

/// An edit: what others saw of the file before, and what they see now; none where there was or is no file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit<'a> {
    pub(super) path: &'a str,
    pub(super) before: Option<&'a Interface>,
    pub(super) after: Option<&'a Interface>,
}

/// Returns the files, edited ones aside, whose facts may no longer hold. `files` are all files as they are now.
pub(super) fn stale<'a>(
    edits: &[Edit<'a>],
    files: &BTreeMap<&'a str, &'a Interface>,
) -> FxHashSet<&'a str> {
    let mut tainted: FxHashSet<Word> = edits.iter().flat_map(changed_names).collect();
    if tainted.is_empty() {
        return FxHashSet::default();
    }
    let edited: FxHashSet<&str> = edits.iter().map(|edit| edit.path).collect();
    let near: Vec<&str> = importers(edits, files).into_iter().collect();
    loop {
        let count = tainted.len();
        for path in &near {
            let Some(interface) = files.get(path) else { continue };
            for exposed in &interface.names {
                if !tainted.contains(&exposed.name) && mentions_any(&exposed.mentions, &tainted) {
                    tainted.insert(exposed.name);
                }
            }
        }
        if tainted.len() == count {
            break;
        }
    }
    let concerned = |path: &&str| {
        !edited.contains(*path)
            && files.get(path).is_some_and(|it| mentions_any(&it.mentions, &tainted))
    };
    near.into_iter().filter(concerned).collect()
}

fn mentions_any(mentions: &[Word], tainted: &FxHashSet<Word>) -> bool {
    mentions.iter().any(|word| tainted.contains(word))
}

/// Returns the names behind which others see another thing than before.
fn changed_names(edit: &Edit<'_>) -> FxHashSet<Word> {
    let (Some(before), Some(after)) = (edit.before, edit.after) else {
        return FxHashSet::from_iter([module_word(edit.path)]);
    };
    let table = |interface: &'_ Interface| -> BTreeMap<Word, Exposed> {
        interface.names.iter().map(|it| (it.name, it.clone())).collect()
    };
    let (before, after) = (table(before), table(after));
    let mut changed = FxHashSet::default();
    for (one, other) in [(&before, &after), (&after, &before)] {
        for (name, exposed) in one {
            let same = other.get(name).is_some_and(|it| it.fingerprint == exposed.fingerprint);
            if !same {
                changed.insert(*name);
                // Whatever leaves or joins `__all__` is seen, or no longer seen, behind `import *`.
                if *name == word("__all__") {
                    changed.extend(&exposed.mentions);
                }
            }
        }
    }
    changed
}

/// Returns the word by which others import a file.
fn module_word(path: &str) -> Word {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    word(if stem == "__init__" { parts.next().unwrap_or_default() } else { stem })
}

/// Returns the edited files and all that import one of them, however indirectly.
fn importers<'a>(
    edits: &[Edit<'a>],
    files: &BTreeMap<&'a str, &'a Interface>,
) -> FxHashSet<&'a str> {
    let mut by_import: FxHashMap<&str, Vec<&'a str>> = FxHashMap::default();
    for (path, interface) in files {
        for import in &interface.imports {
            by_import.entry(import).or_default().push(path);
        }
    }
    for edit in edits {
        for import in edit.before.into_iter().flat_map(|it| &it.imports) {
            by_import.entry(import).or_default().push(edit.path);
        }
    }
    let mut found: FxHashSet<&'a str> = edits.iter().map(|edit| edit.path).collect();
    for edit in edits.iter().filter(|edit| edit.before.is_none() || edit.after.is_none()) {
        // Nobody's import led to a file that was not there: whoever mentions its name may mean it now.
        let module = module_word(edit.path);
        let mentioning = files.iter().filter(|(_, it)| it.mentions.binary_search(&module).is_ok());
        found.extend(mentioning.map(|(path, _)| *path));
    }
    let mut open: Vec<&'a str> = found.iter().copied().collect();
    while let Some(path) = open.pop() {
        for importer in by_import.get(path).into_iter().flatten() {
            if found.insert(importer) {
                open.push(importer);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(source: &str, imports: &[&str]) -> Interface {
        let parsed = ruff_python_parser::parse_module(source).expect("valid source");
        let mut interface = Interface::of(source, parsed.suite());
        interface.imports = imports.iter().map(|it| (*it).to_owned()).collect();
        interface
    }

    /// Returns who is concerned when `a.py` changes under `b.py` (uses `f`), `c.py` (uses `b.g`) and `d.py` (uses `h`).
    fn concerned(before: &str, after: &str) -> Vec<&'static str> {
        let (before, after) = (interface(before, &[]), interface(after, &[]));
        let b = interface("from a import f\ndef g():\n    return f()\n", &["a.py"]);
        let c = interface("import b\nasync def main():\n    b.g()\n", &["b.py"]);
        let d = interface("from a import h\nasync def main():\n    h()\n", &["a.py"]);
        let files =
            BTreeMap::from_iter([("a.py", &after), ("b.py", &b), ("c.py", &c), ("d.py", &d)]);
        let edit = Edit { path: "a.py", before: Some(&before), after: Some(&after) };
        let mut found: Vec<_> = stale(&[edit], &files).into_iter().collect();
        found.sort_unstable();
        let known = ["a.py", "b.py", "c.py", "d.py"];
        found
            .into_iter()
            .map(|it| known[known.iter().position(|path| *path == it).expect("known")])
            .collect()
    }

    const BEFORE: &str = "def f():\n    return 1\ndef h():\n    return 1\n";

    #[test]
    fn a_changed_return_concerns_all_that_follow_it() {
        let after = "def f():\n    return ''\ndef h():\n    return 1\n";
        assert_eq!(concerned(BEFORE, after), ["b.py", "c.py"]);
    }

    #[test]
    fn an_effect_concerns_nobody() {
        let after = "def f():\n    sleep(1)\n    return 1\ndef h():\n    return 1\n";
        assert!(concerned(BEFORE, after).is_empty());
    }

    #[test]
    fn a_new_name_that_nobody_mentions_concerns_nobody() {
        assert!(concerned(BEFORE, &format!("{BEFORE}def novel():\n    return 2\n")).is_empty());
    }

    #[test]
    fn a_name_that_is_gone_concerns_its_users() {
        assert_eq!(concerned(BEFORE, "def f():\n    return 1\n"), ["d.py"]);
    }

    #[test]
    fn a_file_that_is_gone_concerns_whoever_names_it() {
        let before = interface(BEFORE, &[]);
        let b = interface("from a import f\ndef g():\n    return f()\n", &["a.py"]);
        let c = interface("import b\nasync def main():\n    b.g()\n", &["b.py"]);
        let files = BTreeMap::from_iter([("b.py", &b), ("c.py", &c)]);
        let edit = Edit { path: "a.py", before: Some(&before), after: None };
        assert_eq!(stale(&[edit], &files), FxHashSet::from_iter(["b.py", "c.py"]));
    }
}
