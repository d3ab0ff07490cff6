//! No file is so long that it holds more than one idea.

use super::Problem;
use super::tree::Tree;

const LIMITS: &[(&str, usize)] = &[("rs", 500), ("py", 400), ("pyi", 400)];

/// Reports files that are over the limit of their language; Rust's own test modules do not count.
pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (extension, limit) in LIMITS {
        for (path, text) in tree.with_extension(extension) {
            let lines = lines_before_tests(text);
            if *limit < lines {
                let message = format!("{lines} lines, at most {limit}: split it by ideas");
                problems.push(Problem::in_file(path, message));
            }
        }
    }
    problems
}

fn lines_before_tests(text: &str) -> usize {
    let mut previous = "";
    for (number, line) in text.lines().enumerate() {
        if previous == "#[cfg(test)]" && line.starts_with("mod ") && line.ends_with('{') {
            return number - 1;
        }
        previous = line;
    }
    text.lines().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_reported_with_its_length() {
        let tree = Tree::of(&[("a.py", &"x\n".repeat(401)), ("b.rs", &"x\n".repeat(401))]);
        let problems = check(&tree);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].to_string(), "a.py: 401 lines, at most 400: split it by ideas");
    }

    #[test]
    fn a_test_module_at_the_end_does_not_count() {
        let text = "x\n".repeat(499) + "#[cfg(test)]\nmod tests {\n" + &"x\n".repeat(300);
        assert!(check(&Tree::of(&[("a.rs", &text)])).is_empty());
    }
}
