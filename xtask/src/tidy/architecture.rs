//! `ARCHITECTURE.md` describes exactly the crates there are, and each rule its own behaviour.

use std::collections::BTreeSet;
use std::path::Path;

use super::Problem;
use super::markdown::sections;
use super::tree::Tree;

const MAP: &str = "ARCHITECTURE.md";
const RULES: &str = "crates/nonblock-check/src/rules";
const LIST_OF_RULES: &str = "docs/rules.md";

/// Reports crates without a section, sections without a crate, and rules without a page
/// or a line in the list of rules.
pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = crates_and_sections(tree);
    for rule in folders_in(tree, Path::new(RULES)) {
        let page = Path::new(RULES).join(&rule).join("doc.md");
        if !tree.files.contains_key(&page) {
            problems.push(Problem::in_file(&page, "every rule explains itself: write this file"));
        }
        let list = tree.files.get(Path::new(LIST_OF_RULES)).map_or("", String::as_str);
        if !list.contains(&*page.to_string_lossy()) {
            problems
                .push(Problem::in_file(LIST_OF_RULES, format!("does not link {}", page.display())));
        }
    }
    problems
}

fn crates_and_sections(tree: &Tree) -> Vec<Problem> {
    let Some(map) = tree.files.get(Path::new(MAP)) else {
        return vec![Problem::in_file(MAP, "is missing")];
    };
    let crates = folders_in(tree, Path::new("crates"));
    let mut described = BTreeSet::new();
    let mut problems = Vec::new();
    for section in sections(map) {
        let Some(name) =
            section.heading.strip_prefix("### ").filter(|it| it.starts_with("nonblock-"))
        else {
            continue;
        };
        described.insert(name.to_owned());
        if !crates.contains(name) {
            problems.push(Problem::at(MAP, section.line, format!("there is no crate {name}")));
        }
    }
    for name in crates.difference(&described) {
        problems.push(Problem::in_file(MAP, format!("has no section `### {name}`")));
    }
    problems
}

fn folders_in(tree: &Tree, parent: &Path) -> BTreeSet<String> {
    tree.paths
        .iter()
        .filter(|path| path.parent() == Some(parent))
        .filter(|path| tree.paths.iter().any(|other| other.parent() == Some(path)))
        .filter_map(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_and_the_crates_must_agree() {
        let map =
            "# Map\n\n### nonblock-a\n\nText.\n\n### nonblock-gone\n\nText.\n\n### nonblock-mute\n";
        let tree = Tree::of(&[
            (MAP, map),
            ("crates/nonblock-a/Cargo.toml", ""),
            ("crates/nonblock-mute/Cargo.toml", ""),
            ("crates/nonblock-new/Cargo.toml", ""),
        ]);
        let reported: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            reported,
            [
                "ARCHITECTURE.md:7: there is no crate nonblock-gone",
                "ARCHITECTURE.md: has no section `### nonblock-new`",
            ]
        );
    }

    #[test]
    fn a_rule_without_documentation_or_outside_of_the_list_is_reported() {
        let tree = Tree::of(&[(MAP, ""), ("crates/nonblock-check/src/rules/silent/mod.rs", "")]);
        let problems = check(&tree);
        assert!(problems.iter().any(|problem| problem.path.ends_with("silent/doc.md")));
        assert!(problems.iter().any(|problem| problem.path.ends_with("rules.md")));
    }
}
