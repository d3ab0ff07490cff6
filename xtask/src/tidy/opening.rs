//! Every source file opens with a sentence that says what it is.

use super::Problem;
use super::tree::Tree;

/// Reports sources whose first line (after `#!`) is not documentation.
pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let languages: &[(&str, &[&str], &str)] = &[
        ("rs", &["//! "], "`//! What this is.`"),
        ("py", &["\"\"\"", "r\"\"\""], "a docstring"),
        ("pyi", &["# "], "a comment"),
        ("sh", &["# "], "a comment"),
    ];
    let mut problems = Vec::new();
    for (extension, openings, wanted) in languages {
        for (path, text) in tree.with_extension(extension) {
            let mut lines = text.lines().skip_while(|line| line.starts_with("#!"));
            let first = lines.next().unwrap_or_default();
            if !openings.iter().any(|opening| first.starts_with(opening)) {
                problems.push(Problem::at(path, 1, format!("does not open with {wanted}")));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_without_module_documentation_is_reported() {
        let tree = Tree::of(&[
            ("documented.rs", "//! What it is.\n"),
            ("silent.rs", "use std::fmt;\n"),
            ("documented.py", "#!/usr/bin/env python3\n\"\"\"What it is.\"\"\"\n"),
            ("empty.py", ""),
        ]);
        let reported: Vec<_> =
            check(&tree).into_iter().map(|problem| problem.path.display().to_string()).collect();
        assert_eq!(reported, ["silent.rs", "empty.py"]);
    }
}
