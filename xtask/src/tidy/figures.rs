//! A measured number in the documentation stands beside the command that prints it.

use super::Problem;
use super::markdown::{Section, sections};
use super::tree::Tree;

/// What follows a number that somebody measured. Plain counts and limits we set are not figures.
const UNITS: &[&str] = &["ns", "µs", "ms", "s", "KB", "MB", "GB", "KiB", "MiB", "GiB", "%", "x"];
/// How a command that prints figures begins.
const COMMANDS: &[&str] = &["make ", "benches/", "nonblock ", "cargo ", "python ", ".ci/", "./"];

/// Reports sections of `README.md` and `docs/` that hold figures and no command in code type.
pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (page, text) in tree.with_extension("md") {
        if !(page.starts_with("docs") || page.as_os_str() == "README.md") {
            continue;
        }
        for section in sections(text).iter().filter(|section| !names_a_command(section)) {
            for (line, figure) in figures_in(section) {
                let message =
                    format!("`{figure}`: the section does not name the command that prints it");
                problems.push(Problem::at(page, line, message));
            }
        }
    }
    problems
}

fn names_a_command(section: &Section<'_>) -> bool {
    section.body.split('`').flat_map(str::lines).any(|code| {
        COMMANDS.iter().any(|command| code.trim_start_matches("$ ").starts_with(command))
    })
}

/// Returns the figures in a section's prose, code excepted.
fn figures_in(section: &Section<'_>) -> Vec<(usize, String)> {
    let mut figures = Vec::new();
    for (line, prose) in &section.prose {
        let outside_of_code: String = prose.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        let words: Vec<&str> = outside_of_code
            .split_whitespace()
            .map(|word| {
                word.trim_matches(|it: char| {
                    matches!(it, ',' | '.' | ';' | ':' | '(' | ')' | '*' | '|')
                })
            })
            .collect();
        for (index, word) in words.iter().enumerate() {
            let unit_start =
                word.find(|it: char| !(it.is_ascii_digit() || matches!(it, '.' | ',' | '-')));
            let (number, unit) = word.split_at(unit_start.unwrap_or(word.len()));
            let unit = if unit.is_empty() {
                words.get(index + 1).copied().unwrap_or_default()
            } else {
                unit
            };
            if number.starts_with(|it: char| it.is_ascii_digit()) && UNITS.contains(&unit) {
                figures.push((*line, format!("{number} {unit}")));
            }
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_without_a_command_is_reported() {
        let tree = Tree::of(&[("docs/a.md", "# Speed\n\nIt starts in 1.2 ms.\n")]);
        let reported: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            reported,
            ["docs/a.md:3: `1.2 ms`: the section does not name the command that prints it"]
        );
    }

    #[test]
    fn a_figure_beside_its_command_is_fine() {
        let page = "# Speed\n\nIt is 3x faster.\n\n```console\n$ benches/check/speed\n```\n";
        assert!(check(&Tree::of(&[("docs/a.md", page)])).is_empty());
    }

    #[test]
    fn counts_versions_and_code_are_not_figures() {
        let page = "# Use\n\nNeeds Python 3.10 or newer, finds 2 rules, `sleep(5 s)`.\n";
        assert!(check(&Tree::of(&[("README.md", page)])).is_empty());
    }
}
