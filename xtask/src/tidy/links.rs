//! Relative links lead somewhere.

use std::path::{Component, Path, PathBuf};

use super::Problem;
use super::markdown::{anchor, link_targets, sections};
use super::tree::Tree;

/// Reports links to files, folders or headings that do not exist.
pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (page, text) in tree.with_extension("md") {
        for (line, prose) in sections(text).iter().flat_map(|section| &section.prose) {
            for target in link_targets(prose).into_iter().filter(|it| is_relative(it)) {
                if !leads_somewhere(tree, page, target) {
                    problems.push(Problem::at(page, *line, format!("link to nowhere: {target}")));
                }
            }
        }
    }
    problems
}

fn is_relative(target: &str) -> bool {
    !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:")
}

fn leads_somewhere(tree: &Tree, page: &Path, target: &str) -> bool {
    let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() {
        page.to_owned()
    } else {
        normalised(&page.parent().unwrap_or(page).join(path))
    };
    if path.as_os_str().is_empty() {
        return fragment.is_empty();
    }
    if fragment.is_empty() || path.extension().is_none_or(|it| it != "md") {
        return tree.paths.contains(&path);
    }
    tree.files
        .get(&path)
        .is_some_and(|text| sections(text).iter().any(|it| anchor(it.heading) == fragment))
}

fn normalised(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_missing_file_or_heading_is_reported() {
        let page =
            "See [a](../README.md#the-end), [b](gone.md), [c](index.md#gone), [d](https://x.y/).\n";
        let tree = Tree::of(&[("README.md", "# Top\n\n## The end\n"), ("docs/index.md", page)]);
        let reported: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            reported,
            [
                "docs/index.md:1: link to nowhere: gone.md",
                "docs/index.md:1: link to nowhere: index.md#gone",
            ]
        );
    }

    #[test]
    fn a_link_inside_a_code_block_is_not_a_link() {
        assert!(check(&Tree::of(&[("a.md", "```\n[x](gone.md)\n```\n")])).is_empty());
    }
}
