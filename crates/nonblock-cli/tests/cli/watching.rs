//! `check --watch`: one report after another, as files change.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};

use crate::project::{BLOCKING, CLEAN, Project};

/// A run that has not ended.
struct Watching {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watching {
    fn of(project: &Project) -> Self {
        let mut child = project
            .command(&["check", "--watch", "--output-format=concise"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Self { child, lines }
    }

    /// Returns the next report's last line.
    fn next_summary(&mut self) -> String {
        let mut lines = self.lines.by_ref().map(|line| line.expect("output is text"));
        lines.find(|line| line.starts_with("Found ")).expect("a summary")
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.child.kill().expect("the command still runs");
        self.child.wait().expect("the command ends");
    }
}

#[test]
fn each_change_brings_a_report() {
    let project = Project::of(&[("package/main.py", BLOCKING)]);
    let mut watching = Watching::of(&project);
    assert!(watching.next_summary().starts_with("Found 1 error in 1 file"));
    project.write("package/main.py", CLEAN);
    assert!(watching.next_summary().starts_with("Found nothing in 1 file"));
    project.write("package/deeper/other.py", BLOCKING);
    assert!(watching.next_summary().starts_with("Found 1 error in 2 files"));
}

#[test]
fn settings_that_cannot_be_read_do_not_end_it() {
    let project = Project::of(&[("main.py", BLOCKING)]);
    let mut watching = Watching::of(&project);
    assert!(watching.next_summary().starts_with("Found 1 error"));
    project.write("pyproject.toml", "not toml");
    project.write("main.py", CLEAN);
    project.write("pyproject.toml", "");
    assert!(watching.next_summary().starts_with("Found nothing"));
}

#[test]
fn it_does_not_go_with_what_changes_files() {
    let project = Project::of(&[("main.py", BLOCKING)]);
    for flag in ["--fix", "--diff", "--update-baseline", "--add-ignore"] {
        assert_eq!(project.run(&["check", "--watch", flag]).code, Some(2), "{flag}");
    }
}
