//! Whom edits concern: files that take a name that looks different now from the edited file, or from one that did.

use std::collections::{BTreeMap, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use super::interface::{Exposed, Import, Interface, Word, word};

/// Edits beyond which following them costs more than reading everything again.
const MOST_EDITS: usize = 64;

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
    if MOST_EDITS < edits.len() {
        let edited: FxHashSet<&str> = edits.iter().map(|edit| edit.path).collect();
        return files.keys().copied().filter(|path| !edited.contains(path)).collect();
    }
    let mut spread = Spread { files, changed: FxHashMap::default() };
    let mut open: VecDeque<&'a str> = VecDeque::new();
    for edit in edits {
        let names = changed_names(edit);
        if edit.before.is_none() || edit.after.is_none() {
            // Nobody's import led to a file that was not there: whoever mentions its name may mean it now.
            for (path, _) in files.iter().filter(|(_, it)| mentions_any(&it.mentions, &names)) {
                spread.changed.entry(path).or_default().extend(&names);
                open.push_back(path);
            }
        }
        spread.changed.entry(edit.path).or_default().extend(names);
        open.push_back(edit.path);
    }
    let importers = importers(edits, files);
    while let Some(path) = open.pop_front() {
        spread.within(path);
        for importer in importers.get(path).into_iter().flatten() {
            if spread.reach(importer) {
                open.push_back(importer);
            }
        }
    }
    let edited: FxHashSet<&str> = edits.iter().map(|edit| edit.path).collect();
    files.keys().copied().filter(|path| !edited.contains(path) && spread.concerns(path)).collect()
}

/// How changed names spread through the files.
struct Spread<'f, 'a> {
    files: &'f BTreeMap<&'a str, &'a Interface>,
    /// The names at module level that others see differently, by file; and of a file that came or went, its name.
    changed: FxHashMap<&'a str, FxHashSet<Word>>,
}

impl<'a> Spread<'_, 'a> {
    /// Spreads changed names through the definitions of their own file.
    fn within(&mut self, path: &'a str) {
        let Some(interface) = self.files.get(path) else { return };
        let changed = self.changed.entry(path).or_default();
        loop {
            let count = changed.len();
            for exposed in &interface.names {
                if !changed.contains(&exposed.name) && mentions_any(&exposed.mentions, changed) {
                    changed.insert(exposed.name);
                }
            }
            if changed.len() == count {
                return;
            }
        }
    }

    /// Spreads the changed names of imported files into a file; returns whether there are new ones.
    fn reach(&mut self, path: &'a str) -> bool {
        let Some(interface) = self.files.get(path) else { return false };
        let visible = self.visible(interface);
        let is_star = interface.names.iter().any(|it| it.name == word("*"));
        let seen = interface.names.iter().filter(|it| mentions_any(&it.mentions, &visible));
        let mut found: FxHashSet<Word> = seen.map(|it| it.name).collect();
        if is_star {
            found.extend(&visible);
        }
        let changed = self.changed.entry(path).or_default();
        let count = changed.len();
        changed.extend(found);
        count < changed.len()
    }

    /// Returns whether a file mentions anything that looks different now.
    fn concerns(&self, path: &str) -> bool {
        let own = self.changed.get(path).is_some_and(|it| !it.is_empty());
        let interface = self.files.get(path);
        own || interface.is_some_and(|it| mentions_any(&it.mentions, &self.visible(it)))
    }

    /// Returns the changed names of other files that a file takes, or may use.
    fn visible(&self, interface: &Interface) -> FxHashSet<Word> {
        let mut visible = FxHashSet::default();
        for Import { path, names } in &interface.imports {
            let Some(changed) = self.changed.get(path.as_str()) else { continue };
            match names {
                Some(names) => visible.extend(names.iter().filter(|it| changed.contains(*it))),
                None => visible.extend(changed),
            }
        }
        visible
    }
}

fn mentions_any(mentions: &[Word], names: &FxHashSet<Word>) -> bool {
    // Words are sorted: whichever side is shorter is looked up in the other.
    if names.len() < mentions.len() / 8 {
        names.iter().any(|word| mentions.binary_search(word).is_ok())
    } else {
        mentions.iter().any(|word| names.contains(word))
    }
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

/// Returns who imports a file, now or before an edit.
fn importers<'a>(
    edits: &[Edit<'a>],
    files: &BTreeMap<&'a str, &'a Interface>,
) -> FxHashMap<&'a str, Vec<&'a str>> {
    let mut found: FxHashMap<&str, Vec<&'a str>> = FxHashMap::default();
    for (path, interface) in files {
        for import in &interface.imports {
            found.entry(&import.path).or_default().push(path);
        }
    }
    for edit in edits {
        for import in edit.before.into_iter().flat_map(|it| &it.imports) {
            found.entry(&import.path).or_default().push(edit.path);
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
        let import = |path: &&str| Import { path: (*path).to_owned(), names: None };
        interface.imports = imports.iter().map(import).collect();
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
