//! Reads a rule's documentation: sections, the projects in them, and the marks on their lines.
//!
//! A block of Python is a project. A line `# file: pkg/module.py` starts a file of it; without one, all of it is
//! `example.py`. A comment `# error: [rule, ...]` marks a line that has findings; it is taken out before the file is written,
//! so that it hides nothing and nothing hides it.

use std::collections::BTreeSet;

use nonblock_report::Rule;

/// The sections that every rule has, in this order.
pub(crate) const SECTIONS: [&str; 5] =
    ["What it does", "Why is this bad", "Example", "Use instead", "Known limits"];

/// A line that has a finding: file, line counted from one, rule.
pub(crate) type Mark = (String, u32, String);

/// A block of Python in the documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Project {
    /// Paths and texts, without marks.
    pub(crate) files: Vec<(String, String)>,
    /// What must be found.
    pub(crate) marks: BTreeSet<Mark>,
}

/// Returns the headings of the second level with the text below each.
pub(crate) fn sections(rule: &Rule) -> Vec<(&'static str, &'static str)> {
    let parts = rule.documentation.split("\n## ").skip(1);
    parts.map(|part| part.split_once('\n').expect("a heading is followed by text")).collect()
}

/// Returns the projects of a section.
pub(crate) fn projects(rule: &Rule, section: &str) -> Vec<Project> {
    let sections = sections(rule);
    let (_, text) =
        sections.iter().find(|(title, _)| *title == section).expect("sections are complete");
    let blocks = text.split("```python\n").skip(1);
    blocks
        .map(|block| Project::read(block.split_once("```").expect("a block is closed").0))
        .collect()
}

impl Project {
    fn read(block: &str) -> Self {
        let mut project = Self::default();
        for line in block.lines() {
            if let Some(path) = line.strip_prefix("# file: ") {
                project.files.push((path.trim().to_owned(), String::new()));
                continue;
            }
            if project.files.is_empty() {
                project.files.push(("example.py".to_owned(), String::new()));
            }
            project.add_line(line);
        }
        project
    }

    fn add_line(&mut self, line: &str) {
        let (path, text) = self.files.last_mut().expect("a line belongs to a file");
        let (code, rules) = match line.split_once("  # error: [") {
            Some((code, rest)) => (code, rest.strip_suffix(']').expect("a mark ends its line")),
            None => (line, ""),
        };
        text.push_str(code);
        text.push('\n');
        let row = u32::try_from(text.lines().count()).expect("an example is short");
        let rules = rules.split(',').map(str::trim).filter(|rule| !rule.is_empty());
        self.marks.extend(rules.map(|rule| (path.clone(), row, rule.to_owned())));
    }
}

#[test]
fn a_block_is_split_into_files_and_marks() {
    let project = Project::read(
        "# file: a.py\nimport b\nb.f()  # error: [one, two]\n# file: p/b.py\n\ndef f(): ...  # error: [three]\n",
    );
    assert_eq!(
        project.files,
        [
            ("a.py".to_owned(), "import b\nb.f()\n".to_owned()),
            ("p/b.py".to_owned(), "\ndef f(): ...\n".to_owned()),
        ]
    );
    let marks = [("a.py", 2, "one"), ("a.py", 2, "two"), ("p/b.py", 2, "three")];
    let marks = marks.map(|(path, row, rule)| (path.to_owned(), row, rule.to_owned()));
    assert_eq!(project.marks, BTreeSet::from(marks));
}
