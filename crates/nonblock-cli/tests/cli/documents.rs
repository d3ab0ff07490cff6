//! The examples of the documents do what the documents say.

use std::collections::BTreeSet;
use std::path::Path;

use crate::project::{Project, binary};

const CONFIGURATION: &str = include_str!("../../../../docs/configuration.md");
const SUPPRESSING: &str = include_str!("../../../../docs/suppressing.md");
const COMMAND_LINE: &str = include_str!("../../../../docs/command-line.md");

/// Returns the code blocks of a language.
fn blocks<'d>(document: &'d str, language: &str) -> Vec<&'d str> {
    let start = format!("```{language}\n");
    document.split(&start).skip(1).filter_map(|it| it.split("```").next()).collect()
}

/// Splits a block at its `# file: path` lines; without one it is `app.py`.
fn files(block: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in block.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("# file: ") {
            files.push((path.trim().to_owned(), String::new()));
        } else {
            if files.is_empty() {
                files.push(("app.py".to_owned(), String::new()));
            }
            let last = files.len() - 1;
            files[last].1.push_str(line);
        }
    }
    files
}

/// Returns "path:row rule" for every `# error: [rule]`.
fn marks(files: &[(String, String)]) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    for (path, text) in files {
        for (row, line) in (1..).zip(text.lines()) {
            let rules = line.split("# error: [").nth(1).and_then(|it| it.split(']').next());
            let rules = rules.into_iter().flat_map(|it| it.split(", "));
            marks.extend(rules.map(|rule| format!("{path}:{row} {rule}")));
        }
    }
    marks
}

#[test]
fn every_program_has_the_findings_that_are_marked() {
    let programs = blocks(SUPPRESSING, "python");
    assert!(4 <= programs.len());
    for block in programs {
        let files = files(block);
        let project = Project::of(&[]);
        for (path, text) in &files {
            project.write(path, text);
        }
        let found: BTreeSet<String> = project.findings(&[]).into_iter().collect();
        assert_eq!(found, marks(&files), "{block}");
    }
}

#[test]
fn every_configuration_is_read() {
    let examples = blocks(CONFIGURATION, "toml");
    assert!(4 <= examples.len());
    for text in examples {
        let file = if text.contains("tool.nonblock") { "pyproject.toml" } else { "nonblock.toml" };
        let project = Project::of(&[(file, text)]);
        let outcome = project.run(&["check", "--show-settings"]);
        assert_eq!(outcome.code, Some(0), "{text}\n{outcome}");
        assert!(outcome.stdout.starts_with(&format!("# read from {file}")), "{text}\n{outcome}");
    }
}

#[test]
fn every_setting_is_described() {
    let told = Project::of(&[]).run(&["check", "-c", "zzzzzzzzzzzzzzzz=1"]).stderr;
    let known = told.split("known: ").nth(1).expect("the list of keys");
    for key in known.trim().split(", ") {
        assert!(CONFIGURATION.contains(&format!("\n| {key} |")), "{key}");
    }
}

#[test]
fn every_flag_and_variable_is_described() {
    let project = Project::of(&[]);
    let mut missing = BTreeSet::new();
    for command in ["check", "rule", "explain"] {
        let help = project.run(&[command, "--help"]).stdout;
        let words = help.split(|it: char| it.is_whitespace() || "[],`=".contains(it));
        let named = words.filter(|it| it.starts_with("--") || it.starts_with("NONBLOCK_"));
        missing.extend(named.filter(|it| !COMMAND_LINE.contains(*it)).map(str::to_owned));
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn every_command_in_the_documents_is_accepted() {
    let documents = [CONFIGURATION, SUPPRESSING, COMMAND_LINE];
    let commands: Vec<&str> = documents
        .iter()
        .flat_map(|it| blocks(it, "console"))
        .flat_map(str::lines)
        .filter_map(|it| it.strip_prefix("$ nonblock "))
        .collect();
    assert!(8 <= commands.len());
    for command in commands {
        let project = Project::of(&[("app/main.py", "import app.other\n"), ("src/a.py", "")]);
        project.write("known.json", "{\"version\": 1, \"findings\": []}");
        let mut shell = std::process::Command::new("sh");
        let line = format!("\"$NONBLOCK\" {command}");
        shell.args(["-c", &line]).current_dir(&project.root);
        shell.env_clear().env("PATH", "/usr/bin:/bin").env("NONBLOCK", binary());
        let outcome = project.finish(shell);
        assert_eq!(outcome.code, Some(0), "{command}\n{outcome}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for document in [CONFIGURATION, SUPPRESSING, COMMAND_LINE] {
        for target in document.split("](").skip(1).filter_map(|it| it.split([')', '#']).next()) {
            let exists =
                target.is_empty() || target.starts_with("http") || folder.join(target).exists();
            assert!(exists, "{target}");
        }
    }
}
