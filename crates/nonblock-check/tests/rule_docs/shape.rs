//! What every rule's documentation has to have.

use nonblock_check::rules::registry::{RULES, find};
use ruff_python_parser::parse_module;

use crate::document::{SECTIONS, projects, sections};

#[test]
fn every_rule_has_the_same_sections() {
    for rule in RULES {
        let title = format!("# {} ({})\n", rule.name, rule.code);
        assert!(rule.documentation.starts_with(&title), "{}", rule.name);
        let titles: Vec<_> = sections(rule).into_iter().map(|(title, _)| title).collect();
        assert_eq!(titles, SECTIONS, "{}", rule.name);
        for (title, text) in sections(rule) {
            assert!(!text.trim().is_empty(), "{}: nothing in {title}", rule.name);
        }
    }
}

#[test]
fn every_example_marks_its_rule_and_no_cure_marks_any() {
    for rule in RULES {
        let bad = projects(rule, "Example");
        assert!(!bad.is_empty(), "{} has no example", rule.name);
        for project in &bad {
            let own = project.marks.iter().any(|(_, _, name)| name == rule.name);
            assert!(own, "{}: an example without a mark of its own", rule.name);
            for (_, _, name) in &project.marks {
                assert!(find(name).is_ok(), "{}: mark of an unknown rule {name}", rule.name);
            }
        }
        let good = projects(rule, "Use instead");
        assert!(!good.is_empty(), "{} has no cure", rule.name);
        assert!(good.iter().all(|project| project.marks.is_empty()), "{}", rule.name);
    }
}

#[test]
fn every_example_is_python() {
    for rule in RULES {
        for section in ["Example", "Use instead"] {
            for (path, text) in projects(rule, section).into_iter().flat_map(|it| it.files) {
                let parsed = parse_module(&text);
                assert!(parsed.is_ok(), "{}, {section}, {path}: {:?}", rule.name, parsed.err());
            }
        }
    }
}
