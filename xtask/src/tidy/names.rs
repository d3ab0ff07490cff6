//! No module is named after having no idea of its own.

use super::Problem;
use super::tree::Tree;

const BANNED: &[&str] =
    &["utils", "util", "helpers", "helper", "common", "base", "manager", "misc"];

/// Reports sources and folders with a banned name.
pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    tree.paths
        .iter()
        .filter(|path| !super::tree::is_specimen(path))
        .filter(|path| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            BANNED.contains(&stem.trim_start_matches('_'))
        })
        .map(|path| Problem::in_file(path, "name the idea instead, or the code has no home yet"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_called_utils_is_reported_and_a_word_that_contains_it_is_not() {
        let tree = Tree::of(&[("a/_utils.py", ""), ("b/helpers/x.rs", ""), ("baseline.rs", "")]);
        let reported: Vec<_> =
            check(&tree).into_iter().map(|problem| problem.path.display().to_string()).collect();
        assert_eq!(reported, ["a/_utils.py", "b/helpers"]);
    }
}
